//! One check's result while it is being drawn up: evidence for the reviewer, and the reason a customer would be given.
//!
//! A check is begun with its name, what a failure leads to and the code it carries, is told what it looks at, and ends
//! in one of three answers. Texts given to an answer reach customers, so they hold no personal data; what was compared
//! goes into [`Evidence::compared`], which is sealed.

use trusthub_domain::bundle::{Reason, ReasonCode, ReasonObject};
use trusthub_domain::review::{Evidence, EvidenceSource, Outcome, Scoring, Verdict, Weight};

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
    source: Option<EvidenceSource>,
}

/// A check that has come to an answer.
pub(crate) struct Finding {
    pub(crate) evidence: Evidence,
    object: Option<ReasonObject>,
}

impl Check {
    /// A check whose failure rejects: only for what is certainly wrong.
    pub(crate) fn hard(name: impl Into<String>, code: ReasonCode, place: Place) -> Self {
        Self { name: name.into(), weight: Weight::Hard, code, place, compared: String::new(), source: None }
    }

    /// A check whose failure is for a reviewer to weigh.
    pub(crate) fn soft(name: impl Into<String>, code: ReasonCode, place: Place) -> Self {
        Self { weight: Weight::Soft, ..Self::hard(name, code, place) }
    }

    /// Says what is compared with what; may hold personal data.
    pub(crate) fn comparing(self, compared: impl Into<String>) -> Self {
        Self { compared: compared.into(), ..self }
    }

    /// Says where what it is compared with comes from.
    pub(crate) fn from(self, source: EvidenceSource) -> Self {
        Self { source: Some(source), ..self }
    }

    pub(crate) fn passes(self, why: &str) -> Finding {
        self.answer(Outcome::Pass, why, None)
    }

    /// `why` says what is wrong, `mend` what to do about it; a full sentence each.
    pub(crate) fn fails(self, why: &str, mend: &str) -> Finding {
        self.answer(Outcome::Fail, why, Some(mend.to_owned()))
    }

    pub(crate) fn cannot_tell(self, why: &str) -> Finding {
        self.answer(Outcome::Unknown, why, None)
    }

    fn answer(self, outcome: Outcome, why: &str, mend: Option<String>) -> Finding {
        let evidence = Evidence {
            check: self.name,
            field: Some(self.place.field),
            outcome,
            weight: self.weight,
            compared: self.compared,
            why: why.to_owned(),
            mend,
            source: self.source,
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
        let message = match &self.evidence.mend {
            Some(mend) => format!("{} {mend}", self.evidence.why),
            None => self.evidence.why.clone(),
        };
        Some(Reason { code, field: self.evidence.field.clone(), object: self.object, message, note: None })
    }
}

/// One reason per failed hard check: these stand outside of the score.
pub(crate) fn fatal(findings: &[Finding]) -> Vec<Reason> {
    findings.iter().filter(|finding| finding.is_fatal()).filter_map(Finding::reason).collect()
}

/// Whether customers may see what this check found about them: nothing of sanctions lists, which would warn whom they are
/// about, and nothing of other tenants.
#[must_use]
pub fn is_for_customers(check: &str) -> bool {
    !["sanctions.", "duplicate.", "ring."].iter().any(|family| check.starts_with(family))
}

/// Rejects for what is certainly wrong, approves what the scorecard lets through; otherwise a reviewer decides.
pub(crate) fn conclude(fatal: Vec<Reason>, scoring: &Scoring) -> Verdict {
    if !fatal.is_empty() {
        return Verdict::Reject { reasons: fatal };
    }
    if scoring.suffices() { Verdict::Approve } else { Verdict::Refer }
}
