//! The reviewers' desk: the queue and its views, decisions that can be undone, leads, and questions to customers.

use std::time::Duration;

use trusthub_app::bundles::{self, questions};
use trusthub_app::review::queue::{BandCount, CaseOrder, Hold, View};
use trusthub_app::review::saved_views::{self, MOST_VIEWS, SavedView};
use trusthub_app::review::{self, GivenReason, UNDO_FOR, queue, reviewers};
use trusthub_app::{Actor, audit, work};
use trusthub_domain::bundle::{Bundle, BundleKind, ReasonCode, Status};
use trusthub_domain::review::{CaseRefusal, CaseState, Role, Ruling};
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub};

use crate::support::{after, error, hub, present, refusal, subjects};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

async fn in_review(hub: &TestHub, account: &TestAccount) -> Bundle {
    let (draft, _) = hub.complete_profile(account, &SOUND_BUSINESS, None).await;
    hub.submit(account, &draft).await
}

fn approve() -> Ruling {
    Ruling::Approve { note: Some("Seen.".to_owned()) }
}

fn reject(code: ReasonCode) -> Ruling {
    Ruling::Reject { reasons: vec![GivenReason { code, field: None, note: None }], note: None }
}

async fn actions(hub: &TestHub, account: &TestAccount) -> Vec<(String, String)> {
    let log = audit::export(&hub.hub, &Actor::operator(), account.sid, 0, 200).await.unwrap();
    log.into_iter().map(|entry| (entry.action, entry.actor)).collect()
}

fn told_of_approval(hub: &TestHub) -> usize {
    subjects(hub).iter().filter(|subject| subject.contains("is approved")).count()
}

#[tokio::test]
async fn the_queue_knows_where_a_business_is_and_how_risky_and_can_be_narrowed_by_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let bundle = in_review(&hub, &account).await;
    let show = async |view: View| {
        let page = queue::page(&hub.hub, &reviewer, &view, None).await.unwrap();
        assert_eq!(page.next, None);
        page.cases.len()
    };
    let line = queue::page(&hub.hub, &reviewer, &View::default(), None).await.unwrap().cases.remove(0).case;
    assert_eq!((line.country.as_deref(), line.bundle_kind), (Some("US"), Some(PROFILE)));
    let risk = line.risk.expect("it is vetted");
    let beginning = bundle.friendly_name.to_uppercase().chars().take(4).collect::<String>();
    for (what, view, count) in [
        ("country", View { country: Some("US".to_owned()), ..View::default() }, 1),
        ("another country", View { country: Some("CA".to_owned()), ..View::default() }, 0),
        ("kind", View { kind: Some(BundleKind::TrustProduct), ..View::default() }, 0),
        ("risk", View { risk: Some(risk), order: CaseOrder::Risk, ..View::default() }, 1),
        ("name", View { name: Some(beginning), ..View::default() }, 1),
        ("another name", View { name: Some("zz".to_owned()), ..View::default() }, 0),
        ("leads", View { for_leads: true, ..View::default() }, 0),
        ("free", View { hold: Some(Hold::Free), ..View::default() }, 1),
        ("mine", View { mine: true, ..View::default() }, 0),
    ] {
        assert_eq!(show(view).await, count, "{what}");
    }
    review::claim(&hub.hub, &reviewer, bundle.sid).await.unwrap();
    let mine = View { mine: true, ..View::default() };
    assert_eq!(show(mine.clone()).await, 1);
    let counts = queue::counts(&hub.hub, &reviewer).await.unwrap();
    assert_eq!(counts.bands, [BandCount { risk: Some(risk), count: 1, claimed: 1, mine: 1 }]);
    assert_eq!((counts.overdue, counts.due_soon, counts.for_leads), (0, 0, 0));
    hub.advance(trusthub_domain::review::CLAIM_LENGTH);
    assert_eq!(show(mine).await, 0, "a claim that has lapsed is nobody's");
}

#[tokio::test]
async fn a_reviewer_keeps_twenty_views_and_nobody_elses() {
    let hub = hub!();
    let first = hub.reviewer("first@hub.example", Role::Reviewer).await;
    let second = hub.reviewer("second@hub.example", Role::Reviewer).await;
    let view = View { country: Some("US".to_owned()), ..View::default() };
    let save = async |name: String| {
        saved_views::save(&hub.hub, &first, SavedView { name, view: view.clone() }).await
    };
    for number in 0..MOST_VIEWS {
        save(format!("view {number:02}")).await.unwrap();
    }
    assert!(refusal(save("one more".to_owned()).await).contains("delete one first"));
    save("view 03".to_owned()).await.expect("in place of the other");
    assert!(refusal(save(" ".to_owned()).await).contains("Missing"));
    let kept = saved_views::list(&hub.hub, &first).await.unwrap();
    assert_eq!((kept.len(), &kept[3].name, &kept[3].view), (MOST_VIEWS, &"view 03".to_owned(), &view));
    assert_eq!(saved_views::list(&hub.hub, &second).await.unwrap(), []);
    assert!(refusal(saved_views::delete(&hub.hub, &second, "view 03").await).starts_with("NotFound"));
    saved_views::delete(&hub.hub, &first, "view 03").await.unwrap();
    assert_eq!(saved_views::list(&hub.hub, &first).await.unwrap().len(), MOST_VIEWS - 1);
}

#[tokio::test]
async fn a_decision_takes_effect_when_it_can_no_longer_be_undone_and_nobody_hears_of_it_before() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let other = hub.reviewer("two@hub.example", Role::Admin).await;
    let bundle = in_review(&hub, &account).await;
    let mails = hub.mails().len();
    let case = review::decide_later(&hub.hub, &reviewer, bundle.sid, approve(), UNDO_FOR).await.unwrap();
    assert_eq!(case.state, CaseState::Open);
    after(&hub, UNDO_FOR - Duration::from_secs(1)).await;
    assert_eq!(present(&hub, &account, &bundle).await.status, Status::InReview);
    assert_eq!(hub.mails().len(), mails);
    let late = error(review::approve(&hub.hub, &other, bundle.sid, None).await);
    assert!(matches!(late, trusthub_app::Error::Case(CaseRefusal::Pending { .. })), "{late}");
    let line = queue::page(&hub.hub, &other, &View::default(), None).await.unwrap().cases.remove(0).case;
    assert!(line.holder.pending_by.is_some());

    after(&hub, Duration::from_secs(1)).await;
    assert_eq!(present(&hub, &account, &bundle).await.status, Status::Approved);
    assert_eq!(told_of_approval(&hub), 1);
    let (decided, by) =
        actions(&hub, &account).await.into_iter().find(|(one, _)| one == "bundle.approve").unwrap();
    assert_eq!((decided.as_str(), by), ("bundle.approve", reviewer.label()));
    assert!(refusal(review::undo(&hub.hub, &reviewer, bundle.sid).await).starts_with("NotFound"), "too late");
}

#[tokio::test]
async fn what_is_undone_never_happened() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let other = hub.reviewer("two@hub.example", Role::Reviewer).await;
    let bundle = in_review(&hub, &account).await;
    let wrong = reject(ReasonCode::WEBSITE);
    review::decide_later(&hub.hub, &reviewer, bundle.sid, wrong, UNDO_FOR).await.unwrap();
    assert!(refusal(review::undo(&hub.hub, &other, bundle.sid).await).starts_with("Case(Pending"));
    hub.advance(UNDO_FOR / 2);
    review::undo(&hub.hub, &reviewer, bundle.sid).await.unwrap();
    assert_eq!(refusal(review::undo(&hub.hub, &reviewer, bundle.sid).await), "Case(NothingPending)");
    // The first decision's moment comes, and must not carry out the second one.
    review::decide_later(&hub.hub, &reviewer, bundle.sid, approve(), UNDO_FOR).await.unwrap();
    after(&hub, UNDO_FOR / 2).await;
    assert_eq!(present(&hub, &account, &bundle).await.status, Status::InReview);
    after(&hub, UNDO_FOR / 2).await;
    assert_eq!(present(&hub, &account, &bundle).await.status, Status::Approved);
    let log = actions(&hub, &account).await;
    assert_eq!(log.iter().filter(|(action, _)| action == "case.undo").count(), 1);
    assert!(log.iter().all(|(action, _)| action != "bundle.reject"));
}

#[tokio::test]
async fn a_decision_that_would_be_refused_is_refused_at_once() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let bundle = in_review(&hub, &account).await;
    let before = actions(&hub, &account).await.len();
    for ruling in [reject(ReasonCode::EXPIRED), Ruling::Reject { reasons: vec![], note: None }] {
        let refused = review::decide_later(&hub.hub, &reviewer, bundle.sid, ruling, UNDO_FOR).await;
        assert!(refused.is_err(), "{refused:?}");
    }
    assert_eq!(actions(&hub, &account).await.len(), before, "and nothing was written down");
    after(&hub, UNDO_FOR).await;
    assert_eq!(present(&hub, &account, &bundle).await.status, Status::InReview);
}

#[tokio::test]
async fn a_reviewer_who_was_disabled_meanwhile_decides_nothing() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let other = hub.reviewer("two@hub.example", Role::Reviewer).await;
    let bundle = in_review(&hub, &account).await;
    review::decide_later(&hub.hub, &reviewer, bundle.sid, approve(), UNDO_FOR).await.unwrap();
    reviewers::disable(&hub.hub, &Actor::operator(), &"one@hub.example".parse().unwrap()).await.unwrap();
    after(&hub, UNDO_FOR).await;
    assert_eq!(present(&hub, &account, &bundle).await.status, Status::InReview);
    let case = review::show(&hub.hub, &other, bundle.sid).await.unwrap().cases.remove(0);
    assert_eq!((&case.state, case.pending), (&CaseState::Open, None));
    let note = case.notes.last().unwrap();
    assert_eq!(note.by, None);
    assert!(note.text.contains("not carried out: not allowed: this reviewer is disabled"), "{}", note.text);
    hub.approve(&other, &bundle).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_decision_is_carried_out_once_however_often_a_process_dies() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let bundle = in_review(&hub, &account).await;
    review::decide_later(&hub.hub, &reviewer, bundle.sid, approve(), UNDO_FOR).await.unwrap();
    hub.advance(UNDO_FOR);
    for round in 0..6_u64 {
        let node = hub.another_node().await;
        let dies = tokio::time::timeout(Duration::from_micros(500 * round * round), work::run_due(&node));
        drop(dies.await);
        // The lease of what was broken off lapses.
        hub.advance(Duration::from_secs(20));
    }
    hub.run_jobs().await;
    let (one, two) = (hub.another_node().await, hub.another_node().await);
    let (first, second) = tokio::join!(work::run_due(&one), work::run_due(&two));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(present(&hub, &account, &bundle).await.status, Status::Approved);
    let log = actions(&hub, &account).await;
    assert_eq!(log.iter().filter(|(action, _)| action == "bundle.approve").count(), 1, "{log:?}");
    assert_eq!(told_of_approval(&hub), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn undoing_and_carrying_out_at_the_same_moment_one_wins() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    for _ in 0..4 {
        let bundle = in_review(&hub, &account).await;
        review::decide_later(&hub.hub, &reviewer, bundle.sid, approve(), UNDO_FOR).await.unwrap();
        hub.advance(UNDO_FOR);
        let other = hub.another_node().await;
        let (undone, _) = tokio::join!(review::undo(&hub.hub, &reviewer, bundle.sid), work::run_due(&other));
        hub.run_jobs().await;
        let status = present(&hub, &account, &bundle).await.status;
        assert_eq!(status == Status::InReview, undone.is_ok(), "{status:?} {undone:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_reviewers_who_decide_at_once_one_does() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let first = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let second = hub.reviewer("two@hub.example", Role::Reviewer).await;
    for _ in 0..4 {
        let bundle = in_review(&hub, &account).await;
        let later = |by, ruling| review::decide_later(&hub.hub, by, bundle.sid, ruling, UNDO_FOR);
        let (one, two) = tokio::join!(later(&first, approve()), later(&second, reject(ReasonCode::OTHER)));
        assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1, "{one:?} {two:?}");
        after(&hub, UNDO_FOR).await;
        let expected = if one.is_ok() { Status::Approved } else { Status::Rejected };
        assert_eq!(present(&hub, &account, &bundle).await.status, expected);
    }
}

#[tokio::test]
async fn what_was_referred_to_a_lead_only_a_lead_decides() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let lead = hub.reviewer("lead@hub.example", Role::Lead).await;
    let bundle = in_review(&hub, &account).await;
    review::claim(&hub.hub, &reviewer, bundle.sid).await.unwrap();
    assert!(
        refusal(review::refer(&hub.hub, &lead, bundle.sid, "Mine.".to_owned()).await).contains("ClaimedBy")
    );
    assert!(
        refusal(review::refer(&hub.hub, &reviewer, bundle.sid, " ".to_owned()).await).starts_with("Invalid")
    );
    review::refer(&hub.hub, &reviewer, bundle.sid, "A ministry?".to_owned()).await.unwrap();
    for refused in [
        refusal(review::claim(&hub.hub, &reviewer, bundle.sid).await),
        refusal(review::approve(&hub.hub, &reviewer, bundle.sid, None).await),
        refusal(review::decide_later(&hub.hub, &reviewer, bundle.sid, approve(), UNDO_FOR).await),
    ] {
        assert_eq!(refused, "Case(ForLeads)");
    }
    review::note(&hub.hub, &reviewer, bundle.sid, None, "Look at the seal.".to_owned()).await.unwrap();
    let for_leads = View { for_leads: true, ..View::default() };
    assert_eq!(queue::page(&hub.hub, &lead, &for_leads, None).await.unwrap().cases.len(), 1);
    hub.approve(&lead, &bundle).await;
}

#[tokio::test]
async fn a_customer_is_asked_answers_once_and_learns_nothing_of_who_asked() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let stranger = hub.account("Kite").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let bundle = in_review(&hub, &account).await;
    let list = async |by: &Actor| questions::list(&hub.hub, by, PROFILE, bundle.sid).await;
    let answer = async |by: &Actor, number| {
        questions::answer(&hub.hub, by, PROFILE, bundle.sid, number, "Page two.".to_owned()).await
    };
    assert_eq!(list(&account.actor).await.unwrap(), []);
    assert_eq!(refusal(answer(&account.actor, 1).await), "Case(NothingAsked)");
    let field = Some("customer_profile_business_information.website_url".to_owned());
    let ask = |text: &str| review::ask(&hub.hub, &reviewer, bundle.sid, field.clone(), text.to_owned());
    let due_at = ask("Which page shows your name?").await.unwrap().due_at;
    assert_eq!(refusal(ask("And which street?").await), "Case(AlreadyAsked)");
    hub.run_jobs().await;
    let mail = hub.mails().into_iter().rfind(|mail| mail.subject.contains("We have a question")).unwrap();
    assert_eq!(mail.to, bundle.email);
    assert!(
        mail.text.contains("Which page shows your name?") && !mail.text.contains("one@hub.example"),
        "{}",
        mail.text
    );
    assert!(refusal(list(&stranger.actor).await).starts_with("NotFound"));
    assert!(refusal(answer(&stranger.actor, 1).await).starts_with("NotFound"));
    let asked = list(&account.actor).await.unwrap().remove(0);
    assert_eq!((asked.number, asked.text.as_str(), asked.due_at), (1, "Which page shows your name?", due_at));
    let line = queue::page(&hub.hub, &reviewer, &View::default(), None).await.unwrap().cases.remove(0).case;
    assert!(line.waits_for_customer);

    answer(&account.actor, 1).await.unwrap();
    assert_eq!(refusal(answer(&account.actor, 1).await), "Case(NothingAsked)");
    let case = review::show(&hub.hub, &reviewer, bundle.sid).await.unwrap().cases.remove(0);
    let answered = case.questions[0].answer.as_ref().unwrap();
    assert_eq!((answered.text.as_str(), &answered.by), ("Page two.", &account.actor.label()));
    assert_eq!(present(&hub, &account, &bundle).await.status, Status::InReview);
    hub.approve(&reviewer, &bundle).await;
    assert_eq!(list(&account.actor).await.unwrap(), [], "the review is over");
    assert!(bundles::find(&hub.hub, &account.actor, PROFILE, bundle.sid).await.is_ok());
    let log = actions(&hub, &account).await;
    assert!(log.contains(&("case.ask".to_owned(), reviewer.label())), "{log:?}");
    assert!(log.contains(&("case.answer".to_owned(), account.actor.label())), "{log:?}");
}
