//! Another customer: an account below the vendor's, and the beginning of its profile there.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::accounts::{self, NewAccount};
use trusthub_app::{Error, Invalid};
use trusthub_domain::policy::{Policy, SECONDARY_BUSINESS};
use trusthub_domain::sid::AccountSid;

use crate::fault::Result;
use crate::form::{Choice, Control, Field};
use crate::frame::{Frame, Place, render};
use crate::session::{Customer, Posted};

#[derive(Template)]
#[template(path = "customers/new.html")]
struct NewPage {
    frame: Frame,
    base: String,
    fields: Vec<Field>,
}

fn fields(which: &str, name: &str, account: &str) -> Vec<Field> {
    let choices = vec![
        Choice::new("new", "A new one").with_note("It gets an account of its own below yours."),
        Choice::new("known", "One that has an account below yours"),
    ];
    vec![
        Field::new(Control::Radios(choices), "which", "Which customer?").value(which),
        Field::line("text", "name", "Name of the new customer")
            .hint("For yourself, to find it again. Usually the name of the business.")
            .example("Owl Bakery")
            .max_length(64)
            .optional()
            .value(name),
        Field::line("text", "account_sid", "Account of the known customer")
            .hint("AC and 32 digits and letters, as your own system knows it.")
            .max_length(34)
            .optional()
            .value(account),
    ]
}

pub(super) async fn ask(customer: Customer) -> Result<Response> {
    page(&customer, fields("new", "", ""))
}

fn page(customer: &Customer, fields: Vec<Field>) -> Result<Response> {
    let is_refused = fields.iter().any(|field| field.error.is_some());
    let page = NewPage {
        frame: Frame::customer(customer, Place::Customers, "Register a customer"),
        base: format!("{}/customers", customer.home()),
        fields,
    };
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn create(customer: Customer, posted: Posted) -> Result<Response> {
    let (which, name, account) = (posted.text("which"), posted.text("name"), posted.text("account_sid"));
    let (found, input) = match which {
        "known" => (known(&customer, account).await, "account_sid"),
        _ => (made(&customer, name).await, "name"),
    };
    let why = match found {
        Ok(sid) => {
            let policy = customer.hub().catalog().policies_of_object_type(SECONDARY_BUSINESS).next();
            let policy = policy.map(|policy: &Policy| format!("?policy={}", policy.sid)).unwrap_or_default();
            return Ok(Redirect::to(&format!("/console/{sid}/profiles/new{policy}")).into_response());
        }
        Err(Error::NotFound(_)) => "There is no such account below yours.".to_owned(),
        Err(Error::Invalid(Invalid::Missing(_))) => "Fill this in.".to_owned(),
        Err(Error::Invalid(Invalid::TooLong { limit, .. })) => format!("Use at most {limit} characters."),
        Err(other) => return Err(other.into()),
    };
    let mut fields = fields(which, name, account);
    if let Some(field) = fields.iter_mut().find(|field| field.name == input) {
        field.error = Some(why);
    }
    page(&customer, fields)
}

/// A new account below this one.
async fn made(customer: &Customer, name: &str) -> trusthub_app::Result<AccountSid> {
    if name.is_empty() {
        return Err(Invalid::Missing("FriendlyName").into());
    }
    let new = NewAccount { friendly_name: Some(name.to_owned()), ..NewAccount::default() };
    Ok(accounts::create(customer.hub(), &customer.actor, new).await?.account.sid)
}

/// One that is there, and not the account itself.
async fn known(customer: &Customer, account: &str) -> trusthub_app::Result<AccountSid> {
    let missing = || Error::NotFound("The account".to_owned());
    let sid: AccountSid = account.parse().map_err(|_| missing())?;
    let found = accounts::find(customer.hub(), &customer.actor, sid).await?;
    if found.sid == customer.account.sid { Err(missing()) } else { Ok(found.sid) }
}
