//! What goes wrong, as a page: what happened, and what to do next.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, LOCATION, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use trusthub_app::Error;

use crate::embed::{Inlay, event_of};
use crate::frame::{Bare, render};
use crate::session::Visitor;
use crate::state::ConsoleState;
use crate::words::capitalised;

/// What a handler can answer instead of a page. It becomes a page in the guard, which knows how the visitor likes them.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A use case refused.
    App(Error),
    /// There is no such page, or not for this visitor.
    NoSuchPage,
    /// Signing in comes first.
    SignIn,
    /// The form does not carry this session's token, or comes from another site.
    ForeignForm,
    /// The form is no form.
    Form(String),
    /// The form is too long.
    TooLarge {
        /// What is taken.
        limit_bytes: u64,
    },
    /// Too many wrong passwords.
    Wait {
        /// For how long.
        seconds: u64,
    },
    /// A template failed, which is a bug.
    Template(askama::Error),
}

pub(crate) type Result<T> = std::result::Result<T, Fault>;

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::App(error)
    }
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Self {
        Self::Template(error)
    }
}

/// Carried to the guard.
#[derive(Clone)]
struct Carried(std::sync::Arc<Fault>);

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Carried(std::sync::Arc::new(self)));
        response
    }
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage<'a> {
    bare: Bare,
    title: &'a str,
    what: String,
    next: &'a str,
    support: Option<String>,
}

/// Gives a fault its page.
pub(crate) fn shown(state: &ConsoleState, visitor: &Visitor, here: &str, mut response: Response) -> Response {
    let Some(Carried(fault)) = response.extensions_mut().remove::<Carried>() else { return response };
    if matches!(*fault, Fault::SignIn) {
        return to_sign_in(here);
    }
    fault.log();
    let (title, what, next) = fault.words();
    let support = state.hub().settings().support_email.as_ref().map(|email| email.as_str().to_owned());
    let page = FaultPage { bare: Bare::of(state, visitor, title), title, what, next, support };
    let mut page = match render(&page) {
        Ok(page) => (fault.status(), page).into_response(),
        Err(_) => fault.status().into_response(),
    };
    if let Fault::Wait { seconds } = *fault {
        page.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    page
}

#[derive(Template)]
#[template(path = "embed/fault.html")]
struct FaultInlay<'a> {
    inlay: Inlay,
    title: &'a str,
    what: String,
    next: &'a str,
}

/// The same in a frame on another page, where there is nothing to sign in to.
pub(crate) fn shown_in_frame(state: &ConsoleState, mut response: Response) -> Response {
    let Some(Carried(fault)) = response.extensions_mut().remove::<Carried>() else { return response };
    fault.log();
    let (title, what, next) = match &*fault {
        Fault::App(Error::Unauthenticated) => (
            "The time for this form is over",
            "What you saved is kept.".to_owned(),
            "Ask whoever gave you this form for a new one.",
        ),
        Fault::SignIn | Fault::NoSuchPage | Fault::App(Error::NotFound(_)) => {
            ("There is no such page", "The address names nothing here.".to_owned(), "Go back, and try again.")
        }
        other => other.words(),
    };
    let inlay = Inlay::new(state, None, title, event_of(&fault));
    match render(&FaultInlay { inlay, title, what, next }) {
        Ok(page) => (fault.status(), page).into_response(),
        Err(_) => fault.status().into_response(),
    }
}

fn to_sign_in(here: &str) -> Response {
    let next = url::form_urlencoded::byte_serialize(here.as_bytes()).collect::<String>();
    let place = if here == "/console" {
        "/console/sign-in".to_owned()
    } else {
        format!("/console/sign-in?next={next}")
    };
    match HeaderValue::try_from(place) {
        Ok(place) => (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

impl Fault {
    /// Writes down what is our mistake.
    fn log(&self) {
        match self {
            Self::App(Error::Internal(cause)) => {
                tracing::error!(error = &**cause as &dyn std::error::Error, "a page failed");
            }
            Self::Template(error) => tracing::error!(%error, "a template failed"),
            _ => {}
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::SEE_OTHER,
            Self::NoSuchPage => StatusCode::NOT_FOUND,
            Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::Form(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Template(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::App(error) => match error {
                Error::Unauthenticated => StatusCode::UNAUTHORIZED,
                Error::Forbidden(_) => StatusCode::FORBIDDEN,
                Error::NotFound(_) => StatusCode::NOT_FOUND,
                Error::Invalid(_) => StatusCode::BAD_REQUEST,
                Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
                Error::Rule(_)
                | Error::Messaging(_)
                | Error::Case(_)
                | Error::Tollfree(_)
                | Error::ItemFrozen(_)
                | Error::InUse(_)
                | Error::AlreadyExists(_)
                | Error::Conflict
                | Error::IdempotencyMismatch
                | Error::IdempotencyRunning => StatusCode::CONFLICT,
                Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
                Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }

    /// Title, what happened, what to do next.
    fn words(&self) -> (&'static str, String, &'static str) {
        let go_back = "Go back, and try again.";
        match self {
            Self::NoSuchPage | Self::App(Error::NotFound(_)) => (
                "There is no such page",
                "The address names nothing here, or something that your account does not have.".to_owned(),
                "Start again from the overview.",
            ),
            Self::SignIn | Self::App(Error::Unauthenticated) => (
                "Sign in first",
                "Your session has ended.".to_owned(),
                "Sign in again; what you saved is kept.",
            ),
            Self::ForeignForm => (
                "We did not take this form",
                "It was not made by this page in your present session, so we changed nothing.".to_owned(),
                "Go back, reload the page, and send it again.",
            ),
            Self::Form(why) => {
                ("We could not read this form", format!("We changed nothing: {why}."), go_back)
            }
            Self::TooLarge { limit_bytes } | Self::App(Error::TooLarge { limit_bytes }) => (
                "This is too large",
                format!(
                    "We take at most {} in one form, and changed nothing.",
                    crate::words::size(*limit_bytes)
                ),
                "Send a smaller file.",
            ),
            Self::Wait { seconds } => (
                "Wait a moment",
                format!("There were too many wrong passwords. You can try again in {seconds} seconds."),
                "If you do not remember the password, ask for a new one on the sign-in page.",
            ),
            Self::Template(_) | Self::App(Error::Internal(_)) => (
                "This failed, and it is our mistake",
                "What you saved before is kept. We have written down what happened.".to_owned(),
                "Try again; if it fails again, tell support when it happened.",
            ),
            Self::App(Error::Unavailable(part)) => (
                "This does not work at the moment",
                format!("We cannot reach {part}. We changed nothing."),
                "Try again in a minute.",
            ),
            Self::App(Error::Conflict) => (
                "Somebody else changed this at the same time",
                "We kept their change and did not make yours.".to_owned(),
                "Go back, look at what it is now, and decide again.",
            ),
            Self::App(Error::Forbidden(why)) => {
                ("This is not for you to do", sentence(why), "Ask a colleague who may.")
            }
            Self::App(error) => ("We did not do this", sentence(&error.to_string()), go_back),
        }
    }
}

/// An error's fragment as a sentence.
pub(crate) fn sentence(fragment: &str) -> String {
    let stop = if fragment.ends_with(['.', '?']) { "" } else { "." };
    format!("{}{stop}", capitalised(fragment))
}

/// For addresses under `/console` that lead nowhere.
pub(crate) async fn no_such_page(State(_): State<ConsoleState>) -> Fault {
    Fault::NoSuchPage
}
