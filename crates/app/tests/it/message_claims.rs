//! What of messages waits for reviewers is claimed, and its decisions undone, as cases are: one story for campaigns, the
//! rest on toll-free numbers, which go the same way.

use std::time::Duration;

use trusthub_app::messaging::campaigns;
use trusthub_app::messaging::desk::{self, Ruling};
use trusthub_app::review::{GivenReason, UNDO_FOR, messages, reviewers};
use trusthub_app::tollfree::{self, review as numbers};
use trusthub_app::work::{self, JobFilter};
use trusthub_app::{Actor, accounts, audit};
use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::messaging::{Campaign, CampaignStatus};
use trusthub_domain::review::{CLAIM_LENGTH, MessageItem, Role};
use trusthub_domain::tollfree::{Status, Verification};
use trusthub_testkit::messaging::{brand, content, service};
use trusthub_testkit::{TestAccount, TestHub, toll_free};

use crate::support::{after, hub, is_missing, refusal, subjects};

async fn present(hub: &TestHub, account: &TestAccount, of: &Verification) -> Verification {
    tollfree::find(&hub.hub, &account.actor, of.sid).await.expect("it is there")
}

async fn referred(hub: &TestHub, account: &TestAccount) -> (Verification, MessageItem) {
    let waiting = toll_free::referred(hub, account, "+18005550100").await;
    let item = MessageItem::TollFree(waiting.sid);
    (waiting, item)
}

/// A campaign with a sample that a person has to read.
async fn doubtful(hub: &TestHub, account: &TestAccount, lead: &Actor) -> (Campaign, MessageItem) {
    let brand = brand(hub, account, lead).await.brand;
    let service = service(hub, account).await.service;
    let mut sends = content();
    sends.message_samples[1].push_str(" Ask for our cherry wine.");
    let made = campaigns::create(&hub.hub, &account.actor, service.sid, brand.sid, sends).await.unwrap();
    hub.run_jobs().await;
    (made.campaign.clone(), MessageItem::Campaign(made.campaign.sid))
}

async fn campaign_now(hub: &TestHub, account: &TestAccount, campaign: &Campaign) -> Campaign {
    let found = campaigns::find(&hub.hub, &account.actor, campaign.service_sid, campaign.sid).await;
    found.unwrap().campaign
}

fn rejection(code: u32) -> Ruling {
    let note = Some("Wine needs an age gate.".to_owned());
    Ruling::Reject(vec![GivenReason { code: ReasonCode(code), field: None, note }])
}

/// How many letters have this in their subject.
fn told(hub: &TestHub, what: &str) -> usize {
    subjects(hub).iter().filter(|subject| subject.contains(what)).count()
}

/// Those entries of the account's log that are about this kind of thing.
async fn deeds(hub: &TestHub, account: &TestAccount, kind: &str) -> Vec<(String, String)> {
    let log = audit::export(&hub.hub, &Actor::operator(), account.sid, 0, 300).await.unwrap();
    let ours = log.into_iter().filter(|entry| entry.action.starts_with(&format!("{kind}.")));
    ours.map(|entry| (entry.action, entry.actor)).collect()
}

#[tokio::test]
async fn a_campaign_is_claimed_by_one_decided_after_a_minute_and_told_once() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let one = hub.reviewer("one@hub.example", Role::Lead).await;
    let two = hub.reviewer("two@hub.example", Role::Reviewer).await;
    let (campaign, item) = doubtful(&hub, &account, &one).await;
    let sid = campaign.sid.to_string();
    assert!(refusal(messages::claim(&hub.hub, &account.actor, item).await).starts_with("Forbidden"));
    messages::claim(&hub.hub, &one, item).await.unwrap();
    let later = |by, ruling| messages::decide_later(&hub.hub, by, item, ruling, UNDO_FOR);
    for refused in [
        refusal(messages::claim(&hub.hub, &two, item).await),
        refusal(messages::release(&hub.hub, &two, item).await),
        refusal(later(&two, Ruling::Approve).await),
        refusal(desk::decide(&hub.hub, &two, &sid, Ruling::Approve).await),
    ] {
        assert!(refused.starts_with("Case(ClaimedBy"), "{refused}");
    }
    let line = desk::list(&hub.hub, &two).await.unwrap().remove(0);
    let now = hub.hub.now();
    assert!(line.holder.claimant(now).is_some(), "who is at it is shown");
    assert_eq!(line.holder.claimant(now.plus(CLAIM_LENGTH)), None, "a claim that has lapsed is nobody's");

    assert!(refusal(later(&one, rejection(18601)).await).contains("code"), "refused at once");
    let before = told(&hub, "campaign");
    later(&one, rejection(30956)).await.unwrap();
    after(&hub, UNDO_FOR - Duration::from_secs(1)).await;
    assert_eq!(campaign_now(&hub, &account, &campaign).await.status, CampaignStatus::InProgress);
    assert_eq!(told(&hub, "campaign"), before, "nobody hears of it before");
    assert!(refusal(desk::decide(&hub.hub, &two, &sid, Ruling::Approve).await).starts_with("Case(Pending"));
    assert!(desk::list(&hub.hub, &two).await.unwrap()[0].holder.pending_by.is_some());

    after(&hub, Duration::from_secs(1)).await;
    let failed = campaign_now(&hub, &account, &campaign).await;
    assert_eq!((failed.status, failed.issues[0].code.0), (CampaignStatus::Failed, 30956));
    assert_eq!(failed.issues[0].fields, ["MESSAGE_SAMPLES"]);
    assert_eq!(told(&hub, "campaign"), before + 1);
    assert_eq!(desk::list(&hub.hub, &two).await.unwrap(), []);
    assert_eq!(refusal(messages::undo(&hub.hub, &one, item).await), "Case(NothingPending)", "too late");
    assert!(is_missing(&messages::claim(&hub.hub, &one, item).await));
    let log = deeds(&hub, &account, "campaign").await;
    for action in ["campaign.claim", "campaign.decide_later", "campaign.fail"] {
        assert!(log.contains(&(action.to_owned(), one.label())), "{action}: {log:?}");
    }
}

#[tokio::test]
async fn a_claim_of_a_number_lapses_is_given_back_and_ends_with_the_decision() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let one = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let two = hub.reviewer("two@hub.example", Role::Reviewer).await;
    let (waiting, item) = referred(&hub, &account).await;
    assert_eq!(refusal(messages::release(&hub.hub, &one, item).await), "Case(NotClaimed)");
    messages::claim(&hub.hub, &one, item).await.unwrap();
    let refused = refusal(numbers::approve(&hub.hub, &two, waiting.sid).await);
    assert!(refused.starts_with("Case(ClaimedBy"), "{refused}");
    hub.advance(CLAIM_LENGTH);
    messages::claim(&hub.hub, &two, item).await.expect("the first claim has lapsed");
    messages::release(&hub.hub, &two, item).await.unwrap();
    messages::claim(&hub.hub, &one, item).await.expect("the second was given back");
    numbers::approve(&hub.hub, &one, waiting.sid).await.expect("whoever is at it decides");
    let handling = messages::handling(&hub.hub, &two, item).await.unwrap();
    assert_eq!((handling.claim, handling.version), (None, 0), "nobody is at what is decided");
    assert_eq!(refusal(messages::claim(&hub.hub, &two, item).await), "Tollfree(NotInReview)");
    let log = deeds(&hub, &account, "tollfree").await;
    let count = |action: &str| log.iter().filter(|(one, _)| one == action).count();
    assert_eq!((count("tollfree.claim"), count("tollfree.release"), count("tollfree.approve")), (3, 1, 1));
}

#[tokio::test]
async fn what_is_undone_of_a_number_never_happened() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let one = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let two = hub.reviewer("two@hub.example", Role::Reviewer).await;
    let (waiting, item) = referred(&hub, &account).await;
    let later = |ruling| messages::decide_later(&hub.hub, &one, item, ruling, UNDO_FOR);
    later(rejection(30837)).await.unwrap();
    assert!(refusal(messages::undo(&hub.hub, &two, item).await).starts_with("Case(Pending"));
    hub.advance(UNDO_FOR / 2);
    messages::undo(&hub.hub, &one, item).await.unwrap();
    assert_eq!(refusal(messages::undo(&hub.hub, &one, item).await), "Case(NothingPending)");
    // The first decision's moment comes, and must not carry out the second one.
    later(Ruling::Approve).await.unwrap();
    after(&hub, UNDO_FOR / 2).await;
    assert_eq!(present(&hub, &account, &waiting).await.status(), Status::InReview);
    assert_eq!(told(&hub, "toll-free number"), 0);
    after(&hub, UNDO_FOR / 2).await;
    assert_eq!(present(&hub, &account, &waiting).await.status(), Status::Approved);
    assert_eq!(told(&hub, "toll-free number +18005550100 is verified"), 1);
    let log = deeds(&hub, &account, "tollfree").await;
    assert!(log.iter().all(|(action, _)| action != "tollfree.reject"), "{log:?}");
    assert_eq!(log.last().unwrap(), &("tollfree.approve".to_owned(), one.label()));
}

#[tokio::test]
async fn what_cannot_be_carried_out_any_more_goes_back_or_is_forgotten() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let one = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let two = hub.reviewer("two@hub.example", Role::Reviewer).await;
    let later = |by, item| messages::decide_later(&hub.hub, by, item, Ruling::Approve, UNDO_FOR);
    let (waiting, item) = referred(&hub, &account).await;
    messages::claim(&hub.hub, &one, item).await.unwrap();
    later(&one, item).await.unwrap();
    reviewers::disable(&hub.hub, &Actor::operator(), &"one@hub.example".parse().unwrap()).await.unwrap();
    after(&hub, UNDO_FOR).await;
    assert_eq!(present(&hub, &account, &waiting).await.status(), Status::InReview);
    let handling = messages::handling(&hub.hub, &two, item).await.unwrap();
    assert_eq!((handling.claim, &handling.pending), (None, &None));
    let why = handling.returned.expect("why it was not carried out");
    assert!(why.contains("not carried out: not allowed: this reviewer is disabled"), "{why}");

    later(&two, item).await.unwrap();
    tollfree::delete(&hub.hub, &account.actor, waiting.sid).await.unwrap();
    let again = toll_free::referred(&hub, &account, "+18005550101").await;
    let item = MessageItem::TollFree(again.sid);
    after(&hub, UNDO_FOR).await;
    assert_eq!(present(&hub, &account, &again).await.status(), Status::InReview, "it is another one");

    later(&two, item).await.unwrap();
    accounts::erase(&hub.hub, &Actor::operator(), account.sid).await.unwrap();
    after(&hub, UNDO_FOR).await;
    assert_eq!(told(&hub, "toll-free number"), 0);
    assert_eq!(numbers::list(&hub.hub, &two).await.unwrap(), []);
    let left = work::list(&hub.hub, &Actor::operator(), JobFilter::default()).await.unwrap();
    assert!(left.iter().all(|job| job.kind != work::JobKind::Decide), "{left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_decision_about_a_number_is_carried_out_once_however_often_a_process_dies() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let one = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let (waiting, item) = referred(&hub, &account).await;
    messages::decide_later(&hub.hub, &one, item, Ruling::Approve, UNDO_FOR).await.unwrap();
    hub.advance(UNDO_FOR);
    for round in 0..6_u64 {
        let node = hub.another_node().await;
        let dies = tokio::time::timeout(Duration::from_micros(500 * round * round), work::run_due(&node));
        drop(dies.await);
        // The lease of what was broken off lapses.
        hub.advance(Duration::from_secs(20));
    }
    hub.run_jobs().await;
    let (first, second) = (hub.another_node().await, hub.another_node().await);
    let (first, second) = tokio::join!(work::run_due(&first), work::run_due(&second));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(present(&hub, &account, &waiting).await.status(), Status::Approved);
    let log = deeds(&hub, &account, "tollfree").await;
    assert_eq!(log.iter().filter(|(action, _)| action == "tollfree.approve").count(), 1, "{log:?}");
    assert_eq!(told(&hub, "toll-free number"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_at_one_number_at_the_same_moment_one_wins() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let one = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let two = hub.reviewer("two@hub.example", Role::Reviewer).await;
    for round in 0..4 {
        let waiting = toll_free::referred(&hub, &account, &format!("+1800555010{round}")).await;
        let item = MessageItem::TollFree(waiting.sid);
        let status = async || present(&hub, &account, &waiting).await.status();
        let (first, second) =
            tokio::join!(messages::claim(&hub.hub, &one, item), messages::claim(&hub.hub, &two, item));
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        let (own, other) = if first.is_ok() { (&one, &two) } else { (&two, &one) };
        messages::release(&hub.hub, own, item).await.unwrap();

        // Now one decides at once, and one so that it can be undone.
        let later = messages::decide_later(&hub.hub, own, item, rejection(30837), UNDO_FOR);
        let (later, at_once) = tokio::join!(later, numbers::approve(&hub.hub, other, waiting.sid));
        assert!(later.is_ok() != at_once.is_ok(), "{later:?} {at_once:?}");
        let expected = if at_once.is_ok() { Status::Approved } else { Status::InReview };
        assert_eq!(status().await, expected);
        if at_once.is_ok() {
            continue;
        }
        hub.advance(UNDO_FOR);
        let node = hub.another_node().await;
        let (undone, _) = tokio::join!(messages::undo(&hub.hub, own, item), work::run_due(&node));
        hub.run_jobs().await;
        let expected = if undone.is_ok() { Status::InReview } else { Status::Rejected };
        assert_eq!(status().await, expected, "{undone:?}");
    }
}
