//! Adding a domain; its page then names the record that proves it.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::domains;

use super::{base, frame};
use crate::fault::Result;
use crate::form::{Control, Field, beside, lines, status_of};
use crate::frame::{Frame, render};
use crate::session::{Customer, Posted};

const DOMAIN: &str = "Domain";
const SELECTORS: &str = "DkimSelectors";

#[derive(Template)]
#[template(path = "domains/new.html")]
struct NewPage {
    frame: Frame,
    base: String,
    whole: Option<String>,
    fields: Vec<Field>,
}

fn fields(posted: &Posted) -> Vec<Field> {
    vec![
        Field::line("text", DOMAIN, "Domain")
            .hint("What stands behind the @ of your mail. A subdomain is a domain of its own.")
            .example("mail.owlbakery.com")
            .max_length(253)
            .value(posted.text(DOMAIN)),
        Field::new(Control::Area, SELECTORS, "DKIM selectors")
            .hint("What stands before ._domainkey in the name of each key that signs your mail, one a line. We read these keys and tell you how they stand.")
            .example("s1")
            .optional()
            .value(posted.text(SELECTORS)),
    ]
}

pub(super) async fn ask(customer: Customer) -> Result<Response> {
    page(&customer, fields(&Posted::default()), None)
}

fn page(customer: &Customer, fields: Vec<Field>, whole: Option<String>) -> Result<Response> {
    let status = status_of(&fields, whole.as_deref());
    let page = NewPage { frame: frame(customer, "Add a domain"), base: base(customer), whole, fields };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn create(customer: Customer, posted: Posted) -> Result<Response> {
    let selectors = lines(posted.text(SELECTORS));
    match domains::create(customer.hub(), &customer.actor, posted.text(DOMAIN), selectors).await {
        Ok(made) => {
            let place = format!("{}/{}?done=added", base(&customer), made.sid);
            Ok(Redirect::to(&place).into_response())
        }
        Err(error) => {
            let mut fields = fields(&posted);
            let whole = beside(&mut fields, error)?;
            page(&customer, fields, whole)
        }
    }
}
