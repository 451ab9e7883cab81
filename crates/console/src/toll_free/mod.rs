//! The form for a toll-free number, as the console shows it and pages of others embed it: all fields on one page, with
//! what is to be mended above them.

pub(crate) mod fields;

use askama::Template;
use askama::filters::HtmlSafe;
use trusthub_app::Hub;
use trusthub_app::inquiries::toll_free::Form;
use trusthub_domain::tollfree::{Entered, FieldProblem, RejectionReason, Verification};

use crate::form::{Group, Open};

/// The form.
#[derive(Template)]
#[template(path = "toll_free/sheet.html")]
pub(crate) struct Sheet {
    action: String,
    /// The session's token, where there is a session.
    csrf: Option<String>,
    groups: Vec<Group>,
    open: Vec<Open>,
    reasons: Vec<RejectionReason>,
    mend_until: Option<String>,
}

impl HtmlSafe for Sheet {}

impl Sheet {
    /// With what was entered and what is wrong with it; it is sent to `action`.
    pub(crate) fn new(
        hub: &Hub,
        form: &Form,
        entered: &Entered,
        problems: &[FieldProblem],
        action: String,
        csrf: Option<String>,
    ) -> Self {
        let now = hub.now();
        let open = problems.iter().map(|problem| Open {
            anchor: fields::anchor(problem.field),
            label: fields::label(problem.field),
            what: fields::in_words(problem),
        });
        Self {
            action,
            csrf,
            groups: fields::groups(entered, form.skips_use_case, problems),
            open: open.collect(),
            reasons: form.submitted.as_ref().map(|submitted| submitted.reasons(now)).unwrap_or_default(),
            mend_until: form
                .submitted
                .as_ref()
                .and_then(Verification::edit_expires_at)
                .filter(|until| now < *until)
                .map(|until| format!("{}, {} UTC", until.to_date_in_words(), until.to_time_of_day())),
        }
    }
}
