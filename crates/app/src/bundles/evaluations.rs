//! Evaluations: what a bundle still lacks, stored as it was found.

use trusthub_domain::bundle::BundleKind;
use trusthub_domain::evaluation::Evaluation;
use trusthub_domain::sid::{BundleSid, EvaluationSid, PolicySid};

use super::{load, not_found, parts, policy_for};
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Page, PageRequest, Permit, Result};

/// Evaluates the bundle's present content against a policy (its own or another one of its kind); never changes the bundle.
///
/// # Errors
/// `NotFound`; `Invalid` for a policy that is not one for this kind.
pub async fn create(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    policy: PolicySid,
) -> Result<Evaluation> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let bundle = load(&mut tx, &scope, kind, bundle).await?;
    let policy = policy_for(hub, kind, policy)?;
    let report = parts::report(&mut tx, hub, &bundle, policy).await?;
    let evaluation = Evaluation {
        sid: hub.sid(),
        account_sid: scope.account(),
        bundle_sid: bundle.sid,
        bundle_kind: kind,
        policy_sid: policy.sid,
        report,
        date_created: hub.now(),
    };
    tx.evaluation_insert(&evaluation).await?;
    let made = Changed::made(&evaluation);
    record(&mut tx, hub, actor, &scope, "evaluation.create", evaluation.sid, made).await?;
    tx.commit().await?;
    Ok(evaluation)
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn find(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    sid: EvaluationSid,
) -> Result<Evaluation> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load(&mut tx, &scope, kind, bundle).await?;
    let missing = || match not_found(kind, bundle) {
        Error::NotFound(parent) => Error::NotFound(format!("{parent}/Evaluations/{sid}")),
        other => other,
    };
    tx.evaluation_find(&scope, bundle, sid).await?.ok_or_else(missing)
}

/// All of them.
///
/// # Errors
/// `NotFound` if there is no such bundle.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    page: PageRequest,
) -> Result<Page<Evaluation>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load(&mut tx, &scope, kind, bundle).await?;
    Ok(tx.evaluation_list(&scope, bundle, &page).await?)
}
