//! A representative is asked whether they are who the customer says, hold the title given, and authorise the profile.
//!
//! One question goes to one person about one bundle. It is waiting, answered once and for all, or too late; what the clock
//! makes of it is never stored. How it reached the person ([`Delivery`]) is told apart from what they answered.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::bundle::{ReasonCode, UnknownName};
use crate::sid::{AccountSid, BundleSid, ConfirmationSid};
use crate::time::Timestamp;

/// How often a code may be tried. Ours: of a million codes, five tries find one in 200,000 times.
const MOST_CODE_TRIES: i64 = 5;

/// Which of the two representatives; each has a review code of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seat {
    /// Representative 1.
    First,
    /// Representative 2.
    Second,
}

impl Seat {
    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }

    /// For people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::First => "Representative 1",
            Self::Second => "Representative 2",
        }
    }

    /// The review code that this representative's fields carry.
    #[must_use]
    pub const fn code(self) -> ReasonCode {
        match self {
            Self::First => ReasonCode::REPRESENTATIVE_1,
            Self::Second => ReasonCode::REPRESENTATIVE_2,
        }
    }
}

/// Who is asked, and about what: as the customer entered it when the question was put. Personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// What they call themselves.
    pub title: String,
    /// E-mail address.
    pub email: String,
    /// Phone number.
    pub phone_number: String,
    /// The business they are said to act for.
    pub business_name: String,
    /// Its register and number, without punctuation; empty if none was given.
    pub business_identity: String,
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked").finish_non_exhaustive()
    }
}

impl Asked {
    /// What an answer is good for: the same person under the same title, for the same business. To be hashed under a key.
    ///
    /// The phone number is not in it: whoever has a new one is still the same.
    #[must_use]
    pub fn identity(&self) -> String {
        let parts = [
            &self.first_name,
            &self.last_name,
            &self.title,
            &self.email,
            &self.business_name,
            &self.business_identity,
        ];
        parts.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()).join("\n")
    }

    /// Whether a text that strangers get may quote it. What holds a web address does not: our mail must not carry
    /// somebody else's advertisement.
    #[must_use]
    pub fn is_quotable(&self) -> bool {
        let quoted = [&self.first_name, &self.last_name, &self.title, &self.business_name];
        quoted.iter().all(|text| {
            let text = text.to_lowercase();
            !text.contains("://") && !text.contains("www.") && !text.contains('@')
        })
    }
}

/// How a question gets to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A link by mail.
    Mail,
    /// A code by text message.
    Sms,
}

impl Channel {
    /// The name in the database and the metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }

    /// For people, after "by".
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "text message",
        }
    }
}

/// How far a question has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "delivery", rename_all = "snake_case")]
pub enum Delivery {
    /// It has not left yet.
    Queued,
    /// The address has had its messages of the day; it leaves on another.
    Held,
    /// It may have left: a try was begun, and counts among those of the day.
    Begun,
    /// The mail server or the gateway took it.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// The address was refused for good.
    Unreachable {
        /// When.
        at: Timestamp,
    },
}

/// What the person says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is so, and I authorise it.
    Confirm,
    /// It is not so, or I do not.
    Deny,
}

/// An answer and when it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// What.
    pub answer: Answer,
    /// When.
    pub at: Timestamp,
}

/// A question and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// `CF…`
    pub sid: ConfirmationSid,
    /// The bundle's account.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
    /// Which of its representatives.
    pub seat: Seat,
    /// Who, about what.
    pub asked: Asked,
    /// The way to them.
    pub channel: Channel,
    /// How far it has come.
    pub delivery: Delivery,
    /// What they said; `None` so far.
    pub answered: Option<Answered>,
    /// When they were reminded.
    pub reminded_at: Option<Timestamp>,
    /// How often a code was tried.
    pub code_tries: i64,
    /// When the question was put.
    pub asked_at: Timestamp,
    /// From when on no answer is taken.
    pub expires_at: Timestamp,
    /// Counts writes.
    pub version: i64,
}

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// An answer is still taken.
    Waiting,
    /// Nobody answered in time.
    Expired,
    /// Answered.
    Answered(Answered),
}

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefusal {
    /// It comes too late.
    #[error("the time to answer has passed")]
    Expired,
    /// There is one already.
    #[error("it was answered already")]
    Answered(Answer),
}

impl Confirmation {
    /// What the clock makes of it.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        match self.answered {
            Some(answered) => Standing::Answered(answered),
            None if now < self.expires_at => Standing::Waiting,
            None => Standing::Expired,
        }
    }

    /// Takes the answer, once.
    ///
    /// # Errors
    /// Why not.
    pub fn answer(&self, answer: Answer, now: Timestamp) -> Result<Self, AnswerRefusal> {
        match self.standing(now) {
            Standing::Waiting => Ok(Self { answered: Some(Answered { answer, at: now }), ..self.clone() }),
            Standing::Expired => Err(AnswerRefusal::Expired),
            Standing::Answered(before) => Err(AnswerRefusal::Answered(before.answer)),
        }
    }

    /// The question with one more try of its code; `None` if no code was sent, or it was tried too often. To be stored
    /// before the code is looked at: then no number of tries at once is more than that.
    #[must_use]
    pub fn with_code_try(&self) -> Option<Self> {
        let may_try = self.channel == Channel::Sms && self.code_tries < MOST_CODE_TRIES;
        may_try.then(|| Self { code_tries: self.code_tries.saturating_add(1), ..self.clone() })
    }

    /// When it was confirmed, if that still counts for the same person and business at `now`.
    #[must_use]
    pub fn confirmed_within(&self, period: Duration, now: Timestamp) -> Option<Timestamp> {
        let answered = self.answered.filter(|answered| answered.answer == Answer::Confirm)?;
        (now < answered.at.plus(period)).then_some(answered.at)
    }

    /// The question with a later state of its delivery.
    #[must_use]
    pub fn with_delivery(&self, delivery: Delivery) -> Self {
        Self { delivery, ..self.clone() }
    }

    /// The question, to be sent by mail because no text message gets through.
    #[must_use]
    pub fn by_mail(&self) -> Self {
        Self { channel: Channel::Mail, delivery: Delivery::Queued, ..self.clone() }
    }
}

macro_rules! named {
    ($($kind:ty: $($variant:path),+;)+) => {$(
        impl FromStr for $kind {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                [$($variant),+].into_iter().find(|one| one.as_str() == text).ok_or(UnknownName)
            }
        }
    )+};
}

impl Answer {
    /// The name in the database and the form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Deny => "deny",
        }
    }
}

named! {
    Seat: Self::First, Self::Second;
    Channel: Self::Mail, Self::Sms;
    Answer: Self::Confirm, Self::Deny;
}

#[cfg(test)]
mod tests;
