//! The trust level with its reasons, and what would raise it.

use axum::http::StatusCode;
use trusthub_domain::review::Role;
use trusthub_testkit::{SOUND_BUSINESS, TestHub, Wish};

use crate::browser::Browser;

#[tokio::test]
async fn the_level_says_why_and_what_would_raise_it() {
    let Some(test) = TestHub::with(Wish { refers_everything: true, ..Wish::default() }).await else { return };
    let account = test.account("Owl").await;
    let browser = Browser::of(&test, &account).await;
    let page = format!("/console/{}/trust", account.sid);
    let unknown = browser.get(&page).await.text;
    assert!(
        unknown.contains("0 · Unknown") && unknown.contains("Complete a profile and submit it."),
        "{unknown}"
    );
    let reviewer = test.reviewer("reviewer@hub.example", Role::Reviewer).await;
    let (profile, _) = test.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    let verified = browser.get(&page).await.text;
    assert!(verified.contains("2 · Verified") && verified.contains(&profile.sid.to_string()), "{verified}");
    assert!(verified.contains("Ask your representatives to answer"), "{verified}");
    let stranger = test.account("Crow").await;
    let foreign = browser.get(&format!("/console/{}/trust", stranger.sid)).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}
