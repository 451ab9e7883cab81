//! One check's result while it is being drawn up: evidence for the reviewer, and the reason a customer would be given.
//!
//! A check is begun with its name, what a failure leads to and the code it carries, is told what it looks at, and ends
//! in one of three answers. Texts given to an answer reach customers, so they hold no personal data; what was compared
//! goes into [`Evidence::compared`], which is sealed.

use trusthub_domain::bundle::{Reason, ReasonCode, ReasonObject};
use trusthub_domain::review::{Evidence, Outcome, Verdict, Weight};

/// The field a check is about, and the item that carries it.
#[derive(Clone)]
pub(crate) struct Place {
    /// `<object type>.<field>`
    pub(crate) field: String,
    pub(crate) object: Option<ReasonObject>,
}

/// A check under way.
pub(crate) struct Check {
    name: String,
    weight: Weight,
    code: ReasonCode,
    place: Place,
    compared: String,
}

/// A check that has come to an answer.
pub(crate) struct Finding {
    pub(crate) evidence: Evidence,
    object: Option<ReasonObject>,
}

impl Check {
    /// A check whose failure rejects: only for what is certainly wrong.
    pub(crate) fn hard(name: impl Into<String>, code: ReasonCode, place: Place) -> Self {
        Self { name: name.into(), weight: Weight::Hard, code, place, compared: String::new() }
    }

    /// A check whose failure is for a reviewer to weigh.
    pub(crate) fn soft(name: impl Into<String>, code: ReasonCode, place: Place) -> Self {
        Self { weight: Weight::Soft, ..Self::hard(name, code, place) }
    }

    /// Says what is compared with what; may hold personal data.
    pub(crate) fn comparing(self, compared: impl Into<String>) -> Self {
        Self { compared: compared.into(), ..self }
    }

    pub(crate) fn passes(self, why: &str) -> Finding {
        self.answer(Outcome::Pass, why.to_owned())
    }

    /// `why` says what is wrong, `mend` what to do about it; a full sentence each.
    pub(crate) fn fails(self, why: &str, mend: &str) -> Finding {
        self.answer(Outcome::Fail, format!("{why} {mend}"))
    }

    pub(crate) fn cannot_tell(self, why: &str) -> Finding {
        self.answer(Outcome::Unknown, why.to_owned())
    }

    fn answer(self, outcome: Outcome, why: String) -> Finding {
        let evidence = Evidence {
            check: self.name,
            field: Some(self.place.field),
            outcome,
            weight: self.weight,
            compared: self.compared,
            why,
            code: Some(self.code),
        };
        Finding { evidence, object: self.place.object }
    }
}

impl Finding {
    fn is_fatal(&self) -> bool {
        self.evidence.outcome == Outcome::Fail && self.evidence.weight == Weight::Hard
    }

    fn reason(&self) -> Option<Reason> {
        let code = self.evidence.code?;
        let message = self.evidence.why.clone();
        Some(Reason { code, field: self.evidence.field.clone(), object: self.object, message, note: None })
    }
}

/// Rejects with one reason per failed hard check; otherwise a reviewer decides.
pub(crate) fn conclude(findings: &[Finding]) -> Verdict {
    let reasons: Vec<Reason> =
        findings.iter().filter(|finding| finding.is_fatal()).filter_map(Finding::reason).collect();
    if reasons.is_empty() { Verdict::Refer } else { Verdict::Reject { reasons } }
}
