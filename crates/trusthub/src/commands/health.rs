//! `trusthub health`: asks the running hub beside it whether it is well, for containers and scripts without curl.

use std::time::Duration;

use crate::cli::{Health, Place};
use crate::config::{self, Config};
use crate::failure::{Failure, Outcome};
use crate::{output, wiring};

/// Whoever watches a process asks often, so a late answer is none.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// # Errors
/// Exit code 1 if it is not well or does not answer.
pub(super) async fn run(place: &Place, arguments: Health) -> Outcome {
    let config = config::load(&place.given())?;
    let path = if arguments.live { "/health" } else { "/ready" };
    let url = format!("{}{path}", base(&config));
    let client = reqwest::Client::builder()
        .timeout(TIME_LIMIT)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(Failure::environment)?;
    let answer = client.get(&url).send().await.map_err(|error| {
        Failure::refused(error)
            .while_doing(format!("nobody answers at {url}"))
            .hint("is `trusthub serve` running?")
    })?;
    let status = answer.status();
    let body = answer.text().await.unwrap_or_default();
    output::line(output::harmless(&body));
    if status.is_success() {
        Ok(())
    } else {
        Err(Failure::refused_because(format!("{url} answers {status}"))
            .hint("`trusthub doctor` looks for the cause"))
    }
}

/// The listener of the metrics answers too and speaks no TLS, whose certificate would not name this machine.
fn base(config: &Config) -> String {
    match &config.metrics_listen {
        Some(listen) => config::url_of_listener(listen, false),
        None if config.tls.is_none() => config::url_of_listener(&config.listen, false),
        None => wiring::public_url(config),
    }
}
