//! How recipients agree: described, seen, told what they agree to, free to decline, and with nobody else.

use super::links::links;
use super::words::{Phrase, Words};
use super::{Field, Messages, Report};

/// Of what recipients are to read when they agree (how often, what it costs, how to stop, how to get help) this much must be
/// quoted. Ours: flows are summaries.
const FEWEST_DISCLOSURES: usize = 2;

pub(super) fn check(messages: &Messages, report: &mut Report<'_>) {
    let rules = report.rules;
    let flow = Words::of(&messages.opt_in);
    if !flow.has_any(rules.words("opt_in")) {
        let why = "The flow does not say how recipients agree.";
        return report.violation("opt_in_undescribed", Field::MessageFlow, why);
    }
    if flow.has_any(rules.words("on_the_web")) && links(&messages.opt_in).is_empty() {
        let why = "Recipients agree on a web page, and the flow does not say at which address.";
        report.doubt("opt_in_unseen", Field::MessageFlow, why);
    }
    disclosures(messages, report);
    forbidden(messages, report);
    papers(messages, &flow, report);
}

fn disclosures(messages: &Messages, report: &mut Report<'_>) {
    let phrases = report.rules.words("disclosures");
    let told = [Some(&messages.opt_in), messages.opt_in_message.as_ref()];
    let told: usize = told.into_iter().flatten().map(|text| Words::of(text).count(phrases)).sum();
    if told < FEWEST_DISCLOSURES {
        let why = "The flow does not quote how often messages come, what they cost and how to stop them.";
        report.doubt("opt_in_disclosures", Field::MessageFlow, why);
    }
}

fn forbidden(messages: &Messages, report: &mut Report<'_>) {
    let rules = report.rules;
    let sentences = Words::sentences(&messages.opt_in);
    // "The box is not pre-checked" and "never shared with third parties" say the contrary.
    let is_said = |phrases: &[Phrase]| {
        sentences.iter().any(|words| words.has_any(phrases) && !words.has_any(rules.words("denials")))
    };
    let flow = Field::MessageFlow;
    if is_said(rules.words("consent_bought")) {
        report.violation(
            "consent_bought",
            flow,
            "Recipients did not agree with the sender but are on a list of others.",
        );
    }
    if is_said(rules.words("consent_preset")) {
        report.violation("consent_preset", flow, "Recipients are opted in without doing anything.");
    }
    if is_said(rules.words("consent_forced")) {
        report.doubt("consent_forced", flow, "The service seems to require that recipients agree.");
    }
    if is_said(rules.words("consent_shared")) {
        report.doubt("consent_shared", flow, "Numbers or consent seem to be passed on to others.");
    }
}

fn papers(messages: &Messages, flow: &Words, report: &mut Report<'_>) {
    let rules = report.rules;
    let is_linked = |list: &str| flow.has_any(rules.words(list));
    if messages.privacy_policy_url.is_none() && !is_linked("privacy") {
        let why = "There is no privacy policy, neither as a field nor in the opt-in flow.";
        report.doubt("privacy_policy", Field::PrivacyPolicyUrl, why);
    }
    if messages.terms_url.is_none() && !is_linked("terms") {
        let why = "There are no terms, neither as a field nor in the opt-in flow.";
        report.doubt("terms", Field::TermsAndConditionsUrl, why);
    }
}
