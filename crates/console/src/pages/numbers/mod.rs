//! The account's phone numbers: where each is assigned, how calls from it are signed, and assigning many at once.

mod change;
mod list;

use axum::Router;
use axum::routing::{get, post};
use trusthub_app::bundles::{self, BundleFilter};
use trusthub_app::{PageRequest, Position};
use trusthub_domain::bundle::{Bundle, BundleKind};

use crate::fault::Result;
use crate::form::{Choice, Control, Field};
use crate::session::Customer;
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new()
        .route("/console/{account}/numbers", get(list::show))
        .route("/console/{account}/numbers/assign", get(change::ask).post(change::assign))
        .route("/console/{account}/numbers/remove", post(change::remove))
}

/// Profiles and products that are offered to assign numbers to, newest first.
const OFFERED: u32 = 100;

/// What numbers may be assigned to: profiles first, because a product takes only what its profile has.
async fn offered(customer: &Customer) -> Result<Vec<Bundle>> {
    let mut offered = Vec::new();
    for kind in [BundleKind::CustomerProfile, BundleKind::TrustProduct] {
        let request = PageRequest { size: OFFERED, position: Position::Start };
        let all =
            bundles::list(customer.hub(), &customer.actor, kind, BundleFilter::default(), request).await?;
        offered.extend(all.items.into_iter().filter(|bundle| bundle.may_change_numbers().is_ok()));
    }
    Ok(offered)
}

/// The form for many at once.
fn fields(customer: &Customer, offered: &[Bundle], chosen: &str, numbers: &str) -> Vec<Field> {
    let now = customer.hub().now();
    let choice = |bundle: &Bundle| {
        let badge = crate::words::badge(bundle, now);
        let policy = customer.hub().catalog().policy(bundle.policy_sid);
        let policy = policy.map(|policy| policy.friendly_name.as_str()).unwrap_or_default();
        Choice::new(bundle.sid.to_string(), format!("{} · {policy} · {}", bundle.friendly_name, badge.text))
    };
    vec![
        Field::new(Control::Select(offered.iter().map(choice).collect()), "bundle", "Assign to")
            .hint("A number goes on a profile first, and then on each product that rests on it.")
            .value(chosen),
        Field::new(Control::Area, "numbers", "Phone numbers")
            .hint("One a line, with plus sign and country code; at most 2000.")
            .example("+12155550100")
            .optional()
            .value(numbers),
        Field::new(Control::File("text/csv,text/plain"), "file", "Or a CSV file")
            .hint("With a column phone_number, or with the numbers in its first column.")
            .optional(),
    ]
}
