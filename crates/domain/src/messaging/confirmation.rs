//! A code that proves a brand: by text message to a sole proprietor's own phone, by mail to the contact of a public company.
//!
//! The code itself is nowhere stored: it follows from the confirmation's identifier under a key of the hub's.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::MessagingRefusal;
use crate::sid::ConfirmationSid;
use crate::time::Timestamp;

/// How long a code by text message is taken. Source: the vendor's guide for sole proprietors.
const OTP_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a code by mail is taken. Source: the vendor's guide for brands of public companies.
const TWO_FACTOR_WITHIN: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Wrong codes that are taken before another one must be sent. Ours: one in 200,000 is guessed.
pub const MOST_TRIES: u32 = 5;

/// By what a brand is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfirmationKind {
    /// A text message to a sole proprietor.
    Otp,
    /// A mail to a public company's contact.
    TwoFactor,
}

impl ConfirmationKind {
    const fn within(self) -> Duration {
        match self {
            Self::Otp => OTP_WITHIN,
            Self::TwoFactor => TWO_FACTOR_WITHIN,
        }
    }
}

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandConfirmation {
    /// What the code follows from; another one for each code.
    pub sid: ConfirmationSid,
    /// By what.
    pub kind: ConfirmationKind,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Until when it is taken.
    pub until: Timestamp,
    /// Wrong tries.
    pub tries: u32,
    /// When it was confirmed.
    pub confirmed_at: Option<Timestamp>,
}

/// What a try came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// It was the code.
    Right(BrandConfirmation),
    /// It was not; to be saved before anybody is told.
    Wrong(BrandConfirmation, MessagingRefusal),
}

impl BrandConfirmation {
    /// A new code.
    #[must_use]
    pub fn ask(sid: ConfirmationSid, kind: ConfirmationKind, now: Timestamp) -> Self {
        Self { sid, kind, asked_at: now, until: now.plus(kind.within()), tries: 0, confirmed_at: None }
    }

    /// Whether nobody may answer it any more.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.confirmed_at.is_none() && now >= self.until
    }

    /// Takes a code, which `is_right` or not.
    ///
    /// # Errors
    /// `NoCodeWanted` when it is confirmed, `CodeExpired`, `TooManyTries`.
    pub fn try_code(&self, is_right: bool, now: Timestamp) -> Result<Tried, MessagingRefusal> {
        if self.confirmed_at.is_some() {
            return Err(MessagingRefusal::NoCodeWanted);
        }
        if self.is_expired(now) {
            return Err(MessagingRefusal::CodeExpired);
        }
        if self.tries >= MOST_TRIES {
            return Err(MessagingRefusal::TooManyTries);
        }
        if is_right {
            return Ok(Tried::Right(Self { confirmed_at: Some(now), ..self.clone() }));
        }
        let tried = Self { tries: self.tries + 1, ..self.clone() };
        let left = MOST_TRIES - tried.tries;
        Ok(Tried::Wrong(tried, MessagingRefusal::WrongCode(left)))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::sid::Sid;

    const NOW: Timestamp = Timestamp::from_micros(1_795_435_200_000_000);

    fn asked(kind: ConfirmationKind) -> BrandConfirmation {
        BrandConfirmation::ask(ConfirmationSid::from_uuid(Uuid::from_u128(1)), kind, NOW)
    }

    #[test]
    fn a_code_is_taken_for_a_day_by_text_and_for_seven_by_mail() {
        for (kind, days) in [(ConfirmationKind::Otp, 1), (ConfirmationKind::TwoFactor, 7)] {
            let asked = asked(kind);
            let end = NOW.plus(Duration::from_secs(days * 86_400));
            let last = end.minus(Duration::from_micros(1));
            assert!(matches!(asked.try_code(true, last), Ok(Tried::Right(_))));
            assert_eq!(asked.try_code(true, end), Err(MessagingRefusal::CodeExpired));
        }
    }

    #[test]
    fn five_wrong_codes_end_it_and_the_right_one_no_longer_helps() {
        let mut asked = asked(ConfirmationKind::Otp);
        for left in (0..MOST_TRIES).rev() {
            let Ok(Tried::Wrong(next, refusal)) = asked.try_code(false, NOW) else { panic!("it was wrong") };
            assert_eq!(refusal, MessagingRefusal::WrongCode(left));
            asked = next;
        }
        assert_eq!(asked.try_code(true, NOW), Err(MessagingRefusal::TooManyTries));
    }

    #[test]
    fn what_is_confirmed_is_not_confirmed_again() {
        let Ok(Tried::Right(done)) = asked(ConfirmationKind::Otp).try_code(true, NOW) else {
            panic!("it was right")
        };
        assert_eq!(done.try_code(true, NOW), Err(MessagingRefusal::NoCodeWanted));
        assert!(!done.is_expired(NOW.plus(OTP_WITHIN)));
    }
}
