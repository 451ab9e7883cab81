//! How much of a certificate's time is left.

use trusthub_domain::time::Timestamp;
use trusthub_storage::StirCertificate;

/// Less than this share of its time, one in so many, is little: somebody should look why no successor is there.
const LITTLE: i64 = 5;

/// How much of a certificate's time is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remaining {
    /// Its time has not come.
    NotYet,
    /// Enough.
    Enough,
    /// Less than a fifth: a new one should be there by now.
    Little,
    /// None.
    Over,
}

impl Remaining {
    /// Of a certificate at a moment.
    #[must_use]
    pub fn of(certificate: &StirCertificate, now: Timestamp) -> Self {
        if now < certificate.not_before {
            Self::NotYet
        } else if now > certificate.not_after {
            Self::Over
        } else if has_left(certificate, LITTLE, now) {
            Self::Enough
        } else {
            Self::Little
        }
    }

    /// Whether it is in force.
    #[must_use]
    pub const fn is_in_force(self) -> bool {
        matches!(self, Self::Enough | Self::Little)
    }
}

/// Whether at least one part in `parts` of its time is left.
pub(super) fn has_left(certificate: &StirCertificate, parts: i64, now: Timestamp) -> bool {
    let (begin, end) = (certificate.not_before.as_micros(), certificate.not_after.as_micros());
    end.saturating_sub(now.as_micros()).saturating_mul(parts) >= end.saturating_sub(begin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> StirCertificate {
        StirCertificate {
            sha256: String::new(),
            account: None,
            spc: "709J".to_owned(),
            not_before: Timestamp::from_seconds(100),
            not_after: Timestamp::from_seconds(200),
            imported_by: String::new(),
            imported_at: Timestamp::from_seconds(100),
        }
    }

    #[test]
    fn the_last_fifth_is_little_and_nothing_counts_outside_of_its_time() {
        for (at, expected) in [
            (99, Remaining::NotYet),
            (100, Remaining::Enough),
            (180, Remaining::Enough),
            (181, Remaining::Little),
            (200, Remaining::Little),
            (201, Remaining::Over),
        ] {
            assert_eq!(Remaining::of(&certificate(), Timestamp::from_seconds(at)), expected, "{at}");
        }
    }

    #[test]
    fn a_share_that_is_left_counts_with_its_end() {
        let left = |parts, at| has_left(&certificate(), parts, Timestamp::from_seconds(at));
        assert!(left(4, 175) && !left(4, 176));
        assert!(left(2, 150) && !left(2, 151) && !left(1, 201));
    }
}
