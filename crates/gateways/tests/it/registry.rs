//! The campaign registry downstream, against a real server.

use std::time::Duration;

use serde_json::json;
use trusthub_domain::messaging::IdentityStatus;
use trusthub_gateways::registry::{CampaignRegistry, RegistryConfig, RegistryError, Standing, Topic};
use wiremock::matchers::{basic_auth, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{client, closed_port};

fn registry(url: &str) -> CampaignRegistry {
    let config = RegistryConfig {
        url: url.parse().unwrap(),
        key: "owl".to_owned(),
        secret: "registry-secret".into(),
        timeout: Duration::from_secs(5),
    };
    CampaignRegistry::new(client("127.0.0.0/8"), config)
}

async fn answering(answer: ResponseTemplate) -> (CampaignRegistry, MockServer) {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(answer).mount(&server).await;
    (registry(&server.uri()), server)
}

#[tokio::test]
async fn it_is_asked_below_its_base_with_the_hubs_credentials() {
    let server = MockServer::start().await;
    let brand = json!({ "brandId": "B1", "entityType": "PRIVATE_PROFIT", "identityStatus": "UNVERIFIED" });
    let found = ResponseTemplate::new(200).set_body_json(&brand);
    let credentials = || basic_auth("owl", "registry-secret");
    Mock::given(method("GET"))
        .and(path("/tcr/v2/brand/B1"))
        .and(credentials())
        .respond_with(found)
        .mount(&server)
        .await;
    let category = json!({ "id": "TAX_ID", "displayName": "Tax", "description": "No.", "fields": ["ein"] });
    let feedback = ResponseTemplate::new(200).set_body_json(json!({ "category": [category] }));
    Mock::given(path("/tcr/v2/brand/feedback/B1"))
        .and(credentials())
        .respond_with(feedback)
        .mount(&server)
        .await;
    let page =
        ResponseTemplate::new(200).set_body_json(json!({ "records": [], "page": 1, "totalRecords": 0 }));
    let reference = "BN0123456789abcdef0123456789abcdef";
    Mock::given(path("/tcr/v2/brand"))
        .and(query_param("referenceId", reference))
        .respond_with(page)
        .mount(&server)
        .await;

    let registry = registry(&format!("{}/tcr/", server.uri()));
    let there = registry.brand("B1").await.unwrap().unwrap();
    let Standing::Registered { identity, feedback } = there.standing else { panic!("it is registered") };
    assert_eq!(identity, Some(IdentityStatus::Unverified));
    assert_eq!(
        (feedback[0].topic, feedback[0].fields.as_slice()),
        (Topic::TaxId, ["business_registration_number".to_owned()].as_slice())
    );
    assert_eq!(registry.brand_of(reference.parse().unwrap()).await, Ok(None));
}

#[tokio::test]
async fn each_way_of_saying_nothing_is_told_apart() {
    let cases = [
        (ResponseTemplate::new(401), RegistryError::Credentials),
        (ResponseTemplate::new(429), RegistryError::Busy(429)),
        (ResponseTemplate::new(503), RegistryError::Busy(503)),
        (ResponseTemplate::new(302), RegistryError::Busy(302)),
        (ResponseTemplate::new(200).set_body_string("<html>"), RegistryError::Unreadable("brand")),
        (
            ResponseTemplate::new(200).set_body_bytes(vec![b' '; 2 * 1024 * 1024]),
            RegistryError::Unreadable("answer, which is too long,"),
        ),
    ];
    for (answer, expected) in cases {
        let (registry, _server) = answering(answer).await;
        assert_eq!(registry.brand("B1").await, Err(expected));
    }
    let unreachable = registry(&format!("http://{}", closed_port().await));
    assert_eq!(unreachable.brand("B1").await, Err(RegistryError::Unreachable));
    let forbidden = CampaignRegistry::new(
        client(""),
        RegistryConfig {
            url: "http://127.0.0.1:9".parse().unwrap(),
            key: "owl".to_owned(),
            secret: "registry-secret".into(),
            timeout: Duration::from_secs(5),
        },
    );
    assert_eq!(forbidden.look().await, Err(RegistryError::Address));
    assert!(!format!("{forbidden:?}").contains("secret"));
}

#[tokio::test]
async fn one_that_is_down_is_left_alone_for_a_while() {
    let (registry, server) = answering(ResponseTemplate::new(500)).await;
    for _ in 0..4 {
        assert_eq!(registry.campaign("C1").await, Err(RegistryError::Busy(500)));
    }
    let Err(RegistryError::Resting(rest)) = registry.campaign("C1").await else { panic!("it was asked") };
    assert!(rest > Duration::from_secs(20) && rest <= Duration::from_secs(30), "{rest:?}");
    assert_eq!(server.received_requests().await.unwrap().len(), 4);
}
