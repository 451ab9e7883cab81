//! What was found in one file, in the terms of the application that it belongs to.

use serde::{Deserialize, Serialize};
use trusthub_domain::bundle::ReasonObject;
use trusthub_domain::item::SupportingDocument;
use trusthub_domain::reading::{How, Legibility, PageText, Reading, Scan};
use trusthub_domain::time::Timestamp;

use super::expiry::ExpirySeen;
use super::page::Page;
use super::{expiry, name, number, place};
use crate::application::{Application, PostalAddress};

/// An uploaded file and what was found in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// The document that carries the file.
    pub object: ReasonObject,
    /// The document's type.
    pub type_name: String,
    /// SHA-256 of the file, hex: which bytes this is about.
    pub sha256: String,
    /// What the malware scanner said.
    pub scan: Scan,
    /// What was read; `None` if the file could not be looked at this time.
    pub read: Option<ReadFacts>,
    /// Until when it is valid, if it or the customer says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<ExpirySeen>,
}

/// What was read in a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFacts {
    /// Whether it can be read.
    pub legibility: Legibility,
    /// How many pages it has.
    pub pages: u32,
    /// It is encrypted, with a password or without one.
    pub is_encrypted: bool,
    /// Every page was read, and none had to be recognised: what was not found is not in it.
    pub is_complete: bool,
    /// What read it, with versions.
    pub tools: Vec<String>,
    /// The business's name.
    pub name: Option<NameSeen>,
    /// The registration number.
    pub number: Option<Quote>,
    /// One of its addresses.
    pub address: Option<Quote>,
}

/// The business's name in a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameSeen {
    /// Where.
    pub quote: Quote,
    /// Another legal form stands behind it than the application has.
    pub has_other_form: bool,
}

/// Words of a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The page, from 1.
    pub page: u32,
    /// How its text was got.
    pub how: How,
    /// The words.
    pub words: String,
}

impl DocumentFacts {
    /// Looks for the application in a document's file. `None` for a document without one.
    ///
    /// `reading` is that of the file, if it could be looked at; `now` tells what has expired. Takes milliseconds for the longest text that is kept.
    #[must_use]
    pub fn of(
        document: &SupportingDocument,
        reading: Option<&Reading>,
        application: &Application,
        now: Timestamp,
    ) -> Option<Self> {
        let file = document.file.as_ref()?;
        let object = ReasonObject::SupportingDocument(document.sid);
        let scan = reading.map_or(Scan::Unknown, |reading| reading.scan.clone());
        // Of malware nothing but its name is of interest.
        let reading = reading.filter(|_| !scan.is_malware());
        let texts = reading.map(|reading| reading.content.texts.as_slice()).unwrap_or_default();
        let pages: Vec<Page<'_>> = texts.iter().map(Page::of).collect();
        Some(Self {
            object,
            type_name: document.type_name.clone(),
            sha256: file.sha256.clone(),
            scan,
            read: reading.map(|reading| read(reading, &pages, object, application)),
            expiry: expiry::find(document, &pages, now),
        })
    }
}

fn read(reading: &Reading, pages: &[Page<'_>], object: ReasonObject, application: &Application) -> ReadFacts {
    let content = &reading.content;
    let business = application.business.as_ref();
    let name = business.and_then(|business| {
        let names = name::names_of(&business.name);
        // The right legal form on a later page outweighs another one on the first.
        let seen = || pages.iter().filter_map(|page| name::find(page, &names));
        seen().find(|seen| !seen.has_other_form).or_else(|| seen().next())
    });
    let number = business.and_then(|business| {
        let wanted = number::Wanted::of(&business.registration_identifier, &business.registration_number)?;
        pages.iter().find_map(|page| number::find(page, &wanted))
    });
    let addresses = addresses_of(object, application);
    let address = addresses.iter().find_map(|address| {
        let wanted = place::Wanted::of(address)?;
        pages.iter().find_map(|page| place::find(page, &wanted))
    });
    let is_complete = u32::try_from(content.texts.len()) == Ok(content.pages)
        && content.texts.iter().all(|page: &PageText| page.how == How::TextLayer);
    ReadFacts {
        legibility: content.legibility,
        pages: content.pages,
        is_encrypted: content.is_encrypted,
        is_complete,
        tools: content.tools.clone(),
        name,
        number,
        address,
    }
}

/// Those that the document itself names, and where it names none, all of the application.
fn addresses_of(object: ReasonObject, application: &Application) -> Vec<&PostalAddress> {
    let named: Vec<_> =
        application.addresses.iter().filter(|address| address.object == Some(object)).collect();
    if named.is_empty() { application.addresses.iter().collect() } else { named }
}
