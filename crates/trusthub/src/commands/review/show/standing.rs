//! What stands between an open case and its end: a second reviewer, a lead, the customer, the last minute.

use trusthub_domain::review::Case;

use super::{Names, name_of};
use crate::commands::evidence::indented;
use crate::output::{self, Style};

pub(super) fn lines(case: &Case, names: &Names, style: Style) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(pending) = &case.pending {
        let what = if pending.ruling.is_approval() { "approved" } else { "rejected" };
        let by = name_of(pending.by, names);
        let until = pending.due_at;
        lines.push(style.attention(format!("  {what} by {by}, who can undo it until {until}")));
    }
    let why: Vec<&str> = case.second_looks().iter().map(|look| look.in_words()).collect();
    if case.is_open() && !why.is_empty() {
        let who = match case.first_approval {
            Some(first) => {
                format!("approved by {}; a second reviewer must approve it too", name_of(first, names))
            }
            None => "two reviewers must approve it".to_owned(),
        };
        lines.push(format!("  {who}, because {}", why.join(" and ")));
    }
    if let Some(referral) = &case.referral {
        let who = name_of(referral.by, names);
        lines.push(style.attention(format!("  for a lead, says {who} at {}:", referral.at)));
        lines.extend(indented(&referral.note, 4));
    }
    for question in &case.questions {
        let who = name_of(question.by, names);
        let about = question.field.as_ref().map(|field| format!(" about {}", output::harmless(field)));
        lines.push(format!("  {who} asked the customer{} at {}:", about.unwrap_or_default(), question.at));
        lines.extend(indented(&question.text, 4));
        match &question.answer {
            Some(answer) => {
                lines.push(format!("  the customer answered at {}:", answer.at));
                lines.extend(indented(&answer.text, 4));
            }
            None if case.waits_for_customer() => {
                lines.push(style.attention("  waits for the customer; the clock goes on"));
            }
            None => lines.push("  never answered".to_owned()),
        }
    }
    lines
}
