//! The inputs of the form: their names are those of the resource that it submits, so that a problem finds its input by its
//! name. Samples are numbered.

use trusthub_domain::messaging::{CampaignContent, MessagingRefusal, UseCase};

use crate::form::{Choice, Control, Field, Group, Open, lines};
use crate::session::Posted;

const USE_CASE: &str = "UsAppToPersonUsecase";
const SAMPLES: [&str; 5] =
    ["MessageSample1", "MessageSample2", "MessageSample3", "MessageSample4", "MessageSample5"];

/// How many samples there must be.
const FEWEST_SAMPLES: usize = 2;

/// Something that stands in the way; `field` is its input, if it is about one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) field: Option<&'static str>,
    pub(super) what: String,
}

impl Problem {
    /// A refusal, at the input that it is about.
    pub(super) fn of(refusal: &MessagingRefusal, content: &CampaignContent) -> Self {
        match refusal {
            MessagingRefusal::CampaignLength { field, least, most, length } => {
                let sample = || {
                    let mut samples = content.message_samples.iter().zip(SAMPLES);
                    samples.find(|(text, _)| text.chars().count() == *length).map(|(_, name)| name)
                };
                let field = if *field == "MessageSamples" { sample() } else { Some(*field) };
                let what = match length {
                    0 => "It is missing.".to_owned(),
                    _ => format!("It takes {least} to {most} characters; there are {length}."),
                };
                Self { field: field.or(SAMPLES.first().copied()), what }
            }
            MessagingRefusal::CampaignCount { least, most, .. } => {
                let missing = SAMPLES.get(content.message_samples.len().min(SAMPLES.len() - 1));
                Self { field: missing.copied(), what: format!("Give {least} to {most} messages.") }
            }
            MessagingRefusal::UseCase => {
                Self { field: Some(USE_CASE), what: "Choose what the messages are for.".to_owned() }
            }
            other => Self { field: None, what: crate::fault::sentence(&other.to_string()) },
        }
    }

    /// What is wrong with a field that the form has, or with none.
    pub(super) fn about(field: &'static str, why: &str) -> Self {
        let what = crate::fault::sentence(why);
        if label(field) == field { Self { field: None, what } } else { Self { field: Some(field), what } }
    }
}

/// The problem at the top of the page.
pub(super) fn open(problem: Problem) -> Open {
    let name = problem.field.unwrap_or_default();
    Open { anchor: name.to_owned(), label: label(name), what: problem.what }
}

/// Every input with what stands in it. Without `use_cases` what it is for is not asked: that stays as it is.
pub(super) fn groups(
    content: &CampaignContent,
    use_cases: Option<&[UseCase]>,
    problems: &[Problem],
) -> Vec<Group> {
    let wrong = |field: Field| {
        let found = problems.iter().find(|problem| problem.field == Some(field.name.as_str()));
        field.wrong(found.map(|problem| problem.what.clone()))
    };
    let group = |title, why, fields: Vec<Field>| Group {
        title,
        why,
        fields: fields.into_iter().map(wrong).collect(),
    };
    vec![
        group("What you send", "As the people who get it will read it.", sent(content, use_cases)),
        group(
            "How people agree",
            "Nobody gets a message who has not agreed to it.",
            vec![
                area("MessageFlow", &content.message_flow, 2048)
                    .hint("Where they agree, what they are told there, and how it is kept."),
                words("OptInKeywords", &content.opt_in_keywords),
                optional_area("OptInMessage", content.opt_in_message.as_deref()),
            ],
        ),
        group(
            "How people stop, and get help",
            "What is left out is filled in with what is usual.",
            vec![
                words("OptOutKeywords", &content.opt_out_keywords),
                optional_area("OptOutMessage", content.opt_out_message.as_deref()),
                words("HelpKeywords", &content.help_keywords),
                optional_area("HelpMessage", content.help_message.as_deref()),
            ],
        ),
        group(
            "Terms and limits",
            "What carriers ask besides.",
            vec![
                address("PrivacyPolicyUrl", content.privacy_policy_url.as_deref()),
                address("TermsAndConditionsUrl", content.terms_and_conditions_url.as_deref()),
                tick("AgeGated", content.age_gated),
                tick("DirectLending", content.direct_lending),
            ],
        ),
    ]
}

fn sent(content: &CampaignContent, use_cases: Option<&[UseCase]>) -> Vec<Field> {
    let use_case = use_cases.map(|known| {
        let none = Choice::new("", "Choose what they are for");
        let choices = known.iter().map(|one| Choice::new(one.code.clone(), one.name.clone()));
        let choices = std::iter::once(none).chain(choices).collect();
        Field::new(Control::Select(choices), USE_CASE, label(USE_CASE)).value(content.use_case.clone())
    });
    let samples = SAMPLES.into_iter().enumerate().map(|(at, name)| {
        let text = content.message_samples.get(at).map(String::as_str).unwrap_or_default();
        let field = area(name, text, 1024);
        if at < FEWEST_SAMPLES { field } else { field.optional() }
    });
    use_case
        .into_iter()
        .chain([area("Description", &content.description, 4096)
            .hint("Who gets which messages, how often, and why. At least 40 characters.")])
        .chain(samples)
        .chain([
            tick("HasEmbeddedLinks", content.has_embedded_links),
            tick("HasEmbeddedPhone", content.has_embedded_phone),
        ])
        .collect()
}

fn area(name: &'static str, text: &str, most: usize) -> Field {
    Field::new(Control::Area, name, label(name)).max_length(most).value(text)
}

fn optional_area(name: &'static str, text: Option<&str>) -> Field {
    area(name, text.unwrap_or_default(), 320).optional()
}

fn words(name: &'static str, words: &[String]) -> Field {
    Field::new(Control::Area, name, label(name)).hint("One a line.").value(words.join("\n")).optional()
}

fn address(name: &'static str, url: Option<&str>) -> Field {
    let field = Field::line("url", name, label(name)).hint("Begins with https://.").max_length(2048);
    field.value(url.unwrap_or_default()).optional()
}

fn tick(name: &'static str, is_so: bool) -> Field {
    let field = Field::new(Control::Tick, name, label(name)).optional();
    field.value(if is_so { "true" } else { "" })
}

/// What people call the input of that name.
fn label(name: &'static str) -> &'static str {
    match name {
        USE_CASE => "What the messages are for",
        "Description" => "What the messages are about",
        "MessageSample1" => "A message as you will send it",
        "MessageSample2" => "A second message",
        "MessageSample3" => "A third message",
        "MessageSample4" => "A fourth message",
        "MessageSample5" => "A fifth message",
        "HasEmbeddedLinks" => "Messages hold links",
        "HasEmbeddedPhone" => "Messages hold telephone numbers",
        "MessageFlow" => "How people agree",
        "OptInKeywords" => "Words that start messages",
        "OptInMessage" => "What whoever agrees is sent",
        "OptOutKeywords" => "Words that stop messages",
        "OptOutMessage" => "What whoever stops is sent",
        "HelpKeywords" => "Words that ask for help",
        "HelpMessage" => "What whoever asks for help is sent",
        "PrivacyPolicyUrl" => "Privacy policy",
        "TermsAndConditionsUrl" => "Terms",
        "AgeGated" => "The content is for adults, and people are asked for their age first",
        "DirectLending" => "The business lends money itself",
        other => other,
    }
}

/// What was sent. What the form did not ask stays.
pub(super) fn read(known: &CampaignContent, posted: &Posted) -> CampaignContent {
    let text = |name| posted.text(name).trim().replace("\r\n", "\n");
    let optional = |name| Some(text(name)).filter(|text| !text.is_empty());
    let list = |name| lines(posted.text(name));
    let is_so = |name| posted.text(name) == "true";
    let opt_in_message = optional("OptInMessage");
    CampaignContent {
        description: text("Description"),
        message_flow: text("MessageFlow"),
        message_samples: SAMPLES.into_iter().filter_map(optional).collect(),
        use_case: optional(USE_CASE).unwrap_or_else(|| known.use_case.clone()),
        has_embedded_links: is_so("HasEmbeddedLinks"),
        has_embedded_phone: is_so("HasEmbeddedPhone"),
        subscriber_opt_in: known.subscriber_opt_in || opt_in_message.is_some(),
        age_gated: is_so("AgeGated"),
        direct_lending: is_so("DirectLending"),
        opt_in_message,
        opt_out_message: optional("OptOutMessage"),
        help_message: optional("HelpMessage"),
        opt_in_keywords: list("OptInKeywords"),
        opt_out_keywords: list("OptOutKeywords"),
        help_keywords: list("HelpKeywords"),
        privacy_policy_url: optional("PrivacyPolicyUrl"),
        terms_and_conditions_url: optional("TermsAndConditionsUrl"),
    }
}
