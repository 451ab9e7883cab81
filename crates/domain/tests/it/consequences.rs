//! Whatever holds a bundle and however holds overlap: it is out of force exactly while one lasts, and its customer is
//! told of the first and of the end of the last.

use proptest::prelude::*;
use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::{
    Bundle, BundleKind, Change, EventKind, NewBundle, Reason, ReasonCode, Rule, Status,
};
use trusthub_domain::time::Timestamp;

const NOW: Timestamp = Timestamp::from_micros(1_763_900_000_000_000);
const LATER: Timestamp = Timestamp::from_micros(1_863_900_000_000_000);

#[derive(Debug, Clone, Copy)]
enum Call {
    Suspend,
    Reinstate,
    Account(AccountStatus),
    FollowAccount,
    FollowSupport { losses: usize },
}

fn reason(code: ReasonCode) -> Reason {
    Reason { code, field: None, object: None, message: "why".to_owned(), note: None }
}

fn draft() -> Bundle {
    let new = NewBundle {
        sid: "BU00000000000000000000000000000001".parse().unwrap(),
        account_sid: "AC00000000000000000000000000000001".parse().unwrap(),
        kind: BundleKind::TrustProduct,
        policy_sid: "RN7a97559effdf62d00f4298208492a5ea".parse().unwrap(),
        friendly_name: "Acme".to_owned(),
        email: "acme@example.com".parse().unwrap(),
        status_callback: None,
    };
    Bundle::draft(new, NOW)
}

fn approved() -> Bundle {
    let in_review = draft().submit(Vec::new(), NOW).unwrap().bundle;
    in_review.approve(LATER, NOW).unwrap().bundle
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let status = prop_oneof![Just(AccountStatus::Active), Just(AccountStatus::Suspended)];
    let call = prop_oneof![
        Just(Call::Suspend),
        Just(Call::Reinstate),
        status.prop_map(Call::Account),
        Just(Call::FollowAccount),
        (0..2usize).prop_map(|losses| Call::FollowSupport { losses }),
    ];
    proptest::collection::vec(call, 0..40)
}

fn carry_out(bundle: &Bundle, call: Call) -> Option<Change> {
    match call {
        Call::Suspend => bundle.suspend(reason(ReasonCode::SUSPENDED), NOW).ok(),
        Call::Reinstate => bundle.reinstate(NOW).ok(),
        Call::FollowAccount => bundle.follow_account(NOW),
        Call::FollowSupport { losses } => {
            bundle.follow_support(vec![reason(ReasonCode::SUPPORT_LOST); losses], NOW)
        }
        // The account is a row of its own: its change touches no bundle.
        Call::Account(_) => None,
    }
}

proptest! {
    #[test]
    fn it_is_held_while_anything_holds_it_and_told_so_once(calls in calls()) {
        let mut bundle = approved();
        let mut told = vec![EventKind::Approved];
        for call in calls.into_iter().chain([Call::FollowAccount]) {
            if let Call::Account(account_status) = call {
                bundle.account_status = account_status;
            }
            if let Some(change) = carry_out(&bundle, call) {
                told.extend(change.transitions.iter().map(|transition| transition.kind));
                bundle = change.bundle;
            }
            let holds = usize::from(bundle.suspension.is_some())
                + usize::from(bundle.account_status != AccountStatus::Active)
                + bundle.lost_support.len();
            prop_assert_eq!(bundle.is_in_force(NOW), holds == 0);
            prop_assert_eq!(bundle.shown_status() == Status::Rejected, holds > 0);
            prop_assert_eq!(bundle.shown_reasons().len(), holds, "each hold has its reason");
            prop_assert_eq!(bundle.status, Status::Approved, "no hold forgets where it stood");
        }
        prop_assert_eq!(bundle.follow_account(NOW), None, "the account is followed once");
        let last = told.iter().rev().find(|kind| **kind != EventKind::Approved);
        let is_told_of_hold = last == Some(&EventKind::Suspended);
        prop_assert_eq!(is_told_of_hold, !bundle.is_in_force(NOW), "the last word is true: {:?}", told);
        for pair in told.windows(2) {
            prop_assert!(pair != [EventKind::Reinstated, EventKind::Reinstated], "told twice: {:?}", told);
        }
    }
}

#[test]
fn an_account_on_hold_leaves_drafts_and_rejected_bundles_as_they_are_but_nothing_of_them_moves() {
    let rejected = draft().submit(vec![reason(ReasonCode::OTHER)], NOW).unwrap().bundle;
    for before in [draft(), rejected] {
        let held = Bundle { account_status: AccountStatus::Suspended, ..before.clone() };
        assert_eq!(held.shown_status(), before.status);
        assert_eq!(held.shown_reasons(), before.reasons);
        assert_eq!(held.follow_account(NOW), None, "there is nothing to tell");
        assert_eq!((held.may_change(), held.may_submit()), (Err(Rule::Suspended), Err(Rule::Suspended)));
    }
}

#[test]
fn what_lost_its_support_can_be_copied_or_deleted_but_neither_changed_nor_submitted() {
    let lost = approved().follow_support(vec![reason(ReasonCode::SUPPORT_LOST)], NOW).unwrap().bundle;
    assert_eq!((lost.may_change(), lost.may_submit()), (Err(Rule::SupportLost), Err(Rule::SupportLost)));
    let facts = trusthub_domain::bundle::DeletionFacts { has_numbers: false, is_supporting: false };
    assert_eq!(lost.may_delete(facts), Ok(()));
    let sid = "BU00000000000000000000000000000002".parse().unwrap();
    let copy = lost.provisional_copy(sid, false, NOW).unwrap();
    let decided = copy.submit(Vec::new(), NOW).unwrap().bundle.approve(LATER, NOW).unwrap().bundle;
    assert!(lost.replaced_by(&decided, NOW).bundle.is_in_force(NOW), "its copy rests on another");
}

#[test]
fn an_approval_that_runs_out_while_its_support_is_lost_has_only_run_out() {
    let lost = approved().follow_support(vec![reason(ReasonCode::SUPPORT_LOST)], NOW).unwrap().bundle;
    let expired = lost.expire(LATER).unwrap().bundle;
    assert_eq!(expired.shown_reasons().iter().map(|one| one.code).collect::<Vec<_>>(), [ReasonCode::EXPIRED]);
    assert_eq!(expired.follow_support(Vec::new(), LATER), None);
    assert_eq!(expired.may_submit(), Ok(()));
}
