//! How a call would be attested: asked by accounts and by switches, with anything in the request.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use trusthub_app::Actor;
use trusthub_app::attestation::{catch_up, switches};
use trusthub_domain::sid::SwitchSid;

use crate::client::{Answer, Api, Client, NOBODYS, some_or_skip};

const PATH: &str = "/trust/v1/Attestations";

async fn switch(api: &Api) -> (SwitchSid, Client) {
    let made = switches::create(&api.test.hub, &Actor::operator(), "Berkeley".to_owned()).await;
    let (switch, secret) = made.unwrap();
    let credentials = Some((switch.sid.to_string(), secret.expose_secret().to_owned()));
    (switch.sid, Client { credentials, ..api.anonymous() })
}

fn codes(answer: &Answer) -> Vec<String> {
    let reasons = answer.json()["reasons"].clone();
    let code = |reason: &Value| {
        assert!(reason["text"].as_str().unwrap().ends_with('.'));
        reason["code"].as_str().unwrap().to_owned()
    };
    reasons.as_array().unwrap().iter().map(code).collect()
}

#[tokio::test]
async fn an_account_asks_about_its_own_calls_and_finds_the_decision_again() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let sid = api.owner.sid.to_string();
    api.test.number(&api.owner, "+15105550123").await;
    catch_up(&api.test.hub).await.unwrap();
    let parameters =
        [("From", "+1 (510) 555-0123"), ("AccountSid", &sid), ("To", "+12155550100"), ("To", "911")];
    let answer = client.post(PATH, &parameters).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let body = answer.json();
    assert_eq!((&body["attest"], &body["refused"]), (&json!("C"), &json!(false)));
    assert_eq!(codes(&answer), ["no_profile_in_force", "number_not_on_profile", "number_not_on_product"]);
    assert_eq!((&body["from"], &body["to"]), (&json!("15105550123"), &json!(["12155550100", "911"])));
    assert_eq!(
        (&body["purpose"], &body["origid"], &body["account_sid"]),
        (&json!("preview"), &json!(null), &json!(sid))
    );
    assert!(body["as_of"].is_string() && body["decided_at"].is_string());

    let again = client.get(body["url"].as_str().unwrap()).await;
    assert_eq!(again.status, 200);
    for field in
        ["decision_id", "attest", "refused", "reasons", "account_sid", "from", "to", "rules", "decided_at"]
    {
        assert_eq!(again.json()[field], body[field], "{field}");
    }
    // The same from the database.
    trusthub_app::attestation::evidence::keep_all(&api.test.hub).await.unwrap();
    assert_eq!(client.get(body["url"].as_str().unwrap()).await.json(), again.json());
    assert_eq!(api.test.where_readable(&["12155550100"]).await, None, "whom somebody called is sealed");
}

#[tokio::test]
async fn who_may_name_whom() {
    let api = some_or_skip!(Api::new().await);
    let tenant = api.test.subaccount(&api.owner, "Tenant").await;
    let stranger = api.test.account("Stranger").await;
    let (sid, switch) = switch(&api).await;
    catch_up(&api.test.hub).await.unwrap();
    let asked = async |client: &Client, account: &str| {
        client.post(PATH, &[("From", "+15105550123"), ("AccountSid", account)]).await
    };
    let (owner, tenant, strangers) =
        (api.owner.sid.to_string(), tenant.sid.to_string(), stranger.sid.to_string());
    for account in [&owner, &tenant] {
        assert_eq!(asked(&api.client(), account).await.status, 201);
    }
    for account in [strangers.clone(), format!("AC{NOBODYS}")] {
        asked(&api.client(), &account).await.assert_error(404, 20404);
    }
    let of_stranger = asked(&switch, &strangers).await;
    assert_eq!(of_stranger.status, 201, "a switch names any");
    let of_nobody = asked(&switch, &format!("AC{NOBODYS}")).await;
    assert_eq!((of_nobody.status, codes(&of_nobody)), (201, vec!["account_unknown".to_owned()]));
    assert_eq!(of_nobody.json()["refused"], true);

    let unnamed = switch.post(PATH, &[("From", "+15105550123")]).await;
    assert_eq!(
        (unnamed.json()["attest"].clone(), codes(&unnamed)),
        (json!("C"), vec!["no_account_named".to_owned()])
    );
    let own_unnamed = api.client().post(PATH, &[("From", "+15105550123")]).await;
    assert_eq!(codes(&own_unnamed), ["no_account_named"], "the account is named or it is not");

    // Decisions are seen by those who could have asked.
    for (decision, readers) in [
        (&of_stranger, [404, 404, 200, 200]),
        (&unnamed, [404, 404, 404, 200]),
        (&own_unnamed, [200, 404, 404, 200]),
    ] {
        let url = decision.json()["url"].as_str().unwrap().to_owned();
        let tenants = api.client_of(&api.test.subaccount(&api.owner, "Other").await);
        let clients = [api.client(), tenants, api.client_of(&stranger), switch.clone()];
        for (client, status) in clients.iter().zip(readers) {
            assert_eq!(client.get(&url).await.status, status, "{:?}", client.credentials.as_ref().unwrap().0);
        }
    }
    switches::revoke(&api.test.hub, &Actor::operator(), sid).await.unwrap();
    catch_up(&api.test.hub).await.unwrap();
    asked(&switch, &owner).await.assert_error(401, 20003);
}

#[tokio::test]
async fn a_switch_may_ask_for_nothing_else() {
    let api = some_or_skip!(Api::new().await);
    let (_, switch) = switch(&api).await;
    for loaded in [false, true] {
        if loaded {
            catch_up(&api.test.hub).await.unwrap();
        }
        for path in [
            "/v1/Policies",
            "/v1/CustomerProfiles",
            "/2010-04-01/Accounts.json",
            "/trust/v1/AttestationsOfOthers",
        ] {
            let answer = switch.get(path).await;
            assert!(matches!(answer.status, 403 | 404), "{path}: {}", answer.status);
        }
        switch.get("/v1/Policies").await.assert_error(403, 20403);
        switch.post("/v1/CustomerProfiles", &[]).await.assert_error(403, 20403);
        let keyed = [("idempotency-key", "one")];
        let parameters = [("From", "+15105550123")];
        let (first, second) = (
            switch.post_with(PATH, &keyed, &parameters).await,
            switch.post_with(PATH, &keyed, &parameters).await,
        );
        assert_eq!((first.status, second.status), (201, 201));
        assert_ne!(first.json()["decision_id"], second.json()["decision_id"]);
        let (sid, _) = switch.credentials.clone().unwrap();
        for secret in ["", "wrong", NOBODYS] {
            let guess = Client { credentials: Some((sid.clone(), secret.to_owned())), ..api.anonymous() };
            guess.post(PATH, &parameters).await.assert_error(401, 20003);
        }
    }
}

#[tokio::test]
async fn a_request_for_less_or_from_a_gateway_lowers_and_nothing_raises() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let sid = api.owner.sid.to_string();
    catch_up(&api.test.hub).await.unwrap();
    for (name, value, code) in [
        ("Traffic", "gateway", Some("gateway_traffic")),
        ("Traffic", "own", None),
        ("Attest", "A", None),
        ("Attest", "C", None),
    ] {
        let answer =
            client.post(PATH, &[("From", "+15105550123"), ("AccountSid", &sid), (name, value)]).await;
        assert_eq!(answer.json()["attest"], "C", "{name}={value}");
        let told = codes(&answer).iter().any(|one| Some(one.as_str()) == code);
        assert_eq!(told, code.is_some(), "{name}={value}");
    }
}

#[tokio::test]
async fn anything_else_is_refused_by_name() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let long = "1".repeat(100_000);
    let many: Vec<(&str, &str)> =
        std::iter::once(("From", "+15105550123")).chain([("To", "+12155550100"); 21]).collect();
    let table: [(&[(&str, &str)], &str); 12] = [
        (&[], "From"),
        (&[("From", "")], "From"),
        (&[("From", "anonymous")], "From"),
        (&[("From", "+")], "From"),
        (&[("From", &long)], "From"),
        (&[("From", "+15105550123"), ("From", "+15105550124")], "From"),
        (&[("From", "+15105550123"), ("AccountSid", "BU1")], "AccountSid"),
        (&[("From", "+15105550123"), ("Attest", "D")], "Attest"),
        (&[("From", "+15105550123"), ("Attest", "a")], "Attest"),
        (&[("From", "+15105550123"), ("Traffic", "both")], "Traffic"),
        (&[("From", "+15105550123"), ("To", "nobody")], "To"),
        (&many, "To"),
    ];
    for (parameters, field) in table {
        let answer = client.post(PATH, parameters).await;
        answer.assert_error(400, 20001);
        assert!(answer.json()["message"].as_str().unwrap().contains(field), "{}", answer.text());
    }
    let form = [("content-type", "application/x-www-form-urlencoded")];
    client.send(Method::POST, PATH, &form, Body::from(&b"From=%FF%FE"[..])).await.assert_error(400, 20001);
    let json_body = [("content-type", "application/json")];
    client
        .send(Method::POST, PATH, &json_body, Body::from(&b"{\"From\":"[..]))
        .await
        .assert_error(400, 20001);
    let huge = vec![b'x'; 4 * 1024 * 1024];
    assert_eq!(client.send(Method::POST, PATH, &form, Body::from(huge)).await.status, 413);
    for sid in ["AT1", "BU0123456789abcdef0123456789abcdef", "%FF", "AT0123456789abcdef0123456789abcdef"] {
        client.get(&format!("{PATH}/{sid}")).await.assert_error(404, 20404);
    }
    api.anonymous().post(PATH, &[("From", "+15105550123")]).await.assert_error(401, 20003);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_ask_at_once_and_each_gets_a_decision_of_its_own() {
    let api = some_or_skip!(Api::new().await);
    let (_, switch) = switch(&api).await;
    catch_up(&api.test.hub).await.unwrap();
    let ask = |number: u32| {
        let client = switch.clone();
        async move {
            let from = format!("+1510555{number:04}");
            let answer = client.post(PATH, &[("From", &from)]).await;
            assert_eq!(answer.json()["from"], from[1..]);
            answer.field("decision_id")
        }
    };
    let ids: BTreeSet<String> = futures::future::join_all((0..200).map(ask)).await.into_iter().collect();
    assert_eq!(ids.len(), 200);
    trusthub_app::attestation::evidence::keep_all(&api.test.hub).await.unwrap();
    for id in ids.iter().take(20) {
        assert_eq!(switch.get(&format!("{PATH}/{id}")).await.status, 200);
    }
}
