//! Credentials about approved businesses: issued, checked as a partner checks them, and revoked with what they rest on.

mod consequences;
mod issuing;
mod keys;

use trusthub_app::Result;
use trusthub_app::credentials::{self, Issued, NewCredential};
use trusthub_credentials::{KeySet, Refusal, Rules, Verified, verify};
use trusthub_domain::bundle::Bundle;
use trusthub_domain::credential::CredentialFormat;
use trusthub_domain::sid::BundleSid;
use trusthub_testkit::{TestAccount, TestHub};

/// A credential that says everything about a profile.
fn about(profile: BundleSid) -> NewCredential {
    NewCredential {
        profile,
        format: CredentialFormat::SdJwt,
        claims: Vec::new(),
        numbers: Vec::new(),
        domain: None,
        days: None,
    }
}

async fn issue(hub: &TestHub, account: &TestAccount, new: NewCredential) -> Result<Issued> {
    credentials::issue(&hub.hub, &account.actor, new).await
}

/// What a partner finds out: with the published keys and the list that the credential names.
async fn checked(hub: &TestHub, text: &str) -> std::result::Result<Verified, Refusal> {
    let keys = credentials::published_keys(&hub.hub).await.unwrap();
    let keys = KeySet::from_json(keys.to_string().as_bytes()).unwrap();
    let now = hub.hub.now().as_seconds();
    let verified = verify(text, &Rules { keys: &keys, status_list: None, now })?;
    let uri = verified.status_reference.unwrap().uri;
    let list = credentials::status_list(&hub.hub, uri.rsplit('/').next().unwrap()).await.unwrap();
    verify(text, &Rules { keys: &keys, status_list: Some(&list), now })
}

/// What stops it, in words; `valid` if nothing does.
async fn said(hub: &TestHub, text: &str) -> String {
    // A list may be a second old.
    hub.advance(std::time::Duration::from_secs(1));
    checked(hub, text).await.map_or_else(|refusal| refusal.to_string(), |_| "valid".to_owned())
}

async fn approved(hub: &TestHub, account: &TestAccount) -> Bundle {
    let reviewer = crate::support::lead(hub).await;
    hub.approved_profile(account, &reviewer, &trusthub_testkit::SOUND_BUSINESS, None).await.0
}
