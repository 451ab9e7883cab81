//! The shape of a policy file, before any name in it is resolved. Documented in `docs/policies.md`.
//!
//! `Spanned` remembers where a value stands, so that a later check can name the line.

use serde::Deserialize;
use toml::Spanned;

use super::item_type::{Constraint, Format};
use super::model::{Level, MinimumStatus, Provenance};
use super::requirement::{RawRequirement, RawSource, RawThreshold};
use crate::bundle::BundleKind;
use crate::error_code::TollFreeUse;
use crate::retention::RetentionClass;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    pub(super) policy: Option<RawPolicy>,
    #[serde(default)]
    pub(super) end_user_type: Vec<RawType>,
    #[serde(default)]
    pub(super) document_type: Vec<RawType>,
    #[serde(default)]
    pub(super) error_code: Vec<RawCode>,
    #[serde(default)]
    pub(super) retention: Vec<RawPeriod>,
    #[serde(default)]
    pub(super) emergency_number: Vec<RawEmergencyNumber>,
    #[serde(default)]
    pub(super) requirement: Vec<RawRequirement>,
    #[serde(default)]
    pub(super) threshold: Vec<RawThreshold>,
    #[serde(default)]
    pub(super) source: Vec<RawSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEmergencyNumber {
    pub(super) number: Spanned<String>,
    pub(super) place: Spanned<String>,
    #[serde(default = "operator")]
    pub(super) provenance: Provenance,
    pub(super) source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPeriod {
    pub(super) class: Spanned<RetentionClass>,
    pub(super) country: Option<Spanned<String>>,
    pub(super) days: Option<Spanned<u32>>,
    #[serde(default)]
    pub(super) forever: bool,
    #[serde(default)]
    pub(super) replaces: bool,
    #[serde(default = "operator")]
    pub(super) provenance: Provenance,
    pub(super) source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPolicy {
    pub(super) sid: Spanned<String>,
    #[serde(default)]
    pub(super) replaces: bool,
    pub(super) friendly_name: Spanned<String>,
    pub(super) bundle_kind: BundleKind,
    pub(super) object_type: Spanned<String>,
    #[serde(default = "operator")]
    pub(super) provenance: Provenance,
    pub(super) level: Option<Level>,
    #[serde(default)]
    pub(super) primary: bool,
    #[serde(default)]
    pub(super) retired: bool,
    #[serde(default)]
    pub(super) four_eyes: bool,
    #[serde(default)]
    pub(super) auto_approve: bool,
    pub(super) valid_for_days: Option<Spanned<u64>>,
    #[serde(default)]
    pub(super) end_user: Vec<RawEndUser>,
    #[serde(default)]
    pub(super) document: Vec<RawDocument>,
    #[serde(default)]
    pub(super) supporting_profile: Vec<RawSupport>,
    #[serde(default)]
    pub(super) supporting_product: Vec<RawSupport>,
}

const fn operator() -> Provenance {
    Provenance::Operator
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEndUser {
    #[serde(rename = "type")]
    pub(super) type_name: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) requirement_name: Spanned<String>,
    pub(super) requirement_friendly_name: Option<String>,
    pub(super) fields: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) optional: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDocument {
    pub(super) name: Spanned<String>,
    pub(super) description: Option<String>,
    pub(super) requirement_name: Spanned<String>,
    pub(super) requirement_friendly_name: Option<String>,
    pub(super) accepted: Spanned<Vec<RawAccepted>>,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) unlisted: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAccepted {
    #[serde(rename = "type")]
    pub(super) type_name: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) fields: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) matches: Vec<RawMatch>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMatch {
    pub(super) field: Spanned<String>,
    pub(super) end_user: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSupport {
    #[serde(rename = "type")]
    pub(super) object_type: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) requirement_name: Spanned<String>,
    pub(super) requirement_friendly_name: Option<String>,
    #[serde(default)]
    pub(super) also_accepts: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) minimum: MinimumStatus,
    #[serde(default)]
    pub(super) conditions: Vec<RawCondition>,
    #[serde(default)]
    pub(super) optional: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCondition {
    pub(super) field: Spanned<String>,
    pub(super) one_of: Spanned<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawType {
    pub(super) sid: Spanned<String>,
    pub(super) machine_name: Spanned<String>,
    pub(super) friendly_name: Spanned<String>,
    #[serde(default)]
    pub(super) fields: Vec<RawField>,
    #[serde(default)]
    pub(super) needs_file: bool,
    pub(super) links_bundle: Option<Spanned<String>>,
    pub(super) extends: Option<Spanned<Level>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawField {
    pub(super) machine_name: Spanned<String>,
    pub(super) friendly_name: Spanned<String>,
    pub(super) evaluation_name: Option<String>,
    #[serde(default = "string")]
    pub(super) constraint: Constraint,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) required_when: Option<Spanned<RawWhen>>,
    #[serde(default)]
    pub(super) one_of: Vec<String>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) several: bool,
    pub(super) format: Option<Format>,
    pub(super) max_length: Option<Spanned<u64>>,
}

const fn string() -> Constraint {
    Constraint::String
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWhen {
    pub(super) field: Spanned<String>,
    pub(super) one_of: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCode {
    pub(super) code: Spanned<u32>,
    pub(super) message: Spanned<String>,
    pub(super) mend: Spanned<String>,
    #[serde(default)]
    pub(super) reviewer: bool,
    pub(super) toll_free: Option<TollFreeUse>,
}
