//! What was entered, once it can be looked at: every required field is there and every field has its form.
//!
//! Required: what the vendor's OpenAPI document requires, the type of the business, and, but for a sole proprietor, its
//! registration number with authority and country.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use super::entered::{Entered, TextField};
use super::kinds::BusinessType;
use crate::contact::{Email, EmailError, Phone};

/// Most entries of a list. Ours.
const MOST_ENTRIES: usize = 20;
/// Longest address on the web. Ours: what browsers take.
const URL_LIMIT: usize = 2048;
/// Longest keyword: the vendor's limit for those of campaigns.
const KEYWORD_LIMIT: usize = 255;

/// What was entered, and can be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Entered", try_from = "Entered")]
pub struct Submission {
    entered: Entered,
    notification_email: Email,
}

/// A field that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The wire's parameter.
    pub field: &'static str,
    /// What is wrong.
    pub kind: FieldProblemKind,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldProblemKind {
    /// It is required.
    Missing,
    /// It has more characters.
    TooLong(usize),
    /// A fragment that says how it should be.
    Form(&'static str),
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            FieldProblemKind::Missing => write!(f, "{} is required", self.field),
            FieldProblemKind::TooLong(limit) => {
                write!(f, "{} may have at most {limit} characters", self.field)
            }
            FieldProblemKind::Form(how) => write!(f, "{} is not valid: {how}", self.field),
        }
    }
}

const REQUIRED: [TextField; 6] = [
    TextField::BusinessName,
    TextField::BusinessWebsite,
    TextField::NotificationEmail,
    TextField::UseCaseSummary,
    TextField::ProductionMessageSample,
    TextField::MessageVolume,
];

impl Submission {
    /// Takes what was entered.
    ///
    /// # Errors
    /// Every field that stands in the way, in the order of the form; never empty.
    pub fn new(entered: Entered) -> Result<Self, Vec<FieldProblem>> {
        let mut problems: Vec<FieldProblem> =
            TextField::ALL.iter().filter_map(|field| of_text(&entered, *field)).collect();
        problems.extend(of_kinds(&entered));
        problems.extend(of_list(
            "OptInImageUrls",
            &entered.opt_in_image_urls,
            URL_LIMIT,
            is_web_address,
            WEB_ADDRESS,
        ));
        problems.extend(of_list("OptInKeywords", &entered.opt_in_keywords, KEYWORD_LIMIT, is_line, ONE_LINE));
        let email = entered.text(TextField::NotificationEmail).map(str::parse::<Email>);
        match (email, problems.is_empty()) {
            (Some(Ok(notification_email)), true) => Ok(Self { entered, notification_email }),
            (Some(_) | None, _) => Err(problems),
        }
    }

    /// As it was entered.
    #[must_use]
    pub fn entered(&self) -> &Entered {
        &self.entered
    }

    /// A text; `None` if it was not entered.
    #[must_use]
    pub fn text(&self, field: TextField) -> Option<&str> {
        self.entered.text(field)
    }

    /// Who is told of the result.
    #[must_use]
    pub fn notification_email(&self) -> &Email {
        &self.notification_email
    }
}

impl From<Submission> for Entered {
    fn from(submission: Submission) -> Self {
        submission.entered
    }
}

/// For what is stored: it was looked at when it came, perhaps under other rules.
impl TryFrom<Entered> for Submission {
    type Error = EmailError;

    fn try_from(entered: Entered) -> Result<Self, EmailError> {
        let notification_email = entered.text(TextField::NotificationEmail).unwrap_or_default().parse()?;
        Ok(Self { entered, notification_email })
    }
}

const WEB_ADDRESS: &str = "it is an address on the web that begins with https:// or http://";
const ONE_LINE: &str = "it is one line of text";

fn of_text(entered: &Entered, field: TextField) -> Option<FieldProblem> {
    let problem = |kind| Some(FieldProblem { field: field.name(), kind });
    let Some(text) = entered.text(field) else {
        let is_required = REQUIRED.contains(&field) || is_registration(field) && must_be_registered(entered);
        return if is_required { problem(FieldProblemKind::Missing) } else { None };
    };
    if text.chars().count() > field.limit() {
        return problem(FieldProblemKind::TooLong(field.limit()));
    }
    let (is_sound, form): (bool, &'static str) = match field {
        TextField::BusinessWebsite | TextField::PrivacyPolicyUrl | TextField::TermsAndConditionsUrl => {
            (is_web_address(text), WEB_ADDRESS)
        }
        TextField::NotificationEmail | TextField::BusinessContactEmail => {
            (text.parse::<Email>().is_ok(), "it is one e-mail address, for example name@acme.com")
        }
        TextField::BusinessContactPhone | TextField::BusinessRegistrationPhoneNumber => {
            (text.parse::<Phone>().is_ok(), "it is a phone number in E.164, for example +15105550100")
        }
        TextField::BusinessCountry | TextField::BusinessRegistrationCountry => {
            let is_code = text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_uppercase());
            (is_code, "it is a country's two capital letters (ISO 3166-1), for example US")
        }
        TextField::MessageVolume => (is_volume(text), "it is how many messages a month, for example 10,000"),
        _ if field.has_lines() => (is_lines(text), "control characters are not allowed"),
        _ => (is_line(text), ONE_LINE),
    };
    if is_sound { None } else { problem(FieldProblemKind::Form(form)) }
}

const fn is_registration(field: TextField) -> bool {
    matches!(field, TextField::BusinessRegistrationNumber | TextField::BusinessRegistrationCountry)
}

fn must_be_registered(entered: &Entered) -> bool {
    entered.business_type != Some(BusinessType::SoleProprietor)
}

fn of_kinds(entered: &Entered) -> impl Iterator<Item = FieldProblem> {
    let missing = [
        ("UseCaseCategories", entered.use_cases.is_empty()),
        ("OptInImageUrls", entered.opt_in_image_urls.is_empty()),
        ("OptInType", entered.opt_in_type.is_none()),
        ("BusinessType", entered.business_type.is_none()),
        (
            "BusinessRegistrationAuthority",
            entered.registration_authority.is_none() && must_be_registered(entered),
        ),
    ];
    let missing = missing.into_iter().filter(|(_, is_missing)| *is_missing);
    missing.map(|(field, _)| FieldProblem { field, kind: FieldProblemKind::Missing })
}

fn of_list(
    field: &'static str,
    entries: &[String],
    limit: usize,
    is_sound: fn(&str) -> bool,
    form: &'static str,
) -> Option<FieldProblem> {
    let kind = if entries.len() > MOST_ENTRIES {
        FieldProblemKind::Form("it has at most 20 entries")
    } else if entries.iter().any(|entry| entry.chars().count() > limit) {
        FieldProblemKind::TooLong(limit)
    } else if entries.iter().all(|entry| is_sound(entry)) {
        return None;
    } else {
        FieldProblemKind::Form(form)
    };
    Some(FieldProblem { field, kind })
}

fn is_web_address(text: &str) -> bool {
    let is_web = |url: Url| {
        matches!(url.scheme(), "https" | "http") && url.host_str().is_some_and(|host| host.contains('.'))
    };
    Url::parse(text).is_ok_and(is_web)
}

fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(char::is_control)
}

fn is_lines(text: &str) -> bool {
    !text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
}

/// `10`, `2000`, `10,000`, `10,000,000+`: the vendor's forms of a volume.
fn is_volume(text: &str) -> bool {
    volume(text).is_some()
}

/// How many messages a month a volume says.
#[must_use]
pub fn volume(text: &str) -> Option<u64> {
    let digits: String = text.strip_suffix('+').unwrap_or(text).chars().filter(|c| *c != ',').collect();
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}
