//! What a campaign, or a toll-free number, would send: read before anybody is sent anything.
//!
//! [`ContentRules::check`] takes [`Messages`], which know neither brand types nor campaigns, and returns findings: each
//! with the rule, the vendor's code, the field, what is wrong and how to mend it. Words and codes are data
//! (`policies/messaging`). A finding is a *violation* only where the text leaves no doubt; what a person could read
//! otherwise is a *doubt*, for a reviewer. It judges the text: whether a page shows what a text promises is for others.

mod categories;
mod consent;
mod links;
mod purpose;
mod replies;
mod rules;
mod samples;
mod words;

use serde::{Deserialize, Serialize};
use trusthub_domain::bundle::ReasonCode;

pub use self::rules::{ContentRules, ContentRulesError};

/// What is sent, to whom, and how they agreed to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Messages {
    /// The names recipients may know the sender by: the legal name, a trade name.
    pub brand_names: Vec<String>,
    /// The sender's website, as entered.
    pub website: Option<String>,
    /// As campaigns name it, for example `MARKETING`; one that the rules do not know says nothing of the content.
    pub use_case: String,
    /// Who sends what to whom.
    pub description: String,
    /// Messages as they will be sent.
    pub samples: Vec<String>,
    /// How recipients agree.
    pub opt_in: String,
    /// What recipients read when they have agreed; `None` if nothing is sent.
    pub opt_in_message: Option<String>,
    /// What they read when they have stopped; `None` stands for the hub's own words.
    pub opt_out_message: Option<String>,
    /// What they read when they ask for help; `None` stands for the hub's own words.
    pub help_message: Option<String>,
    /// Words that stop messages; empty stands for the usual ones.
    pub opt_out_keywords: Vec<String>,
    /// The privacy policy.
    pub privacy_policy_url: Option<String>,
    /// The terms.
    pub terms_url: Option<String>,
    /// What the sender declares of its messages.
    pub declared: Declared,
}

/// What the sender declares; `None` where it was not asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Declared {
    /// Messages hold links.
    pub embedded_links: Option<bool>,
    /// Messages hold telephone numbers, other than the one they come from.
    pub embedded_phone: Option<bool>,
    /// Recipients' age is asked for.
    pub age_gated: Option<bool>,
    /// The sender lends money itself.
    pub direct_lending: Option<bool>,
}

/// By which table of codes findings are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// A2P 10DLC: 30880 and what follows.
    Campaign,
    /// Toll-free verification: 30800 to 30879.
    TollFree,
}

/// The field a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Field {
    /// [`Messages::description`]
    Description,
    /// [`Messages::opt_in`]
    MessageFlow,
    /// [`Messages::samples`]
    MessageSamples,
    /// [`Messages::use_case`]
    UseCase,
    /// [`Declared::embedded_links`]
    HasEmbeddedLinks,
    /// [`Declared::embedded_phone`]
    HasEmbeddedPhone,
    /// [`Declared::age_gated`]
    AgeGated,
    /// [`Declared::direct_lending`]
    DirectLending,
    /// [`Messages::opt_in_message`]
    OptInMessage,
    /// [`Messages::opt_out_message`]
    OptOutMessage,
    /// [`Messages::opt_out_keywords`]
    OptOutKeywords,
    /// [`Messages::help_message`]
    HelpMessage,
    /// [`Messages::privacy_policy_url`]
    PrivacyPolicyUrl,
    /// [`Messages::terms_url`]
    TermsAndConditionsUrl,
}

impl Field {
    /// As the vendor's errors name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Description => "DESCRIPTION",
            Self::MessageFlow => "MESSAGE_FLOW",
            Self::MessageSamples => "MESSAGE_SAMPLES",
            Self::UseCase => "USE_CASE",
            Self::HasEmbeddedLinks => "HAS_EMBEDDED_LINKS",
            Self::HasEmbeddedPhone => "HAS_EMBEDDED_PHONE",
            Self::AgeGated => "AGE_GATED",
            Self::DirectLending => "DIRECT_LENDING",
            Self::OptInMessage => "OPT_IN_MESSAGE",
            Self::OptOutMessage => "OPT_OUT_MESSAGE",
            Self::OptOutKeywords => "OPT_OUT_KEYWORDS",
            Self::HelpMessage => "HELP_MESSAGE",
            Self::PrivacyPolicyUrl => "PRIVACY_POLICY_URL",
            Self::TermsAndConditionsUrl => "TERMS_AND_CONDITIONS_URL",
        }
    }
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A person decides.
    Doubt,
    /// It cannot be approved as it is.
    Violation,
}

/// One thing that is wrong, or may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's name in the policy file: `category.gambling`, `check.shortener`.
    pub rule: String,
    /// The vendor's code for it.
    pub code: ReasonCode,
    /// How sure it is.
    pub severity: Severity,
    /// Where.
    pub field: Field,
    /// Which sample, counted from 1.
    pub sample: Option<usize>,
    /// What is wrong, one sentence.
    pub why: String,
    /// What to do, one sentence.
    pub mend: String,
}

/// What findings come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was found.
    Clean,
    /// A person looks at it.
    Doubtful,
    /// It must be mended first.
    Violated,
}

/// What findings come to: the worst of them decides.
#[must_use]
pub fn outcome(findings: &[Finding]) -> Outcome {
    match findings.iter().map(|finding| finding.severity).max() {
        None => Outcome::Clean,
        Some(Severity::Doubt) => Outcome::Doubtful,
        Some(Severity::Violation) => Outcome::Violated,
    }
}

impl ContentRules {
    /// Everything that is wrong with these messages, the certain first, each rule once a field and sample.
    #[must_use]
    pub fn check(&self, messages: &Messages, channel: Channel) -> Vec<Finding> {
        let mut report = Report { rules: self, channel, findings: Vec::new() };
        categories::check(messages, &mut report);
        links::check(messages, &mut report);
        samples::check(messages, &mut report);
        purpose::check(messages, &mut report);
        replies::check(messages, &mut report);
        consent::check(messages, &mut report);
        let mut findings = report.findings;
        findings.sort_by(|one, other| {
            other
                .severity
                .cmp(&one.severity)
                .then(one.field.cmp(&other.field))
                .then(one.sample.cmp(&other.sample))
        });
        findings
    }
}

/// Findings while they are drawn up.
struct Report<'r> {
    rules: &'r ContentRules,
    channel: Channel,
    findings: Vec<Finding>,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    field: Field,
    sample: Option<usize>,
}

impl From<Field> for Place {
    fn from(field: Field) -> Self {
        Self { field, sample: None }
    }
}

impl Place {
    fn of_sample(index: usize) -> Self {
        Self { field: Field::MessageSamples, sample: Some(index + 1) }
    }
}

impl Report<'_> {
    fn violation(&mut self, check: &'static str, place: impl Into<Place>, why: &str) {
        self.add(check, Severity::Violation, place.into(), why);
    }

    fn doubt(&mut self, check: &'static str, place: impl Into<Place>, why: &str) {
        self.add(check, Severity::Doubt, place.into(), why);
    }

    fn add(&mut self, check: &'static str, severity: Severity, place: Place, why: &str) {
        let Some(rule) = self.rules.of_check(check) else { return };
        let finding = Finding {
            rule: format!("check.{check}"),
            code: rule.code(self.channel),
            severity,
            field: place.field,
            sample: place.sample,
            why: why.to_owned(),
            mend: rule.mend.clone(),
        };
        self.push(finding);
    }

    fn push(&mut self, finding: Finding) {
        let same = |other: &Finding| {
            (&other.rule, other.field, other.sample) == (&finding.rule, finding.field, finding.sample)
        };
        if !self.findings.iter().any(same) {
            self.findings.push(finding);
        }
    }
}

/// Every text with its place, samples last.
fn texts(messages: &Messages) -> Vec<(Place, &str)> {
    let mut texts = vec![
        (Place::from(Field::Description), messages.description.as_str()),
        (Place::from(Field::MessageFlow), messages.opt_in.as_str()),
    ];
    texts.extend(replies(messages));
    texts.extend(samples_of(messages));
    texts
}

/// What is sent: samples and replies.
fn replies(messages: &Messages) -> impl Iterator<Item = (Place, &str)> {
    [
        (Field::OptInMessage, &messages.opt_in_message),
        (Field::OptOutMessage, &messages.opt_out_message),
        (Field::HelpMessage, &messages.help_message),
    ]
    .into_iter()
    .filter_map(|(field, text)| text.as_deref().map(|text| (Place::from(field), text)))
}

fn samples_of(messages: &Messages) -> impl Iterator<Item = (Place, &str)> {
    messages.samples.iter().enumerate().map(|(index, sample)| (Place::of_sample(index), sample.as_str()))
}
