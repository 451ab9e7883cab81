//! Partners, from the command line to the running server.

use reqwest::{Client, StatusCode};
use serde_json::json;

use crate::hub::{Hub, eventually};

#[tokio::test]
async fn a_partner_is_let_in_within_seconds_and_shut_out_as_soon() {
    let mut hub = Hub::new();
    hub.start();
    let create =
        ["partner", "create", "--name", "Carrier One", "--kind", "carrier", "--scope", "lookup", "--json"];
    let made = hub.must(&create).json();
    assert_eq!(
        (&made["kind"], &made["scopes"], &made["tls_name"]),
        (&json!("carrier"), &json!(["lookup"]), &json!(null))
    );
    let (sid, secret) = (made["sid"].as_str().unwrap(), made["secret"].as_str().unwrap());
    let client = Client::builder().no_proxy().build().unwrap();
    let ask = async |path: &str| {
        let answer = client.get(format!("{}{path}", hub.url)).basic_auth(sid, Some(secret)).send().await;
        answer.unwrap().status()
    };
    let lookup = "/partner/v1/Lookups?Number=%2B12155550100";
    eventually("it is let in", async || (ask(lookup).await == StatusCode::OK).then_some(())).await;
    assert_eq!(ask("/partner/v1/Events").await, StatusCode::FORBIDDEN, "not its scope");
    assert_eq!(ask("/v1/CustomerProfiles").await, StatusCode::FORBIDDEN);

    let listed = hub.must(&["partner", "list", "--json"]).json();
    assert_eq!((&listed[0]["requests_per_minute"], &listed[0]["revoked_at"]), (&json!(600), &json!(null)));
    assert!(hub.must(&["partner", "list"]).out.contains("Carrier One"));
    hub.must(&["partner", "revoke", sid]);
    eventually("it is refused", async || (ask(lookup).await == StatusCode::UNAUTHORIZED).then_some(())).await;
    let again = hub.run(&["partner", "revoke", sid]);
    assert_eq!(again.code, 1, "{}", again.err);
    for wrong in [
        &["partner", "create", "--name", "Owl"][..],
        &["partner", "create", "--name", "Owl", "--kind", "bakery"],
        &["partner", "create", "--name", "Owl", "--kind", "carrier", "--scope", "everything"],
        &["partner", "create", "--name", "Owl", "--kind", "carrier", "--quota", "0"],
    ] {
        let refused = hub.run(wrong);
        assert_eq!(refused.code, 2, "{wrong:?}: {}", refused.err);
    }
    // One certificate names a switch or a partner.
    hub.must(&["switch", "create", "--name", "Berkeley", "--tls-name", "sbc1.provider.example"]);
    let twin =
        ["partner", "create", "--name", "Owl", "--kind", "carrier", "--tls-name", "SBC1.provider.example."];
    let twin = hub.run(&twin);
    assert!(twin.code == 1 && twin.err.contains("switch"), "{}", twin.err);
}
