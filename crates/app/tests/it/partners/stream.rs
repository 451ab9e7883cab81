//! The feed, published to a real NATS server.

use std::time::Duration;

use trusthub_app::attestation::catch_up;
use trusthub_app::partners::publish_due;
use trusthub_app::{Hub, review};
use trusthub_domain::partner::PartnerKind;
use trusthub_gateways::jetstream::{JetStream, JetStreamConfig, StreamError};
use trusthub_testkit::{NatsServer, Published, SOUND_BUSINESS, TestHub, Wish};

use super::{partner, told_by};
use crate::support::{Server, eventually, hub, lead};

const STREAM: &str = "TRUST";

fn wish(server: &NatsServer) -> Wish {
    Wish { stream: Some(server.stream(STREAM)), ..Wish::default() }
}

async fn publish(node: &Hub) {
    catch_up(node).await.unwrap();
    publish_due(node).await.unwrap();
}

/// The identifiers of the whole feed.
async fn told(hub: &TestHub) -> Vec<String> {
    let carrier = partner(hub, PartnerKind::Carrier).await;
    told_by(&hub.hub, &carrier).await.into_iter().map(|event| event.id).collect()
}

fn ids(published: Vec<Published>) -> Vec<String> {
    published.into_iter().map(|message| message.id).collect()
}

#[tokio::test]
async fn the_feed_is_published_in_order_and_goes_on_elsewhere_after_an_outage() {
    let Some(mut server) = NatsServer::start() else { return };
    let hub = hub!(wish(&server));
    let (lead, account) = (lead(&hub).await, hub.account("Owl").await);
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    hub.number(&account, "+15105550100").await;
    publish(&hub.hub).await;
    let published = server.published(STREAM).await;
    assert_eq!(
        published.iter().map(|message| message.subject.as_str()).collect::<Vec<_>>(),
        ["trusthub.trust.granted", "trusthub.number.added"]
    );
    assert_eq!(published[0].body["type"], "trusthub.trust.granted.v1");
    assert_eq!(published[0].body["data"]["identity"], serde_json::Value::Null, "who it is, is not published");
    assert_eq!(published[1].body["data"]["number"], "+15105550100");
    assert_eq!(ids(published), told(&hub).await);

    // The acknowledgements were lost: the stream knows what it has.
    hub.sql("UPDATE feed_streams SET position = 0").await;
    publish(&hub.hub).await;
    assert_eq!(server.published(STREAM).await.len(), 2);

    server.kill();
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    let node = hub.another_node().await;
    publish(&node).await;
    server.again();
    publish(&node).await;
    assert_eq!(server.published(STREAM).await.len(), 2, "not before it is due");
    review::reinstate(&hub.hub, &lead, profile.sid).await.unwrap();
    hub.advance(Duration::from_secs(2));
    publish(&node).await;
    assert_eq!(ids(server.published(STREAM).await), told(&hub).await);
    assert_eq!(told(&hub).await.len(), 4);
}

#[tokio::test]
async fn two_processes_publish_everything_once() {
    let Some(server) = NatsServer::start() else { return };
    let hub = hub!(wish(&server));
    let (lead, account) = (lead(&hub).await, hub.account("Owl").await);
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let node = hub.another_node().await;
    let (here, there) = (Server::of(&hub), Server::of_node(&node));
    for _ in 0..3 {
        review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
        review::reinstate(&node, &lead, profile.sid).await.unwrap();
    }
    eventually("everything is published", async || server.published(STREAM).await.len() >= 7).await;
    here.end().await;
    there.end().await;
    assert_eq!(ids(server.published(STREAM).await), told(&hub).await);
}

#[tokio::test]
async fn what_is_wrong_with_the_server_is_told() {
    let login = ["--jetstream", "--user", "hub", "--pass", "p@ss/1"];
    let (Some(mut server), Some(plain)) = (NatsServer::start_with(&login), NatsServer::start_with(&[]))
    else {
        return;
    };
    let (config, address) = (server.stream(STREAM), server.address());
    let look = async |login: &str| {
        let url = format!("nats://{login}{address}").into();
        JetStream::new(JetStreamConfig { url, ..config.clone() }).look().await
    };
    assert_eq!(look("hub:p%40ss%2F1@").await, Ok(None), "nothing is made by looking");
    assert_eq!(look("hub:other@").await, Err(StreamError::Login));
    assert_eq!(look("").await, Err(StreamError::Login));
    server.kill();
    assert!(matches!(look("").await, Err(StreamError::Unreachable(_))));
    assert_eq!(JetStream::new(plain.stream(STREAM)).look().await, Err(StreamError::NoJetStream));
}
