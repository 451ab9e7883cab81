//! Registries on the network, played by real HTTP servers: what counts as an answer, and what does not.

use std::time::Duration;

use serde_json::{Value, json};
use trusthub_domain::time::Timestamp;
use trusthub_gateways::lookup::gleif::{Gleif, LeiQuestion};
use trusthub_gateways::lookup::opencorporates::{CompanyQuestion, OpenCorporates};
use trusthub_gateways::lookup::rdap::Rdap;
use trusthub_gateways::lookup::vies::{VatQuestion, Vies};
use trusthub_gateways::lookup::{Company, Heard, LONGEST_TRY, Lookups, Provider, Said};
use url::Url;
use wiremock::matchers::{any, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{client, closed_port};

const LEI: &str = "5493001KJTIIGC8Y1R12";

fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-11-23T12:00:00Z").unwrap()
}

fn base(server: &MockServer) -> Url {
    server.uri().parse().unwrap()
}

fn lookups<P: Provider>(provider: P) -> Lookups<P> {
    Lookups::new(provider, client("127.0.0.1"))
}

async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

fn document(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

async fn asked(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

async fn rdap(answer: ResponseTemplate) -> Heard<Timestamp> {
    let server = server(answer).await;
    let said = lookups(Rdap { base: base(&server) }).ask(&"owl.example".to_owned(), now()).await;
    said.unwrap().heard
}

fn owl(events: &Value) -> Value {
    json!({ "objectClassName": "domain", "ldhName": "OWL.EXAMPLE", "events": events })
}

#[tokio::test]
async fn the_registration_of_a_domain_is_read() {
    let events = json!([
        { "eventAction": "last changed", "eventDate": "2026-01-01T00:00:00Z" },
        { "eventAction": "registration", "eventDate": "1997-09-15T04:00:00Z" },
    ]);
    let day = Timestamp::parse_rfc3339("1997-09-15T04:00:00Z").unwrap();
    assert_eq!(rdap(document(&owl(&events))).await, Heard::Answer(day));
    assert_eq!(rdap(ResponseTemplate::new(404)).await, Heard::Nothing);
}

#[tokio::test]
async fn what_is_no_answer_is_silence_and_never_a_verdict() {
    let other = json!({ "objectClassName": "domain", "ldhName": "other.example", "events": [] });
    for answer in [
        document(&owl(&json!([]))),
        document(&owl(&json!([{ "eventAction": "registration", "eventDate": "long ago" }]))),
        document(&other),
        document(&json!({ "objectClassName": "entity" })),
        document(&json!([])),
        ResponseTemplate::new(200).set_body_string("<html>Be right back</html>"),
        ResponseTemplate::new(200).set_body_string("{\"objectClassName\": \"dom"),
        ResponseTemplate::new(200).set_body_bytes(vec![b' '; 2 * 1024 * 1024]),
        ResponseTemplate::new(204),
        ResponseTemplate::new(400),
        ResponseTemplate::new(403),
        ResponseTemplate::new(302),
        ResponseTemplate::new(302).insert_header("location", "http://169.254.169.254/"),
        ResponseTemplate::new(302).insert_header("location", "/again"),
    ] {
        assert_eq!(rdap(answer).await, Heard::Silence);
    }
}

#[tokio::test]
async fn a_bootstrap_server_sends_to_the_registry() {
    let registry = MockServer::start().await;
    let events = json!([{ "eventAction": "registration", "eventDate": "2020-01-01T00:00:00Z" }]);
    Mock::given(path("/v1/domain/owl.example")).respond_with(document(&owl(&events))).mount(&registry).await;
    let to = format!("{}/v1/domain/owl.example", registry.uri());
    let heard = rdap(ResponseTemplate::new(302).insert_header("location", to.as_str())).await;
    assert!(matches!(heard, Heard::Answer(_)));
}

#[tokio::test]
async fn an_error_is_tried_once_more_and_only_once() {
    for (status, tries) in [(500, 2), (503, 2), (429, 2), (403, 1), (404, 1)] {
        let server = server(ResponseTemplate::new(status)).await;
        let said = lookups(Rdap { base: base(&server) }).ask(&"owl.example".to_owned(), now()).await;
        assert_eq!(said.unwrap().heard == Heard::Nothing, status == 404, "{status}");
        assert_eq!(asked(&server).await, tries, "{status}");
    }
    let server = MockServer::start().await;
    let events = json!([{ "eventAction": "registration", "eventDate": "2020-01-01T00:00:00Z" }]);
    Mock::given(any()).respond_with(ResponseTemplate::new(502)).up_to_n_times(1).mount(&server).await;
    Mock::given(any()).respond_with(document(&owl(&events))).mount(&server).await;
    let said = lookups(Rdap { base: base(&server) }).ask(&"owl.example".to_owned(), now()).await.unwrap();
    assert!(matches!(said.heard, Heard::Answer(_)), "the second try has it");
}

#[tokio::test]
async fn an_answer_is_remembered_with_its_date_and_silence_is_not() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(403)).up_to_n_times(1).mount(&server).await;
    Mock::given(any()).respond_with(ResponseTemplate::new(404)).mount(&server).await;
    let lookups = lookups(Rdap { base: base(&server) });
    let question = "owl.example".to_owned();
    let later = now().plus(Duration::from_secs(60));
    let said = [
        lookups.ask(&question, now()).await.unwrap(),
        lookups.ask(&question, now()).await.unwrap(),
        lookups.ask(&question, later).await.unwrap(),
    ];
    assert_eq!(said.each_ref().map(|one| one.how), ["failed", "answered", "remembered"]);
    assert_eq!(said.each_ref().map(|one| one.at), [now(), now(), now()]);
    assert_eq!(asked(&server).await, 2);
    lookups.ask(&"other.example".to_owned(), now()).await.unwrap();
    assert_eq!(asked(&server).await, 3, "another question is asked anew");
}

#[tokio::test]
async fn who_is_down_is_left_alone() {
    let server = server(ResponseTemplate::new(500)).await;
    let lookups = lookups(Rdap { base: base(&server) });
    let mut how = Vec::new();
    for number in 0..6 {
        how.push(lookups.ask(&format!("owl{number}.example"), now()).await.unwrap().how);
    }
    assert_eq!(how, ["failed", "failed", "failed", "failed", "skipped", "skipped"]);
    assert_eq!(asked(&server).await, 8);
}

#[tokio::test]
async fn who_answers_too_slowly_has_said_nothing() {
    let server = server(ResponseTemplate::new(404).set_delay(LONGEST_TRY * 4)).await;
    let begun = std::time::Instant::now();
    let said = lookups(Rdap { base: base(&server) }).ask(&"owl.example".to_owned(), now()).await.unwrap();
    assert_eq!(said.heard, Heard::Silence);
    assert!(begun.elapsed() < LONGEST_TRY * 3, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn nobody_there_is_silence() {
    let base = format!("http://{}", closed_port().await).parse().unwrap();
    let said = lookups(Rdap { base }).ask(&"owl.example".to_owned(), now()).await.unwrap();
    assert_eq!(said.heard, Heard::Silence);
}

fn lei_record(lei: &str, registered_as: &str, status: &str) -> Value {
    json!({ "type": "lei-records", "id": lei, "attributes": { "lei": lei, "entity": {
        "legalName": { "name": "Owl Books Ltd", "language": "en" },
        "legalAddress": { "country": "GB" },
        "registeredAs": registered_as,
        "status": status,
        "creationDate": "1999-02-03T00:00:00Z",
    }}})
}

#[tokio::test]
async fn a_company_is_found_by_lei_and_by_number() {
    let server = MockServer::start().await;
    let record = lei_record(LEI, "00445790", "ACTIVE");
    Mock::given(path(format!("/lei-records/{LEI}")))
        .respond_with(document(&json!({ "data": record })))
        .mount(&server)
        .await;
    Mock::given(path("/lei-records"))
        .and(query_param("filter[entity.registeredAs]", "00445790"))
        .and(query_param("filter[entity.legalAddress.country]", "GB"))
        .respond_with(document(&json!({ "data": [record] })))
        .mount(&server)
        .await;
    let gleif = lookups(Gleif { base: base(&server) });
    let owl = Company {
        number: LEI.to_owned(),
        name: "Owl Books Ltd".to_owned(),
        country: "GB".to_owned(),
        is_active: Some(true),
        created: "1999-02-03".to_owned(),
    };
    let by_number = LeiQuestion::Registered { number: "00445790".to_owned(), country: "GB".to_owned() };
    for question in [LeiQuestion::Lei(LEI.to_owned()), by_number] {
        assert_eq!(
            gleif.ask(&question, now()).await.unwrap().heard,
            Heard::Answer(owl.clone()),
            "{question:?}"
        );
    }
}

#[tokio::test]
async fn two_companies_with_one_number_are_none_and_an_empty_list_is_nothing() {
    let question = LeiQuestion::Registered { number: "1".to_owned(), country: "DE".to_owned() };
    let two = json!({ "data": [lei_record(LEI, "1", "ACTIVE"), lei_record("X", "1", "ACTIVE")] });
    for (body, heard) in [
        (json!({ "data": [] }), Heard::Nothing),
        (two, Heard::Silence),
        (json!({ "data": [lei_record(LEI, "2", "ACTIVE")] }), Heard::Silence),
        (json!({ "data": lei_record(LEI, "1", "ACTIVE") }), Heard::Silence),
        (json!({ "errors": [] }), Heard::Silence),
    ] {
        let server = server(document(&body)).await;
        let said = lookups(Gleif { base: base(&server) }).ask(&question, now()).await.unwrap();
        assert_eq!(said.heard, heard, "{body}");
    }
}

async fn vies(body: &Value) -> Said<Company> {
    let server = MockServer::start().await;
    Mock::given(path("/ms/EL/vat/094259216")).respond_with(document(body)).mount(&server).await;
    let question = VatQuestion { prefix: "EL".to_owned(), number: "094259216".to_owned() };
    lookups(Vies { base: base(&server) }).ask(&question, now()).await.unwrap()
}

#[tokio::test]
async fn a_vat_number_is_valid_or_not_or_the_member_state_is_down() {
    let valid = |name: &str| json!({ "isValid": true, "userError": "VALID", "name": name });
    for (body, name) in [(valid("OWL BOOKS AE"), "OWL BOOKS AE"), (valid("---"), "")] {
        let Heard::Answer(company) = vies(&body).await.heard else { panic!("{body} is an answer") };
        assert_eq!((company.name.as_str(), company.country.as_str()), (name, "GR"));
    }
    assert_eq!(vies(&json!({ "isValid": false, "userError": "INVALID" })).await.heard, Heard::Nothing);
    for error in ["MS_UNAVAILABLE", "MS_MAX_CONCURRENT_REQ", "TIMEOUT", "INVALID_INPUT"] {
        let body = json!({ "isValid": false, "userError": error });
        assert_eq!(vies(&body).await.heard, Heard::Silence, "{error}");
    }
    for body in [json!({ "isValid": false }), json!({ "userError": "INVALID" }), json!({ "isValid": "yes" })]
    {
        assert_eq!(vies(&body).await.heard, Heard::Silence, "{body}");
    }
}

#[tokio::test]
async fn a_register_is_asked_with_the_key_and_nothing_that_is_kept_shows_it() {
    let server = MockServer::start().await;
    let company = json!({ "results": { "company": {
        "name": "OWL BOOKS LIMITED", "company_number": "00445790", "jurisdiction_code": "gb",
        "incorporation_date": "1947-11-27", "dissolution_date": null, "inactive": false,
    }}});
    Mock::given(path("/companies/gb/00445790"))
        .and(query_param("api_token", "s3cret"))
        .respond_with(document(&company))
        .mount(&server)
        .await;
    let provider = OpenCorporates { base: base(&server), token: "s3cret".into() };
    assert!(!format!("{provider:?}").contains("s3cret"));
    let question = CompanyQuestion { jurisdiction: "gb".to_owned(), number: "00445790".to_owned() };
    let said = lookups(provider).ask(&question, now()).await.unwrap();
    assert!(!said.url.contains("s3cret"), "{}", said.url);
    let Heard::Answer(company) = said.heard else { panic!("an answer") };
    assert_eq!((company.country.as_str(), company.is_active), ("GB", Some(true)));
    assert_eq!(company.created, "1947-11-27");
}

#[tokio::test]
async fn what_a_customer_enters_stays_inside_of_its_place_in_the_url() {
    let server = server(ResponseTemplate::new(404)).await;
    let question = CompanyQuestion { jurisdiction: "gb".to_owned(), number: "../../x?y=1#z".to_owned() };
    let provider = OpenCorporates { base: base(&server), token: "t".into() };
    lookups(provider).ask(&question, now()).await.unwrap();
    let request = server.received_requests().await.unwrap().remove(0);
    assert_eq!(request.url.path(), "/companies/gb/..%2F..%2Fx%3Fy=1%23z");
}
