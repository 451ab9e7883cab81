//! What an authority says: RFC 8555 section 7.1. What is not needed is not read.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Directory {
    pub(super) new_nonce: String,
    pub(super) new_account: String,
    pub(super) new_order: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Pending,
    Ready,
    Processing,
    Valid,
    Invalid,
    Expired,
    Revoked,
    Deactivated,
}

#[derive(Deserialize)]
pub(super) struct Order {
    pub(super) status: Status,
    pub(super) authorizations: Vec<String>,
    pub(super) finalize: String,
    pub(super) certificate: Option<String>,
    pub(super) x5u: Option<String>,
    pub(super) error: Option<Problem>,
}

#[derive(Deserialize)]
pub(super) struct Authorization {
    pub(super) status: Status,
    pub(super) challenges: Vec<Challenge>,
}

#[derive(Deserialize)]
pub(super) struct Challenge {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(rename = "tkauth-type", default)]
    pub(super) token_kind: String,
    pub(super) url: String,
    pub(super) error: Option<Problem>,
}

impl Challenge {
    /// Whether an authority token answers it (RFC 9447 section 3).
    pub(super) fn is_ours(&self) -> bool {
        self.kind == "tkauth-01" && self.token_kind == "atc"
    }
}

/// RFC 7807.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Problem {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) detail: String,
}

/// Longest words of an authority that are passed on.
const MOST_WORDS: usize = 300;

impl Problem {
    /// In one line that is fit for a log.
    pub(super) fn in_words(&self) -> String {
        let name = self.kind.rsplit(':').next().unwrap_or_default();
        let words = format!("{name}: {}", self.detail);
        words.chars().map(|one| if one.is_control() { ' ' } else { one }).take(MOST_WORDS).collect()
    }
}
