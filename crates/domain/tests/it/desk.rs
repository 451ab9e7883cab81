//! What reviewers do to a case besides approving and rejecting: a second look, a decision that waits, a lead, a question.

use std::time::Duration;

use trusthub_domain::bundle::{Reason, ReasonCode};
use trusthub_domain::review::{
    Approval, Assessment, CLAIM_LENGTH, Case, CaseOutcome, CaseRefusal, CaseState, Evidence, GivenReason,
    Handling, MessageDecision, MessageItem, MessageRuling, Outcome, Risk, Role, Ruling, SCREENING_CHECK,
    Scoring, SecondLook, Verdict,
};
use trusthub_domain::sid::ReviewerSid;
use trusthub_domain::time::Timestamp;

use crate::cases::{case, evidence};

const NOW: Timestamp = Timestamp::from_micros(1_000_000);

fn reviewer(number: u128) -> ReviewerSid {
    format!("RV{number:032x}").parse().unwrap()
}

fn open() -> Case {
    Case { needs_two: false, first_approval: None, assessment: None, ..case(CaseState::Open) }
}

fn found(
    evidence: Vec<Evidence>,
    points: Option<i32>,
    approve_at: Option<i32>,
    verdict: Verdict,
) -> Assessment {
    let scoring =
        points.map(|points| Scoring { points, approve_at, unmet: Vec::new(), contributions: Vec::new() });
    Assessment { ruleset: "rules".to_owned(), evidence, scoring, verdict }
}

fn turned_down() -> Verdict {
    let reason =
        Reason { code: ReasonCode::WEBSITE, field: None, object: None, message: "no".to_owned(), note: None };
    Verdict::Reject { reasons: vec![reason] }
}

fn approve() -> Ruling {
    Ruling::Approve { note: None }
}

#[test]
fn risk_and_the_need_of_a_second_reviewer_follow_what_was_found() {
    use SecondLook::{AgainstScore, AgainstVerdict, Policy, ScreeningHit};
    let hit = || evidence(SCREENING_CHECK, Outcome::Fail);
    let clean = || evidence(SCREENING_CHECK, Outcome::Pass);
    let soft = || evidence("website.shows_name", Outcome::Fail);
    let table: Vec<(&str, bool, Assessment, Risk, Vec<SecondLook>)> = vec![
        ("nothing", false, found(vec![], None, None, Verdict::Refer), Risk::Medium, vec![]),
        ("the policy", true, found(vec![], None, None, Verdict::Refer), Risk::Medium, vec![Policy]),
        (
            "a soft failure",
            false,
            found(vec![soft()], Some(3), Some(9), Verdict::Refer),
            Risk::Medium,
            vec![],
        ),
        ("no hit", false, found(vec![clean()], Some(9), Some(9), Verdict::Refer), Risk::Low, vec![]),
        ("no points", false, found(vec![], Some(0), None, Verdict::Refer), Risk::Medium, vec![]),
        ("below zero", false, found(vec![], Some(-99), None, Verdict::Refer), Risk::High, vec![]),
        (
            "far below zero",
            false,
            found(vec![], Some(-100), None, Verdict::Refer),
            Risk::High,
            vec![AgainstScore],
        ),
        (
            "a hit",
            false,
            found(vec![hit()], Some(9), Some(9), Verdict::Refer),
            Risk::High,
            vec![ScreeningHit],
        ),
        ("turned down", false, found(vec![], None, None, turned_down()), Risk::High, vec![AgainstVerdict]),
        (
            "all of it",
            true,
            found(vec![hit()], Some(-190), None, turned_down()),
            Risk::High,
            vec![Policy, ScreeningHit, AgainstVerdict, AgainstScore],
        ),
    ];
    for (what, needs_two, assessment, risk, looks) in table {
        assert_eq!(Risk::of(&assessment), risk, "{what}");
        let case = Case { needs_two, assessment: Some(assessment), ..open() };
        assert_eq!(case.second_looks(), looks, "{what}");
        let first = case.approve(reviewer(1), NOW).unwrap();
        assert_eq!(matches!(first, Approval::First(_)), !looks.is_empty(), "{what}");
        assert!(case.reject(reviewer(1), NOW).is_ok(), "one suffices to reject: {what}");
    }
}

#[test]
fn the_second_approval_is_anothers() {
    let hit = found(vec![evidence(SCREENING_CHECK, Outcome::Fail)], None, None, Verdict::Refer);
    let case = Case { assessment: Some(hit), ..open() };
    let Approval::First(once) = case.approve(reviewer(1), NOW).unwrap() else { panic!("one sufficed") };
    assert_eq!(once.approve(reviewer(1), NOW), Err(CaseRefusal::NeedsAnother));
    assert!(matches!(once.approve(reviewer(2), NOW), Ok(Approval::Final(_))));
}

#[test]
fn what_is_decided_and_can_be_undone_nobody_else_decides() {
    let due_at = NOW.plus(Duration::from_secs(60));
    let pending = open().decide_later(reviewer(1), approve(), due_at, NOW).unwrap();
    let refusal = CaseRefusal::Pending { reviewer: reviewer(1), until: due_at };
    for by in [reviewer(1), reviewer(2)] {
        assert_eq!(pending.claim(by, NOW), Err(refusal.clone()));
        assert_eq!(pending.approve(by, NOW), Err(refusal.clone()));
        assert_eq!(pending.reject(by, NOW), Err(refusal.clone()));
        assert_eq!(pending.refer(by, "Why?".to_owned(), NOW), Err(refusal.clone()));
        assert_eq!(pending.ask(by, None, "Why?".to_owned(), NOW), Err(refusal.clone()));
        assert_eq!(pending.decide_later(by, approve(), due_at, NOW), Err(refusal.clone()));
    }
    assert!(pending.is_claimed(NOW), "the machine leaves it alone");
    assert_eq!(pending.undo(reviewer(2)), Err(refusal));
    assert_eq!(pending.undo(reviewer(1)).unwrap(), open());
    assert_eq!(open().undo(reviewer(1)), Err(CaseRefusal::NothingPending));
    assert_eq!(pending.decided(None, CaseOutcome::Withdrawn, NOW).pending, None);
}

#[test]
fn an_approval_that_waits_was_given_without_what_has_failed_since() {
    let later = NOW.plus(Duration::from_secs(60));
    let reasons = vec![GivenReason { code: ReasonCode::OTHER, field: None, note: None }];
    let rejection = Ruling::Reject { reasons, note: None };
    let news = || found(vec![evidence("website", Outcome::Fail)], None, None, Verdict::Refer);
    let good = || found(vec![evidence("website", Outcome::Pass)], None, None, Verdict::Refer);
    for (ruling, assessment, stays) in
        [(approve(), news(), false), (approve(), good(), true), (rejection, news(), true)]
    {
        let pending = open().decide_later(reviewer(1), ruling.clone(), later, NOW).unwrap();
        let after = pending.assessed(serde_json::Value::Null, assessment);
        assert_eq!(after.pending.is_some(), stays, "{ruling:?}");
    }
}

#[test]
fn what_could_not_be_carried_out_is_open_to_everybody_with_a_note() {
    let claimed = open().claim(reviewer(1), NOW).unwrap();
    let pending = claimed.decide_later(reviewer(1), approve(), NOW, NOW).unwrap();
    let back = pending.reopened("This reviewer is disabled.".to_owned(), NOW);
    assert_eq!((&back.state, &back.pending), (&CaseState::Open, &None));
    assert_eq!(back.notes[0].by, None);
    assert!(back.claim(reviewer(2), NOW).is_ok());
}

#[test]
fn what_was_referred_is_for_leads_and_free_of_the_claim() {
    let claimed = open().claim(reviewer(1), NOW).unwrap();
    let referred = claimed.refer(reviewer(1), "A ministry?".to_owned(), NOW).unwrap();
    assert_eq!(referred.state, CaseState::Open);
    for (role, suits) in [(Role::Reviewer, false), (Role::Lead, true), (Role::Admin, true)] {
        assert_eq!(referred.must_suit(role).is_ok(), suits, "{role:?}");
        assert!(open().must_suit(role).is_ok(), "{role:?}");
    }
    assert!(claimed.refer(reviewer(2), "Mine.".to_owned(), NOW).is_err(), "others hold off");
}

#[test]
fn the_customer_is_asked_one_thing_at_a_time() {
    let asked = open().ask(reviewer(1), None, "Which page?".to_owned(), NOW).unwrap();
    assert!(asked.waits_for_customer());
    assert_eq!(asked.due_at, open().due_at, "the clock goes on");
    let again = asked.ask(reviewer(2), None, "And which street?".to_owned(), NOW);
    assert_eq!(again, Err(CaseRefusal::AlreadyAsked));
    let answer =
        |case: &Case, number| case.answered(number, "account:AC1".to_owned(), "This.".to_owned(), NOW);
    for number in [0, 2] {
        assert_eq!(answer(&asked, number), Err(CaseRefusal::NothingAsked), "{number}");
    }
    let answered = answer(&asked, 1).unwrap();
    assert!(!answered.waits_for_customer());
    assert_eq!(answer(&answered, 1), Err(CaseRefusal::NothingAsked), "once");
    assert!(answered.ask(reviewer(2), None, "And which street?".to_owned(), NOW).is_ok());
    let over = asked.decided(None, CaseOutcome::Withdrawn, NOW);
    assert_eq!(answer(&over, 1), Err(CaseRefusal::NothingAsked));
    assert!(!over.waits_for_customer());
}

#[test]
fn a_claim_is_given_back_by_whoever_holds_it_and_by_nobody_else() {
    let claimed = open().claim(reviewer(1), NOW).unwrap();
    let held = claimed.held().unwrap();
    let refusal = CaseRefusal::ClaimedBy { reviewer: reviewer(1), until: held.until };
    assert_eq!(claimed.release(reviewer(2), NOW), Err(refusal));
    assert_eq!(claimed.release(reviewer(1), NOW).unwrap(), open());
    assert_eq!(claimed.release(reviewer(1), held.until), Err(CaseRefusal::NotClaimed), "it has lapsed");
    assert_eq!(open().release(reviewer(1), NOW), Err(CaseRefusal::NotClaimed));
    let vetting = Case { state: CaseState::Vetting, ..open() };
    assert_eq!(vetting.release(reviewer(1), NOW), Err(CaseRefusal::StillVetting));
}

#[test]
fn what_waits_of_messages_is_held_and_undone_as_cases_are() {
    let account = "AC00000000000000000000000000000001".parse().unwrap();
    let free = Handling::none(account, format!("QE{:032x}", 1).parse().unwrap());
    let due_at = NOW.plus(Duration::from_secs(60));
    let decision = || MessageDecision { ruling: MessageRuling::Approve, of_version: 2 };
    let claimed = free.claim(reviewer(1), NOW).unwrap();
    let until = NOW.plus(CLAIM_LENGTH);
    let held = CaseRefusal::ClaimedBy { reviewer: reviewer(1), until };
    assert_eq!(claimed.claim(reviewer(2), NOW), Err(held.clone()));
    assert_eq!(claimed.decide_later(reviewer(2), decision(), due_at, NOW), Err(held.clone()));
    assert_eq!(claimed.release(reviewer(2), NOW), Err(held));
    assert_eq!(claimed.release(reviewer(1), NOW).unwrap(), free);
    assert_eq!(claimed.claim(reviewer(2), until).unwrap().claim.map(|claim| claim.by), Some(reviewer(2)));

    let pending = claimed.decide_later(reviewer(1), decision(), due_at, NOW).unwrap();
    let waits = CaseRefusal::Pending { reviewer: reviewer(1), until: due_at };
    for by in [reviewer(1), reviewer(2)] {
        assert_eq!(pending.claim(by, NOW), Err(waits.clone()));
        assert_eq!(pending.release(by, NOW), Err(waits.clone()));
        assert_eq!(pending.decide_later(by, decision(), due_at, NOW), Err(waits.clone()));
    }
    assert_eq!(pending.undo(reviewer(2)), Err(waits));
    assert_eq!(pending.undo(reviewer(1)).unwrap(), claimed);
    assert_eq!(claimed.undo(reviewer(1)), Err(CaseRefusal::NothingPending));
    let back = pending.given_back("This reviewer is disabled.".to_owned());
    assert_eq!((back.claim, &back.pending, back.may_act(reviewer(2), NOW)), (None, &None, Ok(())));
}

#[test]
fn what_reviewers_decide_of_messages_is_told_from_its_identifier() {
    let sid = |prefix: &str| format!("{prefix}{:032x}", 1);
    for (prefix, name) in [("QE", "campaign"), ("VT", "token"), ("HH", "tollfree")] {
        let item: MessageItem = sid(prefix).parse().unwrap();
        assert_eq!((item.as_str(), item.to_string()), (name, sid(prefix)));
    }
    assert!(sid("BU").parse::<MessageItem>().is_err());
    let reasons =
        vec![GivenReason { code: ReasonCode::OTHER, field: None, note: Some("Wintermoor".to_owned()) }];
    assert_eq!(format!("{:?}", MessageRuling::Reject(reasons)), "Reject", "what was written is not for logs");
}
