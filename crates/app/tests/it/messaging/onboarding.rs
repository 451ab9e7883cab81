//! A customer of an ISV, from nothing to sending, and a partner who learns of it, and of its end.

use std::time::{Duration, Instant};

use trusthub_app::attestation::catch_up;
use trusthub_app::messaging::throughput::{self, Asked};
use trusthub_app::messaging::{brands, campaigns, senders};
use trusthub_app::partners::CloudEvent;
use trusthub_app::review;
use trusthub_domain::bundle::Status;
use trusthub_domain::messaging::CampaignStatus;
use trusthub_domain::partner::PartnerKind;
use trusthub_testkit::{ISV_BUSINESS, SOUND_BUSINESS};

use super::{content, new_brand, private, product, service};
use crate::partners::{kinds, partner, told_by};
use crate::support::{hub, lead};

/// How soon a partner knows of a revocation.
const SOON: Duration = Duration::from_secs(2);

#[tokio::test]
async fn an_isvs_customer_may_send_and_a_partner_sees_it_begin_and_end() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let isv = hub.account("Heron").await;
    let (primary, _) = hub.approved_profile(&isv, &lead, &ISV_BUSINESS, None).await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let (secondary, _) = hub.approved_profile(&customer, &lead, &SOUND_BUSINESS, Some(primary.sid)).await;
    let registered = product(&hub, &customer, &secondary, private()).await;
    let registered = match registered.status {
        Status::InReview => hub.approve(&lead, &registered).await,
        _ => registered,
    };

    let brand =
        brands::create(&hub.hub, &customer.actor, new_brand(&secondary, &registered)).await.unwrap().brand;
    hub.run_jobs().await;
    let pool = service(&hub, &customer).await.service;
    let campaign =
        campaigns::create(&hub.hub, &customer.actor, pool.sid, brand.sid, content()).await.unwrap().campaign;
    let number = hub.number(&customer, "+15105550100").await;
    senders::add(&hub.hub, &customer.actor, pool.sid, number).await.unwrap();
    hub.run_jobs().await;
    let status =
        async || campaigns::find(&hub.hub, &customer.actor, pool.sid, campaign.sid).await.unwrap().status;
    assert_eq!(status().await, CampaignStatus::Verified);
    let limits = throughput::explain(&hub.hub, &customer.actor, Asked::Brand(brand.sid), None).await.unwrap();
    assert!(limits.is_open && limits.throughput.messages_per_second() > 0.0);

    let of_customer = async || {
        let told = told_by(&hub.hub, &carrier).await;
        let is_of_trust = |event: &CloudEvent| event.type_name.starts_with("trusthub.trust.");
        let is_theirs = |event: &CloudEvent| event.subject == customer.sid.to_string();
        told.into_iter().filter(|event| is_of_trust(event) && is_theirs(event)).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&of_customer().await), [("trust.granted", 2)]);
    let suspended = Instant::now();
    review::suspend(&hub.hub, &lead, secondary.sid, None).await.unwrap();
    catch_up(&hub.hub).await.unwrap();
    assert_eq!(kinds(&of_customer().await), [("trust.granted", 2), ("trust.suspended", 0)]);
    assert!(suspended.elapsed() < SOON, "{:?}", suspended.elapsed());
    assert_eq!(status().await, CampaignStatus::Suspended);
    let limits = throughput::explain(&hub.hub, &customer.actor, Asked::Brand(brand.sid), None).await.unwrap();
    assert!(!limits.is_open, "nothing is sent for a suspended business");
    review::reinstate(&hub.hub, &lead, secondary.sid).await.unwrap();
    assert_eq!(status().await, CampaignStatus::Verified);
    assert_eq!(of_customer().await.len(), 3);
}
