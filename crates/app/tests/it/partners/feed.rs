//! The feed: each change of trust, in order, on every node.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use trusthub_app::accounts::{self, AccountEdit};
use trusthub_app::attestation::catch_up;
use trusthub_app::items::numbers;
use trusthub_app::partners::{self, CloudEvent, StartAt, Waited};
use trusthub_app::{Actor, Error, bundles, review};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::partner::PartnerKind;
use trusthub_testkit::{Business, DAY, SOUND_BUSINESS};

use super::{kinds, partner, told_by};
use crate::attestation::{approved, assign};
use crate::support::{Server, eventually, hub, lead};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

#[tokio::test]
async fn each_change_of_trust_is_told_in_order() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let account = hub.account("Owl").await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    review::reinstate(&hub.hub, &lead, profile.sid).await.unwrap();
    for status in [AccountStatus::Suspended, AccountStatus::Active] {
        let edit = AccountEdit { status: Some(status), ..AccountEdit::default() };
        accounts::update(&hub.hub, &Actor::operator(), account.sid, edit).await.unwrap();
        hub.run_jobs().await;
    }
    hub.advance(400 * DAY);
    hub.run_jobs().await;
    let told = told_by(&hub.hub, &carrier).await;
    assert_eq!(
        kinds(&told),
        [
            ("trust.granted", 2),
            ("trust.suspended", 0),
            ("trust.reinstated", 2),
            ("trust.suspended", 0),
            ("trust.reinstated", 2),
            ("trust.expired", 0),
        ]
    );
    assert!(told.iter().all(|event| event.subject == account.sid.to_string()));
    let chain: Vec<(u8, u8)> =
        told.iter().map(|event| (event.data.previous_level, event.data.level)).collect();
    assert!(chain.windows(2).all(|pair| pair[0].1 == pair[1].0), "{chain:?}");
    let statuses: Vec<&str> = told.iter().map(|event| event.data.status).collect();
    assert_eq!(statuses, ["in_force", "suspended", "in_force", "suspended", "in_force", "expired"]);

    let another = hub.another_node().await;
    assert_eq!(told_by(&another, &carrier).await, told, "the same from another node");
}

#[tokio::test]
async fn deleting_an_approved_profile_and_erasing_an_account_are_told() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let (one, other) = (hub.account("Owl").await, hub.account("Heron").await);
    let (profile, _) = hub.approved_profile(&one, &lead, &SOUND_BUSINESS, None).await;
    bundles::delete(&hub.hub, &one.actor, PROFILE, profile.sid).await.unwrap();
    let business =
        Business { ein: "911144442", domain: "heronvoice.com", name: "Heron Voice LLC", ..SOUND_BUSINESS };
    hub.approved_profile(&other, &lead, &business, None).await;
    hub.number(&other, "+15105550177").await;
    accounts::erase(&hub.hub, &Actor::operator(), other.sid).await.unwrap();
    let told = told_by(&hub.hub, &carrier).await;
    assert_eq!(
        kinds(&told),
        [("trust.granted", 2), ("trust.lowered", 0), ("trust.granted", 2), ("trust.lowered", 0)],
        "no number of an erased account is told of"
    );
    assert_eq!(told[3].data.status, "withdrawn");
}

#[tokio::test]
async fn numbers_and_what_they_rest_on_are_told() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let owl = approved(&hub, "Owl", &lead).await;
    let before = told_by(&hub.hub, &carrier).await;
    assert_eq!(
        kinds(&before),
        [
            ("trust.granted", 2),
            ("number.added", 2),
            ("number.assigned", 2),
            ("trust.grounds_changed", 2),
            ("number.assigned", 2),
        ]
    );
    review::suspend(&hub.hub, &lead, owl.product, None).await.unwrap();
    let spare = hub.number(&owl.account, "+15105550199").await;
    assign(&hub, &owl.account, PROFILE, owl.profile.sid, spare).await;
    let assignments = bundles::channels::list(
        &hub.hub,
        &owl.account.actor,
        PROFILE,
        owl.profile.sid,
        Some(vec![spare]),
        crate::support::first_page(9),
    );
    let assignment = assignments.await.unwrap().items.remove(0);
    bundles::channels::remove(&hub.hub, &owl.account.actor, PROFILE, owl.profile.sid, assignment.sid)
        .await
        .unwrap();
    numbers::delete(&hub.hub, &owl.account.actor, spare).await.unwrap();
    let told = told_by(&hub.hub, &carrier).await;
    assert_eq!(
        kinds(&told[before.len()..]),
        [
            ("trust.grounds_changed", 2),
            ("number.added", 2),
            ("number.assigned", 2),
            ("number.unassigned", 2),
            ("number.removed", 2),
        ]
    );
    // Nobody was let see which numbers.
    assert!(
        told.iter().all(|event| event.data.number.is_none() && event.subject == owl.account.sid.to_string())
    );
}

#[tokio::test]
async fn of_those_who_were_never_vetted_and_of_tests_nothing_is_told() {
    let hub = hub!();
    let carrier = partner(&hub, PartnerKind::Carrier).await;
    let lead = lead(&hub).await;
    let unvetted = hub.account("Owl").await;
    hub.number(&unvetted, "+15105550123").await;
    let test = hub.test_account("Trial").await;
    let (draft, _) = hub.complete_profile(&test, &SOUND_BUSINESS, None).await;
    hub.submit(&test, &draft).await;
    let _ = review::approve(&hub.hub, &lead, draft.sid, None).await;
    assert_eq!(told_by(&hub.hub, &carrier).await, []);
}

/// Two profiles of each account are suspended and reinstated by many at once, through two nodes, while partners read.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_reads_while_many_change_misses_nothing_and_sees_each_account_in_order() {
    let hub = Arc::new(hub!());
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let another = hub.another_node().await;
    let mut profiles = Vec::new();
    for _ in 0..3 {
        let account = hub.account("Owl").await;
        for _ in 0..2 {
            profiles.push(hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await.0.sid);
        }
    }
    let nodes = [hub.hub.clone(), another.clone()];
    let mut changing = tokio::task::JoinSet::new();
    for (at, profile) in profiles.into_iter().enumerate() {
        let (node, lead) = (nodes[at % 2].clone(), lead.clone());
        changing.spawn(async move {
            for _ in 0..4 {
                for is_suspension in [true, false] {
                    loop {
                        let done = if is_suspension {
                            review::suspend(&node, &lead, profile, None).await
                        } else {
                            review::reinstate(&node, &lead, profile).await
                        };
                        match done {
                            Ok(_) => break,
                            Err(Error::Conflict | Error::Unavailable(_)) => tokio::task::yield_now().await,
                            Err(error) => panic!("{error:?}"),
                        }
                    }
                }
            }
        });
    }
    let reading = async |node: &trusthub_app::Hub| {
        let (mut cursor, mut all) = (0, Vec::<CloudEvent>::new());
        for _ in 0..60 {
            catch_up(node).await.unwrap();
            let batch = partners::read(node, &carrier, cursor, 1000).await.unwrap();
            cursor = batch.cursor;
            all.extend(batch.events);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        (cursor, all)
    };
    let (_, one, other) = tokio::join!(changing.join_all(), reading(&hub.hub), reading(&another));
    let whole = told_by(&hub.hub, &carrier).await;
    for (node, (cursor, mut read)) in [(&hub.hub, one), (&another, other)] {
        catch_up(node).await.unwrap();
        read.extend(partners::read(node, &carrier, cursor, 1000).await.unwrap().events);
        assert_eq!(read, whole);
    }
    let mut levels: BTreeMap<&str, u8> = BTreeMap::new();
    for event in whole.iter().filter(|event| event.type_name.contains(".trust.")) {
        let level = levels.entry(&event.subject).or_default();
        assert_eq!(event.data.previous_level, *level, "{event:?}");
        *level = event.data.level;
    }
    assert_eq!(levels.into_values().collect::<Vec<_>>(), [2, 2, 2], "as it is at the end");
    let order: Vec<i64> = whole.iter().map(|event| event.sequence.parse().unwrap()).collect();
    assert!(
        order.is_sorted()
            && order.first() == Some(&1)
            && order.last() == i64::try_from(order.len()).ok().as_ref()
    );
}

#[tokio::test]
async fn a_suspension_reaches_a_waiting_partner_within_two_seconds() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let account = hub.account("Owl").await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let (here, there) = (Server::of(&hub), hub.another_node().await);
    let mut slowest = Duration::ZERO;
    for round in 0..4 {
        catch_up(&hub.hub).await.unwrap();
        let cursor = partners::start(&hub.hub, &carrier, StartAt::Latest).await.unwrap();
        let waiting = partners::wait(&hub.hub, &carrier, cursor, Duration::from_secs(20));
        let changing = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let begun = Instant::now();
            // By another process.
            if round % 2 == 0 {
                review::suspend(&there, &lead, profile.sid, None).await.unwrap();
            } else {
                review::reinstate(&there, &lead, profile.sid).await.unwrap();
            }
            begun
        };
        let (waited, begun) = tokio::join!(waiting, changing);
        assert_eq!(waited.unwrap(), Waited::News);
        slowest = slowest.max(begun.elapsed());
        let told = partners::read(&hub.hub, &carrier, cursor, 9).await.unwrap().events;
        assert_eq!(kinds(&told)[0].0, if round % 2 == 0 { "trust.suspended" } else { "trust.reinstated" });
    }
    println!("slowest of four: {} ms", slowest.as_millis());
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    here.end().await;
}

#[tokio::test]
async fn whoever_is_revoked_does_not_go_on_waiting() {
    let hub = hub!();
    let carrier = partner(&hub, PartnerKind::Carrier).await;
    let server = Server::of(&hub);
    let trusthub_app::Who::Partner(known) = carrier.who().clone() else { panic!("a partner") };
    let waiting = partners::wait(&hub.hub, &carrier, 0, Duration::from_secs(20));
    let operator = Actor::operator();
    let revoking = partners::accounts::revoke(&hub.hub, &operator, known.sid);
    let (waited, revoked) = tokio::join!(waiting, revoking);
    revoked.unwrap();
    assert!(matches!(waited, Err(Error::Unauthenticated)), "{waited:?}");
    server.end().await;
}

#[tokio::test]
async fn accounts_from_before_there_was_a_feed_are_told_of_once() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let account = hub.account("Owl").await;
    hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    for table in ["trust_standings", "partner_events"] {
        hub.sql(&format!("DELETE FROM {table}")).await;
    }
    let node = hub.another_node().await;
    for _ in 0..2 {
        let server = Server::of(&hub);
        eventually("it is told of", async || !told_by(&node, &carrier).await.is_empty()).await;
        server.end().await;
        assert_eq!(kinds(&told_by(&node, &carrier).await), [("trust.granted", 2)]);
    }
}

#[tokio::test]
async fn a_place_that_the_feed_does_not_go_on_from_is_refused() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let account = hub.account("Owl").await;
    hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    catch_up(&hub.hub).await.unwrap();
    let start = async |from| partners::start(&hub.hub, &carrier, from).await;
    assert_eq!(start(StartAt::Cursor(1)).await.unwrap(), 1);
    assert!(matches!(start(StartAt::Cursor(2)).await, Err(Error::Invalid(_))), "not there yet");
    hub.sql("DELETE FROM partner_events").await;
    hub.sql("UPDATE partner_feed_head SET pruned_to = 1").await;
    assert!(matches!(start(StartAt::Cursor(0)).await, Err(Error::Invalid(_))), "gone");
    assert_eq!(start(StartAt::Beginning).await.unwrap(), 1);
}
