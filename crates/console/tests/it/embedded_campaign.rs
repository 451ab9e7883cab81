//! The form for a campaign on somebody else's page: one page, without scripts.

use axum::http::StatusCode;
use secrecy::ExposeSecret;
use trusthub_app::inquiries::brands::{self, Given, NewBrandRegistration};
use trusthub_app::inquiries::campaigns::{self, NewCampaignRegistration, Standing};
use trusthub_domain::messaging::{BrandType, CampaignContent, CampaignStatus};
use trusthub_domain::review::Role;
use trusthub_domain::sid::BrandSid;
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub};

use crate::browser::{Browser, hub};

const DESCRIPTION: &str =
    "Owl Bakery tells customers who asked for it about new bread and its opening hours.";
const FLOW: &str = "Customers enter their phone number at https://owlbakery.com/texts and check a box that is not \
    pre-checked: I agree to receive texts from Owl Bakery. Message frequency varies. Message and data rates may \
    apply. Reply STOP to stop, HELP for help. Terms and privacy policy are linked below the box.";

const FIELDS: [(&str, &str); 10] = [
    ("UsAppToPersonUsecase", "MARKETING"),
    ("Description", DESCRIPTION),
    (
        "MessageSamples1",
        "Owl Bakery: fresh rye today, 20% off at https://owlbakery.com Reply STOP to unsubscribe.",
    ),
    ("MessageSamples2", "Owl Bakery: we open at [time] on [day]. Reply STOP to end these messages."),
    ("MessageFlow", FLOW),
    ("HasEmbeddedLinks", "true"),
    ("OptInMessage", "Owl Bakery: you are subscribed. Reply HELP for help, STOP to stop."),
    ("OptOutKeywords", "STOP, END"),
    ("PrivacyPolicyUrl", "https://owlbakery.com/privacy"),
    ("TermsAndConditionsUrl", "https://owlbakery.com/terms"),
];

fn nothing() -> CampaignContent {
    CampaignContent {
        description: String::new(),
        message_flow: "See our <b>website</b>.".to_owned(),
        message_samples: Vec::new(),
        use_case: String::new(),
        has_embedded_links: false,
        has_embedded_phone: false,
        subscriber_opt_in: false,
        age_gated: false,
        direct_lending: false,
        opt_in_message: None,
        opt_out_message: None,
        help_message: None,
        opt_in_keywords: Vec::new(),
        opt_out_keywords: Vec::new(),
        help_keywords: Vec::new(),
        privacy_policy_url: None,
        terms_and_conditions_url: None,
    }
}

/// A mock brand of the bakery, registered by its own form.
async fn brand(test: &TestHub, account: &TestAccount) -> BrandSid {
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let (profile, _) = test.approved_profile(account, &lead, &SOUND_BUSINESS, None).await;
    let new = NewBrandRegistration {
        brand_type: BrandType::Standard,
        email: "ops@owlbakery.com".parse().unwrap(),
        friendly_name: None,
        is_mock: true,
        skips_vetting: false,
        vetting_token: None,
        theme: None,
        customer_profile_sid: Some(profile.sid),
        primary: None,
        given: Given::new([("businessType", Some("PRIVATE_PROFIT".to_owned()))]),
    };
    let begun = brands::create(&test.hub, &account.actor, new).await.unwrap();
    let standing = brands::find(&test.hub, &account.actor, &begun.subject_id).await.unwrap();
    brands::submit(&test.hub, &account.actor, standing.registration.sid).await.unwrap();
    test.run_jobs().await;
    let standing = brands::find(&test.hub, &account.actor, &begun.subject_id).await.unwrap();
    assert_eq!(standing.status(), "APPROVED");
    standing.registration.brand_sid.unwrap()
}

async fn begun(test: &TestHub, account: &TestAccount) -> (Browser, String, String) {
    let new = NewCampaignRegistration {
        brand_sid: brand(test, account).await,
        service_sid: None,
        entered: nothing(),
        use_cases: vec!["MARKETING".to_owned(), "CUSTOMER_CARE".to_owned()],
        opt_in_types: vec!["WEB_FORM".to_owned()],
        url_sample: None,
        theme: None,
    };
    let begun = campaigns::create(&test.hub, &account.actor, new).await.unwrap();
    let base = format!("/embed/inquiries/{}", begun.token.expose_secret());
    (Browser::at(test), base, begun.subject_id)
}

async fn standing(test: &TestHub, account: &TestAccount, id: &str) -> Standing {
    campaigns::find(&test.hub, &account.actor, id).await.unwrap()
}

fn with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let kept = FIELDS.into_iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes.iter().copied()).collect()
}

#[tokio::test]
async fn what_is_entered_becomes_a_campaign() {
    let test = hub!();
    let account = test.account("Owl").await;
    let (browser, base, id) = begun(&test, &account).await;
    let page = format!("{base}/campaign");
    assert_eq!(browser.get(&base).await.location(), page);
    let shown = browser.get(&page).await;
    assert!(shown.text.contains("data-event=\"ready\""), "{}", shown.text);
    assert!(shown.text.contains("<option value=\"MIXED\" selected>"), "{}", shown.text);
    assert!(
        shown.text.contains("People agree: on a web form.") && !shown.text.contains("<b>website</b>"),
        "{}",
        shown.text
    );
    let answer = browser.post(&page, &FIELDS).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, page.as_str()), "{}", answer.text);
    let made = standing(&test, &account, &id).await;
    assert_eq!(made.status(), "PENDING");
    let content = made.content();
    assert_eq!(
        (content.use_case.as_str(), content.message_samples.len(), content.opt_out_keywords.len()),
        ("MARKETING", 2, 2)
    );
    assert!(content.subscriber_opt_in && content.has_embedded_links && !content.has_embedded_phone);
    let done = browser.get(&page).await;
    assert!(done.text.contains("data-event=\"submitted\""), "{}", done.text);
    test.run_jobs().await;
    assert_eq!(standing(&test, &account, &id).await.status(), "VERIFIED");
    assert!(browser.get(&page).await.text.contains("It is registered"));
}

#[tokio::test]
async fn everything_that_does_not_fit_stands_at_the_top_and_beside_its_input() {
    let test = hub!();
    let account = test.account("Owl").await;
    let (browser, base, id) = begun(&test, &account).await;
    let page = format!("{base}/campaign");
    let fields = with(&[
        ("Description", "Too short."),
        ("MessageSamples2", "Short."),
        ("HelpMessage", "Help."),
        ("PrivacyPolicyUrl", "https://owlbakery.com/privacy"),
    ]);
    let answer = browser.post(&page, &fields).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    for part in [
        "3 things are to be mended",
        "href=\"#Description\"",
        "href=\"#MessageSamples2\"",
        "href=\"#HelpMessage\"",
        "Use 40 to 4096 characters; there are 10.",
        "aria-invalid=\"true\"",
    ] {
        assert!(answer.text.contains(part), "{part}: {}", answer.text);
    }
    assert_eq!(standing(&test, &account, &id).await.status(), "DRAFT");
    assert!(browser.get(&page).await.text.contains("Too short."), "what was entered is kept");
    let answer = browser.post(&page, &with(&[("PrivacyPolicyUrl", "ftp://owlbakery.com")])).await;
    assert!(answer.text.contains("href=\"#PrivacyPolicyUrl\""), "{}", answer.text);
    let answer = browser.post(&page, &with(&[("UsAppToPersonUsecase", "NONE")])).await;
    assert!(answer.text.contains("Choose what the messages are for."), "{}", answer.text);
}

#[tokio::test]
async fn what_was_turned_down_is_mended_in_a_form_named_by_its_service() {
    let test = hub!();
    let account = test.account("Owl").await;
    let (browser, base, id) = begun(&test, &account).await;
    let shortened = "Owl Bakery: see https://bit.ly/3owl for fresh rye. Reply STOP to opt out.";
    browser.post(&format!("{base}/campaign"), &with(&[("MessageSamples1", shortened)])).await;
    test.run_jobs().await;
    let failed = standing(&test, &account, &id).await;
    assert_eq!(failed.status(), "FAILED");
    let service = failed.registration.service_sid.to_string();
    let again = campaigns::open_again(&test.hub, &account.actor, &service).await.unwrap();
    assert_eq!(again.subject_id, id);
    let page = format!("/embed/inquiries/{}/campaign", again.token.expose_secret());
    let shown = browser.get(&page).await;
    assert!(shown.text.contains("It was not approved") && shown.text.contains("bit.ly"), "{}", shown.text);
    assert!(!shown.text.contains("UsAppToPersonUsecase"), "what it is for stays: {}", shown.text);
    let answer = browser.post(&page, &with(&[("UsAppToPersonUsecase", "2FA")])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    test.run_jobs().await;
    let mended = standing(&test, &account, &id).await;
    assert_eq!(mended.campaign.as_ref().unwrap().status, CampaignStatus::Verified);
    assert_eq!(mended.content().use_case, "MARKETING");
    assert!(campaigns::open_again(&test.hub, &account.actor, &service).await.is_err(), "nothing to mend");
}

#[tokio::test]
async fn a_session_opens_its_registration_and_nothing_else() {
    let test = hub!();
    let account = test.account("Owl").await;
    let (browser, base, id) = begun(&test, &account).await;
    for path in ["/toll-free", "/summary", "/steps/us_a2p_messaging_profile_information"] {
        assert_eq!(browser.get(&format!("{base}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(browser.post(&format!("{base}/submit"), &[]).await.status, StatusCode::NOT_FOUND);
    let stranger = test.account("Other").await;
    assert!(campaigns::find(&test.hub, &stranger.actor, &id).await.is_err());
    assert!(campaigns::open_again(&test.hub, &stranger.actor, &id).await.is_err());
    let service = standing(&test, &account, &id).await.registration.service_sid.to_string();
    assert!(campaigns::open_again(&test.hub, &stranger.actor, &service).await.is_err());
}
