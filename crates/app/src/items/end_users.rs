//! End users.

use trusthub_domain::bundle::ObjectSid;
use trusthub_domain::evaluation::linked_bundle_sids;
use trusthub_domain::item::{Attributes, EndUser};
use trusthub_domain::policy::ItemKind;
use trusthub_domain::sid::EndUserSid;
use trusthub_storage::{Scope, Tx};

use super::freeze;
use crate::error::InUse;
use crate::input::{self, FRIENDLY_NAME_LIMIT};
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Invalid, Page, PageRequest, Permit, Result};

/// What is given to make an end user. Incomplete attributes are fine; the evaluation judges them.
#[derive(Debug, Clone)]
pub struct NewEndUser {
    /// The customer's own name for it.
    pub friendly_name: String,
    /// Machine name of its type.
    pub type_name: String,
    /// Its content.
    pub attributes: Attributes,
}

/// Makes one.
///
/// # Errors
/// `Invalid` for an unknown type or an unusable name.
pub async fn create(hub: &Hub, actor: &Actor, new: NewEndUser) -> Result<EndUser> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let end_user = insert(&mut tx, hub, actor, &scope, new).await?;
    tx.commit().await?;
    Ok(end_user)
}

/// Makes one within a larger change.
pub(crate) async fn insert(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    new: NewEndUser,
) -> Result<EndUser> {
    input::required("FriendlyName", &new.friendly_name, FRIENDLY_NAME_LIMIT)?;
    hub.catalog().item_type(ItemKind::EndUser, &new.type_name).ok_or(Invalid::EndUserType)?;
    let now = hub.now();
    let end_user = EndUser {
        sid: hub.sid(),
        account_sid: scope.account(),
        friendly_name: new.friendly_name,
        type_name: new.type_name,
        attributes: new.attributes,
        version: 1,
        date_created: now,
        date_updated: now,
    };
    tx.end_user_insert(&end_user).await?;
    remember_bundles(tx, hub, &end_user).await?;
    record(tx, hub, actor, scope, "end_user.create", end_user.sid, Changed::made(&end_user)).await?;
    Ok(end_user)
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: EndUserSid) -> Result<EndUser> {
    let scope = actor.may(Permit::Read)?;
    hub.db().read().await?.end_user_find(&scope, sid).await?.ok_or_else(|| not_found(sid))
}

/// All of them.
///
/// # Errors
/// `Unavailable`.
pub async fn list(hub: &Hub, actor: &Actor, page: PageRequest) -> Result<Page<EndUser>> {
    let scope = actor.may(Permit::Read)?;
    Ok(hub.db().read().await?.end_user_list(&scope, &page).await?)
}

/// Changes name or attributes (as a whole).
///
/// # Errors
/// `NotFound`; `ItemFrozen` while a bundle it is in is under review or approved; `Conflict`.
pub async fn update(
    hub: &Hub,
    actor: &Actor,
    sid: EndUserSid,
    friendly_name: Option<String>,
    attributes: Option<Attributes>,
) -> Result<EndUser> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let end_user = change(&mut tx, hub, actor, &scope, sid, friendly_name, attributes).await?;
    tx.commit().await?;
    Ok(end_user)
}

/// Changes one within a larger change. The bundles it is in are saved with it.
pub(crate) async fn change(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    sid: EndUserSid,
    friendly_name: Option<String>,
    attributes: Option<Attributes>,
) -> Result<EndUser> {
    let before = tx.end_user_find(scope, sid).await?.ok_or_else(|| not_found(sid))?;
    let bundles = freeze::bundles_with(tx, scope, ObjectSid::EndUser(sid)).await?;
    freeze::must_be_open(&bundles, "end-user")?;
    let friendly_name = friendly_name.unwrap_or_else(|| before.friendly_name.clone());
    input::required("FriendlyName", &friendly_name, FRIENDLY_NAME_LIMIT)?;
    let attributes = attributes.unwrap_or_else(|| before.attributes.clone());
    let changed = EndUser { friendly_name, attributes, date_updated: hub.now(), ..before.clone() };
    let end_user = tx.end_user_save(&changed).await?;
    remember_bundles(tx, hub, &end_user).await?;
    freeze::touch(tx, hub, &bundles).await?;
    record(tx, hub, actor, scope, "end_user.update", sid, Changed::from_to(&before, &end_user)).await?;
    Ok(end_user)
}

/// Deletes it.
///
/// # Errors
/// `NotFound`; `InUse` while it is assigned.
pub async fn delete(hub: &Hub, actor: &Actor, sid: EndUserSid) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = tx.end_user_find(&scope, sid).await?.ok_or_else(|| not_found(sid))?;
    if !tx.entity_assignment_of_object(&scope, ObjectSid::EndUser(sid)).await?.is_empty() {
        return Err(InUse::EndUserAssigned.into());
    }
    tx.end_user_delete(&scope, sid).await?;
    record(&mut tx, hub, actor, &scope, "end_user.delete", sid, Changed::gone(&before)).await?;
    Ok(tx.commit().await?)
}

/// Attributes are sealed, so which bundles an end user names is remembered beside them.
pub(crate) async fn remember_bundles(tx: &mut Tx, hub: &Hub, end_user: &EndUser) -> Result<()> {
    let named = linked_bundle_sids(hub.catalog(), std::slice::from_ref(end_user));
    Ok(tx.end_user_bundles_set(&Scope::own(end_user.account_sid), end_user.sid, &named).await?)
}

fn not_found(sid: EndUserSid) -> Error {
    Error::NotFound(format!("/EndUsers/{sid}"))
}
