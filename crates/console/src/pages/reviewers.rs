//! The provider's reviewers, for admins: who is there, adding one, new passwords, seeing somebody out. A password is shown
//! once, on the page that answers the form which made it.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use secrecy::{ExposeSecret, SecretString};
use trusthub_app::Error;
use trusthub_app::review::reviewers;
use trusthub_domain::contact::Email;
use trusthub_domain::review::{Reviewer, Role};

use crate::asked::Asked;
use crate::fault::{Fault, Result, sentence};
use crate::form::{Choice, Control, Field};
use crate::frame::{DeskPlace, Frame, render};
use crate::session::{Desk, Posted};
use crate::state::ConsoleState;
use crate::words::Badge;

const LIST: &str = "/console/reviewers";

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new()
        .route(LIST, get(list).post(create))
        .route("/console/reviewers/disable", post(disable))
        .route("/console/reviewers/password", post(reset_password))
}

/// A password that was just made.
struct Made {
    email: String,
    password: String,
}

struct Row {
    reviewer: Reviewer,
    badge: Badge,
}

#[derive(Template)]
#[template(path = "review/reviewers.html")]
struct ReviewersPage {
    frame: Frame,
    made: Option<Made>,
    rows: Vec<Row>,
    fields: Vec<Field>,
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response> {
    let done =
        (asked.done == "disabled").then_some("They can no longer sign in, and their sessions have ended.");
    page(&desk, done, None, fields("", Role::Reviewer)).await
}

async fn page(
    desk: &Desk,
    done: Option<&'static str>,
    made: Option<Made>,
    fields: Vec<Field>,
) -> Result<Response> {
    let rows = reviewers::list(desk.hub(), &desk.actor).await?.into_iter().map(|reviewer| {
        let badge = if reviewer.is_disabled {
            Badge { text: "Disabled", class: "badge-bad", sign: "‖" }
        } else {
            Badge { text: "Can sign in", class: "badge-good", sign: "✓" }
        };
        Row { reviewer, badge }
    });
    let is_refused = fields.iter().any(|field| field.error.is_some());
    let frame = Frame::desk(desk, DeskPlace::Reviewers, "Reviewers").after(done);
    let page = ReviewersPage { frame, made, rows: rows.collect(), fields };
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, render(&page)?).into_response())
}

fn fields(email: &str, role: Role) -> Vec<Field> {
    let choice = |role: Role, label, note| Choice::new(role.as_str(), label).with_note(note);
    let choices = vec![
        choice(Role::Reviewer, "Reviewer", "Decides cases."),
        choice(Role::Lead, "Lead", "Also suspends and reinstates."),
        choice(Role::Admin, "Admin", "Also manages reviewers."),
    ];
    vec![
        Field::line("email", "email", "E-mail")
            .hint("They sign in with it.")
            .autocomplete("off")
            .value(email),
        Field::new(Control::Radios(choices), "role", "What they may do").value(role.as_str()),
    ]
}

async fn create(desk: Desk, posted: Posted) -> Result<Response> {
    let email = posted.text("email");
    let role = posted.text("role").parse().unwrap_or(Role::Reviewer);
    let refused = match email.parse::<Email>() {
        Ok(address) => match reviewers::create(desk.hub(), &desk.actor, address, role).await {
            Ok((reviewer, password)) => {
                let made = made(&reviewer.email, &password);
                return page(&desk, None, Some(made), fields("", Role::Reviewer)).await;
            }
            Err(Error::AlreadyExists(why)) => sentence(&why),
            Err(other) => return Err(other.into()),
        },
        Err(_) => "Enter one e-mail address, for example ada@carrier.example.".to_owned(),
    };
    let mut fields = fields(email, role);
    for field in &mut fields {
        if field.name == "email" {
            field.error = Some(refused.clone());
        }
    }
    page(&desk, None, None, fields).await
}

fn made(email: &Email, password: &SecretString) -> Made {
    Made { email: email.as_str().to_owned(), password: password.expose_secret().to_owned() }
}

/// The reviewer that a row's form names.
fn named(posted: &Posted) -> Result<Email> {
    posted.text("email").parse().map_err(|_| Fault::Form("it names no reviewer".to_owned()))
}

async fn disable(desk: Desk, posted: Posted) -> Result<Redirect> {
    reviewers::disable(desk.hub(), &desk.actor, &named(&posted)?).await?;
    Ok(Redirect::to(&format!("{LIST}?done=disabled")))
}

async fn reset_password(desk: Desk, posted: Posted) -> Result<Response> {
    let email = named(&posted)?;
    let password = reviewers::reset_password(desk.hub(), &desk.actor, &email).await?;
    page(&desk, None, Some(made(&email, &password)), fields("", Role::Reviewer)).await
}
