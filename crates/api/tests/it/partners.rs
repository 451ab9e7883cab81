//! Partners at the face: who gets how far, what a batch may be, the feed by polling and as a stream.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Method, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use trusthub_app::attestation::catch_up;
use trusthub_app::{Actor, partners, review};
use trusthub_domain::bundle::Bundle;
use trusthub_domain::partner::{PartnerKind, PartnerQuota, PartnerScope};
use trusthub_domain::review::Role;
use trusthub_testkit::SOUND_BUSINESS;

use crate::client::{Answer, Api, Client, NOBODYS, some_or_skip};

const LOOKUPS: &str = "/partner/v1/Lookups";
const EVENTS: &str = "/partner/v1/Events";
const NUMBER: &str = "+15105550123";

/// A vetted owner with a number, and who vetted it.
async fn vetted(api: &Api) -> (Bundle, Actor) {
    let lead = api.test.reviewer("lead@hub.example", Role::Lead).await;
    let (profile, _) = api.test.approved_profile(&api.owner, &lead, &SOUND_BUSINESS, None).await;
    api.test.number(&api.owner, NUMBER).await;
    catch_up(&api.test.hub).await.unwrap();
    (profile, lead)
}

async fn json_body(client: &Client, path: &str, body: impl Into<Body>) -> Answer {
    client.send(Method::POST, path, &[("content-type", "application/json")], body.into()).await
}

#[tokio::test]
async fn a_number_is_looked_up_without_a_name_until_its_customer_lets_the_partner_see_it() {
    let api = some_or_skip!(Api::new().await);
    let (_, carrier) = api.partner(PartnerKind::Carrier, &[]).await;
    vetted(&api).await;
    let look = async || carrier.get(&format!("{LOOKUPS}?Number=%2B15105550123")).await.json();
    let found = look().await;
    assert_eq!(found["subject"], NUMBER);
    assert_eq!(
        (&found["known"], &found["level"], &found["level_name"]),
        (&json!(true), &json!(2), &json!("verified"))
    );
    assert_eq!((&found["status"], &found["attestation"]["attest"]), (&json!("in_force"), &json!("B")));
    let codes: Vec<&str> = found["attestation"]["grounds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"number_not_on_profile"), "{codes:?}");
    assert_eq!(
        (&found["account_sid"], &found["identity"]),
        (&json!(api.owner.sid.to_string()), &json!(null))
    );
    assert!(found["since"].is_string() && found["valid_until"].is_string() && found["as_of"].is_string());

    let owner = api.client();
    let known = owner.get("/trust/v1/Partners").await.json();
    let recipient = known["partners"][0]["sid"].as_str().unwrap().to_owned();
    let parameters = [("Recipient", recipient.as_str()), ("Fields", "legal_name"), ("Fields", "website")];
    let consent = owner.post("/trust/v1/PartnerConsents", &parameters).await;
    assert_eq!((consent.status, consent.json()["fields"].clone()), (201, json!(["legal_name", "website"])));
    catch_up(&api.test.hub).await.unwrap();
    let identity = look().await["identity"].clone();
    assert_eq!((&identity["legal_name"], &identity["country"]), (&json!("Owl Bakery Inc."), &json!(null)));
    assert_eq!(owner.delete(consent.json()["url"].as_str().unwrap()).await.status, 204);
    catch_up(&api.test.hub).await.unwrap();
    assert_eq!(look().await["identity"], json!(null));

    let by_account = carrier.get(&format!("{LOOKUPS}?AccountSid={}", api.owner.sid)).await.json();
    assert_eq!((&by_account["level"], &by_account["attestation"]), (&json!(2), &json!(null)));
}

#[tokio::test]
async fn what_may_not_be_seen_is_answered_like_what_is_not_there() {
    let api = some_or_skip!(Api::new().await);
    let (_, carrier) = api.partner(PartnerKind::Carrier, &[]).await;
    api.test.number(&api.owner, NUMBER).await;
    catch_up(&api.test.hub).await.unwrap();
    let look = async |query: &str| {
        let mut answer = carrier.get(&format!("{LOOKUPS}?{query}")).await.json();
        for what_differs in ["subject", "as_of"] {
            assert!(answer[what_differs].take().is_string());
        }
        answer
    };
    let unvetted = look("Number=%2B15105550123").await;
    assert_eq!(unvetted["known"], false);
    for other in [
        "Number=%2B15105550199".to_owned(),
        format!("AccountSid={}", api.owner.sid),
        format!("AccountSid=AC{NOBODYS}"),
        "Domain=owl.example".to_owned(),
        format!("BrandSid=BN{NOBODYS}"),
        format!("CredentialSid=CD{NOBODYS}"),
    ] {
        assert_eq!(look(&other).await, unvetted, "{other}");
    }
}

#[tokio::test]
async fn a_batch_is_answered_in_its_order_or_refused_whole() {
    let api = some_or_skip!(Api::new().await);
    let (_, carrier) = api.partner(PartnerKind::Carrier, &[]).await;
    vetted(&api).await;
    let numbers: Vec<String> = (0..9_999).map(|number| format!("+1215555{number:04}")).collect();
    let mut most = numbers.clone();
    most[7_777] = NUMBER.to_owned();
    let sids = [api.owner.sid.to_string()];
    let begun = Instant::now();
    let answer =
        json_body(&carrier, LOOKUPS, json!({"Numbers": most, "AccountSids": sids}).to_string()).await;
    println!("10,000 look-ups: {} ms", begun.elapsed().as_millis());
    assert_eq!(answer.status, 200, "{}", answer.text());
    let answer = answer.json();
    let lookups = answer["lookups"].as_array().unwrap();
    assert_eq!(lookups.len(), 10_000);
    for (at, lookup) in lookups.iter().enumerate() {
        assert_eq!(lookup["known"], at == 7_777 || at == 9_999, "{at}");
    }
    assert_eq!(
        (&lookups[0]["subject"], &lookups[9_999]["subject"]),
        (&json!("+12155550000"), &json!(sids[0]))
    );

    let one_more = json!({"Numbers": most, "AccountSids": [sids[0], sids[0]]}).to_string();
    let refused = json_body(&carrier, LOOKUPS, one_more).await;
    refused.assert_error(400, 20001);
    assert!(refused.text().contains("10001"), "{}", refused.text());
    let mut wrong = numbers;
    wrong[42] = "12155550100".to_owned();
    let refused = json_body(&carrier, LOOKUPS, json!({"Numbers": wrong}).to_string()).await;
    refused.assert_error(400, 20001);
    assert!(refused.text().contains("Numbers[42]"), "{}", refused.text());
    for (list, wrong) in [("Domains", "https://owl.example"), ("BrandSids", "BN1"), ("CredentialSids", "7")] {
        let refused = json_body(&carrier, LOOKUPS, json!({ list: [wrong] }).to_string()).await;
        refused.assert_error(400, 20001);
        assert!(refused.text().contains(&format!("{list}[0]")), "{}", refused.text());
    }
    let mixed = json!({
        "CredentialSids": [format!("CD{NOBODYS}")], "BrandSids": [format!("BN{NOBODYS}")],
        "Domains": ["Mail.OWL.example."], "AccountSids": [sids[0]], "Numbers": [NUMBER],
    });
    let mixed = json_body(&carrier, LOOKUPS, mixed.to_string()).await.json();
    let subjects: Vec<&str> =
        mixed["lookups"].as_array().unwrap().iter().map(|one| one["subject"].as_str().unwrap()).collect();
    assert_eq!(
        subjects,
        [NUMBER, &sids[0], "mail.owl.example", &format!("BN{NOBODYS}"), &format!("CD{NOBODYS}")]
    );
    let as_form = carrier.post(LOOKUPS, &[("Numbers", NUMBER), ("Numbers", "+12155550100")]).await;
    assert_eq!(as_form.json()["lookups"][0]["known"], true);
}

#[tokio::test]
async fn what_is_no_question_is_refused_in_words() {
    let api = some_or_skip!(Api::new().await);
    let (_, carrier) = api.partner(PartnerKind::Carrier, &[]).await;
    for (body, words) in [
        (&b"{\"Numbers\": [\"+12155550100\""[..], "not JSON"),
        (b"[]", "JSON object"),
        (b"{\"Numbers\": [\"\xff\xfe\"]}", "not JSON"),
        (b"{\"Numbers\": 7}", "Numbers"),
        (b"{\"Numbers\": [7]}", "Numbers[0]"),
        (b"{\"AccountSids\": [\"+12155550100\"]}", "AccountSids[0]"),
        (b"{}", "Numbers is required"),
    ] {
        let refused = json_body(&carrier, LOOKUPS, body.to_vec()).await;
        refused.assert_error(400, 20001);
        assert!(refused.text().contains(words), "{}", refused.text());
    }
    for query in [
        "",
        "?Number=",
        "?Number=12155550100",
        "?Number=%2Bowl",
        "?Number=%FF",
        "?Number=%2B12155550100999999999",
        "?AccountSid=AC1",
        "?Domain=owl",
        "?Domain=co.uk",
        "?Domain=https://owl.example",
        "?BrandSid=AC0123456789abcdef0123456789abcdef",
        "?CredentialSid=CD1",
        "?Domain=owl.example&BrandSid=BN0123456789abcdef0123456789abcdef",
        "?Number=%2B12155550100&Number=%2B12155550101",
        "?Number=%2B12155550100&AccountSid=AC0123456789abcdef0123456789abcdef",
    ] {
        carrier.get(&format!("{LOOKUPS}{query}")).await.assert_error(400, 20001);
    }
    for query in [
        "?Cursor=x",
        "?Cursor=-1",
        "?Cursor=99",
        "?Wait=31",
        "?Wait=x",
        "?Limit=0",
        "?Limit=1001",
        "?Cursor=1&Cursor=2",
    ] {
        carrier.get(&format!("{EVENTS}{query}")).await.assert_error(400, 20001);
    }
    carrier.post("/partner/v1/Webhook", &[]).await.assert_error(400, 20001);
    carrier.post("/partner/v1/Webhook", &[("Url", "carrier.example")]).await.assert_error(400, 20001);
    let owner = api.client();
    for parameters in [
        &[][..],
        &[("Recipient", "carrier")],
        &[("Recipient", "everybody"), ("Fields", "website")],
        &[("Recipient", "carrier"), ("Fields", "birth_date")],
        &[("Recipient", "PT0123456789abcdef0123456789abcdef"), ("Fields", "website")],
    ] {
        owner.post("/trust/v1/PartnerConsents", parameters).await.assert_error(400, 20001);
    }
}

#[tokio::test]
async fn credentials_are_good_for_their_scopes_and_for_nothing_else() {
    let api = some_or_skip!(Api::new().await);
    let (_, asks) = api.partner(PartnerKind::Carrier, &[PartnerScope::Lookup]).await;
    let (listening, listens) = api.partner(PartnerKind::Analytics, &[PartnerScope::Feed]).await;
    let lookup = format!("{LOOKUPS}?Number=%2B15105550123");
    for (client, path, status) in [
        (&asks, lookup.as_str(), 200),
        (&asks, EVENTS, 403),
        (&asks, "/partner/v1/Webhook", 403),
        (&listens, EVENTS, 200),
        (&listens, &lookup, 403),
        (&listens, "/v1/CustomerProfiles", 403),
        (&listens, "/trust/v1/Partners", 403),
        (&listens, "/partner/v1x/Events", 404),
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
    }
    let (username, _) = listens.credentials.clone().unwrap();
    let guessed = Client { credentials: Some((username, "guess".to_owned())), ..listens.clone() };
    guessed.get(EVENTS).await.assert_error(401, 20003);
    partners::accounts::revoke(&api.test.hub, &Actor::operator(), listening.sid).await.unwrap();
    catch_up(&api.test.hub).await.unwrap();
    listens.get(EVENTS).await.assert_error(401, 20003);
    assert_eq!(asks.get(&lookup).await.status, 200, "the other one goes on");
}

#[tokio::test]
async fn a_partner_has_its_quota_and_its_neighbours_have_theirs() {
    let api = some_or_skip!(Api::new().await);
    let quota = PartnerQuota { requests_per_minute: 4, lookups_per_day: 3 };
    let (_, small) = api.partner_with(PartnerKind::Carrier, &[], quota).await;
    let (_, neighbour) = api.partner_with(PartnerKind::Carrier, &[], quota).await;
    let batch = |count: usize| json!({"Numbers": vec![NUMBER; count]}).to_string();
    assert_eq!(json_body(&small, LOOKUPS, batch(2)).await.status, 200);
    let refused = json_body(&small, LOOKUPS, batch(2)).await;
    refused.assert_error(429, 20429);
    assert!(refused.header("retry-after").is_some());
    json_body(&small, LOOKUPS, batch(4)).await.assert_error(400, 20001);
    assert_eq!(json_body(&small, LOOKUPS, batch(1)).await.status, 200, "what was refused did not count");
    small.get(EVENTS).await.assert_error(429, 20429);
    assert_eq!(neighbour.get(EVENTS).await.status, 200);
}

#[tokio::test]
async fn the_feed_is_read_in_pieces_and_gone_on_with() {
    let api = some_or_skip!(Api::new().await);
    let (_, carrier) = api.partner(PartnerKind::Carrier, &[]).await;
    let empty = carrier.get(EVENTS).await.json();
    assert_eq!((&empty["events"], &empty["cursor"]), (&json!([]), &json!("0")));
    let (profile, lead) = vetted(&api).await;
    review::suspend(&api.test.hub, &lead, profile.sid, None).await.unwrap();
    catch_up(&api.test.hub).await.unwrap();
    let first = carrier.get(&format!("{EVENTS}?Limit=2")).await.json();
    let rest = carrier.get(&format!("{EVENTS}?Cursor={}", first["cursor"].as_str().unwrap())).await.json();
    let whole = carrier.get(EVENTS).await.json();
    let both: Vec<&Value> =
        [&first, &rest].iter().flat_map(|piece| piece["events"].as_array().unwrap()).collect();
    assert_eq!(both, whole["events"].as_array().unwrap().iter().collect::<Vec<_>>());
    let event = &whole["events"][0];
    assert_eq!(event["type"], "trusthub.trust.granted.v1");
    assert_eq!(
        (&event["specversion"], &event["source"]),
        (&json!("1.0"), &json!("https://hub.example/partner/v1/Events"))
    );
    let after = carrier.get(&format!("{EVENTS}?Cursor=latest")).await.json();
    assert_eq!((&after["events"], &after["cursor"]), (&json!([]), &whole["cursor"]));

    // The document says of an event what there is of it.
    let document = api.anonymous().get("/openapi.json").await.json();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for (schema, value) in [("PartnerEvent", event), ("PartnerEventData", &event["data"])] {
        assert_eq!(names(&document["components"]["schemas"][schema]["properties"]), names(value), "{schema}");
    }
}

#[tokio::test]
async fn a_stream_goes_on_from_where_it_was_and_ends_with_the_partners_credentials() {
    let api = some_or_skip!(Api::new().await);
    let (partner, carrier) = api.partner(PartnerKind::Carrier, &[]).await;
    let (profile, lead) = vetted(&api).await;
    let (username, password) = carrier.credentials.clone().unwrap();
    let open = async |last: &str| {
        let basic = STANDARD.encode(format!("{username}:{password}"));
        let request = Request::get(EVENTS)
            .header("authorization", format!("Basic {basic}"))
            .header("accept", "text/event-stream")
            .header("last-event-id", last);
        let answer = carrier.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        answer.into_body().into_data_stream()
    };
    let text = |piece: Option<Result<axum::body::Bytes, axum::Error>>| {
        String::from_utf8(piece.unwrap().unwrap().to_vec()).unwrap()
    };
    let mut stream = open("1").await;
    assert_eq!(text(stream.next().await), "retry: 1000\n\n");
    let first = text(stream.next().await);
    assert!(first.starts_with("id: 2\nevent: trusthub.number.added.v1\ndata: {"), "{first}");
    let (next, ()) = tokio::join!(stream.next(), async {
        review::suspend(&api.test.hub, &lead, profile.sid, None).await.unwrap();
        catch_up(&api.test.hub).await.unwrap();
    });
    let next = text(next);
    assert!(next.starts_with("id: 3\nevent: trusthub.trust.suspended.v1\n"), "{next}");
    let (end, ()) = tokio::join!(stream.next(), async {
        partners::accounts::revoke(&api.test.hub, &Actor::operator(), partner.sid).await.unwrap();
        catch_up(&api.test.hub).await.unwrap();
    });
    assert!(end.is_none());
}

#[tokio::test]
async fn whoever_waits_is_answered_when_something_happens_or_the_time_is_up() {
    let api = some_or_skip!(Api::new().await);
    let (_, carrier) = api.partner(PartnerKind::Carrier, &[]).await;
    let (profile, lead) = vetted(&api).await;
    let cursor = carrier.get(EVENTS).await.field("cursor");
    let begun = Instant::now();
    let nothing = carrier.get(&format!("{EVENTS}?Cursor={cursor}&Wait=1")).await.json();
    assert_eq!((&nothing["events"], &nothing["cursor"]), (&json!([]), &json!(cursor)));
    assert!(begun.elapsed() >= Duration::from_secs(1));
    let path = format!("{EVENTS}?Cursor={cursor}&Wait=20");
    let waiting = carrier.get(&path);
    let (answer, ()) = tokio::join!(waiting, async {
        review::suspend(&api.test.hub, &lead, profile.sid, None).await.unwrap();
        catch_up(&api.test.hub).await.unwrap();
    });
    assert_eq!(answer.json()["events"][0]["data"]["status"], "suspended");
    // Ten at a time.
    let path = format!("{EVENTS}?Cursor=latest&Wait=2");
    let answers = futures::future::join_all((0..12).map(|_| carrier.get(&path))).await;
    let refused = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!(refused, 2);
}

#[tokio::test]
async fn a_webhook_is_set_seen_and_ended() {
    let api = some_or_skip!(Api::new().await);
    let (_, carrier) = api.partner(PartnerKind::Carrier, &[]).await;
    vetted(&api).await;
    let made =
        carrier.post("/partner/v1/Webhook", &[("Url", "https://carrier.example/t"), ("Cursor", "1")]).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let secret = made.field("signing_secret");
    assert!(secret.starts_with("whsec_"));
    let found = carrier.get("/partner/v1/Webhook").await.json();
    assert_eq!((&found["signing_secret"], &found["cursor"]), (&json!(null), &json!("1")));
    assert_eq!((&found["behind"], &found["url"]), (&json!(1), &json!("https://carrier.example/t")));
    let again = carrier.post("/partner/v1/Webhook", &[("Url", "https://carrier.example/t")]).await;
    assert_ne!(again.field("signing_secret"), secret);
    assert_eq!(again.json()["behind"], 0);
    assert_eq!(carrier.delete("/partner/v1/Webhook").await.status, 204);
    carrier.get("/partner/v1/Webhook").await.assert_error(404, 20404);
}
