//! What becomes of credentials when what they say does not hold any more: always within the transaction of the change that
//! they follow.

use trusthub_domain::bundle::{Bundle, BundleKind, ChannelAssignment};
use trusthub_domain::credential::{Credential, RevocationCause, Standing};
use trusthub_domain::sending::SendingDomain;
use trusthub_storage::{Scope, Tx};

use crate::record::{Changed, record};
use crate::{Actor, Hub, Result};

/// The profile was saved: its credentials stand as it does.
pub(crate) async fn profile(tx: &mut Tx, hub: &Hub, actor: &Actor, profile: &Bundle) -> Result<()> {
    let now = hub.now();
    let standing = Standing::of(profile, now);
    each(tx, hub, actor, profile, |credential| credential.follow(standing, now)).await
}

/// An approved copy took the profile's place: what was issued before says what was vetted before.
pub(crate) async fn replaced(tx: &mut Tx, hub: &Hub, actor: &Actor, profile: &Bundle) -> Result<()> {
    let now = hub.now();
    each(tx, hub, actor, profile, |credential| credential.revoke(RevocationCause::ProfileReplaced, now)).await
}

/// The profile was deleted.
pub(crate) async fn deleted(tx: &mut Tx, hub: &Hub, actor: &Actor, profile: &Bundle) -> Result<()> {
    let now = hub.now();
    each(tx, hub, actor, profile, |credential| credential.revoke(RevocationCause::ProfileDeleted, now)).await
}

/// A number left the profile.
pub(crate) async fn number_removed(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    profile: &Bundle,
    assignment: &ChannelAssignment,
) -> Result<()> {
    let now = hub.now();
    let owner = Scope::own(assignment.number_account_sid);
    let Some(number) = tx.number_find(&owner, assignment.number_sid).await? else { return Ok(()) };
    each(tx, hub, actor, profile, |credential| {
        let is_named = credential.numbers.contains(&number.phone_number);
        is_named.then(|| credential.revoke(RevocationCause::NumberRemoved, now)).flatten()
    })
    .await
}

/// A domain is not proven any more: whatever names it is revoked.
pub(crate) async fn domain_lost(tx: &mut Tx, hub: &Hub, actor: &Actor, domain: &SendingDomain) -> Result<()> {
    let (scope, now) = (Scope::own(domain.account_sid), hub.now());
    for before in tx.credential_list_live_naming(&scope, &domain.domain, now).await? {
        if let Some(after) = before.revoke(RevocationCause::DomainLost, now) {
            save(tx, hub, actor, &before, &after).await?;
        }
    }
    Ok(())
}

async fn each(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    profile: &Bundle,
    decide: impl Fn(&Credential) -> Option<Credential>,
) -> Result<()> {
    if profile.kind != BundleKind::CustomerProfile {
        return Ok(());
    }
    let scope = Scope::own(profile.account_sid);
    for before in tx.credential_list_live(&scope, profile.sid, hub.now()).await? {
        if let Some(after) = decide(&before) {
            save(tx, hub, actor, &before, &after).await?;
        }
    }
    Ok(())
}

/// Saves where a credential stands, with its entry in the audit log.
pub(super) async fn save(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    before: &Credential,
    after: &Credential,
) -> Result<Credential> {
    let saved = tx.credential_save(after).await?;
    let action = match (saved.revocation, saved.suspended_at) {
        (Some(_), _) => "credential.revoke",
        (None, Some(_)) => "credential.suspend",
        (None, None) => "credential.reinstate",
    };
    let scope = Scope::own(saved.account_sid);
    record(tx, hub, actor, &scope, action, saved.sid, Changed::from_to(before, &saved)).await?;
    Ok(saved)
}
