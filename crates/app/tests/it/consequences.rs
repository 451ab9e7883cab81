//! One thing leaves force, and what depends on it follows: accounts and their bundles, profiles and what rests on them.

use secrecy::ExposeSecret;
use serde_json::json;
use trusthub_app::accounts::{self, AccountEdit};
use trusthub_app::bundles::{self, BundleFilter, copies};
use trusthub_app::{Actor, auth, review};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::{Bundle, BundleKind, Edit, ObjectSid, Status};
use trusthub_testkit::{
    DAY, ISV_BUSINESS, PRIMARY, SECONDARY, SHAKEN, SOUND_BUSINESS, TestAccount, TestHub, object,
};

use crate::support::{after, first_page, hub, lead, present, reasons, refusal, subjects};

const PROFILE: BundleKind = BundleKind::CustomerProfile;
const PRODUCT: BundleKind = BundleKind::TrustProduct;

async fn set(hub: &TestHub, account: &TestAccount, status: AccountStatus) {
    let edit = AccountEdit { status: Some(status), ..AccountEdit::default() };
    accounts::update(&hub.hub, &Actor::operator(), account.sid, edit).await.unwrap();
}

/// A product that is approved at once, on `profile`.
async fn product(hub: &TestHub, account: &TestAccount, profile: &Bundle) -> Bundle {
    let draft = hub.draft(account, PRODUCT, SHAKEN).await;
    hub.assign(account, &draft, ObjectSid::Bundle(profile.sid)).await;
    let product = hub.submit(account, &draft).await;
    assert_eq!(product.shown_status(), Status::Approved);
    product
}

async fn listed(hub: &TestHub, account: &TestAccount, kind: BundleKind, status: Status) -> usize {
    let filter = BundleFilter { status: Some(status), ..BundleFilter::default() };
    bundles::list(&hub.hub, &account.actor, kind, filter, first_page(1000)).await.unwrap().items.len()
}

fn shown(bundle: &Bundle) -> (Status, Vec<u32>) {
    (bundle.shown_status(), bundle.shown_reasons().iter().map(|reason| reason.code.0).collect())
}

#[tokio::test]
async fn an_account_on_hold_holds_all_its_bundles_at_once_and_tells_each_customer_once() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let product = product(&hub, &account, &profile).await;
    let (waiting, _) = hub.complete_profile(&account, &ISV_BUSINESS, None).await;
    let waiting = hub.submit(&account, &waiting).await;
    let draft = hub.draft(&account, PROFILE, PRIMARY).await;
    let mails = hub.mails().len();

    set(&hub, &account, AccountStatus::Suspended).await;
    for bundle in [&profile, &product, &waiting] {
        assert_eq!(shown(&present(&hub, &account, bundle).await), (Status::Rejected, vec![99005]));
    }
    assert_eq!(present(&hub, &account, &draft).await.shown_status(), Status::Draft);
    assert_eq!(listed(&hub, &account, PROFILE, Status::Rejected).await, 2, "before the worker did anything");
    assert_eq!(listed(&hub, &account, PRODUCT, Status::Approved).await, 0);
    assert_eq!(refusal(review::approve(&hub.hub, &lead, waiting.sid, None).await), "Rule(Suspended)");

    hub.run_jobs().await;
    for bundle in [&profile, &product, &waiting] {
        let told = present(&hub, &account, bundle).await;
        assert_eq!(told.event_sequence, bundle.event_sequence + 1, "one event each: {told:?}");
    }
    assert_eq!(present(&hub, &account, &draft).await.event_sequence, 0);
    assert_eq!(subjects(&hub)[mails..].len(), 3, "{:?}", subjects(&hub));
    assert!(subjects(&hub)[mails..].iter().all(|subject| subject.ends_with("is suspended")));

    set(&hub, &account, AccountStatus::Active).await;
    assert_eq!(shown(&present(&hub, &account, &profile).await), (Status::Approved, vec![]));
    assert_eq!(listed(&hub, &account, PROFILE, Status::InReview).await, 1, "at once again");
    hub.run_jobs().await;
    assert_eq!(shown(&present(&hub, &account, &product).await), (Status::Approved, vec![]));
    assert_eq!(subjects(&hub)[mails + 3..].len(), 3, "{:?}", subjects(&hub));
    hub.approve(&lead, &waiting).await;
}

#[tokio::test]
async fn an_account_that_is_back_before_anybody_was_told_tells_nobody() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (profile, _) = hub.approved_profile(&account, &lead(&hub).await, &SOUND_BUSINESS, None).await;
    let before = present(&hub, &account, &profile).await;
    set(&hub, &account, AccountStatus::Suspended).await;
    set(&hub, &account, AccountStatus::Active).await;
    hub.run_jobs().await;
    assert_eq!(present(&hub, &account, &profile).await, before);
}

#[tokio::test]
async fn more_bundles_than_one_transaction_takes_are_all_told() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (profile, _) = hub.approved_profile(&account, &lead(&hub).await, &SOUND_BUSINESS, None).await;
    for _ in 0..52 {
        let draft = hub.draft(&account, PRODUCT, SHAKEN).await;
        hub.assign(&account, &draft, ObjectSid::Bundle(profile.sid)).await;
        bundles::submit(&hub.hub, &account.actor, PRODUCT, draft.sid).await.unwrap();
    }
    hub.run_jobs().await;
    let all = bundles::list(&hub.hub, &account.actor, PRODUCT, BundleFilter::default(), first_page(100));
    let before = all.await.unwrap().items;
    set(&hub, &account, AccountStatus::Suspended).await;
    hub.run_jobs().await;
    for product in &before {
        let told = present(&hub, &account, product).await;
        assert_eq!(told.event_sequence, product.event_sequence + 1, "{told:?}");
    }
    set(&hub, &account, AccountStatus::Active).await;
    hub.run_jobs().await;
    review::suspend(&hub.hub, &lead_again(&hub).await, profile.sid, None).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(listed(&hub, &account, PRODUCT, Status::Rejected).await, 52, "so are those that rest on one");
}

async fn lead_again(hub: &TestHub) -> Actor {
    hub.reviewer("other.lead@hub.example", trusthub_domain::review::Role::Lead).await
}

#[tokio::test]
async fn a_suspension_by_the_provider_outlasts_that_of_the_account() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    set(&hub, &account, AccountStatus::Suspended).await;
    hub.run_jobs().await;
    assert_eq!(shown(&present(&hub, &account, &profile).await), (Status::Rejected, vec![99004, 99005]));
    set(&hub, &account, AccountStatus::Active).await;
    hub.run_jobs().await;
    assert_eq!(shown(&present(&hub, &account, &profile).await), (Status::Rejected, vec![99004]));
    let back = review::reinstate(&hub.hub, &lead, profile.sid).await.unwrap();
    assert_eq!(shown(&back), (Status::Approved, vec![]));
    let told: Vec<String> = subjects(&hub);
    hub.run_jobs().await;
    assert_eq!(subjects(&hub).len(), told.len() + 1, "suspended once, reinstated once: {told:?}");
}

#[tokio::test]
async fn a_product_leaves_force_with_its_profile_and_returns_with_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    after(&hub, 200 * DAY).await;
    let product = product(&hub, &account, &profile).await;

    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    hub.run_jobs().await;
    let lost = present(&hub, &account, &product).await;
    assert_eq!(
        reasons(&lost.shown_reasons()),
        [(99006, "primary_customer_profile_type_business.bundle_status")]
    );
    assert!(lost.shown_reasons()[0].message.contains(&profile.sid.to_string()), "it names the profile");
    let edit = Edit { friendly_name: Some("Other".to_owned()), ..Edit::default() };
    let edited = bundles::edit(&hub.hub, &account.actor, PRODUCT, product.sid, edit).await;
    assert_eq!(refusal(edited), "Rule(SupportLost)");
    let submitted = bundles::submit(&hub.hub, &account.actor, PRODUCT, product.sid).await;
    assert_eq!(refusal(submitted), "Rule(SupportLost)");

    review::reinstate(&hub.hub, &lead, profile.sid).await.unwrap();
    hub.run_jobs().await;
    let back = present(&hub, &account, &product).await;
    assert_eq!(shown(&back), (Status::Approved, vec![]));
    assert_eq!((back.event_sequence, back.valid_until), (product.event_sequence + 2, product.valid_until));

    after(&hub, 166 * DAY).await;
    assert_eq!(present(&hub, &account, &profile).await.shown_status(), Status::Rejected, "it has run out");
    assert_eq!(shown(&present(&hub, &account, &product).await), (Status::Rejected, vec![99006]));
    hub.submit(&account, &profile).await;
    hub.approve(&lead, &profile).await;
    hub.run_jobs().await;
    assert_eq!(shown(&present(&hub, &account, &product).await), (Status::Approved, vec![]), "renewed");
}

#[tokio::test]
async fn a_product_that_lost_its_profile_moves_to_another_by_its_copy() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let (other, _) = hub.approved_profile(&account, &lead, &ISV_BUSINESS, None).await;
    let product = product(&hub, &account, &profile).await;
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    hub.run_jobs().await;

    let copy = copies::create(&hub.hub, &account.actor, PRODUCT, product.sid).await.unwrap();
    let item = crate::support::items_of(&hub, &account, &copy).await[0].sid;
    bundles::items::remove(&hub.hub, &account.actor, PRODUCT, copy.sid, item).await.unwrap();
    hub.assign(&account, &copy, ObjectSid::Bundle(other.sid)).await;
    bundles::submit(&hub.hub, &account.actor, PRODUCT, copy.sid).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(shown(&present(&hub, &account, &product).await), (Status::Approved, vec![]));
    review::reinstate(&hub.hub, &lead, profile.sid).await.unwrap();
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(
        present(&hub, &account, &product).await.shown_status(),
        Status::Approved,
        "it rests elsewhere"
    );
}

#[tokio::test]
async fn a_parent_on_hold_takes_along_what_rests_on_it_in_subaccounts_and_their_credentials() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let lead = lead(&hub).await;
    let (primary, _) = hub.approved_profile(&isv, &lead, &ISV_BUSINESS, None).await;
    let (secondary, _) = hub.approved_profile(&customer, &lead, &SOUND_BUSINESS, Some(primary.sid)).await;
    let (own, _) = hub.approved_profile(&customer, &lead, &SOUND_BUSINESS, None).await;
    let product = product(&hub, &customer, &secondary).await;
    let sign_in = async || {
        let name = customer.sid.to_string();
        auth::authenticate(&hub.hub, &name, &customer.auth_token.expose_secret().into()).await
    };

    set(&hub, &isv, AccountStatus::Suspended).await;
    assert_eq!(refusal(sign_in().await), "Forbidden(\"the parent account is suspended; contact support\")");
    hub.run_jobs().await;
    for bundle in [&secondary, &product] {
        assert_eq!(shown(&present(&hub, &customer, bundle).await), (Status::Rejected, vec![99006]));
    }
    assert_eq!(
        shown(&present(&hub, &customer, &own).await),
        (Status::Approved, vec![]),
        "it rests on nothing"
    );

    set(&hub, &isv, AccountStatus::Active).await;
    sign_in().await.unwrap();
    hub.run_jobs().await;
    for bundle in [&secondary, &product] {
        assert_eq!(shown(&present(&hub, &customer, bundle).await), (Status::Approved, vec![]));
    }
}

#[tokio::test]
async fn a_primary_profile_that_an_end_user_names_is_rested_on_too() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let lead = lead(&hub).await;
    let (primary, _) = hub.approved_profile(&isv, &lead, &ISV_BUSINESS, None).await;
    for account in [&isv, &customer] {
        let (bundle, items) = hub.complete_profile(account, &SOUND_BUSINESS, None).await;
        let secondary = hub.draft(account, PROFILE, SECONDARY).await;
        let link = object(json!({ "bundle_sid": primary.sid.to_string() }));
        let link = hub.end_user(account, "primary_customer_profile_type_business", link).await;
        for item in [ObjectSid::EndUser(items.business), ObjectSid::EndUser(items.representative)] {
            hub.assign(account, &secondary, item).await;
        }
        hub.assign(account, &secondary, ObjectSid::SupportingDocument(items.address)).await;
        hub.assign(account, &secondary, ObjectSid::EndUser(link)).await;
        bundles::delete(&hub.hub, &account.actor, PROFILE, bundle.sid).await.unwrap();
        let submitted = hub.submit(account, &secondary).await;
        assert_eq!(submitted.status, Status::InReview, "{:?}", submitted.reasons);
        hub.approve(&lead, &secondary).await;

        let delete = bundles::delete(&hub.hub, &isv.actor, PROFILE, primary.sid).await;
        assert_eq!(refusal(delete), "Rule(IsSupporting)");
        review::suspend(&hub.hub, &lead, primary.sid, None).await.unwrap();
        hub.run_jobs().await;
        assert_eq!(shown(&present(&hub, account, &secondary).await), (Status::Rejected, vec![99006]));
        review::reinstate(&hub.hub, &lead, primary.sid).await.unwrap();
        hub.run_jobs().await;
        assert_eq!(shown(&present(&hub, account, &secondary).await), (Status::Approved, vec![]));
        bundles::delete(&hub.hub, &account.actor, PROFILE, secondary.sid).await.unwrap();
    }
    bundles::delete(&hub.hub, &isv.actor, PROFILE, primary.sid).await.unwrap();
}
