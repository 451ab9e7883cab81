//! What is answered is there after the process was killed, and nothing is there by halves.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use secrecy::ExposeSecret;
use tokio::task::JoinSet;
use trusthub_domain::bundle::ObjectSid;
use trusthub_domain::sid::{AccountSid, BundleSid};
use trusthub_storage::{Db, DbConfig, KeyStoreUrl, MasterKey, MasterKeySource, Scope, Vault};

use crate::harness::database::TestDb;
use crate::harness::dual;
use crate::harness::samples::{bundle, end_user, item, tenant};

const URL: &str = "TRUSTHUB_CRASH_URL";
const KEYS: &str = "TRUSTHUB_CRASH_KEYS";
const MASTER_KEY: &str = "TRUSTHUB_CRASH_MASTER_KEY";
const ACCOUNT: &str = "TRUSTHUB_CRASH_ACCOUNT";

/// Enough that groups have many members.
const WRITERS: usize = 16;

/// So many answers are waited for before the kill, which comes in the middle of others.
const ANSWERS: usize = 150;

/// Not a test of its own: the process that is killed. It writes, and says what was answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_process_that_is_killed() {
    let Ok(url) = std::env::var(URL) else { return };
    let variable = |name| std::env::var(name).unwrap();
    let master = MasterKeySource::Given(MasterKey::parse(&variable(MASTER_KEY).into()).unwrap());
    let vault = Vault::open(master, &KeyStoreUrl::Folder(variable(KEYS).into())).await.unwrap();
    let config = DbConfig { url: url.into(), is_synchronous: false, max_connections: 8 };
    let db = Db::open(&config, Arc::new(vault)).await.unwrap();
    let scope = Scope::own(variable(ACCOUNT).parse::<AccountSid>().unwrap());
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        let db = db.clone();
        writers.spawn(async move {
            loop {
                let written = write(&db, &scope).await;
                let mut output = std::io::stdout().lock();
                writeln!(output, "answered {written}").unwrap();
                output.flush().unwrap();
            }
        });
    }
    writers.join_all().await;
}

/// One change of three rows.
async fn write(db: &Db, scope: &Scope) -> BundleSid {
    let (profile, person) = (bundle(scope), end_user(scope));
    let mut tx = db.write().await.unwrap();
    tx.bundle_insert(&profile).await.unwrap();
    tx.end_user_insert(&person).await.unwrap();
    let assignment = item(&profile, ObjectSid::EndUser(person.sid), "type");
    tx.entity_assignment_insert(&assignment).await.unwrap();
    tx.commit().await.unwrap();
    profile.sid
}

fn start(place: &TestDb, scope: &Scope) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::the_process_that_is_killed", "--nocapture"])
        .env(URL, place.url.expose_secret())
        .env(KEYS, &place.keys)
        .env(MASTER_KEY, place.master_key.expose_secret())
        .env(ACCOUNT, scope.account().to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

dual! {
    async fn what_was_answered_survives_a_kill(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let mut child = start(&place, &scope);
        let output = BufReader::new(child.stdout.take().unwrap());
        let answered = tokio::task::spawn_blocking(move || {
            let mut answered = Vec::new();
            for line in output.lines() {
                // The runner's own words may stand before the first.
                let line = line.unwrap();
                let Some((_, sid)) = line.split_once("answered ") else { continue };
                answered.push(sid.parse::<BundleSid>().unwrap());
                if answered.len() == ANSWERS {
                    child.kill().unwrap();
                }
            }
            child.wait().unwrap();
            answered
        });
        let answered = answered.await.unwrap();
        assert!(answered.len() >= ANSWERS, "{}", answered.len());
        let db = place.open().await;
        let mut tx = db.read().await.unwrap();
        for sid in answered {
            assert!(tx.bundle_find(&scope, sid).await.unwrap().is_some(), "{sid} was answered and is gone");
        }
        let page = trusthub_storage::PageRequest {
            size: 10_000,
            position: trusthub_storage::Position::Start,
        };
        let kind = trusthub_domain::bundle::BundleKind::CustomerProfile;
        let all = tx.bundle_list(&scope, kind, &trusthub_storage::BundleFilter::default(), &page).await.unwrap();
        for profile in all.items {
            let items = tx.entity_assignment_all(&scope, profile.sid).await.unwrap();
            assert_eq!(items.len(), 1, "half of {} is there", profile.sid);
        }
        drop(tx);
        db.close().await;
    }
}
