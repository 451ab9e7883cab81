//! API keys and auth tokens: what programs sign in with. A secret is shown once, on the page that answers the form which
//! made it: the one form that is not answered by leading elsewhere, because nothing keeps the secret on the way.

use askama::Template;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::{ExposeSecret, SecretString};
use trusthub_app::accounts::{keys, tokens};
use trusthub_domain::account::ApiKey;
use trusthub_domain::sid::KeySid;
use trusthub_domain::time::Timestamp;

use super::{Tab, base, tabs};
use crate::asked::Asked;
use crate::fault::{Fault, Result};
use crate::form::Field;
use crate::frame::{Frame, Place, render};
use crate::paging::{Pager, page_after};
use crate::session::{Customer, Posted, address_part};
use crate::state::ConsoleState;

/// The key that the address names.
pub(super) struct Named(KeySid);

impl FromRequestParts<ConsoleState> for Named {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        address_part(parts, state, "key").await?.parse().map(Self).map_err(|_| Fault::NoSuchPage)
    }
}

/// A secret that was just made.
struct Made {
    what: &'static str,
    /// What goes with it as the user name.
    username: String,
    secret: String,
}

#[derive(Template)]
#[template(path = "settings/keys.html")]
struct KeysPage {
    frame: Frame,
    tabs: Vec<Tab>,
    base: String,
    made: Option<Made>,
    rows: Vec<ApiKey>,
    pager: Pager,
    name: Field,
    /// When the secondary auth token was made, if there is one.
    secondary_since: Option<Timestamp>,
}

pub(super) async fn list(customer: Customer, Query(asked): Query<Asked>) -> Result<Response> {
    page(&customer, &asked, None).await
}

async fn page(customer: &Customer, asked: &Asked, made: Option<Made>) -> Result<Response> {
    let hub = customer.hub();
    let page = keys::list(hub, &customer.actor, page_after(&asked.after)).await?;
    let base = base(customer);
    let done = match asked.done.as_str() {
        "renamed" => Some("The key is renamed."),
        "deleted" => Some("The key is deleted. It no longer works."),
        "promoted" => Some("The secondary token is the primary one now. The old primary no longer works."),
        "dropped" => Some("The secondary token is deleted. It no longer works."),
        _ => None,
    };
    let pager = Pager::new(&format!("{base}/keys"), &asked.after, page.next.as_ref());
    let page = KeysPage {
        frame: Frame::customer(customer, Place::Settings, "API keys and tokens").after(done),
        tabs: tabs(customer, "/keys"),
        base,
        made,
        rows: page.items,
        pager,
        name: Field::line("text", "name", "Name of a new key")
            .hint("Which program uses it, for yourself.")
            .example("billing server")
            .optional()
            .max_length(255),
        secondary_since: tokens::secondary_since(hub, &customer.actor).await?,
    };
    Ok(render(&page)?.into_response())
}

fn shown(secret: &SecretString) -> String {
    secret.expose_secret().to_owned()
}

pub(super) async fn create(customer: Customer, posted: Posted) -> Result<Response> {
    let name = Some(posted.text("name").to_owned());
    let (key, secret) = keys::create(customer.hub(), &customer.actor, name).await?;
    let made = Made { what: "Your new API key", username: key.sid.to_string(), secret: shown(&secret) };
    page(&customer, &Asked::default(), Some(made)).await
}

pub(super) async fn rename(customer: Customer, named: Named, posted: Posted) -> Result<Redirect> {
    keys::rename(customer.hub(), &customer.actor, named.0, posted.text("name").to_owned()).await?;
    Ok(back(&customer, "renamed"))
}

pub(super) async fn delete(customer: Customer, named: Named) -> Result<Redirect> {
    keys::delete(customer.hub(), &customer.actor, named.0).await?;
    Ok(back(&customer, "deleted"))
}

pub(super) async fn make_token(customer: Customer) -> Result<Response> {
    let token = tokens::create_secondary(customer.hub(), &customer.actor).await?;
    let made = Made {
        what: "Your secondary auth token",
        username: token.account_sid.to_string(),
        secret: shown(&token.token),
    };
    page(&customer, &Asked::default(), Some(made)).await
}

pub(super) async fn promote_token(customer: Customer) -> Result<Redirect> {
    tokens::promote_secondary(customer.hub(), &customer.actor).await?;
    Ok(back(&customer, "promoted"))
}

pub(super) async fn delete_token(customer: Customer) -> Result<Redirect> {
    tokens::delete_secondary(customer.hub(), &customer.actor).await?;
    Ok(back(&customer, "dropped"))
}

fn back(customer: &Customer, done: &str) -> Redirect {
    Redirect::to(&format!("{}/keys?done={done}", base(customer)))
}
