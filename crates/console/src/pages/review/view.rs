//! What of the queue is shown, as the page's address says it, and back.

use serde::Deserialize;
use trusthub_app::review::queue::{CaseOrder, CasePlace, Hold, View};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::review::Risk;
use trusthub_domain::time::Timestamp;

/// The address's parameters; what is not understood narrows nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// `mine`, `free`, `claimed`.
    pub(super) who: String,
    pub(super) risk: String,
    pub(super) country: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) leads: String,
    pub(super) order: String,
    /// Where the page before ended.
    pub(super) after: String,
    /// What the last form came to.
    pub(super) done: String,
}

impl Asked {
    /// As the queue takes it.
    pub(super) fn view(&self) -> View {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        View {
            mine: self.who == "mine",
            hold: match self.who.as_str() {
                "free" => Some(Hold::Free),
                "claimed" => Some(Hold::Claimed),
                _ => None,
            },
            risk: self.risk.parse().ok(),
            country: given(&self.country).map(|country| country.to_ascii_uppercase()),
            kind: self.kind.parse().ok(),
            name: given(&self.name),
            for_leads: self.leads == "1",
            order: if self.order == "risk" { CaseOrder::Risk } else { CaseOrder::Due },
        }
    }

    /// Where to read on.
    pub(super) fn place(&self) -> Option<CasePlace> {
        let mut parts = self.after.splitn(3, '-');
        let (risk, due_at, sid) = (parts.next()?, parts.next()?, parts.next()?);
        Some(CasePlace {
            risk: risk.parse().ok(),
            due_at: Timestamp::from_micros(due_at.parse().ok()?),
            sid: sid.parse().ok()?,
        })
    }
}

/// `high-<microseconds>-VC…`
pub(super) fn after(place: CasePlace) -> String {
    let risk = place.risk.map_or("none", Risk::as_str);
    format!("{risk}-{}-{}", place.due_at.as_micros(), place.sid)
}

/// The parameters of a view; empty for the whole queue.
pub(super) fn query(view: &View) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let who = match (view.mine, view.hold) {
        (true, _) => "mine",
        (false, Some(Hold::Free)) => "free",
        (false, Some(Hold::Claimed)) => "claimed",
        (false, None) => "",
    };
    let pairs = [
        ("who", who),
        ("risk", view.risk.map_or("", Risk::as_str)),
        ("country", view.country.as_deref().unwrap_or_default()),
        ("kind", view.kind.map_or("", BundleKind::as_str)),
        ("name", view.name.as_deref().unwrap_or_default()),
        ("leads", if view.for_leads { "1" } else { "" }),
        ("order", if view.order == CaseOrder::Risk { "risk" } else { "" }),
    ];
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    query.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_survives_the_address() {
        let views = [
            View::default(),
            View { mine: true, order: CaseOrder::Risk, ..View::default() },
            View {
                hold: Some(Hold::Free),
                risk: Some(Risk::High),
                country: Some("US".to_owned()),
                kind: Some(BundleKind::TrustProduct),
                name: Some("owl & sons".to_owned()),
                for_leads: true,
                ..View::default()
            },
        ];
        for view in views {
            let asked: Asked = serde_html_form::from_str(&query(&view)).unwrap();
            assert_eq!(asked.view(), view);
        }
    }

    #[test]
    fn a_place_survives_the_address_and_nonsense_is_the_beginning() {
        let place = CasePlace {
            risk: Some(Risk::Low),
            due_at: Timestamp::from_micros(77),
            sid: "VC00000000000000000000000000000001".parse().unwrap(),
        };
        let asked = |text: &str| Asked { after: text.to_owned(), ..Asked::default() };
        assert_eq!(asked(&after(place)).place(), Some(place));
        let unknown = CasePlace { risk: None, ..place };
        assert_eq!(asked(&after(unknown)).place(), Some(unknown));
        for text in ["", "x", "low-1", "low-x-VC00000000000000000000000000000001"] {
            assert_eq!(asked(text).place(), None, "{text}");
        }
    }
}
