//! What an ID token says, and whether it says it to us, now, in answer to what we asked.

use serde::{Deserialize, Deserializer};

use super::token::signed_claims;
use super::{KeySet, Refusal};

/// How far a provider's clock may be from ours, in seconds. Ours: more than machines with a time service differ.
const SKEW_SECONDS: i64 = 60;

/// Most characters of a subject identifier (OpenID Connect Core §2).
const MOST_SUBJECT_CHARACTERS: usize = 255;

/// What the next token has to be.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The provider, as it calls itself.
    pub issuer: &'a str,
    /// The hub, as the provider calls it.
    pub client_id: &'a str,
    /// What was sent along with the question.
    pub nonce: &'a str,
    /// Seconds since 1970.
    pub now: i64,
}

/// Somebody whom a provider knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// How the provider tells them from everybody else, for ever.
    pub subject: String,
    /// Their e-mail, if the provider says that it made sure of it.
    pub verified_email: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: f64,
    iat: f64,
    nonce: Option<String>,
    #[serde(flatten)]
    email: EmailClaims,
}

/// OpenID Connect Core §5.1.
#[derive(Deserialize)]
struct EmailClaims {
    email: Option<String>,
    #[serde(default, deserialize_with = "truth")]
    email_verified: bool,
}

impl EmailClaims {
    fn verified(self) -> Option<String> {
        self.email.filter(|_| self.email_verified)
    }
}

#[derive(Deserialize)]
struct UserInfo {
    sub: String,
    #[serde(flatten)]
    email: EmailClaims,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn includes(&self, client_id: &str) -> bool {
        match self {
            Self::One(name) => name == client_id,
            Self::Several(names) => names.iter().any(|name| name == client_id),
        }
    }

    fn is_of_several(&self) -> bool {
        matches!(self, Self::Several(names) if names.len() > 1)
    }
}

/// Some providers write the claim as a text, against OpenID Connect Core §5.1.
fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(value == serde_json::Value::Bool(true) || value == "true")
}

impl Vouched {
    /// The same with what the provider says of them where it is asked for it (OpenID Connect Core §5.3): some keep e-mails out of
    /// their tokens.
    ///
    /// # Errors
    /// `Malformed`; `Subject` if it speaks of somebody else.
    pub fn completed(self, user_info: &[u8]) -> Result<Self, Refusal> {
        let info: UserInfo = serde_json::from_slice(user_info)
            .map_err(|_| Refusal::Malformed("provider's word on a person"))?;
        if info.sub != self.subject {
            return Err(Refusal::Subject);
        }
        Ok(Self { verified_email: info.email.verified(), ..self })
    }
}

impl Expected<'_> {
    /// Whom a token vouches for, if it is the one that is expected.
    ///
    /// # Errors
    /// Why it proves nothing. `UnknownKey` is worth another try with keys just fetched.
    ///
    /// Source: OpenID Connect Core 1.0 §3.1.3.7. It came straight from the provider over TLS, and its signature is
    /// checked all the same.
    pub fn vouched_for(&self, token: &str, keys: &KeySet) -> Result<Vouched, Refusal> {
        let json = signed_claims(token, keys)?;
        let claims: Claims =
            serde_json::from_slice(&json).map_err(|_| Refusal::Malformed("token's claims"))?;
        self.check(&claims)?;
        if claims.sub.is_empty() || claims.sub.chars().count() > MOST_SUBJECT_CHARACTERS {
            return Err(Refusal::Malformed("token's subject"));
        }
        Ok(Vouched { subject: claims.sub, verified_email: claims.email.verified() })
    }

    fn check(&self, claims: &Claims) -> Result<(), Refusal> {
        if claims.iss != self.issuer {
            return Err(Refusal::Issuer("token"));
        }
        let is_asked_by_us = match &claims.azp {
            Some(party) => party == self.client_id,
            None => !claims.aud.is_of_several(),
        };
        if !claims.aud.includes(self.client_id) || !is_asked_by_us {
            return Err(Refusal::Audience);
        }
        // Seconds since 1970 fit a double exactly for longer than anybody signs in.
        #[expect(clippy::cast_precision_loss, reason = "far below 2⁵³")]
        let (earliest, latest) =
            ((self.now.saturating_sub(SKEW_SECONDS)) as f64, self.now.saturating_add(SKEW_SECONDS) as f64);
        if claims.exp <= earliest {
            return Err(Refusal::Over);
        }
        if claims.iat > latest {
            return Err(Refusal::Early);
        }
        if claims.nonce.as_deref() != Some(self.nonce) {
            return Err(Refusal::Nonce);
        }
        Ok(())
    }
}
