//! The form for a toll-free number on somebody else's page: one page, without scripts.

use axum::http::StatusCode;
use secrecy::ExposeSecret;
use trusthub_app::inquiries::toll_free::{NewTollfreeInquiry, begin};
use trusthub_app::inquiries::{self, NewInquiry};
use trusthub_app::tollfree::{self, TollfreeFilter, Whose};
use trusthub_console::{ConsoleConfig, EmbedConfig};
use trusthub_domain::tollfree::{Entered, TextField, Verification};
use trusthub_testkit::{TestAccount, TestHub};

use crate::browser::{Browser, hub};

const SAMPLE: &str =
    "Owl Bakery: your delivery is on its way and arrives today before noon. Reply STOP to opt out.";

const FIELDS: [(&str, &str); 17] = [
    ("BusinessName", "Owl Bakery Inc."),
    ("BusinessWebsite", "https://owlbakery.com"),
    ("BusinessType", "PRIVATE_PROFIT"),
    ("BusinessRegistrationAuthority", "EIN"),
    ("BusinessRegistrationNumber", "942404110"),
    ("BusinessRegistrationCountry", "US"),
    ("NotificationEmail", "ops@owlbakery.com"),
    ("UseCaseCategories", "DELIVERY_NOTIFICATIONS"),
    ("UseCaseCategories", "CUSTOMER_CARE"),
    (
        "UseCaseSummary",
        "Customers who order bread on our website are told when their delivery is on its way.",
    ),
    ("ProductionMessageSample", SAMPLE),
    ("MessageVolume", "10,000"),
    ("OptInType", "WEB_FORM"),
    ("OptInImageUrls", "https://owlbakery.com/a.png\r\n\r\nhttps://owlbakery.com/b.png"),
    ("OptInKeywords", ""),
    ("PrivacyPolicyUrl", "https://owlbakery.com/privacy"),
    ("TermsAndConditionsUrl", "https://owlbakery.com/terms"),
];

/// A form for the account's number, and the address of its page.
async fn begun(test: &TestHub, account: &TestAccount, skips_use_case: bool) -> (Browser, String) {
    let mut entered = Entered::default();
    entered.enter(TextField::MessageVolume, Some("1,000"));
    entered.enter(TextField::BusinessName, Some("<b>Owl</b>"));
    let new = NewTollfreeInquiry {
        phone_number: "+18005550100".parse().unwrap(),
        email: "ops@owlbakery.com".parse().unwrap(),
        customer_profile_sid: None,
        entered,
        skips_use_case,
        theme: None,
    };
    let begun = begin(&test.hub, &account.actor, new).await.unwrap();
    let embed = EmbedConfig { origins: vec!["https://isv.example".to_owned()], ..EmbedConfig::default() };
    let browser = Browser::with(test, ConsoleConfig { embed, ..ConsoleConfig::default() });
    (browser, format!("/embed/inquiries/{}", begun.token.expose_secret()))
}

async fn submitted(test: &TestHub, account: &TestAccount) -> Vec<Verification> {
    let page = trusthub_app::PageRequest { size: 9, position: trusthub_app::Position::Start };
    let listed = tollfree::list(&test.hub, &account.actor, Whose::Own, TollfreeFilter::default(), page);
    listed.await.unwrap().items
}

fn with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let kept = FIELDS.into_iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes.iter().copied()).collect()
}

#[tokio::test]
async fn whoever_has_the_token_submits_that_number() {
    let test = hub!();
    let account = test.account("Owl").await;
    test.number(&account, "+18005550100").await;
    let (browser, base) = begun(&test, &account, false).await;
    let page = format!("{base}/toll-free");
    assert_eq!(browser.get(&base).await.location(), page);
    let shown = browser.get(&page).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(
        shown.text.contains("data-event=\"ready\"") && shown.text.contains("+18005550100"),
        "{}",
        shown.text
    );
    assert!(shown.text.contains("value=\"1,000\"") && !shown.text.contains("<b>Owl</b>"), "{}", shown.text);

    let answer = browser.post(&page, &FIELDS).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, page.as_str()));
    let made = submitted(&test, &account).await;
    let entered = made[0].submission.entered();
    assert_eq!(
        (entered.use_cases.len(), entered.opt_in_image_urls.len(), entered.opt_in_keywords.len()),
        (2, 2, 0)
    );
    assert_eq!(entered.text(TextField::BusinessName), Some("Owl Bakery Inc."));
    let done = browser.get(&page).await;
    assert!(
        done.text.contains("data-event=\"submitted\"") && done.text.contains("are checking it"),
        "{}",
        done.text
    );
}

#[tokio::test]
async fn what_is_missing_stands_at_the_top_and_beside_its_input() {
    let test = hub!();
    let account = test.account("Owl").await;
    test.number(&account, "+18005550100").await;
    let (browser, base) = begun(&test, &account, false).await;
    let fields =
        with(&[("UseCaseCategories", ""), ("BusinessWebsite", "owlbakery"), ("MessageVolume", "many")]);
    let answer = browser.post(&format!("{base}/toll-free"), &fields).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text.contains("3 things are to be mended"), "{}", answer.text);
    for part in [
        "href=\"#UseCaseCategories-1\"",
        "id=\"UseCaseCategories-1\"",
        "href=\"#BusinessWebsite\"",
        "Website cannot be read: ",
        "value=\"many\"",
        "aria-invalid=\"true\"",
    ] {
        assert!(answer.text.contains(part), "{part}: {}", answer.text);
    }
    assert_eq!(submitted(&test, &account).await, []);
    let kept = browser.get(&format!("{base}/toll-free")).await;
    assert!(kept.text.contains("value=\"owlbakery\""), "what was entered is kept: {}", kept.text);
}

#[tokio::test]
async fn what_was_turned_down_is_mended_in_the_same_form() {
    let test = hub!();
    let account = test.account("Owl").await;
    test.number(&account, "+18005550100").await;
    let (browser, base) = begun(&test, &account, false).await;
    let page = format!("{base}/toll-free");
    let shortened = with(&[(
        "ProductionMessageSample",
        "Owl Bakery: see https://bit.ly/3owl for your delivery. Reply STOP to opt out.",
    )]);
    browser.post(&page, &shortened).await;
    test.run_jobs().await;
    let rejected = browser.get(&page).await;
    assert!(
        rejected.text.contains("code 30857") && rejected.text.contains("keeps its place"),
        "{}",
        rejected.text
    );
    assert!(rejected.text.contains("value=\"Owl Bakery Inc.\""), "{}", rejected.text);
    assert_eq!(browser.post(&page, &FIELDS).await.status, StatusCode::SEE_OTHER);
    let made = submitted(&test, &account).await;
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].submission.text(TextField::ProductionMessageSample), Some(SAMPLE));
}

#[tokio::test]
async fn a_form_that_skips_the_use_case_keeps_what_was_given_for_it() {
    let test = hub!();
    let account = test.account("Owl").await;
    test.number(&account, "+18005550100").await;
    let (browser, base) = begun(&test, &account, true).await;
    let page = format!("{base}/toll-free");
    let shown = browser.get(&page).await;
    assert!(!shown.text.contains("UseCaseSummary") && shown.text.contains("BusinessName"), "{}", shown.text);
    let answer = browser.post(&page, &with(&[("MessageVolume", "9")])).await;
    assert!(answer.text.contains("Summary is missing"), "{}", answer.text);
    assert!(!answer.text.contains("Messages a month is missing"), "it was given: {}", answer.text);
}

#[tokio::test]
async fn a_session_opens_what_it_is_about_and_nothing_else() {
    let test = hub!();
    let account = test.account("Owl").await;
    test.number(&account, "+18005550100").await;
    let (browser, base) = begun(&test, &account, false).await;
    for path in ["/summary", "/steps/customer_profile_business_information"] {
        assert_eq!(browser.get(&format!("{base}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(browser.post(&format!("{base}/submit"), &[]).await.status, StatusCode::NOT_FOUND);
    let new = NewInquiry { email: Some("a@isv.example".parse().unwrap()), theme: None, primary: None };
    let profile = inquiries::create(&test.hub, &account.actor, new).await.unwrap();
    let other = format!("/embed/inquiries/{}/toll-free", profile.token.expose_secret());
    assert_eq!(browser.get(&other).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.post(&other, &FIELDS).await.status, StatusCode::NOT_FOUND);
    let forged = base.replace(".PN", ".PN0").replacen('0', "1", 1);
    assert_ne!(browser.get(&format!("{forged}/toll-free")).await.status, StatusCode::OK);
}
