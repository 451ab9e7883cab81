//! Whatever is called in whatever order: a bundle never reaches a state that the rules forbid, and a refused call
//! changes nothing. The calls are drawn at random, a clock that only moves forward goes with them.

use std::time::Duration;

use proptest::prelude::*;
use trusthub_domain::bundle::{
    Bundle, BundleKind, Change, DeletionFacts, Edit, EventKind, NewBundle, Reason, ReasonCode, Rule, Status,
};
use trusthub_domain::time::Timestamp;

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

#[derive(Debug, Clone, Copy)]
enum Call {
    Edit,
    Submit { shortcomings: usize },
    Approve,
    Reject { reasons: usize },
    Revoke { reasons: usize },
    Suspend,
    Reinstate,
    Expire,
    Copy,
    Wait { days: u64 },
    Delete(DeletionFacts),
}

#[derive(Debug, Clone, Copy)]
enum Target {
    Original,
    Copy,
}

/// A bundle and perhaps its provisional copy, as the hub keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct World {
    original: Bundle,
    copy: Option<Bundle>,
    now: Timestamp,
}

fn reason(code: ReasonCode) -> Reason {
    Reason { code, field: None, object: None, message: "why".to_owned(), note: None }
}

fn reasons(count: usize) -> Vec<Reason> {
    vec![reason(ReasonCode::WEBSITE); count]
}

fn draft(now: Timestamp) -> Bundle {
    let new = NewBundle {
        sid: "BU00000000000000000000000000000001".parse().unwrap(),
        account_sid: "AC00000000000000000000000000000001".parse().unwrap(),
        kind: BundleKind::CustomerProfile,
        policy_sid: "RN6433641899984f951173ef1738c3bdd0".parse().unwrap(),
        friendly_name: "Acme".to_owned(),
        email: "acme@example.com".parse().unwrap(),
        status_callback: None,
    };
    Bundle::draft(new, now)
}

/// What a call on one bundle leads to; `None` where the call is not about a single bundle's status.
fn move_of(bundle: &Bundle, call: Call, now: Timestamp) -> Option<Result<Change, Rule>> {
    match call {
        Call::Submit { shortcomings } => Some(bundle.submit(reasons(shortcomings), now)),
        Call::Approve => Some(bundle.approve(now.plus(YEAR), now)),
        Call::Reject { reasons: count } => Some(bundle.reject(reasons(count), now)),
        Call::Revoke { reasons: count } => Some(bundle.revoke(reasons(count), now)),
        Call::Suspend => Some(bundle.suspend(reason(ReasonCode::SUSPENDED), now)),
        Call::Reinstate => Some(bundle.reinstate(now)),
        Call::Expire => Some(bundle.expire(now)),
        Call::Edit | Call::Copy | Call::Wait { .. } | Call::Delete(_) => None,
    }
}

/// The only moves of `status` that exist; a suspension leaves it alone.
fn is_allowed(from: Status, to: Status, call: Call) -> bool {
    match call {
        Call::Submit { shortcomings: 0 } => {
            matches!((from, to), (Status::Draft | Status::Rejected, Status::InReview))
        }
        Call::Submit { .. } => matches!((from, to), (Status::Draft | Status::Rejected, Status::Rejected)),
        Call::Approve => matches!((from, to), (Status::InReview, Status::Approved)),
        Call::Reject { .. } => matches!((from, to), (Status::InReview, Status::Rejected)),
        Call::Expire | Call::Revoke { .. } => matches!((from, to), (Status::Approved, Status::Rejected)),
        Call::Suspend | Call::Reinstate | Call::Edit | Call::Copy | Call::Wait { .. } | Call::Delete(_) => {
            from == to
        }
    }
}

/// What holds of every bundle at rest, whatever happened to it.
fn check_at_rest(bundle: &Bundle, now: Timestamp) -> Result<(), TestCaseError> {
    prop_assert_ne!(bundle.status, Status::PendingReview, "it is passed through, never rested in");
    prop_assert_eq!(
        bundle.status == Status::Rejected,
        !bundle.reasons.is_empty(),
        "rejected means: with reasons"
    );
    if bundle.status == Status::Approved {
        prop_assert!(bundle.valid_until.is_some(), "an approval has a date");
    }
    if bundle.suspension.is_some() {
        prop_assert_eq!(bundle.shown_status(), Status::Rejected);
        prop_assert!(!bundle.is_in_force(now));
        prop_assert!(!matches!(bundle.status, Status::Draft), "a draft has nothing to suspend");
        prop_assert_eq!(bundle.may_change(), Err(Rule::Suspended));
        prop_assert_eq!(bundle.may_change_numbers(), Err(Rule::Suspended));
    }
    if bundle.shown_status() == Status::Rejected {
        prop_assert!(!bundle.shown_reasons().is_empty(), "nobody is turned down without a reason");
    }
    let is_open = bundle.suspension.is_none() && matches!(bundle.status, Status::Draft | Status::Rejected);
    prop_assert_eq!(bundle.may_change().is_ok(), is_open);
    prop_assert_eq!(bundle.may_submit().is_ok(), is_open, "what can be changed can be submitted");
    prop_assert!(bundle.date_updated >= bundle.date_created && bundle.date_updated <= now);
    Ok(())
}

/// What holds of every move that was allowed.
fn check_move(before: &Bundle, call: Call, change: &Change, now: Timestamp) -> Result<(), TestCaseError> {
    let after = &change.bundle;
    prop_assert!(
        is_allowed(before.status, after.status, call),
        "{:?} by {:?} to {:?}",
        before.status,
        call,
        after.status
    );
    prop_assert!(!change.transitions.is_empty(), "each move is told");
    let numbers: Vec<i64> = change.transitions.iter().map(|transition| transition.sequence).collect();
    let expected: Vec<i64> = (before.event_sequence + 1..=after.event_sequence).collect();
    prop_assert_eq!(numbers, expected, "numbered without gaps");
    let last = change.transitions.last().unwrap();
    prop_assert_eq!(last.status, after.shown_status(), "the last transition tells where it stands");
    prop_assert!(change.transitions.iter().all(|transition| transition.at == now));
    prop_assert_eq!((after.sid, after.copy_of, after.version), (before.sid, before.copy_of, before.version));
    match call {
        Call::Submit { .. } => prop_assert_eq!(change.transitions[0].kind, EventKind::Submitted),
        Call::Suspend | Call::Reinstate => prop_assert_eq!(&after.reasons, &before.reasons),
        Call::Approve => prop_assert!(after.is_in_force(now)),
        Call::Expire => prop_assert!(before.valid_until.is_some_and(|until| until <= now)),
        Call::Revoke { .. } => prop_assert!(after.valid_until.is_none()),
        Call::Reject { .. } | Call::Edit | Call::Copy | Call::Wait { .. } | Call::Delete(_) => {}
    }
    Ok(())
}

/// A copy that was approved replaces its original and is gone.
fn settle(world: &mut World) -> Result<(), TestCaseError> {
    let Some(copy) = world.copy.take_if(|copy| copy.status == Status::Approved && copy.suspension.is_none())
    else {
        return Ok(());
    };
    let was_suspended = world.original.suspension.is_some();
    let change = world.original.replaced_by(&copy, world.now);
    prop_assert_eq!(change.bundle.sid, world.original.sid);
    prop_assert_eq!(&change.bundle.friendly_name, &copy.friendly_name);
    prop_assert_eq!(change.bundle.valid_until, copy.valid_until);
    prop_assert_eq!(
        change.bundle.suspension.is_some(),
        was_suspended,
        "a copy is no way around a suspension"
    );
    prop_assert_eq!(change.bundle.is_in_force(world.now), !was_suspended);
    for transition in &change.transitions {
        prop_assert!(transition.kind != EventKind::Approved || transition.status == Status::Approved);
    }
    world.original = change.bundle;
    Ok(())
}

fn call_on(world: &mut World, target: Target, call: Call) -> Result<(), TestCaseError> {
    let now = world.now;
    let Some(before) = (match target {
        Target::Original => Some(world.original.clone()),
        Target::Copy => world.copy.clone(),
    }) else {
        return Ok(());
    };
    let mut after = Some(before.clone());
    match call {
        Call::Wait { days } => world.now = now.plus(Duration::from_secs(days * 24 * 60 * 60)),
        Call::Edit => {
            let edit = Edit { friendly_name: Some("Changed".to_owned()), ..Edit::default() };
            let outcome = before.edit(edit, now);
            prop_assert_eq!(outcome.is_ok(), before.may_change().is_ok());
            after = Some(outcome.unwrap_or(before));
        }
        Call::Copy => {
            let sid = "BU00000000000000000000000000000002".parse().unwrap();
            match before.provisional_copy(sid, world.copy.is_some(), now) {
                Ok(copy) => {
                    prop_assert!(before.is_in_force(now) && before.copy_of.is_none() && world.copy.is_none());
                    prop_assert_eq!((copy.status, copy.copy_of), (Status::Draft, Some(before.sid)));
                    prop_assert_eq!(copy.event_sequence, 0);
                    world.copy = Some(copy);
                    return Ok(());
                }
                Err(rule) => prop_assert!(matches!(rule, Rule::NotCopyable | Rule::AlreadyCopied)),
            }
        }
        Call::Delete(facts) => {
            let is_free = !facts.has_numbers && !facts.is_supporting;
            let is_at_rest = before.suspension.is_none() && before.status != Status::InReview;
            prop_assert_eq!(before.may_delete(facts).is_ok(), is_free && is_at_rest);
            if let (Target::Copy, true) = (target, before.may_delete(facts).is_ok()) {
                after = None;
            }
        }
        Call::Submit { .. }
        | Call::Approve
        | Call::Reject { .. }
        | Call::Revoke { .. }
        | Call::Suspend
        | Call::Reinstate
        | Call::Expire => {
            if let Some(Ok(change)) = move_of(&before, call, now) {
                check_move(&before, call, &change, now)?;
                after = Some(change.bundle);
            }
        }
    }
    match (target, after) {
        (Target::Original, Some(bundle)) => world.original = bundle,
        (Target::Original, None) => {}
        (Target::Copy, copy) => world.copy = copy,
    }
    settle(world)
}

fn any_call() -> impl Strategy<Value = Call> {
    prop_oneof![
        1 => Just(Call::Edit),
        3 => (0_usize..2).prop_map(|shortcomings| Call::Submit { shortcomings }),
        3 => Just(Call::Approve),
        2 => (0_usize..3).prop_map(|reasons| Call::Reject { reasons }),
        1 => (0_usize..3).prop_map(|reasons| Call::Revoke { reasons }),
        1 => Just(Call::Suspend),
        2 => Just(Call::Reinstate),
        1 => Just(Call::Expire),
        2 => Just(Call::Copy),
        1 => (0_u64..400).prop_map(|days| Call::Wait { days }),
        1 => (any::<bool>(), any::<bool>())
            .prop_map(|(has_numbers, is_supporting)| Call::Delete(DeletionFacts { has_numbers, is_supporting })),
    ]
}

fn any_target() -> impl Strategy<Value = Target> {
    prop_oneof![Just(Target::Original), Just(Target::Copy)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_calls_reaches_a_forbidden_state(calls in prop::collection::vec((any_target(), any_call()), 1..60)) {
        let start = Timestamp::from_micros(1_700_000_000_000_000);
        let mut world = World { original: draft(start), copy: None, now: start };
        for (target, call) in calls {
            call_on(&mut world, target, call)?;
            check_at_rest(&world.original, world.now)?;
            if let Some(copy) = &world.copy {
                check_at_rest(copy, world.now)?;
                prop_assert_eq!(copy.copy_of, Some(world.original.sid));
            }
        }
    }

    #[test]
    fn a_suspension_that_is_lifted_leaves_no_trace_in_the_status(
        calls in prop::collection::vec(any_call(), 0..20),
    ) {
        let start = Timestamp::from_micros(1_700_000_000_000_000);
        let mut world = World { original: draft(start), copy: None, now: start };
        for call in calls {
            call_on(&mut world, Target::Original, call)?;
        }
        let before = world.original;
        if let Ok(suspended) = before.suspend(reason(ReasonCode::SUSPENDED), world.now) {
            let back = suspended.bundle.reinstate(world.now).unwrap().bundle;
            prop_assert_eq!(back.status, before.status);
            prop_assert_eq!(back.shown_status(), before.shown_status());
            prop_assert_eq!(back.reasons, before.reasons);
            prop_assert_eq!(back.valid_until, before.valid_until);
        }
    }
}

fn start() -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000)
}

fn in_review() -> Bundle {
    draft(start()).submit(Vec::new(), start()).unwrap().bundle
}

fn approved() -> Bundle {
    in_review().approve(start().plus(YEAR), start()).unwrap().bundle
}

#[test]
fn submitting_twice_is_refused() {
    assert_eq!(in_review().submit(Vec::new(), start()).unwrap_err(), Rule::AlreadyUnderReview);
}

#[test]
fn submitting_what_is_approved_is_refused() {
    assert_eq!(approved().submit(Vec::new(), start()).unwrap_err(), Rule::AlreadyApproved);
}

#[test]
fn submission_passes_through_pending_review_to_the_outcome() {
    let told = |shortcomings| -> Vec<Status> {
        let change = draft(start()).submit(reasons(shortcomings), start()).unwrap();
        change.transitions.iter().map(|transition| transition.status).collect()
    };
    assert_eq!(told(0), [Status::PendingReview, Status::InReview]);
    assert_eq!(told(2), [Status::PendingReview, Status::Rejected]);
}

#[test]
fn a_rejection_without_a_reason_is_refused() {
    assert_eq!(in_review().reject(Vec::new(), start()).unwrap_err(), Rule::ReasonMissing);
}

#[test]
fn an_approval_ends_on_its_date_and_not_before() {
    let bundle = approved();
    let end = start().plus(YEAR);
    assert_eq!(bundle.expire(end.minus(Duration::from_secs(1))).unwrap_err(), Rule::NotExpired);
    assert!(!bundle.is_in_force(end), "out of force from the date on, swept or not");
    let expired = bundle.expire(end).unwrap();
    assert_eq!(expired.bundle.status, Status::Rejected);
    assert_eq!(expired.bundle.reasons[0].code, ReasonCode::EXPIRED);
}

#[test]
fn an_approved_copy_of_a_suspended_bundle_is_told_when_the_suspension_ends() {
    let original = approved();
    let copy = original
        .provisional_copy("BU00000000000000000000000000000002".parse().unwrap(), false, start())
        .unwrap();
    let copy = copy
        .submit(Vec::new(), start())
        .unwrap()
        .bundle
        .approve(start().plus(YEAR * 2), start())
        .unwrap()
        .bundle;
    let suspended = original.suspend(reason(ReasonCode::SUSPENDED), start()).unwrap().bundle;
    let replaced = suspended.replaced_by(&copy, start());
    assert_eq!(replaced.transitions, [], "nobody is told that a suspended bundle was approved");
    assert_eq!(replaced.bundle.shown_status(), Status::Rejected);
    let back = replaced.bundle.reinstate(start()).unwrap();
    assert_eq!(back.transitions.last().unwrap().status, Status::Approved);
    assert_eq!(back.bundle.valid_until, Some(start().plus(YEAR * 2)));
}
