//! Text messaging: brands, services with their campaigns, what was turned down and is mended.

use axum::http::StatusCode;
use trusthub_app::messaging::{brands, campaigns};
use trusthub_app::{PageRequest, Position};
use trusthub_domain::messaging::{BrandStatus, CampaignContent, CampaignStatus};
use trusthub_domain::people::UserRole;
use trusthub_domain::review::Role;
use trusthub_testkit::messaging::{approved, brand, content, private, service};
use trusthub_testkit::{TestAccount, TestHub};

use crate::browser::{Browser, hub};

const FIRST: PageRequest = PageRequest { size: 1, position: Position::Start };

/// What the form of a campaign sends.
fn form(content: &CampaignContent) -> Vec<(String, String)> {
    let mut fields = vec![
        ("UsAppToPersonUsecase".to_owned(), content.use_case.clone()),
        ("Description".to_owned(), content.description.clone()),
        ("MessageFlow".to_owned(), content.message_flow.clone()),
        ("OptInMessage".to_owned(), content.opt_in_message.clone().unwrap_or_default()),
        ("PrivacyPolicyUrl".to_owned(), content.privacy_policy_url.clone().unwrap_or_default()),
        ("TermsAndConditionsUrl".to_owned(), content.terms_and_conditions_url.clone().unwrap_or_default()),
        ("HasEmbeddedLinks".to_owned(), content.has_embedded_links.to_string()),
    ];
    for (number, sample) in (1..).zip(&content.message_samples) {
        fields.push((format!("MessageSamples{number}"), sample.clone()));
    }
    fields
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

async fn campaign_now(test: &TestHub, account: &TestAccount, place: &str) -> campaigns::Shown {
    let service = place.rsplit('/').next().unwrap().parse().unwrap();
    let page = campaigns::list(&test.hub, &account.actor, service, FIRST).await.unwrap();
    page.items.into_iter().next().expect("a campaign")
}

#[tokio::test]
async fn a_brand_is_registered_and_its_page_says_what_it_is_worth() {
    let test = hub!();
    let account = test.account("Owl").await;
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let browser = Browser::of(&test, &account).await;
    let list = format!("/console/{}/messaging", account.sid);
    let new = format!("{list}/brands/new");
    assert!(browser.get(&new).await.text.contains("Two things come first"));
    let (profile, product) = approved(&test, &account, &lead, private()).await;
    let (who, what) = (profile.sid.to_string(), product.sid.to_string());
    let swapped = [("CustomerProfileBundleSid", what.as_str()), ("A2PProfileBundleSid", who.as_str())];
    let refused = browser.fill(&new, &new, &swapped).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("CustomerProfileBundleSid", who.as_str()), ("A2PProfileBundleSid", what.as_str())];
    let made = browser.fill(&new, &new, &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    test.run_jobs().await;
    let page = browser.get(made.location()).await.text;
    assert!(page.contains("Campaigns can be registered") && page.contains("of 100"), "{page}");
    let shown = browser.get(&list).await.text;
    assert!(shown.contains(&profile.friendly_name) && shown.contains("Approved"), "{shown}");
}

#[tokio::test]
async fn a_brand_that_failed_says_why_and_is_submitted_again_as_often_as_it_goes() {
    let test = hub!();
    let account = test.account("Owl").await;
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let says = serde_json::json!({ "company_type": "government" });
    let (profile, product) = approved(&test, &account, &lead, says).await;
    let new = trusthub_testkit::messaging::new_brand(&profile, &product);
    let made = brands::create(&test.hub, &account.actor, new).await.unwrap();
    test.run_jobs().await;
    let status = brands::find(&test.hub, &account.actor, made.brand.sid).await.unwrap().status;
    let browser = Browser::of(&test, &account).await;
    let place = format!("/console/{}/messaging/brands/{}", account.sid, made.brand.sid);
    let page = browser.get(&place).await.text;
    match status {
        BrandStatus::Failed => assert!(page.contains("/docs/errors/30797") && page.contains("Submit again")),
        _ => assert!(page.contains("Campaigns can be registered"), "{page}"),
    }
    let stranger = Browser::of(&test, &test.account("Crow").await).await;
    assert_eq!(stranger.get(&place).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_campaign_is_turned_down_corrected_and_approved_with_its_throughput() {
    let test = hub!();
    let account = test.account("Owl").await;
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let brand = brand(&test, &account, &lead).await.brand;
    let browser = Browser::of(&test, &account).await;
    let services = format!("/console/{}/messaging/services", account.sid);
    let new = format!("{services}/new");
    let empty = browser.fill(&new, &new, &[("FriendlyName", " "), ("Usecase", "marketing")]).await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.text.contains("Fill this in."));
    let made = browser.fill(&new, &new, &[("FriendlyName", "<b>News</b>"), ("Usecase", "marketing")]).await;
    let place = made.location().to_owned();
    let ask = format!("{place}/campaign");

    let brand_sid = brand.sid.to_string();
    let mut short =
        CampaignContent { message_samples: vec!["Owl".to_owned(), "Bakery".to_owned()], ..content() };
    let mut fields = form(&short);
    fields.push(("BrandRegistrationSid".to_owned(), brand_sid.clone()));
    let refused = browser.fill(&ask, &ask, &pairs(&fields)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("2 things are to be mended"), "{}", refused.text);
    assert!(refused.text.contains("Use 20 to 1024 characters; there are 3."), "{}", refused.text);

    short.message_samples = vec!["Owl Bakery: rye at https://bit.ly/rye Reply STOP to end.".to_owned(); 2];
    let mut fields = form(&short);
    fields.push(("BrandRegistrationSid".to_owned(), brand_sid));
    let sent = browser.fill(&ask, &ask, &pairs(&fields)).await;
    assert_eq!(sent.location(), format!("{place}?done=registered"), "{}", sent.text);
    test.run_jobs().await;
    let page = browser.get(&place).await.text;
    assert!(
        page.contains("The campaign was not approved") && page.contains("campaign#MessageSamples1"),
        "{page}"
    );
    assert!(page.contains("&#60;b&#62;News") && page.contains("T-Mobile") && page.len() < 100 * 1024);
    assert!(browser.get(&ask).await.text.contains("bit.ly/rye"), "what was entered stands in the form");
    let corrected = browser.fill(&ask, &ask, &pairs(&form(&content()))).await;
    assert_eq!(corrected.location(), format!("{place}?done=corrected"), "{}", corrected.text);
    test.run_jobs().await;
    let shown = campaign_now(&test, &account, &place).await;
    assert_eq!(shown.status, CampaignStatus::Verified);
    assert_eq!(shown.campaign.content.message_samples, content().message_samples);
    let page = browser.get(&place).await.text;
    assert!(
        page.contains("Messages may be sent")
            && page.contains("200,000")
                | page.contains("40,000")
                | page.contains("10,000")
                | page.contains("2,000")
    );
    assert_eq!(browser.get(&ask).await.location(), place, "what is approved is not corrected");
    let kept = browser.fill(&place, &format!("{place}/delete"), &[]).await;
    assert!(kept.status == StatusCode::UNPROCESSABLE_ENTITY && kept.text.contains("delete that first"));
    let gone = browser.fill(&place, &format!("{place}/campaign/delete"), &[]).await;
    assert_eq!(gone.location(), format!("{place}?done=campaign-deleted"));
}

#[tokio::test]
async fn numbers_are_added_and_taken_out_and_only_by_whoever_may() {
    let test = hub!();
    let account = test.account("Owl").await;
    let number = test.number(&account, "+15105550100").await;
    let sid = service(&test, &account).await.service.sid;
    let place = format!("/console/{}/messaging/services/{sid}", account.sid);
    let numbers = format!("{place}/numbers");
    let browser = Browser::of(&test, &account).await;
    for (text, words) in
        [("510", "Enter the whole number"), ("+15105550199", "This account has no such number.")]
    {
        let refused = browser.fill(&place, &numbers, &[("number", text)]).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains(words), "{text}");
    }
    let viewer = Browser::of_user(&test, &account, UserRole::Viewer).await;
    assert_eq!(
        viewer.fill(&place, &numbers, &[("number", "+15105550100")]).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(browser.post(&numbers, &[("number", "+15105550100")]).await.status, StatusCode::FORBIDDEN);
    let added = browser.fill(&place, &numbers, &[("number", "+1 (510) 555-0100")]).await;
    assert_eq!(added.location(), format!("{place}?done=added"), "{}", added.text);
    let twice = browser.fill(&place, &numbers, &[("number", "+15105550100")]).await;
    assert!(twice.text.contains("in this messaging service already"));
    assert!(browser.get(&place).await.text.contains("+15105550100"));
    let number = number.to_string();
    let removed = browser.fill(&place, &format!("{numbers}/remove"), &[("sid", &number)]).await;
    assert_eq!(removed.location(), format!("{place}?done=removed"));
    let stranger = Browser::of(&test, &test.account("Crow").await).await;
    for page in [place.clone(), format!("{place}/campaign")] {
        assert_eq!(stranger.get(&page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
}
