//! One colleague: their role, and whether they may sign in.

use askama::Template;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::Permit;
use trusthub_app::people::colleagues::UserChange;
use trusthub_app::people::{self, User, UserRole, colleagues};
use trusthub_domain::sid::UserSid;

use super::base;
use super::colleagues::{badge, role_field};
use crate::asked::Asked;
use crate::fault::{Fault, Result};
use crate::form::Field;
use crate::frame::{Frame, Place, render};
use crate::session::{Customer, Posted, address_part};
use crate::state::ConsoleState;
use crate::words::Badge;

/// The user that the address names.
pub(super) struct Named(UserSid);

impl FromRequestParts<ConsoleState> for Named {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        address_part(parts, state, "user").await?.parse().map(Self).map_err(|_| Fault::NoSuchPage)
    }
}

#[derive(Template)]
#[template(path = "settings/colleague.html")]
struct ColleaguePage {
    frame: Frame,
    list: String,
    base: String,
    user: User,
    badge: Badge,
    /// Whether the visitor may change it.
    is_owner: bool,
    role: Field,
}

pub(super) async fn show(customer: Customer, named: Named, Query(asked): Query<Asked>) -> Result<Response> {
    let user = colleagues::find(customer.hub(), &customer.actor, named.0).await?;
    let done = match asked.done.as_str() {
        "role" => Some("The role is changed. It holds from their next click on."),
        "disabled" => Some("They can no longer sign in, and their sessions have ended."),
        "enabled" => Some("They can sign in again."),
        "invited" => Some("The invitation is on its way once more."),
        _ => None,
    };
    let list = format!("{}/colleagues", base(&customer));
    let page = ColleaguePage {
        frame: Frame::customer(&customer, Place::Settings, user.email.as_str()).after(done),
        base: format!("{list}/{}", user.sid),
        list,
        badge: badge(&user),
        is_owner: customer.actor.may(Permit::ManageCredentials).is_ok(),
        role: role_field(user.role),
        user,
    };
    Ok(render(&page)?.into_response())
}

pub(super) async fn set_role(customer: Customer, named: Named, posted: Posted) -> Result<Redirect> {
    let role = posted.text("role").parse::<UserRole>();
    let role = role.map_err(|_| Fault::Form("it names no role".to_owned()))?;
    change(&customer, &named, UserChange::Role(role), "role").await
}

pub(super) async fn disable(customer: Customer, named: Named) -> Result<Redirect> {
    change(&customer, &named, UserChange::Disable, "disabled").await
}

pub(super) async fn enable(customer: Customer, named: Named) -> Result<Redirect> {
    change(&customer, &named, UserChange::Enable, "enabled").await
}

async fn change(customer: &Customer, named: &Named, change: UserChange, done: &str) -> Result<Redirect> {
    colleagues::update(customer.hub(), &customer.actor, named.0, change).await?;
    Ok(back(customer, named, done))
}

pub(super) async fn invite_again(customer: Customer, named: Named) -> Result<Redirect> {
    people::invite_again(customer.hub(), &customer.actor, named.0).await?;
    Ok(back(&customer, &named, "invited"))
}

pub(super) async fn remove(customer: Customer, named: Named) -> Result<Redirect> {
    colleagues::remove(customer.hub(), &customer.actor, named.0).await?;
    Ok(Redirect::to(&format!("{}/colleagues?done=removed", base(&customer))))
}

fn back(customer: &Customer, named: &Named, done: &str) -> Redirect {
    Redirect::to(&format!("{}/colleagues/{}?done={done}", base(customer), named.0))
}
