//! The timeline over HTTP.

use serde_json::json;
use trusthub_testkit::SOUND_BUSINESS;

use crate::client::{Api, some_or_skip};

#[tokio::test]
async fn a_rejection_at_the_door_is_told_with_each_problem() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let profile = client.profile("Owl Bakery").await;
    let bundle = format!("/v1/CustomerProfiles/{profile}");
    assert_eq!(
        client.post(&bundle, &[("Status", "pending-review")]).await.field("status"),
        "twilio-rejected"
    );
    let told = client.get(&format!("/trust{bundle}/Timeline")).await.json();
    let steps: Vec<&str> =
        told["entries"].as_array().unwrap().iter().map(|entry| entry["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["created", "submitted", "rejected"]);
    assert_eq!((&told["status"], &told["due_at"]), (&json!("twilio-rejected"), &json!(null)));
    assert_eq!(
        told["next"],
        json!({
            "code": "mend", "text": "Correct what is named, then submit it again. We check it anew.", "may_appeal": false,
        })
    );
    assert_eq!(told["problems"], client.get(&bundle).await.json()["errors"]);
    assert!(told["problems"][0]["mend"].is_string() && told["problems"][0]["field"].is_string());
    assert_eq!(told["entries"][2]["by"], "machine");
}

#[tokio::test]
async fn a_review_has_a_clock() {
    let api = some_or_skip!(Api::new().await);
    let (draft, _) = api.test.complete_profile(&api.owner, &SOUND_BUSINESS, None).await;
    let path = format!("/v1/CustomerProfiles/{}", draft.sid);
    assert_eq!(api.client().post(&path, &[("Status", "pending-review")]).await.field("status"), "in-review");
    let told = api.client().get(&format!("/trust{path}/Timeline")).await.json();
    assert_eq!(told["next"]["code"], "wait_for_checks");
    let due_at = told["due_at"].as_str().unwrap();
    assert!(told["as_of"].as_str().unwrap() < due_at, "{told:#}");
}
