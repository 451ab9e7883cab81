//! Tokens of Campaign Verify: given on a brand's page, looked up by a reviewer, given anew.

use axum::http::StatusCode;
use secrecy::ExposeSecret;
use trusthub_app::Actor;
use trusthub_app::review::{UNDO_FOR, reviewers};
use trusthub_domain::people::UserRole;
use trusthub_domain::review::Role;
use trusthub_testkit::messaging::brand;

use crate::browser::{Browser, hub};

const TOKEN: &str = "cv|1.0|tcr|10dlc|owl-2026|0123456789abcdef0123";

/// The one that waits.
async fn waiting(desk: &Browser) -> String {
    let list = desk.get("/console/review/messages").await.text;
    let (_, rest) = list.split_once("/console/review/messages/VT").expect("a token waits");
    format!("/console/review/messages/VT{}", &rest[..32])
}

#[tokio::test]
async fn a_token_is_given_turned_down_with_its_reason_given_anew_and_opens_political_campaigns() {
    let test = hub!();
    let account = test.account("Owl").await;
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let brand = brand(&test, &account, &lead).await.brand;
    let email = "rita@hub.example";
    let made = reviewers::create(&test.hub, &Actor::operator(), email.parse().unwrap(), Role::Reviewer).await;
    let (browser, desk) = (Browser::of(&test, &account).await, Browser::at(&test));
    desk.sign_in(email, made.unwrap().1.expose_secret()).await;
    let place = format!("/console/{}/messaging/brands/{}", account.sid, brand.sid);
    let give = format!("{place}/token");

    let viewer = Browser::of_user(&test, &account, UserRole::Viewer).await;
    assert!(!viewer.get(&place).await.text.contains("Send the token"));
    assert_eq!(viewer.fill(&place, &give, &[("token", TOKEN)]).await.status, StatusCode::FORBIDDEN);
    for wrong in ["", "cv|1.0", "<b>"] {
        let refused = browser.fill(&place, &give, &[("token", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.text.contains("Enter the whole token") && !refused.text.contains("<b>"), "{wrong}");
    }
    let given = browser.fill(&place, &give, &[("token", TOKEN)]).await;
    assert_eq!(given.location(), format!("{place}?done=token"), "{}", given.text);
    let page = browser.get(&place).await.text;
    assert!(page.contains("Being looked up") && !page.contains("Send the token"), "{page}");
    let twice = browser.fill(&place, &give, &[("token", TOKEN)]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.text.contains("is being imported already"), "{}", twice.text);

    let case = waiting(&desk).await;
    let seen = desk.get(&case).await.text;
    assert!(seen.contains(TOKEN) && seen.contains(&brand.customer_profile_sid.to_string()), "{seen}");
    let reason = [("code_1", "30896"), ("note_1", "It names another committee.")];
    let rejected = desk.fill(&case, &format!("{case}/reject"), &reason).await;
    assert_eq!(rejected.location(), case, "{}", rejected.text);
    test.advance(UNDO_FOR);
    test.run_jobs().await;
    let page = browser.get(&place).await.text;
    assert!(page.contains("It names another committee.") && page.contains("Send the token"), "{page}");

    browser.fill(&place, &give, &[("token", TOKEN)]).await;
    let case = waiting(&desk).await;
    assert_eq!(desk.fill(&case, &format!("{case}/approve"), &[]).await.location(), case);
    test.advance(UNDO_FOR);
    test.run_jobs().await;
    let page = browser.get(&place).await.text;
    assert!(
        page.contains("Political campaigns are open to it.") && !page.contains("Send the token"),
        "{page}"
    );
}
