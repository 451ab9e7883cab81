//! The requirements advisor over HTTP: what it answers, of whose account, and what it refuses.

use serde_json::{Value, json};
use trusthub_domain::review::Role;
use trusthub_testkit::{SOUND_BUSINESS, Wish};

use crate::client::{Api, roomy, some_or_skip};

fn referring() -> Wish {
    Wish { refers_everything: true, ..Wish::default() }
}

/// A profile of the owner in force.
async fn approved(api: &Api) -> String {
    let reviewer = api.test.reviewer("reviewer@hub.example", Role::Reviewer).await;
    let (profile, _) = api.test.approved_profile(&api.owner, &reviewer, &SOUND_BUSINESS, None).await;
    profile.sid.to_string()
}

const PATH: &str = "/trust/v1/Requirements";

fn named<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let all = answer["requirements"].as_array().unwrap();
    all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("no {name} in {answer:#}"))
}

#[tokio::test]
async fn an_isvs_customer_above_the_threshold_needs_profile_brand_and_signed_calls() {
    let api = some_or_skip!(Api::new().await);
    let asked = format!("{PATH}?Role=isv_customer&Channels=voice,sms&MessagesPerDay=3001&OutboundVoice=true");
    let answer = api.client().get(&asked).await.json();
    for name in ["secondary_profile", "secondary_a2p_brand", "shaken_stir"] {
        let found = named(&answer, name);
        assert_eq!(found["need"], "required", "{name}");
        assert_eq!(found["threshold"]["messages_per_day"], 3000, "{name}");
        assert!(found["source"]["title"].is_string() && found["source"]["date"].is_string(), "{name}");
        assert!(!found["without"].as_array().unwrap().is_empty(), "{name}");
    }
    assert_eq!(answer["channels"], json!(["voice", "sms"]));
    assert_eq!(answer["as_of"].as_str().unwrap().len(), 20);
    assert_eq!(named(&answer, "secondary_profile")["without"][0]["effect"], "attestation_b");
}

#[tokio::test]
async fn it_tells_how_far_the_account_has_come() {
    let api = some_or_skip!(Api::with(referring(), roomy()).await);
    let (asked, client) = (format!("{PATH}?Role=direct&Channels=voice&OutboundVoice=true"), api.client());
    let standing = |answer: &Value| {
        let profile = named(answer, "primary_profile");
        (profile["standing"].as_str().unwrap().to_owned(), profile["bundle_sid"].clone())
    };
    assert_eq!(standing(&client.get(&asked).await.json()), ("missing".to_owned(), Value::Null));
    let draft = client.profile("Owl Bakery").await;
    assert_eq!(standing(&client.get(&asked).await.json()), ("draft".to_owned(), json!(draft)));
    let approved = approved(&api).await;
    let answer = client.get(&asked).await.json();
    assert_eq!(standing(&answer), ("in_force".to_owned(), json!(approved)));
    assert_eq!(named(&answer, "shaken_stir")["standing"], "missing");
    assert_eq!(named(&answer, "numbers")["standing"], "not_known");
}

#[tokio::test]
async fn a_customers_standing_is_told_beside_its_isvs() {
    let api = some_or_skip!(Api::with(referring(), roomy()).await);
    let approved = approved(&api).await;
    let customer = api.test.subaccount(&api.owner, "Customer").await;
    let asked = format!("{PATH}?Role=isv_customer&AccountSid={}", customer.sid);
    for client in [api.client(), api.client_of(&customer)] {
        let answer = client.get(&asked).await.json();
        let (isvs, own) = (named(&answer, "primary_profile"), named(&answer, "secondary_profile"));
        assert_eq!((&isvs["holder"], &isvs["bundle_sid"]), (&json!("isv"), &json!(approved)));
        assert_eq!((&own["holder"], &own["standing"]), (&json!("own"), &json!("missing")));
    }
    let hypothetical = api.client().get(&format!("{PATH}?Role=isv_customer")).await.json();
    assert_eq!(named(&hypothetical, "secondary_profile")["standing"], "not_known");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_name() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    for (query, field) in [
        ("", "Role"),
        ("?Role=boss", "Role"),
        ("?Role=direct&Channels=voice,fax", "Channels"),
        ("?Role=direct&MessagesPerDay=-1", "MessagesPerDay"),
        ("?Role=direct&MessagesPerDay=99999999999", "MessagesPerDay"),
        ("?Role=direct&OutboundVoice=perhaps", "OutboundVoice"),
        ("?Role=direct&Country=USA", "Country"),
        ("?Role=direct&AccountSid=AC1", "AccountSid"),
    ] {
        let answer = client.get(&format!("{PATH}{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.field("message").contains(field), "{query}: {}", answer.text());
    }
    let stranger = api.test.account("Stranger").await;
    let foreign = format!("{PATH}?Role=direct&AccountSid={}", stranger.sid);
    client.get(&foreign).await.assert_error(404, 20404);
}
