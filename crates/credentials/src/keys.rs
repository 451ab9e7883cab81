//! Keys of an issuer: the one that signs, and the set that is published (RFC 7517).

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::ParsedPublicKey;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use trusthub_stir::json;
use trusthub_stir::key::{BadKey, SIGNATURE_BYTES, SigningFailed, SigningKey, public_key};
use trusthub_stir::passport::Lints;

use crate::refusal::Refusal;

/// Bytes of a coordinate of P-256.
const COORDINATE: usize = 32;

/// Most bytes of a set that is read. Ours: some hundred keys.
const SET_BYTES: usize = 64 * 1024;

/// Signs credentials.
#[derive(Debug)]
pub struct IssuerKey {
    key: SigningKey,
    id: String,
}

impl IssuerKey {
    /// From a private key in DER, PKCS#8.
    ///
    /// # Errors
    /// It is no P-256 key.
    pub fn from_der(der: &[u8]) -> Result<Self, BadKey> {
        let key = SigningKey::from_der(der)?;
        let id = thumbprint(key.public_point()).ok_or(BadKey::NotP256)?;
        Ok(Self { key, id })
    }

    /// Its identifier: the thumbprint of its public half (RFC 7638).
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public point, uncompressed.
    #[must_use]
    pub fn public_point(&self) -> &[u8] {
        self.key.public_point()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], SigningFailed> {
        self.key.sign(message)
    }
}

/// A key that an issuer publishes.
pub struct PublicKey {
    id: String,
    point: Vec<u8>,
    key: ParsedPublicKey,
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.id).finish()
    }
}

impl PublicKey {
    /// From an uncompressed point of P-256.
    ///
    /// # Errors
    /// It is none.
    pub fn from_point(point: &[u8]) -> Result<Self, BadKey> {
        let key = public_key(point)?;
        let id = thumbprint(point).ok_or(BadKey::NotP256)?;
        Ok(Self { id, point: point.to_vec(), key })
    }

    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn key(&self) -> &ParsedPublicKey {
        &self.key
    }

    fn to_jwk(&self) -> Option<Value> {
        let (x, y) = coordinates(&self.point)?;
        Some(json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.id, "x": x, "y": y
        }))
    }

    /// `None` for a key that ES256 has no use for.
    fn from_jwk(jwk: &Value) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        if text("kty") != Some("EC")
            || text("crv") != Some("P-256")
            || text("use").is_some_and(|it| it != "sig")
        {
            return None;
        }
        let mut point = vec![4];
        for name in ["x", "y"] {
            let coordinate = URL_SAFE_NO_PAD.decode(text(name)?).ok()?;
            if coordinate.len() != COORDINATE {
                return None;
            }
            point.extend(coordinate);
        }
        let mut key = Self::from_point(&point).ok()?;
        // Others may name their keys as they like.
        if let Some(id) = text("kid") {
            id.clone_into(&mut key.id);
        }
        Some(key)
    }
}

/// What an issuer publishes: its keys, and who it is.
#[derive(Debug, Default)]
pub struct KeySet {
    issuer: Option<String>,
    keys: Vec<PublicKey>,
}

impl KeySet {
    /// Keys, of whoever it may be.
    #[must_use]
    pub fn new(keys: Vec<PublicKey>) -> Self {
        Self { issuer: None, keys }
    }

    /// Reads a set of keys (RFC 7517), or the metadata of an issuer with its set inside (draft-ietf-oauth-sd-jwt-vc,
    /// `/.well-known/jwt-vc-issuer`). Keys of other kinds are passed over.
    ///
    /// # Errors
    /// Neither of them, or no key in it that counts.
    pub fn from_json(text: &[u8]) -> Result<Self, Refusal> {
        const PART: &str = "set of keys";
        if text.len() > SET_BYTES {
            return Err(Refusal::TooLong { what: "the set of keys", limit: SET_BYTES });
        }
        let read = json::read(text, &mut Lints::default());
        let read = read.map_err(|why| Refusal::Json { part: PART, why })?.to_owned_value();
        let set = read.get("jwks").unwrap_or(&read);
        let keys = set.get("keys").and_then(Value::as_array).ok_or(Refusal::NotObject(PART))?;
        let keys: Vec<PublicKey> = keys.iter().filter_map(PublicKey::from_jwk).collect();
        if keys.is_empty() {
            return Err(Refusal::UnknownKey("of P-256".to_owned()));
        }
        let issuer = read.get("issuer").and_then(Value::as_str).map(str::to_owned);
        Ok(Self { issuer, keys })
    }

    /// The set as it is published.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let keys: Vec<Value> = self.keys.iter().filter_map(PublicKey::to_jwk).collect();
        json!({ "keys": keys })
    }

    /// Whose keys they are, if the set says so.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    pub(crate) fn find(&self, id: &str) -> Option<&PublicKey> {
        self.keys.iter().find(|key| key.id == id)
    }
}

fn coordinates(point: &[u8]) -> Option<(String, String)> {
    let (prefix, rest) = point.split_first()?;
    let (x, y) = rest.split_at_checked(COORDINATE)?;
    let is_point = *prefix == 4 && y.len() == COORDINATE;
    is_point.then(|| (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y)))
}

fn thumbprint(point: &[u8]) -> Option<String> {
    let (x, y) = coordinates(point)?;
    let mut members = Map::new();
    for (name, value) in [("crv", "P-256"), ("kty", "EC"), ("x", x.as_str()), ("y", y.as_str())] {
        members.insert(name.to_owned(), value.into());
    }
    let text = crate::jws::written(&Value::Object(members));
    Some(URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes())))
}
