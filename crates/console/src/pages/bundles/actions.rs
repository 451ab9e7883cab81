//! What a customer does to a bundle as a whole: submit it, copy it, delete it, appeal; and its own fields.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::bundles::{self, appeals, copies, questions};
use trusthub_app::{Error, Invalid};
use trusthub_domain::bundle::{Bundle, BundleKind, Edit, Status};
use trusthub_domain::contact::Email;

use super::{Named, Section};
use crate::fault::{Fault, Result, sentence};
use crate::form::Field;
use crate::frame::{Frame, render};
use crate::session::{Customer, Posted};

pub(super) async fn submit(customer: Customer, section: Section, named: Named) -> Result<Redirect> {
    let bundle = bundles::submit(customer.hub(), &customer.actor, section.0, named.0).await?;
    let done = match bundle.status {
        Status::Rejected => "incomplete",
        Status::Approved => "approved",
        Status::Draft | Status::PendingReview | Status::InReview => "submitted",
    };
    // A copy that is approved at once is gone: what it is now is its original.
    Ok(Redirect::to(&format!("{}?done={done}", section.url_of(&customer, bundle.sid))))
}

pub(super) async fn copy(customer: Customer, section: Section, named: Named) -> Result<Redirect> {
    let copy = copies::create(customer.hub(), &customer.actor, section.0, named.0).await?;
    Ok(Redirect::to(&format!("{}?done=copied", section.url_of(&customer, copy.sid))))
}

pub(super) async fn delete(customer: Customer, section: Section, named: Named) -> Result<Redirect> {
    bundles::delete(customer.hub(), &customer.actor, section.0, named.0).await?;
    Ok(Redirect::to(&format!("{}?done=deleted", section.url(&customer))))
}

pub(super) async fn appeal(
    customer: Customer,
    section: Section,
    named: Named,
    posted: Posted,
) -> Result<Redirect> {
    if section.0 == BundleKind::TrustProduct {
        return Err(Fault::NoSuchPage);
    }
    appeals::create(customer.hub(), &customer.actor, named.0, posted.text("note").to_owned()).await?;
    Ok(Redirect::to(&format!("{}?done=appealed", section.url_of(&customer, named.0))))
}

/// Answers what a reviewer asked.
pub(super) async fn answer(
    customer: Customer,
    section: Section,
    named: Named,
    posted: Posted,
) -> Result<Redirect> {
    let number = posted.text("number").parse().map_err(|_| Fault::Form("it names no question".to_owned()))?;
    let text = posted.text("answer").replace("\r\n", "\n");
    questions::answer(customer.hub(), &customer.actor, section.0, named.0, number, text).await?;
    Ok(Redirect::to(&format!("{}?done=answered", section.url_of(&customer, named.0))))
}

#[derive(Template)]
#[template(path = "bundles/details.html")]
struct DetailsPage {
    frame: Frame,
    name: String,
    base: String,
    fields: Vec<Field>,
}

fn fields(name: &str, email: &str, callback: &str) -> Vec<Field> {
    vec![
        Field::line("text", "friendly_name", "Name").hint("For yourself, to find it again.").max_length(255).value(name),
        Field::line("email", "email", "E-mail for notices").hint("We write to it when something happens.").value(email),
        Field::line("url", "status_callback", "Status callback")
            .optional()
            .hint("A program of yours that we call at each change of status. The contract is in the API documentation.")
            .example("https://example.com/trust-hub")
            .max_length(2048)
            .value(callback),
    ]
}

fn page(customer: &Customer, section: Section, bundle: &Bundle, fields: Vec<Field>) -> Result<Response> {
    let is_refused = fields.iter().any(|field| field.error.is_some());
    let page = DetailsPage {
        frame: Frame::customer(customer, section.place(), "Name and notices"),
        name: bundle.friendly_name.clone(),
        base: section.url_of(customer, bundle.sid),
        fields,
    };
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn details(customer: Customer, section: Section, named: Named) -> Result<Response> {
    let bundle = bundles::find(customer.hub(), &customer.actor, section.0, named.0).await?;
    let callback = bundle.status_callback.clone().unwrap_or_default();
    let fields = fields(&bundle.friendly_name, bundle.email.as_str(), &callback);
    page(&customer, section, &bundle, fields)
}

pub(super) async fn edit(
    customer: Customer,
    section: Section,
    named: Named,
    posted: Posted,
) -> Result<Response> {
    let (name, email, callback) =
        (posted.text("friendly_name"), posted.text("email"), posted.text("status_callback"));
    let saved = match email.parse::<Email>() {
        Ok(email) => {
            let edit = Edit {
                friendly_name: Some(name.to_owned()),
                email: Some(email),
                status_callback: Some(Some(callback.to_owned()).filter(|url| !url.is_empty())),
            };
            bundles::edit(customer.hub(), &customer.actor, section.0, named.0, edit).await
        }
        Err(error) => Err(Error::Invalid(Invalid::Email(error))),
    };
    let (input, why) = match saved {
        Ok(_) => {
            return Ok(
                Redirect::to(&format!("{}?done=saved", section.url_of(&customer, named.0))).into_response()
            );
        }
        Err(Error::Invalid(Invalid::Email(_))) => {
            ("email", "Enter one e-mail address, for example ada@owlbakery.com.".to_owned())
        }
        Err(Error::Invalid(Invalid::Missing(_))) => ("friendly_name", "Fill this in.".to_owned()),
        Err(Error::Invalid(Invalid::Field { field: "StatusCallback", why })) => {
            ("status_callback", sentence(&why))
        }
        Err(Error::Invalid(Invalid::TooLong { field, limit })) => (
            if field == "StatusCallback" { "status_callback" } else { "friendly_name" },
            format!("Use at most {limit} characters."),
        ),
        Err(other) => return Err(other.into()),
    };
    let bundle = bundles::find(customer.hub(), &customer.actor, section.0, named.0).await?;
    let mut fields = fields(name, email, callback);
    for field in &mut fields {
        if field.name == input {
            field.error = Some(why.clone());
        }
    }
    page(&customer, section, &bundle, fields)
}
