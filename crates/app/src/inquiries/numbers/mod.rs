//! Who uses phone numbers of the United Kingdom: a Trust Product under a policy of the hub's own, begun with whatever the account
//! knows, filled in in a form, and submitted as any other.
//!
//! Shapes: the vendor's ComplianceInquiries for registrations. What is registered there is a bundle that rests on nothing else,
//! and so it is here; which policy it has follows from who it is about.

mod prefill;
mod user;

use std::fmt;

use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::contact::Email;
use trusthub_domain::sid::{BundleSid, SupportingDocumentSid};
use trusthub_storage::{Scope, Tx};

use self::prefill::Prefill;
use super::brands::own_primary;
use super::session::{Subject, begun, theme_is_a_name};
use super::{Begun, Given, policy_of_type, registration_id};
use crate::bundles::filling;
use crate::bundles::{self, NewBundle, insert, load, prepare};
use crate::items::documents::{self, StoredEdit, store_file};
use crate::{Actor, Error, Hub, Invalid, Permit, Result, input};

pub use self::user::NumberUser;

const KIND: BundleKind = BundleKind::TrustProduct;

/// A proof that comes with the request.
#[derive(Clone)]
pub struct Proof {
    /// What the account calls it.
    pub name: Option<String>,
    /// What stands in it; judged by content.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proof").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// What is given to begin one.
#[derive(Debug, Clone)]
pub struct NewNumberRegistration {
    /// Who uses the numbers.
    pub user: NumberUser,
    /// Who is told of the result; without it whoever is told of the account's primary profile, else whom it is about.
    pub email: Option<Email>,
    /// The account's own name for it.
    pub friendly_name: Option<String>,
    /// Which URL is called.
    pub status_callback: Option<String>,
    /// How the form looks.
    pub theme: Option<String>,
    /// What the form begins with.
    pub given: Given,
    /// Help is sent to the address that it says it has.
    pub is_address_for_emergencies: bool,
    /// Who it is on paper.
    pub proof: Option<Proof>,
}

/// Begins one, and a session to fill it in.
///
/// # Errors
/// `Invalid` for what is on no list, an address that is not whole, a file that is none, a missing e-mail; `TooLarge`.
pub async fn create(hub: &Hub, actor: &Actor, new: NewNumberRegistration) -> Result<Begun> {
    let scope = actor.may(Permit::Own)?;
    theme_is_a_name(new.theme.as_deref())?;
    let Prefill { fillings, of_proof } = prefill::of(hub, &new)?;
    if let Some(name) = new.proof.as_ref().and_then(|proof| proof.name.as_deref()) {
        input::required("FileName", name, input::FRIENDLY_NAME_LIMIT)?;
    }
    let new_bundle = NewBundle {
        kind: KIND,
        friendly_name: new.friendly_name.clone().unwrap_or_else(|| default_name(hub, &new)),
        email: told(hub, &scope, &new).await?,
        policy_sid: policy_of_type(hub, new.user.object_type())?.sid,
        status_callback: new.status_callback,
    };
    let draft = prepare(hub, actor, new_bundle)?;
    let document: SupportingDocumentSid = hub.sid();
    let (name, file) = match new.proof {
        Some(proof) => (proof.name, Some(store_file(hub, &scope, document, proof.bytes).await?)),
        None => (None, None),
    };
    let mut tx = hub.db().write().await?;
    let sid = insert(&mut tx, hub, actor, draft).await?.bundle.sid;
    filling::put_all(&mut tx, hub, actor, (KIND, sid), fillings).await?;
    if let Some(file) = file {
        let bundle = load(&mut tx, &scope, KIND, sid).await?;
        filling::put(&mut tx, hub, actor, bundle, of_proof, Some((document, file))).await?;
    }
    if name.is_some() {
        let edit = StoredEdit { friendly_name: name, attributes: None, file: None };
        documents::change(&mut tx, hub, actor, &scope, document, edit).await?;
    }
    tx.commit().await?;
    Ok(begun(hub, scope.account(), Subject::Numbers(sid), new.theme.as_deref()))
}

/// A new session for one whose session is over, or that was turned down.
///
/// # Errors
/// `NotFound`; `Rule` while it is under review, approved or suspended.
pub async fn resume(hub: &Hub, actor: &Actor, id: &str, theme: Option<&str>) -> Result<Begun> {
    let scope = actor.may(Permit::Own)?;
    theme_is_a_name(theme)?;
    let mut tx = hub.db().read().await?;
    let bundle = named(&mut tx, hub, &scope, id).await?;
    bundle.may_change()?;
    Ok(begun(hub, scope.account(), Subject::Numbers(bundle.sid), theme))
}

/// Submits one that was filled in. What does not comply is turned down with its reasons.
///
/// # Errors
/// `NotFound`; `Rule` while it is under review, approved or suspended; `Conflict`.
pub async fn submit(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<Bundle> {
    bundles::submit(hub, actor, KIND, sid).await
}

async fn named(tx: &mut Tx, hub: &Hub, scope: &Scope, id: &str) -> Result<Bundle> {
    let found = match registration_id::read_of_numbers(id, scope.account()) {
        Some(sid) => tx.bundle_find(scope, sid).await?,
        None => None,
    };
    let is_one = |bundle: &Bundle| {
        bundle.kind == KIND && hub.catalog().policy(bundle.policy_sid).is_some_and(NumberUser::is_meant_by)
    };
    found.filter(is_one).ok_or_else(|| {
        Error::NotFound(format!("/ComplianceInquiries/Registration/{id}/RegulatoryCompliance/GB"))
    })
}

/// The name of a business; that of a person is for nobody who only reads lists.
fn default_name(hub: &Hub, new: &NewNumberRegistration) -> String {
    let name = new.given.text("BusinessLegalName").filter(|_| new.user == NumberUser::Business);
    let of_day = || format!("GB numbers of {}", hub.now().to_date_in_words());
    name.map_or_else(of_day, |name| name.chars().take(input::FRIENDLY_NAME_LIMIT).collect())
}

/// Who is told: the vendor requires nobody to be named, but somebody must hear of it.
async fn told(hub: &Hub, scope: &Scope, new: &NewNumberRegistration) -> Result<Email> {
    if let Some(email) = &new.email {
        return Ok(email.clone());
    }
    if let Some(primary) = own_primary(hub, scope).await? {
        return Ok(primary.email);
    }
    let whom = match new.user {
        NumberUser::Business => "AuthorizedRepresentative1Email",
        NumberUser::Individual => "IndividualEmail",
    };
    let email = new.given.text(whom).and_then(|text| text.parse().ok());
    email.ok_or(Error::Invalid(Invalid::Missing("NotificationEmail")))
}
