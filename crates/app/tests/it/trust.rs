//! The trust level of an account, and what a customer sees of vetting.

use std::time::Duration;

use trusthub_app::review;
use trusthub_app::{Error, trust};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::review::{Outcome, Role};
use trusthub_domain::trust::{TrustGround, TrustLevel};
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub};

use crate::support::{hub, lead};
use crate::watchlists::import;

const PROFILE: BundleKind = BundleKind::CustomerProfile;

async fn level(hub: &TestHub, account: &TestAccount) -> (TrustLevel, Vec<TrustGround>) {
    let trust = trust::level(&hub.hub, &account.actor, account.sid).await.unwrap();
    (trust.level, trust.reasons.iter().map(|reason| reason.ground).collect())
}

#[tokio::test]
async fn the_level_follows_the_profile_into_force_and_out_of_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let lead = lead(&hub).await;
    assert_eq!(level(&hub, &account).await, (TrustLevel::Unknown, vec![TrustGround::NoProfileInForce]));
    let (bundle, _) = hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    let (verified, grounds) = level(&hub, &account).await;
    assert_eq!(verified, TrustLevel::Verified);
    assert_eq!(
        grounds,
        [TrustGround::BusinessInForce, TrustGround::NotRegistered, TrustGround::NotConfirmed],
        "no register is held, and nobody was asked"
    );
    review::suspend(&hub.hub, &lead, bundle.sid, None).await.unwrap();
    assert_eq!(level(&hub, &account).await.0, TrustLevel::Unknown);
    review::reinstate(&hub.hub, &lead, bundle.sid).await.unwrap();
    assert_eq!(level(&hub, &account).await.0, TrustLevel::Verified);
    hub.advance(Duration::from_secs(366 * 24 * 60 * 60));
    assert_eq!(level(&hub, &account).await.0, TrustLevel::Unknown, "expired, whether or not a job has run");
}

#[tokio::test]
async fn an_account_sees_its_own_level_and_those_below_it_and_no_other() {
    let hub = hub!();
    let parent = hub.account("Heron").await;
    let sub = hub.subaccount(&parent, "Tenant").await;
    let stranger = hub.account("Stranger").await;
    let of_sub = async |asker: &TestAccount| trust::level(&hub.hub, &asker.actor, sub.sid).await;
    assert_eq!(of_sub(&parent).await.unwrap().level, TrustLevel::Unknown, "it does not inherit");
    assert!(of_sub(&sub).await.is_ok());
    assert!(matches!(of_sub(&stranger).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn a_customer_sees_the_evidence_but_nothing_of_sanctions_or_other_tenants() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    import(&hub, "7,person,Rosalind Achterberg\n").await.unwrap();
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let bundle = hub.submit(&account, &draft).await;
    let seen = trust::vettings(&hub.hub, &account.actor, PROFILE, bundle.sid).await.unwrap();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].evidence.iter().any(|one| one.check == "email.domain_matches_website"));
    assert!(seen[0].evidence.iter().all(|one| !one.check.starts_with("sanctions.")));
    assert!(seen[0].evidence.iter().all(|one| !one.check.starts_with("duplicate.")));
    assert!(seen[0].evidence.iter().all(|one| one.outcome != Outcome::Fail), "the hit alone failed");

    let why = Some("Somebody else: born thirty years later.".to_owned());
    review::approve(&hub.hub, &reviewer, bundle.sid, why).await.unwrap();
    // A hit takes two.
    let another = hub.reviewer("two@hub.example", Role::Reviewer).await;
    let why = Some("Somebody else indeed.".to_owned());
    review::approve(&hub.hub, &another, bundle.sid, why).await.unwrap();
    hub.run_jobs().await;
    import(&hub, "8,person,Rosalind Achterberg\n").await.unwrap();
    hub.run_jobs().await;
    assert_eq!(level(&hub, &account).await.1.last(), Some(&TrustGround::VerificationPending));
    let seen = trust::vettings(&hub.hub, &account.actor, PROFILE, bundle.sid).await.unwrap();
    assert_eq!(seen.len(), 1, "the round that screening opened is not told");
    let stranger = hub.account("Stranger").await;
    let theirs = trust::vettings(&hub.hub, &stranger.actor, PROFILE, bundle.sid).await;
    assert!(matches!(theirs, Err(Error::NotFound(_))));
}
