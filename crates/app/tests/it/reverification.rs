//! Profiles in force are verified again: on their schedule, and when a register changes.

use std::time::Duration;

use trusthub_app::review::{self, CaseFilter};
use trusthub_app::{Actor, audit, bundles};
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::confirmation::Answer;
use trusthub_domain::review::{CaseState, Outcome};
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub};

use crate::automatic::{NOBODY_LISTED, hold_register, submitted};
use crate::confirmations::{answer, asks, link, reviewer};
use crate::support::hub;
use crate::watchlists::import;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn status(hub: &TestHub, account: &TestAccount, bundle: &Bundle) -> Status {
    let found = bundles::find(&hub.hub, &account.actor, BundleKind::CustomerProfile, bundle.sid).await;
    found.unwrap().shown_status()
}

async fn open_cases(hub: &TestHub, reviewer: &Actor) -> usize {
    review::list(&hub.hub, reviewer, CaseFilter::default()).await.unwrap().len()
}

async fn times(hub: &TestHub, account: &TestAccount, action: &str) -> usize {
    let entries = audit::export(&hub.hub, &Actor::operator(), account.sid, 0, 1000).await.unwrap();
    entries.iter().filter(|entry| entry.action == action).count()
}

/// A business that the machine approved.
async fn approved(hub: &TestHub, account: &TestAccount) -> Bundle {
    hold_register(hub, "good").await;
    import(hub, NOBODY_LISTED).await.unwrap();
    let bundle = submitted(hub, account, &SOUND_BUSINESS).await;
    answer(hub, &link(hub), Answer::Confirm).await;
    assert_eq!(status(hub, account, &bundle).await, Status::Approved);
    bundle
}

#[tokio::test]
async fn a_company_that_its_register_dissolves_is_for_a_reviewer_and_in_force_until_then() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    let reviewer = reviewer(&hub).await;
    let bundle = approved(&hub, &account).await;
    hold_register(&hub, "void").await;
    hub.run_jobs().await;
    assert_eq!(status(&hub, &account, &bundle).await, Status::Approved, "a person decides");
    let case = review::show(&hub.hub, &reviewer, bundle.sid).await.unwrap().cases.remove(0);
    assert_eq!(case.state, CaseState::Open);
    let failed = case.assessment.unwrap().evidence.into_iter().filter(|one| one.outcome == Outcome::Fail);
    assert_eq!(failed.map(|one| one.check).collect::<Vec<_>>(), ["registry.active"]);
    assert_eq!(times(&hub, &account, "case.open_by_reverification").await, 1);

    hold_register(&hub, "good").await;
    hub.run_jobs().await;
    assert_eq!(open_cases(&hub, &reviewer).await, 1, "what was found stays found until somebody decides");
}

#[tokio::test]
async fn one_that_is_as_it_was_is_looked_at_recorded_and_left_alone_time_and_again() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    let reviewer = reviewer(&hub).await;
    let bundle = approved(&hub, &account).await;
    let so_far = times(&hub, &account, "bundle.reverify").await;
    hub.advance(364 * DAY);
    hub.run_jobs().await;
    assert_eq!(times(&hub, &account, "bundle.reverify").await, so_far, "low risk: once a year");
    let _ = bundle;
    assert_eq!(open_cases(&hub, &reviewer).await, 0);
}

#[tokio::test]
async fn one_that_a_person_approved_against_the_evidence_is_looked_at_every_month() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = reviewer(&hub).await;
    let (bundle, _) = hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    for month in 1..=3 {
        hub.advance(31 * DAY);
        hub.run_jobs().await;
        assert_eq!(times(&hub, &account, "bundle.reverify").await, month);
    }
    assert_eq!(open_cases(&hub, &reviewer).await, 0);
    hub.advance(300 * DAY);
    hub.run_jobs().await;
    let end = times(&hub, &account, "bundle.reverify").await;
    hub.advance(300 * DAY);
    hub.run_jobs().await;
    assert_eq!(times(&hub, &account, "bundle.reverify").await, end, "it is in force no more");
    assert_eq!(status(&hub, &account, &bundle).await, Status::Rejected);
}

#[tokio::test]
async fn a_case_that_waits_is_approved_once_a_register_that_knows_the_business_comes() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    import(&hub, NOBODY_LISTED).await.unwrap();
    let bundle = submitted(&hub, &account, &SOUND_BUSINESS).await;
    answer(&hub, &link(&hub), Answer::Confirm).await;
    assert_eq!(status(&hub, &account, &bundle).await, Status::InReview);
    hold_register(&hub, "good").await;
    hub.run_jobs().await;
    assert_eq!(status(&hub, &account, &bundle).await, Status::Approved);
}
