//! Whether the partners' feed can be published to the operator's stream.

use trusthub_gateways::jetstream::StreamError;

use super::Finding;
use crate::commands::words;
use crate::config::Config;
use crate::wiring;

const SUBJECT: &str = "stream";

/// Nothing is said of a stream that nobody wants.
pub(super) async fn check(config: &Config) -> Option<Finding> {
    let stream = wiring::stream(config)?;
    let name = stream.name();
    Some(match stream.look().await {
        Ok(Some(messages)) => {
            let messages = words::count(messages, "message", "messages");
            Finding::ok(SUBJECT, format!("{name} holds {messages}"))
        }
        Ok(None) => Finding::ok(
            SUBJECT,
            format!("JetStream answers; {name} is made when there is something to publish"),
        ),
        Err(error) => Finding::fail(SUBJECT, error.to_string(), mend(&error)),
    })
}

fn mend(error: &StreamError) -> &'static str {
    match error {
        StreamError::Address | StreamError::Unreachable(_) => {
            "check TRUSTHUB_NATS_URL, and that this machine reaches it; a certificate of your own goes into TRUSTHUB_FETCH_CA_FILE"
        }
        StreamError::Login => "check user name and password in TRUSTHUB_NATS_URL",
        StreamError::NoJetStream => {
            "start the server with JetStream (-js), and permit it to this user's account"
        }
        StreamError::Silent | StreamError::Answer => {
            "look at the server's log; this user must be permitted what docs/partners.md names"
        }
        StreamError::Refused { .. } => {
            "permit this user what docs/partners.md names, or make the stream yourself"
        }
    }
}
