//! The inputs of a campaign: their names are the wire's, so that a refusal finds its input by its name.

use trusthub_domain::messaging::{CampaignContent, DEFAULT_HELP, DEFAULT_OPT_OUT, UseCase};

use super::words::label;
use crate::form::{Choice, Control, Field, Group};
use crate::session::Posted;

/// Who sends.
pub(crate) const BRAND: &str = "BrandRegistrationSid";
/// What for.
pub(crate) const USE_CASE: &str = "UsAppToPersonUsecase";

/// Samples that a campaign takes. Source: the vendor's OpenAPI document.
pub(super) const SAMPLES: [&str; 5] =
    ["MessageSamples1", "MessageSamples2", "MessageSamples3", "MessageSamples4", "MessageSamples5"];
/// Those that it must have.
const LEAST_SAMPLES: usize = 2;

/// A campaign of which nothing is known.
pub(crate) fn empty() -> CampaignContent {
    CampaignContent {
        description: String::new(),
        message_flow: String::new(),
        message_samples: Vec::new(),
        use_case: String::new(),
        has_embedded_links: false,
        has_embedded_phone: false,
        subscriber_opt_in: false,
        age_gated: false,
        direct_lending: false,
        opt_in_message: None,
        opt_out_message: None,
        help_message: None,
        opt_in_keywords: Vec::new(),
        opt_out_keywords: Vec::new(),
        help_keywords: Vec::new(),
        privacy_policy_url: None,
        terms_and_conditions_url: None,
    }
}

/// What was sent. `use_case` is that of the campaign, which a correction cannot change.
pub(crate) fn read(posted: &Posted, use_case: &str) -> CampaignContent {
    let text = |name: &str| posted.text(name).trim().replace("\r\n", "\n");
    let some = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    let ticked = |name: &str| posted.text(name) == "true";
    let samples = SAMPLES.into_iter().filter_map(some);
    let opt_in_message = some("OptInMessage");
    CampaignContent {
        description: text("Description"),
        message_flow: text("MessageFlow"),
        message_samples: samples.collect(),
        use_case: use_case.to_owned(),
        has_embedded_links: ticked("HasEmbeddedLinks"),
        has_embedded_phone: ticked("HasEmbeddedPhone"),
        subscriber_opt_in: ticked("SubscriberOptIn") || opt_in_message.is_some(),
        age_gated: ticked("AgeGated"),
        direct_lending: ticked("DirectLending"),
        opt_in_message,
        opt_out_message: some("OptOutMessage"),
        help_message: some("HelpMessage"),
        opt_in_keywords: keywords(posted.text("OptInKeywords")),
        opt_out_keywords: keywords(posted.text("OptOutKeywords")),
        help_keywords: keywords(posted.text("HelpKeywords")),
        privacy_policy_url: some("PrivacyPolicyUrl"),
        terms_and_conditions_url: some("TermsAndConditionsUrl"),
    }
}

fn keywords(text: &str) -> Vec<String> {
    text.split([',', '\n']).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What the messages are for.
pub(crate) fn use_case(known: &[UseCase], chosen: &str) -> Field {
    let choices = known.iter().map(|one| Choice::new(&one.code, &one.name));
    let choices = std::iter::once(Choice::new("", "Choose one")).chain(choices).collect();
    Field::new(Control::Select(choices), USE_CASE, label(USE_CASE)).value(chosen)
}

/// The inputs as they stand, after those about brand and use case.
pub(crate) fn groups(content: &CampaignContent) -> Vec<Group> {
    vec![
        Group {
            title: "The messages",
            why: "What people will get. We read the samples as carriers do: each names the business, and one says how to stop.",
            fields: messages(content),
        },
        Group {
            title: "How people agree",
            why: "Nobody may be sent messages who did not ask for them.",
            fields: consent(content),
        },
        Group {
            title: "Replies and keywords",
            why: "What is left out is filled in with the words that carriers expect.",
            fields: replies(content),
        },
    ]
}

const SAMPLE_HINT: &str =
    "A message as you will send it; 20 to 1024 characters. Write [time] or [name] where something varies.";

fn area(name: &str, text: &str, hint: &str, most: usize) -> Field {
    Field::new(Control::Area, name, label(name)).hint(hint).max_length(most).value(text)
}

fn tick(name: &str, is_so: bool, hint: &str) -> Field {
    let value = if is_so { "true" } else { "" };
    Field::new(Control::Tick, name, label(name)).hint(hint).optional().value(value)
}

fn messages(content: &CampaignContent) -> Vec<Field> {
    let about = "40 to 4096 characters. For example: Owl Bakery tells customers who asked for it about new bread and its opening hours.";
    let mut fields = vec![area("Description", &content.description, about, 4096)];
    for (at, name) in SAMPLES.into_iter().enumerate() {
        let text = content.message_samples.get(at).map(String::as_str).unwrap_or_default();
        let hint = if at == 0 { SAMPLE_HINT } else { "" };
        let field = area(name, text, hint, 1024);
        fields.push(if at < LEAST_SAMPLES { field } else { field.optional() });
    }
    fields.extend([
        tick(
            "HasEmbeddedLinks",
            content.has_embedded_links,
            "A sample shows one. Not by a public shortener, and with https.",
        ),
        tick("HasEmbeddedPhone", content.has_embedded_phone, "A sample shows one."),
        tick("AgeGated", content.age_gated, "Before they can agree."),
        tick("DirectLending", content.direct_lending, "And the messages are about it."),
    ]);
    fields
}

fn consent(content: &CampaignContent) -> Vec<Field> {
    let how = "40 to 2048 characters: where they agree (with the address of the page), what they read there, and that nothing is ticked for them.";
    let url = |name: &str, value: &Option<String>| {
        Field::line("url", name, label(name))
            .hint("Its address. Begins with https://.")
            .optional()
            .max_length(2048)
            .value(value.clone().unwrap_or_default())
    };
    vec![
        area("MessageFlow", &content.message_flow, how, 2048),
        tick("SubscriberOptIn", content.subscriber_opt_in, ""),
        url("PrivacyPolicyUrl", &content.privacy_policy_url),
        url("TermsAndConditionsUrl", &content.terms_and_conditions_url),
    ]
}

fn replies(content: &CampaignContent) -> Vec<Field> {
    let reply = |name: &str, text: &Option<String>, otherwise: &str| {
        let hint = match otherwise {
            "" => "20 to 320 characters, with the business's name.".to_owned(),
            otherwise => format!("20 to 320 characters. If you leave it out: {otherwise}"),
        };
        area(name, text.as_deref().unwrap_or_default(), &hint, 320).optional()
    };
    let words = |name: &str, words: &[String], example: &str| {
        Field::line("text", name, label(name))
            .hint("Separated by commas.")
            .example(example)
            .optional()
            .max_length(255)
            .value(words.join(", "))
    };
    vec![
        reply("OptInMessage", &content.opt_in_message, ""),
        words("OptInKeywords", &content.opt_in_keywords, "START, BREAD"),
        reply("OptOutMessage", &content.opt_out_message, DEFAULT_OPT_OUT),
        words("OptOutKeywords", &content.opt_out_keywords, "STOP, END"),
        reply("HelpMessage", &content.help_message, DEFAULT_HELP),
        words("HelpKeywords", &content.help_keywords, "HELP, INFO"),
    ]
}
