use serde_json::json;

use crate::business;
use crate::hub::{Customer, Hub, eventually};

#[tokio::test]
async fn a_running_hub_follows_a_new_master_key() {
    let mut hub = Hub::started();
    let customer = hub.first();
    let before = business::submitted(&customer, "Lantern Books, Inc.").await;
    let old = std::fs::read_to_string(hub.data_dir().join("master.key")).unwrap();
    hub.must(&["key", "rotate"]);
    assert_ne!(std::fs::read_to_string(hub.data_dir().join("master.key")).unwrap(), old);
    // What was sealed before is read, and what is sealed now is sealed under a key that survives a restart.
    let (status, shown) = customer.get(&format!("/v1/CustomerProfiles/{before}")).await;
    assert_eq!((status, &shown["email"]), (200, &json!("office@lantern-books.example")));
    let made = hub.must(&["account", "create", "--friendly-name", "after", "--json"]).json();
    let later = Customer::new(&hub.url, made["sid"].as_str().unwrap(), made["auth_token"].as_str().unwrap());
    let after = eventually("the running hub uses the new key", async || {
        let form =
            [("FriendlyName", "x"), ("Email", "x@lantern-books.example"), ("PolicySid", business::PRIMARY)];
        let (status, made) = later.post("/v1/CustomerProfiles", &form).await;
        (status == 201).then(|| made["sid"].as_str().unwrap().to_owned())
    })
    .await;
    hub.stop();
    hub.start();
    let later = Customer::new(&hub.url, &later.sid, made["auth_token"].as_str().unwrap());
    assert_eq!(later.get(&format!("/v1/CustomerProfiles/{after}")).await.0, 200);
    hub.must(&["audit", "verify"]);
}

#[test]
fn keys_are_exported_wrapped_and_taken_in_again() {
    let hub = Hub::started();
    let file = hub.path("keys.txt");
    let file = file.to_str().unwrap();
    hub.must(&["key", "export", "--out", file]);
    let done = hub.must(&["key", "import", file]);
    assert!(done.out.contains("taken in"), "{}", done.out);
    let refused = hub.run(&["key", "rotate", "--out", file]);
    assert_eq!(refused.code, 2, "{}", refused.err);
}
