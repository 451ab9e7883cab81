//! The tree grows, and every checkpoint ever exported stays a proof.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{NOW, append_some, chain, entry, findings};
use crate::harness::dual;
use crate::harness::samples::{instant, tenant};

dual! {
    async fn each_checkpoint_is_signed_and_a_prefix_of_the_next(db: Db) {
        let scopes = [tenant(&db).await, tenant(&db).await];
        let mut exported = Vec::new();
        let mut size = 0;
        for count in [1, 2, 1, 5, 3] {
            for scope in &scopes {
                append_some(&db, scope, count).await;
            }
            assert_eq!(findings(&db, None).await, [""; 0], "before sequencing");
            let now = instant();
            let added = u64::try_from(2 * count).unwrap();
            assert_eq!(db.audit_sequence(now).await.unwrap(), added);
            assert_eq!(db.audit_sequence(now).await.unwrap(), 0);
            size += added;
            let checkpoint = db.audit_checkpoint().await.unwrap().unwrap();
            assert_eq!((u64::try_from(checkpoint.tree_size).unwrap(), checkpoint.signed_at), (size, now));
            assert!(checkpoint.is_signed());
            exported.push(checkpoint);
        }
        for checkpoint in &exported {
            assert_eq!(findings(&db, Some(checkpoint)).await, [""; 0], "{checkpoint:?}");
        }
        let report = db.audit_verify(None).await.unwrap();
        assert_eq!((report.chains, report.entries, report.tree_size), (2, 24, 24));
        assert_eq!(report.checkpoint.as_ref(), exported.last());
    }
}

dual! {
    async fn a_log_longer_than_any_page_or_batch_is_folded_and_verified(db: Db) {
        let scope = tenant(&db).await;
        let mut tx = db.write().await.unwrap();
        for _ in 0..2_100 {
            tx.audit_append(&scope, &entry("x", None, None)).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(db.audit_sequence(NOW).await.unwrap(), 2_100);
        append_some(&db, &scope, 1).await;
        let report = db.audit_verify(None).await.unwrap();
        assert_eq!((report.entries, report.tree_size), (2_101, 2_100));
        assert_eq!(report.findings, []);
    }
}

dual! {
    async fn writers_sequencers_and_verifiers_work_side_by_side(db: Db, place: Arc<TestDb>) {
        let other_node = place.open().await;
        let scopes = [tenant(&db).await, tenant(&db).await, tenant(&db).await];
        let is_over = AtomicBool::new(false);
        let writers = async {
            let writes = (0..8).map(|writer| append_some(&db, &scopes[writer % 3], 10));
            futures_join(writes).await;
            is_over.store(true, Ordering::Relaxed);
        };
        let sequencer = |node: trusthub_storage::Db| {
            let is_over = &is_over;
            async move {
                let mut count = 0;
                while !is_over.load(Ordering::Relaxed) {
                    count += node.audit_sequence(NOW).await.unwrap();
                    tokio::task::yield_now().await;
                }
                count
            }
        };
        let verifier = async {
            while !is_over.load(Ordering::Relaxed) {
                assert_eq!(findings(&db, None).await, [""; 0]);
            }
        };
        let ((), here, there, ()) = tokio::join!(writers, sequencer(db.clone()), sequencer(other_node.clone()), verifier);
        let rest = db.audit_sequence(NOW).await.unwrap();
        assert_eq!(here + there + rest, 80);
        assert_eq!(findings(&db, None).await, [""; 0]);
        let mut entries = 0;
        for scope in &scopes {
            entries += chain(&db, scope).await.len();
        }
        assert_eq!(entries, 80);
        other_node.close().await;
    }
}

/// Runs all at once, on this task.
async fn futures_join(futures: impl Iterator<Item = impl Future<Output = ()>>) {
    let mut futures: Vec<_> = futures.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        futures.retain_mut(|future| future.as_mut().poll(context).is_pending());
        if futures.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}
