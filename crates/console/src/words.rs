//! How numbers, moments and statuses read on a page.

use askama::Template;
use askama::filters::HtmlSafe;
use trusthub_domain::bundle::{Bundle, Status};
use trusthub_domain::time::Timestamp;

/// With a capital letter.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A number of bytes.
pub(crate) fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    const MIB: u64 = 1024 * 1024;
    if bytes >= MIB {
        format!("{} MiB", bytes.div_ceil(MIB))
    } else if bytes >= KIB {
        format!("{} KiB", bytes.div_ceil(KIB))
    } else {
        format!("{bytes} bytes")
    }
}

/// A number with its thousands told apart.
pub(crate) fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|one| std::str::from_utf8(one).ok()).collect();
    groups.join(",")
}

/// A day in words, and for machines to the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Template)]
#[template(path = "day.html")]
pub(crate) struct Day {
    at: Timestamp,
}

impl HtmlSafe for Day {}

/// By reference, as templates give what they are given.
pub(crate) const fn day(at: &Timestamp) -> Day {
    Day { at: *at }
}

/// A moment in words, and for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Template)]
#[template(path = "moment.html")]
pub(crate) struct Moment {
    at: Timestamp,
}

impl HtmlSafe for Moment {}

/// By reference, as [`day`].
pub(crate) const fn moment(at: &Timestamp) -> Moment {
    Moment { at: *at }
}

/// A status as a badge: its words, and which colour stands beside them.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "badge.html")]
pub(crate) struct Badge {
    pub(crate) text: &'static str,
    pub(crate) class: &'static str,
    /// Beside the words, so that the colour is not all that tells them apart.
    pub(crate) sign: &'static str,
}

impl HtmlSafe for Badge {}

/// What the console calls a bundle's status.
pub(crate) fn badge(bundle: &Bundle, now: Timestamp) -> Badge {
    if bundle.suspension.is_some() {
        return Badge { text: "Suspended", class: "badge-bad", sign: "‖" };
    }
    badge_of(bundle.shown_status(), bundle.valid_until, now)
}

/// The same of what is known of a bundle on a list.
pub(crate) fn badge_of(shown: Status, valid_until: Option<Timestamp>, now: Timestamp) -> Badge {
    match shown {
        Status::Draft => Badge { text: "Draft", class: "", sign: "○" },
        Status::PendingReview | Status::InReview => {
            Badge { text: "In review", class: "badge-busy", sign: "◔" }
        }
        Status::Approved => Badge { text: "Approved", class: "badge-good", sign: "✓" },
        Status::Rejected if valid_until.is_some_and(|until| until <= now) => {
            Badge { text: "Expired", class: "badge-warn", sign: "!" }
        }
        Status::Rejected => Badge { text: "Rejected", class: "badge-bad", sign: "✕" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_in_words_and_in_rfc_3339() {
        let at = Timestamp::from_seconds(1_564_525_740);
        let of_machines = at.to_rfc3339();
        assert_eq!(day(&at).to_string(), format!("<time datetime=\"{of_machines}\">30 July 2019</time>"));
        assert_eq!(
            moment(&at).to_string(),
            format!("<time datetime=\"{of_machines}\">30 July 2019, 22:29 UTC</time>")
        );
    }

    #[test]
    fn thousands_are_told_apart() {
        for (count, text) in
            [(0, "0"), (999, "999"), (6_000, "6,000"), (200_000, "200,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(thousands(count), text);
        }
    }
}
