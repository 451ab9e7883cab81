//! Vetting cases and the reviewers' queue.

use std::time::Duration;

use serde_json::json;
use trusthub_domain::bundle::{BundleKind, ReasonCode};
use trusthub_domain::review::{
    Appeal, Approval, Assessment, Case, CaseNote, CaseOutcome, CaseState, Evidence, Outcome, REVIEW_CLOCK,
    Risk, Ruling, Verdict, Weight,
};
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{CaseBacklog, CaseFilter, CaseSummary, Db, Error, Holder, Key, Scope};

use crate::harness::dual;
use crate::harness::samples::{instant, policy, sid, tenant};
use crate::raw;

pub(crate) fn case(scope: &Scope, bundle: BundleSid) -> Case {
    let now = instant();
    Case {
        sid: sid(),
        account_sid: scope.account(),
        bundle_sid: bundle,
        bundle_kind: BundleKind::CustomerProfile,
        policy_sid: policy(1),
        friendly_name: "Owl Telecom profile".to_owned(),
        state: CaseState::Vetting,
        country: None,
        needs_two: false,
        first_approval: None,
        inputs: json!({"last_name": "Wintermoor"}),
        assessment: None,
        notes: Vec::new(),
        appeal: None,
        pending: None,
        referral: None,
        questions: Vec::new(),
        version: 1,
        opened_at: now,
        due_at: now.plus(REVIEW_CLOCK),
    }
}

pub(crate) fn assessed(case: &Case) -> Case {
    let evidence = Evidence {
        check: "email.domain_matches_website".to_owned(),
        field: Some("authorized_representative_1.email".to_owned()),
        outcome: Outcome::Fail,
        weight: Weight::Soft,
        compared: "wintermoor.example with owl.example".to_owned(),
        why: "the domains differ".to_owned(),
        mend: None,
        source: None,
        code: Some(ReasonCode::EMAIL_DOMAIN),
    };
    let assessment = Assessment {
        ruleset: "1".to_owned(),
        evidence: vec![evidence],
        scoring: None,
        verdict: Verdict::Refer,
    };
    Case { state: CaseState::Open, assessment: Some(assessment), ..case.clone() }
}

pub(crate) fn in_queue(case: &Case) -> CaseSummary {
    let (state, claim) = match case.state {
        CaseState::Vetting => ("vetting", None),
        CaseState::Open => ("open", None),
        CaseState::Claimed { by, until } => ("claimed", Some((by, until))),
        CaseState::Decided { .. } => panic!("a decided case is in no queue"),
    };
    CaseSummary {
        sid: case.sid,
        account_sid: case.account_sid,
        bundle_sid: case.bundle_sid,
        friendly_name: case.friendly_name.clone(),
        state: state.to_owned(),
        holder: Holder {
            claimed_by: claim.map(|(by, _)| by),
            claimed_until: claim.map(|(_, until)| until),
            pending_by: case.pending.as_ref().map(|pending| pending.by),
            pending_until: case.pending.as_ref().map(|pending| pending.due_at),
        },
        opened_at: case.opened_at,
        due_at: case.due_at,
        is_appeal: case.appeal.is_some(),
        bundle_kind: Some(case.bundle_kind),
        policy_sid: Some(case.policy_sid),
        country: case.country.clone(),
        risk: case.assessment.as_ref().map(Risk::of),
        points: case
            .assessment
            .as_ref()
            .and_then(|found| found.scoring.as_ref())
            .map(|scoring| i64::from(scoring.points)),
        has_hit: case.assessment.as_ref().is_some_and(Assessment::has_screening_hit),
        needs_second: case.needs_second(),
        is_for_leads: case.referral.is_some(),
        waits_for_customer: case.waits_for_customer(),
    }
}

pub(crate) async fn store(db: &Db, case: &Case) -> Result<(), Error> {
    let mut tx = db.write().await.unwrap();
    tx.case_insert(case).await?;
    tx.commit().await
}

async fn save(db: &Db, case: &Case) -> Result<Case, Error> {
    let mut tx = db.write().await.unwrap();
    let saved = tx.case_save(case).await?;
    tx.commit().await?;
    Ok(saved)
}

pub(crate) async fn queue(db: &Db, filter: &CaseFilter) -> Vec<CaseSummary> {
    db.read().await.unwrap().case_queue_list_any_account(filter, instant()).await.unwrap()
}

dual! {
    async fn a_case_is_found_as_it_was_saved_through_its_whole_life(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let opened = case(&scope, sid());
        store(&db, &opened).await.unwrap();
        let reviewer = sid();
        let note = CaseNote { by: Some(reviewer), at: instant(), field: None, text: "called Ms Wintermoor".to_owned() };
        let steps: [&dyn Fn(&Case) -> Case; 4] = [
            &assessed,
            &|case| case.claim(reviewer, instant()).unwrap(),
            &|case| Case { needs_two: true, notes: vec![note.clone()], due_at: instant(), ..case.clone() },
            &|case| match case.approve(reviewer, instant()).unwrap() {
                Approval::First(case) | Approval::Final(case) => case,
            },
        ];
        let mut current = opened;
        for step in steps {
            let next = step(&current);
            current = save(&db, &next).await.unwrap();
            assert_eq!(current, Case { version: next.version + 1, ..next });
            let mut tx = db.read().await.unwrap();
            assert_eq!(tx.case_find(&scope, current.sid).await.unwrap(), Some(current.clone()));
            assert_eq!(tx.case_find_open(&scope, current.bundle_sid).await.unwrap(), Some(current.clone()));
            assert_eq!(tx.case_find(&stranger, current.sid).await.unwrap(), None);
            assert_eq!(queue(&db, &CaseFilter::default()).await, [in_queue(&current)]);
        }
        assert_eq!(current.first_approval, Some(reviewer));
        for (by, outcome) in [(Some(reviewer), CaseOutcome::Approved), (None, CaseOutcome::Rejected)] {
            current = save(&db, &current.decided(by, outcome, instant())).await.unwrap();
            let mut tx = db.read().await.unwrap();
            assert_eq!(tx.case_find(&scope, current.sid).await.unwrap(), Some(current.clone()));
            assert_eq!(tx.case_find_open(&scope, current.bundle_sid).await.unwrap(), None);
            assert_eq!(queue(&db, &CaseFilter::default()).await, []);
        }
    }
}

dual! {
    async fn a_bundle_has_one_undecided_case(db: Db) {
        let scope = tenant(&db).await;
        let first = case(&scope, sid());
        store(&db, &first).await.unwrap();
        let second = case(&scope, first.bundle_sid);
        assert!(matches!(store(&db, &second).await, Err(Error::Duplicate(Key::OpenCase))));
        assert_eq!(db.read().await.unwrap().case_find(&scope, second.sid).await.unwrap(), None);
        let first = save(&db, &first.decided(None, CaseOutcome::Withdrawn, instant())).await.unwrap();
        store(&db, &second).await.unwrap();
        let all = db.read().await.unwrap().case_list(&scope, first.bundle_sid).await.unwrap();
        assert_eq!(all, [second, first]);
    }
}

dual! {
    async fn of_two_reviewers_who_claim_one_case_one_has_it(db: Db) {
        let scope = tenant(&db).await;
        let opened = case(&scope, sid());
        store(&db, &opened).await.unwrap();
        let open = save(&db, &assessed(&opened)).await.unwrap();
        let claims = [(); 2].map(|()| open.claim(sid(), instant()).unwrap());
        let (first, second) = tokio::join!(save(&db, &claims[0]), save(&db, &claims[1]));
        let holders: Vec<_> = [&first, &second].into_iter().filter_map(|outcome| outcome.as_ref().ok()).collect();
        assert_eq!(holders.len(), 1);
        assert!([&first, &second].iter().any(|outcome| matches!(outcome, Err(Error::Conflict))));
        assert_eq!(queue(&db, &CaseFilter::default()).await, [in_queue(holders[0])]);
    }
}

dual! {
    async fn the_queue_shows_all_accounts_due_first_and_can_be_narrowed(db: Db) {
        let (one, other) = (tenant(&db).await, tenant(&db).await);
        let vetting = case(&one, sid());
        let mut late = case(&other, sid());
        late.due_at = late.due_at.plus(Duration::from_secs(3600));
        let soon = case(&one, sid());
        for case in [&vetting, &late, &soon] {
            store(&db, case).await.unwrap();
        }
        let reviewer = sid();
        let soon = save(&db, &assessed(&soon)).await.unwrap();
        let late = save(&db, &assessed(&late)).await.unwrap();
        let late = save(&db, &late.claim(reviewer, instant()).unwrap()).await.unwrap();
        assert_eq!(queue(&db, &CaseFilter::default()).await, [in_queue(&soon), in_queue(&late)]);
        let all = CaseFilter { includes_vetting: true, ..CaseFilter::default() };
        assert_eq!(queue(&db, &all).await, [in_queue(&vetting), in_queue(&soon), in_queue(&late)]);
        let mine = CaseFilter { claimed_by: Some(reviewer), ..all };
        assert_eq!(queue(&db, &mine).await, [in_queue(&late)]);
        let first = CaseFilter { limit: 1, ..CaseFilter::default() };
        assert_eq!(queue(&db, &first).await, [in_queue(&soon)]);
    }
}

dual! {
    async fn nobody_reads_a_case_without_the_accounts_key(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let note = CaseNote { by: Some(sid()), at: instant(), field: None, text: "called Ms Wintermoor".to_owned() };
        let full = Case { notes: vec![note], ..assessed(&case(&scope, sid())) };
        store(&db, &full).await.unwrap();
        for text in ["Wintermoor", "wintermoor"] {
            assert!(!raw::holds(&place, &["cases", "case_queue"], text).await, "{text}");
        }
        assert_eq!(queue(&db, &CaseFilter::default()).await, [in_queue(&full)]);
        db.vault().account_key_destroy(scope.account(), instant()).await.unwrap();
        assert!(matches!(db.read().await.unwrap().case_find(&scope, full.sid).await, Err(Error::Erased)));
    }
}

dual! {
    async fn the_queue_is_told_in_numbers(db: Db) {
        let scope = tenant(&db).await;
        let now = instant();
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        let mut tx = db.write().await.unwrap();
        for (opened, state) in [
            (now.minus(hours(30)), CaseState::Open),
            (now.minus(hours(23)).minus(hours(1) / 2), CaseState::Open),
            (now.minus(hours(2)), CaseState::Open),
            (now, CaseState::Vetting),
        ] {
            let due_at = opened.plus(REVIEW_CLOCK);
            tx.case_insert(&Case { opened_at: opened, due_at, state, ..case(&scope, sid()) }).await.unwrap();
        }
        let backlog = tx.case_queue_backlog_any_account(now, now.plus(hours(1))).await.unwrap();
        let of = |state: &str, count, overdue, due_soon, oldest| CaseBacklog {
            state: state.to_owned(),
            count,
            overdue,
            due_soon,
            oldest,
        };
        assert_eq!(backlog, [of("open", 3, 1, 1, now.minus(hours(30))), of("vetting", 1, 0, 0, now)]);
    }
}

dual! {
    async fn an_appeal_is_kept_with_its_case_sealed_and_once_per_rejection(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let first = case(&scope, sid());
        let appeal = |against| Appeal { of: first.sid, against, note: "Wintermoor's register is new.".to_owned() };
        let by_machine = Case { appeal: Some(appeal(None)), ..case(&scope, first.bundle_sid) };
        let mut tx = db.write().await.unwrap();
        tx.case_insert(&by_machine).await.unwrap();
        assert_eq!(tx.case_find(&scope, by_machine.sid).await.unwrap(), Some(by_machine.clone()));
        let filter = CaseFilter { includes_vetting: true, ..CaseFilter::default() };
        let queue = tx.case_queue_list_any_account(&filter, instant()).await.unwrap();
        assert_eq!(queue, [in_queue(&by_machine)]);
        let other = Case { appeal: Some(Appeal { of: sid(), ..appeal(Some(sid())) }), ..case(&scope, sid()) };
        tx.case_insert(&other).await.unwrap();
        assert_eq!(tx.case_find(&scope, other.sid).await.unwrap(), Some(other));
        tx.commit().await.unwrap();
        assert!(!raw::holds(&place, &["cases"], "Wintermoor").await);

        let mut tx = db.write().await.unwrap();
        let again = Case { appeal: Some(appeal(Some(sid()))), ..case(&scope, sid()) };
        assert!(matches!(tx.case_insert(&again).await, Err(Error::Duplicate(Key::Appeal))));
    }
}

dual! {
    async fn what_reviewers_decide_refer_and_ask_is_kept_sealed_and_shown_in_the_queue(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let reviewer = sid();
        let open = Case { country: Some("US".to_owned()), ..assessed(&case(&scope, sid())) };
        store(&db, &open).await.unwrap();
        let due = instant().plus(Duration::from_secs(60));
        let note = Some("called Ms Wintermoor".to_owned());
        let steps: [&dyn Fn(&Case) -> Case; 4] = [
            &|case| case.ask(reviewer, None, "Is Ms Wintermoor your chief?".to_owned(), instant()).unwrap(),
            &|case| case.answered(1, "account".to_owned(), "Wintermoor is.".to_owned(), instant()).unwrap(),
            &|case| case.refer(reviewer, "Wintermoor again".to_owned(), instant()).unwrap(),
            &|case| case.decide_later(reviewer, Ruling::Approve { note: note.clone() }, due, instant()).unwrap(),
        ];
        let mut current = open;
        for step in steps {
            current = save(&db, &step(&current)).await.unwrap();
            let found = db.read().await.unwrap().case_find(&scope, current.sid).await.unwrap();
            assert_eq!(found, Some(current.clone()));
            assert_eq!(queue(&db, &CaseFilter::default()).await, [in_queue(&current)]);
        }
        assert!(!raw::holds(&place, &["cases", "case_queue"], "Wintermoor").await);
    }
}
