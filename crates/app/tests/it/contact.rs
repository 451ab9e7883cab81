//! Websites are visited and registers asked while a case is vetted, where the operator wants it, and what they show stays
//! with the case.

use std::time::Duration;

use serde_json::Value;
use trusthub_app::items::end_users;
use trusthub_app::review::{self, GivenReason};
use trusthub_domain::bundle::{Bundle, ReasonCode, Status};
use trusthub_domain::review::{Evidence, Outcome};
use trusthub_gateways::lookup::Lookups;
use trusthub_gateways::lookup::gleif::Gleif;
use trusthub_gateways::lookup::rdap::Rdap;
use trusthub_gateways::outside::Outside;
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient, NameSource, NameTable};
use trusthub_gateways::website::Websites;
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub, Wish};
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::automatic::hold_register;
use crate::support::{hub, lead};

const HOST: &str = "www.owlbakery.com";

/// Visits websites; the business's name leads to this machine.
fn outside() -> Outside {
    let names = NameTable::default();
    names.set(HOST, vec![vec!["127.0.0.1".parse().unwrap()]]);
    let config = ClientConfig {
        allow: "127.0.0.1".parse().unwrap(),
        names: NameSource::Table(names),
        ..ClientConfig::default()
    };
    Outside { websites: Some(Websites::new(GuardedClient::new(config).unwrap())), ..Outside::default() }
}

fn visiting() -> Wish {
    Wish { outside: outside(), ..Wish::default() }
}

async fn site(pages: &[(&str, &str)]) -> MockServer {
    let server = MockServer::start().await;
    for (at, text) in pages {
        let answer = ResponseTemplate::new(200).set_body_raw(text.as_bytes().to_vec(), "text/html");
        Mock::given(path(*at)).respond_with(answer).mount(&server).await;
    }
    server
}

/// A complete profile whose website is at that server.
async fn profile(hub: &TestHub, account: &TestAccount, server: &MockServer) -> Bundle {
    let (draft, items) = hub.complete_profile(account, &SOUND_BUSINESS, None).await;
    let mut information = SOUND_BUSINESS.information();
    let website = format!("http://{HOST}:{}/", server.address().port());
    information.insert("website_url".to_owned(), Value::from(website));
    end_users::update(&hub.hub, &account.actor, items.business, None, Some(information)).await.unwrap();
    draft
}

async fn evidence(hub: &TestHub, bundle: &Bundle) -> Vec<Evidence> {
    let reviewer = lead(hub).await;
    let dossier = review::show(&hub.hub, &reviewer, bundle.sid).await.unwrap();
    dossier.cases[0].assessment.clone().unwrap().evidence
}

fn outcome(evidence: &[Evidence], check: &str) -> Option<Outcome> {
    evidence.iter().find(|one| one.check == check).map(|one| one.outcome)
}

#[tokio::test]
async fn a_website_is_visited_and_its_imprint_read_for_the_name() {
    let hub = hub!(visiting());
    let first = format!(
        "<title>Welcome</title><p>{}</p><a href='/imprint'>Imprint</a><a href='/privacy'>Privacy</a>",
        "Fresh bread every day. ".repeat(20)
    );
    let server = site(&[
        ("/", &first),
        ("/imprint", "<p>Owl Bakery Incorporated</p><p>Berkeley</p>"),
        ("/privacy", "<p>We keep nothing.</p>"),
    ])
    .await;
    let account = hub.account("Owl").await;
    let draft = profile(&hub, &account, &server).await;
    assert_eq!(hub.submit(&account, &draft).await.status, Status::InReview);
    let evidence = evidence(&hub, &draft).await;
    for check in ["website.is_reachable", "website.names_business", "website.has_privacy_policy"] {
        assert_eq!(outcome(&evidence, check), Some(Outcome::Pass), "{check}");
    }
    let named = evidence.iter().find(|one| one.check == "website.names_business").unwrap();
    assert!(named.compared.contains("/imprint"), "{}", named.compared);
    assert_eq!(outcome(&evidence, "website.is_encrypted"), Some(Outcome::Fail), "it is http");
}

#[tokio::test]
async fn a_case_that_is_vetted_again_sends_no_second_visitor_and_a_new_submission_does() {
    let hub = hub!(visiting());
    let server = site(&[("/", &format!("<p>Owl Bakery Incorporated {}</p>", "bread ".repeat(60)))]).await;
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let draft = profile(&hub, &account, &server).await;
    hub.submit(&account, &draft).await;
    let visits = async || server.received_requests().await.unwrap().len();
    let first = visits().await;
    assert!(first > 0);
    // A register that knows the business has its case vetted again.
    hold_register(&hub, "good").await;
    hub.run_jobs().await;
    assert_eq!(visits().await, first, "what was seen a moment ago still holds");
    hub.advance(Duration::from_secs(61 * 60));
    hold_register(&hub, "void").await;
    hub.run_jobs().await;
    assert_eq!(visits().await, 2 * first, "an hour later it does not");
    let reason =
        GivenReason { code: ReasonCode::WEBSITE, field: None, note: Some("Another name.".to_owned()) };
    review::reject(&hub.hub, &lead, draft.sid, vec![reason], None).await.unwrap();
    hub.submit(&account, &draft).await;
    assert_eq!(visits().await, 3 * first, "it may have been mended");
}

#[tokio::test]
async fn nobody_is_asked_unless_the_operator_says_so() {
    let hub = hub!();
    let server = site(&[("/", "<p>Owl Bakery Inc.</p>")]).await;
    let account = hub.account("Owl").await;
    let draft = profile(&hub, &account, &server).await;
    hub.submit(&account, &draft).await;
    assert_eq!(outcome(&evidence(&hub, &draft).await, "website.is_reachable"), None);
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_website_of_a_test_account_is_never_visited() {
    let hub = hub!(visiting());
    let server = site(&[("/", "<p>Owl Bakery Inc.</p>")]).await;
    let account = hub.test_account("Owl").await;
    let draft = profile(&hub, &account, &server).await;
    hub.submit(&account, &draft).await;
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_website_that_is_down_is_told_and_counts_for_nothing() {
    let hub = hub!(visiting());
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(503)).mount(&server).await;
    let account = hub.account("Owl").await;
    let draft = profile(&hub, &account, &server).await;
    assert_eq!(hub.submit(&account, &draft).await.status, Status::InReview);
    assert_eq!(outcome(&evidence(&hub, &draft).await, "website.is_reachable"), Some(Outcome::Unknown));
}

#[tokio::test]
async fn registers_are_asked_and_one_that_is_down_counts_for_nothing() {
    let registry = MockServer::start().await;
    let record = serde_json::json!({ "lei": "5493001KJTIIGC8Y1R12", "entity": {
        "legalName": { "name": "OWL BAKERY INC." }, "legalAddress": { "country": "US" },
        "registeredAs": "C2104488", "status": "ACTIVE",
    }});
    let body = serde_json::json!({ "data": [{ "attributes": record }] });
    let answer = ResponseTemplate::new(200).set_body_json(&body);
    Mock::given(path("/gleif/lei-records")).respond_with(answer).mount(&registry).await;
    Mock::given(any()).respond_with(ResponseTemplate::new(500)).mount(&registry).await;
    let client = ClientConfig { allow: "127.0.0.1".parse().unwrap(), ..ClientConfig::default() };
    let client = GuardedClient::new(client).unwrap();
    let base = |name: &str| format!("{}/{name}", registry.uri()).parse().unwrap();
    let outside = Outside {
        gleif: Some(Lookups::new(Gleif { base: base("gleif") }, client.clone())),
        rdap: Some(Lookups::new(Rdap { base: base("rdap") }, client)),
        ..Outside::default()
    };
    let hub = hub!(Wish { outside, ..Wish::default() });
    let account = hub.account("Owl").await;
    let (draft, items) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let mut information = SOUND_BUSINESS.information();
    information.insert("business_registration_identifier".to_owned(), Value::from("Other"));
    information.insert("business_registration_number".to_owned(), Value::from("C2104488"));
    end_users::update(&hub.hub, &account.actor, items.business, None, Some(information)).await.unwrap();
    assert_eq!(hub.submit(&account, &draft).await.status, Status::InReview);
    let evidence = evidence(&hub, &draft).await;
    assert_eq!(outcome(&evidence, "registry.name"), Some(Outcome::Pass));
    assert_eq!(outcome(&evidence, "website.domain_is_not_new"), Some(Outcome::Unknown));
    let named = evidence.iter().find(|one| one.check == "registry.name").unwrap();
    assert!(named.compared.contains("/gleif/lei-records"), "{}", named.compared);
}
