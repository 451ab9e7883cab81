//! Compact JWS (RFC 7515): written, and taken apart without trusting it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use trusthub_stir::json;
use trusthub_stir::key::{SIGNATURE_BYTES, SigningFailed, has_signed};
use trusthub_stir::passport::Lints;

use crate::keys::{IssuerKey, KeySet};
use crate::refusal::{Refusal, shown};

/// The one algorithm: what is not agreed beforehand is an attacker's choice (RFC 8725 section 3.1).
const ALGORITHM: &str = "ES256";

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// Signs these claims as a token of that type.
pub(crate) fn sign(key: &IssuerKey, kind: &str, claims: &Object) -> Result<String, SigningFailed> {
    let mut header = Object::new();
    header.insert("alg".to_owned(), ALGORITHM.into());
    header.insert("kid".to_owned(), key.id().into());
    header.insert("typ".to_owned(), kind.into());
    let mut token = encode(&header);
    token.push('.');
    token.push_str(&encode(claims));
    let signature = key.sign(token.as_bytes())?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token)
}

fn encode(object: &Object) -> String {
    URL_SAFE_NO_PAD.encode(written(&Value::Object(object.clone())))
}

/// JSON in one form.
pub(crate) fn written(value: &Value) -> String {
    let mut text = String::new();
    json::value(&mut text, value);
    text
}

/// A token whose signature was checked.
pub(crate) struct Signed {
    /// The type that its header names.
    pub(crate) kind: String,
    /// The key that signed it.
    pub(crate) key: String,
    /// What it claims.
    pub(crate) claims: Object,
}

/// Takes a token apart and checks its signature.
///
/// # Errors
/// It is no token, of another algorithm, or not signed by any of these keys.
pub(crate) fn read(token: &str, keys: &KeySet) -> Result<Signed, Refusal> {
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Refusal::Parts);
    };
    let header_claims = object("header", header)?;
    let text = |name: &str| header_claims.get(name).and_then(Value::as_str);
    let algorithm = text("alg").unwrap_or("nothing");
    if algorithm != ALGORITHM {
        return Err(Refusal::Algorithm(shown(algorithm)));
    }
    if header_claims.contains_key("crit") {
        return Err(Refusal::Critical);
    }
    let id = text("kid").unwrap_or_default();
    let key = keys.find(id).ok_or_else(|| Refusal::UnknownKey(shown(id)))?;
    let bytes = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refusal::Base64("signature"))?;
    let bytes: [u8; SIGNATURE_BYTES] = bytes.try_into().map_err(|_| Refusal::Signature)?;
    let signed_length = header.len() + 1 + payload.len();
    let signed = token.get(..signed_length).ok_or(Refusal::Parts)?;
    if !has_signed(key.key(), signed.as_bytes(), &bytes) {
        return Err(Refusal::Signature);
    }
    let kind = text("typ").unwrap_or_default().to_owned();
    let key = key.id().to_owned();
    Ok(Signed { kind, key, claims: object("payload", payload)? })
}

fn object(part: &'static str, encoded: &str) -> Result<Object, Refusal> {
    match decode(part, encoded)? {
        Value::Object(object) => Ok(object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(Refusal::NotObject(part))
        }
    }
}

/// JSON in base64url, with one meaning.
pub(crate) fn decode(part: &'static str, encoded: &str) -> Result<Value, Refusal> {
    let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| Refusal::Base64(part))?;
    let read = json::read(&bytes, &mut Lints::default()).map_err(|why| Refusal::Json { part, why })?;
    Ok(read.to_owned_value())
}
