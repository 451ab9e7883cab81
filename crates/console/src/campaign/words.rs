//! How campaigns read: status, what was entered, and each reason with the way to its input.

use trusthub_app::Hub;
use trusthub_domain::messaging::{Campaign, CampaignContent, CampaignStatus, DEFAULT_HELP, DEFAULT_OPT_OUT};

use crate::pages::bundles::reasons::Shown as Reason;
use crate::words::Badge;

/// Where a campaign stands.
pub(crate) const fn campaign_badge(status: CampaignStatus) -> Badge {
    match status {
        CampaignStatus::Pending => Badge { text: "Being read", class: "badge-busy", sign: "◔" },
        CampaignStatus::InProgress => Badge { text: "In review", class: "badge-busy", sign: "◔" },
        CampaignStatus::Verified => Badge { text: "Approved", class: "badge-good", sign: "✓" },
        CampaignStatus::Failed => Badge { text: "Rejected", class: "badge-bad", sign: "✕" },
        CampaignStatus::Suspended => Badge { text: "Suspended", class: "badge-bad", sign: "‖" },
    }
}

/// Input, what people call it, and how reasons name it, where one can be about it.
const INPUTS: [(&str, &str, &str); 22] = [
    ("BrandRegistrationSid", "Brand", ""),
    ("UsAppToPersonUsecase", "What the messages are for", "USE_CASE"),
    ("Description", "Who sends what to whom", "DESCRIPTION"),
    ("MessageSamples1", "Sample 1", "MESSAGE_SAMPLES"),
    ("MessageSamples2", "Sample 2", ""),
    ("MessageSamples3", "Sample 3", ""),
    ("MessageSamples4", "Sample 4", ""),
    ("MessageSamples5", "Sample 5", ""),
    ("HasEmbeddedLinks", "Messages hold links", "HAS_EMBEDDED_LINKS"),
    ("HasEmbeddedPhone", "Messages hold telephone numbers", "HAS_EMBEDDED_PHONE"),
    ("AgeGated", "People are asked for their age", "AGE_GATED"),
    ("DirectLending", "The business lends money itself", "DIRECT_LENDING"),
    ("MessageFlow", "How people agree", "MESSAGE_FLOW"),
    ("SubscriberOptIn", "People agree before anything is sent", ""),
    ("PrivacyPolicyUrl", "Privacy policy", "PRIVACY_POLICY_URL"),
    ("TermsAndConditionsUrl", "Terms", "TERMS_AND_CONDITIONS_URL"),
    ("OptInMessage", "Reply to whoever agrees", "OPT_IN_MESSAGE"),
    ("OptInKeywords", "Words that begin messages", ""),
    ("OptOutMessage", "Reply to whoever stops", "OPT_OUT_MESSAGE"),
    ("OptOutKeywords", "Words that stop messages", "OPT_OUT_KEYWORDS"),
    ("HelpMessage", "Reply to whoever asks for help", "HELP_MESSAGE"),
    ("HelpKeywords", "Words that ask for help", "HELP_KEYWORDS"),
];

/// What people call the input of that name; empty if the form has none.
pub(crate) fn label(input: &str) -> &'static str {
    INPUTS.iter().find(|(name, ..)| *name == input).map_or("", |(_, label, _)| label)
}

/// What people call a field that a reason names.
pub(crate) fn field_label(field: &str) -> String {
    match INPUTS.iter().find(|(.., name)| *name == field) {
        Some((_, _, "MESSAGE_SAMPLES")) => "Samples".to_owned(),
        Some((_, label, _)) => (*label).to_owned(),
        None => field.to_owned(),
    }
}

/// Why it was turned down. `service` is where its page is.
pub(crate) fn reasons(hub: &Hub, campaign: &Campaign, service: &str) -> Vec<Reason> {
    let can_mend = campaign.status == CampaignStatus::Failed;
    let reason = |issue: &trusthub_domain::messaging::BrandIssue| {
        let names: Vec<String> = issue.fields.iter().map(|field| field_label(field)).collect();
        let first = issue.fields.first();
        let input = first.and_then(|field| INPUTS.iter().find(|(.., name)| name == field));
        Reason {
            code: issue.code.0,
            subject: names.join(", "),
            what: issue.description.clone(),
            mend: hub.catalog().error_code(issue.code).map(|code| code.mend.clone()).unwrap_or_default(),
            note: None,
            href: can_mend.then(|| match input {
                Some((name, ..)) => format!("{service}/campaign#{name}"),
                None => format!("{service}/campaign"),
            }),
        }
    };
    campaign.issues.iter().map(reason).collect()
}

/// What was entered, in the order of the form. What was left out is shown as it will be sent.
pub(crate) fn facts(content: &CampaignContent, use_case: String) -> Vec<(&'static str, Vec<String>)> {
    let one = |text: &str| vec![text.to_owned()];
    let or =
        |text: &Option<String>, otherwise: &str| vec![text.clone().unwrap_or_else(|| otherwise.to_owned())];
    let yes = |is_so: bool| one(if is_so { "Yes" } else { "No" });
    let words = |words: Vec<String>| if words.is_empty() { one("None") } else { vec![words.join(", ")] };
    vec![
        (label("UsAppToPersonUsecase"), vec![use_case]),
        (label("Description"), one(&content.description)),
        (label("MessageFlow"), one(&content.message_flow)),
        (label("HasEmbeddedLinks"), yes(content.has_embedded_links)),
        (label("HasEmbeddedPhone"), yes(content.has_embedded_phone)),
        (label("AgeGated"), yes(content.age_gated)),
        (label("DirectLending"), yes(content.direct_lending)),
        (label("OptInMessage"), or(&content.opt_in_message, "None")),
        (label("OptInKeywords"), words(content.opt_in_keywords.clone())),
        (label("OptOutMessage"), or(&content.opt_out_message, DEFAULT_OPT_OUT)),
        (label("OptOutKeywords"), words(content.opt_out_keywords_or_default())),
        (label("HelpMessage"), or(&content.help_message, DEFAULT_HELP)),
        (label("HelpKeywords"), words(content.help_keywords_or_default())),
        (label("PrivacyPolicyUrl"), or(&content.privacy_policy_url, "None")),
        (label("TermsAndConditionsUrl"), or(&content.terms_and_conditions_url, "None")),
    ]
}
