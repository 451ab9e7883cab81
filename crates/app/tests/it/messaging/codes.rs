//! Codes that prove a brand.

use serde_json::json;
use trusthub_app::messaging::{brands, codes};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid, Status};
use trusthub_domain::messaging::{BrandStatus, BrandType, IdentityStatus};
use trusthub_domain::sid::BrandSid;
use trusthub_testkit::{DAY, TestAccount, TestHub, object};

use super::{PRODUCT, SOLE_PROPRIETOR, STARTER, approved, brand_now, new_brand};
use crate::support::{after, hub, lead, refusal};

fn public() -> serde_json::Value {
    json!({
        "company_type": "public", "stock_exchange": "NASDAQ", "stock_ticker": "OWLB",
        "brand_contact_email": "investors@owlbakery.com",
    })
}

/// The code in the last mail to this address.
fn code_for(hub: &TestHub, address: &str) -> String {
    let mails = hub.mails();
    let mail =
        mails.iter().rev().find(|mail| mail.to.as_str() == address && mail.subject.contains("is the code"));
    mail.expect("a code").subject.split(' ').next().unwrap().to_owned()
}

async fn public_brand(hub: &TestHub, account: &TestAccount) -> BrandSid {
    let lead = lead(hub).await;
    let (profile, product) = approved(hub, account, &lead, public()).await;
    let made = brands::create(&hub.hub, &account.actor, new_brand(&profile, &product)).await.unwrap();
    hub.run_jobs().await;
    made.brand.sid
}

async fn decided(hub: &TestHub, account: &TestAccount, draft: Bundle, lead: &trusthub_app::Actor) -> Bundle {
    let submitted = hub.submit(account, &draft).await;
    if submitted.status == Status::InReview { hub.approve(lead, &submitted).await } else { submitted }
}

async fn sole_proprietor(hub: &TestHub, account: &TestAccount) -> BrandSid {
    let lead = lead(hub).await;
    let profile = hub.draft(account, BundleKind::CustomerProfile, STARTER).await;
    let person = object(json!({
        "first_name": "Carla", "last_name": "Wintermoor", "email": "carla@wintermoor.com",
        "phone_number": "+15102345678",
    }));
    let person = hub.end_user(account, "starter_customer_profile_information", person).await;
    let address = hub.address_document(account).await;
    hub.assign(account, &profile, ObjectSid::EndUser(person)).await;
    hub.assign(account, &profile, ObjectSid::SupportingDocument(address)).await;
    let profile = decided(hub, account, profile, &lead).await;
    assert_eq!(profile.status, Status::Approved, "{:?}", profile.shown_reasons());
    let product = hub.draft(account, PRODUCT, SOLE_PROPRIETOR).await;
    let says = object(json!({
        "brand_name": "Carla Wintermoor", "mobile_phone_number": "+15102345679", "vertical": "RETAIL",
    }));
    let says = hub.end_user(account, "sole_proprietor_information", says).await;
    hub.assign(account, &product, ObjectSid::Bundle(profile.sid)).await;
    hub.assign(account, &product, ObjectSid::EndUser(says)).await;
    let product = decided(hub, account, product, &lead).await;
    let made = brands::create(&hub.hub, &account.actor, new_brand(&profile, &product)).await.unwrap();
    assert_eq!(made.brand.brand_type, BrandType::SoleProprietor);
    hub.run_jobs().await;
    made.brand.sid
}

#[tokio::test]
async fn a_public_company_is_registered_when_its_contact_has_the_code() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let sid = public_brand(&hub, &account).await;
    assert_eq!(brand_now(&hub, &account, sid).await.status, BrandStatus::InReview);
    let code = code_for(&hub, "investors@owlbakery.com");
    codes::answer(&hub.hub, &account.actor, sid, &format!(" {code} ")).await.unwrap();
    hub.run_jobs().await;
    let shown = brand_now(&hub, &account, sid).await;
    assert_eq!(
        (shown.status, shown.brand.identity),
        (BrandStatus::Approved, Some(IdentityStatus::VettedVerified))
    );
    assert_eq!(refusal(codes::answer(&hub.hub, &account.actor, sid, &code).await), "Messaging(NoCodeWanted)");
}

#[tokio::test]
async fn seven_days_without_an_answer_fail_it_and_a_new_submission_sends_a_new_code() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let sid = public_brand(&hub, &account).await;
    let first = code_for(&hub, "investors@owlbakery.com");
    after(&hub, 7 * DAY).await;
    let failed = brand_now(&hub, &account, sid).await;
    assert_eq!(failed.brand.issues.iter().map(|issue| issue.code.0).collect::<Vec<_>>(), [21737]);
    brands::resubmit(&hub.hub, &account.actor, sid).await.unwrap();
    hub.run_jobs().await;
    assert_ne!(code_for(&hub, "investors@owlbakery.com"), first);
    assert_eq!(brand_now(&hub, &account, sid).await.status, BrandStatus::InReview);
}

#[tokio::test]
async fn a_contact_that_no_mail_reaches_fails_the_brand() {
    let hub = hub!();
    hub.nobody_is_at("investors@owlbakery.com");
    let account = hub.account("Owl").await;
    let sid = public_brand(&hub, &account).await;
    let failed = brand_now(&hub, &account, sid).await;
    assert_eq!(failed.status, BrandStatus::Failed);
    assert_eq!(failed.brand.issues.iter().map(|issue| issue.code.0).collect::<Vec<_>>(), [21738]);
}

#[tokio::test]
async fn wrong_codes_are_counted_and_another_code_begins_anew() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let sid = public_brand(&hub, &account).await;
    let code = code_for(&hub, "investors@owlbakery.com");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for left in (0..5).rev() {
        let refused = refusal(codes::answer(&hub.hub, &account.actor, sid, wrong).await);
        assert_eq!(refused, format!("Messaging(WrongCode({left}))"));
    }
    assert_eq!(refusal(codes::answer(&hub.hub, &account.actor, sid, &code).await), "Messaging(TooManyTries)");
    codes::send_again(&hub.hub, &account.actor, sid).await.unwrap();
    hub.run_jobs().await;
    let again = code_for(&hub, "investors@owlbakery.com");
    codes::answer(&hub.hub, &account.actor, sid, &again).await.unwrap();
}

#[tokio::test]
async fn a_sole_proprietor_is_verified_by_the_code_within_a_day() {
    let hub = hub!();
    let account = hub.account("Carla").await;
    let sid = sole_proprietor(&hub, &account).await;
    let shown = brand_now(&hub, &account, sid).await;
    assert_eq!(
        (shown.status, shown.brand.identity),
        (BrandStatus::Approved, Some(IdentityStatus::SelfDeclared))
    );
    // Nobody here sends text messages, so it goes by mail.
    let late = code_for(&hub, "carla@wintermoor.com");
    after(&hub, DAY).await;
    assert_eq!(refusal(codes::answer(&hub.hub, &account.actor, sid, &late).await), "Messaging(CodeExpired)");
    codes::send_again(&hub.hub, &account.actor, sid).await.unwrap();
    hub.run_jobs().await;
    let code = code_for(&hub, "carla@wintermoor.com");
    let verified = codes::answer(&hub.hub, &account.actor, sid, &code).await.unwrap();
    assert_eq!(verified.brand.identity, Some(IdentityStatus::Verified));
    assert_eq!(refusal(codes::send_again(&hub.hub, &account.actor, sid).await), "Messaging(NoCodeWanted)");
}
