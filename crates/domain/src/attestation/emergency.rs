//! Numbers that people call for help, and that nobody calls from. Data: `policies/emergency-numbers.toml`.

use crate::policy::Provenance;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyNumber {
    /// As it is dialled: digits only.
    pub number: String,
    /// Where it is one, for people.
    pub place: String,
    /// Who says so.
    pub provenance: Provenance,
    /// Where that is written.
    pub source: Option<String>,
}

/// All of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmergencyNumbers {
    pub(crate) numbers: Vec<EmergencyNumber>,
}

impl EmergencyNumbers {
    /// As they were read.
    #[must_use]
    pub fn numbers(&self) -> &[EmergencyNumber] {
        &self.numbers
    }

    /// Whether these digits, in the canonical form of claims (RFC 8224 section 8.3), are one of them.
    #[must_use]
    pub fn contains(&self, digits: &str) -> bool {
        self.numbers.iter().any(|one| one.number == digits)
    }
}
