//! Postal addresses.

use trusthub_domain::item::Address;
use trusthub_domain::sid::AddressSid;
pub use trusthub_storage::AddressFilter;
use trusthub_storage::{Scope, Tx};
pub use trusthub_vetting::{AddressForm, address_form};

use super::freeze;
use crate::error::InUse;
use crate::input::{self, FRIENDLY_NAME_LIMIT, LINE_LIMIT};
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Invalid, Page, PageRequest, Permit, Result};

/// What is given to make an address; all but the secondary line and the name are required.
#[derive(Debug, Clone)]
pub struct NewAddress {
    /// The customer's own name for it; empty if not given.
    pub friendly_name: String,
    /// Who lives or works there.
    pub customer_name: String,
    /// Street and number.
    pub street: String,
    /// Suite, floor.
    pub street_secondary: Option<String>,
    /// City.
    pub city: String,
    /// State, province or region.
    pub region: String,
    /// Postal code.
    pub postal_code: String,
    /// ISO 3166-1 alpha-2, any case.
    pub iso_country: String,
    /// Whether emergency calling is on.
    pub emergency_enabled: bool,
}

/// Changes of an address; each `None` leaves as is.
#[derive(Debug, Clone, Default)]
pub struct AddressEdit {
    /// A new name.
    pub friendly_name: Option<String>,
    /// Who lives or works there.
    pub customer_name: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// Suite, floor; `Some("")` clears it.
    pub street_secondary: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State, province or region.
    pub region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Whether emergency calling is on.
    pub emergency_enabled: Option<bool>,
}

/// Makes one.
///
/// # Errors
/// `Invalid` for a missing or unusable part.
pub async fn create(hub: &Hub, actor: &Actor, new: NewAddress) -> Result<Address> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let address = insert(&mut tx, hub, actor, &scope, new).await?;
    tx.commit().await?;
    Ok(address)
}

/// Makes one within a larger change.
pub(crate) async fn insert(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    new: NewAddress,
) -> Result<Address> {
    let now = hub.now();
    let address = Address {
        sid: hub.sid(),
        account_sid: scope.account(),
        friendly_name: new.friendly_name,
        customer_name: new.customer_name,
        street: new.street,
        street_secondary: new.street_secondary.filter(|line| !line.is_empty()),
        city: new.city,
        region: new.region,
        postal_code: new.postal_code,
        iso_country: new.iso_country.to_ascii_uppercase(),
        emergency_enabled: new.emergency_enabled,
        version: 1,
        date_created: now,
        date_updated: now,
    };
    check(&address)?;
    tx.address_insert(&address).await?;
    record(tx, hub, actor, scope, "address.create", address.sid, Changed::made(&address)).await?;
    Ok(address)
}

fn check(address: &Address) -> Result<()> {
    input::limit("FriendlyName", &address.friendly_name, FRIENDLY_NAME_LIMIT)?;
    input::required("CustomerName", &address.customer_name, LINE_LIMIT)?;
    input::required("Street", &address.street, LINE_LIMIT)?;
    input::limit("StreetSecondary", address.street_secondary.as_deref().unwrap_or_default(), LINE_LIMIT)?;
    input::required("City", &address.city, LINE_LIMIT)?;
    input::required("Region", &address.region, LINE_LIMIT)?;
    input::required("PostalCode", &address.postal_code, LINE_LIMIT)?;
    input::required("IsoCountry", &address.iso_country, LINE_LIMIT)?;
    must_be_country("IsoCountry", &address.iso_country)
}

/// Two capital letters; whether there is such a country is said in the form.
pub(crate) fn must_be_country(field: &'static str, text: &str) -> Result<()> {
    if text.len() == 2 && text.bytes().all(|c| c.is_ascii_uppercase()) {
        return Ok(());
    }
    let why = "give the two letters of ISO 3166-1, for example US".to_owned();
    Err(Invalid::Field { field, why }.into())
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: AddressSid) -> Result<Address> {
    let scope = actor.may(Permit::Read)?;
    hub.db().read().await?.address_find(&scope, sid).await?.ok_or_else(|| not_found(sid))
}

/// All of them.
///
/// # Errors
/// `Unavailable`.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    filter: AddressFilter,
    page: PageRequest,
) -> Result<Page<Address>> {
    let scope = actor.may(Permit::Read)?;
    Ok(hub.db().read().await?.address_list(&scope, &filter, &page).await?)
}

/// Changes it.
///
/// # Errors
/// `NotFound`; `InUse` while a document in a bundle under review or approved names it; `Conflict`.
pub async fn update(hub: &Hub, actor: &Actor, sid: AddressSid, edit: AddressEdit) -> Result<Address> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let address = change(&mut tx, hub, actor, &scope, sid, edit).await?;
    tx.commit().await?;
    Ok(address)
}

/// Changes one within a larger change. The bundles that rest on it are saved with it.
pub(crate) async fn change(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    sid: AddressSid,
    edit: AddressEdit,
) -> Result<Address> {
    let before = tx.address_find(scope, sid).await?.ok_or_else(|| not_found(sid))?;
    let bundles = open_bundles(tx, scope, sid).await?;
    let or = |given: Option<String>, old: &String| given.unwrap_or_else(|| old.clone());
    let changed = Address {
        friendly_name: or(edit.friendly_name, &before.friendly_name),
        customer_name: or(edit.customer_name, &before.customer_name),
        street: or(edit.street, &before.street),
        street_secondary: match edit.street_secondary {
            Some(line) => Some(line).filter(|line| !line.is_empty()),
            None => before.street_secondary.clone(),
        },
        city: or(edit.city, &before.city),
        region: or(edit.region, &before.region),
        postal_code: or(edit.postal_code, &before.postal_code),
        emergency_enabled: edit.emergency_enabled.unwrap_or(before.emergency_enabled),
        date_updated: hub.now(),
        ..before.clone()
    };
    check(&changed)?;
    let address = tx.address_save(&changed).await?;
    freeze::touch(tx, hub, &bundles).await?;
    record(tx, hub, actor, scope, "address.update", sid, Changed::from_to(&before, &address)).await?;
    Ok(address)
}

/// Deletes it. A draft that names it is told so by its next evaluation.
///
/// # Errors
/// `NotFound`; `InUse` while a document in a bundle under review or approved names it.
pub async fn delete(hub: &Hub, actor: &Actor, sid: AddressSid) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = tx.address_find(&scope, sid).await?.ok_or_else(|| not_found(sid))?;
    let bundles = open_bundles(&mut tx, &scope, sid).await?;
    tx.address_delete(&scope, sid).await?;
    freeze::touch(&mut tx, hub, &bundles).await?;
    record(&mut tx, hub, actor, &scope, "address.delete", sid, Changed::gone(&before)).await?;
    Ok(tx.commit().await?)
}

/// The bundles that rest on the address; refused if one of them is frozen.
async fn open_bundles(
    tx: &mut Tx,
    scope: &Scope,
    sid: AddressSid,
) -> Result<Vec<trusthub_domain::bundle::Bundle>> {
    let documents = tx.address_documents(scope, sid).await?;
    let bundles = freeze::bundles_with_any(tx, scope, &documents).await?;
    freeze::must_be_open(&bundles, "address").map_err(|_| Error::InUse(InUse::AddressVerified))?;
    Ok(bundles)
}

fn not_found(sid: AddressSid) -> Error {
    Error::NotFound(format!("/Addresses/{sid}"))
}
