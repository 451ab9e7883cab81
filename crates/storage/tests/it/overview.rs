//! The overview of bundles: an account lists its own and its subaccounts', and nobody lists anybody else's.

use trusthub_domain::account::{Account, AccountStatus};
use trusthub_domain::bundle::{Bundle, BundleKind, Reason, ReasonCode, Status, Suspension};
use trusthub_domain::search::Needle;
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{BundleOverview, Db, OverviewFilter, PageRequest, Position, Scope};

use crate::harness::dual;
use crate::harness::samples::{account, bundle, instant, policy, sid, store_account, tenant, whole};
use crate::raw;

const PROFILE: BundleKind = BundleKind::CustomerProfile;

async fn listed(db: &Db, scope: &Scope, filter: &OverviewFilter) -> Vec<BundleOverview> {
    db.overview_list(scope, PROFILE, filter, &whole()).await.unwrap().items
}

async fn sids(db: &Db, scope: &Scope, filter: &OverviewFilter) -> Vec<BundleSid> {
    listed(db, scope, filter).await.into_iter().map(|row| row.sid).collect()
}

async fn store(db: &Db, bundles: &[&Bundle]) {
    let mut tx = db.write().await.unwrap();
    for bundle in bundles {
        tx.bundle_insert(bundle).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// An ISV with two customers.
async fn family(db: &Db) -> (Scope, Scope, Account) {
    let isv = tenant(db).await;
    let first = store_account(db, &account(Some(isv.account()))).await;
    let second = Account { friendly_name: "Crow Ltd".to_owned(), ..account(Some(isv.account())) };
    store_account(db, &second).await;
    (isv, first, second)
}

fn approved(scope: &Scope) -> Bundle {
    Bundle { status: Status::Approved, valid_until: Some(instant()), event_sequence: 3, ..bundle(scope) }
}

dual! {
    async fn an_account_lists_its_own_and_its_subaccounts_bundles_and_nobody_elses(db: Db) {
        let (isv, first, second) = family(&db).await;
        let stranger = tenant(&db).await;
        let all = [bundle(&isv), bundle(&first), bundle(&Scope::own(second.sid)), bundle(&stranger)];
        let product = Bundle { kind: BundleKind::TrustProduct, ..bundle(&first) };
        let copy = Bundle { copy_of: Some(all[1].sid), ..bundle(&first) };
        store(&db, &[&all[0], &all[1], &all[2], &all[3], &product, &copy]).await;
        let none = OverviewFilter::default();
        assert_eq!(sids(&db, &isv, &none).await, [all[2].sid, all[1].sid, all[0].sid]);
        assert_eq!(sids(&db, &first, &none).await, [all[1].sid]);
        assert_eq!(sids(&db, &Scope::own(second.sid), &none).await, [all[2].sid]);
        assert_eq!(sids(&db, &stranger, &none).await, [all[3].sid]);
        let products = db.overview_list(&isv, BundleKind::TrustProduct, &none, &whole()).await.unwrap();
        assert_eq!(products.items.iter().map(|row| row.sid).collect::<Vec<_>>(), [product.sid]);
        let row = BundleOverview {
            sid: all[2].sid,
            owner_sid: second.sid,
            owner_name: "Crow Ltd".to_owned(),
            kind: PROFILE,
            policy_sid: all[2].policy_sid,
            friendly_name: all[2].friendly_name.clone(),
            status: Status::Draft,
            valid_until: None,
            date_created: all[2].date_created,
        };
        assert_eq!(listed(&db, &isv, &none).await[0], row);
    }
}

dual! {
    async fn a_line_follows_its_bundle_and_goes_with_it(db: Db) {
        let (isv, first, _) = family(&db).await;
        let draft = bundle(&first);
        store(&db, &[&draft]).await;
        let changed = Bundle { friendly_name: "Heron".to_owned(), ..approved(&first) };
        let changed = Bundle { sid: draft.sid, date_created: draft.date_created, ..changed };
        let mut tx = db.write().await.unwrap();
        let saved = tx.bundle_save(&changed).await.unwrap();
        tx.commit().await.unwrap();
        let none = OverviewFilter::default();
        for scope in [&isv, &first] {
            let row = listed(&db, scope, &none).await.remove(0);
            assert_eq!((row.friendly_name.as_str(), row.status), ("Heron", Status::Approved));
            assert_eq!(row.valid_until, changed.valid_until);
        }
        let mut tx = db.write().await.unwrap();
        tx.bundle_delete(&saved).await.unwrap();
        tx.commit().await.unwrap();
        for scope in [&isv, &first] {
            assert_eq!(sids(&db, scope, &none).await, []);
        }
    }
}

dual! {
    async fn a_touched_bundle_has_a_new_date_and_version_and_nothing_else(db: Db) {
        let scope = tenant(&db).await;
        let before = approved(&scope);
        store(&db, &[&before]).await;
        let touched = before.touched(instant());
        let mut tx = db.write().await.unwrap();
        tx.bundle_touch(&Bundle { friendly_name: "not saved".to_owned(), ..touched.clone() }).await.unwrap();
        let after = tx.bundle_find(&scope, before.sid).await.unwrap();
        assert_eq!(after, Some(Bundle { version: 2, ..touched.clone() }));
        assert!(matches!(tx.bundle_touch(&touched).await, Err(trusthub_storage::Error::Conflict)));
    }
}

dual! {
    async fn what_is_on_hold_is_listed_as_rejected(db: Db) {
        let (isv, first, second) = family(&db).await;
        let reason = Reason {
            code: ReasonCode::SUSPENDED,
            field: None,
            object: None,
            message: "Suspended.".to_owned(),
            note: None,
        };
        let suspension = Some(Suspension { since: instant(), reason });
        let suspended = Bundle { suspension, ..approved(&first) };
        let of_second = Scope::own(second.sid);
        let (in_force, draft) = (approved(&of_second), bundle(&of_second));
        store(&db, &[&suspended, &in_force, &draft]).await;
        let by = |status| OverviewFilter { status: Some(status), ..OverviewFilter::default() };
        assert_eq!(sids(&db, &isv, &by(Status::Rejected)).await, [suspended.sid]);
        assert_eq!(sids(&db, &isv, &by(Status::Approved)).await, [in_force.sid]);
        let mut tx = db.write().await.unwrap();
        tx.account_save(&Account { status: AccountStatus::Suspended, ..second }).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(sids(&db, &isv, &by(Status::Rejected)).await, [in_force.sid, suspended.sid]);
        assert_eq!(sids(&db, &isv, &by(Status::Approved)).await, []);
        assert_eq!(sids(&db, &isv, &by(Status::Draft)).await, [draft.sid]);
        assert_eq!(sids(&db, &of_second, &by(Status::Rejected)).await, [in_force.sid]);
    }
}

dual! {
    async fn all_filters_must_hold(db: Db) {
        let (isv, first, second) = family(&db).await;
        let named = |name: &str, one: Bundle| Bundle { friendly_name: name.to_owned(), ..one };
        let owl = named("Müller & Söhne O'Neill Bäckerei-GmbH", bundle(&first));
        let heron = named("Heron 100% Ltd", approved(&Scope::own(second.sid)));
        let other = Bundle { policy_sid: policy(2), ..named("Heron Holding", approved(&first)) };
        store(&db, &[&owl, &heron, &other]).await;
        let with = |name: &str| OverviewFilter { name: Needle::of(name), ..OverviewFilter::default() };
        let table = [
            (with("her"), vec![other.sid, heron.sid]),
            (with("HERON ltd"), vec![heron.sid]),
            (with("eron"), vec![]),
            (with("gmbh söh mü bäck neill"), vec![]),
            (with("gmbh söh mü neill"), vec![owl.sid]),
            (with("%"), vec![other.sid, heron.sid, owl.sid]),
            (OverviewFilter { owner_sid: Some(second.sid), ..with("") }, vec![heron.sid]),
            (OverviewFilter { policy_sid: Some(policy(2)), ..with("heron") }, vec![other.sid]),
            (OverviewFilter { status: Some(Status::Draft), ..with("heron") }, vec![]),
            (OverviewFilter { ends_by: heron.valid_until, ..with("") }, vec![heron.sid]),
            (OverviewFilter { ends_by: other.valid_until, ..with("") }, vec![other.sid, heron.sid]),
        ];
        for (filter, expected) in table {
            assert_eq!(sids(&db, &isv, &filter).await, expected, "{filter:?}");
        }
    }
}

dual! {
    async fn pages_follow_one_another(db: Db) {
        let (isv, first, second) = family(&db).await;
        let all: Vec<Bundle> =
            (0..7).map(|number| bundle(if number % 2 == 0 { &first } else { &isv })).collect();
        store(&db, &all.iter().collect::<Vec<_>>()).await;
        store(&db, &[&bundle(&Scope::own(second.sid))]).await;
        let filter = OverviewFilter { policy_sid: Some(policy(1)), ..OverviewFilter::default() };
        let (mut seen, mut position) = (Vec::new(), Position::Start);
        loop {
            let request = PageRequest { size: 3, position };
            let page = db.overview_list(&isv, PROFILE, &filter, &request).await.unwrap();
            seen.extend(page.items.into_iter().map(|row| row.sid));
            match page.next {
                Some(next) => position = Position::After(next),
                None => break,
            }
        }
        assert_eq!(seen, sids(&db, &isv, &filter).await);
        assert_eq!(seen.len(), 8);
    }
}

dual! {
    async fn an_erased_accounts_bundles_leave_its_parents_list(db: Db) {
        let (isv, first, _) = family(&db).await;
        let own = bundle(&isv);
        store(&db, &[&own, &bundle(&first)]).await;
        let mut tx = db.write().await.unwrap();
        tx.account_erase_rows(&first, instant()).await.unwrap();
        tx.commit().await.unwrap();
        let none = OverviewFilter::default();
        assert_eq!(sids(&db, &isv, &none).await, [own.sid]);
        assert_eq!(sids(&db, &first, &none).await, []);
    }
}

dual! {
    async fn a_line_that_loses_its_race_is_not_written(db: Db) {
        let scope = tenant(&db).await;
        let unknown = Bundle { sid: sid(), ..bundle(&scope) };
        let mut tx = db.write().await.unwrap();
        assert!(matches!(tx.bundle_save(&unknown).await, Err(trusthub_storage::Error::Conflict)));
        tx.commit().await.unwrap();
        assert_eq!(sids(&db, &scope, &OverviewFilter::default()).await, []);
    }
}

dual! {
    async fn the_migration_writes_what_the_code_writes(db: Db, place: Arc<TestDb>) {
        let (isv, first, _) = family(&db).await;
        let copy = Bundle { copy_of: Some(sid()), ..bundle(&first) };
        let named = Bundle { friendly_name: "Owl, Heron & O'Neill Bakery-Ltd.".to_owned(), ..approved(&first) };
        store(&db, &[&bundle(&isv), &approved(&first), &named, &copy]).await;
        let rows = "SELECT account_sid || sid || owner_sid || kind || policy_sid || friendly_name || status \
            || coalesce(CAST(valid_until AS TEXT), '-') || CAST(date_created AS TEXT) FROM bundle_overview \
            ORDER BY account_sid, sid";
        let written = raw::texts(&place, rows).await;
        assert_eq!(written.len(), 5);
        raw::run(&place, "DELETE FROM bundle_overview").await;
        let migration = include_str!("../../migrations/sqlite/0047_bundle_overview.sql");
        let fills: Vec<&str> = migration.split("INSERT INTO bundle_overview").skip(1).collect();
        assert_eq!(fills.len(), 2);
        for fill in fills {
            raw::run(&place, &format!("INSERT INTO bundle_overview{fill}")).await;
        }
        assert_eq!(raw::texts(&place, rows).await, written);
        let filter = OverviewFilter { name: Needle::of("neill ltd heron bak"), ..OverviewFilter::default() };
        assert_eq!(sids(&db, &isv, &filter).await, [named.sid]);
    }
}
