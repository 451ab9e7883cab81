//! A clock that is set, by hours and in both directions: nothing waits for it, nothing is lost or told twice.

use std::collections::BTreeSet;
use std::time::Duration;

use trusthub_app::bundles::{self, BundleFilter};
use trusthub_app::{Actor, PageRequest, Position, audit};
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::sid::BundleSid;
use trusthub_testkit::{PRIMARY, SOUND_BUSINESS, TestAccount, TestHub};

use crate::support::{Server, eventually, hub, lead, subjects};

const PROFILE: BundleKind = BundleKind::CustomerProfile;
const HOUR: Duration = Duration::from_secs(60 * 60);

async fn entries_in_the_tree(hub: &TestHub) -> i64 {
    audit::verify(&hub.hub, &Actor::operator(), None).await.unwrap().tree_size
}

/// Until the upkeep has begun another round: a new entry of the audit log is in the tree.
async fn one_round_of_upkeep(hub: &TestHub) {
    for name in ["ends a round that runs", "belongs to the next one"] {
        let before = entries_in_the_tree(hub).await;
        hub.account(name).await;
        eventually("a round of the upkeep", async || entries_in_the_tree(hub).await > before).await;
    }
}

async fn submitted(hub: &TestHub, account: &TestAccount) -> Bundle {
    let draft = hub.draft(account, PROFILE, PRIMARY).await;
    bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap()
}

#[tokio::test]
async fn a_clock_put_back_while_no_server_ran_does_not_hold_up_what_is_due() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let rejected = submitted(&hub, &account).await;
    assert_eq!(rejected.status, Status::Rejected);
    hub.clock.put_back(3 * HOUR);
    assert_eq!(hub.run_jobs().await, 0, "the jobs are due in three hours");
    let server = Server::of(&hub);
    eventually("the letter about the rejection", async || subjects(&hub).len() == 1).await;
    server.end().await;
}

#[tokio::test]
async fn a_clock_put_back_under_a_server_does_not_hold_up_what_is_due() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let server = Server::of(&hub);
    hub.advance(3 * HOUR);
    bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap();
    one_round_of_upkeep(&hub).await;
    hub.clock.put_back(3 * HOUR);
    one_round_of_upkeep(&hub).await;
    assert_eq!(subjects(&hub), [""; 0], "a minute has not passed");
    hub.advance(Duration::from_secs(61));
    eventually("the letter that it was received", async || subjects(&hub).len() == 1).await;
    server.end().await;
}

#[tokio::test]
async fn a_clock_that_leaps_both_ways_leaves_lists_events_and_the_log_whole() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let mut made = BTreeSet::new();
    for (forward, back) in [(0, 3), (5, 0), (0, 1), (2, 4), (0, 0)] {
        let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
        hub.advance(forward * HOUR);
        hub.submit(&account, &draft).await;
        hub.clock.put_back(back * HOUR);
        let approved = hub.approve(&lead, &draft).await;
        assert_eq!((approved.status, approved.event_sequence), (Status::Approved, 3));
        assert!(approved.is_in_force(hub.hub.now()));
        made.insert(draft.sid);
    }
    assert_eq!(listed(&hub, &account).await, made.iter().copied().collect::<Vec<_>>());
    // Later, all is told, once each.
    hub.advance(12 * HOUR);
    hub.run_jobs().await;
    let approvals = subjects(&hub).iter().filter(|subject| subject.ends_with("is approved")).count();
    assert_eq!(approvals, made.len());
    for sid in made {
        let bundle = bundles::find(&hub.hub, &account.actor, PROFILE, sid).await.unwrap();
        assert_eq!(bundle.status, Status::Approved);
    }
    audit::checkpoint(&hub.hub, &Actor::operator()).await.unwrap();
    let report = audit::verify(&hub.hub, &Actor::operator(), None).await.unwrap();
    assert_eq!(report.findings, []);
}

/// All profiles, two to a page, each page asked for by the end of the one before; sorted.
async fn listed(hub: &TestHub, account: &TestAccount) -> Vec<BundleSid> {
    let mut found = Vec::new();
    let mut position = Position::Start;
    loop {
        let request = PageRequest { size: 2, position };
        let page = bundles::list(&hub.hub, &account.actor, PROFILE, BundleFilter::default(), request).await;
        let page = page.unwrap();
        assert!(page.items.is_sorted_by(|one, next| one.date_created >= next.date_created));
        found.extend(page.items.iter().map(|bundle| bundle.sid));
        match page.next {
            Some(cursor) => position = Position::After(cursor),
            None => break,
        }
    }
    found.sort_unstable();
    found
}
