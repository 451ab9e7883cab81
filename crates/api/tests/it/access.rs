//! Every operation of the document, for everybody who could ask: who gets in, who does not, and who cannot tell.

use axum::body::Body;
use axum::http::Method;
use serde_json::Value;

use crate::client::{Answer, Api, Client, NOBODYS, some_or_skip};

/// An operation on resources of the owner.
struct Operation {
    method: Method,
    path: String,
    url: String,
}

/// Identifiers of the owner's resources, by the collection that they stand behind.
async fn resources(api: &Api, client: &Client) -> Vec<(&'static str, String)> {
    let account = api.owner.sid;
    let profile = client.profile("Owl Bakery").await;
    let product =
        [("FriendlyName", "Calls"), ("Email", "a@owlbakery.com"), ("PolicySid", trusthub_testkit::SHAKEN)];
    let product = client.made("/v1/TrustProducts", &product).await;
    let end_user =
        client.made("/v1/EndUsers", &[("FriendlyName", "x"), ("Type", "authorized_representative_1")]).await;
    let document = [("FriendlyName", "x"), ("Type", "customer_profile_address")];
    let document = client.made("/v1/SupportingDocuments", &document).await;
    let core = |collection: &str| format!("/2010-04-01/Accounts/{account}/{collection}.json");
    let address = [
        ("CustomerName", "x"),
        ("Street", "x"),
        ("City", "x"),
        ("Region", "x"),
        ("PostalCode", "94702"),
        ("IsoCountry", "US"),
    ];
    let address = client.made(&core("Addresses"), &address).await;
    let number = client.made(&core("IncomingPhoneNumbers"), &[("PhoneNumber", "+15102345678")]).await;
    let key = client.made(&core("Keys"), &[]).await;
    vec![
        ("CustomerProfiles", profile),
        ("TrustProducts", product),
        ("EndUsers", end_user),
        ("SupportingDocuments", document),
        ("Addresses", address),
        ("IncomingPhoneNumbers", number),
        ("Keys", key),
        ("Accounts", account.to_string()),
        ("Policies", trusthub_testkit::PRIMARY.to_owned()),
        ("EndUserTypes", "authorized_representative_1".to_owned()),
        ("SupportingDocumentTypes", "customer_profile_address".to_owned()),
        ("EntityAssignments", format!("BV{NOBODYS}")),
        ("ChannelEndpointAssignments", format!("RA{NOBODYS}")),
        ("Evaluations", format!("EL{NOBODYS}")),
    ]
}

fn operations(document: &Value, resources: &[(&'static str, String)]) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            if described["security"] == serde_json::json!([{}]) {
                continue;
            }
            let method = method.to_uppercase().parse().unwrap();
            found.push(Operation { method, path: path.clone(), url: filled(path, resources) });
        }
    }
    // Deletions late: everybody else gets to see the resource first. Tokens last: they change who can ask.
    found.sort_by_key(|operation| {
        (operation.path.contains("/AuthTokens"), operation.method == Method::DELETE)
    });
    found
}

fn filled(path: &str, resources: &[(&'static str, String)]) -> String {
    let mut collection = "";
    let segments = path.split('/').map(|segment| {
        let Some(rest) = segment.strip_prefix('{') else {
            collection = segment;
            return segment.to_owned();
        };
        let ending = rest.split('}').nth(1).unwrap();
        let (_, sid) =
            resources.iter().find(|(name, _)| *name == collection).unwrap_or_else(|| panic!("{path}"));
        format!("{sid}{ending}")
    });
    segments.collect::<Vec<_>>().join("/")
}

async fn ask(client: &Client, operation: &Operation) -> Answer {
    client.send(operation.method.clone(), &operation.url, &[], Body::empty()).await
}

/// What everybody with credentials may read, and lists and creations of one's own.
fn is_not_somebodys(path: &str) -> bool {
    ["/v1/Policies", "/v1/EndUserTypes", "/v1/SupportingDocumentTypes", "/v1/AuthTokens"]
        .iter()
        .any(|start| path.starts_with(start))
        || !path.contains('{')
}

#[tokio::test]
async fn nobody_gets_further_than_they_may() {
    let api = some_or_skip!(Api::new().await);
    let owner = api.client();
    let resources = resources(&api, &owner).await;
    let document = api.anonymous().get("/openapi.json").await.json();
    let operations = operations(&document, &resources);
    assert!(operations.len() >= 60, "{}", operations.len());

    let stranger = api.client_of(&api.test.account("Stranger").await);
    let child = api.client_of(&api.test.subaccount(&api.owner, "Customer").await);
    let key = api.client_with_key(&api.owner).await;
    for operation in &operations {
        let name = format!("{} {}", operation.method, operation.path);
        ask(&api.anonymous(), operation).await.assert_error(401, 20003);
        for outsider in [&stranger, &child] {
            let answer = ask(outsider, operation).await;
            if is_not_somebodys(&operation.path) {
                assert!(answer.status < 500, "{name}: {}", answer.text());
            } else if answer.status == 400 {
                // A parameter is missing: told before anything is looked up, so to owner and stranger alike.
                assert_eq!(answer.text(), ask(&owner, operation).await.text(), "{name}");
            } else {
                assert_eq!((answer.status, answer.code()), (404, 20404), "{name}: {}", answer.text());
            }
        }
        let answer = ask(&key, operation).await;
        let manages_credentials =
            ["/Keys", "/AuthTokens", "/Accounts.json"].iter().any(|part| operation.path.contains(part))
                || operation.path.ends_with("/Accounts/{Sid}.json");
        let is_reading_accounts = operation.method == Method::GET && !operation.path.contains("/Keys");
        if manages_credentials && !is_reading_accounts {
            assert_eq!((answer.status, answer.code()), (403, 20403), "{name}: {}", answer.text());
        } else {
            assert!(![401, 403].contains(&answer.status) && answer.status < 500, "{name}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_parent_sees_the_core_resources_of_a_subaccount_and_nothing_else() {
    let api = some_or_skip!(Api::new().await);
    let parent = api.test.account("Parent").await;
    let child = api.test.subaccount(&parent, "Child").await;
    let api = Api { owner: child, ..api };
    let resources = resources(&api, &api.client()).await;
    let document = api.anonymous().get("/openapi.json").await.json();
    let parent = api.client_of(&parent);
    for operation in operations(&document, &resources) {
        if operation.method != Method::GET || is_not_somebodys(&operation.path) {
            continue;
        }
        let answer = ask(&parent, &operation).await;
        let expected = if operation.path.starts_with("/2010-04-01") { 200 } else { 404 };
        assert_eq!(answer.status, expected, "{}: {}", operation.path, answer.text());
    }
}
