//! Campaigns and toll-free numbers in a reviewer's browser: who is at one, a decision undone, and what is over.

use axum::http::StatusCode;
use secrecy::ExposeSecret;
use trusthub_app::messaging::campaigns;
use trusthub_app::review::{UNDO_FOR, reviewers};
use trusthub_app::{Actor, tollfree};
use trusthub_domain::messaging::{Campaign, CampaignStatus};
use trusthub_domain::review::Role;
use trusthub_domain::tollfree::Status;
use trusthub_testkit::messaging::{brand, content, service};
use trusthub_testkit::{TestAccount, TestHub, toll_free};

use crate::browser::{Answer, Browser, hub, token_on};

const LIST: &str = "/console/review/messages";

/// A reviewer's browser, signed in.
async fn desk(test: &TestHub, email: &str) -> Browser {
    let new = reviewers::create(&test.hub, &Actor::operator(), email.parse().unwrap(), Role::Reviewer).await;
    let browser = Browser::at(test);
    browser.sign_in(email, new.unwrap().1.expose_secret()).await;
    browser
}

/// A campaign with a sample that a person has to read.
async fn doubtful(test: &TestHub, account: &TestAccount) -> Campaign {
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let brand = brand(test, account, &lead).await.brand;
    let service = service(test, account).await.service;
    let mut sends = content();
    sends.message_samples[1].push_str(" Ask for our cherry wine.");
    let made = campaigns::create(&test.hub, &account.actor, service.sid, brand.sid, sends).await.unwrap();
    test.run_jobs().await;
    made.campaign
}

/// Sends a form of a page.
async fn deed(browser: &Browser, page: &str, deed: &str, fields: &[(&str, &str)]) -> Answer {
    browser.fill(page, &format!("{page}/{deed}"), fields).await
}

#[tokio::test]
async fn of_two_reviewers_at_one_campaign_the_second_is_told_and_what_is_undone_nobody_hears_of() {
    let test = hub!();
    let account = test.account("Owl").await;
    let campaign = doubtful(&test, &account).await;
    let (one, two) = (desk(&test, "one@hub.example").await, desk(&test, "two@hub.example").await);
    let page = format!("{LIST}/{}", campaign.sid);
    let button = format!("Claim {}", campaign.sid);
    // The second reviewer's page is from before the first one claims.
    let token = token_on(&two.get(&page).await.text);
    let late = [("csrf", token.as_str())];
    let claimed = one.fill(LIST, &format!("{page}/claim"), &[("back", LIST)]).await;
    assert_eq!(claimed.location(), LIST);
    let seen = two.get(LIST).await.text;
    assert!(seen.contains("Claimed by one@hub.example") && !seen.contains(&button), "{seen}");
    assert!(one.get(LIST).await.text.contains("Claimed by you"));
    let refused = two.post(&format!("{page}/approve"), &late).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("one@hub.example is at this campaign until"), "{}", refused.text);
    assert!(refused.text.contains("You can read it.") && !refused.text.contains("id=\"decide\""));

    let reason = [("code_1", "30956"), ("field_1", "MESSAGE_SAMPLES"), ("note_1", "Wine needs an age gate.")];
    let preview: Vec<_> = [("step", "preview")].into_iter().chain(reason).collect();
    let preview = deed(&one, &page, "reject", &preview).await;
    assert!(preview.text.contains("This is what the customer will get"), "{}", preview.text);
    assert!(preview.text.contains("You can undo it for a minute."));
    assert_eq!(deed(&one, &page, "reject", &reason).await.location(), page);
    assert!(one.get(&page).await.text.contains("You have rejected it"));
    let seen = two.get(&page).await.text;
    assert!(seen.contains("one@hub.example has rejected it") && !seen.contains("data-undo"), "{seen}");
    assert!(two.get(LIST).await.text.contains("Decided by one@hub.example"));
    assert_eq!(two.post(&format!("{page}/undo"), &late).await.status, StatusCode::CONFLICT);
    assert_eq!(deed(&one, &page, "undo", &[]).await.location(), format!("{page}?done=undone"));
    assert!(one.get(&format!("{page}?done=undone")).await.text.contains("Nobody was told."));
    assert_eq!(deed(&one, &page, "release", &[]).await.location(), format!("{page}?done=released"));

    assert_eq!(deed(&two, &page, "approve", &[]).await.location(), page);
    test.advance(UNDO_FOR);
    test.run_jobs().await;
    let found = campaigns::find(&test.hub, &account.actor, campaign.service_sid, campaign.sid).await;
    assert_eq!(found.unwrap().status, CampaignStatus::Verified);
    let gone = format!("{LIST}?done=gone");
    assert_eq!(two.get(&page).await.location(), gone, "what is over has no page");
    assert_eq!(two.post(&format!("{page}/claim"), &late).await.location(), gone);
    assert!(two.get(&gone).await.text.contains("does not wait any more"));
}

#[tokio::test]
async fn a_number_is_claimed_given_back_rejected_and_seen_afterwards() {
    let test = hub!();
    let account = test.account("Owl").await;
    let number = toll_free::referred(&test, &account, "+18005550100").await;
    let browser = desk(&test, "one@hub.example").await;
    let page = format!("{LIST}/{}", number.sid);
    assert_eq!(deed(&browser, &page, "claim", &[]).await.location(), format!("{page}?done=claimed"));
    let mine = browser.get(&format!("{page}?done=claimed")).await.text;
    assert!(mine.contains("It is yours for half an hour.") && mine.contains("The number is yours"), "{mine}");
    assert_eq!(deed(&browser, &page, "release", &[]).await.location(), format!("{page}?done=released"));
    let again = deed(&browser, &page, "release", &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains("It is not claimed"), "{}", again.text);
    let wrong = deed(&browser, &page, "reject", &[("code_1", "18601")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "refused at once");

    deed(&browser, &page, "reject", &[("code_1", "30837"), ("note_1", "The picture is cut off.")]).await;
    let shown = browser.get(&page).await.text;
    assert!(shown.contains("You have rejected it") && shown.contains("data-countdown"), "{shown}");
    test.advance(UNDO_FOR);
    test.run_jobs().await;
    let found = tollfree::find(&test.hub, &account.actor, number.sid).await.unwrap();
    assert_eq!(found.status(), Status::Rejected);
    let over = browser.get(&page).await.text;
    for form in ["data-claim", "data-undo", "id=\"decide\""] {
        assert!(!over.contains(form), "{form}: {over}");
    }
    let token = token_on(&over);
    let late = browser.post(&format!("{page}/undo"), &[("csrf", &token)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("There is no decision to undo"), "{}", late.text);

    let customer = Browser::of(&test, &account).await;
    let home = format!("/console/{}", account.sid);
    for deed in ["claim", "release", "approve", "reject", "undo"] {
        let path = format!("{page}/{deed}");
        assert_eq!(customer.fill(&home, &path, &[]).await.status, StatusCode::NOT_FOUND, "{deed}");
        assert_eq!(browser.post(&path, &[("csrf", "0")]).await.status, StatusCode::FORBIDDEN, "{deed}");
    }
    let nothing = format!("{LIST}/{}", account.sid);
    assert_eq!(browser.get(&nothing).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_a_customer_took_back_is_no_page_any_more_and_a_form_from_it_leads_to_the_list() {
    let test = hub!();
    let account = test.account("Owl").await;
    let campaign = doubtful(&test, &account).await;
    let browser = desk(&test, "one@hub.example").await;
    let page = format!("{LIST}/{}", campaign.sid);
    let token = token_on(&browser.get(&page).await.text);
    campaigns::delete(&test.hub, &account.actor, campaign.service_sid, campaign.sid).await.unwrap();
    let late = browser.post(&format!("{page}/approve"), &[("csrf", &token)]).await;
    assert_eq!(late.location(), format!("{LIST}?done=gone"));
    let gone = browser.get(&page).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert!(gone.text.contains("There is no such page"), "{}", gone.text);
    test.run_jobs().await;
}
