//! The certificates that calls are signed with: whether one signs, and whether its successor is late.

use trusthub_app::certificates::{self, Listed, Remaining};
use trusthub_app::{Actor, Hub};

use super::Finding;
use crate::failure::Outcome;

const SUBJECT: &str = "certificates";

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
