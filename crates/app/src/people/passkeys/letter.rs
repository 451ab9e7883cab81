//! The letter that tells a person of a passkey that came or went: whoever did it, they should know.

use std::fmt;

use trusthub_domain::bundle::UnknownName;
use trusthub_domain::people::Person;
use trusthub_domain::sid::AccountSid;
pub(crate) use trusthub_gateways::mail::PasskeyChange;
use trusthub_storage::{JobKind, Tx};

use crate::people::identity::{chain_of, named_in_job};
use crate::{Hub, Result};

/// What a job is about. The account stands in the job itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PasskeyNews {
    pub(crate) change: PasskeyChange,
    pub(crate) person: Person,
}

impl fmt::Display for PasskeyNews {
    /// `added US…`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let change = match self.change {
            PasskeyChange::Added => "added",
            PasskeyChange::Removed => "removed",
            PasskeyChange::TakenAway => "taken-away",
        };
        write!(f, "{change} {}", self.person)
    }
}

impl PasskeyNews {
    /// Reads a job's subject.
    pub(crate) fn parse(text: &str, account_sid: AccountSid) -> std::result::Result<Self, UnknownName> {
        let (change, sid) = text.split_once(' ').ok_or(UnknownName)?;
        let change = match change {
            "added" => PasskeyChange::Added,
            "removed" => PasskeyChange::Removed,
            "taken-away" => PasskeyChange::TakenAway,
            _ => return Err(UnknownName),
        };
        Ok(Self { change, person: named_in_job(sid, account_sid)? })
    }

    pub(super) async fn queue(self, tx: &mut Tx, hub: &Hub) -> Result<()> {
        let account_sid = chain_of(self.person).account();
        Ok(tx.job_push(&hub.job(JobKind::PasskeyLetter, account_sid, self, hub.now())).await?)
    }
}

#[cfg(test)]
mod tests {
    use trusthub_domain::sid::Sid;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_subject_reads_back() {
        let account_sid = AccountSid::from_uuid(Uuid::nil());
        let people = [
            Person::User { account_sid, sid: Sid::from_uuid(Uuid::from_u128(7)) },
            Person::Reviewer(Sid::from_uuid(Uuid::from_u128(8))),
        ];
        for person in people {
            for change in [PasskeyChange::Added, PasskeyChange::Removed, PasskeyChange::TakenAway] {
                let news = PasskeyNews { change, person };
                assert_eq!(PasskeyNews::parse(&news.to_string(), account_sid), Ok(news));
            }
        }
        for wrong in ["", "added", "added US1", "lent US00000000000000000000000000000007"] {
            assert_eq!(PasskeyNews::parse(wrong, account_sid), Err(UnknownName), "{wrong}");
        }
    }
}
