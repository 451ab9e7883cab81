//! Runs a test body on a fresh database of each kind, and makes the things that tests put into it.

#[path = "../../../../testkit/src/database.rs"]
pub mod database;
pub mod samples;

use std::sync::Arc;

use trusthub_storage::Db;

use self::database::{Backend, TestDb, test_db};

/// Opens a new database of this kind, runs the body, and drops it. Nothing happens where there is no such database.
pub async fn on<F>(backend: Backend, body: impl FnOnce(Db, Arc<TestDb>) -> F)
where
    F: Future<Output = ()>,
{
    let Some(test) = test_db(backend).await else { return };
    let test = Arc::new(test);
    let db = test.open().await;
    body(db.clone(), Arc::clone(&test)).await;
    db.close().await;
}

/// One behaviour, two tests: `name::sqlite` and `name::postgres`.
///
/// `db` is open and empty; `place`, if asked for, is where it lies, to open it a second time or to read its bytes.
macro_rules! dual {
    ($(#[$meta:meta])* async fn $name:ident($db:ident: Db) $body:block) => {
        dual! { $(#[$meta])* async fn $name($db: Db, _place: Arc<TestDb>) $body }
    };
    ($(#[$meta:meta])* async fn $name:ident($db:ident: Db, $place:ident: Arc<TestDb>) $body:block) => {
        $(#[$meta])*
        async fn $name(
            $db: trusthub_storage::Db,
            $place: std::sync::Arc<$crate::harness::database::TestDb>,
        ) $body

        mod $name {
            use $crate::harness::database::Backend;

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                $crate::harness::on(Backend::Sqlite, super::$name).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                $crate::harness::on(Backend::Postgres, super::$name).await;
            }
        }
    };
}
pub(crate) use dual;
