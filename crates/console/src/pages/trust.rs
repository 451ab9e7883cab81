//! How far the account is trusted, why, and what would raise it.

use askama::Template;
use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use trusthub_app::trust;
use trusthub_domain::trust::{Trust, TrustGround, TrustLevel, TrustReason};

use crate::fault::Result;
use crate::frame::{Frame, Place, render};
use crate::session::Customer;
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new().route("/console/{account}/trust", get(show))
}

struct Reason {
    text: &'static str,
    is_good: bool,
    /// What would change it.
    raise: Option<&'static str>,
    href: Option<String>,
}

/// One of the levels.
struct Rung {
    number: u8,
    name: &'static str,
    means: &'static str,
    is_here: bool,
}

#[derive(Template)]
#[template(path = "trust.html")]
struct TrustPage {
    frame: Frame,
    level: u8,
    name: &'static str,
    means: &'static str,
    reasons: Vec<Reason>,
    rungs: Vec<Rung>,
    advisor: String,
    is_lowest: bool,
}

async fn show(customer: Customer) -> Result<Response> {
    let Trust { level, reasons } =
        trust::level(customer.hub(), &customer.actor, customer.account.sid).await?;
    let rung = |one: TrustLevel| {
        let (name, means) = in_words(one);
        Rung { number: one.number(), name, means, is_here: one == level }
    };
    let (name, means) = in_words(level);
    let page = TrustPage {
        frame: Frame::customer(&customer, Place::Trust, "Trust level"),
        level: level.number(),
        name,
        means,
        reasons: reasons.iter().map(|reason| shown(&customer, reason)).collect(),
        rungs: TrustLevel::ALL.into_iter().map(rung).collect(),
        advisor: format!("{}/advisor", customer.home()),
        is_lowest: level == TrustLevel::Unknown,
    };
    Ok(render(&page)?.into_response())
}

const fn in_words(level: TrustLevel) -> (&'static str, &'static str) {
    match level {
        TrustLevel::Unknown => ("Unknown", "We do not know yet who you are."),
        TrustLevel::Identified => {
            ("Identified", "We know who you are, as a person or by your contact details.")
        }
        TrustLevel::Verified => ("Verified", "We checked your business and approved it."),
        TrustLevel::VerifiedPlus => {
            ("Verified plus", "A register knows your business, and your representatives confirmed it.")
        }
    }
}

fn shown(customer: &Customer, reason: &TrustReason) -> Reason {
    let raise = match reason.ground {
        TrustGround::AccountOnHold => Some("Write to our support to settle it."),
        TrustGround::NoProfileInForce => Some("Complete a profile and submit it."),
        TrustGround::PersonInForce => Some("If you have a registered business, make a profile of it."),
        TrustGround::NotRegistered => {
            Some("Check that the legal name and the number stand in the profile as in the register.")
        }
        TrustGround::NotConfirmed => {
            Some("Ask your representatives to answer the message that we sent them.")
        }
        TrustGround::VerificationPending => Some("There is nothing to do: we look at it again."),
        TrustGround::BusinessInForce | TrustGround::Registered | TrustGround::Confirmed => None,
    };
    let href = match reason.ground {
        TrustGround::NoProfileInForce => Some(format!("{}/profiles", customer.home())),
        _ => reason.bundle_sid.map(|sid| format!("{}/profiles/{sid}", customer.home())),
    };
    let is_good = matches!(
        reason.ground,
        TrustGround::PersonInForce
            | TrustGround::BusinessInForce
            | TrustGround::Registered
            | TrustGround::Confirmed
    );
    Reason { text: reason.ground.in_words(), is_good, raise, href }
}
