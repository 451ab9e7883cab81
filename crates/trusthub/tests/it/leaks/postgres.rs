//! The same on PostgreSQL: in a dump, and in the server's own files and write-ahead log.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use secrecy::ExposeSecret;
use trusthub_testkit::database::{Backend, test_db};

use super::search::Search;
use super::story::CLEAR;
use super::{MAY_HOLD, nothing_is_told, talkative, told_by};
use crate::hub::run;

#[tokio::test]
async fn a_full_run_on_postgres_leaves_nothing_personal_and_no_secret_behind() {
    let Some(database) = test_db(Backend::Postgres).await else { return };
    // Without settings of our driver, which PostgreSQL's own programs do not know.
    let url = database.url.expose_secret().split('?').next().unwrap();
    let begun = fs::metadata(database.folder.path()).unwrap().modified().unwrap();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut hub = talkative()
        .set("TRUSTHUB_DATABASE_URL", url)
        // A server that is away: the letters stay where they are, with why.
        .set("TRUSTHUB_SMTP_URL", &format!("smtp://mailer:smtp-pass-6612@{nobody}"))
        .set("TRUSTHUB_MAIL_FROM", "Trust Hub <trust@hub.example>");
    let (mut told, metrics) = told_by(&mut hub).await;
    told.secrets.push("smtp-pass-6612".to_owned());
    let search = Search::new(&told.marks());
    nothing_is_told(&hub, &told, &metrics, &search);
    assert_eq!(hub.stop(), 0);
    assert_eq!(search.of_folder(&hub.path(""), &MAY_HOLD), Vec::<String>::new());

    let in_clear = Search::new(&[CLEAR]);
    let dump = run(Command::new(program("pg_dump")).args(["--inserts", url]));
    assert_eq!(dump.code, 0, "{}", dump.err);
    assert_eq!(search.of_bytes(dump.out.as_bytes()), None, "in the dump");
    assert!(in_clear.of_bytes(dump.out.as_bytes()).is_some(), "the dump holds what the hub keeps in clear");

    ask(url, "CHECKPOINT");
    let folder = PathBuf::from(ask(url, "SHOW data_directory"));
    if fs::read_dir(&folder).is_err() {
        return eprintln!("SKIPPED (files of another user): {}", folder.display());
    }
    let own =
        folder.join("base").join(ask(url, "SELECT oid FROM pg_database WHERE datname = current_database()"));
    let log = folder.join("pg_wal");
    let written: Vec<PathBuf> = [own, log].iter().flat_map(|folder| written_since(begun, folder)).collect();
    let read = |search: &Search| -> Vec<(PathBuf, String)> {
        let found = written.iter().filter_map(|file| {
            let bytes = fs::read(file).ok()?;
            search.of_bytes(&bytes).map(|mark| (file.clone(), mark.to_owned()))
        });
        found.collect()
    };
    assert_eq!(read(&search), []);
    let clear = read(&in_clear);
    for place in ["base", "pg_wal"] {
        let is_there = clear.iter().any(|(file, _)| file.strip_prefix(&folder).unwrap().starts_with(place));
        assert!(is_there, "what the hub keeps in clear is in {place}: {clear:?}");
    }
}

fn written_since(begun: SystemTime, folder: &Path) -> Vec<PathBuf> {
    let is_new = |file: &PathBuf| {
        fs::metadata(file).and_then(|about| about.modified()).is_ok_and(|modified| modified >= begun)
    };
    super::search::files(folder).into_iter().filter(is_new).collect()
}

fn ask(url: &str, statement: &str) -> String {
    let mut psql = Command::new(program("psql"));
    let done = run(psql.args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", statement, url]));
    assert_eq!(done.code, 0, "{statement}: {}", done.err);
    done.out.trim().to_owned()
}

/// PostgreSQL's own, where Debian puts them; else whatever the path leads to.
fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        versions.map(|version| version.path().join("bin").join(name)).filter(|path| path.is_file()).collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}
