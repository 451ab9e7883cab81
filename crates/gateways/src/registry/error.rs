//! Why the registry tells nothing, or does not take something.

use std::time::Duration;

/// Why an exchange came to nothing. No variant shows a URL, a secret, or what was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// The guard on outbound requests stands in the way, or the URL is none.
    #[error("the campaign registry is at an address that is not asked; see fetch_allow")]
    Address,
    /// No whole answer, or not in time. What was asked may have been done all the same.
    #[error("no answer from the campaign registry")]
    Unreachable,
    /// Not this time.
    #[error("the campaign registry answered {0}")]
    Busy(u16),
    /// It was down lately, and is left alone for so long.
    #[error("the campaign registry did not answer lately; it is left alone for {} seconds", .0.as_secs())]
    Resting(Duration),
    /// It does not know the hub.
    #[error(
        "the campaign registry does not take the hub's credentials; check registry_key and registry_secret"
    )]
    Credentials,
    /// It has something under this reference already, which it did not show when it was asked.
    #[error("the campaign registry has this reference already")]
    Duplicate,
    /// It does not take this, for these reasons. They may be shown to who wrote what was sent, and to nobody else.
    #[error("the campaign registry refused it for {} reason(s)", .0.len())]
    Refused(Vec<Reason>),
    /// It says something that is not understood.
    #[error("the campaign registry's {0} cannot be understood")]
    Unreadable(&'static str),
}

/// Why the registry does not take something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What it is about.
    pub topic: Topic,
    /// Fields as the hub calls them; those it does not know as the registry calls them.
    pub fields: Vec<String>,
    /// In the registry's words; may be empty.
    pub words: String,
}

/// What a reason is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// A field of what was sent.
    Field,
    /// Registration number and legal name do not belong together.
    TaxId,
    /// It is no public company, or its shares are traded otherwise.
    Stock,
    /// It is no part of a government.
    Government,
    /// Nobody knows it as exempt from tax.
    NonProfit,
    /// A carrier does not carry it.
    Carrier,
    /// The registry ended it.
    Ended,
    /// Something else about who it is.
    Other,
}
