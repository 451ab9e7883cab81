//! Trust products, secondary profiles, and what they rest on.

use trusthub_app::accounts::{self, AccountEdit};
use trusthub_app::{Actor, bundles, review};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid, Status};
use trusthub_domain::review::CaseState;
use trusthub_testkit::{
    CNAM, ISV_BUSINESS, SECONDARY, SHAKEN, SOUND_BUSINESS, TestAccount, TestHub, Wish, object,
};

use crate::support::{hub, lead, reasons, refusal};

const PROFILE: BundleKind = BundleKind::CustomerProfile;
const PRODUCT: BundleKind = BundleKind::TrustProduct;
const A2P: &str = "RNb0d4771c2c98518d916a3d4cd70a8f8b";

async fn product(hub: &TestHub, account: &TestAccount, policy: &str, profile: &Bundle) -> Bundle {
    let draft = hub.draft(account, PRODUCT, policy).await;
    hub.assign(account, &draft, ObjectSid::Bundle(profile.sid)).await;
    draft
}

async fn cnam(hub: &TestHub, account: &TestAccount, profile: &Bundle) -> Bundle {
    let draft = product(hub, account, CNAM, profile).await;
    let shown = object(serde_json::json!({ "cnam_display_name": "OWL BAKERY" }));
    let shown = hub.end_user(account, "cnam_information", shown).await;
    hub.assign(account, &draft, ObjectSid::EndUser(shown)).await;
    draft
}

#[tokio::test]
async fn a_product_without_free_text_on_a_profile_in_force_is_approved_at_once() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let draft = product(&hub, &account, SHAKEN, &profile).await;
    let submitted = bundles::submit(&hub.hub, &account.actor, PRODUCT, draft.sid).await.unwrap();
    assert_eq!(submitted.status, Status::Approved, "the answer shows the last status reached");
    assert_eq!(submitted.event_sequence, 3, "submitted, in review, approved");
    assert!(submitted.valid_until.is_some());
    assert_eq!(review::show(&hub.hub, &lead, draft.sid).await.unwrap().cases, [], "and nobody was asked");
}

#[tokio::test]
async fn without_automatic_decisions_it_waits_for_a_reviewer() {
    let hub = hub!(Wish { refers_everything: true, ..Wish::default() });
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let draft = product(&hub, &account, SHAKEN, &profile).await;
    assert_eq!(hub.submit(&account, &draft).await.status, Status::InReview);
    assert_eq!(hub.approve(&lead, &draft).await.status, Status::Approved);
}

#[tokio::test]
async fn a_product_with_the_customers_own_words_is_referred() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let a2p = product(&hub, &account, A2P, &profile).await;
    let company = object(serde_json::json!({
        "company_type": "private",
        "stock_exchange": "NONE",
        "stock_ticker": "NONE",
        "brand_contact_email": "brand@owlbakery.com",
    }));
    let company = hub.end_user(&account, "us_a2p_messaging_profile_information", company).await;
    hub.assign(&account, &a2p, ObjectSid::EndUser(company)).await;
    for draft in [cnam(&hub, &account, &profile).await, a2p] {
        let submitted = hub.submit(&account, &draft).await;
        assert_eq!(
            (submitted.status, reasons(&submitted.reasons)),
            (Status::InReview, vec![]),
            "{submitted:?}"
        );
        let case = &review::show(&hub.hub, &lead, draft.sid).await.unwrap().cases[0];
        assert_eq!(case.state, CaseState::Open);
    }
}

#[tokio::test]
async fn a_product_on_a_profile_that_is_not_in_force_is_rejected_with_a_reason() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (profile, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let on_a_draft = product(&hub, &account, SHAKEN, &profile).await;
    let rejected = hub.submit(&account, &on_a_draft).await;
    assert_eq!(rejected.status, Status::Rejected);
    assert_eq!(reasons(&rejected.reasons), [(99006, "primary_customer_profile_type_business.bundle_status")]);

    hub.submit(&account, &profile).await;
    let profile = hub.approve(&lead, &profile).await;
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    let on_suspended = hub.submit(&account, &on_a_draft).await;
    assert_eq!(on_suspended.reasons[0].code.0, 99006, "a suspended profile carries nothing");
    review::reinstate(&hub.hub, &lead, profile.sid).await.unwrap();
    assert_eq!(hub.submit(&account, &on_a_draft).await.status, Status::Approved);
}

#[tokio::test]
async fn a_product_whose_profile_left_force_during_the_review_cannot_be_approved() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let draft = cnam(&hub, &account, &profile).await;
    hub.submit(&account, &draft).await;
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    let refused = refusal(review::approve(&hub.hub, &lead, draft.sid, None).await);
    assert!(refused.contains("no longer complies"), "{refused}");
    let case = &review::show(&hub.hub, &lead, draft.sid).await.unwrap().cases[0];
    assert_eq!(case.state, CaseState::Open, "the refused approval changed nothing");
}

#[tokio::test]
async fn a_subaccounts_profile_rests_on_the_primary_profile_of_its_isv() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let lead = lead(&hub).await;
    let (primary, _) = hub.approved_profile(&isv, &lead, &ISV_BUSINESS, None).await;
    let (secondary, _) = hub.approved_profile(&customer, &lead, &SOUND_BUSINESS, Some(primary.sid)).await;
    assert_eq!((secondary.status, secondary.account_sid), (Status::Approved, customer.sid));
    let signed = product(&hub, &customer, SHAKEN, &secondary).await;
    assert_eq!(hub.submit(&customer, &signed).await.status, Status::Approved);
}

#[tokio::test]
async fn a_secondary_profile_on_a_direct_customers_primary_is_refused_naming_the_field() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (primary, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let (secondary, _) = hub.complete_profile(&account, &ISV_BUSINESS, Some(primary.sid)).await;
    let rejected = hub.submit(&account, &secondary).await;
    assert_eq!(rejected.status, Status::Rejected);
    assert_eq!(
        reasons(&rejected.reasons),
        [(99009, "primary_customer_profile_type_business.business_identity")]
    );
    let message = &rejected.reasons[0].message;
    assert!(message.contains("isv_reseller_or_partner"), "it says how to mend it: {message}");
}

#[tokio::test]
async fn the_primary_profile_of_a_suspended_parent_carries_nothing() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let lead = lead(&hub).await;
    let (primary, _) = hub.approved_profile(&isv, &lead, &ISV_BUSINESS, None).await;
    let (secondary, _) = hub.complete_profile(&customer, &SOUND_BUSINESS, Some(primary.sid)).await;
    let set = async |status| {
        let edit = AccountEdit { status: Some(status), ..AccountEdit::default() };
        accounts::update(&hub.hub, &Actor::operator(), isv.sid, edit).await.unwrap();
    };
    set(AccountStatus::Suspended).await;
    let rejected = hub.submit(&customer, &secondary).await;
    assert_eq!(reasons(&rejected.reasons), [(99006, "primary_customer_profile_type_business.bundle_sid")]);
    set(AccountStatus::Active).await;
    assert_eq!(hub.submit(&customer, &secondary).await.status, Status::InReview);
}

#[tokio::test]
async fn only_a_primary_profile_may_be_shared_with_a_subaccount() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let stranger = hub.account("Wren").await;
    let lead = lead(&hub).await;
    let (primary, _) = hub.approved_profile(&isv, &lead, &ISV_BUSINESS, None).await;
    let (of_parent, _) = hub.approved_profile(&isv, &lead, &SOUND_BUSINESS, Some(primary.sid)).await;
    let signed = product(&hub, &customer, SHAKEN, &of_parent).await;
    let rejected = hub.submit(&customer, &signed).await;
    assert_eq!(rejected.reasons[0].code.0, 99009, "{:?}", rejected.reasons);

    let foreign = hub.draft(&stranger, PROFILE, SECONDARY).await;
    let assign = bundles::items::assign(
        &hub.hub,
        &stranger.actor,
        PROFILE,
        foreign.sid,
        ObjectSid::Bundle(primary.sid),
    );
    assert_eq!(refusal(assign.await), "Invalid(ObjectSid)");
}
