//! Who gets a credential, and what it says.

use serde_json::json;
use trusthub_app::bundles::channels;
use trusthub_app::credentials;
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::credential::{CredentialClaim, CredentialFormat, CredentialState};
use trusthub_testkit::{DAY, SHAKEN};

use super::{NewCredential, about, approved, checked, issue, said};
use crate::support::{first_page, hub, is_missing, refusal};

#[tokio::test]
async fn a_partner_reads_what_was_vetted_in_either_format() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = approved(&hub, &account).await;
    let number = hub.number(&account, "+15105550100").await;
    let kind = BundleKind::CustomerProfile;
    channels::assign(&hub.hub, &account.actor, kind, profile.sid, number).await.unwrap();
    for format in CredentialFormat::ALL {
        let numbers = vec!["+15105550100".parse().unwrap()];
        let issued =
            issue(&hub, &account, NewCredential { format, numbers, ..about(profile.sid) }).await.unwrap();
        let verified = checked(&hub, &issued.text).await.unwrap();
        let claims = serde_json::Value::Object(verified.claims);
        let ruleset = claims["ruleset"].clone();
        assert!(ruleset.is_string());
        assert_eq!(
            claims,
            json!({
                "legal_name": "Owl Bakery Inc.", "registration": {"identifier": "EIN", "number": "942404110"},
                "country": "US", "trust_level": 2, "ruleset": ruleset, "numbers": ["+15105550100"],
            })
        );
        assert_eq!(verified.issuer, "https://hub.example");
        assert_eq!(verified.id, Some(issued.credential.sid.to_string()));
        assert_eq!(verified.expires_at, issued.credential.expires_at.as_seconds());
        let end = hub.hub.now().plus(90 * DAY);
        assert!(issued.credential.expires_at <= end && issued.credential.expires_at > end.minus(DAY));
    }
}

#[tokio::test]
async fn it_says_only_what_was_asked_for_and_ends_with_the_approval() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = approved(&hub, &account).await;
    let claims = vec![CredentialClaim::Country, CredentialClaim::Country];
    let new = NewCredential { claims, days: Some(366), ..about(profile.sid) };
    let issued = issue(&hub, &account, new).await.unwrap();
    let verified = checked(&hub, &issued.text).await.unwrap();
    assert_eq!(serde_json::Value::Object(verified.claims), json!({ "country": "US" }));
    let until = profile.valid_until.unwrap();
    assert_eq!(verified.expires_at, until.as_seconds());
    hub.advance(400 * DAY);
    assert_eq!(said(&hub, &issued.text).await, "it has expired");
    let found = credentials::find(&hub.hub, &account.actor, issued.credential.sid).await.unwrap();
    assert_eq!(found.state(hub.hub.now()), CredentialState::Expired, "whether or not a worker ran");
}

#[tokio::test]
async fn only_a_business_in_force_of_the_account_itself_gets_one() {
    let hub = hub!();
    let (account, stranger) = (hub.account("Owl").await, hub.account("Crow").await);
    let (draft, _) = hub.complete_profile(&account, &trusthub_testkit::SOUND_BUSINESS, None).await;
    let why = refusal(issue(&hub, &account, about(draft.sid)).await);
    assert!(why.contains("CustomerProfileSid") && why.contains("not approved and in force"), "{why}");
    let profile = approved(&hub, &account).await;
    assert!(is_missing(&issue(&hub, &stranger, about(profile.sid)).await));
    let child = hub.subaccount(&account, "Owlet").await;
    assert!(is_missing(&issue(&hub, &child, about(profile.sid)).await));
    let product = hub.draft(&account, BundleKind::TrustProduct, SHAKEN).await;
    assert!(is_missing(&issue(&hub, &account, about(product.sid)).await));
    for days in [0, 367] {
        let why =
            refusal(issue(&hub, &account, NewCredential { days: Some(days), ..about(profile.sid) }).await);
        assert!(why.contains("ValidDays"), "{why}");
    }
    let numbers = vec!["+15105550199".parse().unwrap()];
    let why = refusal(issue(&hub, &account, NewCredential { numbers, ..about(profile.sid) }).await);
    assert!(why.contains("in place 1 is not assigned"), "{why}");
    assert!(!why.contains("5550199"), "a number is nobody's business: {why}");
}

#[tokio::test]
async fn what_was_issued_is_listed_without_the_credential_and_to_its_account_only() {
    let hub = hub!();
    let (account, stranger) = (hub.account("Owl").await, hub.account("Crow").await);
    let profile = approved(&hub, &account).await;
    let first = issue(&hub, &account, about(profile.sid)).await.unwrap().credential;
    let second = issue(&hub, &account, about(profile.sid)).await.unwrap().credential;
    assert_ne!(first.place, second.place);
    assert!(second.place.index.abs_diff(first.place.index) != 1, "by chance it might be, once in 65536 runs");
    let page = credentials::list(&hub.hub, &account.actor, Some(profile.sid), first_page(9)).await.unwrap();
    assert_eq!(page.items, [second.clone(), first.clone()]);
    let page = credentials::list(&hub.hub, &stranger.actor, None, first_page(9)).await.unwrap();
    assert_eq!(page.items, []);
    assert!(is_missing(&credentials::find(&hub.hub, &stranger.actor, first.sid).await));
    assert!(is_missing(&credentials::revoke(&hub.hub, &stranger.actor, first.sid).await));
    for list in ["2", "0", "-1", "01", "x", "99999999999999999999"] {
        assert!(is_missing(&credentials::status_list(&hub.hub, list).await), "{list}");
    }
}
