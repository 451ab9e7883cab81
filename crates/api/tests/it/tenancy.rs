//! Parents and subaccounts: who reaches what.

use crate::client::{Api, some_or_skip};

#[tokio::test]
async fn a_parent_acts_on_the_core_resources_of_its_subaccounts_only() {
    let api = some_or_skip!(Api::new().await);
    let parent = api.client();
    let subaccount = api.test.subaccount(&api.owner, "Customer").await;
    let child = api.client_of(&subaccount);
    let inventory = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", subaccount.sid);
    let number = parent.made(&inventory, &[("PhoneNumber", "+15102345678")]).await;
    assert_eq!(child.get(&inventory).await.json()["incoming_phone_numbers"][0]["sid"], number.as_str());
    let keys = format!("/2010-04-01/Accounts/{}/Keys.json", subaccount.sid);
    assert_eq!(parent.post(&keys, &[]).await.status, 201);

    let profile = child.profile("Customer").await;
    parent.get(&format!("/v1/CustomerProfiles/{profile}")).await.assert_error(404, 20404);
    assert_eq!(parent.get("/v1/CustomerProfiles").await.json()["results"], serde_json::json!([]));
}

#[tokio::test]
async fn a_subaccount_reaches_neither_its_parent_nor_its_siblings() {
    let api = some_or_skip!(Api::new().await);
    let child = api.client_of(&api.test.subaccount(&api.owner, "Customer").await);
    let sibling = api.test.subaccount(&api.owner, "Sibling").await;
    for account in [api.owner.sid, sibling.sid] {
        child.get(&format!("/2010-04-01/Accounts/{account}.json")).await.assert_error(404, 20404);
        child.get(&format!("/2010-04-01/Accounts/{account}/Keys.json")).await.assert_error(404, 20404);
        child.post(&format!("/2010-04-01/Accounts/{account}/Keys.json"), &[]).await.assert_error(404, 20404);
    }
    let listed = child.get("/2010-04-01/Accounts.json").await.json();
    assert_eq!(listed["accounts"].as_array().unwrap().len(), 1);
}
