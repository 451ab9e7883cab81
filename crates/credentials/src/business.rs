//! What a credential says of a business.

use serde_json::{Value, json};

/// What a credential says of a business. What is `None` or empty is not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Business {
    /// Its legal name.
    pub legal_name: Option<String>,
    /// Where and as what it is registered.
    pub registration: Option<Registration>,
    /// Where it is, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// How far it is trusted, 0 to 3.
    pub trust_level: Option<u8>,
    /// By which rules it was vetted.
    pub ruleset: Option<String>,
    /// Telephone numbers that are its own, E.164.
    pub numbers: Vec<String>,
    /// The domain that it sends mail from.
    pub domain: Option<String>,
}

/// An entry in a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// What kind of number: `EIN`, `DUNS`, `CRN` …
    pub identifier: String,
    /// The number.
    pub number: String,
}

impl Business {
    /// Each claim by its name, but the numbers, which are disclosed one by one.
    pub(crate) fn claims(&self) -> Vec<(&'static str, Value)> {
        let text = |name, text: &Option<String>| Some((name, Value::from(text.clone()?)));
        let registration = self
            .registration
            .as_ref()
            .map(|it| ("registration", json!({ "identifier": it.identifier, "number": it.number })));
        let level = self.trust_level.map(|level| ("trust_level", Value::from(level)));
        [
            text("legal_name", &self.legal_name),
            registration,
            text("country", &self.country),
            level,
            text("ruleset", &self.ruleset),
            text("domain", &self.domain),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
