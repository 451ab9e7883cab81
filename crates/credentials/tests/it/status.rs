//! What a status list says, and what is none.

use serde_json::json;
use trusthub_credentials::{
    Format, NewStatusList, Refusal, Rules, Status, Verified, issue_status_list, verify,
};

use crate::issuing::{Issuer, LIST, NOW, issuer, owl};

fn list(issuer: &Issuer, exceptions: &[(u64, Status)]) -> String {
    let new = NewStatusList {
        uri: LIST,
        issued_at: NOW,
        expires_at: NOW + 60,
        fresh_for: 30,
        size: 64,
        exceptions,
    };
    issue_status_list(&issuer.key, &new).unwrap()
}

fn with(issuer: &Issuer, list: &str) -> Result<Verified, Refusal> {
    let credential = issuer.issue(Format::SdJwt, owl());
    verify(&credential, &Rules { keys: &issuer.keys, status_list: Some(list), now: NOW })
}

#[test]
fn the_list_tells_valid_revoked_and_suspended_apart() {
    let issuer = issuer();
    let all_but = [(6, Status::Revoked), (8, Status::Revoked), (900, Status::Revoked)];
    assert_eq!(with(&issuer, &list(&issuer, &all_but)).unwrap().status, Some(Status::Valid));
    for status in [Status::Revoked, Status::Suspended, Status::Unknown(3)] {
        let refusal = with(&issuer, &list(&issuer, &[(7, status)])).unwrap_err();
        assert_eq!(refusal, Refusal::Status(status));
    }
    assert_eq!(
        with(&issuer, &list(&issuer, &[(7, Status::Revoked)])).unwrap_err().to_string(),
        "it is revoked"
    );
}

#[test]
fn a_list_that_proves_nothing_is_refused() {
    let (ours, theirs) = (issuer(), issuer());
    let words = |list: &str| with(&ours, list).unwrap_err().to_string();
    assert!(words(&list(&theirs, &[])).contains("the issuer has no key"));
    assert!(words(&ours.issue(Format::Jwt, owl())).contains("is no credential"));
    assert!(words("").contains("header.payload.signature"));
    let header = json!({ "alg": "ES256", "kid": ours.key.id(), "typ": "statuslist+jwt" });
    let token = |claims| ours.token(&header, &claims);
    let sound = json!({ "bits": 2, "lst": "eNo76fITAAPfAgc" });
    assert!(
        words(&token(json!({ "sub": "https://x.example/1", "status_list": sound }))).contains("another list")
    );
    assert!(words(&token(json!({ "sub": LIST, "exp": NOW, "status_list": sound }))).contains("has expired"));
    for (bad, why) in [
        (json!({ "bits": 3, "lst": "eNo76fITAAPfAgc" }), "1, 2, 4 or 8"),
        (json!({ "bits": 2, "lst": "!" }), "base64url"),
        (json!({ "bits": 2, "lst": "AAAA" }), "zlib"),
        (json!({ "bits": 8, "lst": "eNo76fITAAPfAgc" }), "no place 7"),
        (json!({ "bits": 2 }), "has no list"),
    ] {
        let said = words(&token(json!({ "sub": LIST, "status_list": bad })));
        assert!(said.contains(why), "{said}");
    }
}
