//! A person's own settings: password, mails, sessions; passkeys are in [`super::passkeys`].

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use secrecy::SecretString;
use trusthub_app::people::{self, Notifications, SignedIn, colleagues};
use trusthub_app::{Error, Invalid, Who};

use super::passkeys::Section;
use super::{Own, Tab};
use crate::asked::Asked;
use crate::fault::{Fault, Result, sentence};
use crate::form::Field;
use crate::frame::{Frame, render};
use crate::pages::sign_in::Peer;
use crate::session::{Posted, Visitor, ended};

#[derive(Template)]
#[template(path = "settings/own.html")]
struct OwnPage {
    frame: Frame,
    tabs: Vec<Tab>,
    base: String,
    /// What the password's form asks; nothing for whoever signed in with an auth token.
    password: Vec<Field>,
    passkeys: Option<Section>,
    /// Which mails there are to choose; nothing for whoever is no user.
    mails: Vec<Field>,
    sessions: Vec<SignedIn>,
}

pub(super) async fn show(own: Own, Query(asked): Query<Asked>) -> Result<Response> {
    let done = match asked.done.as_str() {
        "password" => Some("Your new password is set. Your other sessions have ended."),
        "passkey" => Some("Your passkey is added. We have sent you a mail about it."),
        "passkey-removed" => Some("The passkey is removed and no longer signs you in."),
        "mails" => Some("It is saved."),
        _ => None,
    };
    page(&own, password_fields(), None, done).await
}

/// The page after a passkey was not taken.
pub(super) async fn without_passkey(own: &Own, why: String) -> Result<Response> {
    page(own, password_fields(), Some(why), None).await
}

async fn page(
    own: &Own,
    password: Vec<Field>,
    passkey_refused: Option<String>,
    done: Option<&'static str>,
) -> Result<Response> {
    let visit = own.visit();
    let is_refused = passkey_refused.is_some() || password.iter().any(|field| field.error.is_some());
    let page = OwnPage {
        frame: own.frame("Settings").after(done),
        tabs: own.tabs(),
        base: own.base(),
        password: if own.has_password() { password } else { Vec::new() },
        passkeys: Section::of(own, passkey_refused).await?,
        mails: mail_fields(visit.session.actor.who()),
        sessions: people::list_sessions(visit.hub(), &visit.session.actor).await?,
    };
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, render(&page)?).into_response())
}

fn password_fields() -> Vec<Field> {
    vec![
        Field::line("password", "present", "Present password").autocomplete("current-password"),
        Field::line("password", "next", "New password")
            .hint("At least 12 characters. Several words that do not belong together are easy to remember and hard to guess.")
            .autocomplete("new-password")
            .max_length(128),
    ]
}

fn mail_fields(who: &Who) -> Vec<Field> {
    let Who::User { user, .. } = who else { return Vec::new() };
    let tick = |name: &str, label: &str, is_chosen: bool| {
        let field = Field::new(crate::form::Control::Tick, name, label).optional();
        field.value(if is_chosen { "true" } else { "" })
    };
    let Notifications { decisions, expiry } = user.notifications;
    vec![
        tick(
            "decisions",
            "Tell me when a profile or product is approved, rejected, suspended or reinstated",
            decisions,
        ),
        tick("expiry", "Tell me before an approval runs out, and when it has", expiry),
    ]
}

/// Guessing the password here counts as it does where people sign in.
pub(super) async fn change_password(
    own: Own,
    visitor: Visitor,
    Peer(peer): Peer,
    posted: Posted,
) -> Result<Response> {
    let visit = own.visit();
    let (failures, counted) = (visit.state.login_failures(), visit.session.shown_name.to_lowercase());
    if let Some(seconds) = failures.must_wait(peer, &counted) {
        return Err(Fault::Wait { seconds });
    }
    let token = visitor.token.ok_or(Fault::SignIn)?;
    let given = |name| SecretString::from(posted.get(name).unwrap_or_default());
    let actor = &visit.session.actor;
    match people::change_password(visit.hub(), actor, &token, &given("present"), &given("next")).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=password", own.base())).into_response()),
        Err(Error::Invalid(Invalid::Field { field, why })) => {
            let at = if field == "Password" { "next" } else { "present" };
            if at == "present" {
                failures.count(peer, &counted);
            }
            let fields = password_fields().into_iter();
            let fields = fields.map(|field| match field.name == at {
                true => field.wrong(Some(sentence(&why))),
                false => field,
            });
            page(&own, fields.collect(), None, None).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn choose_mails(own: Own, posted: Posted) -> Result<Redirect> {
    let visit = own.visit();
    let is_ticked = |name| posted.text(name) == "true";
    let chosen = Notifications { decisions: is_ticked("decisions"), expiry: is_ticked("expiry") };
    colleagues::set_notifications(visit.hub(), &visit.session.actor, chosen).await?;
    Ok(Redirect::to(&format!("{}?done=mails", own.base())))
}

pub(super) async fn sign_out_everywhere(own: Own) -> Result<Response> {
    let visit = own.visit();
    people::sign_out_everywhere(visit.hub(), &visit.session.actor).await?;
    let cookie = ended(visit.state.is_secure()).map(|cookie| (SET_COOKIE, cookie));
    Ok((AppendHeaders(cookie), Redirect::to("/console/sign-in?done=out")).into_response())
}
