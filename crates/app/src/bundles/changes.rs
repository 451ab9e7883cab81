//! Carries out what the lifecycle decided: the row, its documents, its events, its jobs, in one transaction.

use std::time::Duration;

use trusthub_domain::bundle::{
    Addressee, Bundle, BundleEvent, BundleKind, Cause, Change, ObjectSid, Status, Transition,
};
use trusthub_domain::item::{DocumentStatus, SupportingDocument};
use trusthub_domain::partner::StandingCause;
use trusthub_domain::review::CaseOutcome;
use trusthub_domain::sid::{EventSid, ReviewerSid};
use trusthub_domain::time::Timestamp;
use trusthub_domain::trust::{Trust, TrustChange};
use trusthub_storage::{JobKind, Scope, Tx};

use super::{consequences, policy_of};
use crate::items::freeze::bundles_with;
use crate::partners::feed;
use crate::record::{Changed, record};
use crate::review::{desk, rings};
use crate::work::Deadline;
use crate::{Actor, Hub, Result, credentials, trust};

/// Saves the change, queues what must be told, and queues a look at whatever it has consequences for. `action` is for
/// the audit log.
pub(crate) async fn apply(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    before: &Bundle,
    change: Change,
    action: &str,
) -> Result<Bundle> {
    // On the heap, for it is within nearly every use case, and large.
    let bundle = Box::pin(carry_out(tx, hub, actor, before, change, action)).await?;
    if bundle.event_sequence != before.event_sequence {
        Box::pin(consequences::queue(tx, hub, &bundle)).await?;
    }
    Ok(bundle)
}

/// As [`apply`], without a look at what it has consequences for.
pub(crate) async fn carry_out(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    before: &Bundle,
    change: Change,
    action: &str,
) -> Result<Bundle> {
    let scope = Scope::own(before.account_sid);
    let level_before = level_before(tx, hub, before, &change).await?;
    let bundle = tx.bundle_save(&change.bundle).await?;
    let trust = match level_before {
        Some(level) => TrustChange::between(&level, &trust::told(tx, hub, &scope, hub.now()).await?),
        None => None,
    };
    let cause = change.transitions.last().map(|transition| StandingCause::from(transition.kind));
    let mut transitions = change.transitions.into_iter().peekable();
    while let Some(transition) = transitions.next() {
        // Told once, with what the change came to.
        let trust = trust.filter(|_| transitions.peek().is_none());
        tell(tx, hub, actor.cause(), &bundle, Told { transition, trust }).await?;
    }
    mark_documents(tx, hub, &bundle).await?;
    if bundle.status == Status::Approved && before.valid_until != bundle.valid_until {
        schedule_expiry(tx, hub, &bundle).await?;
    }
    if let Some(cause) = cause {
        feed::note_bundle(tx, hub, before, &bundle, cause).await?;
    }
    if before.status == Status::Approved {
        credentials::follow::profile(tx, hub, actor, &bundle).await?;
    }
    record(tx, hub, actor, &scope, action, bundle.sid, Changed::from_to(before, &bundle)).await?;
    Ok(bundle)
}

/// When an approval given now ends: with the policy's period.
pub(crate) fn end_of_approval(hub: &Hub, bundle: &Bundle) -> Result<Timestamp> {
    Ok(hub.now().plus(policy_of(hub, bundle)?.valid_for))
}

/// Approves. An approved copy takes its original's place; the bundle that is in force afterwards is returned.
pub(crate) async fn approve(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    bundle: &Bundle,
    valid_until: Timestamp,
) -> Result<Bundle> {
    let change = bundle.approve(valid_until, hub.now())?;
    let Some(original) = bundle.copy_of else {
        return apply(tx, hub, actor, bundle, change, "bundle.approve").await;
    };
    let scope = Scope::own(bundle.account_sid);
    let original = super::load(tx, &scope, bundle.kind, original).await?;
    close_case(tx, hub, actor, &scope, &original, None, CaseOutcome::Withdrawn).await?;
    let replaced = original.replaced_by(&change.bundle, hub.now());
    // The copy goes before the original is saved: its items must not be in two bundles at once.
    tx.entity_assignment_move_all(&scope, bundle.sid, original.sid).await?;
    tx.confirmation_move_all(&scope, bundle.sid, original.sid).await?;
    tx.bundle_delete(bundle).await?;
    record(tx, hub, actor, &scope, "bundle.merge_copy", bundle.sid, Changed::gone(bundle)).await?;
    let original = apply(tx, hub, actor, &original, replaced, "bundle.approve").await?;
    credentials::follow::replaced(tx, hub, actor, &original).await?;
    rings::remember(tx, hub, &original).await?;
    Ok(original)
}

/// Ends the open case of a bundle, if it has one, because something else has decided it. So when a copy is approved: an
/// original whose approval ran out may have been submitted by itself meanwhile, and one in force may have been found by
/// screening, to which its new content is no answer.
pub(crate) async fn close_case(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    bundle: &Bundle,
    by: Option<ReviewerSid>,
    outcome: CaseOutcome,
) -> Result<()> {
    let Some(before) = tx.case_find_open(scope, bundle.sid).await? else {
        return Ok(());
    };
    let case = tx.case_save(&before.decided(by, outcome, hub.now())).await?;
    desk::count_decision(tx, scope, &case, &[]).await?;
    let action = match outcome {
        CaseOutcome::Approved => "case.approve",
        CaseOutcome::Rejected => "case.reject",
        CaseOutcome::Withdrawn => "case.withdraw",
    };
    record(tx, hub, actor, scope, action, case.sid, Changed::from_to(&before, &case)).await
}

/// The trust level of the account before a change that may move it; `None` for all others. One that has just expired was in
/// force until then.
async fn level_before(tx: &mut Tx, hub: &Hub, before: &Bundle, change: &Change) -> Result<Option<Trust>> {
    let is_moved = before.status == Status::Approved || change.bundle.status == Status::Approved;
    let stands_for_somebody =
        before.kind == BundleKind::CustomerProfile && policy_of(hub, before)?.level.is_some();
    if !is_moved || !stands_for_somebody || change.transitions.is_empty() {
        return Ok(None);
    }
    let now = hub.now();
    let expired = before.valid_until.filter(|until| *until <= now);
    let then = expired.map_or(now, |until| until.minus(Duration::from_micros(1)));
    trust::told(tx, hub, &Scope::own(before.account_sid), then).await.map(Some)
}

/// What an event tells.
struct Told {
    transition: Transition,
    trust: Option<TrustChange>,
}

async fn tell(tx: &mut Tx, hub: &Hub, cause: Cause, bundle: &Bundle, told: Told) -> Result<()> {
    let Told { transition, trust } = told;
    let event = BundleEvent {
        trust,
        sid: hub.sid(),
        account_sid: bundle.account_sid,
        bundle_sid: bundle.sid,
        bundle_kind: bundle.kind,
        transition,
        cause,
        addressee: Addressee {
            friendly_name: bundle.friendly_name.clone(),
            email: bundle.email.clone(),
            status_callback: bundle.status_callback.clone(),
        },
    };
    tx.event_insert(&event).await?;
    push(tx, hub, &event, JobKind::Relay, hub.now()).await
}

/// Queues a job about an event; at most one of each kind per event.
pub(crate) async fn push(
    tx: &mut Tx,
    hub: &Hub,
    event: &BundleEvent,
    kind: JobKind,
    run_at: Timestamp,
) -> Result<()> {
    let EventKey(dedupe_key) = EventKey::of(event.sid, kind);
    Ok(tx.job_push(&hub.job(kind, event.account_sid, event.sid, run_at).once(dedupe_key)).await?)
}

struct EventKey(String);

impl EventKey {
    fn of(event: EventSid, kind: JobKind) -> Self {
        Self(format!("{kind:?}:{event}"))
    }
}

/// A document follows the bundle it is in (the vendor's guides), or of several the one that has come farthest.
async fn mark_documents(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<()> {
    let scope = Scope::own(bundle.account_sid);
    for item in tx.entity_assignment_all(&scope, bundle.sid).await? {
        let ObjectSid::SupportingDocument(sid) = item.object_sid else {
            continue;
        };
        let bundles = bundles_with(tx, &scope, item.object_sid).await?;
        let farthest = bundles.iter().map(|bundle| document_status(bundle, hub.now())).max_by_key(rank);
        if let Some(status) = farthest
            && let Some(document) = tx.document_find(&scope, sid).await?
            && document.status != status
        {
            tx.document_save(&SupportingDocument { status, date_updated: hub.now(), ..document }).await?;
        }
    }
    Ok(())
}

fn document_status(bundle: &Bundle, now: Timestamp) -> DocumentStatus {
    match bundle.shown_status() {
        Status::Draft => DocumentStatus::Draft,
        Status::PendingReview | Status::InReview => DocumentStatus::PendingReview,
        Status::Approved => DocumentStatus::Approved,
        Status::Rejected if bundle.valid_until.is_some_and(|until| until <= now) => DocumentStatus::Expired,
        Status::Rejected => DocumentStatus::Rejected,
    }
}

fn rank(status: &DocumentStatus) -> u8 {
    match status {
        DocumentStatus::Draft => 0,
        DocumentStatus::Expired => 1,
        DocumentStatus::Rejected => 2,
        DocumentStatus::PendingReview => 3,
        DocumentStatus::Approved => 4,
    }
}

/// Queues the reminders that still lie ahead, and the end itself. Jobs of an earlier approval find another date and
/// do nothing.
async fn schedule_expiry(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<()> {
    let Some(valid_until) = bundle.valid_until else {
        return Ok(());
    };
    let reminders = hub.settings().expiry_reminders.iter().copied();
    let deadlines =
        reminders.chain([Duration::ZERO]).map(|ahead| Deadline { bundle: bundle.sid, valid_until, ahead });
    for deadline in deadlines.filter(|deadline| deadline.due_at() > hub.now()) {
        let due_at = deadline.due_at();
        tx.job_push(&hub.job(JobKind::Expiry, bundle.account_sid, deadline, due_at)).await?;
    }
    Ok(())
}
