//! All policies, types and codes of a hub, found by identifier or name, listed in a stable order.

use std::collections::BTreeMap;

use super::builtin;
use super::error::PolicyError;
use super::item_type::{ItemKind, ItemType};
use super::load;
use super::model::{EndUserRequirement, Policy};
use crate::attestation::EmergencyNumbers;
use crate::bundle::{BundleKind, ReasonCode};
use crate::error_code::ErrorCode;
use crate::requirements::Requirements;
use crate::retention::Retention;
use crate::sid::PolicySid;

/// Everything that the policy files say. Immutable; every name in it resolves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    pub(super) policies: Vec<Policy>,
    pub(super) item_types: Vec<ItemType>,
    pub(super) error_codes: BTreeMap<ReasonCode, ErrorCode>,
    pub(super) retention: Retention,
    pub(super) emergency_numbers: EmergencyNumbers,
    pub(super) requirements: Requirements,
}

impl Catalog {
    /// What ships with the hub.
    ///
    /// # Errors
    /// Never in a released hub: a test loads every shipped file.
    pub fn builtin() -> Result<Self, PolicyError> {
        Self::with_files(std::iter::empty())
    }

    /// What ships with the hub and an operator's files, each as its name and its text, in the order of listing.
    ///
    /// A file may add policies, types and codes. It replaces a shipped policy only if it says so (`replaces`).
    ///
    /// # Errors
    /// The first thing wrong: file, line and why.
    pub fn with_files(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, PolicyError> {
        let shipped = builtin::FILES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let files: Vec<(String, String)> = shipped.chain(files).collect();
        load::catalog(&files)
    }

    /// Gives each customer profile's policy what its level may hold beside what it asks for.
    pub(super) fn place_extensions(&mut self) {
        let types = &self.item_types;
        for policy in self.policies.iter_mut().filter(|one| one.bundle_kind == BundleKind::CustomerProfile) {
            let level = policy.level;
            let extends = |one: &&ItemType| {
                one.extends.is_some()
                    && one.extends == level
                    && !policy.end_users.iter().any(|wanted| wanted.type_name == one.machine_name)
            };
            policy.extensions = types.iter().filter(extends).map(EndUserRequirement::extension).collect();
        }
    }

    /// Every policy, retired ones included, in a stable order.
    #[must_use]
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// One policy.
    #[must_use]
    pub fn policy(&self, sid: PolicySid) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.sid == sid)
    }

    /// The policies whose bundles are called so where another rests on them.
    pub fn policies_of_object_type<'a>(&'a self, object_type: &'a str) -> impl Iterator<Item = &'a Policy> {
        self.policies.iter().filter(move |policy| policy.object_type == object_type)
    }

    /// Whether a bundle called so may carry another: some policy has a place for it.
    #[must_use]
    pub fn carries_others(&self, object_type: &str) -> bool {
        self.policies.iter().any(|policy| policy.requirement_for_support(object_type).is_some())
    }

    /// Every type of one kind, in a stable order.
    pub fn item_types(&self, kind: ItemKind) -> impl Iterator<Item = &ItemType> {
        self.item_types.iter().filter(move |item_type| item_type.kind == kind)
    }

    /// One type by its machine name.
    #[must_use]
    pub fn item_type(&self, kind: ItemKind, machine_name: &str) -> Option<&ItemType> {
        self.item_types(kind).find(|item_type| item_type.machine_name == machine_name)
    }

    /// One type by its identifier (`OY…`) or its machine name: the API's paths take either (the vendor's OpenAPI document).
    #[must_use]
    pub fn item_type_by_sid_or_name(&self, kind: ItemKind, text: &str) -> Option<&ItemType> {
        match text.parse() {
            Ok(sid) => self.item_types(kind).find(|item_type| item_type.sid == sid),
            Err(_) => self.item_type(kind, text),
        }
    }

    /// Every code, in ascending order.
    pub fn error_codes(&self) -> impl Iterator<Item = &ErrorCode> {
        self.error_codes.values()
    }

    /// How long things are kept.
    #[must_use]
    pub fn retention(&self) -> &Retention {
        &self.retention
    }

    /// Numbers that people call for help.
    #[must_use]
    pub fn emergency_numbers(&self) -> &EmergencyNumbers {
        &self.emergency_numbers
    }

    /// What must be registered for what.
    #[must_use]
    pub fn requirements(&self) -> &Requirements {
        &self.requirements
    }

    /// One code.
    #[must_use]
    pub fn error_code(&self, code: ReasonCode) -> Option<&ErrorCode> {
        self.error_codes.get(&code)
    }
}
