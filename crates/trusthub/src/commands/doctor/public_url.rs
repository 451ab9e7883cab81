//! Whether the hub answers where customers look for it, and whether it is the hub that answers.

use std::time::Duration;

use serde_json::Value;

use super::Finding;
use crate::config::Config;
use crate::wiring;

/// How long the hub may take to answer its own health check; it gives its database three seconds.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) async fn check(config: &Config) -> Finding {
    let url = wiring::public_url(config);
    let client = reqwest::Client::builder()
        .timeout(HEALTH_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build();
    let answer = match client {
        Ok(client) => client.get(format!("{url}/ready")).send().await,
        Err(error) => Err(error),
    };
    let mend = "start the hub, or set TRUSTHUB_PUBLIC_URL to where customers reach it";
    match answer {
        Ok(answer) => {
            let status = answer.status();
            let body: Value = answer.json().await.unwrap_or_default();
            let message = body.get("message").and_then(Value::as_str).unwrap_or_default();
            match (status.as_u16(), body.get("checks").is_some_and(Value::is_array)) {
                (200, true) => Finding::ok("public URL", format!("{url} answers and is ready")),
                (503, true) => {
                    Finding::fail("public URL", format!("{url} answers: {message}"), "mend what it names")
                }
                _ => {
                    let what = format!("somebody else answers at {url}: {status}, and not as a hub does");
                    Finding::fail("public URL", what, "look at the proxy, or at TRUSTHUB_PUBLIC_URL")
                }
            }
        }
        Err(_) => Finding::warn("public URL", format!("nobody answers at {url} from here"), mend),
    }
}
