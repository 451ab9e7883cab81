//! What a customer is told of what happened to a bundle, and what they are not told.

use std::time::Duration;

use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::{
    Addressee, Bundle, BundleEvent, BundleKind, Cause, EventKind, NewBundle, Reason, ReasonCode, Status,
    Transition,
};
use trusthub_domain::confirmation::{Answer, Answered, Asked, Channel, Confirmation, Delivery, Seat};
use trusthub_domain::review::{
    Appeal, Assessment, CLAIM_LENGTH, Case, CaseOutcome, CaseState, Outcome, REVIEW_CLOCK, Verdict,
};
use trusthub_domain::sid::{ReviewerSid, Sid};
use trusthub_domain::time::Timestamp;
use trusthub_domain::timeline::{Sources, Timeline};

use crate::cases::evidence;

fn sid<S: Sid>() -> S {
    format!("{}{}", S::PREFIX, "1".repeat(32)).parse().unwrap()
}

/// That many minutes after noon of a day in November.
fn minute(minutes: u64) -> Timestamp {
    let noon = Timestamp::parse_rfc3339("2026-11-27T12:00:00Z").unwrap();
    noon.plus(Duration::from_secs(minutes * 60))
}

fn reason(code: ReasonCode) -> Reason {
    Reason { code, field: None, object: None, message: "wrong".to_owned(), note: None }
}

/// Everything about one bundle, to be filled by each test.
struct Life {
    bundle: Bundle,
    events: Vec<BundleEvent>,
    cases: Vec<Case>,
    confirmations: Vec<Confirmation>,
    may_appeal: bool,
}

impl Life {
    fn new() -> Self {
        let new = NewBundle {
            sid: sid(),
            account_sid: sid(),
            kind: BundleKind::CustomerProfile,
            policy_sid: sid(),
            friendly_name: "Owl".to_owned(),
            email: "compliance@owl.example".parse().unwrap(),
            status_callback: None,
        };
        let bundle = Bundle::draft(new, minute(0));
        Self { bundle, events: Vec::new(), cases: Vec::new(), confirmations: Vec::new(), may_appeal: false }
    }

    fn event(&mut self, kind: EventKind, cause: Cause, at: u64) -> &mut Self {
        let sequence = i64::try_from(self.events.len()).unwrap() + 1;
        let reasons = match kind {
            EventKind::Rejected | EventKind::Suspended => vec![reason(ReasonCode::ADDRESS)],
            _ => Vec::new(),
        };
        let transition = Transition { kind, status: Status::InReview, sequence, reasons, at: minute(at) };
        self.events.push(BundleEvent {
            sid: sid(),
            account_sid: sid(),
            bundle_sid: sid(),
            bundle_kind: BundleKind::CustomerProfile,
            transition,
            cause,
            trust: None,
            addressee: Addressee {
                friendly_name: "Owl".to_owned(),
                email: "compliance@owl.example".parse().unwrap(),
                status_callback: None,
            },
        });
        self
    }

    /// Submitted at that minute, with a case in that state.
    fn submitted(&mut self, at: u64, state: CaseState) -> &mut Self {
        self.event(EventKind::Submitted, Cause::Machine, at).event(
            EventKind::ReviewStarted,
            Cause::Machine,
            at,
        );
        self.bundle.status = Status::InReview;
        self.case(at, state)
    }

    fn case(&mut self, at: u64, state: CaseState) -> &mut Self {
        let case = Case::about(&self.bundle, sid(), false, minute(at));
        let verdict = Verdict::Refer;
        let evidence = vec![
            evidence("email.format", Outcome::Pass),
            evidence("website.name", Outcome::Fail),
            evidence("sanctions.name", Outcome::Fail),
        ];
        let assessment = Assessment { ruleset: "rules".to_owned(), evidence, scoring: None, verdict };
        let assessment = (state != CaseState::Vetting).then_some(assessment);
        self.cases.insert(0, Case { state, assessment, ..case });
        self
    }

    fn asked(&mut self, delivery: Delivery, answered: Option<(Answer, u64)>) -> &mut Self {
        let answered = answered.map(|(answer, at)| Answered { answer, at: minute(at) });
        let text = "secret".to_owned();
        self.confirmations.push(Confirmation {
            sid: sid(),
            account_sid: sid(),
            bundle_sid: sid(),
            seat: Seat::First,
            asked: Asked {
                first_name: text.clone(),
                last_name: text.clone(),
                title: text.clone(),
                email: text.clone(),
                phone_number: text.clone(),
                business_name: text.clone(),
                business_identity: text,
            },
            channel: Channel::Mail,
            delivery,
            answered,
            reminded_at: None,
            code_tries: 0,
            asked_at: minute(1),
            expires_at: minute(60),
            version: 1,
        });
        self
    }

    fn at(&self, minutes: u64) -> Timeline {
        let sources = Sources {
            bundle: &self.bundle,
            events: &self.events,
            cases: &self.cases,
            confirmations: &self.confirmations,
            may_appeal: self.may_appeal,
        };
        Timeline::of(sources, |check| !check.starts_with("sanctions."), minute(minutes))
    }

    fn steps(&self, minutes: u64) -> Vec<&'static str> {
        self.at(minutes).entries.iter().map(|entry| entry.step.as_str()).collect()
    }

    fn next(&self, minutes: u64) -> &'static str {
        self.at(minutes).next.as_str()
    }
}

fn reviewer() -> ReviewerSid {
    sid()
}

fn decided(outcome: CaseOutcome, at: u64) -> CaseState {
    CaseState::Decided { by: Some(reviewer()), at: minute(at), outcome }
}

#[test]
fn a_draft_waits_for_its_customer() {
    let life = Life::new();
    assert_eq!((life.steps(1), life.next(1)), (vec!["created"], "submit"));
    assert_eq!(life.at(1).due_at, None);
}

#[test]
fn a_review_is_told_step_by_step_with_the_clock() {
    let mut life = Life::new();
    life.submitted(1, CaseState::Vetting);
    assert_eq!((life.steps(1), life.next(1)), (vec!["created", "submitted"], "wait_for_checks"));
    assert_eq!(life.at(1).due_at, Some(minute(1).plus(REVIEW_CLOCK)));

    life.cases.clear();
    life.case(1, CaseState::Open).asked(Delivery::Sent { at: minute(2) }, None);
    let steps = vec!["created", "submitted", "checks_run", "representative_asked"];
    assert_eq!((life.steps(3), life.next(3)), (steps, "wait_for_representative"));

    life.confirmations.clear();
    life.asked(Delivery::Sent { at: minute(2) }, Some((Answer::Confirm, 4)));
    life.cases.clear();
    life.case(1, CaseState::Claimed { by: reviewer(), until: minute(5).plus(CLAIM_LENGTH) });
    let steps = vec![
        "created",
        "submitted",
        "checks_run",
        "representative_asked",
        "representative_confirmed",
        "reviewer_at_it",
    ];
    assert_eq!((life.steps(6), life.next(6)), (steps, "wait_for_reviewer"));
    let lapsed = 5 + CLAIM_LENGTH.as_secs() / 60;
    assert!(!life.steps(lapsed).contains(&"reviewer_at_it"), "a claim that lapsed is not told");
}

#[test]
fn a_review_that_is_late_says_so() {
    let mut life = Life::new();
    life.submitted(1, CaseState::Open);
    let late = 1 + REVIEW_CLOCK.as_secs() / 60;
    assert_eq!((life.next(late - 1), life.next(late)), ("wait_for_reviewer", "overdue"));
    assert!(life.at(late).next.in_words().contains("28 November 2026, 12:01 UTC"));
}

#[test]
fn what_screening_found_is_neither_told_nor_counted() {
    let mut life = Life::new();
    life.submitted(1, decided(CaseOutcome::Approved, 2)).event(EventKind::Approved, Cause::Reviewer, 2);
    life.bundle.status = Status::Approved;
    let told = life.steps(3);
    assert_eq!(told, ["created", "submitted", "checks_run", "approved"]);
    let checks = life.at(3).entries[2].step.in_words();
    assert_eq!(checks, "We ran 2 checks; one of them found something wrong.");
    // A case about what is in force, open or decided since, changes nothing that the customer sees.
    let before = life.at(10);
    for state in [CaseState::Vetting, CaseState::Open, decided(CaseOutcome::Withdrawn, 9)] {
        life.cases.truncate(1);
        life.case(5, state);
        assert_eq!(life.at(10), before);
        life.cases.remove(0);
    }
}

#[test]
fn nobody_is_named() {
    let mut life = Life::new();
    life.submitted(1, CaseState::Open).asked(Delivery::Sent { at: minute(2) }, Some((Answer::Deny, 3)));
    let told = format!("{:?}", life.at(4));
    assert!(!told.contains("secret") && !told.contains(&reviewer().to_string()), "{told}");
    for entry in life.at(4).entries {
        assert!(!entry.step.in_words().contains("secret"));
    }
}

#[test]
fn silence_and_refused_addresses_are_told_when_they_are_certain() {
    let mut life = Life::new();
    life.submitted(1, CaseState::Open).asked(Delivery::Sent { at: minute(2) }, None);
    assert!(!life.steps(59).contains(&"representative_silent"));
    assert!(life.steps(60).contains(&"representative_silent"));
    life.confirmations.clear();
    life.asked(Delivery::Unreachable { at: minute(2) }, None);
    assert_eq!(life.steps(3), ["created", "submitted", "checks_run", "representative_silent"]);
    life.confirmations.clear();
    life.asked(Delivery::Queued, None);
    assert_eq!(life.steps(3), ["created", "submitted", "checks_run"]);
}

#[test]
fn a_rejection_says_what_is_wrong_and_an_appeal_is_an_appeal() {
    let mut life = Life::new();
    life.submitted(1, decided(CaseOutcome::Rejected, 2)).event(EventKind::Rejected, Cause::Reviewer, 2);
    life.bundle.status = Status::Rejected;
    life.bundle.reasons = vec![reason(ReasonCode::ADDRESS)];
    life.may_appeal = true;
    let told = life.at(3);
    assert_eq!((told.next.as_str(), told.next.may_appeal()), ("mend", true));
    assert_eq!(told.problems, life.bundle.reasons);
    assert_eq!(told.entries.last().unwrap().problems, life.bundle.reasons);
    assert_eq!(told.entries.last().unwrap().by, Some(Cause::Reviewer));

    life.submitted(4, CaseState::Open);
    life.cases[0].appeal = Some(Appeal { of: sid(), against: None, note: "secret".to_owned() });
    assert_eq!(life.steps(5), ["created", "submitted", "checks_run", "rejected", "appealed", "checks_run"]);
}

#[test]
fn what_happens_next_follows_from_how_it_stands() {
    type Change = fn(&mut Life);
    let rejected_for = |code| {
        move |life: &mut Life| {
            life.bundle.status = Status::Rejected;
            life.bundle.reasons = vec![reason(code)];
        }
    };
    let (sanctions, expired, wrong) = (
        rejected_for(ReasonCode::SANCTIONS),
        rejected_for(ReasonCode::EXPIRED),
        rejected_for(ReasonCode::ADDRESS),
    );
    let check = |change: &dyn Fn(&mut Life), expected: &str| {
        let mut life = Life::new();
        change(&mut life);
        assert_eq!(life.next(1), expected);
        let words = life.at(1).next.in_words();
        assert!(words.ends_with('.') && words.len() > 20, "{words}");
    };
    check(&sanctions, "ask_support");
    check(&expired, "renew");
    check(&wrong, "mend");
    let approved_until = |life: &mut Life, days: u64| {
        life.bundle.status = Status::Approved;
        life.bundle.valid_until = Some(minute(days * 24 * 60));
    };
    check(&|life: &mut Life| approved_until(life, 300), "in_force");
    check(&|life: &mut Life| approved_until(life, 29), "renew_soon");
    check(&|life: &mut Life| approved_until(life, 0), "renew");
    let table: [(Change, &str); 2] = [
        (|life| life.bundle.account_status = AccountStatus::Suspended, "suspended"),
        (
            |life| {
                life.bundle.status = Status::Approved;
                life.bundle.lost_support = vec![reason(ReasonCode::SUPPORT_LOST)];
            },
            "wait_for_support",
        ),
    ];
    for (change, expected) in table {
        check(&change, expected);
    }
}
