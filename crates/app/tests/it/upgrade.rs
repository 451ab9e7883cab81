//! What earlier releases left behind is brought to the present schema and read, all of it.
//!
//! `tests/releases/VERSION/DATABASE` holds what a hub of that version had in its database; `conformance/release_dump.py`
//! writes it, once per release.

use std::collections::BTreeMap;
use std::path::PathBuf;

use trusthub_app::accounts::{self, Exported};
use trusthub_app::work::{self, JobFilter, JobKind};
use trusthub_app::{Actor, audit, retention};
use trusthub_domain::sid::AccountSid;
use trusthub_testkit::database::Backend;
use trusthub_testkit::{SOUND_BUSINESS, TestHub};

use crate::support::{first_page, lead};

/// Kinds and counts of what was held about each account.
type Held = BTreeMap<AccountSid, BTreeMap<String, u64>>;

fn releases(database: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/releases");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the releases")
        .map(|release| release.expect("a release").path().join(database))
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

async fn everything_is_read(backend: Backend, database: &str) {
    for release in releases(database) {
        let Some((hub, taken)) = TestHub::upgraded(backend, &release).await else { return };
        let operator = Actor::operator();
        let held = std::fs::read_to_string(release.join("held.json")).expect("what was held");
        let held: Held = serde_json::from_str(&held).expect("what was held");
        let mut text = String::new();
        for (account, expected) in &held {
            let mut found: BTreeMap<String, u64> = BTreeMap::new();
            let sink = |one: &Exported| {
                *found.entry(one.kind.to_owned()).or_default() += 1;
                text.push_str(&serde_json::to_string(one)?);
                Ok(())
            };
            accounts::export(&hub.hub, &operator, *account, sink).await.expect("an export");
            for (kind, count) in expected {
                let now = found.get(kind).copied().unwrap_or_default();
                // The export that was counted then was noted after it.
                let noted = u64::from(kind == "audit_entry");
                assert_eq!(
                    now,
                    count + noted,
                    "{kind} of {account} after {taken:?} in {}",
                    release.display()
                );
            }
        }
        for sealed in ["Lovelace", "ada@heron-press.example", "Another name on the website."] {
            assert!(text.contains(sealed), "{sealed}");
        }
        assert!(!text.contains("\"content_base64\":null"), "every file is there");
        let holds = retention::holds(&hub.hub, &operator, *held.keys().next().unwrap()).await.expect("holds");
        assert_eq!(holds.len(), 1);
        let all = accounts::list(&hub.hub, &operator, Default::default(), first_page(100)).await.unwrap();
        assert_eq!(all.items.len(), held.len() + 1, "and the one that was erased");
        // Those in force are verified on a schedule, which that version did not know.
        let verified = JobFilter { kind: Some(JobKind::Reverify), ..JobFilter::default() };
        assert_eq!(work::list(&hub.hub, &operator, verified).await.unwrap().len(), 1);
        // Life goes on.
        let account = hub.account("New").await;
        let lead = lead(&hub).await;
        hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
        let report = audit::verify(&hub.hub, &operator, None).await.expect("a report");
        assert!(report.findings.is_empty(), "{:?}", report.findings);
    }
}

#[tokio::test]
async fn sqlite_databases_of_all_releases_are_brought_here() {
    everything_is_read(Backend::Sqlite, "sqlite").await;
}

#[tokio::test]
async fn postgres_databases_of_all_releases_are_brought_here() {
    everything_is_read(Backend::Postgres, "postgres").await;
}
