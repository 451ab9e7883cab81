//! Brands are decided by the hub's own evidence.

use serde_json::json;
use trusthub_app::accounts::{self, Exported};
use trusthub_app::messaging::brands::{self, NewBrand};
use trusthub_app::messaging::vettings;
use trusthub_app::{Actor, review};
use trusthub_domain::bundle::{BundleKind, ReasonCode};
use trusthub_domain::messaging::{BrandStatus, BrandType, IdentityStatus, VettingProvider};
use trusthub_domain::sid::BundleSid;
use trusthub_testkit::{SHAKEN, SOUND_BUSINESS};

use super::{approved, brand, brand_now, new_brand, private, product};
use crate::support::{first_page, hub, is_missing, lead, refusal, subjects};

#[tokio::test]
async fn a_private_company_in_force_is_registered_with_a_score_that_says_why() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let shown = brand(&hub, &account, &lead).await;
    assert_eq!(
        (shown.status, shown.brand.identity),
        (BrandStatus::Approved, Some(IdentityStatus::VettedVerified))
    );
    assert!(shown.brand.registered_as.as_ref().is_some_and(|name| name.starts_with('B') && name.len() == 8));
    let score = shown.brand.score.clone().unwrap();
    let total: i32 = score.parts.iter().map(|part| part.points).sum();
    assert_eq!(i32::from(score.points), total.clamp(1, 100));
    assert!(
        score.parts.iter().any(|part| part.what == "email.domain_matches_website" && part.points > 0),
        "{score:?}"
    );
    let sid = shown.brand.sid;
    let vetted = vettings::list(&hub.hub, &account.actor, sid, None, first_page(50)).await.unwrap().items;
    assert_eq!(vetted.iter().map(|one| one.provider).collect::<Vec<_>>(), [VettingProvider::Aegis]);
    assert!(
        subjects(&hub).iter().any(|subject| subject.starts_with("Your A2P brand for")),
        "{:?}",
        subjects(&hub)
    );
    assert_eq!(refusal(brands::resubmit(&hub.hub, &account.actor, sid).await), "Messaging(BrandNotFailed)");
}

#[tokio::test]
async fn a_low_volume_brand_has_no_score_until_it_asks_for_one() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (profile, product) = approved(&hub, &account, &lead, private()).await;
    let new = NewBrand { skips_vetting: true, ..new_brand(&profile, &product) };
    let sid = brands::create(&hub.hub, &account.actor, new).await.unwrap().brand.sid;
    hub.run_jobs().await;
    let shown = brand_now(&hub, &account, sid).await.brand;
    assert_eq!(
        (shown.identity, shown.score, shown.skips_vetting),
        (Some(IdentityStatus::Verified), None, true)
    );
    let token = Some("cv|1.0|tcr|10dlc|9975c339|0123456789abcdef0123".to_owned());
    let verify = VettingProvider::CampaignVerify;
    vettings::create(&hub.hub, &account.actor, sid, verify, token.clone()).await.unwrap();
    let again = vettings::create(&hub.hub, &account.actor, sid, verify, token).await;
    assert_eq!(refusal(again), "Messaging(TokenRunning)");
    let none = vettings::create(&hub.hub, &account.actor, sid, verify, Some("cv|x".to_owned())).await;
    assert_eq!(refusal(none), "Messaging(Token)");
    vettings::create(&hub.hub, &account.actor, sid, VettingProvider::Aegis, None).await.unwrap();
    let shown = brand_now(&hub, &account, sid).await.brand;
    assert_eq!((shown.identity, shown.skips_vetting), (Some(IdentityStatus::VettedVerified), false));
    assert!(shown.score.is_some());
}

#[tokio::test]
async fn a_brand_waits_for_its_profile_and_fails_with_it_three_times_at_most() {
    let hub = hub!(trusthub_testkit::Wish { refers_everything: true, ..trusthub_testkit::Wish::default() });
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let profile = hub.submit(&account, &draft).await;
    let product = product(&hub, &account, &profile, private()).await;
    let sid =
        brands::create(&hub.hub, &account.actor, new_brand(&profile, &product)).await.unwrap().brand.sid;
    hub.run_jobs().await;
    assert_eq!(brand_now(&hub, &account, sid).await.status, BrandStatus::InReview);
    let reason = review::GivenReason { code: ReasonCode::OTHER, field: None, note: None };
    review::reject(&hub.hub, &lead, profile.sid, vec![reason], None).await.unwrap();
    hub.run_jobs().await;
    for _ in 0..3 {
        let failed = brand_now(&hub, &account, sid).await;
        assert_eq!(failed.status, BrandStatus::Failed);
        assert_eq!(failed.brand.issues.iter().map(|issue| issue.code.0).collect::<Vec<_>>(), [30793]);
        brands::resubmit(&hub.hub, &account.actor, sid).await.unwrap();
        hub.run_jobs().await;
    }
    assert_eq!(
        refusal(brands::resubmit(&hub.hub, &account.actor, sid).await),
        "Messaging(BrandUpdatesExceeded(3))"
    );
}

#[tokio::test]
async fn a_brand_is_suspended_with_its_profile_and_back_with_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let shown = brand(&hub, &account, &lead).await.brand;
    review::suspend(&hub.hub, &lead, shown.customer_profile_sid, None).await.unwrap();
    assert_eq!(brand_now(&hub, &account, shown.sid).await.status, BrandStatus::Suspended);
    review::reinstate(&hub.hub, &lead, shown.customer_profile_sid).await.unwrap();
    assert_eq!(brand_now(&hub, &account, shown.sid).await.status, BrandStatus::Approved);
}

#[tokio::test]
async fn a_mock_is_registered_at_once_and_nobody_is_told() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let profile = hub.submit(&account, &draft).await;
    let product = product(&hub, &account, &profile, private()).await;
    let before = subjects(&hub).len();
    let new = NewBrand { is_mock: true, ..new_brand(&profile, &product) };
    let sid = brands::create(&hub.hub, &account.actor, new).await.unwrap().brand.sid;
    hub.run_jobs().await;
    let shown = brand_now(&hub, &account, sid).await;
    assert_eq!((shown.status, shown.brand.is_mock), (BrandStatus::Approved, true));
    assert_eq!(subjects(&hub).len(), before);
}

#[tokio::test]
async fn bundles_that_do_not_fit_are_refused() {
    let hub = hub!();
    let (account, stranger) = (hub.account("Owl").await, hub.account("Jay").await);
    let lead = lead(&hub).await;
    let (profile, product) = approved(&hub, &account, &lead, private()).await;
    let new = new_brand(&profile, &product);
    assert!(is_missing(&brands::create(&hub.hub, &stranger.actor, new.clone()).await));
    let unknown: BundleSid = "BU00000000000000000000000000000000".parse().unwrap();
    let nobodys = NewBrand { customer_profile_sid: unknown, ..new.clone() };
    assert!(is_missing(&brands::create(&hub.hub, &account.actor, nobodys).await));
    let swapped = NewBrand { customer_profile_sid: product.sid, a2p_profile_sid: profile.sid, ..new.clone() };
    assert!(is_missing(&brands::create(&hub.hub, &account.actor, swapped).await));
    let sole = NewBrand { brand_type: Some(BrandType::SoleProprietor), ..new.clone() };
    assert!(refusal(brands::create(&hub.hub, &account.actor, sole).await).contains("BrandType"));
    let shaken = hub.draft(&account, BundleKind::TrustProduct, SHAKEN).await;
    hub.assign(&account, &shaken, trusthub_domain::bundle::ObjectSid::Bundle(profile.sid)).await;
    let shaken = hub.submit(&account, &shaken).await;
    let other = NewBrand { a2p_profile_sid: shaken.sid, ..new };
    assert!(refusal(brands::create(&hub.hub, &account.actor, other).await).contains("A2PProfileBundleSid"));
}

#[tokio::test]
async fn a_public_company_without_its_papers_fails_with_each_reason() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let says = json!({
        "company_type": "public", "stock_exchange": "NASDAQ", "stock_ticker": "not a ticker",
        "brand_contact_email": "investors@gmail.com",
    });
    let (profile, product) = approved(&hub, &account, &lead, says).await;
    let sid =
        brands::create(&hub.hub, &account.actor, new_brand(&profile, &product)).await.unwrap().brand.sid;
    hub.run_jobs().await;
    let failed = brand_now(&hub, &account, sid).await;
    assert_eq!(failed.status, BrandStatus::Failed);
    assert_eq!(failed.brand.issues.iter().map(|issue| issue.code.0).collect::<Vec<_>>(), [30796, 21740]);
}

#[tokio::test]
async fn everything_about_messages_is_exported_and_erased() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    brand(&hub, &account, &lead).await;
    super::service(&hub, &account).await;
    let mut kinds = Vec::new();
    let sink = |one: &Exported| {
        kinds.push(one.kind);
        Ok(())
    };
    accounts::export(&hub.hub, &Actor::operator(), account.sid, sink).await.unwrap();
    for kind in ["brand", "brand_vetting", "messaging_service"] {
        assert!(kinds.contains(&kind), "{kind}");
    }
    accounts::erase(&hub.hub, &Actor::operator(), account.sid).await.unwrap();
    hub.run_jobs().await;
}
