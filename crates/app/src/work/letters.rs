//! Letters to the customer. A retry carries the same Message-ID as the first try.

use std::time::Instant;

use tracing::Instrument;
use trusthub_domain::account::Account;
use trusthub_domain::bundle::{Addressee, Bundle, BundleEvent, BundleKind, EventKind, Reason, Status};
use trusthub_domain::contact::Email;
use trusthub_domain::sid::{AccountSid, BundleSid, EventSid, PolicySid};
use trusthub_domain::time::Timestamp;
use trusthub_gateways::mail::{Envelope, Letter, Mail, MailError, Notice, NoticeReason, letter};
use trusthub_storage::{Scope, StoredEvent, Tx};

use super::{Outcome, causes, trace_of_delivery};
use crate::bundles::appeals;
use crate::record::internal;
use crate::{Hub, Result};

/// The letter about a decision, suspension, reinstatement or expiry.
pub(super) async fn decided(hub: Hub, stored: StoredEvent) -> Result<Outcome> {
    let (sid, at) = (stored.event.sid, stored.event.transition.at);
    send(&hub, sid, at, about(&hub, stored.event).await?).await
}

/// What the letter about a decision, suspension, reinstatement or expiry tells.
pub(super) async fn about(hub: &Hub, event: BundleEvent) -> Result<About> {
    let bundle = present(hub, &event).await?;
    let may_appeal = may_appeal(hub, &event, bundle.as_ref()).await?;
    Ok(About {
        kind: event.transition.kind,
        status: event.transition.status,
        account_sid: event.account_sid,
        bundle_sid: event.bundle_sid,
        bundle_kind: event.bundle_kind,
        policy_sid: bundle.as_ref().map(|bundle| bundle.policy_sid),
        addressee: event.addressee,
        reasons: event.transition.reasons,
        valid_until: bundle.and_then(|bundle| bundle.valid_until),
        review_due_at: None,
        is_appeal: false,
        may_appeal,
    })
}

/// The "received" letter, if nothing happened to the bundle since: one that was rejected and submitted again meanwhile
/// is told of by the later submission's own letter.
pub(super) async fn received(hub: Hub, stored: StoredEvent) -> Result<Outcome> {
    let event = stored.event;
    let scope = Scope::own(event.account_sid);
    let found = present(&hub, &event).await?;
    let Some(bundle) = found.filter(|bundle| bundle.event_sequence == event.transition.sequence) else {
        return Ok(Outcome::Done);
    };
    let case = hub.db().read().await?.case_find_open(&scope, event.bundle_sid).await?;
    let is_appeal = case.as_ref().is_some_and(|case| case.appeal.is_some());
    let about = About {
        kind: EventKind::ReviewStarted,
        status: Status::InReview,
        account_sid: event.account_sid,
        bundle_sid: event.bundle_sid,
        bundle_kind: event.bundle_kind,
        policy_sid: Some(bundle.policy_sid),
        addressee: event.addressee,
        reasons: Vec::new(),
        valid_until: bundle.valid_until,
        review_due_at: case.map(|case| case.due_at),
        is_appeal,
        may_appeal: false,
    };
    send(&hub, event.sid, hub.now(), about).await
}

/// Whether the letter may point to an appeal.
async fn may_appeal(hub: &Hub, event: &BundleEvent, bundle: Option<&Bundle>) -> Result<bool> {
    match bundle.filter(|_| event.transition.kind == EventKind::Rejected) {
        Some(bundle) => appeals::is_possible(&mut hub.db().read().await?, hub, bundle).await,
        None => Ok(false),
    }
}

async fn present(hub: &Hub, event: &BundleEvent) -> Result<Option<Bundle>> {
    let mut tx = hub.db().read().await?;
    Ok(tx.bundle_find(&Scope::own(event.account_sid), event.bundle_sid).await?)
}

/// What a letter is about.
pub(super) struct About {
    pub(super) kind: EventKind,
    pub(super) status: Status,
    pub(super) account_sid: AccountSid,
    pub(super) bundle_sid: BundleSid,
    pub(super) bundle_kind: BundleKind,
    pub(super) policy_sid: Option<PolicySid>,
    pub(super) addressee: Addressee,
    pub(super) reasons: Vec<Reason>,
    pub(super) valid_until: Option<Timestamp>,
    pub(super) review_due_at: Option<Timestamp>,
    pub(super) is_appeal: bool,
    pub(super) may_appeal: bool,
}

/// Writes and sends it; `sid` makes the Message-ID. What is about a test account goes to the operator's address for such,
/// or nowhere: its customers are made up.
pub(super) async fn send(hub: &Hub, sid: EventSid, date: Timestamp, about: About) -> Result<Outcome> {
    let account = hub.db().read().await?.account_find(&Scope::own(about.account_sid)).await?;
    let is_test = account.is_some_and(|account| account.is_test);
    let to = if is_test { hub.settings().test_mail_to.clone() } else { Some(about.addressee.email.clone()) };
    match to {
        Some(to) => post(hub, &sid.to_string(), date, to, about).await,
        None => Ok(Outcome::Done),
    }
}

/// Writes it and sends it to `to`, whoever the bundle names; `name` makes the Message-ID.
pub(super) async fn post(hub: &Hub, name: &str, date: Timestamp, to: Email, about: About) -> Result<Outcome> {
    let account = hub.db().read().await?.account_find(&Scope::own(about.account_sid)).await?;
    let settings = hub.settings();
    let letter = written(hub, account.as_ref(), about)?;
    let envelope =
        Envelope { from: settings.mail_from.clone(), to, reply_to: settings.support_email.clone() };
    Ok(sent(hub, &Mail::named(name, date, envelope, letter)).await)
}

/// The letter.
fn written(hub: &Hub, account: Option<&Account>, about: About) -> Result<Letter> {
    let policy = about.policy_sid.and_then(|sid| hub.catalog().policy(sid));
    let collection = match about.bundle_kind {
        BundleKind::CustomerProfile => "CustomerProfiles",
        BundleKind::TrustProduct => "TrustProducts",
    };
    let settings = hub.settings();
    let notice = Notice {
        event: about.kind,
        status: about.status,
        bundle_kind: about.bundle_kind,
        bundle_sid: about.bundle_sid,
        friendly_name: about.addressee.friendly_name,
        account_name: account.map(|account| account.friendly_name.clone()).unwrap_or_default(),
        policy_name: policy.map(|policy| policy.friendly_name.clone()).unwrap_or_default(),
        reasons: about.reasons.into_iter().map(|reason| in_words(hub, reason)).collect(),
        valid_until: about.valid_until,
        review_due_at: about.review_due_at,
        is_appeal: about.is_appeal,
        may_appeal: about.may_appeal,
        mend_url: format!("{}/v1/{collection}/{}", settings.public_url, about.bundle_sid),
        support_email: settings.support_email.clone(),
    };
    let mut letter = letter(&notice).map_err(internal)?;
    if account.is_some_and(|account| account.is_test) {
        letter.subject = format!("[Test] {}", letter.subject);
    }
    Ok(letter)
}

/// The letter about a rejection that a transaction has just made, as it would be sent after its commit.
pub(crate) async fn rejection_letter(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<Letter> {
    let account = tx.account_find(&Scope::own(bundle.account_sid)).await?;
    let about = About {
        kind: EventKind::Rejected,
        status: bundle.shown_status(),
        account_sid: bundle.account_sid,
        bundle_sid: bundle.sid,
        bundle_kind: bundle.kind,
        policy_sid: Some(bundle.policy_sid),
        addressee: Addressee {
            friendly_name: bundle.friendly_name.clone(),
            email: bundle.email.clone(),
            status_callback: None,
        },
        reasons: bundle.shown_reasons(),
        valid_until: bundle.valid_until,
        review_due_at: None,
        is_appeal: false,
        may_appeal: appeals::is_possible(tx, hub, bundle).await?,
    };
    written(hub, account.as_ref(), about)
}

/// Sends a mail; what becomes of its job.
pub(crate) async fn sent(hub: &Hub, mail: &Mail) -> Outcome {
    match hand_over(hub, mail).await {
        Ok(()) => Outcome::Done,
        Err(error) if error.is_permanent() => Outcome::Dead(causes(&error)),
        Err(error) => Outcome::Retry(causes(&error)),
    }
}

/// Sends a mail, measured.
pub(crate) async fn hand_over(hub: &Hub, mail: &Mail) -> std::result::Result<(), MailError> {
    let begun = Instant::now();
    let trace = trace_of_delivery("mail");
    let sent = hub.mailer().send(mail).instrument(trace.clone()).await;
    let outcome = match &sent {
        Ok(()) => "delivered",
        Err(error) if error.is_permanent() => "refused",
        Err(_) => "failed",
    };
    trace.record("delivery.outcome", outcome);
    metrics::histogram!("trusthub_delivery_duration_seconds", "channel" => "mail", "outcome" => outcome)
        .record(begun.elapsed());
    sent
}

fn in_words(hub: &Hub, reason: Reason) -> NoticeReason {
    NoticeReason {
        code: reason.code,
        mend: hub.catalog().error_code(reason.code).map(|code| code.mend.clone()),
        message: reason.message,
        field: reason.field.as_deref().map(|field| field_in_words(hub, field)),
        note: reason.note,
    }
}

/// `Authorized Representative 1, Email` for `authorized_representative_1.email`; an unknown path stays as it is.
pub(super) fn field_in_words(hub: &Hub, path: &str) -> String {
    use trusthub_domain::policy::ItemKind;
    let (type_name, field_name) = path.split_once('.').unwrap_or((path, ""));
    let catalog = hub.catalog();
    let known = catalog
        .item_type(ItemKind::EndUser, type_name)
        .or_else(|| catalog.item_type(ItemKind::SupportingDocument, type_name));
    let Some(item_type) = known else {
        return path.to_owned();
    };
    match item_type.fields.iter().find(|field| field.machine_name == field_name) {
        Some(field) => format!("{}, {}", item_type.friendly_name, field.friendly_name),
        None => item_type.friendly_name.clone(),
    }
}
