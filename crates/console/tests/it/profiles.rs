//! A profile by its pages: begun, filled in, refused field by field, submitted.

use axum::http::StatusCode;
use trusthub_app::bundles;
use trusthub_domain::bundle::BundleKind;
use trusthub_testkit::{PRIMARY, TestHub};

use crate::browser::{Browser, hub};

pub const BUSINESS: [(&str, &str); 8] = [
    ("business_name", "Owl Bakery Inc."),
    ("business_identity", "direct_customer"),
    ("business_type", "Corporation"),
    ("business_industry", "TECHNOLOGY"),
    ("business_registration_identifier", "EIN"),
    ("business_registration_number", "94-2404110"),
    ("business_regions_of_operation", "USA_AND_CANADA"),
    ("website_url", "www.owlbakery.com"),
];
pub const REPRESENTATIVE: [(&str, &str); 6] = [
    ("first_name", "Rosalind"),
    ("last_name", "Achterberg"),
    ("email", "rosalind@owlbakery.com"),
    ("phone_number", "(510) 234-5678"),
    ("business_title", "Chief Executive"),
    ("job_position", "CEO"),
];
pub const ADDRESS: [(&str, &str); 6] = [
    ("iso_country", "US"),
    ("customer_name", "Owl Bakery Inc."),
    ("street", "1410 Broadway"),
    ("city", "Oakland"),
    ("region", "CA"),
    ("postal_code", "94612"),
];

/// A browser, and the address of a new profile.
async fn begun(test: &TestHub) -> (Browser, String) {
    let account = test.account("Owl").await;
    let browser = Browser::of(test, &account).await;
    let new = format!("/console/{}/profiles/new", account.sid);
    let fields = [("policy", PRIMARY), ("friendly_name", "Owl <b>Bakery</b>"), ("email", "a@owlbakery.com")];
    let answer = browser.fill(&new, &new, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let (base, _) = answer.location().split_once("/steps/").unwrap();
    (browser, base.to_owned())
}

async fn save(browser: &Browser, base: &str, step: &str, fields: &[(&str, &str)]) -> crate::browser::Answer {
    let path = format!("{base}/steps/{step}");
    browser.fill(&path, &path, fields).await
}

#[tokio::test]
async fn a_profile_is_filled_in_and_submitted() {
    let test = hub!();
    let (browser, base) = begun(&test).await;
    let page = browser.get(&base).await;
    assert!(page.text.contains("Owl &#60;b&#62;Bakery&#60;/b&#62;"), "what customers enter is escaped");
    for (step, fields) in [
        ("customer_profile_business_information", &BUSINESS[..]),
        ("authorized_representative_1", &REPRESENTATIVE[..]),
        ("customer_profile_address", &ADDRESS[..]),
    ] {
        let answer = save(&browser, &base, step, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{step}: {}", answer.text);
    }
    assert!(browser.get(&base).await.text.contains("Everything is there"));
    let answer = browser.fill(&base, &format!("{base}/submit"), &[]).await;
    assert_eq!(answer.location(), format!("{base}?done=submitted"));
    let frozen = save(&browser, &base, "customer_profile_address", &ADDRESS).await;
    assert_eq!(frozen.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_what_was_typed_stays() {
    let test = hub!();
    let (browser, base) = begun(&test).await;
    let answer = save(
        &browser,
        &base,
        "customer_profile_business_information",
        &[("business_name", "Owl"), ("website_url", "none")],
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text.contains("id=\"website_url-error\" role=\"status\">The Website URL"),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("value=\"none\""));
    let answer = save(&browser, &base, "customer_profile_address", &[("street", "1410 Broadway")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("value=\"1410 Broadway\""));
    let later =
        save(&browser, &base, "authorized_representative_1", &[("first_name", "Ada"), ("then", "later")])
            .await;
    assert_eq!(later.location(), format!("{base}?done=saved"), "half a step is saved too");
    let page = browser.get(&format!("{base}/steps/authorized_representative_1")).await;
    assert!(page.text.contains("value=\"Ada\""));
}

#[tokio::test]
async fn typing_is_answered_with_the_words_of_the_evaluation() {
    let test = hub!();
    let (browser, base) = begun(&test).await;
    let step = format!("{base}/steps/authorized_representative_1");
    let check = |field: &'static str, value: &'static str| {
        let path = format!("{step}/check");
        let (browser, step) = (&browser, &step);
        async move { browser.fill(step, &path, &[(field, value), ("field", field)]).await }
    };
    let wrong = check("email", "<script>").await;
    assert_eq!(wrong.status, StatusCode::OK);
    assert!(wrong.text.starts_with("The Email"), "{}", wrong.text);
    assert!(!wrong.text.contains("<script>"));
    assert_eq!(check("email", "ada@owlbakery.com").await.text, "");
    let page = browser.get(&base).await;
    assert!(page.text.contains("0 of 3 steps"), "nothing is saved by typing");
}

#[tokio::test]
async fn an_address_is_asked_for_in_the_words_of_its_country() {
    let test = hub!();
    let (browser, base) = begun(&test).await;
    let step = format!("{base}/steps/customer_profile_address");
    let page = browser.get(&step).await.text;
    assert!(page.contains("ZIP code") && page.contains("<option value=\"CA\">California</option>"), "{page}");
    let chosen = |country: &'static str| {
        let fields = [("iso_country", country), ("field", "iso_country"), ("region", "<b>")];
        let (browser, step) = (&browser, &step);
        async move { browser.fill(step, &format!("{step}/check"), &fields).await.text }
    };
    let irish = chosen("IE").await;
    assert!(
        irish.contains("County") && irish.contains("A65 F4E2") && irish.contains("hx-swap-oob"),
        "{irish}"
    );
    assert!(irish.contains("value=\"&#60;b&#62;\""), "what was typed stays: {irish}");
    assert!(chosen("HK").await.contains("There are none in that country"));
    assert!(chosen("GB").await.contains("Addresses there name none"));
    assert!(chosen("").await.contains("State, province or region"));
    assert!(chosen("\u{0}x").await.contains("State, province or region"));
    let wrong = [("iso_country", "IE"), ("street", "1 Quay")];
    let kept = save(&browser, &base, "customer_profile_address", &wrong).await;
    assert!(kept.text.contains("Eircode"), "{}", kept.text);
}

#[tokio::test]
async fn what_the_checks_would_turn_down_is_told_beside_the_field_and_does_not_stand_in_the_way() {
    let test = hub!();
    let (browser, base) = begun(&test).await;
    let step = "customer_profile_business_information";
    let mut fields = BUSINESS;
    // No EIN begins with 07.
    fields[5].1 = "07-1234567";
    let told = save(&browser, &base, step, &fields).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.text.contains("role=\"status\"><span class=\"advice\">"), "{}", told.text);
    let meant: Vec<(&str, &str)> = fields.into_iter().chain([("seen", "1")]).collect();
    assert_eq!(save(&browser, &base, step, &meant).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_step_that_is_none_and_a_profile_of_somebody_else_are_not_there() {
    let test = hub!();
    let (browser, base) = begun(&test).await;
    assert_eq!(browser.get(&format!("{base}/steps/nothing")).await.status, StatusCode::NOT_FOUND);
    let stranger = test.account("Stranger").await;
    let theirs = test.draft(&stranger, BundleKind::CustomerProfile, PRIMARY).await;
    let (own, _) = base.rsplit_once('/').unwrap();
    let path = format!("{own}/{}", theirs.sid);
    assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
    let deletion = browser.fill(&base, &format!("{path}/delete"), &[]).await;
    assert_eq!(deletion.status, StatusCode::NOT_FOUND);
    assert!(bundles::find(&test.hub, &stranger.actor, BundleKind::CustomerProfile, theirs.sid).await.is_ok());
}

#[tokio::test]
async fn the_list_is_read_in_pages_and_no_page_is_heavy() {
    let test = hub!();
    let account = test.account("Owl").await;
    for _ in 0..60 {
        test.draft(&account, BundleKind::CustomerProfile, PRIMARY).await;
    }
    let browser = Browser::of(&test, &account).await;
    let first = browser.get(&format!("/console/{}/profiles", account.sid)).await;
    assert!(first.text.len() < 100 * 1024, "{} bytes", first.text.len());
    assert_eq!(first.text.matches("<th scope=\"row\">").count(), 50);
    let (_, rest) = first.text.split_once("rel=\"next\"").map(|(before, after)| (after, before)).unwrap();
    let older = rest.rsplit_once("href=\"").unwrap().1.split('"').next().unwrap().replace("&#38;", "&");
    let second = browser.get(&older).await;
    assert_eq!(second.text.matches("<th scope=\"row\">").count(), 10);
}
