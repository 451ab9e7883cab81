//! The people of an account: who is there, and inviting somebody.

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::people::{self, User, UserRole, colleagues};
use trusthub_app::{Error, Permit};
use trusthub_domain::contact::Email;
use trusthub_domain::time::Timestamp;

use super::{Tab, base, tabs};
use crate::asked::Asked;
use crate::fault::{Result, sentence};
use crate::form::{Choice, Control, Field};
use crate::frame::{Frame, Place, render};
use crate::paging::{Pager, page_after};
use crate::session::{Customer, Posted};
use crate::words::Badge;

struct Row {
    email: String,
    href: String,
    role: &'static str,
    badge: Badge,
    since: Timestamp,
}

#[derive(Template)]
#[template(path = "settings/colleagues.html")]
struct ColleaguesPage {
    frame: Frame,
    tabs: Vec<Tab>,
    base: String,
    rows: Vec<Row>,
    pager: Pager,
    /// Whether the visitor may invite and change.
    is_owner: bool,
    fields: Vec<Field>,
}

pub(super) async fn list(customer: Customer, Query(asked): Query<Asked>) -> Result<Response> {
    page(&customer, &asked, fields("", UserRole::Viewer)).await
}

async fn page(customer: &Customer, asked: &Asked, fields: Vec<Field>) -> Result<Response> {
    let page = colleagues::list(customer.hub(), &customer.actor, page_after(&asked.after)).await?;
    let base = format!("{}/colleagues", base(customer));
    let done = match asked.done.as_str() {
        "invited" => Some("The invitation is on its way. The link in it works once, within 7 days."),
        "removed" => Some("They are removed, and can no longer sign in."),
        _ => None,
    };
    let pager = Pager::new(&base, &asked.after, page.next.as_ref());
    let is_refused = fields.iter().any(|field| field.error.is_some());
    let page = ColleaguesPage {
        frame: Frame::customer(customer, Place::Settings, "Colleagues").after(done),
        tabs: tabs(customer, "/colleagues"),
        rows: page.items.iter().map(|user| row(&base, user)).collect(),
        pager,
        is_owner: customer.actor.may(Permit::ManageCredentials).is_ok(),
        fields,
        base,
    };
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, render(&page)?).into_response())
}

fn row(base: &str, user: &User) -> Row {
    Row {
        email: user.email.as_str().to_owned(),
        href: format!("{base}/{}", user.sid),
        role: user.role.as_str(),
        badge: badge(user),
        since: user.date_created,
    }
}

/// Where somebody stands.
pub(super) fn badge(user: &User) -> Badge {
    match (user.is_disabled, user.is_invited) {
        (true, _) => Badge { text: "Disabled", class: "badge-bad", sign: "‖" },
        (false, true) => Badge { text: "Invited", class: "badge-busy", sign: "◔" },
        (false, false) => Badge { text: "Can sign in", class: "badge-good", sign: "✓" },
    }
}

/// The choice of a role, with what it means.
pub(super) fn role_field(chosen: UserRole) -> Field {
    let choice = |role: UserRole, label, note| Choice::new(role.as_str(), label).with_note(note);
    let choices = vec![
        choice(UserRole::Viewer, "Viewer", "Reads everything of the account."),
        choice(UserRole::Editor, "Editor", "Also changes and submits profiles, products and numbers."),
        choice(UserRole::Owner, "Owner", "Also manages colleagues, API keys, auth tokens and subaccounts."),
    ];
    Field::new(Control::Radios(choices), "role", "What they may do").value(chosen.as_str())
}

fn fields(email: &str, role: UserRole) -> Vec<Field> {
    vec![
        Field::line("email", "email", "E-mail")
            .hint("We send the invitation to it. They sign in with it, too.")
            .example("ada@owlbakery.com")
            .autocomplete("off")
            .value(email),
        role_field(role),
    ]
}

pub(super) async fn invite(customer: Customer, posted: Posted) -> Result<Response> {
    let email = posted.text("email");
    let role = posted.text("role").parse().unwrap_or(UserRole::Viewer);
    let refused = match email.parse::<Email>() {
        Ok(address) => match people::invite(customer.hub(), &customer.actor, address, role).await {
            Ok(_) => {
                let list = format!("{}/colleagues?done=invited", base(&customer));
                return Ok(Redirect::to(&list).into_response());
            }
            Err(Error::AlreadyExists(why)) => sentence(&why),
            Err(other) => return Err(other.into()),
        },
        Err(_) => "Enter one e-mail address, for example ada@owlbakery.com.".to_owned(),
    };
    let mut fields = fields(email, role);
    for field in &mut fields {
        if field.name == "email" {
            field.error = Some(refused.clone());
        }
    }
    page(&customer, &Asked::default(), fields).await
}
