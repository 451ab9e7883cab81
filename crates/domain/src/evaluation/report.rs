//! The outcome of an evaluation, in the shape of the vendor's published evaluations.

use serde::{Deserialize, Serialize};

use crate::bundle::{BundleKind, Reason, ReasonCode, ReasonObject};
use crate::policy::RequirementName;
use crate::sid::{AccountSid, BundleSid, EvaluationSid, PolicySid};
use crate::time::Timestamp;

/// A stored evaluation: immutable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// `EL…`
    pub sid: EvaluationSid,
    /// The bundle's account.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
    /// Which API serves the bundle.
    pub bundle_kind: BundleKind,
    /// The policy it was held against; normally the bundle's own.
    pub policy_sid: PolicySid,
    /// What came out.
    pub report: Report,
    /// When.
    pub date_created: Timestamp,
}

/// Whether a bundle holds what its policy asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compliance {
    /// Every row passed.
    Compliant,
    /// At least one row failed.
    Noncompliant,
}

impl Compliance {
    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Compliant => "compliant",
            Self::Noncompliant => "noncompliant",
        }
    }
}

/// The outcome: one row per requirement, in the policy's order. Holds no value that the customer entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The whole.
    pub status: Compliance,
    /// The rows; serialised exactly as the wire's `results`.
    pub results: Vec<ResultRow>,
}

/// The outcome for one requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultRow {
    /// What the object is called in the policy.
    pub friendly_name: String,
    /// Machine name of its type.
    pub object_type: String,
    /// Whether the requirement is met.
    pub passed: bool,
    /// What is wrong as a whole.
    pub failure_reason: Option<String>,
    /// 22214 or 22216 if the object is missing.
    pub error_code: Option<ReasonCode>,
    /// Fields that are right.
    pub valid: Vec<ValidField>,
    /// Fields that are not.
    pub invalid: Vec<InvalidField>,
    /// What people call the requirement.
    pub requirement_friendly_name: String,
    /// Its machine name.
    pub requirement_name: String,
    /// The object that was judged. Known to a fresh report only: neither stored nor shown.
    #[serde(skip)]
    pub object: Option<ReasonObject>,
}

impl ResultRow {
    /// The row of a requirement with which nothing is wrong yet.
    pub(super) fn blank(friendly_name: &str, object_type: &str, requirement: &RequirementName) -> Self {
        Self {
            friendly_name: friendly_name.to_owned(),
            object_type: object_type.to_owned(),
            passed: true,
            failure_reason: None,
            error_code: None,
            valid: Vec::new(),
            invalid: Vec::new(),
            requirement_friendly_name: requirement.friendly_name.clone(),
            requirement_name: requirement.name.clone(),
            object: None,
        }
    }
}

/// A field that is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "ValidFieldWire", from = "ValidFieldWire")]
pub struct ValidField {
    /// What people call it.
    pub friendly_name: String,
    /// Its machine name.
    pub object_field: String,
}

#[derive(Serialize, Deserialize)]
struct ValidFieldWire {
    friendly_name: String,
    object_field: String,
    passed: bool,
    failure_reason: Option<String>,
    error_code: Option<ReasonCode>,
}

impl From<ValidField> for ValidFieldWire {
    fn from(field: ValidField) -> Self {
        Self {
            friendly_name: field.friendly_name,
            object_field: field.object_field,
            passed: true,
            failure_reason: None,
            error_code: None,
        }
    }
}

impl From<ValidFieldWire> for ValidField {
    fn from(wire: ValidFieldWire) -> Self {
        Self { friendly_name: wire.friendly_name, object_field: wire.object_field }
    }
}

/// A field that is missing or wrong. The wire has no `passed` here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvalidField {
    /// What people call it.
    pub friendly_name: String,
    /// Its machine name.
    pub object_field: String,
    /// What is wrong and how to mend it; never what the customer entered.
    pub failure_reason: String,
    /// 22215, 22217, 22218, 22219 or one of ours.
    pub error_code: ReasonCode,
}

impl Report {
    /// The report of these rows.
    #[must_use]
    pub fn of(results: Vec<ResultRow>) -> Self {
        let status = if results.iter().all(|row| row.passed) {
            Compliance::Compliant
        } else {
            Compliance::Noncompliant
        };
        Self { status, results }
    }

    /// Every row passed.
    #[must_use]
    pub fn is_compliant(&self) -> bool {
        self.status == Compliance::Compliant
    }

    /// What stands in the way, as reasons for a rejection: one for each missing object, one for each wrong field of an
    /// object that is there. Empty if and only if the report is compliant.
    #[must_use]
    pub fn shortcomings(&self) -> Vec<Reason> {
        self.results.iter().filter(|row| !row.passed).flat_map(ResultRow::reasons).collect()
    }
}

impl ResultRow {
    fn reasons(&self) -> Vec<Reason> {
        if self.error_code.is_some() || self.invalid.is_empty() {
            let message =
                self.failure_reason.clone().unwrap_or_else(|| format!("{} is missing.", self.friendly_name));
            let code = self.error_code.unwrap_or(ReasonCode::OTHER);
            return vec![self.reason(code, self.object_type.clone(), message)];
        }
        let field_reason = |field: &InvalidField| {
            let path = format!("{}.{}", self.object_type, field.object_field);
            self.reason(field.error_code, path, field.failure_reason.clone())
        };
        self.invalid.iter().map(field_reason).collect()
    }

    fn reason(&self, code: ReasonCode, field: String, message: String) -> Reason {
        Reason { code, field: Some(field), object: self.object, message, note: None }
    }
}
