//! The form that rejects: up to three reasons, each with its code, its field and words to the customer.

use trusthub_app::review::GivenReason;
use trusthub_domain::bundle::ReasonCode;

use crate::session::Posted;

/// Reasons that fit into the form. Ours: more are several problems, and one letter names the worst first.
const REASONS: usize = 3;

/// A reason as it was entered.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReasonInput {
    pub(crate) number: usize,
    pub(crate) code: String,
    pub(crate) field: String,
    pub(crate) note: String,
}

/// The form that rejects, with what was entered.
#[derive(Debug, Clone)]
pub(crate) struct RejectForm {
    pub(crate) reasons: Vec<ReasonInput>,
}

impl Default for RejectForm {
    fn default() -> Self {
        let empty = |number| ReasonInput { number, ..ReasonInput::default() };
        Self { reasons: (1..=REASONS).map(empty).collect() }
    }
}

impl RejectForm {
    /// Whether something was entered, so that the form is shown open.
    pub(crate) fn is_filled(&self) -> bool {
        self.reasons.iter().any(|reason| !reason.code.is_empty())
    }

    pub(crate) fn of(posted: &Posted) -> Self {
        let reason = |number: usize| ReasonInput {
            number,
            code: posted.text(&format!("code_{number}")).to_owned(),
            field: posted.text(&format!("field_{number}")).to_owned(),
            note: posted.text(&format!("note_{number}")).replace("\r\n", "\n"),
        };
        Self { reasons: (1..=REASONS).map(reason).collect() }
    }

    pub(crate) fn given(&self) -> Vec<GivenReason> {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let reason = |input: &ReasonInput| {
            let code = ReasonCode(input.code.parse().ok()?);
            Some(GivenReason { code, field: some(&input.field), note: some(&input.note) })
        };
        self.reasons.iter().filter_map(reason).collect()
    }
}
