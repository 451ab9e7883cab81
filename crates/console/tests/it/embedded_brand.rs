//! The form for a brand on somebody else's page: the steps of its two bundles as one, without scripts.

use axum::http::StatusCode;
use secrecy::ExposeSecret;
use trusthub_app::bundles::filling;
use trusthub_app::inquiries::brands::{self, Given, NewBrandRegistration, Standing};
use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::messaging::{BrandStatus, BrandType, IdentityStatus};
use trusthub_domain::review::Role;
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub};

use crate::browser::{Browser, hub};
use crate::profiles::{ADDRESS, BUSINESS, REPRESENTATIVE};

const MESSAGES: [(&str, &str); 1] = [("company_type", "private")];

fn new(brand_type: BrandType) -> NewBrandRegistration {
    NewBrandRegistration {
        brand_type,
        email: "ops@owlbakery.com".parse().unwrap(),
        friendly_name: None,
        is_mock: false,
        skips_vetting: false,
        vetting_token: None,
        theme: None,
        customer_profile_sid: None,
        primary: None,
        given: Given::new([
            ("businessName", Some("Owl Bakery Inc.".to_owned())),
            ("businessIndustry", Some("retail".to_owned())),
            ("businessContactEmail", Some("rosalind@owlbakery.com".to_owned())),
        ]),
    }
}

/// A browser, the address of the form, and how the registration is named.
async fn begun(
    test: &TestHub,
    account: &TestAccount,
    new: NewBrandRegistration,
) -> (Browser, String, String) {
    let begun = brands::create(&test.hub, &account.actor, new).await.unwrap();
    let base = format!("/embed/inquiries/{}", begun.token.expose_secret());
    (Browser::at(test), base, begun.subject_id)
}

async fn standing(test: &TestHub, account: &TestAccount, id: &str) -> Standing {
    brands::find(&test.hub, &account.actor, id).await.unwrap()
}

async fn fill(browser: &Browser, base: &str, steps: &[(&str, &[(&str, &str)])]) -> String {
    let mut next = String::new();
    for (step, fields) in steps {
        let answer = browser.post(&format!("{base}/steps/{step}"), fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{step}: {}", answer.text);
        next = answer.location().to_owned();
    }
    next
}

#[tokio::test]
async fn the_steps_of_profile_and_product_become_a_brand() {
    let test = hub!();
    let account = test.account("Owl").await;
    let (browser, base, id) = begun(&test, &account, new(BrandType::Standard)).await;
    let first = browser.get(&base).await;
    assert_eq!(first.location(), format!("{base}/steps/customer_profile_business_information"));
    let page = browser.get(first.location()).await;
    for part in [
        "data-event=\"ready\"",
        "value=\"Owl Bakery Inc.\"",
        "<option value=\"RETAIL\" selected>",
        "steps/us_a2p_messaging_profile_information",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert_eq!(standing(&test, &account, &id).await.status(), "DRAFT");

    let next = fill(
        &browser,
        &base,
        &[
            ("customer_profile_business_information", &BUSINESS),
            ("authorized_representative_1", &REPRESENTATIVE),
            ("customer_profile_address", &ADDRESS),
        ],
    )
    .await;
    assert_eq!(next, format!("{base}/steps/beneficial_owner_1"));
    let summary = browser.get(&format!("{base}/summary")).await;
    assert!(summary.text.contains("Not complete yet"), "{}", summary.text);
    let last = browser.get(&format!("{base}/steps/us_a2p_messaging_profile_information")).await;
    assert!(last.text.contains("Step 6 of 6"), "{}", last.text);
    let next = fill(&browser, &base, &[("us_a2p_messaging_profile_information", &MESSAGES)]).await;
    assert_eq!(next, format!("{base}/summary"));
    let summary = browser.get(&next).await;
    assert!(summary.text.contains("Everything is there"), "{}", summary.text);
    assert_eq!(browser.post(&format!("{base}/submit"), &[]).await.location(), next);

    let done = browser.get(&next).await;
    assert!(done.text.contains("data-event=\"submitted\""), "{}", done.text);
    assert!(done.text.contains("are checking it"), "{}", done.text);
    let made = standing(&test, &account, &id).await;
    assert_eq!(made.status(), "PENDING");
    let brand = made.brand.unwrap().brand;
    assert_eq!(brand.customer_profile_sid, made.profile.sid);
    test.run_jobs().await;
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    for bundle in [made.profile, made.product] {
        let now =
            trusthub_app::bundles::find(&test.hub, &account.actor, bundle.kind, bundle.sid).await.unwrap();
        if now.status == Status::InReview {
            test.approve(&lead, &now).await;
        }
    }
    test.run_jobs().await;
    let registered = standing(&test, &account, &id).await.brand.unwrap();
    assert_eq!(registered.status, BrandStatus::Approved, "{:?}", registered.brand.issues);
    let page = browser.get(&next).await;
    assert!(page.text.contains("It is approved"), "{}", page.text);
}

#[tokio::test]
async fn what_was_turned_down_is_mended_in_the_same_form() {
    let test = hub!();
    let account = test.account("Owl").await;
    let (browser, base, id) = begun(&test, &account, new(BrandType::Standard)).await;
    fill(&browser, &base, &[("us_a2p_messaging_profile_information", &MESSAGES)]).await;
    // The profile is not complete: it is turned down at once, and there is no brand.
    assert_eq!(browser.post(&format!("{base}/submit"), &[]).await.status, StatusCode::SEE_OTHER);
    let rejected = standing(&test, &account, &id).await;
    assert_eq!((rejected.status(), rejected.brand.is_none()), ("FAILED", true));
    let page = browser.get(&format!("{base}/summary")).await;
    assert!(page.text.contains("It was not approved") && page.text.contains("Mend it"), "{}", page.text);
    assert!(page.text.contains("data-event=\"ready\""), "{}", page.text);
    fill(
        &browser,
        &base,
        &[
            ("customer_profile_business_information", &BUSINESS),
            ("authorized_representative_1", &REPRESENTATIVE),
            ("customer_profile_address", &ADDRESS),
        ],
    )
    .await;
    browser.post(&format!("{base}/submit"), &[]).await;
    assert_eq!(standing(&test, &account, &id).await.status(), "PENDING");
    // Pressed twice, it is one brand.
    let first = standing(&test, &account, &id).await.registration.brand_sid;
    browser.post(&format!("{base}/submit"), &[]).await;
    assert_eq!(standing(&test, &account, &id).await.registration.brand_sid, first);
}

#[tokio::test]
async fn a_profile_in_force_is_not_asked_for_again() {
    let test = hub!();
    let account = test.account("Owl").await;
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let (profile, _) = test.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let filled = filling::open(&test.hub, &account.actor, BundleKind::CustomerProfile, profile.sid).await;
    let said = filled.unwrap();
    let said = said.end_user("customer_profile_business_information").unwrap();
    let name = said.attributes["business_name"].as_str().unwrap().to_owned();
    let given = Given::new([("businessName", Some(name))]);
    let new = NewBrandRegistration { given, is_mock: true, ..new(BrandType::Standard) };
    let (browser, base, id) = begun(&test, &account, new).await;
    assert_eq!(standing(&test, &account, &id).await.profile.sid, profile.sid);
    let first = browser.get(&base).await;
    assert_eq!(first.location(), format!("{base}/steps/us_a2p_messaging_profile_information"));
    fill(&browser, &base, &[("us_a2p_messaging_profile_information", &MESSAGES)]).await;
    browser.post(&format!("{base}/submit"), &[]).await;
    test.run_jobs().await;
    let made = standing(&test, &account, &id).await;
    assert_eq!(made.status(), "APPROVED");
    assert!(made.brand.unwrap().brand.is_mock);
}

#[tokio::test]
async fn a_sole_proprietor_confirms_with_the_code() {
    let test = hub!();
    let account = test.account("Carla").await;
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let (browser, base, id) = begun(&test, &account, new(BrandType::SoleProprietor)).await;
    fill(
        &browser,
        &base,
        &[
            (
                "starter_customer_profile_information",
                &[
                    ("first_name", "Carla"),
                    ("last_name", "Wintermoor"),
                    ("email", "carla@wintermoor.com"),
                    ("phone_number", "+15102345678"),
                ],
            ),
            ("customer_profile_address", &ADDRESS),
            (
                "sole_proprietor_information",
                &[
                    ("brand_name", "Carla Wintermoor"),
                    ("mobile_phone_number", "+15102345679"),
                    ("vertical", "RETAIL"),
                ],
            ),
        ],
    )
    .await;
    browser.post(&format!("{base}/submit"), &[]).await;
    test.run_jobs().await;
    let made = standing(&test, &account, &id).await;
    for bundle in [made.profile, made.product] {
        if bundle.status == Status::InReview {
            test.approve(&lead, &bundle).await;
        }
    }
    test.run_jobs().await;
    let page = browser.get(&format!("{base}/summary")).await;
    assert!(page.text.contains("It waits for a code"), "{}", page.text);
    let wrong = browser.post(&format!("{base}/code"), &[("Code", "none")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("4 tries are left"), "{}", wrong.text);
    let again = browser.post(&format!("{base}/code"), &[("then", "again"), ("Code", "")]).await;
    assert!(again.text.contains("Another code is on its way"), "{}", again.text);
    test.run_jobs().await;
    let mails = test.mails();
    let mail = mails.iter().rev().find(|mail| mail.subject.contains("is the code")).unwrap();
    let code = mail.subject.split(' ').next().unwrap().to_owned();
    let right = browser.post(&format!("{base}/code"), &[("Code", &code)]).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.text);
    let brand = standing(&test, &account, &id).await.brand.unwrap().brand;
    assert_eq!(brand.identity, Some(IdentityStatus::Verified));
    assert!(!browser.get(&format!("{base}/summary")).await.text.contains("waits for a code"));
}

#[tokio::test]
async fn a_session_opens_its_registration_and_nothing_else() {
    let test = hub!();
    let account = test.account("Owl").await;
    let (browser, base, id) = begun(&test, &account, new(BrandType::Standard)).await;
    for path in ["/toll-free", "/campaign", "/steps/starter_customer_profile_information"] {
        assert_eq!(browser.get(&format!("{base}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(browser.post(&format!("{base}/code"), &[("Code", "1")]).await.status, StatusCode::NOT_FOUND);
    let (_, sid) = id.split_once("registration.").unwrap();
    // The seal holds what the session is about: the same bundle as a profile is another session, and none of ours.
    let forged = base.replace(&format!("brand-{sid}"), sid);
    assert_ne!(forged, base);
    assert_ne!(browser.get(&format!("{forged}/summary")).await.status, StatusCode::OK);
    let stranger = test.account("Other").await;
    for id in [id.as_str(), sid] {
        assert!(brands::find(&test.hub, &stranger.actor, id).await.is_err());
        assert!(brands::open_again(&test.hub, &stranger.actor, id).await.is_err());
    }
}
