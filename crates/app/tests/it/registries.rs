//! Company registers: versions, and what is on disk for them.

use std::path::PathBuf;

use trusthub_app::registries::{self, Damage, Fewer, ImportError, Imported, Prepared, RegistryVersion};
use trusthub_app::{Actor, Error, audit, review};
use trusthub_domain::sid::{AccountSid, Sid};
use trusthub_testkit::{SOUND_BUSINESS, TestHub};
use trusthub_vetting::registries::Layout;
use uuid::Uuid;

use crate::support::{hub, lead};

/// A made-up register with so many companies; `mark` makes its content its own.
fn prepared(companies: u32, mark: &str) -> Prepared {
    let mut table = "EIN,NAME,STREET,CITY,STATE,ZIP,STATUS\n".to_owned();
    for number in 0..companies {
        table.push_str(&format!("{number:09},Owl {mark} {number},1 Mill Lane,Salem,MA,01970,01\n"));
    }
    registries::prepare(&Layout::IrsEo, table.as_bytes(), |_| {}).unwrap()
}

async fn import(hub: &TestHub, prepared: Prepared) -> Result<Imported, ImportError> {
    let day = Some("2026-11-01".to_owned());
    registries::take_in(&hub.hub, &Actor::operator(), prepared, day, Fewer::Refused).await
}

fn files(hub: &TestHub) -> Vec<PathBuf> {
    let folder = hub.database.folder.path().join("documents/reference/registries");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default();
    files.sort();
    files
}

async fn damage(hub: &TestHub) -> Option<Damage> {
    registries::check(&hub.hub, &Actor::operator()).await.unwrap().remove(0).1
}

#[tokio::test]
async fn the_last_two_versions_are_kept_and_the_files_of_others_go() {
    let hub = hub!();
    for mark in ["first", "second", "third"] {
        let imported = import(&hub, prepared(3, mark)).await.unwrap();
        assert_eq!(imported.replaced.is_some(), mark != "first");
    }
    let versions = registries::list(&hub.hub, &Actor::operator()).await.unwrap();
    assert_eq!(versions.iter().map(RegistryVersion::is_in_force).collect::<Vec<_>>(), [true, false]);
    assert_eq!((versions[0].companies, versions[0].published.as_deref()), (3, Some("2026-11-01")));
    hub.run_jobs().await;
    assert_eq!(files(&hub).len(), 2);
    assert!(damage(&hub).await.is_none());
}

#[tokio::test]
async fn what_is_in_force_already_is_not_imported_again() {
    let hub = hub!();
    let first = import(&hub, prepared(3, "same")).await.unwrap();
    let again = import(&hub, prepared(3, "same")).await.unwrap();
    assert_eq!((again.is_unchanged, again.version), (true, first.version));
    assert_eq!(files(&hub).len(), 1);
}

#[tokio::test]
async fn a_register_that_lost_most_of_its_companies_is_taken_for_a_part() {
    let hub = hub!();
    import(&hub, prepared(10, "whole")).await.unwrap();
    let refused = import(&hub, prepared(4, "part")).await;
    assert!(matches!(refused, Err(ImportError::Fewer { found: 4, in_force: 10 })), "{refused:?}");
    let accepted =
        registries::take_in(&hub.hub, &Actor::operator(), prepared(4, "part"), None, Fewer::Accepted).await;
    assert_eq!(accepted.unwrap().version.companies, 4);
}

#[tokio::test]
async fn a_stored_file_that_was_changed_or_lost_is_told_and_mended_by_another_import() {
    let hub = hub!();
    import(&hub, prepared(3, "same")).await.unwrap();
    let file = files(&hub).remove(0);
    let mut content = std::fs::read(&file).unwrap();
    content[30] ^= 1;
    std::fs::write(&file, &content).unwrap();
    assert!(matches!(damage(&hub).await, Some(Damage::Changed)));
    content.push(0);
    std::fs::write(&file, &content).unwrap();
    assert!(matches!(damage(&hub).await, Some(Damage::Changed)));
    std::fs::remove_file(&file).unwrap();
    assert!(matches!(damage(&hub).await, Some(Damage::Missing)));
    let mended = import(&hub, prepared(3, "same")).await.unwrap();
    assert!(!mended.is_unchanged);
    assert!(damage(&hub).await.is_none());
}

#[tokio::test]
async fn only_the_operator_imports_and_lists_and_the_log_says_what() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let day = None;
    let refused = registries::take_in(&hub.hub, &account.actor, prepared(3, "x"), day, Fewer::Refused).await;
    assert!(matches!(refused, Err(ImportError::Hub(Error::Forbidden(_)))), "{refused:?}");
    assert!(matches!(registries::list(&hub.hub, &account.actor).await, Err(Error::Forbidden(_))));
    let imported = import(&hub, prepared(3, "x")).await.unwrap();
    let of_the_hub = AccountSid::from_uuid(Uuid::nil());
    let entries = audit::export(&hub.hub, &Actor::operator(), of_the_hub, 0, 100).await.unwrap();
    let last = entries.iter().find(|entry| entry.action == "registry.import").unwrap();
    assert_eq!(
        (last.actor.as_str(), last.subject.clone()),
        ("operator", format!("irs-eo {}", imported.version.digest))
    );
}

#[tokio::test]
async fn a_node_serves_what_is_in_force_and_the_version_before_while_that_is_damaged() {
    let hub = hub!();
    assert!(hub.hub.registers().is_empty());
    let first = import(&hub, prepared(3, "first")).await.unwrap();
    let node = hub.another_node().await;
    registries::load_in_force(&node).await.unwrap();
    let in_memory =
        || node.registers().iter().map(|loaded| (loaded.version.id, loaded.index.len())).collect::<Vec<_>>();
    assert_eq!(in_memory(), [(first.version.id, 3)]);

    let second = import(&hub, prepared(4, "second")).await.unwrap();
    let damaged = hub.database.folder.path().join("documents").join(&second.version.object_key);
    let content = std::fs::read(&damaged).unwrap();
    std::fs::write(&damaged, "damaged").unwrap();
    registries::load_in_force(&node).await.unwrap();
    assert_eq!(in_memory(), [(first.version.id, 3)]);

    std::fs::write(&damaged, content).unwrap();
    registries::load_in_force(&node).await.unwrap();
    assert_eq!(in_memory(), [(second.version.id, 4)]);
}

#[tokio::test]
async fn vetting_says_what_the_registers_know() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let account = hub.account("Owl").await;
    let said = async || {
        let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
        hub.submit(&account, &draft).await;
        let dossier = review::show(&hub.hub, &lead, draft.sid).await.unwrap();
        let evidence = dossier.cases[0].assessment.clone().unwrap().evidence.into_iter().map(|one| one.check);
        evidence.filter(|check| check.starts_with("registry.")).collect::<Vec<_>>()
    };
    assert_eq!(said().await, [""; 0]);
    import(&hub, prepared(3, "first")).await.unwrap();
    registries::load_in_force(&hub.hub).await.unwrap();
    assert_eq!(said().await, ["registry.known"]);
}
