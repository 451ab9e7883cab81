//! From the raw shape of one policy to a [`Policy`] in which every name resolves.

use std::time::Duration;

use toml::Spanned;

use super::catalog::Catalog;
use super::error::{PolicyError, Problem};
use super::item_type::{FieldRule, ItemKind, ItemType};
use super::load::Source;
use super::model::{
    AcceptedDocument, DocumentRequirement, EndUserRequirement, FieldMatch, FieldPath, Policy,
    RequirementName, SupportCondition, SupportRequirement,
};
use super::raw::{RawAccepted, RawDocument, RawEndUser, RawPolicy, RawSupport};
use crate::bundle::BundleKind;

/// How long an approval holds unless the policy says otherwise.
const DEFAULT_VALID_FOR_DAYS: u64 = 365;
/// Ours: longer than ten years is a typing error.
const MOST_VALID_FOR_DAYS: u64 = 3650;

/// Resolves a policy against the types of the catalog. Object types of other policies are checked once all are there.
pub(super) fn policy(source: Source<'_>, raw: &RawPolicy, catalog: &Catalog) -> Result<Policy, PolicyError> {
    contradictions(source, raw)?;
    let reader = Reader { source, catalog };
    let valid_for_days = match &raw.valid_for_days {
        Some(days) if !(1..=MOST_VALID_FOR_DAYS).contains(days.get_ref()) => {
            let problem = Problem::OutOfRange { what: "valid_for_days", least: 1, most: MOST_VALID_FOR_DAYS };
            return Err(source.error(days.span(), problem));
        }
        Some(days) => *days.get_ref(),
        None => DEFAULT_VALID_FOR_DAYS,
    };
    let policy = Policy {
        sid: source.sid(&raw.sid, "policy", "RN")?,
        friendly_name: source.text(&raw.friendly_name, "friendly_name")?,
        bundle_kind: raw.bundle_kind,
        object_type: source.name(&raw.object_type)?,
        provenance: raw.provenance,
        level: raw.level,
        is_primary: raw.primary,
        is_retired: raw.retired,
        needs_two_reviewers: raw.four_eyes,
        is_approved_at_once: raw.auto_approve,
        valid_for: Duration::from_secs(valid_for_days * 24 * 60 * 60),
        end_users: raw.end_user.iter().map(|wanted| reader.end_user(wanted)).collect::<Result<_, _>>()?,
        extensions: Vec::new(),
        documents: raw.document.iter().map(|wanted| reader.document(wanted)).collect::<Result<_, _>>()?,
        supporting_profiles: raw
            .supporting_profile
            .iter()
            .map(|wanted| reader.support(wanted))
            .collect::<Result<_, _>>()?,
        supporting_products: raw
            .supporting_product
            .iter()
            .map(|wanted| reader.support(wanted))
            .collect::<Result<_, _>>()?,
    };
    names_are_unique(source, raw)?;
    Ok(policy)
}

fn contradictions(source: Source<'_>, raw: &RawPolicy) -> Result<(), PolicyError> {
    let refuse = |text| Err(source.error(raw.sid.span(), Problem::Contradiction(text)));
    if raw.primary && raw.bundle_kind == BundleKind::TrustProduct {
        return refuse("only a customer profile can be primary");
    }
    if raw.auto_approve && !(raw.end_user.is_empty() && raw.document.is_empty()) {
        return refuse(
            "auto_approve is for policies without end users and documents: somebody must read those",
        );
    }
    if raw.auto_approve && raw.supporting_profile.is_empty() {
        return refuse("auto_approve needs a supporting profile that was vetted");
    }
    Ok(())
}

/// One end user or document per requirement name; supporting bundles may share one, they are alternatives.
fn names_are_unique(source: Source<'_>, raw: &RawPolicy) -> Result<(), PolicyError> {
    let end_users = raw.end_user.iter().map(|wanted| &wanted.requirement_name);
    let documents = raw.document.iter().map(|wanted| &wanted.requirement_name);
    let mut seen: Vec<&str> = Vec::new();
    for name in end_users.chain(documents) {
        if seen.contains(&name.get_ref().as_str()) {
            let (name, span) = (name.get_ref().clone(), name.span());
            let problem =
                Problem::Duplicate { what: "requirement", name, first_file: source.file.to_owned() };
            return Err(source.error(span, problem));
        }
        seen.push(name.get_ref());
    }
    Ok(())
}

/// Checks that each supporting bundle that the policy asks for can exist, and has the fields it asks about.
pub(super) fn supports_exist(
    source: Source<'_>,
    raw: &RawPolicy,
    catalog: &Catalog,
) -> Result<(), PolicyError> {
    let profiles = raw.supporting_profile.iter().map(|wanted| (wanted, BundleKind::CustomerProfile));
    let products = raw.supporting_product.iter().map(|wanted| (wanted, BundleKind::TrustProduct));
    for (wanted, kind) in profiles.chain(products) {
        for name in std::iter::once(&wanted.object_type).chain(&wanted.also_accepts) {
            let exists =
                catalog.policies_of_object_type(name.get_ref()).any(|policy| policy.bundle_kind == kind);
            if !exists {
                let what = match kind {
                    BundleKind::CustomerProfile => "customer-profile policy with an object_type that",
                    BundleKind::TrustProduct => "trust-product policy with an object_type that",
                };
                let problem = Problem::UnknownType { what, name: name.get_ref().clone() };
                return Err(source.error(name.span(), problem));
            }
        }
    }
    Ok(())
}

/// Resolves the names in one policy.
struct Reader<'a> {
    source: Source<'a>,
    catalog: &'a Catalog,
}

impl Reader<'_> {
    fn end_user(&self, raw: &RawEndUser) -> Result<EndUserRequirement, PolicyError> {
        let item_type = self.item_type(ItemKind::EndUser, &raw.type_name)?;
        if raw.fields.get_ref().is_empty() {
            return Err(self.source.error(raw.fields.span(), Problem::Empty("fields")));
        }
        Ok(EndUserRequirement {
            requirement: self.requirement(&raw.requirement_name, raw.requirement_friendly_name.as_ref())?,
            type_name: item_type.machine_name.clone(),
            friendly_name: self.source.text(&raw.name, "name")?,
            fields: self.fields(item_type, raw.fields.get_ref())?,
            is_optional: raw.optional,
        })
    }

    fn document(&self, raw: &RawDocument) -> Result<DocumentRequirement, PolicyError> {
        if raw.accepted.get_ref().is_empty() {
            return Err(self.source.error(raw.accepted.span(), Problem::Empty("accepted")));
        }
        Ok(DocumentRequirement {
            requirement: self.requirement(&raw.requirement_name, raw.requirement_friendly_name.as_ref())?,
            name: self.source.text(&raw.name, "name")?,
            description: raw.description.clone(),
            accepted: raw
                .accepted
                .get_ref()
                .iter()
                .map(|one| self.accepted(one))
                .collect::<Result<_, _>>()?,
            is_optional: raw.optional,
            is_unlisted: raw.unlisted,
        })
    }

    fn accepted(&self, raw: &RawAccepted) -> Result<AcceptedDocument, PolicyError> {
        let item_type = self.item_type(ItemKind::SupportingDocument, &raw.type_name)?;
        let mut matches = Vec::new();
        for raw_match in &raw.matches {
            let field = self.field(item_type, &raw_match.field)?.machine_name.clone();
            matches.push(FieldMatch { field, end_user: self.end_user_field(&raw_match.end_user)? });
        }
        Ok(AcceptedDocument {
            type_name: item_type.machine_name.clone(),
            friendly_name: self.source.text(&raw.name, "name")?,
            fields: self.fields(item_type, &raw.fields)?,
            needs_file: item_type.needs_file,
            matches,
        })
    }

    fn support(&self, raw: &RawSupport) -> Result<SupportRequirement, PolicyError> {
        let mut conditions = Vec::new();
        for condition in &raw.conditions {
            if condition.one_of.get_ref().is_empty() {
                return Err(self.source.error(condition.one_of.span(), Problem::Empty("one_of")));
            }
            let field = self.end_user_field(&condition.field)?;
            conditions.push(SupportCondition { field, one_of: condition.one_of.get_ref().clone() });
        }
        Ok(SupportRequirement {
            requirement: self.requirement(&raw.requirement_name, raw.requirement_friendly_name.as_ref())?,
            object_type: self.source.name(&raw.object_type)?,
            friendly_name: self.source.text(&raw.name, "name")?,
            also_accepts: raw.also_accepts.iter().map(|name| name.get_ref().clone()).collect(),
            minimum: raw.minimum,
            conditions,
            is_optional: raw.optional,
        })
    }

    fn requirement(
        &self,
        name: &Spanned<String>,
        friendly_name: Option<&String>,
    ) -> Result<RequirementName, PolicyError> {
        let name = self.source.name(name)?;
        let friendly_name = friendly_name.cloned().unwrap_or_else(|| in_title_case(&name));
        Ok(RequirementName { name, friendly_name })
    }

    fn item_type(&self, kind: ItemKind, name: &Spanned<String>) -> Result<&ItemType, PolicyError> {
        self.catalog.item_type(kind, name.get_ref()).ok_or_else(|| {
            let what = match kind {
                ItemKind::EndUser => "end-user type",
                ItemKind::SupportingDocument => "document type",
            };
            self.source.error(name.span(), Problem::UnknownType { what, name: name.get_ref().clone() })
        })
    }

    fn fields(&self, item_type: &ItemType, names: &[Spanned<String>]) -> Result<Vec<FieldRule>, PolicyError> {
        names.iter().map(|name| self.field(item_type, name).cloned()).collect()
    }

    fn field<'t>(
        &self,
        item_type: &'t ItemType,
        name: &Spanned<String>,
    ) -> Result<&'t FieldRule, PolicyError> {
        item_type.field(name.get_ref()).ok_or_else(|| {
            let (type_name, field) = (item_type.machine_name.clone(), name.get_ref().clone());
            self.source.error(name.span(), Problem::UnknownField { type_name, field })
        })
    }

    fn end_user_field(&self, path: &Spanned<String>) -> Result<FieldPath, PolicyError> {
        let Some(parsed) = FieldPath::parse(path.get_ref()) else {
            let problem = Problem::Contradiction("a field of an end user is written <end-user type>.<field>");
            return Err(self.source.error(path.span(), problem));
        };
        let Some(item_type) = self.catalog.item_type(ItemKind::EndUser, &parsed.type_name) else {
            let problem = Problem::UnknownType { what: "end-user type", name: parsed.type_name };
            return Err(self.source.error(path.span(), problem));
        };
        if item_type.field(&parsed.field).is_none() {
            let problem = Problem::UnknownField { type_name: parsed.type_name, field: parsed.field };
            return Err(self.source.error(path.span(), problem));
        }
        Ok(parsed)
    }
}

/// `primary_customer_profile` becomes `Primary Customer Profile`, as in the vendor's published evaluations.
fn in_title_case(machine_name: &str) -> String {
    let words = machine_name.split('_').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or_default()
    });
    words.collect::<Vec<_>>().join(" ")
}
