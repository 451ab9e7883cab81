//! What would become of a business that nobody has registered: evaluated and vetted, and nothing is kept.

use serde::Deserialize;
use trusthub_domain::bundle::{Bundle, NewBundle, Reason};
use trusthub_domain::evaluation::{Parts, evaluate};
use trusthub_domain::item::{Address, Attributes, DocumentStatus, EndUser, SupportingDocument};
use trusthub_domain::policy::{Catalog, Policy};
use trusthub_domain::review::Assessment;
use trusthub_domain::sid::Sid;
use trusthub_domain::time::Timestamp;
use trusthub_vetting::{Application, Scorecard, Screened, assess};
use uuid::Uuid;

use super::vetting::Looks;
use crate::{Actor, Hub, Invalid, Result, registries};

/// A profile in the API's words, as a file holds it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// `RN…`, or the policy's object type: `secondary_customer_profile_type_business`.
    pub policy: String,
    /// Who would be told.
    #[serde(default)]
    pub email: Option<String>,
    /// As `POST /v1/EndUsers` takes them.
    #[serde(default)]
    pub end_users: Vec<DraftItem>,
    /// As `POST /v1/SupportingDocuments` takes them; one that names the addresses is added where none is given.
    #[serde(default)]
    pub supporting_documents: Vec<DraftItem>,
    /// As `POST /2010-04-01/Accounts/{Sid}/Addresses` takes them.
    #[serde(default)]
    pub addresses: Vec<DraftAddress>,
}

/// An end user or a document.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftItem {
    /// Its type's machine name.
    pub r#type: String,
    /// What was entered.
    pub attributes: Attributes,
}

/// An address.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftAddress {
    /// Who is there.
    pub customer_name: String,
    /// Street and number.
    pub street: String,
    /// Suite, floor.
    #[serde(default)]
    pub street_secondary: Option<String>,
    /// City.
    pub city: String,
    /// State, province or region.
    #[serde(default)]
    pub region: String,
    /// Postal code.
    #[serde(default)]
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub iso_country: String,
}

/// What would become of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The policy it was held against.
    pub policy: String,
    /// What its submission would be turned down for, before any vetting.
    pub shortcomings: Vec<Reason>,
    /// What vetting finds.
    pub assessment: Assessment,
}

/// Personal data stays out of logs.
macro_rules! says_nothing {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}
says_nothing!(DraftItem, DraftAddress);

/// Holds a draft against what this hub knows: its lists and registers. Nothing is written.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Invalid` for a draft of no policy; `Unavailable`.
pub async fn beside(hub: &Hub, actor: &Actor, draft: Draft, scorecard: &Scorecard) -> Result<Trial> {
    actor.must_be_operator()?;
    registries::load_in_force(hub).await?;
    let made = Made::of(draft, hub.catalog())?;
    let application = Looks::at(hub, &made.application).await?.unsettled(made.application.clone());
    Ok(made.tried(hub.catalog(), &application, scorecard))
}

/// The same where there is no hub: nobody is looked for anywhere.
///
/// # Errors
/// `Invalid` for a draft of no policy.
pub fn alone(draft: Draft, catalog: &Catalog, scorecard: &Scorecard) -> Result<Trial> {
    let made = Made::of(draft, catalog)?;
    let nowhere = Screened { lists: Vec::new(), unreadable: Vec::new(), hits: Vec::new() };
    let application = Application { screening: Some(nowhere), ..made.application.clone() };
    Ok(made.tried(catalog, &application, scorecard))
}

/// A draft in the domain's terms.
struct Made<'a> {
    policy: &'a Policy,
    parts: Parts,
    application: Application,
}

impl<'a> Made<'a> {
    fn of(draft: Draft, catalog: &'a Catalog) -> Result<Self> {
        let policy = policy_of(&draft.policy, catalog)?;
        let mut number = 0_u128;
        let mut next = || {
            number += 1;
            Uuid::from_u128(number)
        };
        let email = draft.email.as_deref().unwrap_or("nobody@localhost.invalid");
        let email = email.parse().map_err(|_| invalid("email", "it is no e-mail address"))?;
        let end_users: Vec<EndUser> = draft.end_users.into_iter().map(|one| end_user(one, next())).collect();
        let addresses: Vec<Address> = draft.addresses.into_iter().map(|one| address(one, next())).collect();
        let mut documents: Vec<SupportingDocument> =
            draft.supporting_documents.into_iter().map(|one| document(one, next())).collect();
        if documents.is_empty() && !addresses.is_empty() {
            documents.extend(naming(policy, &addresses).map(|one| document(one, next())));
        }
        let new = NewBundle {
            sid: Sid::from_uuid(next()),
            account_sid: Sid::from_uuid(Uuid::nil()),
            kind: policy.bundle_kind,
            policy_sid: policy.sid,
            friendly_name: String::new(),
            email,
            status_callback: None,
        };
        let bundle = Bundle::draft(new, NEVER);
        let application = Application::from_parts(
            &bundle,
            &policy.object_type,
            &end_users,
            &documents,
            &addresses,
            Vec::new(),
        );
        let addresses = addresses.into_iter().map(|address| (address.sid, address)).collect();
        let parts = Parts { end_users, documents, addresses, supporting: Vec::new() };
        Ok(Self { policy, parts, application })
    }

    fn tried(&self, catalog: &Catalog, application: &Application, scorecard: &Scorecard) -> Trial {
        let shortcomings = evaluate(self.policy, catalog, &self.parts).shortcomings();
        let assessment = assess(application, scorecard);
        Trial { policy: self.policy.friendly_name.clone(), shortcomings, assessment }
    }
}

const NEVER: Timestamp = Timestamp::from_micros(0);

fn policy_of<'a>(name: &str, catalog: &'a Catalog) -> Result<&'a Policy> {
    let found = match name.parse() {
        Ok(sid) => catalog.policy(sid),
        Err(_) => catalog.policies().iter().find(|policy| policy.object_type == name),
    };
    found.ok_or_else(|| invalid("policy", "there is no such policy; name its RN… or its object type"))
}

fn invalid(field: &'static str, why: &str) -> crate::Error {
    Invalid::Field { field, why: why.to_owned() }.into()
}

fn end_user(item: DraftItem, id: Uuid) -> EndUser {
    EndUser {
        sid: Sid::from_uuid(id),
        account_sid: Sid::from_uuid(Uuid::nil()),
        friendly_name: String::new(),
        type_name: item.r#type,
        attributes: item.attributes,
        version: 1,
        date_created: NEVER,
        date_updated: NEVER,
    }
}

fn document(item: DraftItem, id: Uuid) -> SupportingDocument {
    SupportingDocument {
        sid: Sid::from_uuid(id),
        account_sid: Sid::from_uuid(Uuid::nil()),
        friendly_name: String::new(),
        type_name: item.r#type,
        status: DocumentStatus::Draft,
        attributes: item.attributes,
        file: None,
        version: 1,
        date_created: NEVER,
        date_updated: NEVER,
    }
}

/// The document that every profile has, which names its addresses; `None` where the policy asks for none.
fn naming(policy: &Policy, addresses: &[Address]) -> Option<DraftItem> {
    let accepted = policy.documents.iter().flat_map(|wanted| &wanted.accepted);
    let mut types = accepted.map(|document| document.type_name.clone());
    let r#type = types.find(|name| name.ends_with("customer_profile_address"))?;
    let sids: Vec<String> = addresses.iter().map(|address| address.sid.to_string()).collect();
    let attributes = Attributes::from_iter([("address_sids".to_owned(), sids.join(",").into())]);
    Some(DraftItem { r#type, attributes })
}

fn address(draft: DraftAddress, id: Uuid) -> Address {
    Address {
        sid: Sid::from_uuid(id),
        account_sid: Sid::from_uuid(Uuid::nil()),
        friendly_name: String::new(),
        customer_name: draft.customer_name,
        street: draft.street,
        street_secondary: draft.street_secondary,
        city: draft.city,
        region: draft.region,
        postal_code: draft.postal_code,
        iso_country: draft.iso_country.to_ascii_uppercase(),
        emergency_enabled: false,
        version: 1,
        date_created: NEVER,
        date_updated: NEVER,
    }
}
