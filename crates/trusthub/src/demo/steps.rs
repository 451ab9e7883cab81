//! What customers do again and again in the story.

use serde_json::Value;

use super::client::{Customer, list, text};
use super::receiver::Receiver;
use super::stage::Stage;
use crate::failure::Outcome;

pub(super) fn profile_fields(
    receiver: &Receiver,
    name: &str,
    email: &str,
    policy: &str,
) -> [(&'static str, String); 4] {
    [
        ("FriendlyName", name.to_owned()),
        ("Email", email.to_owned()),
        ("PolicySid", policy.to_owned()),
        ("StatusCallback", receiver.url()),
    ]
}

pub(super) async fn end_user(customer: &Customer<'_>, kind: &str, attributes: &Value) -> Outcome<String> {
    // A name for the customer's own lists, stored in clear; a person's name belongs into the attributes only.
    let name = if kind.starts_with("customer_profile") { "the business" } else { "who speaks for it" };
    let fields = [
        ("FriendlyName", name.to_owned()),
        ("Type", kind.to_owned()),
        ("Attributes", attributes.to_string()),
    ];
    let made = customer.post("/v1/EndUsers", &fields, |made| text(made, "sid").to_owned()).await?;
    Ok(text(&made, "sid").to_owned())
}

pub(super) async fn address(customer: &Customer<'_>, fields: &[(&str, String)]) -> Outcome<String> {
    let path = format!("/2010-04-01/Accounts/{}/Addresses.json", customer.account_sid);
    let made = customer.post(&path, fields, |made| text(made, "sid").to_owned()).await?;
    Ok(text(&made, "sid").to_owned())
}

pub(super) async fn document(customer: &Customer<'_>, address: &str) -> Outcome<String> {
    let fields = [
        ("FriendlyName", "headquarters".to_owned()),
        ("Type", "customer_profile_address".to_owned()),
        ("Attributes", serde_json::json!({ "address_sids": address }).to_string()),
    ];
    let made = customer.post("/v1/SupportingDocuments", &fields, |made| text(made, "sid").to_owned()).await?;
    Ok(text(&made, "sid").to_owned())
}

pub(super) async fn assign(customer: &Customer<'_>, collection: &str, bundle: &str, object: &str) -> Outcome {
    let path = format!("/v1/{collection}/{bundle}/EntityAssignments");
    let fields = [("ObjectSid", object.to_owned())];
    customer.post(&path, &fields, |made| text(made, "sid").to_owned()).await.map(drop)
}

pub(super) async fn channel(
    customer: &Customer<'_>,
    collection: &str,
    bundle: &str,
    number: &str,
) -> Outcome {
    let path = format!("/v1/{collection}/{bundle}/ChannelEndpointAssignments");
    let fields =
        [("ChannelEndpointType", "phone-number".to_owned()), ("ChannelEndpointSid", number.to_owned())];
    customer.post(&path, &fields, |made| text(made, "sid").to_owned()).await.map(drop)
}

pub(super) async fn submit(customer: &Customer<'_>, collection: &str, bundle: &str) -> Outcome<Value> {
    let fields = [("Status", "pending-review".to_owned())];
    customer
        .post(&format!("/v1/{collection}/{bundle}"), &fields, |bundle| {
            format!("status {}", text(bundle, "status"))
        })
        .await
}

pub(super) async fn evaluate(stage: &Stage, customer: &Customer<'_>, profile: &str, policy: &str) -> Outcome {
    let path = format!("/v1/CustomerProfiles/{profile}/Evaluations");
    let fields = [("PolicySid", policy.to_owned())];
    let evaluation = customer.post(&path, &fields, |made| text(made, "status").to_owned()).await?;
    for row in list(&evaluation, "results") {
        let name = text(row, "requirement_friendly_name");
        if row.get("passed").and_then(Value::as_bool) == Some(true) {
            stage.good(name);
            continue;
        }
        let fields = list(row, "invalid");
        stage.bad(&format!("{name}: {}", text(row, "failure_reason")));
        // Of an object that is not there, every field is missing: their names say enough.
        if row.get("error_code").is_some_and(|code| !code.is_null()) {
            let names: Vec<&str> = fields.iter().map(|field| text(field, "friendly_name")).collect();
            stage.detail(&format!("with {}", names.join(", ")));
            continue;
        }
        for field in fields {
            stage.detail(&format!("{}: {}", text(field, "friendly_name"), text(field, "failure_reason")));
        }
    }
    Ok(())
}

/// The reasons that stand on the resource itself.
pub(super) fn errors(stage: &Stage, bundle: &Value) {
    for error in list(bundle, "errors") {
        let code = error.get("code").map(Value::to_string).unwrap_or_default();
        stage.bad(&format!("{code} {}: {}", text(error, "field"), text(error, "message")));
        stage.detail(&format!("mend: {}", text(error, "mend")));
    }
}
