//! Where an account stands in the eyes of partners, and what they are told when that changes.

use std::str::FromStr;

use super::FeedKind;
use crate::account::AccountStatus;
use crate::bundle::{EventKind, UnknownName};
use crate::time::Timestamp;
use crate::trust::TrustLevel;

/// Whether a level holds, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StandingStatus {
    /// It does.
    InForce,
    /// The account, or what its level rested on, is suspended.
    Suspended,
    /// What it rested on ran out.
    Expired,
    /// What it rested on is not approved any more, or the account is closed.
    Withdrawn,
}

impl StandingStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::InForce, Self::Suspended, Self::Expired, Self::Withdrawn];

    /// Its name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Suspended => "suspended",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl FromStr for StandingStatus {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or(UnknownName)
    }
}

/// Where an account stands. An account that never had a level has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Its level; `Unknown` unless it is in force.
    pub level: TrustLevel,
    /// Whether that holds.
    pub status: StandingStatus,
    /// Since when both are so.
    pub since: Timestamp,
}

/// What made somebody look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandingCause {
    /// A profile or product was approved.
    Approved,
    /// One was suspended.
    Suspended,
    /// A suspension of one ended.
    Reinstated,
    /// One ran out.
    Expired,
    /// One left force otherwise.
    Withdrawn,
    /// The account was put on hold, closed, or let go on.
    Account,
}

impl From<EventKind> for StandingCause {
    fn from(kind: EventKind) -> Self {
        match kind {
            EventKind::Approved => Self::Approved,
            EventKind::Suspended => Self::Suspended,
            EventKind::Reinstated => Self::Reinstated,
            EventKind::Expired => Self::Expired,
            EventKind::Submitted | EventKind::ReviewStarted | EventKind::Rejected | EventKind::Expiring => {
                Self::Withdrawn
            }
        }
    }
}

/// What was found when somebody looked.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// The level that the account's profiles in force give it.
    pub level: TrustLevel,
    /// The account's own status.
    pub account: AccountStatus,
    /// Why it was looked at.
    pub cause: StandingCause,
    /// When.
    pub at: Timestamp,
}

/// Where an account stands now, and what is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    /// Where it stands.
    pub standing: Standing,
    /// What happened.
    pub kind: FeedKind,
}

impl Standing {
    /// What has changed for partners; `None` if nothing has. `before` is where the account stood when it was last looked at.
    #[must_use]
    pub fn follow(before: Option<Self>, seen: Seen) -> Option<Followed> {
        let (was_level, was) =
            before.map_or((TrustLevel::Unknown, None), |known| (known.level, Some(known.status)));
        let (level, status) = match (seen.account, seen.level) {
            (AccountStatus::Suspended, _) => (TrustLevel::Unknown, StandingStatus::Suspended),
            (AccountStatus::Closed, _) => (TrustLevel::Unknown, StandingStatus::Withdrawn),
            (AccountStatus::Active, TrustLevel::Unknown) => {
                (TrustLevel::Unknown, Self::lapsed(was, seen.cause))
            }
            (AccountStatus::Active, level) => (level, StandingStatus::InForce),
        };
        // Whoever never had a level has none to lose.
        let was = match was {
            Some(was) => was,
            None if level == TrustLevel::Unknown => return None,
            None => StandingStatus::Withdrawn,
        };
        let standing = Self { level, status, since: seen.at };
        let kind = match (status, level.cmp(&was_level)) {
            (StandingStatus::InForce, std::cmp::Ordering::Greater) if was == StandingStatus::Suspended => {
                FeedKind::Reinstated
            }
            (StandingStatus::InForce, std::cmp::Ordering::Greater) if was_level == TrustLevel::Unknown => {
                FeedKind::Granted
            }
            (StandingStatus::InForce, std::cmp::Ordering::Greater) => FeedKind::Raised,
            (StandingStatus::InForce, std::cmp::Ordering::Less) => FeedKind::Lowered,
            (StandingStatus::InForce, std::cmp::Ordering::Equal) => return None,
            _ if status == was => return None,
            (StandingStatus::Suspended, _) => FeedKind::Suspended,
            (StandingStatus::Expired, _) => FeedKind::Expired,
            (StandingStatus::Withdrawn, _) => FeedKind::Lowered,
        };
        Some(Followed { standing, kind })
    }

    /// Why there is no level.
    fn lapsed(was: Option<StandingStatus>, cause: StandingCause) -> StandingStatus {
        match (cause, was) {
            (StandingCause::Suspended, _) => StandingStatus::Suspended,
            (StandingCause::Expired, _) => StandingStatus::Expired,
            (StandingCause::Withdrawn, _) => StandingStatus::Withdrawn,
            // The account is let go on before its profiles are: until then they are suspended still.
            (StandingCause::Account, Some(StandingStatus::Suspended)) => StandingStatus::Suspended,
            (StandingCause::Approved | StandingCause::Account, Some(was))
                if was != StandingStatus::InForce =>
            {
                was
            }
            (StandingCause::Approved | StandingCause::Reinstated | StandingCause::Account, _) => {
                StandingStatus::Withdrawn
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AccountStatus::{Active, Closed, Suspended as Held};
    use StandingCause as Cause;
    use StandingStatus::{Expired, InForce, Suspended, Withdrawn};
    use TrustLevel::{Identified, Unknown, Verified, VerifiedPlus};

    const THEN: Timestamp = Timestamp::from_micros(1);
    const NOW: Timestamp = Timestamp::from_micros(2);

    fn follow(
        before: Option<(TrustLevel, StandingStatus)>,
        level: TrustLevel,
        account: AccountStatus,
        cause: Cause,
    ) -> Option<(TrustLevel, StandingStatus, FeedKind)> {
        let before = before.map(|(level, status)| Standing { level, status, since: THEN });
        let found = Standing::follow(before, Seen { level, account, cause, at: NOW })?;
        assert_eq!(found.standing.since, NOW);
        Some((found.standing.level, found.standing.status, found.kind))
    }

    #[test]
    fn what_partners_are_told_of_each_change() {
        let at = |level| Some((level, InForce));
        let out = |status| Some((Unknown, status));
        for (row, before, level, account, cause, told) in [
            (1, None, Verified, Active, Cause::Approved, Some((Verified, InForce, FeedKind::Granted))),
            (2, None, Unknown, Active, Cause::Withdrawn, None),
            (3, None, Unknown, Held, Cause::Account, None),
            (
                4,
                at(Verified),
                VerifiedPlus,
                Active,
                Cause::Approved,
                Some((VerifiedPlus, InForce, FeedKind::Raised)),
            ),
            (
                5,
                at(Verified),
                Identified,
                Active,
                Cause::Expired,
                Some((Identified, InForce, FeedKind::Lowered)),
            ),
            (6, at(Verified), Verified, Active, Cause::Approved, None),
            (
                7,
                at(Verified),
                Unknown,
                Active,
                Cause::Suspended,
                Some((Unknown, Suspended, FeedKind::Suspended)),
            ),
            (8, at(Verified), Unknown, Active, Cause::Expired, Some((Unknown, Expired, FeedKind::Expired))),
            (
                9,
                at(Verified),
                Unknown,
                Active,
                Cause::Withdrawn,
                Some((Unknown, Withdrawn, FeedKind::Lowered)),
            ),
            (
                10,
                at(Verified),
                Verified,
                Held,
                Cause::Account,
                Some((Unknown, Suspended, FeedKind::Suspended)),
            ),
            (
                11,
                at(Verified),
                Verified,
                Closed,
                Cause::Account,
                Some((Unknown, Withdrawn, FeedKind::Lowered)),
            ),
            (12, out(Suspended), Unknown, Active, Cause::Account, None),
            (
                13,
                out(Suspended),
                Verified,
                Active,
                Cause::Reinstated,
                Some((Verified, InForce, FeedKind::Reinstated)),
            ),
            (
                14,
                out(Suspended),
                Unknown,
                Active,
                Cause::Reinstated,
                Some((Unknown, Withdrawn, FeedKind::Lowered)),
            ),
            (15, out(Suspended), Unknown, Held, Cause::Suspended, None),
            (
                16,
                out(Expired),
                Verified,
                Active,
                Cause::Approved,
                Some((Verified, InForce, FeedKind::Granted)),
            ),
            (17, out(Expired), Unknown, Active, Cause::Approved, None),
            (
                18,
                out(Expired),
                Unknown,
                Held,
                Cause::Account,
                Some((Unknown, Suspended, FeedKind::Suspended)),
            ),
        ] {
            assert_eq!(follow(before, level, account, cause), told, "row {row}");
        }
    }
}
