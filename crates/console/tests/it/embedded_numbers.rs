//! The form for who uses GB numbers on somebody else's page: filled in, turned down, opened again, approved, without scripts.

use axum::http::StatusCode;
use secrecy::ExposeSecret;
use trusthub_app::inquiries::numbers::{self, NewNumberRegistration, NumberUser, Proof};
use trusthub_app::inquiries::{Begun, Given};
use trusthub_app::review::{self, GivenReason};
use trusthub_app::{Error, bundles};
use trusthub_domain::bundle::{Bundle, BundleKind, ReasonCode, Rule, Status};
use trusthub_domain::review::Role;
use trusthub_domain::sid::BundleSid;
use trusthub_testkit::{TestAccount, TestHub};

use crate::browser::{Browser, hub};

const BUSINESS: [(&str, &str); 6] = [
    ("business_name", "Owl Bakery Limited"),
    ("business_registration_identifier", "CN"),
    ("business_registration_number", "07496944"),
    ("business_identity", "direct_customer"),
    ("website_url", "www.owlbakery.com"),
    // Whatever the checks would say of it, it is meant.
    ("seen", "1"),
];
const REPRESENTATIVE: [(&str, &str); 6] = [
    ("first_name", "Rosalind"),
    ("last_name", "Achterberg"),
    ("email", "rosalind@owlbakery.com"),
    ("phone_number", "+442083661177"),
    ("birth_date", "1961-07-04"),
    ("seen", "1"),
];
const ADDRESS: [(&str, &str); 7] = [
    ("iso_country", "GB"),
    ("customer_name", "Owl Bakery Limited"),
    ("street", "12 Long Lane"),
    ("city", "London"),
    ("region", "London"),
    ("postal_code", "EC1A 9HF"),
    ("seen", "1"),
];

fn new(user: NumberUser, given: &[(&'static str, &str)]) -> NewNumberRegistration {
    let given = [("PhoneNumberType", "local")].iter().chain(given);
    NewNumberRegistration {
        user,
        email: Some("ops@owlbakery.com".parse().unwrap()),
        friendly_name: None,
        status_callback: None,
        theme: None,
        given: Given::new(given.map(|(name, text)| (*name, Some((*text).to_owned())))),
        is_address_for_emergencies: false,
        proof: None,
    }
}

fn address_of(begun: &Begun) -> String {
    format!("/embed/inquiries/{}", begun.token.expose_secret())
}

/// The registration as the bundle that it is.
async fn bundle(test: &TestHub, account: &TestAccount, begun: &Begun) -> Bundle {
    let (_, sid) = begun.subject_id.rsplit_once('.').unwrap();
    let sid: BundleSid = sid.parse().unwrap();
    bundles::find(&test.hub, &account.actor, BundleKind::TrustProduct, sid).await.unwrap()
}

async fn fill(browser: &Browser, base: &str, step: &str, fields: &[(&str, &str)]) -> String {
    let answer = browser.post(&format!("{base}/steps/{step}"), fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{step}: {}", answer.text);
    answer.location().to_owned()
}

#[tokio::test]
async fn a_business_is_filled_in_turned_down_opened_again_and_approved() {
    let test = hub!();
    let account = test.account("ISV").await;
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let given = [("BusinessLegalName", "Owl Bakery Limited"), ("BusinessRegistrationAuthority", "UK:CRN")];
    let begun = numbers::create(&test.hub, &account.actor, new(NumberUser::Business, &given)).await.unwrap();
    let (browser, base) = (Browser::at(&test), address_of(&begun));
    let first = browser.get(&base).await;
    assert_eq!(first.location(), format!("{base}/steps/customer_profile_business_information"));
    let page = browser.get(first.location()).await;
    for part in ["value=\"Owl Bakery Limited\"", "data-event=\"ready\"", "CN: Company Number (UK)"] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(!page.text.contains("business_industry"), "only what the policy asks for: {}", page.text);
    let address = browser.get(&format!("{base}/steps/customer_profile_address")).await;
    assert!(address.text.contains("<option value=\"GB\" selected>"), "{}", address.text);

    assert_eq!(
        fill(&browser, &base, "customer_profile_business_information", &BUSINESS).await,
        format!("{base}/steps/gb_authorized_representative")
    );
    fill(&browser, &base, "gb_authorized_representative", &REPRESENTATIVE).await;
    fill(&browser, &base, "customer_profile_address", &ADDRESS).await;
    // Neither an emergency address nor a paper is needed.
    let summary = browser.get(&format!("{base}/summary")).await;
    assert!(summary.text.contains("Everything is there"), "{}", summary.text);
    assert_eq!(browser.post(&format!("{base}/submit"), &[]).await.location(), format!("{base}/summary"));
    test.run_jobs().await;
    let waiting = bundle(&test, &account, &begun).await;
    assert_eq!(waiting.status, Status::InReview, "{:?}", waiting.reasons);
    let frozen = numbers::resume(&test.hub, &account.actor, &begun.subject_id, None).await.unwrap_err();
    assert!(matches!(frozen, Error::Rule(Rule::FrozenInReview)), "{frozen:?}");

    let reason = GivenReason {
        code: ReasonCode::BUSINESS_ID,
        field: Some("customer_profile_business_information.business_registration_number".to_owned()),
        note: None,
    };
    review::reject(&test.hub, &lead, waiting.sid, vec![reason], None).await.unwrap();
    test.run_jobs().await;
    assert!(test.mails().iter().any(|mail| mail.to.as_str() == "ops@owlbakery.com"));
    let again = numbers::resume(&test.hub, &account.actor, &begun.subject_id, None).await.unwrap();
    assert_eq!(again.subject_id, begun.subject_id);
    let base = address_of(&again);
    let page = browser.get(&format!("{base}/summary")).await;
    let mend = format!("{base}/steps/customer_profile_business_information#business_registration_number");
    for part in ["It was not approved", mend.as_str()] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    let mended: Vec<_> = BUSINESS
        .into_iter()
        .map(|(name, text)| (name, if name == "business_registration_number" { "07496945" } else { text }))
        .collect();
    fill(&browser, &base, "customer_profile_business_information", &mended).await;
    browser.post(&format!("{base}/submit"), &[]).await;
    test.run_jobs().await;
    test.approve(&lead, &bundle(&test, &account, &begun).await).await;
    let done = browser.get(&format!("{base}/summary")).await;
    assert!(
        done.text.contains("It is approved") && done.text.contains("data-event=\"submitted\""),
        "{}",
        done.text
    );
    assert!(bundle(&test, &account, &begun).await.is_in_force(test.hub.now()));
}

#[tokio::test]
async fn a_person_begun_with_everything_has_only_to_submit_it() {
    let test = hub!();
    let account = test.account("ISV").await;
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let given = [
        ("FirstName", "Carla"),
        ("LastName", "Wintermoor"),
        ("DateOfBirth", "1961-07-04"),
        ("IndividualEmail", "carla@wintermoor.com"),
        ("IndividualPhone", "+442083661177"),
        ("AddressStreet", "12 Long Lane"),
        ("AddressCity", "London"),
        ("AddressPostalCode", "EC1A 9HF"),
        ("AddressCountryCode", "gb"),
        // What is about a business is nothing to a person.
        ("BusinessLegalName", "Owl Bakery Limited"),
    ];
    let new = NewNumberRegistration {
        is_address_for_emergencies: true,
        proof: Some(Proof { name: Some("passport.pdf".to_owned()), bytes: b"%PDF-1.7\n%%EOF\n".to_vec() }),
        ..new(NumberUser::Individual, &given)
    };
    let begun = numbers::create(&test.hub, &account.actor, new).await.unwrap();
    let (browser, base) = (Browser::at(&test), address_of(&begun));
    assert_eq!(browser.get(&base).await.location(), format!("{base}/summary"));
    let page = browser.get(&format!("{base}/summary")).await;
    assert!(page.text.contains("Everything is there"), "{}", page.text);
    for step in ["customer_profile_address", "emergency_address"] {
        let page = browser.get(&format!("{base}/steps/{step}")).await;
        assert!(page.text.contains("value=\"12 Long Lane\""), "{step}: {}", page.text);
    }
    let paper = browser.get(&format!("{base}/steps/government_issued_document")).await;
    assert!(paper.text.contains("Look at the file that you uploaded"), "{}", paper.text);
    let draft = bundle(&test, &account, &begun).await;
    assert!(!draft.friendly_name.contains("Wintermoor"), "{}", draft.friendly_name);

    browser.post(&format!("{base}/submit"), &[]).await;
    test.run_jobs().await;
    test.approve(&lead, &bundle(&test, &account, &begun).await).await;
    let done = browser.get(&format!("{base}/summary")).await;
    assert!(done.text.contains("It is approved"), "{}", done.text);
}

#[tokio::test]
async fn a_session_opens_its_registration_and_nothing_else() {
    let test = hub!();
    let account = test.account("ISV").await;
    let begun = numbers::create(&test.hub, &account.actor, new(NumberUser::Business, &[])).await.unwrap();
    let (browser, base) = (Browser::at(&test), address_of(&begun));
    for path in ["/toll-free", "/campaign", "/steps/gb_individual"] {
        assert_eq!(browser.get(&format!("{base}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let (_, sid) = begun.subject_id.rsplit_once('.').unwrap();
    let forged = base.replace(&format!("numbers-{sid}"), &format!("brand-{sid}"));
    assert_ne!(forged, base);
    assert_ne!(browser.get(&format!("{forged}/summary")).await.status, StatusCode::OK);
    let stranger = test.account("Other").await;
    for id in [begun.subject_id.as_str(), sid] {
        let refused = numbers::resume(&test.hub, &stranger.actor, id, None).await.unwrap_err();
        assert!(matches!(refused, Error::NotFound(_)), "{refused:?}");
    }
    // Another Trust Product is no registration of numbers.
    let other = test.draft(&account, BundleKind::TrustProduct, trusthub_testkit::SHAKEN).await;
    let refused = numbers::resume(&test.hub, &account.actor, &other.sid.to_string(), None).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound(_)), "{refused:?}");
}
