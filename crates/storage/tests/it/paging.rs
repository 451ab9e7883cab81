//! Pages: whole, in order, without gaps or repetitions, also while rows come and go.

use proptest::prelude::*;
use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::sid::BundleSid;
use trusthub_domain::time::Timestamp;
use trusthub_storage::{BundleFilter, Cursor, Db, Page, PageRequest, Position, Scope, Tx};

use crate::harness::database::{Backend, test_db};
use crate::harness::dual;
use crate::harness::samples::{bundle, sid, tenant};

async fn read(tx: &mut Tx, scope: &Scope, size: u32, position: Position) -> Page<BundleSid> {
    let request = PageRequest { size, position };
    let page = tx.bundle_list(scope, BundleKind::CustomerProfile, &BundleFilter::default(), &request).await;
    page.unwrap().map(|bundle| bundle.sid)
}

/// Stores bundles made at these instants; returns them as a list shows them, newest first.
async fn store(db: &Db, scope: &Scope, instants: &[i64]) -> Vec<Bundle> {
    let mut tx = db.write().await.unwrap();
    let mut stored = Vec::new();
    for micros in instants {
        let made = Bundle { date_created: Timestamp::from_micros(*micros), ..bundle(scope) };
        tx.bundle_insert(&made).await.unwrap();
        stored.push(made);
    }
    tx.commit().await.unwrap();
    stored.sort_by_key(|bundle| (bundle.date_created, bundle.sid));
    stored.reverse();
    stored
}

fn cursor(bundle: &Bundle) -> Cursor {
    Cursor { date_created: bundle.date_created, sid: bundle.sid.to_string() }
}

/// What a page of this position must be, computed the simple way.
fn expected(all: &[Bundle], size: usize, position: &Position) -> Page<BundleSid> {
    let is_older = |than: &Cursor, bundle: &Bundle| {
        (bundle.date_created, bundle.sid.to_string()) < (than.date_created, than.sid.clone())
    };
    let is_newer = |than: &Cursor, bundle: &Bundle| {
        (bundle.date_created, bundle.sid.to_string()) > (than.date_created, than.sid.clone())
    };
    let (start, end) = match position {
        Position::Start => (0, size),
        Position::Offset(rows) => (usize::try_from(*rows).unwrap(), usize::try_from(*rows).unwrap() + size),
        Position::After(place) => {
            let start = all.iter().position(|bundle| is_older(place, bundle)).unwrap_or(all.len());
            (start, start + size)
        }
        Position::Before(place) => {
            let end = all.iter().take_while(|bundle| is_newer(place, bundle)).count();
            (end.saturating_sub(size), end)
        }
    };
    let (start, end) = (start.min(all.len()), end.min(all.len()));
    let rows = &all[start..end];
    Page {
        items: rows.iter().map(|bundle| bundle.sid).collect(),
        previous: rows.first().filter(|_| start > 0).map(cursor),
        next: rows.last().filter(|_| end < all.len()).map(cursor),
    }
}

dual! {
    async fn a_list_is_read_through_forwards_and_back_again(db: Db) {
        let scope = tenant(&db).await;
        let all = store(&db, &scope, &[5, 5, 5, 1, 9, 3, 7]).await;
        let mut tx = db.read().await.unwrap();
        let first = read(&mut tx, &scope, 3, Position::Start).await;
        let second = read(&mut tx, &scope, 3, Position::After(first.next.clone().unwrap())).await;
        let third = read(&mut tx, &scope, 3, Position::After(second.next.clone().unwrap())).await;
        assert_eq!([&first.items[..], &second.items, &third.items].concat(), all.iter().map(|b| b.sid).collect::<Vec<_>>());
        assert_eq!((first.previous.as_ref(), third.next.as_ref()), (None, None));
        assert_eq!(read(&mut tx, &scope, 3, Position::Before(third.previous.unwrap())).await, second);
        assert_eq!(read(&mut tx, &scope, 3, Position::Before(second.previous.unwrap())).await, first);
    }
}

dual! {
    async fn a_page_is_the_same_within_a_transaction_and_alone(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let all = store(&db, &scope, &[10, 20, 30]).await;
        let (kind, filter) = (BundleKind::CustomerProfile, BundleFilter::default());
        for size in [2, 3] {
            for position in [Position::Start, Position::After(cursor(&all[0])), Position::Before(cursor(&all[2]))] {
                let request = PageRequest { size, position: position.clone() };
                let alone = db.bundle_list(&scope, kind, &filter, &request).await.unwrap();
                let mut tx = db.read().await.unwrap();
                assert_eq!(alone.map(|bundle| bundle.sid), read(&mut tx, &scope, size, position).await);
                assert!(db.bundle_list(&stranger, kind, &filter, &request).await.unwrap().items.is_empty());
            }
        }
    }
}

dual! {
    async fn the_next_page_is_the_same_whatever_is_inserted_or_deleted_before_it(db: Db) {
        let scope = tenant(&db).await;
        let all = store(&db, &scope, &[10, 20, 30, 40, 50, 60]).await;
        let mut tx = db.read().await.unwrap();
        let first = read(&mut tx, &scope, 2, Position::Start).await;
        drop(tx);
        store(&db, &scope, &[70, 80, 55]).await;
        let mut tx = db.write().await.unwrap();
        tx.bundle_delete(&all[1]).await.unwrap();
        let second = read(&mut tx, &scope, 2, Position::After(first.next.unwrap())).await;
        assert_eq!(second.items, [all[2].sid, all[3].sid]);
    }
}

dual! {
    async fn a_page_without_rows_leads_back_to_where_there_are_some(db: Db) {
        let scope = tenant(&db).await;
        let all = store(&db, &scope, &[10, 20, 30]).await;
        let mut tx = db.read().await.unwrap();
        for position in [Position::Offset(7), Position::After(cursor(&all[2]))] {
            let empty = read(&mut tx, &scope, 2, position).await;
            assert_eq!((empty.items.len(), empty.next.clone()), (0, None));
            let last = read(&mut tx, &scope, 2, Position::Before(empty.previous.unwrap())).await;
            assert_eq!(last.items, [all[1].sid, all[2].sid]);
        }
        let empty = read(&mut tx, &scope, 2, Position::Before(cursor(&all[0]))).await;
        assert_eq!((empty.items.len(), empty.previous.clone()), (0, None));
        let first = read(&mut tx, &scope, 2, Position::After(empty.next.unwrap())).await;
        assert_eq!(first.items, [all[0].sid, all[1].sid]);
    }
}

dual! {
    async fn an_empty_list_has_one_empty_page(db: Db) {
        let scope = tenant(&db).await;
        let mut tx = db.read().await.unwrap();
        let place = Cursor { date_created: Timestamp::from_micros(5), sid: sid::<BundleSid>().to_string() };
        for position in [Position::Start, Position::Offset(1), Position::After(place.clone()), Position::Before(place)] {
            let page = read(&mut tx, &scope, 5, position).await;
            assert_eq!(page, Page { items: vec![], previous: None, next: None });
        }
    }
}

/// Any list, any page size, any place in it: the page is what slicing the sorted list gives.
async fn pages_are_slices(backend: Backend) {
    let Some(test) = test_db(backend).await else { return };
    let db = test.open().await;
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let strategy = (prop::collection::vec(0_i64..12, 0..18), 1_u32..7, 0_usize..20);
    let handle = tokio::runtime::Handle::current();
    let checked = db.clone();
    tokio::task::spawn_blocking(move || {
        runner.run(&strategy, |(instants, size, place)| {
            handle.block_on(async {
                let scope = tenant(&checked).await;
                let all = store(&checked, &scope, &instants).await;
                let mut tx = checked.read().await.unwrap();
                let mut positions =
                    vec![Position::Start, Position::Offset(u32::try_from(place % 7).unwrap())];
                if let Some(bundle) = all.get(place) {
                    positions.extend([Position::After(cursor(bundle)), Position::Before(cursor(bundle))]);
                }
                let between = Cursor { date_created: Timestamp::from_micros(6), sid: "BU8".to_owned() };
                positions.extend([Position::After(between.clone()), Position::Before(between)]);
                for position in positions {
                    let expected = expected(&all, usize::try_from(size).unwrap(), &position);
                    let page = read(&mut tx, &scope, size, position.clone()).await;
                    // Where an empty page leads is shown above.
                    if expected.items.is_empty() {
                        prop_assert_eq!(page.items, expected.items);
                    } else {
                        prop_assert_eq!(page, expected, "{:?}", position);
                    }
                }
                Ok(())
            })
        })
    })
    .await
    .unwrap()
    .unwrap();
    db.close().await;
}

mod every_page_is_a_slice_of_the_list {
    use super::{Backend, pages_are_slices};

    #[tokio::test(flavor = "multi_thread")]
    async fn sqlite() {
        pages_are_slices(Backend::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        pages_are_slices(Backend::Postgres).await;
    }
}
