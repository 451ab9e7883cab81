//! Beginning the verification of a toll-free number: which one, who is told, and whose profile speaks for it.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::inquiries::toll_free::{self, NewTollfreeInquiry};
use trusthub_app::items::numbers::{self, NumberFilter};
use trusthub_app::messaging::choices;
use trusthub_app::{Error, PageRequest, Position, Who};
use trusthub_domain::contact::{Email, Phone};
use trusthub_domain::number_list;
use trusthub_domain::sid::BundleSid;
use trusthub_domain::tollfree::Entered;

use super::frame;
use super::toll_free::url;
use crate::fault::Result;
use crate::form::{Choice, Control, Field, beside, status_of};
use crate::frame::{Frame, render};
use crate::session::{Customer, Posted};

const NUMBER: &str = "TollfreePhoneNumber";
const EMAIL: &str = "NotificationEmail";
const PROFILE: &str = "CustomerProfileSid";

#[derive(Template)]
#[template(path = "messaging/new_toll_free.html")]
struct NewPage {
    frame: Frame,
    list: String,
    whole: Option<String>,
    fields: Vec<Field>,
}

async fn fields(customer: &Customer, number: &str, email: &str, profile: &str) -> Result<Vec<Field>> {
    let profiles = choices::list(customer.hub(), &customer.actor).await?.profiles;
    let profiles = profiles.iter().map(|one| Choice::new(one.sid.to_string(), &one.friendly_name));
    let profiles = std::iter::once(Choice::new("", "None: I enter it myself")).chain(profiles).collect();
    Ok(vec![
        Field::line("tel", NUMBER, "Toll-free number")
            .hint("One of this account, with plus sign and country code.")
            .example("+18005550100")
            .max_length(20)
            .value(number),
        Field::line("email", EMAIL, "Who is told of the result")
            .hint("An e-mail address.")
            .autocomplete("email")
            .value(email),
        Field::new(Control::Select(profiles), PROFILE, "Profile of the business")
            .hint("What it says of the business need not be entered again.")
            .optional()
            .value(profile),
    ])
}

pub(super) async fn ask(customer: Customer) -> Result<Response> {
    let email = match customer.visit.session.actor.who() {
        Who::User { user, .. } => user.email.as_str().to_owned(),
        _ => String::new(),
    };
    let fields = fields(&customer, "", &email, "").await?;
    page(&customer, fields, None)
}

fn page(customer: &Customer, fields: Vec<Field>, whole: Option<String>) -> Result<Response> {
    let status = status_of(&fields, whole.as_deref());
    let frame = frame(customer, "Verify a toll-free number");
    let page = NewPage { frame, list: url(customer), whole, fields };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn begin(customer: Customer, posted: Posted) -> Result<Response> {
    let (number, email, profile) = (posted.text(NUMBER), posted.text(EMAIL), posted.text(PROFILE));
    let mut fields = fields(&customer, number, email, profile).await?;
    let mut wrong = |name: &str, why: &str| {
        for field in fields.iter_mut().filter(|field| field.name == name) {
            field.error = Some(why.to_owned());
        }
    };
    let (phone, email) = (number_list::one(number), email.parse::<Email>());
    if phone.is_err() {
        wrong(NUMBER, "Enter the whole number, with plus sign and country code.");
    }
    if email.is_err() {
        wrong(EMAIL, "Enter one e-mail address, for example ada@owlbakery.com.");
    }
    let (Ok(phone), Ok(email)) = (phone, email) else { return page(&customer, fields, None) };
    match begun(&customer, phone, email, profile.parse().ok()).await {
        Ok(place) => Ok(Redirect::to(&place).into_response()),
        Err(error) => {
            let whole = beside(&mut fields, error)?;
            page(&customer, fields, whole)
        }
    }
}

/// Where its form is.
async fn begun(
    customer: &Customer,
    phone: Phone,
    email: Email,
    profile: Option<BundleSid>,
) -> trusthub_app::Result<String> {
    let (hub, actor) = (customer.hub(), &customer.actor);
    let new = NewTollfreeInquiry {
        phone_number: phone.clone(),
        email,
        customer_profile_sid: profile,
        entered: Entered::default(),
        skips_use_case: false,
        theme: None,
    };
    toll_free::begin(hub, actor, new).await?;
    let filter = NumberFilter { phone_number: Some(phone), friendly_name: None };
    let first = PageRequest { size: 1, position: Position::Start };
    let found = numbers::list(hub, actor, filter, first).await?.items.into_iter().next();
    let found = found.ok_or_else(|| Error::NotFound("The number".to_owned()))?;
    Ok(format!("{}/{}", url(customer), found.sid))
}
