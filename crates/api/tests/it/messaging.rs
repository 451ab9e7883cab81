//! Messaging over HTTP: the vendor's fields, and its codes for what cannot be done.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use trusthub_domain::bundle::{BundleKind, ObjectSid};
use trusthub_testkit::{SOUND_BUSINESS, Wish, object};

use crate::client::{Api, Client, roomy, some_or_skip};

const A2P: &str = "RNb0d4771c2c98518d916a3d4cd70a8f8b";
const CLEAN: &str = "Owl Bakery: fresh rye at https://owlbakery.com Reply STOP to end.";
const SHORTENED: &str = "Owl Bakery: fresh rye at https://bit.ly/rye Reply STOP to end.";

/// The fields of a resource, as the vendor's OpenAPI document names them.
const BRAND: &str = "sid account_sid customer_profile_bundle_sid a2p_profile_bundle_sid date_created date_updated brand_type \
    status tcr_id failure_reason errors url brand_score brand_feedback identity_status russell_3000 government_entity \
    tax_exempt_status skip_automatic_sec_vet mock links";
const VETTING: &str = "account_sid brand_sid brand_vetting_sid vetting_provider vetting_id vetting_class vetting_status \
    date_created date_updated url";
const CAMPAIGN: &str = "sid account_sid brand_registration_sid messaging_service_sid description message_samples \
    us_app_to_person_usecase has_embedded_links has_embedded_phone subscriber_opt_in age_gated direct_lending \
    campaign_status campaign_id is_externally_registered rate_limits message_flow opt_in_message opt_out_message \
    help_message opt_in_keywords opt_out_keywords help_keywords date_created date_updated url mock errors";
const SERVICE: &str = "sid account_sid friendly_name date_created date_updated inbound_request_url inbound_method \
    fallback_url fallback_method status_callback sticky_sender mms_converter smart_encoding scan_message_content \
    fallback_to_long_code area_code_geomatch validity_period synchronous_validation usecase us_app_to_person_registered \
    use_inbound_webhook_on_number links url";

#[track_caller]
fn has_fields(value: &Value, fields: &str) {
    let found: BTreeSet<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(found, fields.split_whitespace().collect::<BTreeSet<_>>());
}

pub(crate) async fn mock_brand(api: &Api) -> Value {
    let test = &api.test;
    let (draft, _) = test.complete_profile(&api.owner, &SOUND_BUSINESS, None).await;
    let profile = test.submit(&api.owner, &draft).await;
    let draft = test.draft(&api.owner, BundleKind::TrustProduct, A2P).await;
    let says = object(json!({ "company_type": "private" }));
    let says = test.end_user(&api.owner, "us_a2p_messaging_profile_information", says).await;
    test.assign(&api.owner, &draft, ObjectSid::Bundle(profile.sid)).await;
    test.assign(&api.owner, &draft, ObjectSid::EndUser(says)).await;
    let product = test.submit(&api.owner, &draft).await;
    let (profile, product) = (profile.sid.to_string(), product.sid.to_string());
    let fields = [
        ("CustomerProfileBundleSid", profile.as_str()),
        ("A2PProfileBundleSid", product.as_str()),
        ("Mock", "true"),
    ];
    let answer = api.client().post("/v1/a2p/BrandRegistrations", &fields).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.json()["status"], "PENDING");
    test.run_jobs().await;
    api.client().get(&format!("/v1/a2p/BrandRegistrations/{}", answer.field("sid"))).await.json()
}

/// A campaign with nothing against it but for this sample.
pub(crate) fn campaign_fields<'a>(brand: &'a str, sample: &'a str) -> [(&'static str, &'a str); 8] {
    [
        ("BrandRegistrationSid", brand),
        ("Description", "Owl Bakery tells customers who asked for it about new bread and opening hours."),
        (
            "MessageFlow",
            "Customers check a box at https://owlbakery.com/texts. Message frequency varies. Data rates may apply. Reply \
             STOP to stop. Terms and privacy policy are linked.",
        ),
        ("MessageSamples", sample),
        ("MessageSamples", "Owl Bakery: we open at nine. Reply STOP to end these messages."),
        ("UsAppToPersonUsecase", "MARKETING"),
        ("HasEmbeddedLinks", "true"),
        ("HasEmbeddedPhone", "false"),
    ]
}

async fn campaign(client: &Client, service: &str, brand: &str, sample: &str) -> crate::client::Answer {
    let fields = campaign_fields(brand, sample);
    client.post(&format!("/v1/Services/{service}/Compliance/Usa2p"), &fields).await
}

#[tokio::test]
async fn each_answer_has_the_vendors_fields_and_links_below_the_public_address() {
    let wish = Wish { refers_everything: true, ..Wish::default() };
    let api = some_or_skip!(Api::with(wish, roomy()).await);
    let client = api.client();
    let brand = mock_brand(&api).await;
    has_fields(&brand, BRAND);
    assert_eq!((brand["status"].as_str(), brand["mock"].as_bool()), (Some("APPROVED"), Some(true)));
    let url = brand["url"].as_str().unwrap();
    assert!(url.starts_with("https://hub.example/v1/a2p/BrandRegistrations/BN"), "{url}");
    assert_eq!(brand["links"]["brand_vettings"], format!("{url}/Vettings"));
    let sid = brand["sid"].as_str().unwrap();
    let listed = client.get("/v1/a2p/BrandRegistrations").await.json();
    assert_eq!((listed["meta"]["key"].as_str(), &listed["data"][0]), (Some("data"), &brand));

    let token = ("VettingId", "cv|1.0|tcr|10dlc|9975c339|0123456789abcdef");
    let vettings = format!("/v1/a2p/BrandRegistrations/{sid}/Vettings");
    let vetting = client.post(&vettings, &[("VettingProvider", "campaign-verify"), token]).await;
    has_fields(&vetting.json(), VETTING);
    let filtered = client.get(&format!("{vettings}?VettingProvider=aegis")).await.json();
    assert_eq!(filtered["data"], json!([]));

    let service =
        client.post("/v1/Services", &[("FriendlyName", "Bakery"), ("StickySender", "false")]).await.json();
    has_fields(&service, SERVICE);
    let pool = service["sid"].as_str().unwrap();
    let made = campaign(&client, pool, sid, CLEAN).await;
    assert_eq!(made.status, 201, "{}", made.text());
    has_fields(&made.json(), CAMPAIGN);
    api.test.run_jobs().await;
    let path = format!("/v1/Services/{pool}/Compliance/Usa2p/{}", made.field("sid"));
    let verified = client.get(&path).await.json();
    has_fields(&verified, CAMPAIGN);
    assert_eq!(verified["campaign_status"], "VERIFIED", "{verified:#}");
    assert_eq!(verified["rate_limits"]["att"], json!({ "mps": 4.0, "msg_class": "E" }));
    let listed = client.get(&format!("/v1/Services/{pool}/Compliance/Usa2p")).await.json();
    assert_eq!((listed["meta"]["key"].as_str(), &listed["compliance"][0]), (Some("compliance"), &verified));
}

#[tokio::test]
async fn what_cannot_be_done_is_told_by_the_vendors_codes() {
    let wish = Wish { refers_everything: true, ..Wish::default() };
    let api = some_or_skip!(Api::with(wish, roomy()).await);
    let client = api.client();
    let brand = mock_brand(&api).await["sid"].as_str().unwrap().to_owned();
    let pool = client.made("/v1/Services", &[("FriendlyName", "Bakery")]).await;
    client.post(&format!("/v1/a2p/BrandRegistrations/{brand}"), &[]).await.assert_error(400, 21725);
    client.post(&format!("/v1/Services/{pool}/Compliance/Usa2p"), &[]).await.assert_error(400, 21727);
    campaign(&client, &pool, &brand, "short").await.assert_error(400, 21728);
    campaign(&client, &pool, &brand, SHORTENED).await;
    api.test.run_jobs().await;
    let listed = client.get(&format!("/v1/Services/{pool}/Compliance/Usa2p")).await.json();
    let failed = &listed["compliance"][0];
    assert_eq!(failed["campaign_status"], "FAILED");
    let error = &failed["errors"][0];
    assert_eq!((error["error_code"].as_u64(), &error["fields"]), (Some(30963), &json!(["MESSAGE_SAMPLES"])));
    assert_eq!(error["url"], "https://hub.example/docs/errors/30963");
    assert_eq!(client.get("/docs/errors/30963").await.status, 200);
    campaign(&client, &pool, &brand, CLEAN).await.assert_error(409, 20409);
    client.delete(&format!("/v1/Services/{pool}")).await.assert_error(400, 70002);
}

#[tokio::test]
async fn throughput_is_explained_by_kind_and_by_brand() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let answer = client.get("/trust/v1/Throughput?BrandType=STANDARD&Score=80&UseCase=MIXED").await.json();
    assert_eq!((answer["messages_per_second"].as_f64(), answer["daily_cap"].as_u64()), (Some(225.0), None));
    assert_eq!(answer["reason"]["code"], "standard_75");
    assert!(answer["sources"][0]["url"].as_str().unwrap().starts_with("https://"));
    for bad in [
        "",
        "?BrandType=OTHER",
        "?BrandType=STANDARD&Score=101",
        "?BrandSid=BN1",
        "?BrandType=STANDARD&Score=x",
    ] {
        client.get(&format!("/trust/v1/Throughput{bad}")).await.assert_error(400, 20001);
    }
    client.get("/trust/v1/Throughput?BrandType=STANDARD&UseCase=SPAM").await.assert_error(400, 21720);
    let nobodys = format!("/trust/v1/Throughput?BrandSid=BN{}", "0".repeat(32));
    client.get(&nobodys).await.assert_error(404, 20404);
}

#[tokio::test]
async fn whether_messages_may_be_sent_is_asked_before_each() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    const PATH: &str = "/trust/v1/MessageDecisions";
    trusthub_app::attestation::catch_up(&api.test.hub).await.unwrap();
    let answer = client.post(PATH, &[("From", "+15105550123")]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let said = answer.json();
    has_fields(
        &said,
        "decision reason retry_after account_sid from count messaging_service_sid campaign_sid brand_sid limits day as_of",
    );
    assert_eq!((&said["decision"], &said["reason"]["code"]), (&json!("block"), &json!("number_not_owned")));
    let brand = mock_brand(&api).await["sid"].as_str().unwrap().to_owned();
    let pool = client.post("/v1/Services", &[("FriendlyName", "News")]).await.field("sid");
    let number = api.test.number(&api.owner, "+15105550123").await.to_string();
    client.post(&format!("/v1/Services/{pool}/PhoneNumbers"), &[("PhoneNumberSid", &number)]).await;
    campaign(&client, &pool, &brand, CLEAN).await;
    api.test.run_jobs().await;
    trusthub_app::attestation::catch_up(&api.test.hub).await.unwrap();
    let said =
        client.post(PATH, &[("From", "+15105550123"), ("Count", "2"), ("Carrier", "att")]).await.json();
    assert_eq!(
        (&said["reason"]["code"], &said["reason"]["error_code"]),
        (&json!("brand_mock"), &json!(30034))
    );
    assert_eq!((&said["brand_sid"], &said["count"]), (&json!(brand), &json!(2)));
    for bad in [
        [("From", "0815"), ("Count", "1")],
        [("From", ""), ("Count", "1")],
        [("From", "+15105550123"), ("Count", "0")],
        [("From", "+15105550123"), ("Count", "10001")],
        [("From", "+15105550123"), ("Count", "-1")],
        [("From", "+15105550123"), ("Carrier", "pigeon")],
        [("From", "+15105550123"), ("AccountSid", "AC1")],
    ] {
        client.post(PATH, &bad).await.assert_error(400, 20001);
    }
    let nobodys = format!("AC{}", "0".repeat(32));
    client.post(PATH, &[("From", "+15105550123"), ("AccountSid", &nobodys)]).await.assert_error(404, 20404);
    let usage = format!("/trust/v1/BrandRegistrations/{brand}/Usage");
    let used = client.get(&usage).await.json();
    assert_eq!((&used["brand_sid"], &used["counts"]), (&json!(brand), &json!([])));
    client.get(&format!("{usage}?Day=yesterday")).await.assert_error(400, 20001);
}
