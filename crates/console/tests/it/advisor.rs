//! The advisor: questions by a form that needs no script, and an answer with ways on.

use axum::http::StatusCode;
use trusthub_domain::bundle::BundleKind;
use trusthub_testkit::{PRIMARY, SECONDARY, SHAKEN};

use crate::browser::{Browser, hub};

#[tokio::test]
async fn the_answer_is_a_list_in_order_with_what_happens_without_and_its_source() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = Browser::of(&test, &account).await;
    let page = format!("/console/{}/advisor", account.sid);
    let asked = browser.get(&page).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.text.contains("method=\"get\"") && !asked.text.contains("What you need, in order"));
    let query = "role=isv_customer&channels=voice&channels=sms&messages_per_day=3%2C001&outbound_voice=true";
    let told = browser.get(&format!("{page}?{query}")).await;
    assert_eq!(told.status, StatusCode::OK);
    for words in [
        "What you need, in order",
        "1. Primary Customer Profile",
        "2. Secondary Customer Profile",
        "more than 3,000 messages a day",
        "Secondary A2P brand",
        "SHAKEN/STIR Trust Product",
        "signed with B",
        "Twilio support: comparison between Starter and Standard",
        "customers/new",
    ] {
        assert!(told.text.contains(words), "{words}: {}", told.text);
    }
    assert!(told.text.contains("value=\"3,001\""), "what was typed stays");
    assert!(told.text.len() < 100 * 1024);
}

#[tokio::test]
async fn each_has_its_button_and_what_is_there_is_shown() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = Browser::of(&test, &account).await;
    let page = format!("/console/{}/advisor?role=direct&channels=voice&outbound_voice=true", account.sid);
    let told = browser.get(&page).await.text;
    assert!(told.contains(&format!("/console/{}/profiles/new?policy={PRIMARY}", account.sid)), "{told}");
    assert!(told.contains(&format!("/products/new?policy={SHAKEN}")) && told.contains("Not there yet"));
    let draft = test.draft(&account, BundleKind::CustomerProfile, PRIMARY).await;
    let told = browser.get(&page).await.text;
    assert!(told.contains(&format!("/profiles/{}", draft.sid)) && told.contains("Go on with it"));
}

#[tokio::test]
async fn a_customer_of_a_vendor_is_shown_no_way_into_the_vendors_account() {
    let test = hub!();
    let isv = test.account("Heron").await;
    let customer = test.subaccount(&isv, "Owl").await;
    let theirs = test.draft(&isv, BundleKind::CustomerProfile, PRIMARY).await;
    let browser = Browser::of(&test, &customer).await;
    let told = browser.get(&format!("/console/{}/advisor?role=isv_customer", customer.sid)).await.text;
    assert!(
        told.contains("Primary Customer Profile of the vendor") && !told.contains(&theirs.sid.to_string())
    );
    assert!(told.contains(&format!("/console/{}/profiles/new?policy={SECONDARY}", customer.sid)));
}

#[tokio::test]
async fn a_number_that_is_none_is_refused_beside_its_field() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = Browser::of(&test, &account).await;
    let told =
        browser.get(&format!("/console/{}/advisor?role=direct&messages_per_day=many", account.sid)).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.text.contains("Enter a whole number"));
    let stranger = test.account("Crow").await;
    let foreign = browser.get(&format!("/console/{}/advisor?role=direct", stranger.sid)).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}
