//! Addresses of what is not there, and of what is another account's: both are no pages, and read the same.

use axum::http::StatusCode;
use secrecy::ExposeSecret;
use trusthub_app::Actor;
use trusthub_app::review::reviewers;
use trusthub_domain::people::UserRole;
use trusthub_domain::review::Role;
use trusthub_testkit::messaging::{brand, service};
use trusthub_testkit::toll_free;

use crate::browser::{Browser, hub};

/// An identifier of that kind which names nothing.
fn nothing(prefix: &str) -> String {
    format!("{prefix}{}", "0".repeat(32))
}

async fn must_be_no_page(browser: &Browser, page: &str) {
    let answer = browser.get(page).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}: {}", answer.location());
    assert!(answer.text.contains("There is no such page"), "{page}: {}", answer.text);
}

#[tokio::test]
async fn a_customers_address_that_names_nothing_of_theirs_is_no_page() {
    let test = hub!();
    let (owl, heron) = (test.account("Owl").await, test.account("Heron").await);
    let (own, other) = (Browser::of(&test, &heron).await, Browser::of(&test, &owl).await);
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let brand = brand(&test, &heron, &lead).await.brand;
    let number = toll_free::referred(&test, &heron, "+18005550100").await.number_sid;
    let user = test.user(&heron, "rosa@heron.example", UserRole::Owner).await.user.sid;
    for (place, sid) in [
        ("profiles", brand.customer_profile_sid.to_string()),
        ("products", brand.a2p_profile_sid.to_string()),
        ("messaging/brands", brand.sid.to_string()),
        ("messaging/services", service(&test, &heron).await.service.sid.to_string()),
        ("messaging/toll-free", number.to_string()),
        ("settings/colleagues", user.to_string()),
    ] {
        let page = own.get(&format!("/console/{}/{place}/{sid}", heron.sid)).await;
        assert_eq!(page.status, StatusCode::OK, "{place}");
        must_be_no_page(&other, &format!("/console/{}/{place}/{sid}", heron.sid)).await;
        must_be_no_page(&other, &format!("/console/{}/{place}/{sid}", owl.sid)).await;
        must_be_no_page(&other, &format!("/console/{}/{place}/{}", owl.sid, nothing(&sid[..2]))).await;
    }
    for (place, prefix) in [
        ("calls", "BU"),
        ("calls/tickets", "RT"),
        ("credentials", "CD"),
        ("domains", "DM"),
        ("partners", "PT"),
    ] {
        must_be_no_page(&other, &format!("/console/{}/{place}/{}", owl.sid, nothing(prefix))).await;
    }
    test.run_jobs().await;
}

#[tokio::test]
async fn a_reviewers_address_that_names_nothing_is_no_page() {
    let test = hub!();
    let email = "rita@carrier.example";
    let made = reviewers::create(&test.hub, &Actor::operator(), email.parse().unwrap(), Role::Lead).await;
    let browser = Browser::at(&test);
    browser.sign_in(email, made.unwrap().1.expose_secret()).await;
    let case = nothing("BU");
    for page in [
        case.clone(),
        format!("{case}/website"),
        format!("{case}/documents/{}", nothing("RD")),
        format!("{case}/documents/{}/text", nothing("RD")),
        format!("tickets/{}", nothing("RT")),
        format!("messages/{}", nothing("QE")),
        format!("messages/{}", nothing("HH")),
        format!("messages/{}", nothing("VT")),
    ] {
        must_be_no_page(&browser, &format!("/console/review/{page}")).await;
    }
}
