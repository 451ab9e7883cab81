//! What a customer is told of its numbers on products that register them: how far each is with each carrier.
//!
//! Whoever may see a registration and has said nothing yet counts as being at work on it.

use trusthub_domain::bundle::{Bundle, ChannelAssignment};
use trusthub_domain::contact::Phone;
use trusthub_domain::partner::{
    CarrierStatus, Consent, ConsentField, Partner, PartnerScope, RegistrationKind,
};
use trusthub_domain::sid::{AccountSid, BundleSid, PhoneNumberSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Scope, Tx};

use super::{kind_of, policies};
use crate::{Actor, Error, Hub, Page, PageRequest, Permit, Result};

/// A number, as it is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberName {
    /// `PN…`
    Sid(PhoneNumberSid),
    /// In E.164.
    Phone(Phone),
}

/// How far a number is with one carrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierState {
    /// Which carrier or engine.
    pub carrier_name: String,
    /// How far.
    pub status: CarrierStatus,
    /// What is wrong, in its words.
    pub errors: Vec<String>,
    /// When it first said something; `None` while it has not.
    pub date_created: Option<Timestamp>,
    /// When it last said something else.
    pub date_updated: Option<Timestamp>,
}

/// How far a number on a product is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provisioning {
    /// Whose product it is.
    pub account_sid: AccountSid,
    /// The product.
    pub bundle_sid: BundleSid,
    /// What the product registers for.
    pub kind: RegistrationKind,
    /// The number's identifier.
    pub number_sid: PhoneNumberSid,
    /// The number.
    pub phone_number: Phone,
    /// Over all carriers.
    pub status: CarrierStatus,
    /// Each of them, by name.
    pub carriers: Vec<CarrierState>,
    /// When the number was assigned.
    pub date_created: Timestamp,
    /// When a carrier last said something.
    pub date_updated: Timestamp,
}

/// A product that registers, and the partners at work on it.
struct Product {
    bundle: Bundle,
    kind: RegistrationKind,
    at_work: Vec<Partner>,
}

/// How far a number on a product is.
///
/// # Errors
/// `NotFound` for a bundle that registers nothing, or a number that is not on it.
pub async fn of_number(
    hub: &Hub,
    actor: &Actor,
    bundle: BundleSid,
    number: &NumberName,
) -> Result<Provisioning> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let product = product(&mut tx, hub, &scope, bundle).await?.ok_or_else(|| not_found(bundle))?;
    let assignments = assignments(&mut tx, &scope, number).await?;
    let assignment = assignments.into_iter().find(|assignment| assignment.bundle_sid == bundle);
    let found = match assignment {
        Some(assignment) => provisioning(&mut tx, &scope, &product, &assignment).await?,
        None => None,
    };
    found.ok_or_else(|| not_found(bundle))
}

/// How far the numbers of a product are, the last assigned first.
///
/// # Errors
/// `NotFound` for a bundle that registers nothing.
pub async fn of_registration(
    hub: &Hub,
    actor: &Actor,
    bundle: BundleSid,
    page: PageRequest,
) -> Result<Page<Provisioning>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let product = product(&mut tx, hub, &scope, bundle).await?.ok_or_else(|| not_found(bundle))?;
    let found = tx.channel_assignment_list(&scope, bundle, None, &page).await?;
    let mut items = Vec::with_capacity(found.items.len());
    for assignment in &found.items {
        items.extend(provisioning(&mut tx, &scope, &product, assignment).await?);
    }
    Ok(Page { items, previous: found.previous, next: found.next })
}

/// How far a number is on each product that registers it.
///
/// # Errors
/// `NotFound` for a number that is on none.
pub async fn everywhere(hub: &Hub, actor: &Actor, number: &NumberName) -> Result<Vec<Provisioning>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let mut found = Vec::new();
    for assignment in assignments(&mut tx, &scope, number).await? {
        if let Some(product) = product(&mut tx, hub, &scope, assignment.bundle_sid).await? {
            found.extend(provisioning(&mut tx, &scope, &product, &assignment).await?);
        }
    }
    match found.is_empty() {
        true => Err(Error::NotFound("The phone number on a product that registers it".to_owned())),
        false => Ok(found),
    }
}

fn not_found(bundle: BundleSid) -> Error {
    Error::NotFound(format!("/ComplianceRegistrations/{bundle}"))
}

async fn product(tx: &mut Tx, hub: &Hub, scope: &Scope, sid: BundleSid) -> Result<Option<Product>> {
    let Some(bundle) = tx.bundle_find(scope, sid).await? else { return Ok(None) };
    let Some(kind) = kind_of(hub, &bundle)? else { return Ok(None) };
    let account = tx.account_find(scope).await?;
    // Of a test account nobody is told.
    let is_told = account.is_some_and(|account| !account.is_test) && bundle.is_in_force(hub.now());
    let at_work = if is_told { partners_of(tx, scope).await? } else { Vec::new() };
    Ok(Some(Product { bundle, kind, at_work }))
}

/// Partners that are shown what the account registers.
async fn partners_of(tx: &mut Tx, scope: &Scope) -> Result<Vec<Partner>> {
    let consents = tx.consent_list(scope).await?;
    if consents.is_empty() {
        return Ok(Vec::new());
    }
    let partners = tx.partner_credentials_list().await?.into_iter().map(|known| known.partner);
    let is_at_work = |partner: &Partner| {
        partner.revoked_at.is_none()
            && partner.kind.handles_calls()
            && partner.has(PartnerScope::Registrations)
            && Consent::covers(&consents, partner).has(ConsentField::Registrations)
    };
    Ok(partners.filter(is_at_work).collect())
}

/// Where the account has assigned the number.
async fn assignments(tx: &mut Tx, scope: &Scope, number: &NumberName) -> Result<Vec<ChannelAssignment>> {
    let sid = match number {
        NumberName::Sid(sid) => Some(*sid),
        NumberName::Phone(phone) => tx.number_owner_any_account(phone).await?.map(|(_, sid)| sid),
    };
    match sid {
        Some(sid) => Ok(tx.channel_assignment_of_number(scope, sid).await?),
        None => Ok(Vec::new()),
    }
}

async fn provisioning(
    tx: &mut Tx,
    scope: &Scope,
    product: &Product,
    assignment: &ChannelAssignment,
) -> Result<Option<Provisioning>> {
    let owner = Scope::own(assignment.number_account_sid);
    let Some(phone_number) = tx.phone_of_number(&owner, assignment.number_sid).await? else {
        return Ok(None);
    };
    let receipts = tx.receipts_of_number(scope, product.bundle.sid, &phone_number).await?;
    let silent = product
        .at_work
        .iter()
        .filter(|partner| !receipts.iter().any(|receipt| receipt.partner_sid == partner.sid))
        .map(|partner| CarrierState {
            carrier_name: partner.friendly_name.clone(),
            status: CarrierStatus::InProgress,
            errors: Vec::new(),
            date_created: None,
            date_updated: None,
        });
    let mut carriers: Vec<CarrierState> = silent.collect();
    carriers.extend(receipts.into_iter().map(|receipt| CarrierState {
        carrier_name: receipt.carrier_name,
        status: receipt.status,
        errors: receipt.errors,
        date_created: Some(receipt.date_created),
        date_updated: Some(receipt.date_updated),
    }));
    carriers.sort_by(|one, other| one.carrier_name.cmp(&other.carrier_name));
    let last = carriers.iter().filter_map(|carrier| carrier.date_updated).max();
    Ok(Some(Provisioning {
        account_sid: scope.account(),
        bundle_sid: product.bundle.sid,
        kind: product.kind,
        number_sid: assignment.number_sid,
        phone_number,
        status: CarrierStatus::of_all(carriers.iter().map(|carrier| carrier.status)),
        date_created: assignment.date_created,
        date_updated: last.map_or(assignment.date_created, |last| last.max(assignment.date_created)),
        carriers,
    }))
}

/// Products that are listed for people; nobody reads beyond.
const MOST_PRODUCTS: u32 = 200;

/// The account's products that register their numbers, and are or were in force.
///
/// # Errors
/// `Unavailable`.
pub async fn products(hub: &Hub, actor: &Actor) -> Result<Vec<(Bundle, RegistrationKind)>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let mut found = Vec::new();
    for sid in tx.registering_products(&scope, &policies(hub, None), None, MOST_PRODUCTS).await? {
        found.extend(product(&mut tx, hub, &scope, sid).await?.map(|product| (product.bundle, product.kind)));
    }
    Ok(found)
}

/// One of them.
///
/// # Errors
/// `NotFound` for a bundle that registers nothing.
pub async fn registering(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<(Bundle, RegistrationKind)> {
    let scope = actor.may(Permit::Read)?;
    let found = product(&mut hub.db().read().await?, hub, &scope, sid).await?;
    found.map(|product| (product.bundle, product.kind)).ok_or_else(|| not_found(sid))
}
