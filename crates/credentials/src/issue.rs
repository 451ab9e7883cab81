//! Making a credential.

use serde_json::{Value, json};
use trusthub_stir::key::SigningFailed;

use crate::business::Business;
use crate::disclosure::{self, SALT_BYTES};
use crate::jws::{self, Object};
use crate::keys::IssuerKey;
use crate::status_list::StatusReference;

/// What kind of credential it is (`vct`). Ours; a change of what the claims mean takes the next number.
pub const TYPE: &str = "urn:trusthub:credential:business:1";

/// How a credential is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// SD-JWT VC: whoever holds it chooses what to show.
    SdJwt,
    /// A plain JWT: everything is shown.
    Jwt,
}

impl Format {
    /// The type of token in the header: `dc+sd-jwt` is registered; the other one says what it is, so that no other
    /// token of ours is ever taken for it (RFC 8725 section 3.11).
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::SdJwt => "dc+sd-jwt",
            Self::Jwt => "business-credential+jwt",
        }
    }
}

/// A credential to be made.
#[derive(Debug, Clone)]
pub struct NewCredential {
    /// Its identifier (`jti`).
    pub id: String,
    /// Who says so (`iss`): the URL under which the keys are found.
    pub issuer: String,
    /// Since when, in seconds.
    pub issued_at: i64,
    /// Until when, in seconds.
    pub expires_at: i64,
    /// Where it is said that it was revoked.
    pub status: StatusReference,
    /// What it says.
    pub business: Business,
}

/// Makes a credential. `salt` gives unpredictable bytes, other ones each time: who could guess them could guess what is not
/// shown.
///
/// # Errors
/// The key would not sign.
pub fn issue(
    key: &IssuerKey,
    format: Format,
    new: &NewCredential,
    salt: impl FnMut() -> [u8; SALT_BYTES],
) -> Result<String, SigningFailed> {
    let mut claims = Object::new();
    claims.insert("iss".to_owned(), new.issuer.clone().into());
    claims.insert("jti".to_owned(), new.id.clone().into());
    claims.insert("iat".to_owned(), new.issued_at.into());
    claims.insert("exp".to_owned(), new.expires_at.into());
    claims.insert("vct".to_owned(), TYPE.into());
    claims.insert("status".to_owned(), new.status.to_json());
    match format {
        Format::Jwt => {
            for (name, value) in new.business.claims() {
                claims.insert(name.to_owned(), value);
            }
            if !new.business.numbers.is_empty() {
                claims.insert("numbers".to_owned(), new.business.numbers.clone().into());
            }
            jws::sign(key, format.kind(), &claims)
        }
        Format::SdJwt => {
            let disclosures = hide(&mut claims, &new.business, salt);
            let mut credential = jws::sign(key, format.kind(), &claims)?;
            for disclosure in disclosures {
                credential.push('~');
                credential.push_str(&disclosure);
            }
            credential.push('~');
            Ok(credential)
        }
    }
}

/// Leaves digests in the claims and returns the disclosures. Each number can be shown without the others.
fn hide(claims: &mut Object, business: &Business, mut salt: impl FnMut() -> [u8; SALT_BYTES]) -> Vec<String> {
    let (mut disclosures, mut digests) = (Vec::new(), Vec::new());
    let mut members = business.claims();
    if !business.numbers.is_empty() {
        let mut elements = Vec::new();
        for number in &business.numbers {
            let (disclosure, digest) = disclosure::of_element(salt(), &number.clone().into());
            disclosures.push(disclosure);
            elements.push(json!({ "...": digest }));
        }
        members.push(("numbers", elements.into()));
    }
    for (name, value) in members {
        let (disclosure, digest) = disclosure::of_member(salt(), name, &value);
        disclosures.push(disclosure);
        digests.push(digest);
    }
    // In an order that tells nothing of which is which.
    digests.sort_unstable();
    claims.insert("_sd".to_owned(), digests.into_iter().map(Value::from).collect());
    claims.insert("_sd_alg".to_owned(), "sha-256".into());
    disclosures
}
