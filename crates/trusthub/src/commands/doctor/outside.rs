//! Who is asked about businesses, so that nobody wonders why evidence is missing, or who hears of whom.

use super::Finding;
use crate::config::Config;
use crate::failure::Failure;
use crate::wiring;

const PICTURES: &str = "pictures of websites";

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

/// Whether Chromium starts, within its limits. Nothing is said of one that nobody wants.
pub(super) async fn pictures(config: &Config) -> Option<Finding> {
    let (_, has_sandbox) = config.chromium.as_ref()?;
    let chromium = match wiring::chromium(config) {
        Ok(chromium) => chromium?,
        Err(failure) => return Some(Finding::of(PICTURES, &failure)),
    };
    Some(match chromium.version().await {
        Ok(version) if *has_sandbox => Finding::ok(PICTURES, format!("drawn by {version}, in its sandbox")),
        Ok(version) => Finding::warn(
            PICTURES,
            format!("drawn by {version} without its sandbox: a page that breaks out of it is this user"),
            "give the hub user namespaces, then set TRUSTHUB_CHROMIUM_SANDBOX=on; see docs/evidence.md",
        ),
        Err(error) => {
            let hint = "run TRUSTHUB_CHROMIUM by hand as the hub's user; its sandbox needs user namespaces, see docs/evidence.md";
            Finding::of(PICTURES, &Failure::environment(error).hint(hint))
        }
    })
}
