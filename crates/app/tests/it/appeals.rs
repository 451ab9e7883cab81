//! Appeals: once per rejection, and decided by somebody else.

use std::time::Duration;

use trusthub_app::bundles::{self, appeals};
use trusthub_app::review::{self, Approved, CaseFilter, GivenReason};
use trusthub_app::{Actor, Error, Result, audit};
use trusthub_domain::bundle::{Bundle, BundleKind, ReasonCode, Rule, Status};
use trusthub_domain::review::{AppealOutcome, Case, CaseRefusal, Role};
use trusthub_testkit::{Business, DAY, SOUND_BUSINESS, TestAccount, TestHub, Wish};

use crate::support::{after, end_user_in, error, hub, is_missing, present, subjects};

const PROFILE: BundleKind = BundleKind::CustomerProfile;
const WHY: &str = "The imprint has shown our name since May.";

async fn reject(hub: &TestHub, by: &Actor, bundle: &Bundle) -> Result<Bundle> {
    let reason =
        GivenReason { code: ReasonCode::WEBSITE, field: None, note: Some("Another name.".to_owned()) };
    review::reject(&hub.hub, by, bundle.sid, vec![reason], None).await
}

/// A profile that `by` turned down.
async fn rejected(hub: &TestHub, account: &TestAccount, by: &Actor) -> Bundle {
    let (draft, _) = hub.complete_profile(account, &SOUND_BUSINESS, None).await;
    hub.submit(account, &draft).await;
    let bundle = reject(hub, by, &draft).await.unwrap();
    hub.run_jobs().await;
    bundle
}

async fn appeal(hub: &TestHub, account: &TestAccount, bundle: &Bundle) -> Result<Case> {
    let case = appeals::create(&hub.hub, &account.actor, bundle.sid, WHY.to_owned()).await;
    hub.run_jobs().await;
    case
}

fn rule<T: std::fmt::Debug>(result: Result<T>) -> Rule {
    match error(result) {
        Error::Rule(rule) => rule,
        other => panic!("{other}"),
    }
}

async fn outcome(hub: &TestHub, account: &TestAccount, bundle: &Bundle) -> Option<AppealOutcome> {
    let all = appeals::list(&hub.hub, &account.actor, bundle.sid).await.unwrap();
    all.first().and_then(Case::appeal_outcome)
}

/// The newest letter about a rejection.
fn last_letter(hub: &TestHub) -> String {
    let mails = hub.mails();
    let letter = mails.iter().rfind(|mail| mail.subject.contains("was not approved"));
    letter.map(|mail| format!("{} {}", mail.subject, mail.text)).unwrap_or_default()
}

#[tokio::test]
async fn another_reviewer_decides_and_the_first_one_may_not() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let first = hub.reviewer("first@hub.example", Role::Admin).await;
    let second = hub.reviewer("second@hub.example", Role::Reviewer).await;
    let bundle = rejected(&hub, &account, &first).await;
    let case = appeal(&hub, &account, &bundle).await.unwrap();
    assert_eq!(case.due_at.since(case.opened_at), DAY);
    assert_eq!(
        present(&hub, &account, &bundle).await.status,
        Status::InReview,
        "the machine does not decide"
    );
    assert_eq!(outcome(&hub, &account, &bundle).await, Some(AppealOutcome::Pending));
    let queue = review::list(&hub.hub, &second, CaseFilter::default()).await.unwrap();
    assert_eq!(queue.iter().map(|one| one.case.is_appeal).collect::<Vec<_>>(), [true]);

    let refusals = [
        error(review::claim(&hub.hub, &first, bundle.sid).await),
        error(review::approve(&hub.hub, &first, bundle.sid, None).await),
        error(reject(&hub, &first, &bundle).await),
    ];
    for refused in refusals {
        assert!(matches!(refused, Error::Case(CaseRefusal::OwnDecision)), "{refused}");
    }
    hub.approve(&second, &bundle).await;
    assert_eq!(outcome(&hub, &account, &bundle).await, Some(AppealOutcome::Overturned));
    assert_eq!(present(&hub, &account, &bundle).await.status, Status::Approved);
    let log = audit::export(&hub.hub, &Actor::operator(), account.sid, 0, 100).await.unwrap();
    for action in ["bundle.appeal", "case.open_by_appeal"] {
        assert!(log.iter().any(|entry| entry.action == action), "{action}");
    }
}

#[tokio::test]
async fn a_rejection_is_appealed_once_and_what_is_upheld_not_again() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let first = hub.reviewer("first@hub.example", Role::Admin).await;
    let second = hub.reviewer("second@hub.example", Role::Reviewer).await;
    let bundle = rejected(&hub, &account, &first).await;
    appeal(&hub, &account, &bundle).await.unwrap();
    assert_eq!(rule(appeal(&hub, &account, &bundle).await), Rule::AlreadyUnderReview);
    assert!(last_letter(&hub).contains("was not approved"));
    assert!(last_letter(&hub).contains("appeal once"), "the letter says that one may");
    reject(&hub, &second, &bundle).await.unwrap();
    hub.run_jobs().await;
    assert!(!last_letter(&hub).contains("appeal once"), "the second letter does not");
    assert_eq!(outcome(&hub, &account, &bundle).await, Some(AppealOutcome::Upheld));
    assert_eq!(rule(appeal(&hub, &account, &bundle).await), Rule::AlreadyAppealed);
    // A new submission that is turned down is a new rejection.
    hub.submit(&account, &bundle).await;
    reject(&hub, &second, &bundle).await.unwrap();
    appeal(&hub, &account, &bundle).await.unwrap();
    reject(&hub, &first, &bundle).await.unwrap();
    let all = appeals::list(&hub.hub, &account.actor, bundle.sid).await.unwrap();
    let outcomes: Vec<_> = all.iter().filter_map(Case::appeal_outcome).collect();
    assert_eq!(outcomes, [AppealOutcome::Upheld; 2]);
}

#[tokio::test]
async fn what_the_machine_turned_down_any_reviewer_decides_and_the_machine_does_not() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("first@hub.example", Role::Admin).await;
    let impossible = Business { ein: "079999999", ..SOUND_BUSINESS };
    let (draft, _) = hub.complete_profile(&account, &impossible, None).await;
    let bundle = hub.submit(&account, &draft).await;
    assert_eq!(bundle.status, Status::Rejected);
    let case = appeal(&hub, &account, &bundle).await.unwrap();
    assert_eq!(case.appeal.as_ref().unwrap().against, None);
    assert_eq!(
        present(&hub, &account, &bundle).await.status,
        Status::InReview,
        "although the checks fail again"
    );
    let first = review::approve(&hub.hub, &reviewer, bundle.sid, None).await.unwrap();
    assert!(matches!(first, Approved::NeedsSecond(_)), "against what the checks say: {first:?}");
    let second = hub.reviewer("second@hub.example", Role::Reviewer).await;
    hub.approve(&second, &bundle).await;
    assert_eq!(outcome(&hub, &account, &bundle).await, Some(AppealOutcome::Overturned));
}

#[tokio::test]
async fn what_no_review_has_turned_down_cannot_be_appealed() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("first@hub.example", Role::Admin).await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    assert_eq!(rule(appeal(&hub, &account, &draft).await), Rule::NothingToAppeal, "a draft");
    hub.submit(&account, &draft).await;
    assert_eq!(rule(appeal(&hub, &account, &draft).await), Rule::AlreadyUnderReview);
    hub.approve(&reviewer, &draft).await;
    assert_eq!(rule(appeal(&hub, &account, &draft).await), Rule::AlreadyApproved);
    after(&hub, 366 * DAY).await;
    assert_eq!(rule(appeal(&hub, &account, &draft).await), Rule::NothingToAppeal, "expired");

    let incomplete = hub.draft(&account, PROFILE, trusthub_testkit::PRIMARY).await;
    bundles::submit(&hub.hub, &account.actor, PROFILE, incomplete.sid).await.unwrap();
    assert_eq!(rule(appeal(&hub, &account, &incomplete).await), Rule::NothingToAppeal, "it does not comply");
}

#[tokio::test]
async fn what_no_longer_complies_is_not_put_before_a_reviewer() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("first@hub.example", Role::Admin).await;
    let bundle = rejected(&hub, &account, &reviewer).await;
    let sid = end_user_in(&hub, &account, &bundle, "authorized_representative_1").await;
    let empty = Some(trusthub_domain::item::Attributes::new());
    trusthub_app::items::end_users::update(&hub.hub, &account.actor, sid, None, empty).await.unwrap();
    assert_eq!(rule(appeal(&hub, &account, &bundle).await), Rule::DoesNotComply);
    assert_eq!(present(&hub, &account, &bundle).await.status, Status::Rejected);
}

#[tokio::test]
async fn an_appeal_is_the_accounts_own_and_says_something() {
    let hub = hub!();
    let (account, stranger) = (hub.account("Owl").await, hub.account("Heron").await);
    let reviewer = hub.reviewer("first@hub.example", Role::Admin).await;
    let bundle = rejected(&hub, &account, &reviewer).await;
    assert!(is_missing(&appeal(&hub, &stranger, &bundle).await));
    for note in ["", "  \n", "\u{7}", &"x".repeat(2001)] {
        let refused = appeals::create(&hub.hub, &account.actor, bundle.sid, note.to_owned()).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{note:?}");
    }
    let case = appeal(&hub, &account, &bundle).await.unwrap();
    assert!(is_missing(&appeals::list(&hub.hub, &stranger.actor, bundle.sid).await));
    assert!(is_missing(&appeals::find(&hub.hub, &stranger.actor, bundle.sid, case.sid).await));
    let found = appeals::find(&hub.hub, &account.actor, bundle.sid, case.sid).await.unwrap();
    assert_eq!(found.appeal.unwrap().note, WHY);
    assert_eq!(hub.where_readable(&["imprint has shown"]).await, None, "it is sealed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_appeals_at_once_one_is_made() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("first@hub.example", Role::Admin).await;
    let bundle = rejected(&hub, &account, &reviewer).await;
    let node = hub.another_node().await;
    let (one, other) = tokio::join!(
        appeals::create(&hub.hub, &account.actor, bundle.sid, WHY.to_owned()),
        appeals::create(&node, &account.actor, bundle.sid, WHY.to_owned())
    );
    assert_eq!([&one, &other].iter().filter(|made| made.is_ok()).count(), 1, "{one:?} {other:?}");
    assert_eq!(appeals::list(&hub.hub, &account.actor, bundle.sid).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_customer_is_told_that_the_appeal_was_received() {
    let hub = hub!(Wish::default());
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("first@hub.example", Role::Admin).await;
    let bundle = rejected(&hub, &account, &reviewer).await;
    appeal(&hub, &account, &bundle).await.unwrap();
    after(&hub, Duration::from_secs(60)).await;
    assert_eq!(
        subjects(&hub).last().map(String::as_str),
        Some("We received your appeal about the Customer Profile \"Test bundle\"")
    );
}
