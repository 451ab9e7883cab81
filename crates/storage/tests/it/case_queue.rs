//! The reviewers' queue narrowed, ordered and counted; and the views of it that they keep.

use std::time::Duration;

use trusthub_domain::bundle::BundleKind;
use trusthub_domain::review::{Assessment, Case, CaseState, Risk, Verdict};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{BandCount, COUNTED, CaseFilter, CaseOrder, Error, SavedFilter, Scope};

use crate::cases::{assessed, case, in_queue, queue, store};
use crate::harness::dual;
use crate::harness::samples::{instant, sid, tenant};
use crate::raw;

/// An open case of this name, country and risk, due that many hours after the others' beginning.
fn filed(scope: &Scope, name: &str, country: &str, is_risky: bool, hours: u64) -> Case {
    let open = assessed(&case(scope, sid()));
    let verdict = if is_risky { Verdict::Reject { reasons: Vec::new() } } else { Verdict::Refer };
    let assessment = open.assessment.map(|found| Assessment { verdict, ..found });
    Case {
        friendly_name: name.to_owned(),
        country: Some(country.to_owned()),
        assessment,
        due_at: instant().plus(Duration::from_secs(hours * 3600)),
        ..case(scope, open.bundle_sid)
    }
}

dual! {
    async fn the_queue_is_narrowed_and_read_page_by_page_in_either_order(db: Db) {
        let scope = tenant(&db).await;
        let names = [
            ("Owl Telecom", "US", false, 4),
            ("owl  bakery", "CA", true, 3),
            ("Ówl", "US", true, 2),
            ("Kite", "US", false, 1),
        ];
        let mut tx = db.write().await.unwrap();
        for (name, country, is_risky, hours) in names {
            let case = Case { state: CaseState::Open, ..filed(&scope, name, country, is_risky, hours) };
            tx.case_insert(&case).await.unwrap();
        }
        tx.commit().await.unwrap();
        let of = async |filter: CaseFilter| {
            let found = queue(&db, &filter).await;
            found.into_iter().map(|one| one.friendly_name).collect::<Vec<_>>()
        };
        let by = |order| CaseFilter { order, ..CaseFilter::default() };
        let due = ["Kite", "Ówl", "owl  bakery", "Owl Telecom"];
        let risk = ["Ówl", "owl  bakery", "Kite", "Owl Telecom"];
        assert_eq!(of(by(CaseOrder::Due)).await, due);
        assert_eq!(of(by(CaseOrder::Risk)).await, risk);
        for (order, expected) in [(CaseOrder::Due, due), (CaseOrder::Risk, risk)] {
            let mut read = Vec::new();
            let mut after = None;
            loop {
                let page = queue(&db, &CaseFilter { after, limit: 1, ..by(order) }).await;
                let Some(last) = page.last() else { break };
                after = Some(last.place());
                read.extend(page.into_iter().map(|one| one.friendly_name));
            }
            assert_eq!(read, expected, "{order:?}");
        }
        let name = |text: &str| CaseFilter { name: Some(text.to_owned()), ..CaseFilter::default() };
        assert_eq!(of(name("OWL ")).await, ["owl  bakery", "Owl Telecom"]);
        assert_eq!(of(name("owl b")).await, ["owl  bakery"]);
        assert_eq!(of(name("ó")).await, ["Ówl"]);
        assert_eq!(of(name("%")).await, [""; 0], "nothing in it is a wildcard");
        let country = CaseFilter { country: Some("CA".to_owned()), ..CaseFilter::default() };
        assert_eq!(of(country).await, ["owl  bakery"]);
        let high = CaseFilter { risk: Some(Risk::High), ..CaseFilter::default() };
        assert_eq!(of(high).await, ["Ówl", "owl  bakery"]);
        let products = CaseFilter { bundle_kind: Some(BundleKind::TrustProduct), ..CaseFilter::default() };
        assert_eq!(of(products).await, [""; 0]);
    }
}

dual! {
    async fn the_queue_is_counted_by_band(db: Db) {
        let scope = tenant(&db).await;
        let (me, now) = (sid(), instant());
        let mut tx = db.write().await.unwrap();
        for (is_risky, hours, holder) in
            [(true, 0, Some(me)), (true, 1, None), (false, 9, Some(sid())), (false, 9, None)]
        {
            let state = match holder {
                Some(by) => CaseState::Claimed { by, until: now.plus(Duration::from_secs(9)) },
                None => CaseState::Open,
            };
            let case = Case { state, ..filed(&scope, "Owl", "US", is_risky, hours) };
            let due_at = if hours == 0 { now.minus(Duration::from_secs(1)) } else { case.due_at };
            tx.case_insert(&Case { due_at, ..case }).await.unwrap();
        }
        let soon = now.plus(Duration::from_secs(2 * 3600));
        let counts = tx.case_queue_counts_any_account(now, soon, me).await.unwrap();
        let of = |risk, claimed, mine| BandCount { risk: Some(risk), count: 2, claimed, mine };
        assert_eq!(counts.bands, [of(Risk::High, 1, 1), of(Risk::Medium, 1, 0)]);
        assert_eq!((counts.overdue, counts.due_soon, counts.for_leads), (1, 1, 0));
        let lapsed = tx.case_queue_counts_any_account(soon, soon, me).await.unwrap();
        assert_eq!(lapsed.bands.iter().map(|one| one.claimed + one.mine).sum::<i64>(), 0);
        assert_eq!((lapsed.overdue, lapsed.due_soon), (2, 0));
    }
}

dual! {
    async fn a_long_queue_is_counted_no_further_than_people_need(db: Db, place: Arc<TestDb>) {
        let of_band = |risk_rank: u32, cases: u32| format!(
            "INSERT INTO case_queue (sid, account_sid, bundle_sid, friendly_name, state, opened_at, due_at, risk_rank, \
                is_for_leads) \
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {cases}) \
            SELECT '{risk_rank} ' || i, 'AC', 'BU', 'Owl', 'open', 0, i, {risk_rank}, i = 1 FROM n"
        );
        raw::run(&place, &of_band(0, COUNTED + 200)).await;
        raw::run(&place, &of_band(2, COUNTED - 1)).await;
        // In vetting there is nothing for a reviewer to do.
        raw::run(&place, &of_band(1, 1)).await;
        raw::run(&place, "UPDATE case_queue SET state = 'vetting' WHERE risk_rank = 1").await;
        let due = |micros| Timestamp::from_micros(micros);
        let mut tx = db.read().await.unwrap();
        let counts = tx.case_queue_counts_any_account(due(4), due(1_000_000), sid()).await.unwrap();
        let of = |risk, count: u32| BandCount { risk: Some(risk), count: i64::from(count), claimed: 0, mine: 0 };
        assert_eq!(counts.bands, [of(Risk::High, COUNTED), of(Risk::Low, COUNTED - 1)]);
        assert_eq!((counts.overdue, counts.due_soon, counts.for_leads), (6, i64::from(COUNTED), 2));
    }
}

dual! {
    async fn a_line_from_before_there_was_anything_to_narrow_by_is_filled(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let open = assessed(&case(&scope, sid()));
        store(&db, &open).await.unwrap();
        let forget = "UPDATE case_queue SET bundle_kind = NULL, policy_sid = NULL, name_key = NULL, country = NULL, \
            risk_rank = 3";
        raw::run(&place, forget).await;
        let line = queue(&db, &CaseFilter::default()).await.remove(0);
        assert_eq!((line.bundle_kind, line.policy_sid, line.risk), (None, None, None));
        let mut tx = db.write().await.unwrap();
        let found = tx.case_queue_unindexed_any_account(None, 10).await.unwrap();
        assert_eq!(found, [(scope.account(), open.sid)]);
        let known = Case { country: Some("US".to_owned()), ..open.clone() };
        tx.case_set_country(&known).await.unwrap();
        assert!(matches!(tx.case_set_country(&Case { version: 9, ..open.clone() }).await, Err(Error::Conflict)));
        assert_eq!(tx.case_queue_unindexed_any_account(None, 10).await.unwrap(), []);
        assert_eq!(tx.case_find(&scope, open.sid).await.unwrap(), Some(known.clone()));
        tx.commit().await.unwrap();
        assert_eq!(queue(&db, &CaseFilter::default()).await, [in_queue(&known)]);
    }
}

dual! {
    async fn views_are_kept_by_reviewer_and_name(db: Db) {
        let (one, other) = (sid(), sid());
        let view = |name: &str, filter: &str| SavedFilter { name: name.to_owned(), filter: filter.to_owned() };
        let mut tx = db.write().await.unwrap();
        for saved in [view("b", "1"), view("a", "2"), view("b", "3")] {
            tx.saved_filter_set(one, &saved, instant()).await.unwrap();
        }
        assert_eq!(tx.saved_filter_list(one).await.unwrap(), [view("a", "2"), view("b", "3")]);
        assert_eq!(tx.saved_filter_list(other).await.unwrap(), []);
        assert!(!tx.saved_filter_delete(other, "a").await.unwrap());
        assert!(tx.saved_filter_delete(one, "a").await.unwrap());
        assert_eq!(tx.saved_filter_list(one).await.unwrap(), [view("b", "3")]);
    }
}
