//! What partners ask.

use trusthub_app::accounts::{self, AccountEdit};
use trusthub_app::attestation::{CallingNumber, catch_up};
use trusthub_app::partners::lookup::{Found, Subject, look_up};
use trusthub_app::{Actor, Hub, review};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::attestation::{Attest, Ground};
use trusthub_domain::partner::{PartnerKind, StandingStatus};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::trust::TrustLevel;
use trusthub_testkit::DAY;

use super::{looked_up, partner};
use crate::attestation::{NUMBER, approved};
use crate::support::{hub, lead};

async fn of_number(node: &Hub, carrier: &Actor, number: &str) -> Option<Found> {
    looked_up(node, carrier, Subject::Number(CallingNumber::parse("Number", number).unwrap())).await
}

async fn of_account(node: &Hub, carrier: &Actor, sid: AccountSid) -> Option<Found> {
    looked_up(node, carrier, Subject::Account(sid)).await
}

fn attest(found: &Found) -> Option<Attest> {
    found.attestation.as_ref().and_then(|attested| attested.attest)
}

#[tokio::test]
async fn a_number_is_as_trusted_as_whoever_has_it() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let owl = approved(&hub, "Owl", &lead).await;
    let found = of_number(&hub.hub, &carrier, NUMBER).await.unwrap();
    assert_eq!((found.level, found.status), (TrustLevel::Verified, Some(StandingStatus::InForce)));
    assert_eq!((attest(&found), found.account_sid), (Some(Attest::A), owl.account.sid));
    assert_eq!(
        found.attestation.unwrap().grounds,
        [Ground::BusinessInForce, Ground::NumberOnProfile, Ground::NumberOnProduct]
    );
    assert_eq!((found.valid_until, found.follows), (owl.profile.valid_until, vec![owl.account.sid]));
    assert!(found.since.is_some() && found.identity.is_none());

    review::suspend(&hub.hub, &lead, owl.product, None).await.unwrap();
    let found = of_number(&hub.hub, &carrier, NUMBER).await.unwrap();
    assert_eq!((found.level, attest(&found)), (TrustLevel::Verified, None), "a suspended product refuses");
    review::reinstate(&hub.hub, &lead, owl.product).await.unwrap();
    review::suspend(&hub.hub, &lead, owl.profile.sid, None).await.unwrap();
    let found = of_account(&hub.hub, &carrier, owl.account.sid).await.unwrap();
    assert_eq!((found.level, found.status), (TrustLevel::Unknown, Some(StandingStatus::Suspended)));
    assert_eq!((found.valid_until, found.attestation.is_none()), (None, true));
    review::reinstate(&hub.hub, &lead, owl.profile.sid).await.unwrap();

    let edit = AccountEdit { status: Some(AccountStatus::Suspended), ..AccountEdit::default() };
    accounts::update(&hub.hub, &Actor::operator(), owl.account.sid, edit).await.unwrap();
    let found = of_account(&hub.hub, &carrier, owl.account.sid).await.unwrap();
    assert_eq!(found.status, Some(StandingStatus::Suspended));
    let edit = AccountEdit { status: Some(AccountStatus::Active), ..AccountEdit::default() };
    accounts::update(&hub.hub, &Actor::operator(), owl.account.sid, edit).await.unwrap();
    hub.run_jobs().await;

    // Before any job has run.
    hub.advance(400 * DAY);
    let found = of_account(&hub.hub, &carrier, owl.account.sid).await.unwrap();
    assert_eq!((found.level, found.status), (TrustLevel::Unknown, Some(StandingStatus::Expired)));
    assert_eq!(found.since, owl.profile.valid_until);
}

#[tokio::test]
async fn what_is_nobodys_business_looks_like_what_does_not_exist() {
    let hub = hub!();
    let carrier = partner(&hub, PartnerKind::Carrier).await;
    let unvetted = hub.account("Owl").await;
    hub.number(&unvetted, "+15105550123").await;
    let test = hub.test_account("Trial").await;
    hub.number(&test, "+15105550111").await;
    for number in ["+15105550123", "+15105550111", "+15105550199", "911"] {
        assert!(of_number(&hub.hub, &carrier, number).await.is_none(), "{number}");
    }
    for sid in [unvetted.sid, test.sid, "AC0123456789abcdef0123456789abcdef".parse().unwrap()] {
        assert!(of_account(&hub.hub, &carrier, sid).await.is_none());
    }
}

#[tokio::test]
async fn a_number_of_a_subaccount_rests_on_its_parent() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let owl = approved(&hub, "Owl", &lead).await;
    let tenant = hub.subaccount(&owl.account, "Tenant").await;
    hub.number(&tenant, "+15105550188").await;
    let found = of_number(&hub.hub, &carrier, "+15105550188").await.unwrap();
    assert_eq!((found.level, found.status, attest(&found)), (TrustLevel::Unknown, None, Some(Attest::B)));
    assert_eq!(found.account_sid, tenant.sid);
    let mut follows = vec![owl.account.sid, tenant.sid];
    follows.sort();
    assert_eq!(found.follows, follows);
    assert!(of_account(&hub.hub, &carrier, tenant.sid).await.is_none());
}

#[tokio::test]
async fn nothing_is_answered_by_a_node_that_does_not_know() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let owl = approved(&hub, "Owl", &lead).await;
    let node = hub.another_node().await;
    let ask = async |node: &Hub| look_up(node, &carrier, &[Subject::Account(owl.account.sid)]).await.is_ok();
    assert!(!ask(&node).await, "nothing is loaded");
    catch_up(&node).await.unwrap();
    assert!(ask(&node).await);
    hub.advance(trusthub_testkit::ATTESTATION_MAX_AGE * 2);
    assert!(!ask(&node).await, "it has not heard of the database for too long");
}
