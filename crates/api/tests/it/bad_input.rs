//! Input that nobody sends on purpose, and input that somebody sends on purpose: never a 500, always a useful word.

use axum::body::Body;
use axum::http::Method;

use crate::client::{Answer, Api, Client, some_or_skip};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json");

async fn raw(client: &Client, path: &str, content_type: (&str, &str), body: impl Into<Body>) -> Answer {
    client.send(Method::POST, path, &[content_type], body.into()).await
}

#[tokio::test]
async fn a_refusal_names_the_parameter() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let address = format!("/2010-04-01/Accounts/{}/Addresses.json", api.owner.sid);
    let long = format!(
        "FriendlyName={}&Email=a@owlbakery.com&PolicySid={}",
        "x".repeat(300),
        trusthub_testkit::PRIMARY
    );
    let rows: Vec<(&str, &str, u64, &str)> = vec![
        ("/v1/CustomerProfiles", "", 20001, "FriendlyName"),
        ("/v1/CustomerProfiles", "FriendlyName=+", 20001, "FriendlyName"),
        ("/v1/CustomerProfiles", "FriendlyName=x", 20001, "Email"),
        ("/v1/CustomerProfiles", "FriendlyName=x&Email=nobody", 20001, "Email is invalid."),
        (
            "/v1/CustomerProfiles",
            "FriendlyName=x&Email=a@b..c",
            20001,
            "Email domain has an invalid address syntax.",
        ),
        ("/v1/CustomerProfiles", "FriendlyName=x&Email=a@owlbakery.com", 20001, "PolicySid"),
        (
            "/v1/CustomerProfiles",
            "FriendlyName=x&FriendlyName=y",
            20001,
            "FriendlyName is not valid: it may be given only once.",
        ),
        (
            "/v1/CustomerProfiles",
            "FriendlyName=%FF%FE",
            20001,
            "FriendlyName is not valid: it must be UTF-8 text.",
        ),
        ("/v1/CustomerProfiles", "FriendlyName=a%00b", 20001, "FriendlyName"),
        ("/v1/CustomerProfiles", "%FF=a", 20001, "UTF-8"),
        ("/v1/CustomerProfiles", &long, 20001, "FriendlyName"),
        ("/v1/AuthTokens/Secondary", "SuppressEmailNotification=perhaps", 20001, "SuppressEmailNotification"),
        ("/v1/EndUsers", "FriendlyName=x", 22212, "Type"),
        ("/v1/EndUsers", "Type=authorized_representative_1", 20001, "FriendlyName"),
        ("/v1/EndUsers", "FriendlyName=x&Type=nothing", 22212, "type"),
        (
            "/v1/EndUsers",
            "FriendlyName=x&Type=authorized_representative_1&Attributes=%5B%5D",
            22207,
            "Attributes",
        ),
        ("/v1/EndUsers", "FriendlyName=x&Type=authorized_representative_1&Attributes=%7B", 22207, "line 1"),
        (
            "/v1/EndUsers",
            "FriendlyName=x&Type=authorized_representative_1&Attributes=a&Attributes=b",
            22207,
            "Attributes",
        ),
        ("/v1/SupportingDocuments", "FriendlyName=x", 22210, "Type"),
        ("/v1/SupportingDocuments", "Type=customer_profile_address", 22211, "FriendlyName"),
        ("/v1/SupportingDocuments", "FriendlyName=x&Type=nothing", 22210, "type"),
        (&address, "Street=x", 20001, "CustomerName"),
        (
            &address,
            "CustomerName=x&Street=x&City=x&Region=x&PostalCode=1&IsoCountry=USA",
            20001,
            "IsoCountry",
        ),
        (&address, "EmergencyEnabled=maybe", 20001, "EmergencyEnabled"),
    ];
    for (path, body, code, word) in rows {
        let answer = raw(&client, path, FORM, body.to_owned()).await;
        assert_eq!((answer.status, answer.code()), (400, code), "{path} {body}: {}", answer.text());
        assert!(answer.field("message").contains(word), "{path} {body}: {}", answer.text());
    }
}

#[tokio::test]
async fn callback_addresses_are_web_addresses() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let path = format!("/v1/CustomerProfiles/{}", client.profile("x").await);
    for url in ["ftp://owlbakery.com", "javascript:alert(1)", "owlbakery", "http://"] {
        let answer = client.post(&path, &[("StatusCallback", url)]).await;
        answer.assert_error(400, 20001);
        assert!(answer.field("message").contains("StatusCallback"), "{url}");
    }
}

#[tokio::test]
async fn bodies_may_be_json() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let body = r#"{"FriendlyName":"rep","Type":"authorized_representative_1","Attributes":{"first_name":"Rosalind"}}"#;
    let made = raw(&client, "/v1/EndUsers", JSON, body).await;
    assert_eq!((made.status, made.json()["attributes"]["first_name"].as_str()), (201, Some("Rosalind")));
    let rows: [(&'static [u8], &str); 6] = [
        (b"{", "line 1"),
        (b"[]", "JSON object"),
        (b"{\"FriendlyName\":5}", "FriendlyName"),
        (b"{\"FriendlyName\":\"x\"}{}", "follows"),
        (b"\xff\xfe", "JSON object"),
        (b"{\"FriendlyName\":\"\xff\"}", "JSON"),
    ];
    for (body, word) in rows {
        let answer = raw(&client, "/v1/EndUsers", JSON, body).await;
        answer.assert_error(400, 20001);
        assert!(answer.field("message").contains(word), "{body:?}: {}", answer.text());
    }
    let with_nul =
        raw(&client, "/v1/EndUsers", JSON, r#"{"FriendlyName":"a\u0000b","Type":"cnam_information"}"#).await;
    with_nul.assert_error(400, 20001);
}

#[tokio::test]
async fn other_media_types_are_refused() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    for content_type in ["text/plain", "application/xml", "multipart/form-data; boundary=x"] {
        raw(&client, "/v1/EndUsers", ("content-type", content_type), "x=y").await.assert_error(415, 20415);
    }
    raw(&client, "/v1/SupportingDocuments", ("content-type", "multipart/form-data"), "x")
        .await
        .assert_error(400, 20001);
}

#[tokio::test]
async fn attributes_are_limited_in_size_and_depth() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let post = |attributes: String| {
        let client = client.clone();
        async move {
            let parameters = [
                ("FriendlyName", "x"),
                ("Type", "authorized_representative_1"),
                ("Attributes", attributes.as_str()),
            ];
            client.post("/v1/EndUsers", &parameters).await
        }
    };
    post(format!("{{\"a\":\"{}\"}}", "x".repeat(70_000))).await.assert_error(400, 22207);
    post("{\"a\":".repeat(5_000)).await.assert_error(400, 22207);
    post(format!("{}1{}", "{\"a\":".repeat(50), "}".repeat(50))).await.assert_error(400, 22207);
    post("{\"a\":\"\\u0000\"}".to_owned()).await.assert_error(400, 22207);
    post(format!("{{\"a\":\"{}\"}}", "x".repeat(1_100_000))).await.assert_error(413, 20413);
    assert_eq!(client.get("/v1/EndUsers").await.json()["results"], serde_json::json!([]));
}

#[tokio::test]
async fn queries_are_checked_like_bodies() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    for (query, word) in [
        ("PageSize=0", "PageSize"),
        ("PageSize=-1", "PageSize"),
        ("PageSize=many", "PageSize"),
        ("PageSize=1&PageSize=2", "PageSize"),
        ("Page=-1", "Page"),
        ("Page=4294967295&PageSize=1000", "Page"),
        ("Page=99999999999999999999", "Page"),
        ("PageToken=PTx", "PageToken"),
        ("Status=approved", "Status"),
        ("PolicySid=RN1", "PolicySid"),
        ("FriendlyName=%FF", "FriendlyName"),
        ("FriendlyName=a%00", "FriendlyName"),
    ] {
        let answer = client.get(&format!("/v1/CustomerProfiles?{query}")).await;
        answer.assert_error(400, 20001);
        assert!(answer.field("message").contains(word), "{query}: {}", answer.text());
    }
    assert_eq!(client.get("/v1/CustomerProfiles?Unknown=%20&&=&Status=").await.status, 200);
    client.get("/v1/Policies?PageToken=x").await.assert_error(400, 20001);
}
