//! Gathers what an evaluation, and after it the vetting, looks at.

use std::collections::BTreeSet;

use trusthub_domain::bundle::{Bundle, EntityAssignment, ObjectSid};
use trusthub_domain::evaluation::{
    Parts, Report, SupportingBundle, address_sids, evaluate, linked_bundle_sids,
};
use trusthub_domain::item::EndUser;
use trusthub_domain::policy::Policy;
use trusthub_domain::sid::{AccountSid, BundleSid};
use trusthub_storage::{Scope, Tx};

use crate::{Hub, Result};

/// A bundle's items, and what they refer to.
pub(crate) struct Gathered {
    pub(crate) items: Vec<EntityAssignment>,
    pub(crate) parts: Parts,
}

/// Loads everything assigned to `bundle` that `policy` may ask about.
pub(crate) async fn gather(tx: &mut Tx, hub: &Hub, bundle: &Bundle, policy: &Policy) -> Result<Gathered> {
    let scope = Scope::own(bundle.account_sid);
    let items = tx.entity_assignment_all(&scope, bundle.sid).await?;
    let mut parts = Parts::default();
    let mut support: BTreeSet<(AccountSid, BundleSid)> = BTreeSet::new();
    for item in &items {
        match item.object_sid {
            ObjectSid::EndUser(sid) => parts.end_users.extend(tx.end_user_find(&scope, sid).await?),
            ObjectSid::SupportingDocument(sid) => {
                parts.documents.extend(tx.document_find(&scope, sid).await?);
            }
            ObjectSid::Bundle(sid) => {
                support.insert((item.object_account_sid, sid));
            }
        }
    }
    for sid in address_sids(hub.catalog(), &parts.documents) {
        parts.addresses.extend(tx.address_find(&scope, sid).await?.map(|address| (sid, address)));
    }
    for sid in linked_bundle_sids(hub.catalog(), &parts.end_users) {
        support.extend(owner_in_reach(tx, &scope, sid).await?.map(|owner| (owner, sid)));
    }
    for (owner, sid) in support {
        parts.supporting.extend(supporting(tx, hub, bundle, policy, owner, sid).await?);
    }
    Ok(Gathered { items, parts })
}

/// The account of a bundle that this account may rest on: its own or its parent's.
pub(crate) async fn owner_in_reach(tx: &mut Tx, scope: &Scope, sid: BundleSid) -> Result<Option<AccountSid>> {
    let owner = tx.sid_owner_any_account(&sid.to_string()).await?;
    let parent = tx.account_find(scope).await?.and_then(|account| account.parent_sid);
    Ok(owner.filter(|owner| *owner == scope.account() || Some(*owner) == parent))
}

async fn supporting(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    policy: &Policy,
    owner: AccountSid,
    sid: BundleSid,
) -> Result<Option<SupportingBundle>> {
    let scope = Scope::own(owner);
    let Some(support) = tx.bundle_find(&scope, sid).await? else {
        return Ok(None);
    };
    let wanted = policy.facts_wanted();
    let end_users = if wanted.is_empty() { Vec::new() } else { end_users(tx, &scope, sid).await? };
    Ok(Some(SupportingBundle::of(&support, bundle.account_sid, &end_users, &wanted, hub.now())))
}

async fn end_users(tx: &mut Tx, scope: &Scope, bundle: BundleSid) -> Result<Vec<EndUser>> {
    let mut end_users = Vec::new();
    for item in tx.entity_assignment_all(scope, bundle).await? {
        if let ObjectSid::EndUser(sid) = item.object_sid {
            end_users.extend(tx.end_user_find(scope, sid).await?);
        }
    }
    Ok(end_users)
}

/// Evaluates the bundle's present content.
pub(crate) async fn report(tx: &mut Tx, hub: &Hub, bundle: &Bundle, policy: &Policy) -> Result<Report> {
    let gathered = gather(tx, hub, bundle, policy).await?;
    Ok(evaluate(policy, hub.catalog(), &gathered.parts))
}
