//! The keys that credentials are signed with.

use trusthub_app::{Actor, credentials};
use trusthub_testkit::DAY;

use super::{about, approved, checked, issue, said};
use crate::support::{hub, refusal};

async fn published(hub: &trusthub_testkit::TestHub) -> usize {
    credentials::published_keys(&hub.hub).await.unwrap()["keys"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_new_key_signs_and_the_old_one_is_published_until_nothing_of_it_holds() {
    let hub = hub!();
    assert_eq!(published(&hub).await, 0);
    let account = hub.account("Owl").await;
    let profile = approved(&hub, &account).await;
    let before = issue(&hub, &account, about(profile.sid)).await.unwrap();
    let key = credentials::key_rotate(&hub.hub, &Actor::operator()).await.unwrap();
    assert_eq!(published(&hub).await, 2);
    let after = issue(&hub, &account, about(profile.sid)).await.unwrap();
    assert_eq!((after.credential.key_id == key, before.credential.key_id == key), (true, false));
    // The list is signed with the new key by now.
    assert_eq!(said(&hub, &before.text).await, "valid");
    assert_eq!(checked(&hub, &after.text).await.unwrap().key, key);
    hub.advance(89 * DAY);
    assert_eq!(published(&hub).await, 2);
    hub.advance(3 * DAY);
    assert_eq!(published(&hub).await, 1, "what the old key signed has expired");
    let listed = credentials::key_list(&hub.hub, &Actor::operator()).await.unwrap();
    assert_eq!(
        listed.iter().map(|one| (one.key.key_id.as_str(), one.signs)).collect::<Vec<_>>(),
        [(&*key, true)]
    );
}

#[tokio::test]
async fn keys_are_the_operators_business() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    assert!(refusal(credentials::key_rotate(&hub.hub, &account.actor).await).starts_with("Forbidden"));
    assert!(refusal(credentials::key_list(&hub.hub, &account.actor).await).starts_with("Forbidden"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_first_credentials_at_once_can_both_be_checked() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = approved(&hub, &account).await;
    let new = || issue(&hub, &account, about(profile.sid));
    let (one, other) = tokio::join!(new(), new());
    for issued in [one.unwrap(), other.unwrap()] {
        assert_eq!(said(&hub, &issued.text).await, "valid");
    }
}
