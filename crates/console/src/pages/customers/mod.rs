//! An ISV's customers: the profiles of all of them on one list, the same as a file, and the first one of another.

mod export;
mod list;
mod new;

use axum::Router;
use axum::routing::get;
use serde::Deserialize;
use std::time::Duration;
use trusthub_app::bundles::overview::Wanted;
use trusthub_domain::bundle::Status;
use trusthub_domain::sid::PolicySid;
use url::form_urlencoded;

use crate::state::ConsoleState;

/// In a day.
const SECONDS: u64 = 24 * 60 * 60;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new()
        .route("/console/{account}/customers", get(list::show))
        .route("/console/{account}/customers.csv", get(export::file))
        .route("/console/{account}/customers/new", get(new::ask).post(new::create))
}

/// What is looked for, as the form says it. What cannot be read looks for everything.
#[derive(Debug, Clone, Default, Deserialize)]
struct Search {
    #[serde(default)]
    name: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    policy: String,
    /// Days.
    #[serde(default)]
    ends: String,
    /// The last row of the page before, as its time and identifier.
    #[serde(default)]
    after: String,
}

impl Search {
    fn wanted(&self) -> Wanted {
        let days = self.ends.parse::<u16>().ok();
        Wanted {
            name: self.name.clone(),
            status: self.status.parse::<Status>().ok(),
            policy_sid: self.policy.parse::<PolicySid>().ok(),
            account_sid: None,
            ends_within: days.map(|days| Duration::from_secs(u64::from(days) * SECONDS)),
        }
    }

    /// Its query, without the page.
    fn query(&self) -> String {
        let fields =
            [("name", &self.name), ("status", &self.status), ("policy", &self.policy), ("ends", &self.ends)];
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
        form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish()
    }

    fn is_empty(&self) -> bool {
        self.query().is_empty()
    }
}
