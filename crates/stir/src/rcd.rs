//! Rich call data: who calls, with a picture, and why. RFC 9795.
//!
//! What is rendered to the called must be what was vetted and signed, also where the PASSporT only points to it: `rcdi`
//! holds a digest of everything that is referenced. Fetching is not done here; the content is an argument.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{self, SHA256, SHA384, SHA512};
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use crate::json;
use crate::passport::Claims;

/// Digests in one PASSporT.
const MOST_DIGESTS: usize = 64;

/// Base64 with the alphabet of RFC 4648 section 4; padding is read, and not written (as in the examples of RFC 9795).
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why rich call data cannot be used. The PASSporT it is in may be valid for all that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRcd {
    /// A claim that is none of what it must be.
    #[error("'{0}' is malformed")]
    Malformed(&'static str),
    /// `rcd` without `nam`.
    #[error("'rcd' has no 'nam'")]
    NoName,
    /// Both a business card and a link to one.
    #[error("'rcd' has both 'jcd' and 'jcl'")]
    TwoCards,
    /// Digests of nothing.
    #[error("there is 'rcdi' without 'rcd'")]
    DigestsAlone,
    /// More digests than anything has.
    #[error("'rcdi' has more than {MOST_DIGESTS} digests")]
    Many,
}

/// A jCard (RFC 7095).
#[derive(Debug, Clone, PartialEq)]
pub enum Card {
    /// In the PASSporT.
    Embedded(Value),
    /// To be fetched.
    At(String),
}

/// The claims `rcd`, `rcdi` and `crn`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RichCallData {
    /// Name to be shown; may be empty.
    pub name: String,
    /// Number to be shown instead of the caller's.
    pub number: Option<String>,
    /// Where a picture is.
    pub icon: Option<String>,
    /// Business card.
    pub card: Option<Card>,
    /// Why the call is made.
    pub reason: Option<String>,
    /// By JSON pointer into `rcd`.
    pub digests: BTreeMap<String, String>,
}

/// What the digests say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Integrity {
    /// Everything that is referenced has a digest, and it is that of the content.
    Whole,
    /// These addresses have no digest: what is there was not signed.
    Unprotected(Vec<String>),
    /// At these pointers the content is another, is missing, or the digest is none. Nothing of it may be shown.
    Broken(Vec<String>),
}

impl RichCallData {
    /// The rich call data among claims; `None` if there is none.
    ///
    /// # Errors
    /// It cannot be used.
    pub fn of(claims: &Claims) -> Result<Option<Self>, BadRcd> {
        let reason = match claims.others.get("crn") {
            Some(Value::String(reason)) => Some(reason.clone()),
            Some(_) => return Err(BadRcd::Malformed("crn")),
            None => None,
        };
        let digests = digests(claims.others.get("rcdi"))?;
        let rcd = match claims.others.get("rcd") {
            Some(Value::Object(rcd)) => rcd,
            Some(_) => return Err(BadRcd::Malformed("rcd")),
            None if !digests.is_empty() => return Err(BadRcd::DigestsAlone),
            None => return Ok(reason.map(|reason| Self { reason: Some(reason), ..Self::default() })),
        };
        let text = |name: &'static str| match rcd.get(name) {
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(BadRcd::Malformed(name)),
            None => Ok(None),
        };
        let card = match (rcd.get("jcd"), text("jcl")?) {
            (Some(_), Some(_)) => return Err(BadRcd::TwoCards),
            (Some(embedded @ Value::Array(_)), None) => Some(Card::Embedded(embedded.clone())),
            (Some(_), None) => return Err(BadRcd::Malformed("jcd")),
            (None, link) => link.map(Card::At),
        };
        Ok(Some(Self {
            name: text("nam")?.ok_or(BadRcd::NoName)?,
            number: text("apn")?,
            icon: text("icn")?,
            card,
            reason,
            digests,
        }))
    }

    /// Puts it into claims.
    pub fn put_into(&self, claims: &mut Claims) {
        if let Some(reason) = &self.reason {
            claims.others.insert("crn".to_owned(), Value::String(reason.clone()));
        }
        claims.others.insert("rcd".to_owned(), self.rcd());
        if !self.digests.is_empty() {
            let digests =
                self.digests.iter().map(|(pointer, digest)| (pointer.clone(), Value::String(digest.clone())));
            claims.others.insert("rcdi".to_owned(), Value::Object(digests.collect()));
        }
    }

    fn rcd(&self) -> Value {
        let mut rcd = serde_json::Map::new();
        let mut put = |name: &str, value: Value| rcd.insert(name.to_owned(), value);
        if let Some(number) = &self.number {
            put("apn", Value::String(number.clone()));
        }
        if let Some(icon) = &self.icon {
            put("icn", Value::String(icon.clone()));
        }
        match &self.card {
            Some(Card::Embedded(card)) => {
                put("jcd", card.clone());
            }
            Some(Card::At(link)) => {
                put("jcl", Value::String(link.clone()));
            }
            None => {}
        }
        put("nam", Value::String(self.name.clone()));
        Value::Object(rcd)
    }

    /// What must be fetched before it can be shown: the picture, the card, and what an embedded card points to. A card
    /// that is fetched may point to more: [`references`] of it.
    pub fn links(&self) -> Vec<&str> {
        let mut links: Vec<&str> = self.icon.as_deref().into_iter().collect();
        match &self.card {
            Some(Card::Embedded(card)) => links.extend(references(card).into_iter().map(|(_, link)| link)),
            Some(Card::At(link)) => links.push(link),
            None => {}
        }
        links
    }

    /// Holds what was fetched against the digests. `content` has what stands at an address.
    pub fn check<'c>(&self, content: impl Fn(&str) -> Option<&'c [u8]>) -> Integrity {
        let fetched_card = match &self.card {
            Some(Card::At(link)) => {
                content(link).and_then(|bytes| serde_json::from_slice::<Value>(bytes).ok())
            }
            Some(Card::Embedded(_)) | None => None,
        };
        let card = match &self.card {
            Some(Card::Embedded(card)) => Some(("/jcd", card)),
            Some(Card::At(_)) => fetched_card.as_ref().map(|card| ("/jcl", card)),
            None => None,
        };
        let broken: Vec<String> = self
            .digests
            .iter()
            .filter(|(pointer, expected)| !self.is_sound(pointer, expected, card, &content))
            .map(|(pointer, _)| pointer.clone())
            .collect();
        if !broken.is_empty() {
            return Integrity::Broken(broken);
        }
        let mut bare = Vec::new();
        let mut demand = |pointer: &str, link: &str| {
            if !self.digests.contains_key(pointer) {
                bare.push(link.to_owned());
            }
        };
        if let Some(icon) = &self.icon {
            demand("/icn", icon);
        }
        if let Some(Card::At(link)) = &self.card {
            demand("/jcl", link);
        }
        if let Some((prefix, card)) = card {
            for (path, link) in references(card) {
                demand(&format!("{prefix}{path}"), link);
            }
        }
        if bare.is_empty() { Integrity::Whole } else { Integrity::Unprotected(bare) }
    }

    fn is_sound<'c>(
        &self,
        pointer: &str,
        expected: &str,
        card: Option<(&str, &Value)>,
        content: &impl Fn(&str) -> Option<&'c [u8]>,
    ) -> bool {
        let at = |link: &str| content(link).is_some_and(|bytes| is_digest_of(expected, bytes));
        match (pointer, &self.card) {
            ("/nam", _) => is_digest_of(expected, self.name.as_bytes()),
            ("/apn", _) => {
                self.number.as_ref().is_some_and(|number| is_digest_of(expected, number.as_bytes()))
            }
            ("/icn", _) => self.icon.as_deref().is_some_and(at),
            ("/jcl", Some(Card::At(link))) => at(link),
            ("/jcd", Some(Card::Embedded(card))) => is_digest_of(expected, canonical(card).as_bytes()),
            _ => card.is_some_and(|(prefix, card)| {
                let path = pointer.strip_prefix(prefix).filter(|path| path.starts_with('/'));
                match path.and_then(|path| card.pointer(path)) {
                    Some(Value::String(text)) if is_link(text) => at(text),
                    Some(value) => is_digest_of(expected, canonical(value).as_bytes()),
                    None => false,
                }
            }),
        }
    }
}

/// What a card points to, one level deep: JSON pointers into it, and addresses. The values of its `uri` properties.
pub fn references(card: &Value) -> Vec<(String, &str)> {
    let properties = card.get(1).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut found = Vec::new();
    for (index, property) in properties.iter().enumerate() {
        let Some([_, _, Value::String(kind), values @ ..]) = property.as_array().map(Vec::as_slice) else {
            continue;
        };
        if kind != "uri" {
            continue;
        }
        for (offset, value) in values.iter().enumerate() {
            if let Value::String(link) = value
                && is_link(link)
            {
                found.push((format!("/1/{index}/{}", offset + 3), link.as_str()));
            }
        }
    }
    found
}

/// The digest of content, as `rcdi` has it: `sha256-` and base64 without padding.
pub fn digest_of(content: &[u8]) -> String {
    digest_text(digest::digest(&SHA256, content).as_ref())
}

/// A SHA-256 digest that is known already, as `rcdi` has it.
pub fn digest_text(sha256: &[u8]) -> String {
    format!("sha256-{}", BASE64.encode(sha256))
}

/// The form of a card that its digest is over: RFC 8225 section 9.
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    json::value(&mut out, value);
    out
}

fn is_link(text: &str) -> bool {
    text.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
        || text.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"))
}

fn is_digest_of(expected: &str, content: &[u8]) -> bool {
    let Some((name, encoded)) = expected.split_once('-') else { return false };
    let algorithm = match name {
        "sha256" => &SHA256,
        "sha384" => &SHA384,
        "sha512" => &SHA512,
        _ => return false,
    };
    BASE64.decode(encoded).is_ok_and(|bytes| bytes == digest::digest(algorithm, content).as_ref())
}

fn digests(claim: Option<&Value>) -> Result<BTreeMap<String, String>, BadRcd> {
    let members = match claim {
        Some(Value::Object(members)) => members,
        Some(_) => return Err(BadRcd::Malformed("rcdi")),
        None => return Ok(BTreeMap::new()),
    };
    if members.len() > MOST_DIGESTS {
        return Err(BadRcd::Many);
    }
    members
        .iter()
        .map(|(pointer, digest)| match digest {
            Value::String(digest) if pointer.starts_with('/') => Ok((pointer.clone(), digest.clone())),
            _ => Err(BadRcd::Malformed("rcdi")),
        })
        .collect()
}
