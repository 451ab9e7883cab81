//! Names, pictures and reasons of calls: what was vetted is signed, and nothing else.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::{Value, json};
use trusthub_app::attestation::catch_up;
use trusthub_app::bundles::channels;
use trusthub_app::items::documents::{self, NewDocument};
use trusthub_app::review;
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid, Status};
use trusthub_domain::item::Attributes;
use trusthub_testkit::files::png_head;
use trusthub_testkit::{CNAM, certificate_excluding, object};

use crate::client::some_or_skip;
use crate::stir::{Service, VALID_FOR, VALID_FROM, claims, identity, refused, service, service_with};

const PRODUCT: BundleKind = BundleKind::TrustProduct;
const VOICE_INTEGRITY: &str = "RN5b3660f9598883b1df4e77f77acefba0";
const ENHANCED: &str = "RNca63d1066fbd5e44eac02d0b3cf6d019";

impl Service {
    /// A product in force, with the number on it.
    async fn product(&self, policy: &str, type_name: &str, said: Value, more: &[ObjectSid]) -> Bundle {
        let (test, owner) = (&self.api.test, &self.api.owner);
        let draft = test.draft(owner, PRODUCT, policy).await;
        let said = test.end_user(owner, type_name, object(said)).await;
        for object in [ObjectSid::Bundle(self.profile), ObjectSid::EndUser(said)].iter().chain(more) {
            test.assign(owner, &draft, *object).await;
        }
        let mut product = test.submit(owner, &draft).await;
        if product.status != Status::Approved {
            product = test.approve(&self.lead, &draft).await;
        }
        channels::assign(&test.hub, &owner.actor, PRODUCT, product.sid, self.number).await.unwrap();
        catch_up(&test.hub).await.unwrap();
        product
    }

    async fn cnam(&self) -> Bundle {
        self.product(CNAM, "cnam_information", json!({"cnam_display_name": "OWL BAKERY"}), &[]).await
    }

    async fn suspend(&self, product: &Bundle) {
        review::suspend(&self.api.test.hub, &self.lead, product.sid, None).await.unwrap();
        catch_up(&self.api.test.hub).await.unwrap();
    }

    fn asking(&self, name: &str, value: Value) -> Value {
        let mut request = self.request();
        request["signingRequest"][name] = value;
        request
    }

    async fn signed(&self, request: &Value) -> Value {
        claims(&identity(&self.sign(&self.switch, request).await))
    }

    async fn preview(&self) -> Value {
        let account = self.api.owner.sid.to_string();
        let asked = [("From", "+15105550123"), ("AccountSid", account.as_str())];
        self.switch.post("/trust/v1/Attestations", &asked).await.json()
    }
}

fn codes(decision: &Value) -> Vec<&str> {
    decision["reasons"].as_array().unwrap().iter().filter_map(|reason| reason["code"].as_str()).collect()
}

#[tokio::test]
async fn a_vetted_name_is_signed_into_a_call_and_gone_with_its_product() {
    let service = some_or_skip!(service().await);
    assert_eq!(service.signed(&service.request()).await.get("rcd"), None);
    let product = service.cnam().await;
    let header = identity(&service.sign(&service.switch, &service.request()).await);
    let claimed = claims(&header);
    assert_eq!(
        (&claimed["attest"], &claimed["rcd"], claimed.get("crn")),
        (&json!("A"), &json!({"nam": "OWL BAKERY"}), None)
    );
    assert_eq!(service.verify(&header, "15105550123").await, json!({"verstat": "TN-Validation-Passed"}));
    let preview = service.preview().await;
    let brand = json!({
        "bundle_sid": product.sid.to_string(), "name": "OWL BAKERY", "call_reason": null, "logo_url": null,
    });
    assert_eq!(preview["brand"], brand);
    assert!(codes(&preview).contains(&"brand_in_force"), "{preview}");

    service.suspend(&product).await;
    let claimed = service.signed(&service.request()).await;
    assert_eq!((&claimed["attest"], claimed.get("rcd")), (&json!("A"), None), "the attestation stays");
    let preview = service.preview().await;
    assert_eq!(preview["brand"], Value::Null);
    assert!(codes(&preview).contains(&"brand_suspended"), "{preview}");
}

#[tokio::test]
async fn who_asks_for_what_was_not_vetted_is_refused_and_told() {
    let service = some_or_skip!(service().await);
    let asked = |value: Value| service.asking("rcd", value);
    let of = |request: Value| {
        let service = &service;
        async move { service.sign(&service.switch, &request).await }
    };
    refused(&of(asked(json!({"nam": "OWL BAKERY"}))).await, 403, "POL4030", &["nothing_to_show"]);
    let product = service.cnam().await;
    assert_eq!(claims(&identity(&of(asked(json!({"nam": "OWL BAKERY"}))).await))["rcd"]["nam"], "OWL BAKERY");
    for name in ["IRS", "Owl Bakery", "OWL BAKERY ", ""] {
        refused(&of(asked(json!({"nam": name}))).await, 403, "POL4030", &["name_not_vetted"]);
    }
    let reason = service.asking("crn", json!("You have won"));
    refused(&of(reason).await, 403, "POL4030", &["call_reason_not_vetted"]);
    for other in [json!({"nam": "OWL BAKERY", "icn": "https://evil.example/a.png"}), json!({}), json!("x")] {
        refused(&of(asked(other)).await, 400, "SVC4005", &["rcd"]);
    }
    // A name is worth no more than the number that it stands beside.
    let mut lower = asked(json!({"nam": "OWL BAKERY"}));
    lower["signingRequest"]["attest"] = json!("B");
    refused(&of(lower).await, 403, "POL4030", &["nothing_to_show"]);
    let lower = service.signed(&service.asking("attest", json!("B"))).await;
    assert_eq!((&lower["attest"], lower.get("rcd")), (&json!("B"), None));
    service.suspend(&product).await;
    refused(&of(asked(json!({"nam": "OWL BAKERY"}))).await, 403, "POL4030", &["nothing_to_show"]);
}

#[tokio::test]
async fn a_vetted_picture_is_published_by_its_digest_for_as_long_as_its_product_is_in_force() {
    let service = some_or_skip!(service().await);
    let used = json!({
        "use_case": "Customer Support", "business_employee_count": "20", "average_business_day_call_volume": "100",
        "notes": "None",
    });
    let voice = service.product(VOICE_INTEGRITY, "voice_integrity_information", used, &[]).await;
    let picture = png_head(64);
    let owner = &service.api.owner;
    let logo = NewDocument {
        friendly_name: "The owl".to_owned(),
        type_name: "branded_calls_logo".to_owned(),
        attributes: Attributes::new(),
        file: Some(picture.clone()),
    };
    let logo = documents::create(&service.api.test.hub, &owner.actor, logo).await.unwrap();
    let said = json!({
        "branded_calls_display_name": "Owl Bakery", "branded_calls_long_display_name": "Owl Bakery of Berkeley",
        "branded_calls_call_purpose_code": "ORDER", "branded_calls_call_reason": "Your order is ready",
        "branded_calls_logo_name": "owl.png",
    });
    let more = [ObjectSid::Bundle(voice.sid), ObjectSid::SupportingDocument(logo.sid)];
    let product = service.product(ENHANCED, "branded_calls_information", said, &more).await;
    // A name that is worth less does not get in its way.
    service.cnam().await;

    let claimed = service.signed(&service.request()).await;
    let sha256: String =
        digest(&SHA256, &picture).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let url = format!("https://hub.example/stir/logos/{sha256}.png");
    assert_eq!(claimed["rcd"], json!({"icn": url, "nam": "Owl Bakery"}));
    let encoded = STANDARD_NO_PAD.encode(digest(&SHA256, &picture));
    assert_eq!(claimed["rcdi"], json!({"/icn": format!("sha256-{encoded}")}));
    assert_eq!(claimed["crn"], "Your order is ready");
    assert_eq!(service.preview().await["brand"]["logo_url"], url);

    let anybody = service.api.anonymous();
    let answer = anybody.get(&url).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/png")));
    assert_eq!(answer.body, picture, "the very bytes that were vetted");
    for other in [url.replace(".png", ".jpg"), url.replace(&sha256, &"0".repeat(64)), url.replace(".png", "")]
    {
        assert_eq!(anybody.get(&other).await.status, 404, "{other}");
    }
    service.suspend(&product).await;
    assert_eq!(anybody.get(&url).await.status, 404);
    let claimed = service.signed(&service.request()).await;
    assert_eq!(claimed["rcd"], json!({"nam": "OWL BAKERY"}), "the next best that is in force");
    assert_eq!((claimed.get("rcdi"), claimed.get("crn")), (None, None));
}

#[tokio::test]
async fn a_certificate_that_forbids_names_signs_the_call_without() {
    let made = certificate_excluding("rcd", "709J", VALID_FROM, VALID_FOR);
    let service = some_or_skip!(service_with(made).await);
    service.cnam().await;
    let answer = service.sign(&service.switch, &service.request()).await;
    let claimed = claims(&identity(&answer));
    assert_eq!((&claimed["attest"], claimed.get("rcd")), (&json!("A"), None));
    let decision = answer.header("x-trusthub-decision-id").unwrap();
    let explained = service.switch.get(&format!("/trust/v1/Attestations/{decision}")).await.json();
    assert!(codes(&explained).contains(&"brand_forbidden"), "{explained}");
    let asked = service.asking("rcd", json!({"nam": "OWL BAKERY"}));
    refused(&service.sign(&service.switch, &asked).await, 403, "POL4030", &["nothing_to_show"]);
}
