//! The overview of an account and its subaccounts over HTTP: pages, filters, and the file.

use serde_json::json;

use crate::client::{Api, some_or_skip};

const PATH: &str = "/trust/v1/CustomerProfiles";

#[tokio::test]
async fn it_is_paged_and_filtered_and_repeats_its_filters() {
    let api = some_or_skip!(Api::new().await);
    let customer = api.test.subaccount(&api.owner, "Heron").await;
    let own = api.client().profile("Owl Bakery").await;
    let theirs = api.client_of(&customer).profile("Heron & Sons").await;
    let list = api.client().get(PATH).await.json();
    let sids: Vec<&str> = list["customer_profiles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["sid"].as_str().unwrap())
        .collect();
    assert_eq!(sids, [theirs.as_str(), own.as_str()]);
    let row = &list["customer_profiles"][0];
    assert_eq!((&row["account_name"], &row["status"]), (&json!("Heron"), &json!("draft")));
    assert_eq!(row["account_sid"], customer.sid.to_string());
    assert_eq!(row["policy_name"], "Primary Customer Profile of type Business");
    assert!(!list.to_string().contains("compliance@"), "contact is not in it");

    let first = api.client().get(&format!("{PATH}?PageSize=1&Status=draft")).await.json();
    let next = first["meta"]["next_page_url"].as_str().unwrap();
    assert!(next.contains("Status=draft"), "{next}");
    let next = next.strip_prefix(&api.test.hub.settings().public_url).unwrap();
    assert_eq!(api.client().get(next).await.json()["customer_profiles"][0]["sid"], own.as_str());

    for (query, count) in [
        ("Name=son", 1),
        ("Name=heron+sons", 1),
        ("Name=wl", 0),
        ("Status=in-review", 0),
        ("ExpiringWithinDays=30", 0),
    ] {
        let found = api.client().get(&format!("{PATH}?{query}")).await.json();
        assert_eq!(found["customer_profiles"].as_array().unwrap().len(), count, "{query}");
    }
    for query in ["Status=open", "PolicySid=1", "AccountSid=AC", "ExpiringWithinDays=soon"] {
        api.client().get(&format!("{PATH}?{query}")).await.assert_error(400, 20001);
        api.client().get(&format!("{PATH}.csv?{query}")).await.assert_error(400, 20001);
    }
}

#[tokio::test]
async fn the_file_has_a_row_for_each_and_no_formulas() {
    let api = some_or_skip!(Api::new().await);
    let sid = api.client().profile("=HYPERLINK(\"x\"), Owl").await;
    let file = api.client().get(&format!("{PATH}.csv")).await;
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(file.header("content-disposition").unwrap().contains("attachment"));
    let text = file.text().to_owned();
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 2, "{text}");
    assert!(rows[0].starts_with("sid,account_sid,account_name,friendly_name,"));
    assert!(rows[1].starts_with(&sid) && rows[1].contains("\"'=HYPERLINK(\"\"x\"\"), Owl\""), "{text}");
}
