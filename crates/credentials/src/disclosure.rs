//! Disclosures (RFC 9901 section 4.2): what the signed part holds only the digest of.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::jws::{decode, written};
use crate::refusal::Refusal;

/// Bytes of a salt: 128 bits, as RFC 9901 section 9.3 recommends.
pub(crate) const SALT_BYTES: usize = 16;

/// One value, and where it belongs.
pub(crate) struct Disclosure {
    /// The name of a member of an object; `None` for an element of an array.
    pub(crate) name: Option<String>,
    /// The value.
    pub(crate) value: Value,
}

/// A member of an object: the disclosure and its digest.
pub(crate) fn of_member(salt: [u8; SALT_BYTES], name: &str, value: &Value) -> (String, String) {
    of(&json!([URL_SAFE_NO_PAD.encode(salt), name, value]))
}

/// An element of an array: the disclosure and its digest.
pub(crate) fn of_element(salt: [u8; SALT_BYTES], value: &Value) -> (String, String) {
    of(&json!([URL_SAFE_NO_PAD.encode(salt), value]))
}

fn of(content: &Value) -> (String, String) {
    let disclosure = URL_SAFE_NO_PAD.encode(written(content));
    let digest = digest_of(&disclosure);
    (disclosure, digest)
}

/// Over the characters of the disclosure, not over what they mean.
pub(crate) fn digest_of(disclosure: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, disclosure.as_bytes()))
}

/// Reads the disclosure at a place, from 1.
pub(crate) fn read(place: usize, encoded: &str) -> Result<Disclosure, Refusal> {
    let wrong = |why| Refusal::Disclosure { place, why };
    let content = decode("disclosure", encoded).map_err(|refusal| match refusal {
        Refusal::Base64(_) => wrong("is not base64url without padding"),
        Refusal::Json { .. } => wrong("is not JSON with one meaning"),
        other => other,
    })?;
    let Value::Array(mut content) = content else { return Err(wrong("is no JSON array")) };
    let value = content.pop().ok_or_else(|| wrong("is an empty array"))?;
    let mut before = content.into_iter();
    let (salt, name) = (before.next(), before.next());
    if before.next().is_some() {
        return Err(wrong("has more than a salt, a name and a value"));
    }
    if !salt.is_some_and(|salt| salt.is_string()) {
        return Err(wrong("has no salt"));
    }
    let name = match name {
        None => None,
        Some(Value::String(name)) if name == "_sd" || name == "..." => {
            return Err(wrong("has a name that is reserved"));
        }
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err(wrong("has a name that is no string")),
    };
    Ok(Disclosure { name, value })
}
