//! The feed: written in the transaction of each change of trust, numbered by one node at a time, and shown on each node
//! once that node answers by what it tells.

use tokio::sync::watch;
use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::contact::Phone;
use trusthub_domain::partner::{
    Consent, ConsentField, FeedEvent, FeedKind, Recipient, RegistrationKind, Seen, Standing, StandingCause,
    StandingStatus,
};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::trust::TrustLevel;
use trusthub_storage::{Scope, Tx};

use crate::attestation::carries_calls;
use crate::bundles::policy_of;
use crate::{Hub, Result, trust};

/// The feed as this process shows it.
pub(crate) struct Feed {
    /// The number of the last entry that may be shown: everything up to it has been taken in by the index.
    shown: watch::Sender<i64>,
}

impl Default for Feed {
    fn default() -> Self {
        Self { shown: watch::Sender::new(0) }
    }
}

impl Feed {
    pub(crate) fn publish(&self, head: i64) {
        // On a database that was put back the head may be lower than it was.
        self.shown.send_if_modified(|shown| std::mem::replace(shown, head) != head);
    }

    pub(crate) fn shown(&self) -> i64 {
        *self.shown.borrow()
    }

    pub(crate) fn watch(&self) -> watch::Receiver<i64> {
        self.shown.subscribe()
    }
}

/// Numbers what was committed since, and tells how far the feed goes.
///
/// # Errors
/// `Unavailable`.
pub(crate) async fn number(hub: &Hub) -> Result<i64> {
    let numbered = hub.db().feed_sequence().await?;
    if let Some(oldest) = numbered.oldest {
        metrics::counter!("trusthub_partner_feed_events_total").increment(numbered.count);
        metrics::histogram!("trusthub_partner_feed_delay_seconds").record(hub.now().since(oldest));
    }
    Ok(hub.db().read().await?.feed_head().await?.sequence)
}

/// Tells of what a change of a bundle did to its account: how it stands, or, where that is as it was, what its numbers are
/// attested by.
///
/// # Errors
/// `Unavailable`.
pub(crate) async fn note_bundle(
    tx: &mut Tx,
    hub: &Hub,
    before: &Bundle,
    after: &Bundle,
    cause: StandingCause,
) -> Result<()> {
    let policy = policy_of(hub, before)?;
    let stands_for_somebody = before.kind == BundleKind::CustomerProfile && policy.level.is_some();
    let carries_calls = stands_for_somebody || carries_calls(hub.catalog(), before.policy_sid);
    // One that has just run out was in force until then.
    let was_in_force = before.status == Status::Approved && before.shown_status() == Status::Approved;
    let is_in_force = after.is_in_force(hub.now());
    let registers = RegistrationKind::of_policy(&policy.object_type).is_some();
    if registers && (was_in_force || is_in_force) {
        note_registrations(tx, hub, &Scope::own(before.account_sid)).await?;
    }
    if !carries_calls || !(was_in_force || is_in_force || before.is_suspended()) {
        return Ok(());
    }
    let scope = Scope::own(before.account_sid);
    let is_told = stands_for_somebody && note_account(tx, hub, &scope, cause).await?;
    if !is_told && was_in_force != is_in_force {
        note_grounds(tx, hub, &scope).await?;
    }
    // A copy took its place: the business may be called otherwise since.
    if !is_told && stands_for_somebody && was_in_force && is_in_force {
        note_registrations(tx, hub, &scope).await?;
    }
    Ok(())
}

/// Tells that what an account registers for its numbers is another, if it lets any partner see that.
///
/// # Errors
/// `Unavailable`.
pub(crate) async fn note_registrations(tx: &mut Tx, hub: &Hub, scope: &Scope) -> Result<()> {
    if shows_registrations(tx, scope).await? {
        push_registration(tx, hub, scope, RegistrationNews::Changed).await?;
    }
    Ok(())
}

/// The same of one number, which came to a product in force, or left it. The caller has written the number, and so holds it.
///
/// # Errors
/// `Unavailable`.
pub(crate) async fn note_registration_of(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    number: &Phone,
    kind: FeedKind,
) -> Result<()> {
    let registers = RegistrationKind::of_policy(&policy_of(hub, bundle)?.object_type).is_some();
    if !registers || !bundle.is_in_force(hub.now()) {
        return Ok(());
    }
    let scope = Scope::own(bundle.account_sid);
    if shows_registrations(tx, &scope).await? {
        push_registration(tx, hub, &scope, RegistrationNews::Number(kind, number)).await?;
    }
    Ok(())
}

/// Tells that an account lets somebody see what it registers, or more of it, or no longer. Whom, the entry says to nobody but
/// those who can see it no longer.
///
/// # Errors
/// `Unavailable`.
pub(super) async fn note_consent(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    before: Option<&Consent>,
    after: Option<&Consent>,
) -> Result<()> {
    let seen = |consent: Option<&Consent>| {
        let fields = consent.map(|consent| consent.fields).unwrap_or_default();
        let registrations = fields.has(ConsentField::Registrations);
        (registrations, registrations && fields.has(ConsentField::LegalName))
    };
    if seen(before) != seen(after) {
        tx.audit_hold(scope).await?;
        let withdrawn = before.filter(|_| seen(before).0 && !seen(after).0);
        let news = withdrawn
            .map_or(RegistrationNews::Changed, |consent| RegistrationNews::Withdrawn(consent.recipient));
        push_registration(tx, hub, scope, news).await?;
    }
    Ok(())
}

/// Tells each whom an account let see what it registers that this is over: the account is about to be erased, and then nothing
/// is left by which they could be told.
///
/// # Errors
/// `Unavailable`.
pub(crate) async fn note_end_of_registrations(tx: &mut Tx, hub: &Hub, scope: &Scope) -> Result<()> {
    for consent in tx.consent_list(scope).await? {
        note_consent(tx, hub, scope, Some(&consent), None).await?;
    }
    Ok(())
}

/// Held like what partners are told of an account: a consent that is given at this moment comes before or after, and is told
/// of itself.
async fn shows_registrations(tx: &mut Tx, scope: &Scope) -> Result<bool> {
    tx.audit_hold(scope).await?;
    let consents = tx.consent_list(scope).await?;
    Ok(consents.iter().any(|consent| consent.fields.has(ConsentField::Registrations)))
}

/// What happened to what an account registers.
enum RegistrationNews<'a> {
    /// It is another, or others may see it.
    Changed,
    /// A number came to it, or left it.
    Number(FeedKind, &'a Phone),
    /// Whoever is meant may see it no longer.
    Withdrawn(Recipient),
}

/// Partners are told nothing of accounts that never had a level.
async fn push_registration(tx: &mut Tx, hub: &Hub, scope: &Scope, news: RegistrationNews<'_>) -> Result<()> {
    let Some(standing) = tx.standing_find(scope).await? else { return Ok(()) };
    let (kind, number, withdrawn_from) = match news {
        RegistrationNews::Changed => (FeedKind::RegistrationChanged, None, None),
        RegistrationNews::Number(kind, number) => (kind, Some(number.clone()), None),
        RegistrationNews::Withdrawn(recipient) => (FeedKind::RegistrationChanged, None, Some(recipient)),
    };
    let event = unchanged(hub, scope.account(), standing, kind, number);
    Ok(tx.feed_push(&FeedEvent { withdrawn_from, ..event }).await?)
}

/// Tells of how an account stands, if that has changed; returns whether it has. Whoever writes a bundle or an account does so
/// before: what counts is what this transaction sees.
///
/// # Errors
/// `Unavailable`.
pub(crate) async fn note_account(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    cause: StandingCause,
) -> Result<bool> {
    // Of two transactions that change the same account the second waits here, and then sees what the first did.
    tx.audit_hold(scope).await?;
    let Some(account) = tx.account_find(scope).await?.filter(|account| !account.is_test) else {
        return Ok(false);
    };
    let before = tx.standing_find(scope).await?;
    let at = hub.now();
    let level = match account.status {
        AccountStatus::Active => trust::told(tx, hub, scope, at).await?.level,
        AccountStatus::Suspended | AccountStatus::Closed => TrustLevel::Unknown,
    };
    let Some(followed) = Standing::follow(before, Seen { level, account: account.status, cause, at }) else {
        return Ok(false);
    };
    tx.standing_save(scope, &followed.standing).await?;
    let event = FeedEvent {
        sid: hub.sid(),
        account_sid: scope.account(),
        number: None,
        kind: followed.kind,
        from: before.map_or(TrustLevel::Unknown, |before| before.level),
        to: followed.standing.level,
        status: followed.standing.status,
        withdrawn_from: None,
        at,
    };
    tx.feed_push(&event).await?;
    Ok(true)
}

/// Of an account without a level, its numbers are attested by nothing that could change.
async fn note_grounds(tx: &mut Tx, hub: &Hub, scope: &Scope) -> Result<()> {
    tx.audit_hold(scope).await?;
    let standing = tx.standing_find(scope).await?;
    let Some(standing) = standing.filter(|standing| standing.status == StandingStatus::InForce) else {
        return Ok(());
    };
    tx.feed_push(&unchanged(hub, scope.account(), standing, FeedKind::GroundsChanged, None)).await?;
    Ok(())
}

/// Tells of what happened to a number of this account, which the caller has written, and so holds. Partners are told nothing
/// of accounts that never had a level.
///
/// # Errors
/// `Unavailable`.
pub(crate) async fn note_number(
    tx: &mut Tx,
    hub: &Hub,
    account: AccountSid,
    number: &Phone,
    kind: FeedKind,
) -> Result<()> {
    if let Some(standing) = tx.standing_find(&Scope::own(account)).await? {
        tx.feed_push(&unchanged(hub, account, standing, kind, Some(number.clone()))).await?;
    }
    Ok(())
}

fn unchanged(
    hub: &Hub,
    account_sid: AccountSid,
    standing: Standing,
    kind: FeedKind,
    number: Option<Phone>,
) -> FeedEvent {
    let Standing { level, status, .. } = standing;
    FeedEvent {
        sid: hub.sid(),
        account_sid,
        number,
        kind,
        from: level,
        to: level,
        status,
        withdrawn_from: None,
        at: hub.now(),
    }
}
