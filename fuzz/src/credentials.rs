//! Credentials as a partner gets them: anybody may write one, and the disclosures of a sound one are the holder's to change.

use std::sync::OnceLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use trusthub_credentials::{IssuerKey, KeySet, PublicKey, Rules, TYPE, verify};

/// 2030-03-17.
const NOW: i64 = 1_900_000_000;

/// A key that signs whatever it is given: what is read behind a sound signature must hold, too.
struct Issuer {
    pair: EcdsaKeyPair,
    id: String,
    keys: KeySet,
}

fn issuer() -> &'static Issuer {
    static ISSUER: OnceLock<Issuer> = OnceLock::new();
    ISSUER.get_or_init(|| {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let der = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).expect("a key");
        let key = IssuerKey::from_der(der.as_ref()).expect("a key");
        let public = PublicKey::from_point(key.public_point()).expect("a point");
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, der.as_ref()).expect("a key");
        Issuer { pair, id: key.id().to_owned(), keys: KeySet::new(vec![public]) }
    })
}

/// The first line are members of the claims, each further line is a disclosure in clear. And the same bytes as a credential, a
/// set of keys and a status list.
pub fn credentials(bytes: &[u8]) {
    let issuer = issuer();
    let text = String::from_utf8_lossy(bytes);
    let _ = KeySet::from_json(bytes);
    let rules = Rules { keys: &issuer.keys, status_list: None, now: NOW };
    let _ = verify(&text, &rules);
    let mut lines = text.lines();
    let members = lines.next().unwrap_or_default();
    let comma = if members.trim().is_empty() { "" } else { "," };
    let claims =
        format!(r#"{{"iss":"https://hub.example","iat":{NOW},"exp":{NOW},"vct":"{TYPE}"{comma}{members}}}"#);
    let header = format!(r#"{{"alg":"ES256","kid":"{}","typ":"dc+sd-jwt"}}"#, issuer.id);
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = issuer.pair.sign(&SystemRandom::new(), signed.as_bytes()).expect("a signature");
    let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
    let disclosures: Vec<String> = lines.map(|line| URL_SAFE_NO_PAD.encode(line)).collect();
    let whole: String =
        [&token].into_iter().chain(&disclosures).flat_map(|part| [part.as_str(), "~"]).collect();
    let Ok(verified) = verify(&whole, &rules) else { return };
    assert!(!verified.claims.contains_key("_sd") && !verified.claims.contains_key("_sd_alg"));
    // Whatever is shown, less is shown without it, and it is still sound.
    let bare = verify(&format!("{token}~"), &rules).expect("a holder may show nothing");
    assert!(bare.claims.len() <= verified.claims.len());
    let again = verify(&whole, &rules).expect("as before");
    assert_eq!(again, verified);
    let listed = Rules { status_list: Some(&token), ..rules };
    assert!(
        verified.status_reference.is_none() || verify(&whole, &listed).is_err(),
        "a credential is no list"
    );
}
