//! Checking a credential, with nothing but the issuer's keys and, at best, its status list at hand.

use serde_json::Value;

use crate::issue::{Format, TYPE};
use crate::jws::{self, Object};
use crate::keys::KeySet;
use crate::refusal::{Refusal, shown};
use crate::resolve::resolve;
use crate::status_list::{self, Status, StatusReference};

/// Most bytes of a credential that are read. Ours: one with a hundred numbers has 16 KB.
const CREDENTIAL_BYTES: usize = 64 * 1024;

/// What clocks of two machines may differ by, in seconds (RFC 7519 section 4.1.4 allows "a small leeway").
const LEEWAY: i64 = 60;

/// What a credential is checked by.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The issuer's keys.
    pub keys: &'a KeySet,
    /// The issuer's status list, as it was fetched; without it nobody knows whether it was revoked.
    pub status_list: Option<&'a str>,
    /// Now, in seconds.
    pub now: i64,
}

/// A credential that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// How it is written.
    pub format: Format,
    /// Who issued it.
    pub issuer: String,
    /// Its identifier.
    pub id: Option<String>,
    /// The key that signed it.
    pub key: String,
    /// Since when, in seconds.
    pub issued_at: i64,
    /// Until when, in seconds.
    pub expires_at: i64,
    /// What it says, as far as it is shown.
    pub claims: Object,
    /// Where its status is told.
    pub status_reference: Option<StatusReference>,
    /// What the list says; `None` if there was none to look at.
    pub status: Option<Status>,
}

/// Claims that are told by themselves.
const OWN: [&str; 7] = ["iss", "jti", "iat", "exp", "nbf", "vct", "status"];

/// Checks a credential.
///
/// # Errors
/// Why it must not be relied on.
pub fn verify(credential: &str, rules: &Rules<'_>) -> Result<Verified, Refusal> {
    let credential = credential.trim_ascii();
    if credential.len() > CREDENTIAL_BYTES {
        return Err(Refusal::TooLong { what: "the credential", limit: CREDENTIAL_BYTES });
    }
    let mut parts: Vec<&str> = credential.split('~').collect();
    let token = if parts.is_empty() { credential } else { parts.remove(0) };
    let is_selective = credential.contains('~');
    if is_selective && parts.pop().is_some_and(|last| !last.is_empty()) {
        return Err(Refusal::KeyBinding);
    }
    let signed = jws::read(token, rules.keys)?;
    let format = match (signed.kind.as_str(), is_selective) {
        // `vc+sd-jwt` is what the draft had before November 2024.
        ("dc+sd-jwt" | "vc+sd-jwt", true) => Format::SdJwt,
        ("business-credential+jwt", false) => Format::Jwt,
        (kind, _) => return Err(Refusal::Type(shown(kind))),
    };
    let claims = match format {
        Format::SdJwt => resolve(signed.claims, &parts)?,
        Format::Jwt => signed.claims,
    };
    let issuer = text(&claims, "iss")?;
    if rules.keys.issuer().is_some_and(|known| known != issuer) {
        return Err(Refusal::Issuer(shown(&issuer)));
    }
    if text(&claims, "vct")? != TYPE {
        return Err(Refusal::Claim { name: "vct", why: "names another kind of credential" });
    }
    let (issued_at, expires_at) = in_time(&claims, rules.now)?;
    let status_reference = StatusReference::of(claims.get("status"))?;
    let status = match (&status_reference, rules.status_list) {
        (Some(reference), Some(list)) => Some(status_list::look_up(list, rules.keys, reference, rules.now)?),
        (None, _) | (_, None) => None,
    };
    if let Some(status) = status.filter(|status| *status != Status::Valid) {
        return Err(Refusal::Status(status));
    }
    let id = claims.get("jti").and_then(Value::as_str).map(str::to_owned);
    let claims = claims.into_iter().filter(|(name, _)| !OWN.contains(&name.as_str())).collect();
    let key = signed.key;
    Ok(Verified { format, issuer, id, key, issued_at, expires_at, claims, status_reference, status })
}

/// Since when and until when.
fn in_time(claims: &Object, now: i64) -> Result<(i64, i64), Refusal> {
    let issued_at = seconds(claims, "iat")?;
    let expires_at = seconds(claims, "exp")?;
    if expires_at.saturating_add(LEEWAY) <= now {
        return Err(Refusal::Expired);
    }
    let begins = if claims.contains_key("nbf") { seconds(claims, "nbf")?.max(issued_at) } else { issued_at };
    if begins.saturating_sub(LEEWAY) > now {
        return Err(Refusal::NotYet);
    }
    Ok((issued_at, expires_at))
}

fn text(claims: &Object, name: &'static str) -> Result<String, Refusal> {
    match claims.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(Refusal::Claim { name, why: "is no string" }),
        None => Err(Refusal::Claim { name, why: "is missing" }),
    }
}

fn seconds(claims: &Object, name: &'static str) -> Result<i64, Refusal> {
    match claims.get(name) {
        Some(value) => value.as_i64().ok_or(Refusal::Claim { name, why: "is no time in seconds" }),
        None => Err(Refusal::Claim { name, why: "is missing" }),
    }
}
