use std::collections::BTreeSet;
use std::path::Path;
use std::pin::pin;
use std::time::Duration;

use proptest::prelude::*;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;
use tokio::task::JoinSet;

use super::*;

/// A group lasts as long as somebody waits.
const TIMES: Times = Times { patience: LONG, group: LONG };

const LONG: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(50);

const SCHEMA: &str = "CREATE TABLE notes (id INTEGER PRIMARY KEY) STRICT; \
    CREATE TABLE replies (id INTEGER PRIMARY KEY, note INTEGER NOT NULL \
        REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED) STRICT";

/// A database of its own, and a writer of it.
struct Place {
    folder: TempDir,
    writer: Writer,
    wake: Arc<Wake>,
}

impl Place {
    async fn new() -> Self {
        Self::with(TIMES).await
    }

    async fn with(times: Times) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = options(folder.path()).connect().await.unwrap();
        sqlx::raw_sql(SCHEMA).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        let (writer, wake) = open(folder.path(), times).await;
        Self { folder, writer, wake }
    }

    async fn begin(&self) -> Turn {
        self.writer.turn().await.unwrap()
    }

    /// What another connection sees.
    async fn notes(&self) -> BTreeSet<i64> {
        let mut connection = options(self.folder.path()).read_only(true).connect().await.unwrap();
        let notes = sqlx::query_scalar("SELECT id FROM notes").fetch_all(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        notes.into_iter().collect()
    }
}

fn options(folder: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(folder.join("notes.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
}

async fn open(folder: &Path, times: Times) -> (Writer, Arc<Wake>) {
    let wake = Arc::new(Wake::in_process());
    let opened = Writer::open(options(folder), folder.join("notes.db"), times, Arc::clone(&wake)).await;
    (opened.unwrap(), wake)
}

async fn run(turn: &mut Turn, statement: &'static str, id: i64) -> Result<()> {
    Ok(sqlx::query(statement).bind(id).execute(turn.connection()).await.map(drop)?)
}

async fn note(turn: &mut Turn, id: i64) {
    run(turn, "INSERT INTO notes (id) VALUES ($1)", id).await.unwrap();
}

/// Two turns of one group: the first is kept and waits for its answer, the second is under way.
async fn shared(place: &Place, first: i64) -> (JoinSet<Result<()>>, Turn) {
    let mut turn = place.begin().await;
    note(&mut turn, first).await;
    let mut second = pin!(place.writer.turn());
    // It waits in the queue from here on.
    assert!(tokio::time::timeout(SHORT, &mut second).await.is_err());
    let mut answers = JoinSet::new();
    answers.spawn(turn.keep(true));
    let second = second.await.unwrap();
    (answers, second)
}

async fn answer(answers: &mut JoinSet<Result<()>>) -> Result<()> {
    tokio::time::timeout(LONG, answers.join_next()).await.unwrap().unwrap().unwrap()
}

#[tokio::test]
async fn a_change_is_answered_and_seen_when_its_whole_group_is_committed() {
    let place = Place::new().await;
    let (mut answers, mut second) = shared(&place, 1).await;
    note(&mut second, 2).await;
    assert!(tokio::time::timeout(SHORT, answers.join_next()).await.is_err());
    assert!(tokio::time::timeout(SHORT, place.wake.notified()).await.is_err());
    assert_eq!(place.notes().await, BTreeSet::new());
    second.keep(false).await.unwrap();
    answer(&mut answers).await.unwrap();
    tokio::time::timeout(LONG, place.wake.notified()).await.unwrap().unwrap();
    assert_eq!(place.notes().await, BTreeSet::from([1, 2]));
}

#[tokio::test]
async fn a_turn_that_is_dropped_undoes_itself_alone() {
    let place = Place::new().await;
    let (mut answers, mut second) = shared(&place, 1).await;
    note(&mut second, 2).await;
    drop(second);
    answer(&mut answers).await.unwrap();
    assert_eq!(place.notes().await, BTreeSet::from([1]));
    // Alone in its group, too.
    let mut alone = place.begin().await;
    note(&mut alone, 3).await;
    drop(alone);
    place.begin().await.keep(false).await.unwrap();
    assert_eq!(place.notes().await, BTreeSet::from([1]));
}

#[tokio::test]
async fn a_statement_that_is_refused_harms_nobody_else() {
    let place = Place::new().await;
    let (mut answers, mut second) = shared(&place, 1).await;
    note(&mut second, 2).await;
    assert!(run(&mut second, "INSERT INTO notes (id) VALUES ($1)", 1).await.is_err());
    drop(second);
    answer(&mut answers).await.unwrap();
    assert_eq!(place.notes().await, BTreeSet::from([1]));
}

#[tokio::test]
async fn who_leaves_while_the_commit_is_under_way_leaves_its_change_behind() {
    let place = Place::new().await;
    let (mut answers, second) = shared(&place, 1).await;
    answers.abort_all();
    assert!(answers.join_next().await.unwrap().unwrap_err().is_cancelled());
    drop(second);
    place.begin().await.keep(false).await.unwrap();
    assert_eq!(place.notes().await, BTreeSet::from([1]));
}

#[tokio::test]
async fn a_commit_that_fails_fails_for_every_member_and_the_next_one_works() {
    let place = Place::new().await;
    let (mut answers, mut second) = shared(&place, 1).await;
    // Checked at the commit only.
    run(&mut second, "INSERT INTO replies (id, note) VALUES (1, $1)", 99).await.unwrap();
    assert!(matches!(second.keep(false).await, Err(Error::Unavailable(_))));
    assert!(matches!(answer(&mut answers).await, Err(Error::Unavailable(_))));
    assert!(tokio::time::timeout(SHORT, place.wake.notified()).await.is_err());
    let mut next = place.begin().await;
    note(&mut next, 3).await;
    next.keep(false).await.unwrap();
    assert_eq!(place.notes().await, BTreeSet::from([3]));
}

#[tokio::test]
async fn a_transaction_that_the_database_ends_by_itself_is_lost_for_every_member() {
    let place = Place::new().await;
    let (mut answers, mut second) = shared(&place, 1).await;
    // As SQLite does when the disk is full.
    sqlx::query("ROLLBACK").execute(second.connection()).await.unwrap();
    drop(second);
    assert!(matches!(answer(&mut answers).await, Err(Error::Unavailable(_))));
    let mut next = place.begin().await;
    note(&mut next, 2).await;
    next.keep(false).await.unwrap();
    assert_eq!(place.notes().await, BTreeSet::from([2]));
}

#[tokio::test]
async fn who_waits_too_long_is_told_and_a_closed_writer_says_so() {
    let place = Place::new().await;
    let patient = place.writer.clone();
    let hasty = Writer { times: Times { patience: SHORT, ..TIMES }, ..place.writer.clone() };
    let turn = place.begin().await;
    assert!(matches!(hasty.turn().await, Err(Error::Unavailable(_))));
    drop(turn);
    // Whoever lost patience is passed over.
    tokio::time::timeout(LONG, patient.turn()).await.unwrap().unwrap().keep(false).await.unwrap();
    patient.close().await;
    assert!(matches!(patient.turn().await, Err(Error::Unavailable(_))));
    patient.close().await;
}

#[tokio::test]
async fn closing_lets_those_in_the_queue_finish() {
    let place = Place::new().await;
    let (mut answers, mut second) = shared(&place, 1).await;
    let writer = place.writer.clone();
    let mut closing = pin!(writer.close());
    assert!(tokio::time::timeout(SHORT, &mut closing).await.is_err());
    note(&mut second, 2).await;
    let mut ending = JoinSet::new();
    ending.spawn(second.keep(false));
    closing.await;
    answer(&mut ending).await.unwrap();
    answer(&mut answers).await.unwrap();
    assert_eq!(place.notes().await, BTreeSet::from([1, 2]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_second_process_gets_through_while_the_first_is_never_idle() {
    let times = Times { patience: LONG, group: SHORT };
    let place = Place::with(times).await;
    let (command, _) = open(place.folder.path(), times).await;
    let mut busy = JoinSet::new();
    for worker in 0..8 {
        let writer = place.writer.clone();
        busy.spawn(async move {
            for id in 0.. {
                let mut turn = writer.turn().await.unwrap();
                note(&mut turn, worker * 1_000_000 + id).await;
                turn.keep(false).await.unwrap();
            }
        });
    }
    let through = async {
        for id in 1..=20 {
            let mut turn = command.turn().await.unwrap();
            note(&mut turn, -id).await;
            turn.keep(false).await.unwrap();
        }
    };
    tokio::time::timeout(LONG, through).await.unwrap();
    busy.shutdown().await;
    assert_eq!(place.notes().await.range(..0).count(), 20);
}

/// What one caller does.
#[derive(Debug, Clone, Copy)]
enum Caller {
    Keeps,
    Drops,
    IsRefused,
    LeavesTheQueue,
    LeavesTheTurn,
    LeavesTheCommit,
}

/// What it knows afterwards: `None` if it left while its commit was under way.
async fn act(writer: Writer, caller: Caller, id: i64, patience: u32) -> Option<bool> {
    let patience = Duration::from_micros(u64::from(patience));
    if matches!(caller, Caller::LeavesTheQueue) {
        drop(tokio::time::timeout(patience, writer.turn()).await);
        return Some(false);
    }
    let mut turn = writer.turn().await.unwrap();
    note(&mut turn, id).await;
    match caller {
        Caller::LeavesTheTurn => {
            drop(tokio::time::timeout(patience, note(&mut turn, -id)).await);
            return Some(false);
        }
        Caller::IsRefused => {
            assert!(run(&mut turn, "INSERT INTO notes (id) VALUES ($1)", id).await.is_err());
            return Some(false);
        }
        Caller::Keeps | Caller::Drops | Caller::LeavesTheQueue | Caller::LeavesTheCommit => {}
    }
    note(&mut turn, -id).await;
    match caller {
        Caller::Keeps => turn.keep(false).await.map(|()| Some(true)).unwrap(),
        Caller::LeavesTheCommit => {
            let kept = tokio::time::timeout(patience, turn.keep(false)).await;
            kept.ok().map(|kept| kept.is_ok())
        }
        Caller::Drops | Caller::IsRefused | Caller::LeavesTheQueue | Caller::LeavesTheTurn => Some(false),
    }
}

fn callers() -> impl Strategy<Value = Vec<(Caller, u32)>> {
    let caller = prop_oneof![
        4 => Just(Caller::Keeps),
        1 => Just(Caller::Drops),
        1 => Just(Caller::IsRefused),
        1 => Just(Caller::LeavesTheQueue),
        1 => Just(Caller::LeavesTheTurn),
        1 => Just(Caller::LeavesTheCommit),
    ];
    prop::collection::vec((caller, 0..2_000_u32), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever the callers do to one another: what was answered is there, whole, and nothing else is.
    #[test]
    fn what_is_answered_is_there_and_nothing_is_there_by_halves(callers in callers()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
        runtime.block_on(async {
            let place = Place::new().await;
            let mut acting = JoinSet::new();
            for (id, (caller, patience)) in (1..).zip(callers) {
                let writer = place.writer.clone();
                acting.spawn(async move { (id, act(writer, caller, id, patience).await) });
            }
            let known = acting.join_all().await;
            place.writer.close().await;
            let notes = place.notes().await;
            for (id, is_kept) in known {
                assert_eq!(notes.contains(&id), notes.contains(&-id), "half of {id} is there");
                if let Some(is_kept) = is_kept {
                    assert_eq!(notes.contains(&id), is_kept, "{id}");
                }
            }
        });
    }
}
