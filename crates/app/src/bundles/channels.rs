//! Phone numbers of a bundle (`ChannelEndpointAssignments`).

use std::collections::BTreeSet;

use trusthub_domain::bundle::{Bundle, BundleKind, ChannelAssignment, ObjectSid};
use trusthub_domain::item::PhoneNumber;
use trusthub_domain::partner::FeedKind;
use trusthub_domain::policy::Policy;
use trusthub_domain::sid::{BundleSid, ChannelAssignmentSid, PhoneNumberSid};
use trusthub_storage::{Error as StorageError, Key, Scope, Tx};

use super::{load, policy_of};
use crate::error::InUse;
use crate::partners::feed;
use crate::record::{Changed, record};
use crate::retry;
use crate::{Actor, Error, Hub, Invalid, Page, PageRequest, Permit, Result, credentials};

/// Assigns a number of the account or of one of its subaccounts.
///
/// # Errors
/// `NotFound`; `Rule` while the bundle is suspended; `Invalid` for an unknown number, for a product whose supporting
/// profiles do not hold it, and for a provisional copy; `AlreadyExists` if it is here, on another profile, or on another
/// product of the same policy.
pub async fn assign(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    number: PhoneNumberSid,
) -> Result<ChannelAssignment> {
    retry::on_conflict(|| assign_once(hub, actor, kind, bundle, number)).await
}

async fn assign_once(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    number: PhoneNumberSid,
) -> Result<ChannelAssignment> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let bundle = for_numbers(&mut tx, &scope, kind, bundle).await?;
    let number = number_in_reach(&mut tx, &scope, number).await?;
    let assignment = insert(&mut tx, hub, actor, &bundle, &number).await?;
    tx.bundle_touch(&bundle.touched(hub.now())).await?;
    tx.commit().await?;
    Ok(assignment)
}

/// The bundle, if numbers may be assigned to it.
pub(super) async fn for_numbers(
    tx: &mut Tx,
    scope: &Scope,
    kind: BundleKind,
    bundle: BundleSid,
) -> Result<Bundle> {
    let bundle = load(tx, scope, kind, bundle).await?;
    bundle.may_change_numbers()?;
    if bundle.copy_of.is_some() {
        let why = "a provisional copy takes no phone numbers; assign them to the original".to_owned();
        return Err(Invalid::ObjectType(why).into());
    }
    Ok(bundle)
}

/// Assigns a number within a larger change; that the bundle changed is saved by the caller.
pub(super) async fn insert(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    bundle: &Bundle,
    number: &PhoneNumber,
) -> Result<ChannelAssignment> {
    let scope = Scope::own(bundle.account_sid);
    // Saved as it is: of two bundles that take the number at the same time, one conflicts and then sees the other.
    let number = tx.number_save(number).await?;
    refuse_elsewhere(tx, bundle, &number).await?;
    if bundle.kind == BundleKind::TrustProduct {
        must_be_on_profiles(tx, &scope, bundle, policy_of(hub, bundle)?, &number).await?;
    }
    let assignment = ChannelAssignment {
        sid: hub.sid(),
        account_sid: bundle.account_sid,
        bundle_sid: bundle.sid,
        number_sid: number.sid,
        number_account_sid: number.account_sid,
        date_created: hub.now(),
    };
    tx.channel_assignment_insert(&assignment).await.map_err(|error| match error {
        StorageError::Duplicate(Key::ChannelAssignmentNumber) => {
            Error::AlreadyExists("the phone number is already assigned to this bundle".to_owned())
        }
        other => other.into(),
    })?;
    feed::note_number(tx, hub, number.account_sid, &number.phone_number, FeedKind::NumberAssigned).await?;
    feed::note_registration_of(tx, hub, bundle, &number.phone_number, FeedKind::RegistrationChanged).await?;
    record(tx, hub, actor, &scope, "number.assign", assignment.sid, Changed::made(&assignment)).await?;
    Ok(assignment)
}

async fn number_in_reach(tx: &mut Tx, scope: &Scope, sid: PhoneNumberSid) -> Result<PhoneNumber> {
    if let Some(number) = tx.number_find(scope, sid).await? {
        return Ok(number);
    }
    let unknown = Error::Invalid(Invalid::ChannelEndpoint);
    let Some(owner) = tx.sid_owner_any_account(&sid.to_string()).await? else {
        return Err(unknown);
    };
    match tx.account_find_in_family(scope, owner).await? {
        Some(owner) => tx.number_find(&Scope::own(owner.sid), sid).await?.ok_or(unknown),
        None => Err(unknown),
    }
}

/// A number is on one profile at a time, and on one product per policy (the vendor's guides), wherever in the family.
async fn refuse_elsewhere(tx: &mut Tx, bundle: &Bundle, number: &PhoneNumber) -> Result<()> {
    let owner = Scope::own(number.account_sid);
    let parent = tx.account_find(&owner).await?.and_then(|account| account.parent_sid);
    for account in [Some(number.account_sid), parent].into_iter().flatten() {
        let scope = Scope::own(account);
        for assignment in tx.channel_assignment_of_number(&scope, number.sid).await? {
            let Some(other) = tx.bundle_find(&scope, assignment.bundle_sid).await? else {
                continue;
            };
            let clashes = other.kind == bundle.kind
                && (other.kind == BundleKind::CustomerProfile || other.policy_sid == bundle.policy_sid);
            if clashes {
                let (kind, sid) = (other.kind.in_words(), other.sid);
                return Err(Error::AlreadyExists(format!(
                    "the phone number is already assigned to the {kind} {sid}"
                )));
            }
        }
    }
    Ok(())
}

async fn must_be_on_profiles(
    tx: &mut Tx,
    scope: &Scope,
    product: &Bundle,
    policy: &Policy,
    number: &PhoneNumber,
) -> Result<()> {
    let mut profiles = 0;
    for item in tx.entity_assignment_all(scope, product.sid).await? {
        let ObjectSid::Bundle(sid) = item.object_sid else {
            continue;
        };
        let owner = Scope::own(item.object_account_sid);
        let support = tx.bundle_find(&owner, sid).await?;
        if support.is_none_or(|support| support.kind != BundleKind::CustomerProfile) {
            continue;
        }
        profiles += 1;
        let assignments = tx.channel_assignment_of_number(&owner, number.sid).await?;
        if !assignments.iter().any(|assignment| assignment.bundle_sid == sid) {
            return Err(Invalid::NumberNotOnProfile.into());
        }
    }
    if profiles == 0 && !policy.supporting_profiles.is_empty() {
        return Err(Invalid::NumberNotOnProfile.into());
    }
    Ok(())
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
    sid: ChannelAssignmentSid,
) -> Result<ChannelAssignment> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load(&mut tx, &scope, kind, bundle).await?;
    tx.channel_assignment_find(&scope, bundle, sid).await?.ok_or_else(|| not_found(sid))
}

/// All of them, optionally only of these numbers.
///
/// # Errors
/// `NotFound` if there is no such bundle.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    numbers: Option<Vec<PhoneNumberSid>>,
    page: PageRequest,
) -> Result<Page<ChannelAssignment>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load(&mut tx, &scope, kind, bundle).await?;
    Ok(tx.channel_assignment_list(&scope, bundle, numbers.as_deref(), &page).await?)
}

/// Removes one; the number itself stays in the inventory.
///
/// # Errors
/// `NotFound`; `Rule` while the bundle is suspended; `InUse` while a product that rests on this profile holds the number.
pub async fn remove(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    sid: ChannelAssignmentSid,
) -> Result<()> {
    retry::on_conflict(|| remove_once(hub, actor, kind, bundle, sid)).await
}

async fn remove_once(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    sid: ChannelAssignmentSid,
) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let bundle = load(&mut tx, &scope, kind, bundle).await?;
    let before = tx.channel_assignment_find(&scope, bundle.sid, sid).await?.ok_or_else(|| not_found(sid))?;
    bundle.may_change_numbers()?;
    if is_on_product_of(&mut tx, &bundle, &before).await? {
        return Err(InUse::NumberOnProduct.into());
    }
    tx.channel_assignment_delete(&scope, bundle.sid, sid).await?;
    let owner = Scope::own(before.number_account_sid);
    if let Some(number) = tx.number_find(&owner, before.number_sid).await? {
        feed::note_number(&mut tx, hub, number.account_sid, &number.phone_number, FeedKind::NumberUnassigned)
            .await?;
        let kind = FeedKind::RegistrationRemoved;
        feed::note_registration_of(&mut tx, hub, &bundle, &number.phone_number, kind).await?;
        tx.receipts_forget(&scope, bundle.sid, &number.phone_number).await?;
    }
    tx.bundle_touch(&bundle.touched(hub.now())).await?;
    credentials::follow::number_removed(&mut tx, hub, actor, &bundle, &before).await?;
    record(&mut tx, hub, actor, &scope, "number.remove", sid, Changed::gone(&before)).await?;
    Ok(tx.commit().await?)
}

/// Whether a product that rests on this profile holds the number: one of this account, or of the number's own (a
/// subaccount's product may rest on its parent's profile).
async fn is_on_product_of(tx: &mut Tx, profile: &Bundle, assignment: &ChannelAssignment) -> Result<bool> {
    let accounts = BTreeSet::from([profile.account_sid, assignment.number_account_sid]);
    for scope in accounts.into_iter().map(Scope::own) {
        let resting = tx.entity_assignment_of_object(&scope, ObjectSid::Bundle(profile.sid)).await?;
        let holding = tx.channel_assignment_of_number(&scope, assignment.number_sid).await?;
        if holding.iter().any(|held| resting.iter().any(|item| item.bundle_sid == held.bundle_sid)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn not_found(sid: ChannelAssignmentSid) -> Error {
    Error::NotFound(format!("/ChannelEndpointAssignments/{sid}"))
}
