//! Signed calls: whether a certificate signs, whether its successor is late, and whether it is known whom to trust.

use trusthub_app::certificates::{self, Listed, Remaining};
use trusthub_app::{Actor, Hub, calls};

use super::Finding;
use crate::commands::words;
use crate::config::Config;
use crate::failure::Outcome;

const SUBJECT: &str = "certificates";

const TRUST: &str = "call trust";

/// Whether the lists that say whom to trust are at hand, and fetched as they should be.
pub(super) async fn trust(config: &Config, hub: &Hub) -> Outcome<Finding> {
    let all = calls::list_standings(hub, &Actor::operator()).await?;
    let now = hub.now();
    let mend = "its address must answer past the guard (fetch_allow, fetch_ca_file), and be signed under \
        stir_authority_roots_file; see docs/stir-certificates.md";
    for standing in &all {
        let url = &standing.url;
        let Some(list) = &standing.list else {
            return Ok(Finding::warn(TRUST, format!("{url}: never asked"), "start `trusthub serve`"));
        };
        let Some(ends_at) = list.ends_at else {
            return Ok(Finding::fail(TRUST, format!("{url}: never had; {}", list.failure), mend));
        };
        if ends_at < now {
            let what = format!("{url}: over since {ends_at}, calls fail that rest on it; {}", list.failure);
            return Ok(Finding::fail(TRUST, what, mend));
        }
        if list.failures > 0 {
            let what = format!("{url}: counts until {ends_at}, the last fetch failed: {}", list.failure);
            return Ok(Finding::warn(TRUST, what, mend));
        }
    }
    let trust = &config.call_trust;
    Ok(if !all.is_empty() {
        Finding::ok(TRUST, format!("{} current", words::count(words_of(all.len()), "list", "lists")))
    } else if let Some(path) = &trust.roots_file {
        Finding::ok(TRUST, format!("the authorities in {}; revocation is not followed", path.display()))
    } else if trust.test_root.as_ref().is_some_and(|path| path.exists()) {
        Finding::warn(
            TRUST,
            "this hub's own TEST authority, which nobody else trusts",
            "before real calls, set stir_trust_list_url or stir_roots_file, and take in a certificate",
        )
    } else {
        Finding::ok(TRUST, "nobody; calls of other providers do not verify")
    })
}

fn words_of(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

pub(super) async fn check(hub: &Hub) -> Outcome<Finding> {
    let all = certificates::list(hub, &Actor::operator()).await?;
    // Per owner and code the one that lasts longest; the others are followed by it.
    let last = |listed: &&Listed| {
        let same = |other: &&Listed| {
            other.certificate.account == listed.certificate.account
                && other.certificate.spc == listed.certificate.spc
        };
        all.iter().find(same).is_some_and(|first| first.certificate.sha256 == listed.certificate.sha256)
    };
    let last: Vec<&Listed> = all.iter().filter(last).collect();
    let mend = "take in its successor with `trusthub stir cert import`; see docs/stir-certificates.md";
    let named = |listed: &Listed| {
        let until = listed.certificate.not_after.to_date_in_words();
        format!(
            "{} until {until}",
            if listed.certificate.spc.is_empty() { "numbers" } else { &listed.certificate.spc }
        )
    };
    let of = |remaining| last.iter().find(|listed| listed.remaining == remaining);
    Ok(if let Some(over) = of(Remaining::Over) {
        Finding::fail(SUBJECT, format!("{}: over, no call is signed with it", named(over)), mend)
    } else if let Some(little) = of(Remaining::Little) {
        Finding::warn(SUBJECT, format!("{}: less than a fifth of its time is left", named(little)), mend)
    } else if last.is_empty() {
        Finding::ok(SUBJECT, "none taken in; no calls are signed")
    } else {
        Finding::ok(SUBJECT, last.iter().map(|listed| named(listed)).collect::<Vec<_>>().join(", "))
    })
}
