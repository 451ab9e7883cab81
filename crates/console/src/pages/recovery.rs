//! Choosing a password by a link: whoever was invited, and whoever forgot theirs. None of these pages needs a session.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use secrecy::SecretString;
use trusthub_app::people::links::{self, LinkPurpose, LinkedPerson};
use trusthub_app::{Error, Invalid, people};
use trusthub_domain::contact::Email;

use super::sign_in::Peer;
use crate::fault::{Fault, Result, sentence};
use crate::form::Field;
use crate::frame::{Bare, render};
use crate::session::{Posted, Visitor};
use crate::state::ConsoleState;

/// What requests for a new password count under; no name that signs in has a blank in it.
const COUNTED: &str = "forgot password";

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new()
        .route("/console/forgot", get(ask).post(send))
        .route("/console/welcome/{token}", get(welcome).post(accept))
        .route("/console/reset/{token}", get(reset).post(set))
}

#[derive(Template)]
#[template(path = "forgot.html")]
struct ForgotPage {
    bare: Bare,
    csrf: Option<String>,
    is_sent: bool,
    email: Field,
}

impl ForgotPage {
    fn new(state: &ConsoleState, visitor: &Visitor) -> Self {
        let email = Field::line("email", "email", "E-mail").hint("The one that you sign in with.");
        Self {
            bare: Bare::of(state, visitor, "A new password"),
            csrf: csrf(visitor),
            is_sent: false,
            email: email.autocomplete("username"),
        }
    }
}

/// Somebody who is signed in sends forms with their session's token, here as everywhere.
fn csrf(visitor: &Visitor) -> Option<String> {
    visitor.session.as_ref().map(|session| session.csrf.clone())
}

async fn ask(State(state): State<ConsoleState>, visitor: Visitor) -> Result<Response> {
    Ok(render(&ForgotPage::new(&state, &visitor))?.into_response())
}

/// Answers the same whether or not somebody has this e-mail.
async fn send(
    State(state): State<ConsoleState>,
    visitor: Visitor,
    Peer(peer): Peer,
    posted: Posted,
) -> Result<Response> {
    if let Some(seconds) = state.login_failures().must_wait(peer, COUNTED) {
        return Err(Fault::Wait { seconds });
    }
    state.login_failures().count(peer, COUNTED);
    let mut page = ForgotPage::new(&state, &visitor);
    match posted.text("email").parse::<Email>() {
        Ok(email) => {
            people::forgot(state.hub(), &email).await?;
            page.is_sent = true;
            Ok(render(&page)?.into_response())
        }
        Err(_) => {
            let wrong = "Enter one e-mail address, for example ada@owlbakery.com.".to_owned();
            page.email = page.email.value(posted.text("email")).wrong(Some(wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "choose_password.html")]
struct ChoosePage {
    bare: Bare,
    csrf: Option<String>,
    title: &'static str,
    lead: String,
    here: &'static str,
    token: String,
    email: String,
    password: Field,
}

impl ChoosePage {
    fn new(state: &ConsoleState, visitor: &Visitor, kind: Kind, token: &str, person: &LinkedPerson) -> Self {
        let title = kind.title();
        let lead = match (&person.account_name, kind) {
            (Some(account), Kind::Welcome) => format!("You are invited to work for \"{account}\" here."),
            (None, Kind::Welcome) => "You are invited to review.".to_owned(),
            (_, Kind::Reset) => {
                "When it is set, you are signed out everywhere, and sign in with it.".to_owned()
            }
        };
        Self {
            bare: Bare::of(state, visitor, title),
            csrf: csrf(visitor),
            title,
            lead,
            here: kind.path(),
            token: token.to_owned(),
            email: person.email.as_str().to_owned(),
            password: Field::line("password", "password", "Password")
                .hint(
                    "At least 12 characters. Several words that do not belong together are easy to remember and hard to \
                     guess.",
                )
                .autocomplete("new-password")
                .max_length(128),
        }
    }
}

/// Which link somebody came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Welcome,
    Reset,
}

impl Kind {
    const fn purpose(self) -> LinkPurpose {
        match self {
            Self::Welcome => LinkPurpose::Invitation,
            Self::Reset => LinkPurpose::PasswordReset,
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Reset => "reset",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Welcome => "Choose a password",
            Self::Reset => "Choose a new password",
        }
    }
}

#[derive(Template)]
#[template(path = "link_gone.html")]
struct GonePage {
    bare: Bare,
}

fn gone(state: &ConsoleState, visitor: &Visitor) -> Result<Response> {
    let page = GonePage { bare: Bare::of(state, visitor, "This link is no longer good") };
    Ok((StatusCode::NOT_FOUND, render(&page)?).into_response())
}

async fn welcome(state: State<ConsoleState>, visitor: Visitor, token: Path<String>) -> Result<Response> {
    show(state, visitor, token, Kind::Welcome).await
}

async fn reset(state: State<ConsoleState>, visitor: Visitor, token: Path<String>) -> Result<Response> {
    show(state, visitor, token, Kind::Reset).await
}

/// Only shows it: mail programs open links before people do.
async fn show(
    State(state): State<ConsoleState>,
    visitor: Visitor,
    Path(token): Path<String>,
    kind: Kind,
) -> Result<Response> {
    match links::look(state.hub(), &SecretString::from(token.as_str()), kind.purpose()).await {
        Ok(person) => Ok(render(&ChoosePage::new(&state, &visitor, kind, &token, &person))?.into_response()),
        Err(Error::NotFound(_)) => gone(&state, &visitor),
        Err(other) => Err(other.into()),
    }
}

async fn accept(
    state: State<ConsoleState>,
    visitor: Visitor,
    token: Path<String>,
    posted: Posted,
) -> Result<Response> {
    choose(state, visitor, token, posted, Kind::Welcome).await
}

async fn set(
    state: State<ConsoleState>,
    visitor: Visitor,
    token: Path<String>,
    posted: Posted,
) -> Result<Response> {
    choose(state, visitor, token, posted, Kind::Reset).await
}

async fn choose(
    State(state): State<ConsoleState>,
    visitor: Visitor,
    Path(token): Path<String>,
    posted: Posted,
    kind: Kind,
) -> Result<Response> {
    let (hub, secret) = (state.hub(), SecretString::from(token.as_str()));
    let password = SecretString::from(posted.get("password").unwrap_or_default());
    let chosen = match kind {
        Kind::Welcome => people::accept(hub, &secret, &password).await,
        Kind::Reset => people::reset(hub, &secret, &password).await,
    };
    match chosen {
        Ok(_) => Ok(Redirect::to("/console/sign-in?done=password").into_response()),
        Err(Error::NotFound(_)) => gone(&state, &visitor),
        Err(Error::Invalid(Invalid::Field { why, .. })) => {
            let person = links::look(hub, &secret, kind.purpose()).await?;
            let mut page = ChoosePage::new(&state, &visitor, kind, &token, &person);
            page.password = page.password.wrong(Some(sentence(&why)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
