//! Automatic vetting of one case: gather, assess, decide, store inputs and evidence with the decision.
//!
//! What the checks are and what they conclude is the `vetting` crate's business; this is the seam it plugs into.

use std::time::Duration;

use tokio::sync::OnceCell;
use trusthub_domain::bundle::{Bundle, Status};
use trusthub_domain::review::{Case, CaseOutcome, CaseState, Verdict};
use trusthub_domain::sid::{AccountSid, CaseSid};
use trusthub_domain::test_mode::{Directive, Ending};
use trusthub_storage::{Lookup, LookupKind, Scope, Tx};
use trusthub_vetting::{Application, DuplicateHit, assess};

use super::{rescreening, test_mode};
use crate::bundles::parts::gather;
use crate::bundles::{changes, policy_of};
use crate::record::{Changed, internal, record};
use crate::registries;
use crate::watchlists::screening::{Look, screened_of};
use crate::{Actor, Error, Hub, Result};

/// Vets a case that waits for it; any other is left alone, so that a repeated job does no harm.
pub(crate) async fn run(hub: &Hub, scope: &Scope, sid: CaseSid) -> Result<()> {
    let (lists, registers) = look(hub, scope, sid).await?;
    let mut tx = hub.db().write().await?;
    let Some(before) = tx.case_find(scope, sid).await?.filter(|case| case.state == CaseState::Vetting) else {
        return Ok(());
    };
    let Some(bundle) = tx.bundle_find(scope, before.bundle_sid).await? else {
        let case = before.decided(None, CaseOutcome::Withdrawn, hub.now());
        return finish(tx, hub, scope, &before, case).await;
    };
    let directive = directive(&mut tx, hub, scope, &bundle).await?;
    let mut application = application(&mut tx, hub, &bundle, registers).await?;
    if !test_mode::is_on(&mut tx, scope).await? {
        application.screening = Some(lists.settle(&mut tx, scope, &application).await?);
    }
    let found = assess(&application);
    let assessment = match &directive {
        Some(directive) => test_mode::concluded(&mut tx, hub, &bundle, found, directive).await?,
        None => found,
    };
    let inputs = serde_json::to_value(&application).map_err(internal)?;
    let verdict = assessment.verdict.clone();
    let open = Case { state: CaseState::Open, inputs, assessment: Some(assessment), ..before.clone() };
    let (decides, actor) = match &directive {
        Some(_) => (true, Actor::test_mode()),
        None => (hub.settings().decides_automatically && !open.needs_two, Actor::system()),
    };
    let may_decide = decides && bundle.status == Status::InReview && !bundle.is_suspended();
    let case = match verdict {
        Verdict::Reject { reasons } if may_decide => {
            let change = bundle.reject(reasons, hub.now())?;
            changes::apply(&mut tx, hub, &actor, &bundle, change, "bundle.reject").await?;
            open.decided(None, CaseOutcome::Rejected, hub.now())
        }
        Verdict::Approve if may_decide => {
            let until = match directive.and_then(|directive| directive.valid_for()) {
                Some(time) => hub.now().plus(time),
                None => changes::end_of_approval(hub, &bundle)?,
            };
            changes::approve(&mut tx, hub, &actor, &bundle, until).await?;
            open.decided(None, CaseOutcome::Approved, hub.now())
        }
        Verdict::Approve | Verdict::Reject { .. } | Verdict::Refer => open,
    };
    finish(tx, hub, scope, &before, case).await
}

/// Looks for everybody in the case on the sanctions lists, and for the business in the registers; both outside of the
/// transaction that decides. Where there is neither list nor register, the case is not even read.
async fn look(hub: &Hub, scope: &Scope, sid: CaseSid) -> Result<(Look, registries::Look)> {
    let content = OnceCell::new();
    let read = async || content.get_or_try_init(|| content_of_case(hub, scope, sid)).await;
    let subjects = async || Ok(read().await?.as_ref().map(Application::subjects).unwrap_or_default());
    let lists = Look::everywhere(hub, subjects).await?;
    let asked = async || Ok(read().await?.as_ref().and_then(registries::Asked::of));
    Ok((lists, registries::Look::everywhere(hub, asked).await?))
}

/// `None` if the case has gone, and for a test account, whose businesses are made up.
async fn content_of_case(hub: &Hub, scope: &Scope, sid: CaseSid) -> Result<Option<Application>> {
    let mut tx = hub.db().read().await?;
    let Some(case) = tx.case_find(scope, sid).await? else { return Ok(None) };
    let Some(bundle) = tx.bundle_find(scope, case.bundle_sid).await? else { return Ok(None) };
    if test_mode::is_on(&mut tx, scope).await? {
        return Ok(None);
    }
    content(&mut tx, hub, &bundle).await.map(Some)
}

/// How a test account wants it to end. Its address was checked when it was given; if the policy has changed since, a
/// reviewer decides.
async fn directive(tx: &mut Tx, hub: &Hub, scope: &Scope, bundle: &Bundle) -> Result<Option<Directive>> {
    match test_mode::directive(tx, hub, scope, policy_of(hub, bundle)?, &bundle.email).await {
        Err(Error::Invalid(_)) => Ok(Some(Directive { after: Duration::ZERO, ending: Ending::Refer })),
        other => other,
    }
}

async fn finish(mut tx: Tx, hub: &Hub, scope: &Scope, before: &Case, case: Case) -> Result<()> {
    let case = tx.case_save(&case).await?;
    let changed = Changed::from_to(before, &case);
    record(&mut tx, hub, &Actor::system(), scope, "case.vet", case.sid, changed).await?;
    tx.commit().await?;
    rescreening::count(screened_of(&case).as_ref());
    metrics::histogram!("trusthub_vetting_duration_seconds", "outcome" => outcome(&case))
        .record(hub.now().since(case.opened_at));
    Ok(())
}

/// What vetting came to, as the metrics call it.
fn outcome(case: &Case) -> &'static str {
    match &case.state {
        CaseState::Vetting | CaseState::Open | CaseState::Claimed { .. } => "referred",
        CaseState::Decided { outcome: CaseOutcome::Approved, .. } => "approved",
        CaseState::Decided { outcome: CaseOutcome::Rejected, .. } => "rejected",
        CaseState::Decided { outcome: CaseOutcome::Withdrawn, .. } => "withdrawn",
    }
}

/// What is assessed, with the other places where the same business is registered, and what `registers` know of it. A test
/// account neither leaves a trace there nor finds one: its businesses are made up.
///
/// # Errors
/// `Conflict` if the registers were asked about something else.
pub(crate) async fn application(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    registers: registries::Look,
) -> Result<Application> {
    let mut application = content(tx, hub, bundle).await?;
    if !test_mode::is_on(tx, &Scope::own(bundle.account_sid)).await? {
        application.duplicates = duplicates(tx, hub, bundle, &application).await?;
        application.registry = registers.settle(&application)?;
    }
    Ok(application)
}

pub(crate) async fn content(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<Application> {
    let policy = policy_of(hub, bundle)?;
    let parts = gather(tx, hub, bundle, policy).await?.parts;
    let addresses: Vec<_> = parts.addresses.into_values().collect();
    Ok(Application::from_parts(
        bundle,
        &policy.object_type,
        &parts.end_users,
        &parts.documents,
        &addresses,
        Vec::new(),
    ))
}

/// Remembers which business a bundle registers, after its content was replaced by that of its copy.
pub(crate) async fn remember_identity(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<()> {
    if test_mode::is_on(tx, &Scope::own(bundle.account_sid)).await? {
        return Ok(());
    }
    let application = content(tx, hub, bundle).await?;
    remember(tx, bundle, identity(&application).as_slice()).await
}

fn identity(application: &Application) -> Option<Lookup> {
    application.identity().map(|value| Lookup { kind: LookupKind::BusinessIdentifier, value })
}

async fn remember(tx: &mut Tx, bundle: &Bundle, lookups: &[Lookup]) -> Result<()> {
    Ok(tx.lookup_set(&Scope::own(bundle.account_sid), bundle.sid, lookups).await?)
}

async fn duplicates(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    application: &Application,
) -> Result<Vec<DuplicateHit>> {
    let lookup = identity(application);
    remember(tx, bundle, lookup.as_slice()).await?;
    let Some(lookup) = lookup else {
        return Ok(Vec::new());
    };
    let family = head_of_family(tx, bundle.account_sid).await?;
    let mut hits = Vec::new();
    for hit in tx.lookup_find_any_account(&lookup).await? {
        let is_itself = hit.bundle_sid == bundle.sid || Some(hit.bundle_sid) == bundle.copy_of;
        let found = tx.bundle_find(&Scope::own(hit.account_sid), hit.bundle_sid).await?;
        if let Some(other) = found.filter(|_| !is_itself) {
            hits.push(DuplicateHit {
                account_sid: hit.account_sid,
                bundle_sid: hit.bundle_sid,
                account_is_family: head_of_family(tx, hit.account_sid).await? == family,
                is_in_force: other.is_in_force(hub.now()),
            });
        }
    }
    Ok(hits)
}

/// The main account of a subaccount, or the account itself.
async fn head_of_family(tx: &mut Tx, account: AccountSid) -> Result<AccountSid> {
    let account_row = tx.account_find(&Scope::own(account)).await?;
    Ok(account_row.and_then(|row| row.parent_sid).unwrap_or(account))
}
