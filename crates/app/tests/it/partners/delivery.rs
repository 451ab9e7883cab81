//! The feed, sent to a real server on the loopback interface.

use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::Value;
use trusthub_app::attestation::catch_up;
use trusthub_app::partners::{StartAt, accounts, deliver_due, webhook};
use trusthub_app::{Actor, Error, Who, review};
use trusthub_domain::partner::PartnerKind;
use trusthub_domain::time::Timestamp;
use trusthub_gateways::webhook::signed;
use trusthub_testkit::SOUND_BUSINESS;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{partner, told_by};
use crate::support::{Server, eventually, hub, lead};

async fn receiver(first: u64) -> MockServer {
    let server = MockServer::start().await;
    if first > 0 {
        let failing = Mock::given(method("POST")).respond_with(ResponseTemplate::new(500));
        failing.up_to_n_times(first).with_priority(1).mount(&server).await;
    }
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    server
}

fn header<'r>(request: &'r Request, name: &str) -> &'r str {
    request.headers.get(name).unwrap().to_str().unwrap()
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

#[tokio::test]
async fn what_is_told_is_sent_in_order_signed_and_again_until_it_is_taken() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let account = hub.account("Owl").await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    let server = receiver(2).await;
    let url = format!("{}/trust?key=1", server.uri());
    let set = webhook::set(&hub.hub, &carrier, url.clone(), StartAt::Beginning).await.unwrap();
    let secret = set.webhook.signing_secret.clone();
    let expected = told_by(&hub.hub, &carrier).await;
    assert_eq!(expected.len(), 2);

    deliver_due(&hub.hub).await.unwrap();
    let state = webhook::find(&hub.hub, &carrier).await.unwrap();
    assert_eq!((state.webhook.failures, state.behind, state.webhook.position), (1, 2, 0));
    assert_eq!(state.webhook.last_error.as_deref(), Some("the receiver answered 500"));
    deliver_due(&hub.hub).await.unwrap();
    assert_eq!(server.received_requests().await.unwrap().len(), 1, "not before it is due");
    // By another process from then on: the first one is gone.
    let node = hub.another_node().await;
    catch_up(&node).await.unwrap();
    for pause in [2, 10] {
        hub.advance(Duration::from_secs(pause));
        deliver_due(&node).await.unwrap();
    }
    let state = webhook::find(&node, &carrier).await.unwrap();
    assert_eq!((state.webhook.failures, state.behind, state.webhook.position), (0, 0, 2));
    assert!(state.webhook.delivered_at.is_some() && state.webhook.last_error.is_none());
    let requests = server.received_requests().await.unwrap();
    let ids: Vec<&str> = requests.iter().map(|request| header(request, "webhook-id")).collect();
    let [first, second] = [&expected[0], &expected[1]].map(|event| event.id.as_str());
    assert_eq!(ids, [first, first, first, second], "one after the other");
    for (request, event) in requests[2..].iter().zip(&expected) {
        assert_eq!(body(request), serde_json::to_value(event).unwrap());
        let seconds: i64 = header(request, "webhook-timestamp").parse().unwrap();
        let at = Timestamp::from_seconds(seconds);
        let signature = signed(&secret, &event.id, at, &request.body).unwrap();
        assert_eq!(header(request, "webhook-signature"), signature);
        assert!(header(request, "content-type").starts_with("application/cloudevents+json"));
    }
    assert_eq!(hub.where_readable(&[secret.expose_secret(), "/trust?key=1"]).await, None, "both are sealed");

    // A long outage: nothing is lost.
    hub.advance(Duration::from_secs(3 * 24 * 60 * 60));
    review::reinstate(&hub.hub, &lead, profile.sid).await.unwrap();
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    catch_up(&node).await.unwrap();
    deliver_due(&node).await.unwrap();
    let kinds: Vec<Value> = server.received_requests().await.unwrap()[4..]
        .iter()
        .map(|request| body(request)["type"].clone())
        .collect();
    assert_eq!(kinds, ["trusthub.trust.reinstated.v1", "trusthub.trust.suspended.v1"]);
}

#[tokio::test]
async fn to_a_revoked_partner_nothing_is_sent() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let account = hub.account("Owl").await;
    hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let server = receiver(0).await;
    webhook::set(&hub.hub, &carrier, server.uri(), StartAt::Beginning).await.unwrap();
    let Who::Partner(known) = carrier.who().clone() else { panic!("a partner") };
    accounts::revoke(&hub.hub, &Actor::operator(), known.sid).await.unwrap();
    catch_up(&hub.hub).await.unwrap();
    deliver_due(&hub.hub).await.unwrap();
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
    let again = accounts::revoke(&hub.hub, &Actor::operator(), known.sid).await;
    assert!(matches!(again, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn two_processes_send_a_partner_everything_once() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let account = hub.account("Owl").await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let server = receiver(0).await;
    webhook::set(&hub.hub, &carrier, server.uri(), StartAt::Beginning).await.unwrap();
    let node = hub.another_node().await;
    let (here, there) = (Server::of(&hub), Server::of_node(&node));
    for _ in 0..3 {
        review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
        review::reinstate(&node, &lead, profile.sid).await.unwrap();
    }
    let taken = async || server.received_requests().await.unwrap().len();
    eventually("everything is sent", async || taken().await >= 7).await;
    here.end().await;
    there.end().await;
    let ids: Vec<String> = told_by(&hub.hub, &carrier).await.into_iter().map(|event| event.id).collect();
    let requests = server.received_requests().await.unwrap();
    let sent: Vec<&str> = requests.iter().map(|request| header(request, "webhook-id")).collect();
    assert_eq!(sent, ids);
}

#[tokio::test]
async fn only_urls_are_taken() {
    let hub = hub!();
    let carrier = partner(&hub, PartnerKind::Carrier).await;
    for url in ["", "carrier.example", "ftp://carrier.example/", "https://", "javascript:alert(1)"] {
        let refused = webhook::set(&hub.hub, &carrier, url.to_owned(), StartAt::Latest).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{url}: {refused:?}");
    }
    assert!(matches!(webhook::find(&hub.hub, &carrier).await, Err(Error::NotFound(_))));
    webhook::set(&hub.hub, &carrier, "https://carrier.example/".to_owned(), StartAt::Latest).await.unwrap();
    webhook::end(&hub.hub, &carrier).await.unwrap();
    assert!(matches!(webhook::end(&hub.hub, &carrier).await, Err(Error::NotFound(_))));
    let account = hub.account("Owl").await;
    assert!(matches!(webhook::find(&hub.hub, &account.actor).await, Err(Error::Forbidden(_))));
}
