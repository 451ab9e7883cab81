//! What is registered for numbers at the face: lines, files, receipts, and the vendor's paths for what became of them.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use trusthub_app::attestation::catch_up;
use trusthub_app::bundles::channels;
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid};
use trusthub_domain::partner::{PartnerKind, PartnerScope};
use trusthub_domain::review::Role;
use trusthub_testkit::{CNAM, SOUND_BUSINESS, object};

use crate::client::{Api, NOBODYS, some_or_skip};

const PATH: &str = "/partner/v1/Registrations";
const RECEIPTS: &str = "/partner/v1/Registrations/Receipts";
const NUMBER: &str = "+15105550123";

/// A caller name in force with a number on it, which engines may see.
async fn named(api: &Api) -> Bundle {
    let (test, owner) = (&api.test, &api.owner);
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let (profile, _) = test.approved_profile(owner, &lead, &SOUND_BUSINESS, None).await;
    let draft = test.draft(owner, BundleKind::TrustProduct, CNAM).await;
    test.assign(owner, &draft, ObjectSid::Bundle(profile.sid)).await;
    let shown = object(json!({ "cnam_display_name": "OWL, BAKERY" }));
    let shown = test.end_user(owner, "cnam_information", shown).await;
    test.assign(owner, &draft, ObjectSid::EndUser(shown)).await;
    let number = test.number(owner, NUMBER).await;
    for (kind, bundle) in [(profile.kind, profile.sid), (draft.kind, draft.sid)] {
        channels::assign(&test.hub, &owner.actor, kind, bundle, number).await.unwrap();
    }
    test.submit(owner, &draft).await;
    let product = test.approve(&lead, &draft).await;
    let consent = [("Recipient", "analytics"), ("Fields", "registrations"), ("Fields", "legal_name")];
    assert_eq!(api.client().post("/trust/v1/PartnerConsents", &consent).await.status, 201);
    catch_up(&test.hub).await.unwrap();
    product
}

#[tokio::test]
async fn lines_are_read_acknowledged_and_told_of() {
    let api = some_or_skip!(Api::new().await);
    let (_, engine) = api.partner(PartnerKind::Analytics, &[]).await;
    let product = named(&api).await;
    let answer = engine.get(&format!("{PATH}?Kind=cnam")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(answer.header("x-trusthub-more"), Some("false"));
    let line: Value = serde_json::from_str(answer.text().trim_end()).unwrap();
    assert_eq!(line["display_name"], "OWL, BAKERY");
    assert_eq!(
        [&line["action"], &line["kind"], &line["number"], &line["legal_name"], &line["bundle_sid"]],
        [
            &json!("add"),
            &json!("cnam"),
            &json!(NUMBER),
            &json!("Owl Bakery Inc."),
            &json!(product.sid.to_string())
        ]
    );
    let csv = engine.get(&format!("{PATH}?Format=csv")).await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = csv.text();
    let (head, row) = text.split_once("\r\n").unwrap();
    assert!(head.starts_with("action,kind,number,account_sid,bundle_sid,display_name,"), "{head}");
    let begins =
        format!("add,cnam,{NUMBER},{},{},\"OWL, BAKERY\",,Owl Bakery Inc.,", api.owner.sid, product.sid);
    assert!(row.starts_with(&begins), "{row}");
    let other = engine.get(&format!("{PATH}?Kind=voice-integrity")).await;
    assert_eq!((other.status, other.text().as_str()), (200, ""));
    let cursor = other.header("x-trusthub-cursor").unwrap();
    let later = engine.get(&format!("{PATH}?Since={cursor}")).await;
    assert_eq!((later.status, later.text().as_str()), (200, ""));

    let receipt = |number: &str, bundle: &str, status: &str| json!({"Number": number, "BundleSid": bundle, "CarrierName": "Blue", "Status": status, "Errors": ["slow"]});
    let (bundle, nobodys) = (product.sid.to_string(), format!("BU{NOBODYS}"));
    let json_type = [("content-type", "application/json")];
    let send = async |receipts: Value| {
        let body = json!({ "Receipts": receipts }).to_string();
        engine.send(Method::POST, RECEIPTS, &json_type, Body::from(body)).await
    };
    let taken =
        send(json!([receipt(NUMBER, &bundle, "rejected"), receipt(NUMBER, &nobodys, "active")])).await;
    assert_eq!(taken.json()["receipts"], json!(["stored", "unknown"]), "{}", taken.text());
    for (wrong, words) in [
        (json!([]), "Receipts"),
        (json!([receipt("15105550123", &bundle, "active")]), "Receipts[0].Number"),
        (json!([receipt(NUMBER, "BU1", "active")]), "Receipts[0].BundleSid"),
        (json!([receipt(NUMBER, &bundle, "done")]), "Receipts[0].Status"),
    ] {
        let refused = send(wrong).await;
        refused.assert_error(400, 20001);
        assert!(refused.text().contains(words), "{}", refused.text());
    }

    let owner = api.client();
    let one = format!("/v2/ComplianceRegistrations/{bundle}/PhoneNumbers/%2B15105550123/ProvisioningStatus");
    let told = owner.get(&one).await.json();
    assert_eq!((&told["provisioning_status"], &told["phone_number"]), (&json!("rejected"), &json!(NUMBER)));
    let carrier = &told["carriers"][0];
    assert_eq!(
        [&carrier["carrier_name"], &carrier["carrier_status"], &carrier["carrier_errors"]],
        [&json!("Blue"), &json!("rejected"), &json!(["slow"])]
    );
    assert_eq!(owner.get(told["url"].as_str().unwrap()).await.json(), told, "by its identifier");
    for list in [
        format!("/v2/ComplianceRegistrations/{bundle}/ProvisioningStatus"),
        "/v2/PhoneNumbers/+15105550123/ProvisioningStatus".to_owned(),
    ] {
        let listed = owner.get(&list).await.json();
        assert_eq!(listed["provisioning_statuses"], json!([told]), "{list}");
        assert_eq!(listed["meta"]["key"], "provisioning_statuses");
    }
}

#[tokio::test]
async fn what_is_no_question_is_refused_in_words() {
    let api = some_or_skip!(Api::new().await);
    let (_, engine) = api.partner(PartnerKind::Analytics, &[]).await;
    for query in ["?Kind=fax", "?Limit=0", "?Limit=10001", "?Format=xml", "?Since=latest", "?Since=99"] {
        engine.get(&format!("{PATH}{query}")).await.assert_error(400, 20001);
    }
    let flag = |reason: &'static str, seen_at: &'static str| {
        [("Number", NUMBER), ("Reason", reason), ("Evidence", "Complaints."), ("SeenAt", seen_at)]
    };
    for parameters in
        [&flag("rude", "")[..], &flag("other", "yesterday"), &flag("other", "2999-01-01T00:00:00Z")]
    {
        engine.post("/partner/v1/Flags", parameters).await.assert_error(400, 20001);
    }
    engine.post("/partner/v1/Flags", &flag("other", "")).await.assert_error(404, 20404);
    let (_, looks) = api.partner(PartnerKind::Analytics, &[PartnerScope::Lookup]).await;
    let (_, mails) = api.partner(PartnerKind::EmailProvider, &[]).await;
    for client in [&looks, &mails] {
        for path in [PATH, "/partner/v1/Flags"] {
            client.get(path).await.assert_error(403, 20403);
        }
    }
}
