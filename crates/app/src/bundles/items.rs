//! Items of a bundle (`EntityAssignments`).

use trusthub_domain::bundle::{Bundle, BundleKind, EntityAssignment, ObjectSid};
use trusthub_domain::policy::{ItemKind, Policy};
use trusthub_domain::sid::{AccountSid, BundleSid, EntityAssignmentSid};
use trusthub_storage::{Error as StorageError, Key, Scope, Tx};

use super::{load, must_be_allowed, parts, policy_of};
use crate::record::{Changed, record};
use crate::retry;
use crate::{Actor, Error, Hub, Invalid, Page, PageRequest, Permit, Result};

/// Assigns an object.
///
/// # Errors
/// `NotFound`; `Rule` while the bundle is frozen; `Invalid` for an object that is unknown, somebody else's, or does not
/// belong into this bundle; `AlreadyExists`.
pub async fn assign(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    object: ObjectSid,
) -> Result<EntityAssignment> {
    retry::on_conflict(|| assign_once(hub, actor, kind, bundle, object)).await
}

async fn assign_once(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    object: ObjectSid,
) -> Result<EntityAssignment> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let bundle = load(&mut tx, &scope, kind, bundle).await?;
    let assignment = insert(&mut tx, hub, actor, &bundle, object).await?;
    tx.commit().await?;
    Ok(assignment)
}

/// Assigns an object within a larger change. The bundle is saved with it.
pub(super) async fn insert(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    bundle: &Bundle,
    object: ObjectSid,
) -> Result<EntityAssignment> {
    let scope = &Scope::own(bundle.account_sid);
    bundle.may_change()?;
    let policy = policy_of(hub, bundle)?;
    must_be_allowed(hub, actor, policy)?;
    let candidate = candidate(tx, hub, scope, bundle, object).await?;
    let requirement = requirement(policy, object, &candidate.object_type).ok_or_else(|| {
        let (object_type, policy) = (&candidate.object_type, &policy.friendly_name);
        Invalid::ObjectType(format!(
            "an object of type {object_type} does not belong into a bundle of {policy}"
        ))
    })?;
    for item in tx.entity_assignment_all(scope, bundle.sid).await? {
        refuse_twice(policy, &item, object, requirement)?;
    }
    let assignment = EntityAssignment {
        sid: hub.sid(),
        account_sid: scope.account(),
        bundle_sid: bundle.sid,
        object_sid: object,
        object_account_sid: candidate.account_sid,
        object_type: candidate.object_type,
        date_created: hub.now(),
    };
    tx.entity_assignment_insert(&assignment).await.map_err(|error| match error {
        StorageError::Duplicate(Key::EntityAssignmentObject) => already(object),
        other => other.into(),
    })?;
    tx.bundle_touch(&bundle.touched(hub.now())).await?;
    let made = Changed::made(&assignment);
    record(tx, hub, actor, scope, "item.assign", assignment.sid, made).await?;
    Ok(assignment)
}

struct Candidate {
    account_sid: AccountSid,
    object_type: String,
}

/// What the object is, if this account may assign it.
async fn candidate(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    bundle: &Bundle,
    object: ObjectSid,
) -> Result<Candidate> {
    let own = |object_type| Some(Candidate { account_sid: scope.account(), object_type });
    let found = match object {
        // The item is saved as it is: an edit of it that did not see this assignment then conflicts, instead of
        // slipping into a bundle that is frozen by the time it commits.
        ObjectSid::EndUser(sid) => match tx.end_user_find(scope, sid).await? {
            Some(end_user) => own(tx.end_user_save(&end_user).await?.type_name),
            None => None,
        },
        ObjectSid::SupportingDocument(sid) => match tx.document_find(scope, sid).await? {
            Some(document) => own(tx.document_save(&document).await?.type_name),
            None => None,
        },
        ObjectSid::Bundle(sid) if sid == bundle.sid => None,
        ObjectSid::Bundle(sid) => match parts::owner_in_reach(tx, scope, sid).await? {
            Some(owner) => supporting(tx, hub, owner, sid).await?,
            None => None,
        },
    };
    found.ok_or(Error::Invalid(Invalid::ObjectSid))
}

async fn supporting(tx: &mut Tx, hub: &Hub, owner: AccountSid, sid: BundleSid) -> Result<Option<Candidate>> {
    let support = tx.bundle_find(&Scope::own(owner), sid).await?.filter(|bundle| bundle.copy_of.is_none());
    support
        .map(|support| {
            let object_type = policy_of(hub, &support)?.object_type.clone();
            Ok(Candidate { account_sid: owner, object_type })
        })
        .transpose()
}

fn requirement<'policy>(
    policy: &'policy Policy,
    object: ObjectSid,
    object_type: &str,
) -> Option<&'policy str> {
    match object {
        ObjectSid::EndUser(_) => policy.requirement_for_item(ItemKind::EndUser, object_type),
        ObjectSid::SupportingDocument(_) => {
            policy.requirement_for_item(ItemKind::SupportingDocument, object_type)
        }
        ObjectSid::Bundle(_) => policy.requirement_for_support(object_type),
    }
}

/// One object per requirement (the vendor's guides). The answer says how to put another in its place.
fn refuse_twice(policy: &Policy, item: &EntityAssignment, object: ObjectSid, wanted: &str) -> Result<()> {
    if item.object_sid == object {
        return Err(already(object));
    }
    if requirement(policy, item.object_sid, &item.object_type) == Some(wanted) {
        let (sid, object) = (item.sid, item.object_sid);
        let why = format!(
            "{object} already meets {wanted}; delete the assignment {sid} to put another in its place"
        );
        return Err(Invalid::SecondOfType(why).into());
    }
    Ok(())
}

fn already(object: ObjectSid) -> Error {
    Error::AlreadyExists(format!("{object} is already assigned to this bundle"))
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
    sid: EntityAssignmentSid,
) -> Result<EntityAssignment> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load(&mut tx, &scope, kind, bundle).await?;
    tx.entity_assignment_find(&scope, bundle, sid).await?.ok_or_else(|| not_found(sid))
}

/// All of them, optionally of one object type (machine name).
///
/// # Errors
/// `NotFound` if there is no such bundle.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    object_type: Option<String>,
    page: PageRequest,
) -> Result<Page<EntityAssignment>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load(&mut tx, &scope, kind, bundle).await?;
    Ok(tx.entity_assignment_list(&scope, bundle, object_type.as_deref(), &page).await?)
}

/// Removes one; the object itself stays.
///
/// # Errors
/// `NotFound`; `Rule` while the bundle is frozen.
pub async fn remove(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    sid: EntityAssignmentSid,
) -> Result<()> {
    retry::on_conflict(|| remove_once(hub, actor, kind, bundle, sid)).await
}

async fn remove_once(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    sid: EntityAssignmentSid,
) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let bundle = load(&mut tx, &scope, kind, bundle).await?;
    let before = tx.entity_assignment_find(&scope, bundle.sid, sid).await?.ok_or_else(|| not_found(sid))?;
    delete(&mut tx, hub, actor, &bundle, &before).await?;
    Ok(tx.commit().await?)
}

/// Removes one within a larger change. The bundle is saved with it.
pub(super) async fn delete(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    bundle: &Bundle,
    item: &EntityAssignment,
) -> Result<()> {
    let scope = &Scope::own(bundle.account_sid);
    bundle.may_change()?;
    must_be_allowed(hub, actor, policy_of(hub, bundle)?)?;
    tx.entity_assignment_delete(scope, bundle.sid, item.sid).await?;
    tx.bundle_touch(&bundle.touched(hub.now())).await?;
    record(tx, hub, actor, scope, "item.remove", item.sid, Changed::gone(item)).await
}

/// Which requirement of the policy an item meets.
pub(super) fn met_by<'policy>(policy: &'policy Policy, item: &EntityAssignment) -> Option<&'policy str> {
    requirement(policy, item.object_sid, &item.object_type)
}

fn not_found(sid: EntityAssignmentSid) -> Error {
    Error::NotFound(format!("/EntityAssignments/{sid}"))
}
