//! What is done to accounts, bundles and numbers, and what becomes of their calls.

use std::time::Duration;

use trusthub_app::accounts::{self, AccountEdit};
use trusthub_app::attestation::{CallingNumber, blocks};
use trusthub_app::bundles::channels;
use trusthub_app::items::numbers;
use trusthub_app::{Actor, Error, review};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::attestation::{Attest, Ground};
use trusthub_testkit::{ISV_BUSINESS, SOUND_BUSINESS, TestAccount, TestHub};

use super::{Approved, NUMBER, PRODUCT, PROFILE, approved, assign, attest, product};
use crate::support::{first_page, hub, lead};

async fn set_status(hub: &TestHub, account: &TestAccount, status: AccountStatus) {
    let edit = AccountEdit { status: Some(status), ..AccountEdit::default() };
    accounts::update(&hub.hub, &Actor::operator(), account.sid, edit).await.unwrap();
    hub.run_jobs().await;
}

#[tokio::test]
async fn a_business_earns_its_a_step_by_step_and_loses_it_at_once() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let account = hub.account("Owl").await;
    let number = hub.number(&account, NUMBER).await;
    assert_eq!(attest(&hub, &account, NUMBER).await.0, Some(Attest::C), "nobody knows who that is");

    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let (level, grounds) = attest(&hub, &account, NUMBER).await;
    assert_eq!(level, Some(Attest::B));
    assert_eq!(grounds, [Ground::NumberNotOnProfile, Ground::NumberNotOnProduct, Ground::BusinessInForce]);

    assign(&hub, &account, PROFILE, profile.sid, number).await;
    assert_eq!(attest(&hub, &account, NUMBER).await.0, Some(Attest::B));
    let product = product(&hub, &account, &profile).await;
    assert_eq!(attest(&hub, &account, NUMBER).await.0, Some(Attest::B), "the number is not on the product");
    assign(&hub, &account, PRODUCT, product, number).await;
    let (level, grounds) = attest(&hub, &account, NUMBER).await;
    assert_eq!(level, Some(Attest::A));
    assert_eq!(grounds, [Ground::BusinessInForce, Ground::NumberOnProfile, Ground::NumberOnProduct]);
    assert_eq!(attest(&hub, &account, "+15105550199").await.0, Some(Attest::B), "a number that is nobody's");

    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    let (level, grounds) = attest(&hub, &account, NUMBER).await;
    assert_eq!((level, grounds[0]), (None, Ground::ProfileSuspended), "before any job has run");
    hub.run_jobs().await;
    review::reinstate(&hub.hub, &lead, profile.sid).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(attest(&hub, &account, NUMBER).await.0, Some(Attest::A));

    review::suspend(&hub.hub, &lead, product, None).await.unwrap();
    assert_eq!(attest(&hub, &account, NUMBER).await.1[0], Ground::ProductSuspended);
    review::reinstate(&hub.hub, &lead, product).await.unwrap();

    hub.advance(Duration::from_secs(366 * 24 * 60 * 60));
    let (level, grounds) = attest(&hub, &account, NUMBER).await;
    assert_eq!(level, Some(Attest::C), "expired, whether or not a job has run");
    assert!(grounds.contains(&Ground::ProfileNotInForce) && grounds.contains(&Ground::NoProfileInForce));
}

#[tokio::test]
async fn an_account_on_hold_signs_nothing_and_neither_do_those_below_it() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let Approved { account, .. } = approved(&hub, "Owl", &lead).await;
    let below = hub.subaccount(&account, "Tenant").await;
    assert_eq!(attest(&hub, &below, "+15105550177").await.0, Some(Attest::B), "carried by its ISV");
    set_status(&hub, &account, AccountStatus::Suspended).await;
    assert_eq!(attest(&hub, &account, NUMBER).await.1[0], Ground::AccountSuspended);
    assert_eq!(attest(&hub, &below, "+15105550177").await.1[0], Ground::ParentSuspended);
    set_status(&hub, &account, AccountStatus::Active).await;
    assert_eq!(attest(&hub, &account, NUMBER).await.0, Some(Attest::A));
    assert_eq!(attest(&hub, &below, "+15105550177").await.0, Some(Attest::B));
    set_status(&hub, &account, AccountStatus::Closed).await;
    assert_eq!(attest(&hub, &account, NUMBER).await.1[0], Ground::AccountClosed);
}

#[tokio::test]
async fn a_number_counts_for_its_own_family_only() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let isv = hub.account("Heron").await;
    let (primary, _) = hub.approved_profile(&isv, &lead, &ISV_BUSINESS, None).await;
    let isv_product = product(&hub, &isv, &primary).await;
    let tenant = hub.subaccount(&isv, "Owl").await;
    let sibling = hub.subaccount(&isv, "Wren").await;
    let stranger = hub.account("Stranger").await;
    let number = hub.number(&tenant, NUMBER).await;

    // On the parent's bundles it counts as the parent's.
    assign(&hub, &isv, PROFILE, primary.sid, number).await;
    assign(&hub, &isv, PRODUCT, isv_product, number).await;
    assert_eq!(attest(&hub, &isv, NUMBER).await.0, Some(Attest::A));
    assert_eq!(attest(&hub, &tenant, NUMBER).await.0, Some(Attest::A));
    let (level, grounds) = attest(&hub, &sibling, NUMBER).await;
    assert_eq!(level, Some(Attest::B));
    assert!(grounds.contains(&Ground::NumberOfFamily));
    let (level, grounds) = attest(&hub, &stranger, NUMBER).await;
    assert_eq!((level, grounds[0]), (None, Ground::NumberOfAnotherTenant));

    // On the customer's own bundles it is the customer's alone.
    for (kind, bundle) in [(PRODUCT, isv_product), (PROFILE, primary.sid)] {
        let held = channels::list(&hub.hub, &isv.actor, kind, bundle, None, first_page(5)).await.unwrap();
        channels::remove(&hub.hub, &isv.actor, kind, bundle, held.items[0].sid).await.unwrap();
    }
    assert_eq!(attest(&hub, &tenant, NUMBER).await.0, Some(Attest::B), "its ISV vouches for it");
    let (profile, _) = hub.approved_profile(&tenant, &lead, &SOUND_BUSINESS, Some(primary.sid)).await;
    assign(&hub, &tenant, PROFILE, profile.sid, number).await;
    let own = product(&hub, &tenant, &profile).await;
    assign(&hub, &tenant, PRODUCT, own, number).await;
    assert_eq!(attest(&hub, &tenant, NUMBER).await.0, Some(Attest::A));
    assert_eq!(attest(&hub, &isv, NUMBER).await.0, Some(Attest::B));

    // What it rests on leaves force, and the worker has said so.
    review::suspend(&hub.hub, &lead, primary.sid, None).await.unwrap();
    hub.run_jobs().await;
    let (level, grounds) = attest(&hub, &tenant, NUMBER).await;
    assert_eq!(level, Some(Attest::C));
    assert!(grounds.contains(&Ground::ProfileNotInForce), "{grounds:?}");
}

#[tokio::test]
async fn a_number_that_moves_on_leaves_nothing_behind() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let Approved { account, profile, product, number } = approved(&hub, "Owl", &lead).await;
    assert_eq!(attest(&hub, &account, NUMBER).await.0, Some(Attest::A));
    for (kind, bundle) in [(PRODUCT, product), (PROFILE, profile.sid)] {
        let held = channels::list(&hub.hub, &account.actor, kind, bundle, None, first_page(5)).await.unwrap();
        channels::remove(&hub.hub, &account.actor, kind, bundle, held.items[0].sid).await.unwrap();
        assert_eq!(attest(&hub, &account, NUMBER).await.0, Some(Attest::B));
    }
    numbers::delete(&hub.hub, &account.actor, number).await.unwrap();
    assert!(attest(&hub, &account, NUMBER).await.1.contains(&Ground::NumberNotInInventory));
    let next = hub.account("Wren").await;
    hub.number(&next, NUMBER).await;
    assert_eq!(attest(&hub, &account, NUMBER).await.1[0], Ground::NumberOfAnotherTenant);

    accounts::erase(&hub.hub, &Actor::operator(), next.sid).await.unwrap();
    assert!(attest(&hub, &account, NUMBER).await.1.contains(&Ground::NumberNotInInventory), "nobody has it");
    let erased = attest(&hub, &next, NUMBER).await;
    assert_eq!((erased.0, erased.1[0]), (None, Ground::AccountClosed));
}

#[tokio::test]
async fn blocked_and_emergency_numbers_are_never_signed() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let Approved { account, .. } = approved(&hub, "Owl", &lead).await;
    let operator = Actor::operator();
    let number = |text: &str| CallingNumber::parse("Number", text).unwrap();
    let both = [number("+1 (510) 555-0123"), number("+1 800 555 0100")];
    assert_eq!(blocks::block(&hub.hub, &operator, &both, "inbound only").await.unwrap(), 2);
    assert_eq!(blocks::block(&hub.hub, &operator, &both[..1], "again").await.unwrap(), 0);
    let (level, grounds) = attest(&hub, &account, NUMBER).await;
    assert_eq!((level, grounds[0]), (None, Ground::NumberDoNotOriginate));
    assert_eq!(attest(&hub, &account, "18005550100").await.0, None, "whoever calls");

    let listed = blocks::list(&hub.hub, &operator, "", 10).await.unwrap();
    let listed: Vec<_> = listed.iter().map(|one| (one.digits.as_str(), one.note.as_str())).collect();
    assert_eq!(listed, [("15105550123", "inbound only"), ("18005550100", "inbound only")]);
    assert_eq!(blocks::unblock(&hub.hub, &operator, &both).await.unwrap(), 2);
    assert_eq!(blocks::unblock(&hub.hub, &operator, &both).await.unwrap(), 0);
    assert_eq!(attest(&hub, &account, NUMBER).await.0, Some(Attest::A));

    assert_eq!(attest(&hub, &account, "911").await.1[0], Ground::NumberForEmergencies);
    let refused = blocks::block(&hub.hub, &account.actor, &both, "").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    assert!(matches!(blocks::block(&hub.hub, &operator, &[number("*67")], "").await, Err(Error::Invalid(_))));
}
