//! A policy: what a bundle of its kind must hold, and how the hub treats it.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::item_type::{FieldRule, ItemKind, ItemType};
use crate::bundle::BundleKind;
use crate::sid::PolicySid;

/// What the usual profile of an ISV's customer is called in [`Policy::object_type`].
pub const SECONDARY_BUSINESS: &str = "secondary_customer_profile_type_business";

/// What the registrations of who uses phone numbers of the United Kingdom are called there.
pub const GB_NUMBERS_BUSINESS: &str = "gb_numbers_business_trust_product";
/// The same of one person.
pub const GB_NUMBERS_INDIVIDUAL: &str = "gb_numbers_individual_trust_product";

/// What a bundle of one kind must hold. Loaded from a file; see `docs/policies.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// `RN…`, the same on every hub.
    pub sid: PolicySid,
    /// What people call it.
    pub friendly_name: String,
    /// Which of the two kinds of bundle may name it.
    pub bundle_kind: BundleKind,
    /// How a bundle of this policy is called where another rests on it: `primary_customer_profile_type_business`.
    pub object_type: String,
    /// Who wrote its requirements.
    pub provenance: Provenance,
    /// Which kind of subject a bundle of it stands for; the trust level is derived from it.
    pub level: Option<Level>,
    /// A primary profile: the account's own, on which others (also of subaccounts) rest.
    pub is_primary: bool,
    /// It is listed and can be fetched, but no new bundle may name it.
    pub is_retired: bool,
    /// Two different reviewers must approve.
    pub needs_two_reviewers: bool,
    /// A compliant bundle of it is approved without a reviewer, because it carries no free text of the customer.
    pub is_approved_at_once: bool,
    /// For how long an approval holds.
    pub valid_for: Duration,
    /// Rows of the evaluation, in this order.
    pub end_users: Vec<EndUserRequirement>,
    /// End users that a bundle may hold though it is not asked for them, and of which policies say nothing on the wire: ours.
    /// What is there must be right.
    pub extensions: Vec<EndUserRequirement>,
    /// Each must be met; the accepted documents of one are alternatives.
    pub documents: Vec<DocumentRequirement>,
    /// Customer profiles it rests on; those of one requirement name are alternatives.
    pub supporting_profiles: Vec<SupportRequirement>,
    /// Trust products it rests on; those of one requirement name are alternatives.
    pub supporting_products: Vec<SupportRequirement>,
}

/// Who wrote a policy's requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provenance {
    /// The vendor, word for word.
    Vendor,
    /// The vendor's fields, put together by us.
    Reconstructed,
    /// Ours, from the nearest known policy.
    Ours,
    /// The operator of this hub.
    Operator,
}

/// Which kind of subject a bundle stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A registered business, authority or non-profit.
    Business,
    /// One person.
    Individual,
    /// Somebody with contact details and an address only.
    Starter,
    /// A person doing business under their own name.
    SoleProprietor,
}

/// What every requirement is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementName {
    /// Machine name; on the wire `requirement_name`.
    pub name: String,
    /// For people; on the wire `requirement_friendly_name`.
    pub friendly_name: String,
}

/// An end user that must be assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndUserRequirement {
    /// What the requirement is called.
    pub requirement: RequirementName,
    /// Machine name of the end-user type.
    pub type_name: String,
    /// What the object is called in this policy.
    pub friendly_name: String,
    /// The fields that count, in the vendor's order, each with its rule.
    pub fields: Vec<FieldRule>,
    /// The bundle may do without it; what is there must still be right.
    pub is_optional: bool,
}

/// A supporting document that must be assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRequirement {
    /// What the requirement is called.
    pub requirement: RequirementName,
    /// On the wire `name`.
    pub name: String,
    /// On the wire `description`, where there is one.
    pub description: Option<String>,
    /// Never empty; any one of them will do.
    pub accepted: Vec<AcceptedDocument>,
    /// The bundle may do without it.
    pub is_optional: bool,
    /// It is not among the requirements on the wire, which for a policy of the vendor's are the vendor's.
    pub is_unlisted: bool,
}

/// One document type that meets a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedDocument {
    /// Machine name of the document type.
    pub type_name: String,
    /// What the object is called in this policy.
    pub friendly_name: String,
    /// The fields that count.
    pub fields: Vec<FieldRule>,
    /// An uploaded file must be with it.
    pub needs_file: bool,
    /// Fields that must say the same as a field of an end user.
    pub matches: Vec<FieldMatch>,
}

/// A document's field that must say the same as an end user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMatch {
    /// The document's field.
    pub field: String,
    /// The end user's field.
    pub end_user: FieldPath,
}

/// A bundle that must be assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportRequirement {
    /// What the requirement is called.
    pub requirement: RequirementName,
    /// The supporting bundle's [`Policy::object_type`].
    pub object_type: String,
    /// What the object is called in this policy.
    pub friendly_name: String,
    /// Further object types that count as this one, unseen on the wire.
    pub also_accepts: Vec<String>,
    /// How far it must have come.
    pub minimum: MinimumStatus,
    /// What its own content must say.
    pub conditions: Vec<SupportCondition>,
    /// The bundle may do without it.
    pub is_optional: bool,
}

/// How far a supporting bundle must have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MinimumStatus {
    /// Approved, not suspended, not expired.
    #[default]
    InForce,
    /// Submitted and not turned down suffices.
    InReview,
}

/// What a field of a supporting bundle must say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportCondition {
    /// The field in the supporting bundle.
    pub field: FieldPath,
    /// Never empty; any of them will do.
    pub one_of: Vec<String>,
}

/// A field of an item: `<object type>.<field>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath {
    /// Machine name of the item's type.
    pub type_name: String,
    /// Machine name of the field.
    pub field: String,
}

impl FieldPath {
    /// Reads `<object type>.<field>`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (type_name, field) = text.split_once('.')?;
        let is_sound = !type_name.is_empty() && !field.is_empty() && !field.contains('.');
        is_sound.then(|| Self { type_name: type_name.to_owned(), field: field.to_owned() })
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.type_name, self.field)
    }
}

impl EndUserRequirement {
    /// What a type asks for that no policy does: all of its fields.
    pub(super) fn extension(item_type: &ItemType) -> Self {
        Self {
            requirement: RequirementName {
                name: item_type.machine_name.clone(),
                friendly_name: item_type.friendly_name.clone(),
            },
            type_name: item_type.machine_name.clone(),
            friendly_name: item_type.friendly_name.clone(),
            fields: item_type.fields.clone(),
            is_optional: true,
        }
    }
}

impl SupportRequirement {
    /// Whether a bundle of that object type is what it asks for.
    #[must_use]
    pub fn accepts(&self, object_type: &str) -> bool {
        self.object_type == object_type || self.also_accepts.iter().any(|other| other == object_type)
    }
}

impl Policy {
    /// Supporting requirements in the order of the evaluation: profiles, then products.
    pub fn supports(&self) -> impl Iterator<Item = &SupportRequirement> {
        self.supporting_profiles.iter().chain(&self.supporting_products)
    }

    /// The requirement that an end user or document of that type meets; `None` if it has no place in the bundle.
    ///
    /// One object per requirement: two objects with the same answer are a duplicate assignment. An end user that
    /// merely names a supporting bundle (`links_bundle` in its type) meets that bundle's requirement.
    #[must_use]
    pub fn requirement_for_item(&self, kind: ItemKind, type_name: &str) -> Option<&str> {
        let found = match kind {
            ItemKind::EndUser => self
                .end_users
                .iter()
                .chain(&self.extensions)
                .find(|wanted| wanted.type_name == type_name)
                .map(|wanted| &wanted.requirement)
                .or_else(|| {
                    self.supports()
                        .find(|wanted| wanted.object_type == type_name)
                        .map(|wanted| &wanted.requirement)
                }),
            ItemKind::SupportingDocument => self
                .documents
                .iter()
                .find(|wanted| wanted.accepted.iter().any(|document| document.type_name == type_name))
                .map(|wanted| &wanted.requirement),
        };
        found.map(|requirement| requirement.name.as_str())
    }

    /// The requirement that a supporting bundle of that object type meets; `None` if it has no place in the bundle.
    #[must_use]
    pub fn requirement_for_support(&self, object_type: &str) -> Option<&str> {
        self.supports()
            .find(|wanted| wanted.accepts(object_type))
            .map(|wanted| wanted.requirement.name.as_str())
    }

    /// The fields of supporting bundles that the evaluation wants to know, see
    /// [`SupportingBundle::facts`](crate::evaluation::SupportingBundle).
    #[must_use]
    pub fn facts_wanted(&self) -> BTreeSet<FieldPath> {
        self.supports()
            .flat_map(|wanted| &wanted.conditions)
            .map(|condition| condition.field.clone())
            .collect()
    }
}
