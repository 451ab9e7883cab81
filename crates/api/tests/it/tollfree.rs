//! `/v1/Tollfree/Verifications` and the form for it, as clients see them.

use insta::assert_snapshot;
use serde_json::json;

use crate::client::{Api, Client, NOBODYS, some_or_skip};

const PATH: &str = "/v1/Tollfree/Verifications";

/// What a submission says, but for its number.
pub(crate) const FIELDS: [(&str, &str); 15] = [
    ("BusinessName", "Owl Bakery Inc."),
    ("BusinessWebsite", "https://owlbakery.com"),
    ("NotificationEmail", "ops@owlbakery.com"),
    ("UseCaseCategories", "TWO_FACTOR_AUTHENTICATION"),
    ("UseCaseCategories", "MARKETING"),
    ("UseCaseSummary", "Offers of the week, and codes for signing in, for customers who asked for them."),
    (
        "ProductionMessageSample",
        "Owl Bakery: see https://bit.ly/3owl for fresh bread. Reply STOP to opt out.",
    ),
    ("OptInImageUrls", "https://owlbakery.com/opt-in.png"),
    ("OptInType", "WEB_FORM"),
    ("MessageVolume", "1,000"),
    ("BusinessType", "PRIVATE_PROFIT"),
    ("BusinessRegistrationNumber", "942404110"),
    ("BusinessRegistrationAuthority", "EIN"),
    ("BusinessRegistrationCountry", "US"),
    ("ExternalReferenceId", "crm-7"),
];

async fn number(api: &Api, number: &str) -> String {
    let list = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", api.owner.sid);
    api.client().made(&list, &[("PhoneNumber", number)]).await
}

fn submission(number: &str) -> Vec<(&'static str, &str)> {
    FIELDS.into_iter().chain([("TollfreePhoneNumberSid", number)]).collect()
}

async fn submitted(api: &Api, client: &Client) -> String {
    let number = number(api, "+18005550100").await;
    client.made(PATH, &submission(&number)).await
}

#[tokio::test]
async fn a_submission_has_every_field_of_the_vendors() {
    let api = some_or_skip!(Api::pinned().await);
    let number = number(&api, "+18005550100").await;
    let answer = api.client().post(PATH, &submission(&number)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_snapshot!(answer.pretty());
}

#[tokio::test]
async fn a_rejection_says_why_and_until_when_it_can_be_corrected() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let sid = submitted(&api, &client).await;
    api.test.run_jobs().await;
    let rejected = client.get(&format!("{PATH}/{sid}")).await.json();
    assert_eq!((&rejected["status"], &rejected["error_code"]), (&json!("TWILIO_REJECTED"), &json!(30857)));
    assert_eq!(rejected["rejection_reasons"][0]["code"], 30857);
    assert_eq!(rejected["rejection_reasons"][0]["reason"], rejected["rejection_reason"]);
    assert_eq!(rejected["edit_allowed"], true);
    assert!(rejected["edit_expiration"].is_string(), "{rejected}");
    client.get(&format!("/docs/errors/{}", rejected["error_code"])).await;

    let sample = "Owl Bakery: fresh bread at half price today. Reply STOP to opt out.";
    let edit = [("ProductionMessageSample", sample), ("EditReason", "The link is gone")];
    let edited = client.post(&format!("{PATH}/{sid}"), &edit).await;
    assert_eq!(edited.status, 202);
    let edited = edited.json();
    assert_eq!((&edited["status"], &edited["rejection_reasons"]), (&json!("PENDING_REVIEW"), &json!(null)));
    assert_eq!(
        (&edited["business_name"], &edited["production_message_sample"]),
        (&json!("Owl Bakery Inc."), &json!(sample))
    );
    api.test.run_jobs().await;
    let waiting = client.get(&format!("{PATH}/{sid}")).await.json();
    assert_eq!(waiting["status"], "IN_REVIEW", "nobody vouches for the business");
    client.post(&format!("{PATH}/{sid}"), &edit).await.assert_error(400, 70002);
    assert_eq!(client.delete(&format!("{PATH}/{sid}")).await.status, 204);
    client.get(&format!("{PATH}/{sid}")).await.assert_error(404, 20404);
}

#[tokio::test]
async fn everything_that_is_missing_is_named_at_once() {
    let api = some_or_skip!(Api::new().await);
    let number = number(&api, "+18005550100").await;
    let answer = api.client().post(PATH, &[("TollfreePhoneNumberSid", &number)]).await;
    answer.assert_error(400, 20001);
    let message = answer.field("message");
    for field in ["BusinessName", "UseCaseCategories", "OptInImageUrls", "BusinessRegistrationAuthority"] {
        assert!(message.contains(&format!("{field} is required")), "{message}");
    }
}

#[tokio::test]
async fn what_is_none_of_a_list_is_refused_by_name() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let number = number(&api, "+18005550100").await;
    for (field, value) in [
        ("UseCaseCategories", "SPAM"),
        ("OptInType", "web_form"),
        ("BusinessType", "LLC"),
        ("BusinessRegistrationAuthority", "IRS"),
        ("VettingProvider", "ME"),
        ("AgeGatedContent", "perhaps"),
        ("CustomerProfileSid", "BU1"),
        ("BusinessWebsite", "owlbakery"),
    ] {
        let kept = submission(&number).into_iter().filter(|(name, _)| *name != field);
        let answer = client.post(PATH, &kept.chain([(field, value)]).collect::<Vec<_>>()).await;
        answer.assert_error(400, 20001);
        assert!(answer.field("message").contains(field), "{}", answer.text());
    }
    client.post(PATH, &submission("PN1")).await.assert_error(400, 22205);
    client.post(PATH, &submission(&format!("PN{NOBODYS}"))).await.assert_error(400, 20001);
}

#[tokio::test]
async fn a_number_is_submitted_once() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let number = number(&api, "+18005550100").await;
    client.made(PATH, &submission(&number)).await;
    client.post(PATH, &submission(&number)).await.assert_error(409, 20409);
    let numbers = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers/{number}.json", api.owner.sid);
    client.delete(&numbers).await.assert_error(400, 70002);
}

#[tokio::test]
async fn a_list_is_paged_and_filtered_and_repeats_its_filters() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let customer = api.test.subaccount(&api.owner, "Heron").await;
    let of_customer = api.test.number(&customer, "+18005550101").await.to_string();
    let theirs = api.client_of(&customer).made(PATH, &submission(&of_customer)).await;
    let sid = submitted(&api, &client).await;
    let mine = client.get(&format!("{PATH}/{sid}")).await.json();
    let number = mine["tollfree_phone_number_sid"].as_str().unwrap();
    let product = format!("BU{NOBODYS}");
    for (query, expected) in [
        (String::new(), vec![&sid]),
        ("IncludeSubAccounts=false".to_owned(), vec![&sid]),
        ("IncludeSubAccounts=true".to_owned(), vec![&sid, &theirs]),
        ("IncludeSubAccounts=true&PageSize=1".to_owned(), vec![&sid]),
        (format!("TollfreePhoneNumberSid={number}&IncludeSubAccounts=true"), vec![&sid]),
        ("Status=PENDING_REVIEW".to_owned(), vec![&sid]),
        ("Status=TWILIO_APPROVED".to_owned(), vec![]),
        ("ExternalReferenceId=crm-7".to_owned(), vec![&sid]),
        ("ExternalReferenceId=crm-8".to_owned(), vec![]),
        (format!("TrustProductSid={product}&TrustProductSid={product}"), vec![]),
    ] {
        let list = client.get(&format!("{PATH}?{query}")).await.json();
        let found: Vec<&str> = list["verifications"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["sid"].as_str().unwrap())
            .collect();
        assert_eq!(found, expected, "{query}");
        assert_eq!(list["meta"]["key"], "verifications");
    }
    let first = client.get(&format!("{PATH}?IncludeSubAccounts=true&PageSize=1")).await.json();
    let next = first["meta"]["next_page_url"].as_str().unwrap();
    assert!(next.contains("IncludeSubAccounts=true"), "{next}");
    let next = next.strip_prefix(&api.test.hub.settings().public_url).unwrap();
    assert_eq!(client.get(next).await.json()["verifications"][0]["sid"], theirs.as_str());
    for query in ["Status=approved", "TollfreePhoneNumberSid=PN1", "IncludeSubAccounts=perhaps"] {
        client.get(&format!("{PATH}?{query}")).await.assert_error(400, 20001);
    }
    client.get(&format!("{PATH}?TrustProductSid=BU1")).await.assert_error(400, 22205);
}

#[tokio::test]
async fn a_form_is_begun_for_a_number() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let sid = number(&api, "+18005550100").await;
    let path = "/v1/ComplianceInquiries/Tollfree/Initialize";
    let begin = [
        ("TollfreePhoneNumber", "+18005550100"),
        ("NotificationEmail", "a@owlbakery.com"),
        ("MessageVolume", "10"),
    ];
    let answer = client.post(path, &begin).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(
        answer.field("registration_id"),
        format!("tri1.us1.trusthub.{}.tollfree.{sid}", api.owner.sid)
    );
    assert!(answer.field("inquiry_id").starts_with("inq_") && answer.field("url").ends_with(path));
    assert!(!answer.field("inquiry_session_token").is_empty());
    for missing in ["TollfreePhoneNumber", "NotificationEmail"] {
        let rest: Vec<_> = begin.into_iter().filter(|(name, _)| *name != missing).collect();
        let answer = client.post(path, &rest).await;
        answer.assert_error(400, 20001);
        assert!(answer.field("message").contains(missing), "{}", answer.text());
    }
    let foreign = [("TollfreePhoneNumber", "+18005550101"), ("NotificationEmail", "a@owlbakery.com")];
    client.post(path, &foreign).await.assert_error(400, 20001);
}
