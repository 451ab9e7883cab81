//! The number inventory: numbers the provider has given to its accounts.

mod import;
mod standing;

use trusthub_domain::contact::Phone;
use trusthub_domain::item::{Attributes, PhoneNumber};
use trusthub_domain::partner::FeedKind;
use trusthub_domain::sid::{AddressSid, BundleSid, PhoneNumberSid};
use trusthub_domain::test_mode::is_fictional;
pub use trusthub_storage::NumberFilter;
use trusthub_storage::{Error as StorageError, Key, Scope, Tx};

pub use import::{ImportProblem, ImportReport, ImportRow, import};
pub use standing::{AssignedTo, NumberStanding, standing};

use crate::error::InUse;
use crate::input::{self, FRIENDLY_NAME_LIMIT};
use crate::partners::feed;
use crate::record::{Changed, record};
use crate::review::test_mode;
use crate::{Actor, Error, Hub, Invalid, Page, PageRequest, Permit, Result};

/// What is given to put a number into the inventory.
#[derive(Debug, Clone)]
pub struct NewNumber {
    /// The number.
    pub phone_number: Phone,
    /// A name; the number itself if `None`.
    pub friendly_name: Option<String>,
    /// `BundleSid`, kept as given.
    pub bundle_sid: Option<BundleSid>,
    /// `AddressSid`, kept as given.
    pub address_sid: Option<AddressSid>,
    /// Other parameters under their wire names in snake_case.
    pub settings: Attributes,
}

/// Changes of a number; each `None` leaves as is.
#[derive(Debug, Clone, Default)]
pub struct NumberEdit {
    /// A new name.
    pub friendly_name: Option<String>,
    /// Another bundle.
    pub bundle_sid: Option<BundleSid>,
    /// Another address.
    pub address_sid: Option<AddressSid>,
    /// Other parameters to be merged in.
    pub settings: Attributes,
}

/// Puts a number into the inventory of the account acted on.
///
/// # Errors
/// `AlreadyExists` if any account has it; `Invalid` for an unusable name, and for a number that is not fictional in a
/// test account.
pub async fn create(hub: &Hub, actor: &Actor, new: NewNumber) -> Result<PhoneNumber> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let number = insert(&mut tx, hub, actor, &scope, new).await?;
    tx.commit().await?;
    Ok(number)
}

async fn insert(tx: &mut Tx, hub: &Hub, actor: &Actor, scope: &Scope, new: NewNumber) -> Result<PhoneNumber> {
    let friendly_name = new.friendly_name.unwrap_or_else(|| new.phone_number.as_str().to_owned());
    input::limit("FriendlyName", &friendly_name, FRIENDLY_NAME_LIMIT)?;
    must_be_fictional_in_tests(tx, scope, &new.phone_number).await?;
    let now = hub.now();
    let number = PhoneNumber {
        sid: hub.sid(),
        account_sid: scope.account(),
        phone_number: new.phone_number,
        friendly_name,
        bundle_sid: new.bundle_sid,
        address_sid: new.address_sid,
        settings: new.settings,
        version: 1,
        date_created: now,
        date_updated: now,
    };
    tx.number_insert(&number).await.map_err(|error| match error {
        StorageError::Duplicate(Key::PhoneNumber) => {
            Error::AlreadyExists("the phone number is in the inventory already".to_owned())
        }
        other => other.into(),
    })?;
    feed::note_number(tx, hub, number.account_sid, &number.phone_number, FeedKind::NumberAdded).await?;
    record(tx, hub, actor, scope, "number.create", number.sid, Changed::made(&number)).await?;
    Ok(number)
}

/// A number belongs to one account, so a test account must not take one that could be somebody's.
async fn must_be_fictional_in_tests(tx: &mut Tx, scope: &Scope, number: &Phone) -> Result<()> {
    if is_fictional(number) || !test_mode::is_on(tx, scope).await? {
        return Ok(());
    }
    let why =
        "a test account takes fictional numbers only: +1, an area code, and 5550100 to 5550199".to_owned();
    Err(Invalid::Field { field: "PhoneNumber", why }.into())
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: PhoneNumberSid) -> Result<PhoneNumber> {
    let scope = actor.may(Permit::Read)?;
    hub.db().read().await?.number_find(&scope, sid).await?.ok_or_else(|| not_found(sid))
}

/// All of them.
///
/// # Errors
/// `Unavailable`.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    filter: NumberFilter,
    page: PageRequest,
) -> Result<Page<PhoneNumber>> {
    let scope = actor.may(Permit::Read)?;
    Ok(hub.db().read().await?.number_list(&scope, &filter, &page).await?)
}

/// Changes it.
///
/// # Errors
/// `NotFound`; `Invalid` for an unusable name; `Conflict`.
pub async fn update(hub: &Hub, actor: &Actor, sid: PhoneNumberSid, edit: NumberEdit) -> Result<PhoneNumber> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = tx.number_find(&scope, sid).await?.ok_or_else(|| not_found(sid))?;
    let friendly_name = edit.friendly_name.unwrap_or_else(|| before.friendly_name.clone());
    input::limit("FriendlyName", &friendly_name, FRIENDLY_NAME_LIMIT)?;
    let mut settings = before.settings.clone();
    settings.extend(edit.settings);
    let changed = PhoneNumber {
        friendly_name,
        bundle_sid: edit.bundle_sid.or(before.bundle_sid),
        address_sid: edit.address_sid.or(before.address_sid),
        settings,
        date_updated: hub.now(),
        ..before.clone()
    };
    let number = tx.number_save(&changed).await?;
    record(&mut tx, hub, actor, &scope, "number.update", sid, Changed::from_to(&before, &number)).await?;
    tx.commit().await?;
    Ok(number)
}

/// Releases it.
///
/// # Errors
/// `NotFound`; `InUse` while it is assigned to a bundle of its account or of the parent, or has a toll-free verification.
pub async fn delete(hub: &Hub, actor: &Actor, sid: PhoneNumberSid) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = tx.number_find(&scope, sid).await?.ok_or_else(|| not_found(sid))?;
    let account = tx.account_find(&scope).await?;
    let parent = account.and_then(|account| account.parent_sid).map(Scope::own);
    for scope in [Some(scope), parent].into_iter().flatten() {
        if !tx.channel_assignment_of_number(&scope, sid).await?.is_empty() {
            return Err(InUse::NumberAssigned.into());
        }
    }
    if tx.tollfree_find_of_number(&scope, sid).await?.is_some() {
        return Err(InUse::NumberVerified.into());
    }
    tx.number_delete(&scope, sid).await?;
    feed::note_number(&mut tx, hub, before.account_sid, &before.phone_number, FeedKind::NumberRemoved)
        .await?;
    record(&mut tx, hub, actor, &scope, "number.delete", sid, Changed::gone(&before)).await?;
    Ok(tx.commit().await?)
}

fn not_found(sid: PhoneNumberSid) -> Error {
    Error::NotFound(format!("/IncomingPhoneNumbers/{sid}"))
}
