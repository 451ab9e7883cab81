//! Who is asked about businesses, so that nobody wonders why evidence is missing, or who hears of whom.

use super::Finding;
use crate::config::Config;

pub(super) fn check(config: &Config) -> Finding {
    let websites = config.website_checks.then_some("websites");
    let asked: Vec<&str> = websites.into_iter().chain(config.lookups.names()).collect();
    Finding::ok(
        "outside",
        if asked.is_empty() {
            "nobody is asked about businesses; see docs/evidence.md".to_owned()
        } else {
            format!("asked about businesses: {}", asked.join(", "))
        },
    )
}
