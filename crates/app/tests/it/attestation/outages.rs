//! The database goes away: calls are answered from memory, and not for ever.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use trusthub_app::attestation::{catch_up, switches};
use trusthub_app::auth::authenticate;
use trusthub_app::{Actor, readiness, review};
use trusthub_domain::attestation::{Attest, Ground};
use trusthub_testkit::ATTESTATION_MAX_AGE;

use super::{Approved, NUMBER, approved, asked};
use crate::support::{Server, eventually, hub, lead};

#[tokio::test]
async fn calls_are_answered_without_a_database_for_as_long_as_the_operator_allows() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let Approved { account, profile, .. } = approved(&hub, "Owl", &lead).await;
    let (switch, secret) =
        switches::create(&hub.hub, &Actor::operator(), "Berkeley".to_owned()).await.unwrap();
    let (node, connections) = hub.node_with_connections().await;
    catch_up(&node).await.unwrap();
    connections.close().await;

    assert!(catch_up(&node).await.is_err());
    let attest = || asked(&node, Some(account.sid), NUMBER);
    assert_eq!(attest().0, Some(Attest::A));
    assert!(authenticate(&node, &switch.sid.to_string(), &secret).await.is_ok(), "switches are let in");
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    assert_eq!(attest().0, Some(Attest::A), "it cannot know");

    hub.advance(ATTESTATION_MAX_AGE.checked_sub(Duration::from_secs(1)).unwrap());
    assert_eq!(attest().0, Some(Attest::A));
    hub.advance(Duration::from_secs(2));
    let (level, grounds) = attest();
    assert_eq!(
        (level, grounds[0]),
        (None, Ground::IndexOutOfDate),
        "a revoked grant is served no longer than that"
    );
    assert!(grounds.contains(&Ground::NumberOnProduct), "what was known last is told beside it");

    // A node that comes back knows at once, and is current again.
    catch_up(&hub.hub).await.unwrap();
    assert_eq!(asked(&hub.hub, Some(account.sid), NUMBER).1[0], Ground::ProfileSuspended);
}

#[tokio::test]
async fn a_node_that_has_loaded_nothing_signs_nothing() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let Approved { account, .. } = approved(&hub, "Owl", &lead).await;
    let (level, grounds) = asked(&hub.hub, Some(account.sid), NUMBER);
    assert_eq!((level, grounds[0]), (None, Ground::IndexNotLoaded));
    assert_eq!(asked(&hub.hub, None, NUMBER).0, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_ready_once_it_has_loaded() {
    let hub = hub!();
    let trouble = async || {
        let checks = readiness::look(&hub.hub).await;
        checks.iter().find(|check| check.name == "attestation").unwrap().trouble
    };
    assert_eq!(trouble().await, None, "nobody waits for what this process does not do");
    let server = Server::of(&hub);
    eventually("the index is loaded", async || {
        trouble().await.is_none() && asked(&hub.hub, None, NUMBER).0 == Some(Attest::C)
    })
    .await;
    server.end().await;
}

#[tokio::test]
async fn a_server_is_not_ready_once_a_watched_part_of_it_has_ended() {
    let hub = hub!();
    let is_alive = Arc::new(AtomicBool::new(true));
    let watched = Arc::clone(&is_alive);
    hub.hub.watch("sip", move || watched.load(Ordering::Relaxed));
    let trouble = async || {
        let checks = readiness::look(&hub.hub).await;
        checks.iter().find(|check| check.name == "sip").unwrap().trouble
    };
    assert_eq!(trouble().await, None);
    is_alive.store(false, Ordering::Relaxed);
    assert_eq!(trouble().await, Some("it has ended"));
}
