//! A full run with marked personal data and secrets, and the search for every mark in everything that is left behind:
//! database, logs, documents, metrics, what commands print, dumps, backups, older copies.

mod people;
mod postgres;
pub mod receiver;
pub mod search;
pub mod story;

use std::fs;
use std::path::Path;

use receiver::Receiver;
use search::Search;
use story::{CLEAR, PERSONAL, Told, pasted, tell};

use crate::hub::{Customer, Hub};

/// What holds secrets or personal data on purpose, and is documented to (docs/security.md).
const MAY_HOLD: [&str; 3] = ["data/master.key", "data/credentials.env", "data/mail"];

/// Logs everything that anybody has to say, drivers and libraries included.
fn talkative() -> Hub {
    Hub::new()
        .set("TRUSTHUB_LOG", "trace")
        .set("TRUSTHUB_LOG_FORMAT", "json")
        .set("TRUSTHUB_METRICS_LISTEN", "127.0.0.1:0")
        .set("TRUSTHUB_WEBHOOK_ALLOW", "127.0.0.0/8")
}

/// Starts it and tells the story.
async fn told_by(hub: &mut Hub) -> (Told, String) {
    let said = hub.start();
    let mut told = tell(hub, &Receiver::start()).await;
    let credentials = hub.credentials();
    for name in ["TRUSTHUB_AUTH_TOKEN", "TRUSTHUB_REVIEWER_PASSWORD"] {
        told.secrets.push(credentials[name].clone());
    }
    told.secrets.push(fs::read_to_string(hub.data_dir().join("master.key")).unwrap().trim().to_owned());
    let metrics = said.lines().find_map(|line| line.trim().strip_prefix("Metrics")).unwrap().trim();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let metrics = client.get(metrics).send().await.unwrap().text().await.unwrap();
    (told, metrics)
}

/// What the server and the commands say.
fn nothing_is_told(hub: &Hub, told: &Told, metrics: &str, search: &Search) {
    assert!(metrics.contains("trusthub_http_requests_total{"), "{metrics}");
    assert_eq!(search.of_bytes(metrics.as_bytes()), None, "in the metrics");
    for (command, done) in pasted(hub, told) {
        assert!(!done.out.is_empty(), "{command} printed nothing: {}", done.err);
        for said in [&done.out, &done.err] {
            assert_eq!(search.of_bytes(said.as_bytes()), None, "printed by {command}: {said}");
        }
    }
    let log = hub.log();
    for expected in ["\"level\":\"TRACE\"", "request answered", &told.customer.as_ref().unwrap().sid] {
        assert!(log.contains(expected), "the log was captured: {expected}");
    }
    let line = log.lines().find(|line| search.of_bytes(line.as_bytes()).is_some());
    assert_eq!(line, None, "logged: {:?}", line.and_then(|line| search.of_bytes(line.as_bytes())));
}

#[tokio::test]
async fn a_full_run_on_sqlite_leaves_nothing_personal_and_no_secret_behind() {
    let mut hub = talkative();
    let (told, metrics) = told_by(&mut hub).await;
    let search = Search::new(&told.marks());
    nothing_is_told(&hub, &told, &metrics, &search);
    hub.must(&["backup", hub.path("hub.backup").to_str().unwrap()]);
    hub.must(&["key", "export", "--out", hub.path("keys.export").to_str().unwrap()]);
    assert_eq!(search.of_folder(&hub.path(""), &MAY_HOLD), Vec::<String>::new(), "while it runs");
    assert_eq!(hub.stop(), 0);
    assert_eq!(search.of_folder(&hub.path(""), &MAY_HOLD), Vec::<String>::new(), "after it has ended");

    // The same search finds what is there on purpose, so it looks at the right files and reads them.
    let everywhere = search.of_folder(&hub.path(""), &[]).join("\n");
    for place in MAY_HOLD {
        assert!(everywhere.contains(place), "{place} is missing in\n{everywhere}");
    }
    let in_clear = Search::new(&[CLEAR]).of_folder(&hub.path(""), &[]).join("\n");
    for place in ["trusthub.db", "hub.backup"] {
        assert!(in_clear.contains(place), "{place} is missing in\n{in_clear}");
    }
    assert!(!search::files(&hub.data_dir().join("documents")).is_empty(), "a document was stored");
}

#[tokio::test]
async fn an_erased_account_cannot_be_read_from_a_backup_or_an_older_copy_of_the_database() {
    let mut hub = talkative();
    let (told, _) = told_by(&mut hub).await;
    let customer = told.customer.as_ref().unwrap();
    let (code, profile) = customer.get(&format!("/v1/CustomerProfiles/{}", told.profile)).await;
    assert_eq!((code, profile["email"].as_str()), (200, Some(PERSONAL[5])));
    let backup = hub.path("hub.backup");
    hub.must(&["backup", backup.to_str().unwrap()]);
    assert_eq!(hub.stop(), 0);
    let copy = hub.path("copy");
    copy_folder(&hub.data_dir().join("documents"), &copy.join("documents"));
    fs::copy(hub.data_dir().join("trusthub.db"), copy.join("trusthub.db")).unwrap();

    hub.must(&["account", "erase", &customer.sid, "--yes"]);
    // Letters that were sent are sent.
    fs::remove_dir_all(hub.data_dir().join("mail")).unwrap();
    let search = Search::new(&PERSONAL);
    assert_eq!(search.of_folder(&hub.path(""), &[]), Vec::<String>::new(), "after the erasure");
    // Nor is what was kept in clear: what SQLite deletes it overwrites.
    let in_clear = Search::new(&[CLEAR]);
    assert_eq!(in_clear.of_folder(&hub.data_dir(), &[]), Vec::<String>::new(), "after the erasure");
    assert_eq!(in_clear.of_folder(&copy, &[]).len(), 1, "the older copy has it");

    hub.must(&["restore", backup.to_str().unwrap(), "--replace"]);
    nobody_can_read(&mut hub, &told).await;
    assert_eq!(in_clear.of_folder(&hub.data_dir(), &[]), Vec::<String>::new(), "after the restore");

    // A copy that the hub knows nothing of, with the keys of today: they are in no copy of the database.
    for name in ["trusthub.db-wal", "trusthub.db-shm"] {
        let _ = fs::remove_file(hub.data_dir().join(name));
    }
    fs::copy(copy.join("trusthub.db"), hub.data_dir().join("trusthub.db")).unwrap();
    copy_folder(&copy.join("documents"), &hub.data_dir().join("documents"));
    nobody_can_read(&mut hub, &told).await;
}

/// Neither the customer nor the operator; and starting the hub writes nothing readable down.
async fn nobody_can_read(hub: &mut Hub, told: &Told) {
    let search = Search::new(&PERSONAL);
    hub.start();
    let customer = Customer::new(&hub.url, &told.customer.as_ref().unwrap().sid, &told.secrets[0]);
    let (code, answer) = customer.get(&format!("/v1/CustomerProfiles/{}", told.profile)).await;
    assert!(code >= 400, "{code} {answer}");
    let shown = hub.run(&["review", "show", &told.profile]);
    let exported = hub.run(&["audit", "export", "--account", &customer.sid]);
    for said in [answer.to_string(), shown.out, shown.err, exported.out, exported.err] {
        assert_eq!(search.of_bytes(said.as_bytes()), None, "{said}");
    }
    assert_eq!(search.of_folder(&hub.path(""), &[]), Vec::<String>::new());
    assert_eq!(hub.stop(), 0);
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
