//! When a domain was registered: RDAP (RFC 9082, RFC 9083), by a registry's server or a bootstrap server that redirects.

use serde_json::Value;
use trusthub_domain::time::Timestamp;
use url::Url;

use super::{Provider, Read, under};

/// Asks an RDAP server.
#[derive(Debug, Clone)]
pub struct Rdap {
    /// Without a path of a query: `https://rdap.example`.
    pub base: Url,
}

impl Provider for Rdap {
    /// A registrable domain, in ASCII.
    type Question = String;
    /// When it was registered.
    type Answer = Timestamp;

    const NAME: &'static str = "rdap";

    fn url(&self, domain: &String) -> Option<Url> {
        under(&self.base, &["domain", domain])
    }

    /// A domain without the date says nothing of its age (RFC 9083 §4.5: events are optional).
    fn read(&self, domain: &String, body: &Value) -> Read<Timestamp> {
        let is_same = |key: &str| {
            body.get(key)
                .and_then(Value::as_str)
                .is_some_and(|name| name.trim_end_matches('.').eq_ignore_ascii_case(domain))
        };
        if body.get("objectClassName").and_then(Value::as_str) != Some("domain") || !is_same("ldhName") {
            return Read::Unreadable;
        }
        let events = body.get("events").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let registered = events
            .iter()
            .filter(|event| event.get("eventAction").and_then(Value::as_str) == Some("registration"))
            .filter_map(|event| Timestamp::parse_rfc3339(event.get("eventDate")?.as_str()?))
            .min();
        registered.map_or(Read::Unreadable, Read::Answer)
    }
}
