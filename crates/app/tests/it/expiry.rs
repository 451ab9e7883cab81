//! Approvals end: reminders before, rejection on the day.

use trusthub_app::Actor;
use trusthub_app::bundles::{self, copies};
use trusthub_app::items::documents;
use trusthub_app::review;
use trusthub_app::work::{self, JobFilter, JobKind};
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::item::DocumentStatus;
use trusthub_testkit::{DAY, SOUND_BUSINESS, TestAccount, TestHub};

use crate::support::{after, hub, lead, present, reasons, subjects};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

/// Lets the days pass one by one until `bundle` ends, and gives the days on which a mail was sent, counted back.
async fn mails_before_the_end(hub: &TestHub, account: &TestAccount, bundle: &Bundle) -> Vec<u64> {
    let valid_until = present(hub, account, bundle).await.valid_until.unwrap();
    let mut days = Vec::new();
    while hub.hub.now() < valid_until {
        let before = subjects(hub).len();
        let left = valid_until.since(hub.hub.now());
        after(hub, DAY.min(left)).await;
        let left = valid_until.since(hub.hub.now()).as_secs().div_ceil(DAY.as_secs());
        days.extend(std::iter::repeat_n(left, subjects(hub).len() - before));
    }
    days
}

#[tokio::test]
async fn reminders_go_out_once_each_and_then_the_approval_ends() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (approved, parts) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    hub.run_jobs().await;
    assert_eq!(mails_before_the_end(&hub, &account, &approved).await, [30, 7, 1, 0]);
    let ended = present(&hub, &account, &approved).await;
    assert_eq!(ended.status, Status::Rejected);
    assert_eq!(reasons(&ended.reasons), [(22601, "")]);
    let document = documents::find(&hub.hub, &account.actor, parts.address).await.unwrap();
    assert_eq!(document.status, DocumentStatus::Expired);
    let mails = subjects(&hub).len();
    after(&hub, 400 * DAY).await;
    assert_eq!(subjects(&hub).len(), mails, "and that is the end of it");

    assert_eq!(hub.submit(&account, &approved).await.status, Status::InReview);
    let renewed = hub.approve(&lead, &approved).await;
    assert!(renewed.valid_until > ended.valid_until, "submitted again, it is approved for another year");
}

#[tokio::test]
async fn a_renewed_approval_is_reminded_of_by_its_new_date_alone() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (approved, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    // The first approval's reminder of seven days then falls on the very day of the second one's of thirty.
    after(&hub, 23 * DAY).await;
    let copy = copies::create(&hub.hub, &account.actor, PROFILE, approved.sid).await.unwrap();
    hub.submit(&account, &copy).await;
    hub.approve(&lead, &copy).await;
    hub.run_jobs().await;
    assert_eq!(mails_before_the_end(&hub, &account, &approved).await, [30, 7, 1, 0]);
}

#[tokio::test]
async fn a_worker_that_was_down_sends_no_stale_reminder_and_still_ends_the_approval() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (approved, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    hub.run_jobs().await;
    let before = subjects(&hub).len();
    hub.advance(359 * DAY);
    assert!(present(&hub, &account, &approved).await.is_in_force(hub.hub.now()));
    hub.run_jobs().await;
    assert_eq!(subjects(&hub).len() - before, 1, "six days left: the reminder of seven, not that of thirty");
    hub.advance(7 * DAY);
    assert!(!present(&hub, &account, &approved).await.is_in_force(hub.hub.now()), "even before the job runs");
    hub.run_jobs().await;
    assert_eq!(present(&hub, &account, &approved).await.status, Status::Rejected);
    assert_eq!(subjects(&hub).len() - before, 2, "the end, and no reminder of one day after it");
}

#[tokio::test]
async fn what_is_not_in_force_is_not_reminded_of() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (suspended, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let (deleted, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    review::suspend(&hub.hub, &lead, suspended.sid, None).await.unwrap();
    bundles::delete(&hub.hub, &account.actor, PROFILE, deleted.sid).await.unwrap();
    hub.run_jobs().await;
    let before = subjects(&hub).len();
    for _ in 0..364 {
        after(&hub, DAY).await;
    }
    assert_eq!(subjects(&hub).len(), before);
    let filter = JobFilter { kind: Some(JobKind::Expiry), ..JobFilter::default() };
    after(&hub, 2 * DAY).await;
    assert_eq!(work::list(&hub.hub, &Actor::operator(), filter).await.unwrap(), [], "no job is left behind");
}
