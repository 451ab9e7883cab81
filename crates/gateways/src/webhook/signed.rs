//! Requests to partners, signed as the Standard Webhooks specification has it: headers `webhook-id`, `webhook-timestamp`
//! and `webhook-signature`, the last `v1,` and the base64 of an HMAC-SHA256 over `id.timestamp.body`; the key is what
//! follows `whsec_`, in base64.
//! Source: the Standard Webhooks specification, "Webhook metadata" and "Signature scheme".

use std::fmt;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret, SecretString};
use trusthub_domain::time::Timestamp;

use super::{Callbacks, Failure, Outcome};

/// CloudEvents, one in a body.
const CLOUD_EVENT: &str = "application/cloudevents+json; charset=utf-8";

/// One request to make. Its `Debug` shows the identifier only.
#[derive(Clone)]
pub struct SignedRequest {
    /// The URL as the partner gave it. May carry secrets.
    pub url: SecretString,
    /// `whsec_` and the key in base64.
    pub secret: SecretString,
    /// What is told; the same at each attempt.
    pub id: String,
    /// When it is sent.
    pub at: Timestamp,
    /// The event, JSON.
    pub body: Vec<u8>,
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedRequest").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The value of `webhook-signature`; `None` for a secret that is none.
#[must_use]
pub fn signed(secret: &SecretString, id: &str, at: Timestamp, body: &[u8]) -> Option<String> {
    let key = BASE64_STANDARD.decode(secret.expose_secret().strip_prefix("whsec_")?).ok()?;
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &key));
    context.update(format!("{id}.{}.", at.as_seconds()).as_bytes());
    context.update(body);
    Some(format!("v1,{}", BASE64_STANDARD.encode(context.sign())))
}

impl Callbacks {
    /// Makes one attempt.
    pub async fn deliver_signed(&self, request: &SignedRequest) -> Outcome {
        let SignedRequest { url, secret, id, at, body } = request;
        let Some(signature) = signed(secret, id, *at, body) else {
            return Outcome::Dead { why: Failure::BadSecret };
        };
        self.attempt(url.expose_secret(), |builder| {
            builder
                .header("content-type", CLOUD_EVENT)
                .header("webhook-id", id)
                .header("webhook-timestamp", at.as_seconds().to_string())
                .header("webhook-signature", signature)
                .body(body.clone())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries; computed anew with Python's `hmac`.
    #[test]
    fn the_reference_libraries_own_vector_is_met() {
        let secret = SecretString::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let at = Timestamp::from_seconds(1_614_265_330);
        let signature = signed(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, br#"{"test": 2432232314}"#);
        assert_eq!(signature.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(signed(&"secret".into(), "id", at, b""), None);
    }
}
