//! What becomes of a case when vetting looks at it again.

use trusthub_domain::bundle::BundleKind;
use trusthub_domain::review::{Assessment, Case, CaseState, Evidence, Outcome, Verdict, Weight};
use trusthub_domain::sid::ReviewerSid;
use trusthub_domain::time::Timestamp;

fn reviewer() -> ReviewerSid {
    "RV00000000000000000000000000000001".parse().unwrap()
}

pub(crate) fn evidence(check: &str, outcome: Outcome) -> Evidence {
    Evidence {
        check: check.to_owned(),
        field: None,
        outcome,
        weight: Weight::Soft,
        compared: String::new(),
        why: String::new(),
        mend: None,
        source: None,
        code: None,
    }
}

fn assessment(evidence: Vec<Evidence>) -> Assessment {
    Assessment { ruleset: "rules".to_owned(), evidence, scoring: None, verdict: Verdict::Refer }
}

pub(crate) fn case(state: CaseState) -> Case {
    Case {
        sid: "VC00000000000000000000000000000001".parse().unwrap(),
        account_sid: "AC00000000000000000000000000000001".parse().unwrap(),
        bundle_sid: "BU00000000000000000000000000000001".parse().unwrap(),
        bundle_kind: BundleKind::CustomerProfile,
        policy_sid: "RN6433641899984f951173ef1738c3bdd0".parse().unwrap(),
        friendly_name: "Acme".to_owned(),
        state,
        country: None,
        needs_two: true,
        first_approval: Some(reviewer()),
        inputs: serde_json::Value::Null,
        assessment: Some(assessment(vec![evidence("website", Outcome::Fail)])),
        notes: Vec::new(),
        appeal: None,
        pending: None,
        referral: None,
        questions: Vec::new(),
        version: 1,
        opened_at: Timestamp::from_micros(0),
        due_at: Timestamp::from_micros(0),
    }
}

#[test]
fn a_case_that_waits_for_vetting_is_open_once_it_is_assessed() {
    let after = case(CaseState::Vetting).assessed(serde_json::Value::Null, assessment(Vec::new()));
    assert_eq!(after.state, CaseState::Open);
}

#[test]
fn a_reviewer_keeps_the_case_they_claimed() {
    let until = Timestamp::from_micros(5);
    let claimed = CaseState::Claimed { by: reviewer(), until };
    let after = case(claimed.clone()).assessed(serde_json::Value::Null, assessment(Vec::new()));
    assert_eq!(after.state, claimed);
    assert!(after.is_claimed(Timestamp::from_micros(4)));
    assert!(!after.is_claimed(until), "a lapsed claim holds nobody off");
}

#[test]
fn a_first_approval_outlives_good_news_and_known_failures_but_no_new_one() {
    let known = evidence("website", Outcome::Fail);
    let good = assessment(vec![known.clone(), evidence("confirmed", Outcome::Pass)]);
    let bad = assessment(vec![known, evidence("confirmed", Outcome::Fail)]);
    let before = case(CaseState::Open);
    assert_eq!(before.assessed(serde_json::Value::Null, good).first_approval, Some(reviewer()));
    assert_eq!(before.assessed(serde_json::Value::Null, bad).first_approval, None);
}
