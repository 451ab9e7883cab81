//! Nodes follow the database, from wherever they begin.

use std::time::{Duration, Instant};

use trusthub_app::attestation::{catch_up, switches};
use trusthub_app::auth::authenticate;
use trusthub_app::items::numbers::{self, NewNumber};
use trusthub_app::{Actor, Error, Hub, review};
use trusthub_domain::attestation::{Attest, Ground};
use trusthub_domain::item::Attributes;
use trusthub_domain::sid::AccountSid;
use trusthub_testkit::{TestAccount, TestHub};

use super::{Approved, NUMBER, PROFILE, approved, asked, assign};
use crate::support::{Server, eventually, hub, lead};

async fn takes_numbers(hub: &Hub, account: &TestAccount, prefix: &str, count: u32) {
    for number in 0..count {
        let new = NewNumber {
            phone_number: format!("{prefix}{number:03}").parse().unwrap(),
            friendly_name: None,
            bundle_sid: None,
            address_sid: None,
            settings: Attributes::new(),
        };
        numbers::create(hub, &account.actor, new).await.unwrap();
    }
}

/// Every answer that a node gives for these.
fn answers(node: &Hub, accounts: &[AccountSid], numbers: &[String]) -> Vec<(Option<Attest>, Vec<Ground>)> {
    let all = accounts.iter().flat_map(|account| numbers.iter().map(move |number| (account, number)));
    all.map(|(account, number)| asked(node, Some(*account), number)).collect()
}

#[tokio::test]
async fn a_node_that_loads_knows_what_one_that_followed_knows() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let follower = hub.another_node().await;
    catch_up(&follower).await.unwrap();
    let Approved { account, profile, .. } = approved(&hub, "Owl", &lead).await;
    let other = hub.account("Wren").await;
    takes_numbers(&hub.hub, &account, "+15105551", 40).await;
    takes_numbers(&hub.hub, &other, "+15105552", 40).await;
    // A number on a profile that is not approved yet, and one whose profile was suspended.
    let draft = hub.draft(&other, PROFILE, trusthub_testkit::PRIMARY).await;
    let on_draft = hub.number(&other, "+15105550901").await;
    assign(&hub, &other, PROFILE, draft.sid, on_draft).await;
    catch_up(&follower).await.unwrap();
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    catch_up(&follower).await.unwrap();
    let loaded = hub.another_node().await;
    catch_up(&loaded).await.unwrap();

    let accounts = [account.sid, other.sid];
    let mut numbers: Vec<String> = (0..40).map(|number| format!("+15105551{number:03}")).collect();
    numbers.extend((0..40).map(|number| format!("+15105552{number:03}")));
    numbers.extend([NUMBER, "+15105550901", "+15105550999"].map(ToOwned::to_owned));
    assert_eq!(answers(&loaded, &accounts, &numbers), answers(&follower, &accounts, &numbers));
    assert_eq!(asked(&loaded, Some(account.sid), NUMBER).1[0], Ground::ProfileSuspended);
    let on_draft = asked(&loaded, Some(other.sid), "+15105550901").1;
    assert!(on_draft.contains(&Ground::ProfileNotInForce), "{on_draft:?}");
}

/// Changes on two nodes at a time, while both and a third follow: none is missed.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_missed_however_changes_overlap() {
    const EACH: u32 = 60;
    let hub = hub!();
    let writers = [hub.another_node().await, hub.another_node().await];
    let watcher = hub.another_node().await;
    let accounts = [hub.account("Owl").await, hub.account("Wren").await];
    catch_up(&watcher).await.unwrap();
    let write = async |writer: usize| {
        let prefix = format!("+1510555{}", writer + 1);
        takes_numbers(&writers[writer], &accounts[writer], &prefix, EACH).await;
    };
    let watch = async {
        for _ in 0..40 {
            catch_up(&watcher).await.unwrap();
            catch_up(&writers[0]).await.unwrap();
        }
    };
    tokio::join!(write(0), write(1), watch);
    let nodes = [&watcher, &writers[0], &writers[1]];
    for node in nodes {
        catch_up(node).await.unwrap();
        for writer in 0..2 {
            for number in 0..EACH {
                let number = format!("+1510555{}{number:03}", writer + 1);
                let (_, grounds) = asked(node, Some(accounts[writer].sid), &number);
                assert!(!grounds.contains(&Ground::NumberNotInInventory), "{number} was missed");
                assert_eq!(
                    asked(node, Some(accounts[1 - writer].sid), &number).1[0],
                    Ground::NumberOfAnotherTenant
                );
            }
        }
    }
}

#[tokio::test]
async fn a_node_that_was_away_for_too_long_begins_anew() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let away = hub.another_node().await;
    catch_up(&away).await.unwrap();
    let Approved { account, .. } = approved(&hub, "Owl", &lead).await;
    catch_up(&hub.hub).await.unwrap();
    hub.sql("DELETE FROM attestation_changes").await;
    hub.sql("UPDATE attestation_head SET pruned_to = sequence").await;
    catch_up(&away).await.unwrap();
    assert_eq!(asked(&away, Some(account.sid), NUMBER).0, Some(Attest::A));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_server_follows_within_a_second() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let Approved { account, profile, .. } = approved(&hub, "Owl", &lead).await;
    let server = Server::of(&hub);
    eventually("the index is loaded", async || {
        asked(&hub.hub, Some(account.sid), NUMBER).0 == Some(Attest::A)
    })
    .await;
    // The operator's command is another process.
    let beside: Hub = hub.another_node().await;
    let begun = Instant::now();
    review::suspend(&beside, &lead, profile.sid, None).await.unwrap();
    eventually("the suspension is known", async || asked(&hub.hub, Some(account.sid), NUMBER).0.is_none())
        .await;
    // Four looks fit into a second; a machine that is busy with other tests gets ten times that.
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    server.end().await;
}

async fn signs_in(node: &Hub, sid: &str, secret: &secrecy::SecretString) -> bool {
    match authenticate(node, sid, secret).await {
        Ok(actor) => actor.account_sid().is_none() && actor.label() == format!("switch:{sid}"),
        Err(Error::Unauthenticated) => false,
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_switch_signs_in_until_it_is_revoked() {
    let hub: TestHub = hub!();
    let operator = Actor::operator();
    let (switch, secret) = switches::create(&hub.hub, &operator, "Berkeley".to_owned()).await.unwrap();
    let sid = switch.sid.to_string();
    let fresh = hub.another_node().await;
    assert!(signs_in(&fresh, &sid, &secret).await, "before anything is loaded, the database is asked");
    catch_up(&hub.hub).await.unwrap();
    catch_up(&fresh).await.unwrap();
    assert!(signs_in(&hub.hub, &sid, &secret).await && signs_in(&fresh, &sid, &secret).await);
    assert!(!signs_in(&hub.hub, &sid, &"wrong".into()).await);
    assert!(!signs_in(&hub.hub, "SW00000000000000000000000000000001", &secret).await);
    assert!(!signs_in(&hub.hub, &sid, &"".into()).await);
    assert_eq!(hub.where_readable(&[secrecy::ExposeSecret::expose_secret(&secret)]).await, None);

    switches::revoke(&hub.hub, &operator, switch.sid).await.unwrap();
    let again = switches::revoke(&hub.hub, &operator, switch.sid).await;
    assert!(matches!(again, Err(Error::NotFound(_))));
    for node in [&hub.hub, &fresh, &hub.another_node().await] {
        catch_up(node).await.unwrap();
        assert!(!signs_in(node, &sid, &secret).await);
    }
    let listed = switches::list(&hub.hub, &operator).await.unwrap();
    assert_eq!((listed.len(), listed[0].revoked_at.is_some()), (1, true));
    let account = hub.account("Owl").await;
    let refused = switches::create(&hub.hub, &account.actor, "Mine".to_owned()).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
}
