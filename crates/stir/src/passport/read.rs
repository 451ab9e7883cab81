//! Reads claims as they came.

use std::collections::BTreeMap;

use super::claims::{Attest, Claims, Destinations, Diversion, Fingerprint, Party};
use super::{Lint, Lints};
use crate::json::{self, NotJson, Value};
use crate::number::{NotANumber, TelephoneNumber};

/// Why claims cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadClaims {
    /// Not base64url without padding.
    #[error("the PASSporT payload is not base64url without padding")]
    Base64,
    /// Not JSON, or JSON with two meanings.
    #[error("the PASSporT payload: {0}")]
    Json(NotJson),
    /// JSON, but no object.
    #[error("the PASSporT payload is {0}, not an object")]
    NotObject(&'static str),
    /// A claim that every PASSporT has.
    #[error("the claim '{0}' is missing")]
    Missing(&'static str),
    /// A claim of another kind than it must be: a number in a string, say.
    #[error("the claim '{claim}' is {is}, not {must}")]
    Kind {
        /// Which, with its place: `dest.tn`.
        claim: &'static str,
        /// What it is.
        is: &'static str,
        /// What it must be.
        must: &'static str,
    },
    /// `orig` or `div` with both a number and a URI, or with what is neither.
    #[error("the claim '{0}' is not exactly one of 'tn' and 'uri'")]
    NotOneParty(&'static str),
    /// Nobody is called.
    #[error("the claim 'dest' names nobody")]
    NobodyCalled,
    /// What stands under `tn` is no number.
    #[error("a number in the claim '{claim}': {why}")]
    Number {
        /// Which.
        claim: &'static str,
        /// Why.
        why: NotANumber,
    },
}

/// Claims as they came.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// What is claimed.
    pub claims: Claims,
    /// `attest` is there, but is none of A, B and C.
    pub has_unknown_attest: bool,
}

impl Received {
    /// Reads a payload.
    ///
    /// # Errors
    /// A claim that every type has is missing or malformed, or one that a type of ours has is malformed.
    pub fn read(payload: &[u8], lints: &mut Lints) -> Result<Self, BadClaims> {
        let value = json::read(payload, lints).map_err(BadClaims::Json)?;
        let Value::Object(members) = &value else { return Err(BadClaims::NotObject(value.kind())) };
        let (mut iat, mut orig, mut dest) = (None, None, None);
        let (mut attest, mut has_unknown_attest, mut origid) = (None, false, None);
        let (mut div, mut mky, mut opt, mut others) = (None, Vec::new(), None, BTreeMap::new());
        for (name, value) in members {
            match name.as_ref() {
                "iat" => iat = Some(integer("iat", value)?),
                "orig" => orig = Some(party("orig", value, lints)?),
                "dest" => dest = Some(destinations(value, lints)?),
                "attest" => {
                    attest = value.as_text().and_then(Attest::named);
                    has_unknown_attest = attest.is_none();
                }
                "origid" => {
                    let text = text("origid", value)?;
                    if text.is_empty() {
                        return Err(BadClaims::Missing("origid"));
                    }
                    if !is_uuid(text) {
                        lints.add(Lint::OrigidForm);
                    }
                    origid = Some(text.to_owned());
                }
                "div" => div = Some(diversion(value, lints)?),
                "mky" => mky = fingerprints(value)?,
                "opt" => opt = Some(text("opt", value)?.to_owned()),
                other => {
                    others.insert(other.to_owned(), value.to_owned_value());
                }
            }
        }
        let claims = Claims {
            attest,
            dest: dest.ok_or(BadClaims::Missing("dest"))?,
            div,
            iat: iat.ok_or(BadClaims::Missing("iat"))?,
            mky,
            opt,
            orig: orig.ok_or(BadClaims::Missing("orig"))?,
            origid,
            others,
        };
        Ok(Self { claims, has_unknown_attest })
    }
}

const fn kind(claim: &'static str, value: &Value<'_>, must: &'static str) -> BadClaims {
    BadClaims::Kind { claim, is: value.kind(), must }
}

fn integer(claim: &'static str, value: &Value<'_>) -> Result<i64, BadClaims> {
    value.as_integer().ok_or_else(|| kind(claim, value, "a whole number"))
}

fn text<'v>(claim: &'static str, value: &'v Value<'_>) -> Result<&'v str, BadClaims> {
    value.as_text().ok_or_else(|| kind(claim, value, "a string"))
}

fn number(claim: &'static str, value: &Value<'_>, lints: &mut Lints) -> Result<TelephoneNumber, BadClaims> {
    let written = text(claim, value)?;
    let number = TelephoneNumber::canonical(written).map_err(|why| BadClaims::Number { claim, why })?;
    if number.as_str() != written {
        lints.add(Lint::NumberForm);
    }
    Ok(number)
}

/// Exactly one of `tn` and `uri`. Members that are neither are passed over; `div` has `hi`.
fn party(claim: &'static str, value: &Value<'_>, lints: &mut Lints) -> Result<Party, BadClaims> {
    if !matches!(value, Value::Object(_)) {
        return Err(kind(claim, value, "an object"));
    }
    match (value.get("tn"), value.get("uri")) {
        (Some(tn), None) => number(claim, tn, lints).map(Party::Number),
        (None, Some(uri)) => Ok(Party::Uri(text(claim, uri)?.to_owned())),
        (Some(_), Some(_)) | (None, None) => Err(BadClaims::NotOneParty(claim)),
    }
}

fn destinations(value: &Value<'_>, lints: &mut Lints) -> Result<Destinations, BadClaims> {
    if !matches!(value, Value::Object(_)) {
        return Err(kind("dest", value, "an object"));
    }
    let mut parties = Vec::new();
    match value.get("tn") {
        Some(Value::List(list)) => {
            for entry in list {
                parties.push(Party::Number(number("dest", entry, lints)?));
            }
        }
        Some(bare @ Value::Text(_)) => {
            lints.add(Lint::BareDestination);
            parties.push(Party::Number(number("dest", bare, lints)?));
        }
        Some(other) => return Err(kind("dest.tn", other, "an array")),
        None => {}
    }
    match value.get("uri") {
        Some(Value::List(list)) => {
            for entry in list {
                parties.push(Party::Uri(text("dest.uri", entry)?.to_owned()));
            }
        }
        Some(other) => return Err(kind("dest.uri", other, "an array")),
        None => {}
    }
    if !parties.windows(2).all(|pair| matches!(pair, [first, second] if first < second)) {
        lints.add(Lint::DestinationOrder);
    }
    Destinations::new(parties).ok_or(BadClaims::NobodyCalled)
}

fn diversion(value: &Value<'_>, lints: &mut Lints) -> Result<Diversion, BadClaims> {
    let from = party("div", value, lints)?;
    let history_index = value.get("hi").map(|hi| text("div.hi", hi).map(str::to_owned)).transpose()?;
    Ok(Diversion { from, history_index })
}

fn fingerprints(value: &Value<'_>) -> Result<Vec<Fingerprint>, BadClaims> {
    let Value::List(list) = value else { return Err(kind("mky", value, "an array")) };
    let read = list.iter().map(|entry| {
        let member = |name, claim| text(claim, entry.get(name).unwrap_or(&Value::Null)).map(str::to_owned);
        Ok(Fingerprint { algorithm: member("alg", "mky.alg")?, digest: member("dig", "mky.dig")? })
    });
    read.collect()
}

/// RFC 9562 section 4: 8-4-4-4-12 hexadecimal digits.
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
