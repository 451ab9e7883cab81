//! Whether a message may be sent now: the grounds, the pace, and days that are counted once over all nodes.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use trusthub_app::accounts::{self, AccountEdit};
use trusthub_app::attestation::catch_up;
use trusthub_app::messaging::sending::{self, Asked, MessageDecision, decide, finish, settle};
use trusthub_app::messaging::{brands, campaigns, senders, services};
use trusthub_app::{Actor, Hub, review};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::messaging::CarrierName;
use trusthub_domain::sid::{AccountSid, BrandSid, PhoneNumberSid};
use trusthub_testkit::{TestAccount, TestHub};

use super::{approved, content, new_brand, private, service};
use crate::support::{hub, lead, refusal};

const FROM: &str = "+15105550100";

/// A low-volume brand: 2,000 a day to T-Mobile, 6,000 in all, 12 a second.
struct Bakery {
    account: TestAccount,
    brand: BrandSid,
    number: PhoneNumberSid,
}

async fn bakery(hub: &TestHub, lead: &Actor) -> Bakery {
    let account = hub.account("Owl").await;
    let (profile, product) = approved(hub, &account, lead, private()).await;
    let new = brands::NewBrand { skips_vetting: true, ..new_brand(&profile, &product) };
    let brand = brands::create(&hub.hub, &account.actor, new).await.unwrap().brand.sid;
    hub.run_jobs().await;
    let pool = service(hub, &account).await.service.sid;
    campaigns::create(&hub.hub, &account.actor, pool, brand, content()).await.unwrap();
    hub.run_jobs().await;
    let number = hub.number(&account, FROM).await;
    senders::add(&hub.hub, &account.actor, pool, number).await.unwrap();
    catch_up(&hub.hub).await.unwrap();
    Bakery { account, brand, number }
}

impl Bakery {
    async fn asks(&self, at: &Hub, count: u32, carrier: Option<CarrierName>) -> MessageDecision {
        let asked = Asked { account: self.account.sid, from: FROM.parse().unwrap(), count, carrier };
        decide(at, &self.account.actor, &asked).await.unwrap()
    }

    async fn says(&self, at: &Hub) -> &'static str {
        self.asks(at, 1, None).await.ground.as_str()
    }

    /// What the database knows: carrier, used, set aside.
    async fn told(&self, at: &Hub) -> Vec<(String, u64, u64)> {
        let (_, told) = sending::usage(at, &self.account.actor, self.brand, None).await.unwrap();
        told.into_iter().map(|day| (day.lane, day.used, day.granted - day.used)).collect()
    }
}

fn all(used: u64, set_aside: u64) -> (String, u64, u64) {
    ("all".to_owned(), used, set_aside)
}

#[tokio::test]
async fn a_registered_number_may_send_until_something_behind_it_stops() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let bakery = bakery(&hub, &lead).await;
    let (at, by) = (&hub.hub, &bakery.account.actor);
    let first = bakery.asks(at, 1, None).await;
    assert_eq!(
        (first.ground.as_str(), first.brand.map(|brand| brand.sid)),
        ("registered", Some(bakery.brand))
    );
    assert_eq!(first.limits.unwrap().rule, "low_volume_standard");
    let now = async || {
        hub.advance(Duration::from_secs(1));
        catch_up(at).await.unwrap();
        bakery.says(at).await
    };
    let profile = brands::find(at, by, bakery.brand).await.unwrap().brand.customer_profile_sid;
    review::suspend(at, &lead, profile, None).await.unwrap();
    assert_eq!(now().await, "brand_suspended");
    review::reinstate(at, &lead, profile).await.unwrap();
    assert_eq!(now().await, "registered");
    for (status, says) in
        [(AccountStatus::Suspended, "account_not_active"), (AccountStatus::Active, "registered")]
    {
        let edit = AccountEdit { status: Some(status), ..AccountEdit::default() };
        accounts::update(at, &Actor::operator(), bakery.account.sid, edit).await.unwrap();
        assert_eq!(now().await, says);
    }
    let (pool, campaign) = (first.service.unwrap(), first.campaign.unwrap());
    senders::remove(at, by, pool, bakery.number).await.unwrap();
    assert_eq!(now().await, "not_in_service");
    senders::add(at, by, pool, bakery.number).await.unwrap();
    assert_eq!(now().await, "registered");
    campaigns::delete(at, by, pool, campaign).await.unwrap();
    assert_eq!(now().await, "no_campaign");
    services::delete(at, by, pool).await.unwrap();
    assert_eq!(now().await, "not_in_service");
    // A node that has just started says the same.
    let other = hub.another_node().await;
    assert_eq!(bakery.says(&other).await, "not_current");
    catch_up(&other).await.unwrap();
    assert_eq!(bakery.says(&other).await, "not_in_service");
}

#[tokio::test]
async fn numbers_of_others_and_unverified_ones_send_nothing() {
    let hub = hub!();
    let bakery = bakery(&hub, &lead(&hub).await).await;
    let stranger = hub.account("Heron").await;
    hub.number(&stranger, "+18335550100").await;
    catch_up(&hub.hub).await.unwrap();
    let asks = async |account: AccountSid, from: &str| {
        let asked = Asked { account, from: from.parse().unwrap(), count: 1, carrier: None };
        decide(&hub.hub, &stranger.actor, &asked).await
    };
    let borrowed = asks(stranger.sid, FROM).await.unwrap();
    assert_eq!((borrowed.ground.as_str(), borrowed.ground.error_code()), ("number_not_owned", None));
    assert!(borrowed.service.is_none() && borrowed.brand.is_none(), "whose it is, and what for, is not told");
    let unverified = asks(stranger.sid, "+18335550100").await.unwrap();
    assert_eq!(
        (unverified.ground.as_str(), unverified.ground.error_code()),
        ("toll_free_unverified", Some(30032))
    );
    assert!(refusal(asks(bakery.account.sid, FROM).await).starts_with("NotFound"));
    let whole = Asked { account: bakery.account.sid, from: FROM.parse().unwrap(), count: 0, carrier: None };
    assert!(refusal(decide(&hub.hub, &bakery.account.actor, &whole).await).starts_with("Invalid"));
}

#[tokio::test]
async fn a_second_holds_what_carriers_take() {
    let hub = hub!();
    let bakery = bakery(&hub, &lead(&hub).await).await;
    for _ in 0..12 {
        assert_eq!(bakery.says(&hub.hub).await, "registered");
    }
    let late = bakery.asks(&hub.hub, 3, None).await;
    assert_eq!(late.ground.as_str(), "rate_exceeded");
    // The clock of tests moves a little with each look.
    let wait = late.retry_after.unwrap();
    assert!((Duration::from_millis(249)..=Duration::from_millis(250)).contains(&wait), "{wait:?}");
    hub.advance(Duration::from_millis(250));
    assert_eq!(bakery.asks(&hub.hub, 3, None).await.ground.as_str(), "registered");
    for _ in 0..4 {
        let to_att = bakery.asks(&hub.hub, 1, Some(CarrierName::Att)).await;
        assert_eq!(to_att.ground.as_str(), "registered");
    }
    assert_eq!(bakery.asks(&hub.hub, 1, Some(CarrierName::Att)).await.ground.as_str(), "rate_exceeded");
    finish(&hub.hub).await.unwrap();
    assert_eq!(bakery.told(&hub.hub).await, [all(19, 0), ("att".to_owned(), 4, 0)]);
}

#[tokio::test]
async fn a_day_is_used_up_exactly_whichever_nodes_are_asked() {
    let hub = hub!();
    let bakery = bakery(&hub, &lead(&hub).await).await;
    let nodes = [hub.hub.clone(), hub.another_node().await];
    let mut sent = 0;
    for size in [70, 11, 1] {
        let mut refused = 0;
        for turn in 0.. {
            hub.advance(Duration::from_secs(40));
            for node in &nodes {
                catch_up(node).await.unwrap();
                settle(node).await.unwrap();
            }
            let said = bakery.asks(&nodes[turn % 2], size, Some(CarrierName::TMobile)).await;
            match said.ground.as_str() {
                "registered" => (sent, refused) = (sent + size, 0),
                "carrier_cap_reached" => refused += 1,
                other => panic!("{other}"),
            }
            assert!(sent <= 2000);
            if refused == 2 {
                break;
            }
        }
    }
    assert_eq!(sent, 2000);
    for node in &nodes {
        finish(node).await.unwrap();
        finish(node).await.unwrap();
    }
    assert_eq!(bakery.told(&hub.hub).await, [all(2000, 0), ("tmobile".to_owned(), 2000, 0)]);
    assert_eq!(bakery.asks(&hub.hub, 1, Some(CarrierName::Verizon)).await.ground.as_str(), "registered");
    // The next day is another one.
    hub.advance(Duration::from_secs(24 * 60 * 60));
    catch_up(&hub.hub).await.unwrap();
    let anew = bakery.asks(&hub.hub, 100, Some(CarrierName::TMobile)).await;
    assert_eq!(anew.ground.as_str(), "registered");
    assert_eq!(anew.day.unwrap().1.used, 100);
}

#[tokio::test]
async fn what_is_allowed_at_once_on_two_nodes_is_counted_once() {
    let hub = hub!();
    let bakery = Arc::new(bakery(&hub, &lead(&hub).await).await);
    let nodes = [hub.hub.clone(), hub.another_node().await];
    let mut sent = 0;
    for _ in 0..20 {
        hub.advance(Duration::from_secs(3));
        for node in &nodes {
            catch_up(node).await.unwrap();
        }
        let (mut asks, mut settles) = (JoinSet::new(), JoinSet::new());
        for turn in 0..12 {
            let (node, bakery) = (nodes[turn % 2].clone(), Arc::clone(&bakery));
            asks.spawn(async move { bakery.asks(&node, 2, None).await });
            if turn == 6 {
                let node = nodes[0].clone();
                settles.spawn(async move { settle(&node).await.unwrap() });
            }
        }
        let said = asks.join_all().await;
        settles.join_all().await;
        sent += 2 * said.iter().filter(|one| one.ground.as_str() == "registered").count() as u64;
    }
    for node in &nodes {
        finish(node).await.unwrap();
    }
    assert!(sent > 100, "{sent}");
    assert_eq!(bakery.told(&hub.hub).await, [all(sent, 0)]);
}

#[tokio::test]
async fn what_a_killed_node_was_given_stays_set_aside() {
    let hub = hub!();
    let bakery = bakery(&hub, &lead(&hub).await).await;
    let killed = hub.another_node().await;
    catch_up(&killed).await.unwrap();
    assert_eq!(bakery.asks(&killed, 1000, None).await.ground.as_str(), "registered");
    // What it used was not told yet; what it was given was.
    let (_, used, set_aside) = bakery.told(&hub.hub).await.remove(0);
    assert_eq!((used, set_aside), (0, 1000));
    drop(killed);
    assert_eq!(bakery.asks(&hub.hub, 5001, None).await.ground.as_str(), "daily_cap_reached");
    hub.advance(Duration::from_secs(2));
    let rest = bakery.asks(&hub.hub, 5000, None).await;
    assert_eq!((rest.ground.as_str(), rest.day.unwrap().1.used), ("registered", 6000));
}

#[tokio::test]
async fn without_the_database_a_node_lets_send_what_it_was_given() {
    let hub = hub!();
    let bakery = bakery(&hub, &lead(&hub).await).await;
    let (node, connections) = hub.node_with_connections().await;
    catch_up(&node).await.unwrap();
    assert_eq!(bakery.says(&node).await, "registered");
    connections.close().await;
    let mut sent = 1;
    let last = loop {
        hub.advance(Duration::from_millis(500));
        let said = bakery.asks(&node, 1, None).await;
        match said.ground.as_str() {
            "registered" => sent += 1,
            _ => break said,
        }
    };
    assert_eq!((last.ground.as_str(), last.ground.outcome().as_str()), ("count_unavailable", "throttle"));
    // Five seconds of twelve.
    assert_eq!(sent, 60);
}
