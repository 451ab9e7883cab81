//! The signature that proves a callback is ours, as the official SDKs' request validators compute it.
//!
//! HMAC-SHA1 is the wire's choice, not ours; as a keyed hash it is not touched by SHA-1's collisions.
//! Source: the SDKs' request validator.

use std::collections::BTreeSet;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret, SecretString};

/// The value of `X-Twilio-Signature`: base64 of the HMAC-SHA1, under the token, of the URL followed by each field's
/// name and value, fields sorted by name, then value, each distinct pair once.
///
/// The URL counts as the customer gave it, less a fragment, which no request carries.
#[must_use]
pub fn signature<N: AsRef<str>, V: AsRef<str>>(token: &SecretString, url: &str, fields: &[(N, V)]) -> String {
    let sorted: BTreeSet<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.expose_secret().as_bytes());
    let mut context = hmac::Context::with_key(&key);
    let url = url.split_once('#').map_or(url, |(before, _)| before);
    context.update(url.as_bytes());
    for (name, value) in sorted {
        context.update(name.as_bytes());
        context.update(value.as_bytes());
    }
    BASE64_STANDARD.encode(context.sign())
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

    /// The vector of the official SDKs' own tests; computed anew with Python's `hmac`.
    #[test]
    fn the_sdks_own_vector_is_met() {
        let fields = [
            ("CallSid", "CA1234567890ABCDE"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
            ("Caller", "+14158675309"),
        ];
        assert_eq!(signature(&"12345".into(), URL, &fields), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    }

    #[test]
    fn repeated_names_are_sorted_by_value_and_repeated_pairs_count_once() {
        let fields = [
            ("Sid", "CA123"),
            ("SidAccount", "AC123"),
            ("Digits", "5678"),
            ("Digits", "1234"),
            ("Digits", "1234"),
        ];
        assert_eq!(signature(&"12345".into(), URL, &fields), "IK+Dwps556ElfBT0I3Rgjkr1wJU=");
    }

    #[test]
    fn a_fragment_is_not_signed() {
        let fields = [("Status", "draft")];
        let with_fragment = format!("{URL}#section");
        assert_eq!(
            signature(&"12345".into(), &with_fragment, &fields),
            signature(&"12345".into(), URL, &fields)
        );
    }
}
