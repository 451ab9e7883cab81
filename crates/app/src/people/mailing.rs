//! Links that go by mail: an invitation, and the way back for whoever forgot their password.
//!
//! Queued with the change and made when the mail is sent, so that no job and no log ever holds a link.

use std::fmt;
use std::str::FromStr;

use trusthub_domain::bundle::UnknownName;
use trusthub_domain::contact::Email;
use trusthub_domain::people::{LinkPurpose, Person, User, UserRole};
use trusthub_domain::sid::{AccountSid, UserSid};
use trusthub_storage::{JobKind, Tx};

use super::colleagues::{insert, not_found};
use super::identity::{chain_of, named_in_job};
use super::sign_in;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Permit, Result};

/// Mails with a link that an address gets on a day. Ours: one that went astray may be asked for again, and nobody is
/// pestered.
const MOST_PER_DAY: u32 = 5;

/// What a job is about: a link, and whose. The account stands in the job itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mailing {
    pub(crate) purpose: LinkPurpose,
    pub(crate) person: Person,
}

impl fmt::Display for Mailing {
    /// `invitation US…`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.purpose.as_str(), self.person)
    }
}

impl Mailing {
    /// Reads a job's subject.
    pub(crate) fn parse(text: &str, account_sid: AccountSid) -> std::result::Result<Self, UnknownName> {
        let (purpose, sid) = text.split_once(' ').ok_or(UnknownName)?;
        let purpose = LinkPurpose::from_str(purpose)?;
        Ok(Self { purpose, person: named_in_job(sid, account_sid)? })
    }

    async fn queue(self, tx: &mut Tx, hub: &Hub) -> Result<()> {
        let account_sid = chain_of(self.person).account();
        Ok(tx.job_push(&hub.job(JobKind::PasswordLink, account_sid, self, hub.now())).await?)
    }
}

/// Invites somebody by mail.
///
/// # Errors
/// As [`super::colleagues::create`]; `Forbidden` also if the address got as many such mails today as anybody gets.
pub async fn invite(hub: &Hub, actor: &Actor, email: Email, role: UserRole) -> Result<User> {
    let scope = actor.may(Permit::ManageCredentials)?;
    let mut tx = hub.db().write().await?;
    take_mail(&mut tx, hub, &email).await?;
    let user = insert(&mut tx, hub, actor, &scope, email, role).await?;
    Mailing { purpose: LinkPurpose::Invitation, person: user.person() }.queue(&mut tx, hub).await?;
    tx.commit().await?;
    Ok(user)
}

/// Invites somebody once more who has not chosen a password. Earlier links stay good until one is used.
///
/// # Errors
/// `NotFound`, also for whoever has chosen one; `Forbidden` as for [`invite`].
pub async fn invite_again(hub: &Hub, actor: &Actor, sid: UserSid) -> Result<User> {
    let scope = actor.may(Permit::ManageCredentials)?;
    let mut tx = hub.db().write().await?;
    let user = tx.user_find(&scope, sid).await?.filter(|user| user.is_invited).ok_or_else(not_found)?;
    take_mail(&mut tx, hub, &user.email).await?;
    Mailing { purpose: LinkPurpose::Invitation, person: user.person() }.queue(&mut tx, hub).await?;
    let nothing = Changed::<User> { before: None, after: None };
    record(&mut tx, hub, actor, &scope, "user.invite_again", sid, nothing).await?;
    tx.commit().await?;
    Ok(user)
}

/// Sends whoever signs in with this e-mail a link with which they choose a new password; an invited user, the invitation
/// once more. What is answered tells nobody whether there is such a person; the time it takes differs by the reading of one
/// row and the writing of another.
///
/// # Errors
/// `Unavailable`.
pub async fn forgot(hub: &Hub, email: &Email) -> Result<()> {
    let known = sign_in::find(hub, email).await?;
    let mut tx = hub.db().write().await?;
    if !tx.contact_quota_take_any_account(&quota_of(email), hub.now(), MOST_PER_DAY).await? {
        return Ok(());
    }
    if let Some((person, hash)) = known {
        let purpose = if hash.is_some() { LinkPurpose::PasswordReset } else { LinkPurpose::Invitation };
        Mailing { purpose, person }.queue(&mut tx, hub).await?;
    }
    Ok(tx.commit().await?)
}

async fn take_mail(tx: &mut Tx, hub: &Hub, email: &Email) -> Result<()> {
    if tx.contact_quota_take_any_account(&quota_of(email), hub.now(), MOST_PER_DAY).await? {
        return Ok(());
    }
    Err(Error::Forbidden("this address was sent as many links today as anybody is; try again tomorrow"))
}

/// Apart from what representatives are asked: neither uses up the other's.
fn quota_of(email: &Email) -> String {
    format!("sign-in {}", email.as_str())
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
            for purpose in LinkPurpose::ALL {
                let mailing = Mailing { purpose, person };
                assert_eq!(Mailing::parse(&mailing.to_string(), account_sid), Ok(mailing));
            }
        }
        for wrong in
            ["", "invitation", "invitation US1", "letter US00000000000000000000000000000007", "invitation "]
        {
            assert_eq!(Mailing::parse(wrong, account_sid), Err(UnknownName), "{wrong}");
        }
    }
}
