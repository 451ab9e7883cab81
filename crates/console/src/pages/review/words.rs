//! How the desk's states and shares read, each with a sign beside its colour.

use trusthub_app::review::queue::CaseSummary;
use trusthub_domain::review::Risk;
use trusthub_domain::time::Timestamp;

use crate::words::Badge;

/// A band of risk.
pub(super) const fn risk(risk: Option<Risk>) -> Badge {
    match risk {
        Some(Risk::High) => Badge { text: "High", class: "badge-bad", sign: "▲" },
        Some(Risk::Medium) => Badge { text: "Medium", class: "badge-warn", sign: "◆" },
        Some(Risk::Low) => Badge { text: "Low", class: "badge-good", sign: "▼" },
        None => Badge { text: "Unknown", class: "", sign: "?" },
    }
}

/// What is special about a case in the queue.
pub(super) fn marks(case: &CaseSummary, is_test: bool) -> Vec<Badge> {
    let all = [
        (is_test, Badge { text: "Test", class: "badge-warn", sign: "⚗" }),
        (case.is_appeal, Badge { text: "Appeal", class: "badge-busy", sign: "↺" }),
        (case.has_hit, Badge { text: "Sanctions hit", class: "badge-bad", sign: "!" }),
        (case.is_for_leads, Badge { text: "For a lead", class: "badge-busy", sign: "↑" }),
        (case.waits_for_customer, Badge { text: "Waits for the customer", class: "", sign: "…" }),
        (case.needs_second, Badge { text: "Two reviewers", class: "", sign: "⚇" }),
    ];
    all.into_iter().filter(|(is_so, _)| *is_so).map(|(_, badge)| badge).collect()
}

/// A moment, to the minute.
pub(super) fn moment(at: Timestamp) -> String {
    let text = at.to_rfc3339();
    let (day, time) = text.split_once('T').unwrap_or((text.as_str(), ""));
    format!("{day} {} UTC", time.get(..5).unwrap_or_default())
}

/// Thousandths as percent, with one decimal; a dash for nothing.
pub(super) fn percent(per_mille: Option<i64>) -> String {
    per_mille.map_or_else(|| "–".to_owned(), |share| format!("{}.{} %", share / 10, share % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_moments_read_short() {
        assert_eq!(percent(Some(987)), "98.7 %");
        assert_eq!(percent(None), "–");
        let at = Timestamp::parse_rfc3339("2026-11-26T09:30:59Z").unwrap();
        assert_eq!(moment(at), "2026-11-26 09:30 UTC");
    }
}
