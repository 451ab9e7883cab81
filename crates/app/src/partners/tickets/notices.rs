//! Tells the owner of a number that it was flagged, and that its ticket is closed: a mail to the address of the product or
//! profile that the number is on, and a call of that bundle's status callback. Each is a job of its own; both name the same
//! event.

use std::fmt;
use std::str::FromStr;

use trusthub_domain::bundle::{Bundle, BundleKind, UnknownName};
use trusthub_domain::contact::Email;
use trusthub_domain::partner::{Ticket, TicketNote};
use trusthub_domain::sid::{EventSid, TicketSid};
use trusthub_gateways::mail::{Envelope, Mail, TicketLetter, ticket_letter};
use trusthub_gateways::webhook::FieldsRequest;
use trusthub_storage::{Error as StorageError, Job, JobKind, Scope, Tx};

use crate::record::internal;
use crate::work::{Outcome, called, sent};
use crate::{Hub, Result};

/// What happened to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Happened {
    Opened,
    Closed,
}

impl Happened {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Closed => "closed",
        }
    }
}

/// One piece of news: `EV… opened RT…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Notice {
    event: EventSid,
    happened: Happened,
    ticket: TicketSid,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.event, self.happened.as_str(), self.ticket)
    }
}

impl FromStr for Notice {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let mut words = text.split(' ');
        let (Some(event), Some(happened), Some(ticket), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(UnknownName);
        };
        let known = [Happened::Opened, Happened::Closed];
        Ok(Self {
            event: event.parse().map_err(|_| UnknownName)?,
            happened: known.into_iter().find(|one| one.as_str() == happened).ok_or(UnknownName)?,
            ticket: ticket.parse().map_err(|_| UnknownName)?,
        })
    }
}

/// Queues the news, in the transaction in which it happened.
pub(super) async fn tell(tx: &mut Tx, hub: &Hub, ticket: &Ticket) -> Result<()> {
    let happened = if ticket.is_open() { Happened::Opened } else { Happened::Closed };
    let notice = Notice { event: hub.sid(), happened, ticket: ticket.sid };
    for kind in [JobKind::RemediationMail, JobKind::RemediationCallback] {
        tx.job_push(&hub.job(kind, ticket.account_sid, notice, hub.now())).await?;
    }
    Ok(())
}

/// What news is about, as it stands now.
struct About {
    ticket: Ticket,
    /// What the news is: how it began, or how it ended.
    said: Option<TicketNote>,
    bundle: Bundle,
    account_name: String,
}

/// `None` if something of it is gone, or the number is on nothing: then nobody is to be told.
async fn about(tx: &mut Tx, scope: &Scope, notice: &Notice) -> Result<Option<About>> {
    let Some(ticket) = tx.ticket_find(scope, notice.ticket).await? else { return Ok(None) };
    let notes = match tx.ticket_notes(scope, notice.ticket).await {
        Err(StorageError::Erased) => return Ok(None),
        found => found?,
    };
    let Some(account) = tx.account_find(scope).await? else { return Ok(None) };
    let Some(bundle) = bundle_of(tx, scope, &ticket, account.parent_sid.map(Scope::own)).await? else {
        return Ok(None);
    };
    let said = match notice.happened {
        Happened::Opened => notes.into_iter().next(),
        Happened::Closed => notes.into_iter().last(),
    };
    Ok(Some(About { ticket, said, bundle, account_name: account.friendly_name }))
}

/// The product that the number is on, or else its profile: whose contact hears of all else about the number.
async fn bundle_of(
    tx: &mut Tx,
    scope: &Scope,
    ticket: &Ticket,
    parent: Option<Scope>,
) -> Result<Option<Bundle>> {
    let Some((_, number)) = tx.number_owner_any_account(&ticket.phone_number).await? else { return Ok(None) };
    let mut profile = None;
    for scope in [Some(*scope), parent].into_iter().flatten() {
        for assignment in tx.channel_assignment_of_number(&scope, number).await? {
            let Some(bundle) = tx.bundle_find(&scope, assignment.bundle_sid).await? else { continue };
            match bundle.kind {
                BundleKind::TrustProduct => return Ok(Some(bundle)),
                BundleKind::CustomerProfile => profile = profile.or(Some(bundle)),
            }
        }
    }
    Ok(profile)
}

/// Writes to the contact of the bundle that the number is on.
pub(crate) async fn write(hub: &Hub, job: &Job) -> Result<Outcome> {
    let notice: Notice = job.subject.parse().map_err(internal)?;
    let scope = Scope::own(job.account_sid);
    let Some(about) = about(&mut hub.db().read().await?, &scope, &notice).await? else {
        return Ok(Outcome::Done);
    };
    let settings = hub.settings();
    let letter = TicketLetter {
        is_closed: notice.happened == Happened::Closed,
        number: about.ticket.phone_number.as_str().to_owned(),
        reason: about.ticket.reason.as_str(),
        words: about.said.map(|note| note.text).unwrap_or_default(),
        account_name: about.account_name,
        identifier: about.ticket.sid.to_string(),
        url: format!(
            "{}/console/{}/calls/tickets/{}",
            settings.public_url, about.ticket.account_sid, about.ticket.sid
        ),
        support_email: settings.support_email.clone(),
    };
    let to: Email = about.bundle.email;
    let envelope =
        Envelope { from: settings.mail_from.clone(), to, reply_to: settings.support_email.clone() };
    let letter = ticket_letter(&letter).map_err(internal)?;
    let mail = Mail::named(&notice.event.to_string(), hub.now(), envelope, letter);
    Ok(sent(hub, &mail).await)
}

/// Calls the status callback of that bundle.
pub(crate) async fn call(hub: &Hub, job: &Job) -> Result<Outcome> {
    let notice: Notice = job.subject.parse().map_err(internal)?;
    let scope = Scope::own(job.account_sid);
    let mut tx = hub.db().read().await?;
    let Some(about) = about(&mut tx, &scope, &notice).await? else { return Ok(Outcome::Done) };
    let Some(url) = about.bundle.status_callback.clone() else { return Ok(Outcome::Done) };
    // The bundle may be the parent's: who owns the URL knows the token that signs.
    let owner = Scope::own(about.bundle.account_sid);
    let Some(tokens) = tx.account_tokens(&owner).await? else { return Ok(Outcome::Done) };
    drop(tx);
    let request = FieldsRequest {
        url,
        auth_token: tokens.primary,
        event: notice.event,
        fields: vec![
            ("AccountSid", job.account_sid.to_string()),
            ("BundleSid", about.bundle.sid.to_string()),
            ("RemediationTicketSid", about.ticket.sid.to_string()),
            ("PhoneNumber", about.ticket.phone_number.as_str().to_owned()),
            ("Status", about.ticket.status.as_str().to_owned()),
            ("Reason", about.ticket.reason.as_str().to_owned()),
            ("EventType", format!("trusthub.remediation.{}", notice.happened.as_str())),
            ("EventSid", notice.event.to_string()),
        ],
        is_test: false,
    };
    Ok(called(hub, &request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_read_as_it_was_written() {
        let text = "EV0123456789abcdef0123456789abcdef closed RT0123456789abcdef0123456789abcdef";
        assert_eq!(text.parse::<Notice>().unwrap().to_string(), text);
        for wrong in
            ["", "opened", "EV0123456789abcdef0123456789abcdef lost RT0123456789abcdef0123456789abcdef"]
        {
            assert_eq!(wrong.parse::<Notice>(), Err(UnknownName), "{wrong}");
        }
    }
}
