//! What an evaluation looks at: everything assigned to a bundle, as it stands now.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::account::AccountStatus;
use crate::bundle::{Bundle, Status};
use crate::item::{Address, Attributes, EndUser, SupportingDocument};
use crate::policy::{Catalog, FieldPath, Format, ItemKind};
use crate::sid::{AccountSid, AddressSid, BundleSid, PolicySid};
use crate::time::Timestamp;

/// Everything assigned to a bundle. The order of items does not matter, except that of two equally good objects of one
/// type the first counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// End users.
    pub end_users: Vec<EndUser>,
    /// Supporting documents, with what is known of their files.
    pub documents: Vec<SupportingDocument>,
    /// The addresses that [`address_sids`] names and that exist in the account; a missing or deleted one is absent.
    pub addresses: BTreeMap<AddressSid, Address>,
    /// Supporting bundles, assigned themselves or named by an end user (see [`linked_bundle_sids`]), of the same
    /// account or its parent only: whoever loads them checks that.
    pub supporting: Vec<SupportingBundle>,
}

/// What an evaluation must know of a bundle that another rests on. Its `Debug` names the facts without their values.
#[derive(Clone, PartialEq, Eq)]
pub struct SupportingBundle {
    /// Which bundle.
    pub sid: BundleSid,
    /// Its policy, from which its object type follows.
    pub policy_sid: PolicySid,
    /// What the wire shows.
    pub status: Status,
    /// Approved, not suspended, not expired.
    pub is_in_force: bool,
    /// Whose it is.
    pub relation: Relation,
    /// Those of its items' fields that the policy asks for (`Policy::facts_wanted`), as far as it has them.
    pub facts: BTreeMap<FieldPath, String>,
}

impl fmt::Debug for SupportingBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SupportingBundle")
            .field("sid", &self.sid)
            .field("policy_sid", &self.policy_sid)
            .field("status", &self.status)
            .field("is_in_force", &self.is_in_force)
            .field("relation", &self.relation)
            .field("facts", &self.facts.keys().map(ToString::to_string).collect::<Vec<_>>())
            .finish()
    }
}

/// Whose a supporting bundle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The same account's.
    SameAccount,
    /// The parent account's; only a primary profile may be used across accounts.
    ParentAccount,
}

impl SupportingBundle {
    /// Of a stored bundle, seen from `account`.
    ///
    /// `items` are the supporting bundle's own end users, `wanted` comes from `Policy::facts_wanted`. `now` decides
    /// whether it is in force; a hold on an account that both share is left aside, because it holds both.
    #[must_use]
    pub fn of(
        bundle: &Bundle,
        account: AccountSid,
        items: &[EndUser],
        wanted: &BTreeSet<FieldPath>,
        now: Timestamp,
    ) -> Self {
        let mut bundle = bundle.clone();
        let relation = if bundle.account_sid == account {
            bundle.account_status = AccountStatus::Active;
            Relation::SameAccount
        } else {
            Relation::ParentAccount
        };
        Self {
            sid: bundle.sid,
            policy_sid: bundle.policy_sid,
            status: bundle.shown_status(),
            is_in_force: bundle.is_in_force(now),
            relation,
            facts: wanted.iter().filter_map(|path| Some((path.clone(), fact(items, path)?))).collect(),
        }
    }
}

fn fact(items: &[EndUser], path: &FieldPath) -> Option<String> {
    let item = items.iter().find(|item| item.type_name == path.type_name)?;
    item.attributes.get(&path.field)?.as_str().map(ToOwned::to_owned)
}

/// The addresses that documents name, so that the caller can load them into [`Parts::addresses`].
#[must_use]
pub fn address_sids(catalog: &Catalog, documents: &[SupportingDocument]) -> BTreeSet<AddressSid> {
    let named = documents.iter().flat_map(|document| {
        let fields = catalog
            .item_type(ItemKind::SupportingDocument, &document.type_name)
            .map(|item_type| item_type.fields.as_slice())
            .unwrap_or_default();
        fields
            .iter()
            .filter(|field| field.format == Some(Format::AddressSids))
            .flat_map(|field| texts(&document.attributes, &field.machine_name))
    });
    named.filter_map(|text| text.trim().parse().ok()).collect()
}

/// The bundles that end users name instead of being assigned themselves (the vendor's guides), so that the caller can load
/// them into [`Parts::supporting`].
#[must_use]
pub fn linked_bundle_sids(catalog: &Catalog, end_users: &[EndUser]) -> BTreeSet<BundleSid> {
    let named = end_users.iter().filter_map(|end_user| {
        let item_type = catalog.item_type(ItemKind::EndUser, &end_user.type_name)?;
        let field = item_type.links_bundle.as_ref()?;
        end_user.attributes.get(field)?.as_str()?.trim().parse().ok()
    });
    named.collect()
}

/// The strings of a field that is one string or a list of them; others are left out.
fn texts<'a>(attributes: &'a Attributes, field: &str) -> Vec<&'a str> {
    match attributes.get(field) {
        Some(serde_json::Value::String(text)) => vec![text],
        Some(serde_json::Value::Array(values)) => {
            values.iter().filter_map(serde_json::Value::as_str).collect()
        }
        Some(_) | None => Vec::new(),
    }
}
