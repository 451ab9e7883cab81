//! A visit to a website.

use serde::{Deserialize, Serialize};

/// A visit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebsiteVisit {
    /// When, RFC 3339.
    pub at: String,
    /// Every place that was asked, in order.
    pub hops: Vec<String>,
    /// What it came to.
    pub arrival: Arrival,
}

/// What a visit came to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrival {
    /// A page.
    Page(Box<SiteFacts>),
    /// None.
    Trouble(SiteTrouble),
}

/// Why there is no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteTrouble {
    /// It is no URL that can be visited.
    BadUrl,
    /// The name does not resolve, or nobody could be asked.
    NoAddress,
    /// It leads to an address that is not on the public internet.
    Forbidden,
    /// Nobody listens there.
    Refused,
    /// The certificate is not valid.
    Certificate,
    /// No answer.
    Silent,
    /// An answer that cannot be read.
    Broken,
    /// Redirects without end.
    GoesOnForEver,
    /// An answer that is no page.
    Status(u16),
    /// Something else than HTML.
    NotHtml,
}

/// What the pages show.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteFacts {
    /// Where the visit ended.
    pub url: String,
    /// It came by https, with a valid certificate.
    pub is_encrypted: bool,
    /// The title.
    pub title: String,
    /// The language that it says it is in.
    pub language: String,
    /// How many words the first page has, as far as it was read.
    pub words: usize,
    /// How many links.
    pub links: usize,
    /// Further pages that were read.
    pub further: Vec<String>,
    /// Where it names the business.
    pub name: Option<NameOnPage>,
    /// The link to its privacy policy.
    pub privacy: Option<String>,
    /// How to reach the business: a link, an address.
    pub contact: Option<String>,
    /// What shows that nobody has made it yet, or that it is for sale.
    pub parked: Option<String>,
}

/// A place where a page names the business, or nearly.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameOnPage {
    /// The words.
    pub words: String,
    /// The page.
    pub url: String,
    /// Parts of a thousand: how probable it is that they mean the business.
    pub per_mille: u16,
    /// Likelier than not.
    pub is_match: bool,
}
