//! Numbers: where they are, how their calls are signed, many at once, and taken off again.

use axum::http::StatusCode;
use trusthub_app::attestation;
use trusthub_app::bundles::channels;
use trusthub_app::{PageRequest, Position};
use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::people::UserRole;
use trusthub_testkit::{PRIMARY, TestAccount, TestHub};

use crate::browser::{Browser, hub};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

async fn count(test: &TestHub, account: &TestAccount, bundle: &Bundle) -> usize {
    let page = PageRequest { size: 100, position: Position::Start };
    let all = channels::list(&test.hub, &account.actor, bundle.kind, bundle.sid, None, page).await.unwrap();
    all.items.len()
}

#[tokio::test]
async fn a_list_assigns_what_it_can_and_keeps_the_rest_to_be_mended() {
    let test = hub!();
    let account = test.account("Owl").await;
    let profile = test.draft(&account, PROFILE, PRIMARY).await;
    test.number(&account, "+15105550100").await;
    test.number(&account, "+15105550101").await;
    let browser = Browser::of(&test, &account).await;
    let base = format!("/console/{}/numbers", account.sid);
    let assign = format!("{base}/assign");
    let bundle = profile.sid.to_string();
    let told = browser
        .fill(&assign, &assign, &[("bundle", &bundle), ("numbers", "+1 510 555 0100\n<b>5105550101")])
        .await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.text.contains("1 assigned, 0 were before, 1 could not be."), "{}", told.text);
    assert!(told.text.contains("plus sign") && !told.text.contains("<b>5105550101"));
    assert_eq!(count(&test, &account, &profile).await, 1);
    let done = browser.fill(&assign, &assign, &[("bundle", &bundle), ("numbers", "+15105550101")]).await;
    assert_eq!(done.location(), format!("{base}?done=assigned"));
    assert_eq!(count(&test, &account, &profile).await, 2);
    let list = browser.get(&base).await.text;
    assert!(list.contains("+15105550100") && list.contains(&format!("/profiles/{bundle}")), "{list}");
    for (fields, words) in [
        (vec![("bundle", bundle.as_str())], "Enter at least one number"),
        (vec![("numbers", "+15105550101")], "Choose one."),
    ] {
        let refused = browser.fill(&assign, &assign, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(words), "{words}");
    }
}

#[tokio::test]
async fn each_number_says_how_its_calls_are_signed_and_why() {
    let test = hub!();
    let account = test.account("Owl").await;
    test.number(&account, "+15105550100").await;
    attestation::catch_up(&test.hub).await.unwrap();
    let browser = Browser::of(&test, &account).await;
    let base = format!("/console/{}/numbers", account.sid);
    let list = browser.get(&base).await.text;
    assert!(list.contains("Why?") && list.contains("</span> C</span>"), "{list}");
    let found = browser.get(&format!("{base}?number=%2B15105550100")).await.text;
    assert_eq!(found.matches("<th scope=\"row\"").count(), 1);
    let none = browser.get(&format!("{base}?number=%2B15105550199")).await.text;
    assert!(none.contains("You have no such number"));
    assert!(browser.get(&format!("{base}?number=510")).await.text.contains("Enter the whole number"));
}

#[tokio::test]
async fn a_number_is_taken_off_by_whoever_may() {
    let test = hub!();
    let account = test.account("Owl").await;
    let profile = test.draft(&account, PROFILE, PRIMARY).await;
    let number = test.number(&account, "+15105550100").await;
    let assigned = channels::assign(&test.hub, &account.actor, PROFILE, profile.sid, number).await.unwrap();
    let base = format!("/console/{}/numbers", account.sid);
    let (bundle, assignment) = (profile.sid.to_string(), assigned.sid.to_string());
    let fields = [("section", "profiles"), ("bundle", bundle.as_str()), ("assignment", assignment.as_str())];
    let viewer = Browser::of_user(&test, &account, UserRole::Viewer).await;
    let refused = viewer.fill(&base, &format!("{base}/remove"), &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let assign = format!("{base}/assign");
    let refused = viewer.fill(&assign, &assign, &[("bundle", &bundle), ("numbers", "+15105550100")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let browser = Browser::of(&test, &account).await;
    let foreign = browser.post(&format!("{base}/remove"), &fields).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "without the token");
    assert_eq!(count(&test, &account, &profile).await, 1);
    let stranger = test.account("Crow").await;
    let others = Browser::of(&test, &stranger).await;
    let theirs = format!("/console/{}/numbers", stranger.sid);
    let missing = others.fill(&theirs, &format!("{theirs}/remove"), &fields).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(others.get(&base).await.status, StatusCode::NOT_FOUND);
    let done = browser.fill(&base, &format!("{base}/remove"), &fields).await;
    assert_eq!(done.location(), format!("{base}?done=removed"));
    assert_eq!(count(&test, &account, &profile).await, 0);
}
