//! Lists in the database, what reviewers dismissed, and the walk over whom a list may concern.

use trusthub_domain::bundle::{Bundle, Status};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Compared, Dismissed, WatchlistVersion};

use crate::harness::dual;
use crate::harness::samples::{bundle, sid, tenant};

fn version(source: &str, sequence: i64) -> WatchlistVersion {
    WatchlistVersion {
        source: source.to_owned(),
        sequence,
        digest: format!("digest {sequence}"),
        file_digest: "f".to_owned(),
        published: (sequence == 2).then(|| "2026-02-27".to_owned()),
        imported_by: "operator".to_owned(),
        imported_at: Timestamp::from_micros(sequence),
        checked_at: Timestamp::from_micros(sequence),
        entries: 3,
        names: 4,
        added: 1,
        changed: 2,
        removed: 0,
    }
}

dual! {
    async fn versions_are_kept_with_their_content_and_forgotten(db: Db) {
        // Larger than a piece, and not a multiple of one.
        let content: Vec<u8> = (0..700_001_u32).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let mut tx = db.write().await.unwrap();
        tx.watchlist_insert_any_account(&version("un", 1), b"old").await.unwrap();
        tx.watchlist_insert_any_account(&version("un", 2), &content).await.unwrap();
        tx.watchlist_insert_any_account(&version("bis", 1), b"").await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = db.write().await.unwrap();
        let all = tx.watchlist_list_any_account().await.unwrap();
        assert_eq!(all, [version("bis", 1), version("un", 2), version("un", 1)]);
        assert_eq!(tx.watchlist_content_any_account("un", 2).await.unwrap(), content);
        assert_eq!(tx.watchlist_content_any_account("eu", 1).await.unwrap(), b"");

        let now = Timestamp::from_micros(77);
        tx.watchlist_checked_any_account("un", 2, Some("2026-03-01"), now).await.unwrap();
        tx.watchlist_forget_any_account("un", 1).await.unwrap();
        let checked = WatchlistVersion { checked_at: now, published: Some("2026-03-01".to_owned()), ..version("un", 2) };
        assert_eq!(tx.watchlist_list_any_account().await.unwrap(), [version("bis", 1), checked]);
        assert_eq!(tx.watchlist_content_any_account("un", 1).await.unwrap(), b"");
    }
}

dual! {
    async fn one_number_is_given_to_one_version(db: Db) {
        let mut tx = db.write().await.unwrap();
        tx.watchlist_insert_any_account(&version("un", 1), b"a").await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.write().await.unwrap();
        assert!(tx.watchlist_insert_any_account(&version("un", 1), b"b").await.is_err());
    }
}

dual! {
    async fn a_dismissal_holds_for_what_was_compared_and_for_nothing_else(db: Db) {
        let (scope, other) = (tenant(&db).await, tenant(&db).await);
        let how = Dismissed { entry_id: "7", case_sid: sid(), by: sid(), at: Timestamp::from_micros(1) };
        let hit = Compared { subject: "person\nJo Doe", source: "un", entry_digest: "d1" };
        let mut tx = db.write().await.unwrap();
        tx.dismissal_set(&scope, hit, how).await.unwrap();
        tx.dismissal_set(&scope, hit, how).await.unwrap();
        assert!(tx.dismissal_exists(&scope, hit).await.unwrap());
        assert!(!tx.dismissal_exists(&other, hit).await.unwrap());
        for changed in [
            Compared { subject: "person\nJo Dough", ..hit },
            Compared { source: "eu", ..hit },
            Compared { entry_digest: "d2", ..hit },
        ] {
            assert!(!tx.dismissal_exists(&scope, changed).await.unwrap(), "{changed:?}");
        }
        tx.account_erase_rows(&scope, Timestamp::from_micros(2)).await.unwrap();
        assert!(!tx.dismissal_exists(&scope, hit).await.unwrap());
    }
}

dual! {
    async fn the_walk_meets_each_bundle_at_stake_once_over_all_accounts(db: Db) {
        let mut expected = Vec::new();
        for _ in 0..3 {
            let scope = tenant(&db).await;
            let mut tx = db.write().await.unwrap();
            for status in [Status::Draft, Status::InReview, Status::Approved, Status::Rejected] {
                let one = Bundle { status, ..bundle(&scope) };
                tx.bundle_insert(&one).await.unwrap();
                if matches!(status, Status::InReview | Status::Approved) {
                    expected.push((scope.account(), one.sid));
                }
            }
            tx.commit().await.unwrap();
        }
        expected.sort_unstable();
        let mut tx = db.read().await.unwrap();
        let (mut met, mut after) = (Vec::new(), None);
        loop {
            let page = tx.bundles_at_stake_any_account(after, 4).await.unwrap();
            met.extend(page.iter().map(|place| (place.account_sid, place.bundle_sid)));
            after = page.last().copied();
            if page.is_empty() {
                break;
            }
        }
        assert_eq!(met, expected);
    }
}
