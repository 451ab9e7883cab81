//! Issuing a credential about an approved business. The form is answered by the page that shows it, this once: nothing
//! keeps its text on the way elsewhere.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use trusthub_app::Error;
use trusthub_app::credentials::{self, Choices, NewCredential};
use trusthub_domain::contact::Phone;
use trusthub_domain::credential::{CredentialClaim, CredentialFormat};
use trusthub_domain::number_list;

use super::{base, frame, one, words};
use crate::fault::Result;
use crate::form::{Choice, Control, Field, beside, lines, status_of};
use crate::frame::{Frame, render};
use crate::session::{Customer, Posted};

const PROFILE: &str = "CustomerProfileSid";
const DISCLOSE: &str = "Disclose";
const NUMBERS: &str = "Numbers";
const DOMAIN: &str = "Domain";
const FORMAT: &str = "Format";
const DAYS: &str = "ValidDays";

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The profile to begin with.
    #[serde(default)]
    profile: String,
}

#[derive(Template)]
#[template(path = "credentials/new.html")]
struct NewPage {
    frame: Frame,
    base: String,
    home: String,
    is_test: bool,
    has_profiles: bool,
    whole: Option<String>,
    fields: Vec<Field>,
}

/// What stands in the form.
struct Entered {
    profile: String,
    /// Claims, with commas between.
    claims: String,
    numbers: String,
    domain: String,
    format: String,
    days: String,
}

impl Entered {
    /// Before anything is entered: what the API takes where nothing is given.
    fn first(profile: String) -> Self {
        Self {
            profile,
            claims: CredentialClaim::ALL.map(CredentialClaim::as_str).join(","),
            numbers: String::new(),
            domain: String::new(),
            format: CredentialFormat::SdJwt.as_str().to_owned(),
            days: "90".to_owned(),
        }
    }

    fn of(posted: &Posted) -> Self {
        let text = |name| posted.text(name).to_owned();
        Self {
            profile: text(PROFILE),
            claims: posted.all(DISCLOSE).collect::<Vec<_>>().join(","),
            numbers: text(NUMBERS),
            domain: text(DOMAIN),
            format: text(FORMAT),
            days: text(DAYS),
        }
    }

    /// What is to be issued; or the input that is wrong, and why.
    fn wanted(&self) -> std::result::Result<NewCredential, (&'static str, String)> {
        let profile = self.profile.parse().map_err(|_| (PROFILE, "Choose one.".to_owned()))?;
        let claims: Vec<CredentialClaim> =
            self.claims.split(',').filter_map(|claim| claim.trim().parse().ok()).collect();
        if claims.is_empty() {
            // The use case takes none for all, which nobody means who ticked none.
            return Err((DISCLOSE, "Choose at least one.".to_owned()));
        }
        let days = match self.days.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| (DAYS, "Enter a number of days, 1 to 366.".to_owned()))?),
        };
        Ok(NewCredential {
            profile,
            format: self.format.parse().map_err(|_| (FORMAT, "Choose one.".to_owned()))?,
            claims,
            numbers: numbers(&self.numbers)?,
            domain: Some(self.domain.clone()).filter(|domain| !domain.is_empty()),
            days,
        })
    }
}

fn numbers(text: &str) -> std::result::Result<Vec<Phone>, (&'static str, String)> {
    let phone = |(place, line): (usize, String)| {
        let why = || format!("Line {place}: enter the whole number, with plus sign and country code.");
        number_list::one(&line).map_err(|_| (NUMBERS, why()))
    };
    (1..).zip(lines(text)).map(phone).collect()
}

fn fields(choices: &Choices, entered: &Entered) -> Vec<Field> {
    let profiles = choices.profiles.iter();
    let profiles =
        profiles.map(|profile| Choice::new(profile.sid.to_string(), profile.friendly_name.clone()));
    let claim = |one: CredentialClaim| {
        let (label, says) = words::claim(one);
        Choice::new(one.as_str(), label).with_note(says)
    };
    let domains = choices.domains.iter().map(|domain| Choice::new(domain.clone(), domain.clone()));
    let domains = [Choice::new("", "None")].into_iter().chain(domains).collect();
    let formats = vec![
        Choice::new(CredentialFormat::SdJwt.as_str(), "You choose at each showing (SD-JWT)")
            .with_note("Leave out what somebody need not see; the rest still checks."),
        Choice::new(CredentialFormat::Jwt.as_str(), "Everything is always shown (JWT)")
            .with_note("For whoever reads nothing else."),
    ];
    vec![
        Field::new(Control::Select(profiles.collect()), PROFILE, "About which business")
            .hint("Profiles of businesses that are approved and in force.")
            .value(&entered.profile),
        Field::new(Control::Boxes(CredentialClaim::ALL.map(claim).to_vec()), DISCLOSE, "What it says")
            .value(&entered.claims),
        Field::new(Control::Area, NUMBERS, "Phone numbers that it names")
            .hint("Numbers that are assigned to the profile, one a line, at most 100.")
            .example("+12155550100")
            .optional()
            .value(&entered.numbers),
        Field::new(Control::Select(domains), DOMAIN, "Domain that it names")
            .hint("Domains that you have proven.")
            .optional()
            .value(&entered.domain),
        Field::new(Control::Radios(formats), FORMAT, "How much is shown").value(&entered.format),
        Field::line("number", DAYS, "For how many days")
            .hint("1 to 366. It ends with the approval of the profile in any case.")
            .value(&entered.days),
    ]
}

pub(super) async fn ask(customer: Customer, Query(asked): Query<Asked>) -> Result<Response> {
    let choices = credentials::choices(customer.hub(), &customer.actor).await?;
    let fields = fields(&choices, &Entered::first(asked.profile));
    page(&customer, &choices, fields, None)
}

fn page(
    customer: &Customer,
    choices: &Choices,
    fields: Vec<Field>,
    whole: Option<String>,
) -> Result<Response> {
    let status = status_of(&fields, whole.as_deref());
    let page = NewPage {
        frame: frame(customer, "Issue a credential"),
        base: base(customer),
        home: customer.home(),
        is_test: customer.account.is_test,
        has_profiles: !choices.profiles.is_empty(),
        whole,
        fields,
    };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn issue(customer: Customer, posted: Posted) -> Result<Response> {
    let entered = Entered::of(&posted);
    let choices = credentials::choices(customer.hub(), &customer.actor).await?;
    let mut fields = fields(&choices, &entered);
    let wanted = match entered.wanted() {
        Ok(wanted) => wanted,
        Err((name, why)) => {
            if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
                field.error = Some(why);
            }
            return page(&customer, &choices, fields, None);
        }
    };
    let whole = match credentials::issue(customer.hub(), &customer.actor, wanted).await {
        Ok(issued) => return one::page(&customer, issued.credential, None, Some(issued.text)).await,
        // It was deleted since the list was made, or was never on it.
        Err(Error::NotFound(_)) => Some("There is no such profile any more. Choose another.".to_owned()),
        Err(error) => beside(&mut fields, error)?,
    };
    page(&customer, &choices, fields, whole)
}
