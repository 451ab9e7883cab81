//! A domain that an account sends mail from: how it is proven, and how long the proof holds.
//!
//! Whoever can publish a record in a domain's zone speaks for it. Proven once, it is looked at every day; what its mail
//! records say is in [`records`].

pub mod records;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::records::MailRecords;
use crate::bundle::UnknownName;
use crate::sid::{AccountSid, DomainSid};
use crate::time::Timestamp;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a proof may be missing before it is lost: name servers change hands, and mistakes are mended.
const MISSED_FOR: Duration = HOUR;

/// How long silence is put up with. Ours: longer than any outage that somebody works on.
const SILENT_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How long it is looked for by itself after it was added, or lost.
const LOOKED_FOR: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// How far a domain is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DomainState {
    /// The record is not there yet.
    Pending,
    /// It is there.
    Proven,
    /// It was there, and is not any more.
    Lost,
}

impl DomainState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Proven, Self::Lost];

    /// Its name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Proven => "proven",
            Self::Lost => "lost",
        }
    }
}

impl FromStr for DomainState {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(UnknownName)
    }
}

/// What the name servers say of the record that proves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// It is there.
    Found,
    /// It is not.
    Missing,
    /// Nobody could say.
    Silence,
}

/// A domain that an account sends mail from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendingDomain {
    /// `DM…`
    pub sid: DomainSid,
    /// Whose it is, by their own account.
    pub account_sid: AccountSid,
    /// Lower case, in ASCII.
    pub domain: String,
    /// What proves it, unguessable.
    pub challenge: String,
    /// How far it is proven.
    pub state: DomainState,
    /// Names of its DKIM keys.
    pub selectors: Vec<String>,
    /// What its records said when they were last read.
    pub records: Option<MailRecords>,
    /// Since when it is proven, if it is.
    pub proven_at: Option<Timestamp>,
    /// When the proof was last seen.
    pub seen_at: Option<Timestamp>,
    /// Since when the proof is missing, if it is.
    pub missed_at: Option<Timestamp>,
    /// When it was last looked at.
    pub checked_at: Option<Timestamp>,
    /// Counts writes.
    pub version: i64,
    /// When it was added.
    pub date_created: Timestamp,
}

impl fmt::Debug for SendingDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendingDomain")
            .field("sid", &self.sid)
            .field("domain", &self.domain)
            .field("state", &self.state)
            .field("missed_at", &self.missed_at)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl SendingDomain {
    /// Where the record is looked for.
    #[must_use]
    pub fn challenge_name(&self) -> String {
        format!("_trusthub-challenge.{}", self.domain)
    }

    /// What it must say.
    #[must_use]
    pub fn challenge_value(&self) -> String {
        format!("trusthub-domain-verification={}", self.challenge)
    }

    /// The domain after a look at its proof. A proof is lost only if it is missed twice, an hour apart; silence is no
    /// miss, unless nobody has seen the proof for a week.
    #[must_use]
    pub fn checked(&self, proof: Proof, now: Timestamp) -> Self {
        let looked = Self { checked_at: Some(now), ..self.clone() };
        let is_overdue = self.seen_at.is_none_or(|seen| now.since(seen) >= SILENT_FOR);
        match (proof, self.state) {
            (Proof::Found, _) => Self {
                state: DomainState::Proven,
                proven_at: self.proven_at.or(Some(now)),
                seen_at: Some(now),
                missed_at: None,
                ..looked
            },
            (Proof::Missing, DomainState::Proven) => looked.missed(now),
            (Proof::Silence, DomainState::Proven) if is_overdue => looked.missed(now),
            (Proof::Missing | Proof::Silence, _) => looked,
        }
    }

    fn missed(self, now: Timestamp) -> Self {
        match self.missed_at {
            Some(since) if now.since(since) >= MISSED_FOR => self.lost(now),
            Some(_) => self,
            None => Self { missed_at: Some(now), ..self },
        }
    }

    /// It is not proven any more.
    #[must_use]
    pub fn lost(self, now: Timestamp) -> Self {
        let missed_at = self.missed_at.or(Some(now));
        Self { state: DomainState::Lost, proven_at: None, missed_at, ..self }
    }

    /// When it is looked at next without being asked; `None` if it is not.
    #[must_use]
    pub fn next_check(&self, now: Timestamp) -> Option<Timestamp> {
        let wait = match (self.state, self.missed_at) {
            (DomainState::Proven, Some(_)) => HOUR,
            (DomainState::Proven, None) => DAY,
            (DomainState::Lost, since) => {
                let since = now.since(since.unwrap_or(self.date_created));
                if since < LOOKED_FOR { DAY } else { return None }
            }
            (DomainState::Pending, _) => match now.since(self.date_created) {
                age if age < HOUR => Duration::from_secs(5 * 60),
                age if age < DAY => HOUR,
                age if age < LOOKED_FOR => DAY,
                _ => return None,
            },
        };
        Some(now.plus(wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sid::Sid;

    fn at(hours: u64) -> Timestamp {
        Timestamp::from_seconds(0).plus(Duration::from_secs(hours * 3600))
    }

    fn pending() -> SendingDomain {
        let id = uuid::Uuid::nil();
        SendingDomain {
            sid: DomainSid::from_uuid(id),
            account_sid: AccountSid::from_uuid(id),
            domain: "owl.example".to_owned(),
            challenge: "c0ffee".to_owned(),
            state: DomainState::Pending,
            selectors: Vec::new(),
            records: None,
            proven_at: None,
            seen_at: None,
            missed_at: None,
            checked_at: None,
            version: 1,
            date_created: at(0),
        }
    }

    #[test]
    fn a_proof_that_is_missed_once_is_looked_for_again_within_the_hour() {
        let proven = pending().checked(Proof::Found, at(1));
        assert_eq!((proven.state, proven.proven_at), (DomainState::Proven, Some(at(1))));
        assert_eq!(proven.next_check(at(1)), Some(at(25)));
        let missed = proven.checked(Proof::Missing, at(25));
        assert_eq!((missed.state, missed.next_check(at(25))), (DomainState::Proven, Some(at(26))));
        assert_eq!(missed.checked(Proof::Found, at(26)).missed_at, None);
        let lost = missed.checked(Proof::Missing, at(26));
        assert_eq!((lost.state, lost.proven_at), (DomainState::Lost, None));
        let again = lost.checked(Proof::Found, at(50));
        assert_eq!((again.state, again.proven_at), (DomainState::Proven, Some(at(50))));
    }

    #[test]
    fn asking_in_a_hurry_does_not_lose_a_proof() {
        let missed = pending().checked(Proof::Found, at(1)).checked(Proof::Missing, at(2));
        let hurried = missed.checked(Proof::Missing, at(2).plus(Duration::from_secs(3599)));
        assert_eq!(hurried.state, DomainState::Proven);
    }

    #[test]
    fn silence_is_no_miss_for_a_week() {
        let proven = pending().checked(Proof::Found, at(0));
        let silent = proven.checked(Proof::Silence, at(7 * 24 - 1));
        assert_eq!((silent.state, silent.missed_at), (DomainState::Proven, None));
        let overdue = silent.checked(Proof::Silence, at(7 * 24));
        assert_eq!(overdue.missed_at, Some(at(7 * 24)));
        assert_eq!(overdue.checked(Proof::Silence, at(7 * 24 + 1)).state, DomainState::Lost);
        assert_eq!(pending().checked(Proof::Silence, at(999)).state, DomainState::Pending);
    }

    #[test]
    fn what_is_never_proven_is_not_looked_for_for_ever() {
        assert_eq!(pending().next_check(at(0)), Some(at(0).plus(Duration::from_secs(300))));
        assert_eq!(pending().next_check(at(2)), Some(at(3)));
        assert_eq!(pending().next_check(at(48)), Some(at(72)));
        assert_eq!(pending().next_check(at(14 * 24)), None);
    }
}
