//! A hub in one file and back: what arrives is what was there, on either database, and nothing arrives by halves.

use std::io::Cursor;

use serde_json::{Value, to_value};
use trusthub_app::accounts::{AccountFilter, keys};
use trusthub_app::backup::{self, Backup, BackupError, RestoreWish, Restored, RuleFile};
use trusthub_app::bundles::{self, evaluations};
use trusthub_app::items::documents::{self, DocumentEdit, NewDocument};
use trusthub_app::items::numbers;
use trusthub_app::review::{self, reviewers};
use trusthub_app::{Actor, Error, accounts, audit, operator};
use trusthub_domain::bundle::{BundleKind, ObjectSid, Status};
use trusthub_domain::item::Attributes;
use trusthub_domain::sid::SupportingDocumentSid;
use trusthub_gateways::archive::ArchiveError;
use trusthub_testkit::database::Backend;
use trusthub_testkit::{Business, ISV_BUSINESS, PRIMARY, SOUND_BUSINESS, TestAccount, TestHub};

use crate::support::{first_page, hub, lead, pdf, subjects};

const KIND: BundleKind = BundleKind::CustomerProfile;
const REPLACE: RestoreWish = RestoreWish { overwrite: true, holds_jobs: false };

fn own_rules() -> [RuleFile; 2] {
    let content = b"# the operator's\n".to_vec();
    [
        RuleFile::Policy { name: "own.toml".to_owned(), content: content.clone() },
        RuleFile::Scorecard { content },
    ]
}

async fn backed_up(hub: &TestHub) -> (Vec<u8>, Backup) {
    backup::create(&hub.hub, &Actor::operator(), &own_rules(), Vec::new(), &|_| {}).await.expect("a backup")
}

async fn restored(hub: &TestHub, bytes: &[u8], wish: RestoreWish) -> Result<Restored, BackupError> {
    let keep = |rules: &[RuleFile]| {
        assert_eq!(rules, own_rules());
        Ok(())
    };
    backup::restore(&hub.hub, &Actor::operator(), &mut Cursor::new(bytes), wish, keep, &|_| {}).await
}

async fn upload(hub: &TestHub, account: &TestAccount, text: &str) -> SupportingDocumentSid {
    let new = NewDocument {
        friendly_name: "Register extract".to_owned(),
        type_name: "customer_profile_address".to_owned(),
        attributes: Attributes::new(),
        file: Some(pdf(text)),
    };
    documents::create(&hub.hub, &account.actor, new).await.expect("a document").sid
}

async fn present_lead(hub: &TestHub) -> Result<Actor, Error> {
    let email = "lead@hub.example".parse().unwrap();
    reviewers::act_as(&hub.hub, &Actor::operator(), Some(&email)).await
}

/// One profile of each end, a file, a key.
async fn some_life(hub: &TestHub, business: &Business, number: &str) -> TestAccount {
    let account = hub.account("Owl").await;
    let reviewer = match present_lead(hub).await {
        Ok(reviewer) => reviewer,
        Err(_) => lead(hub).await,
    };
    hub.approved_profile(&account, &reviewer, business, None).await;
    let draft = hub.draft(&account, KIND, PRIMARY).await;
    hub.submit(&account, &draft).await;
    evaluations::create(&hub.hub, &account.actor, KIND, draft.sid, PRIMARY.parse().unwrap()).await.unwrap();
    upload(hub, &account, "extract").await;
    keys::create(&hub.hub, &account.actor, Some("switch".to_owned())).await.expect("a key");
    hub.number(&account, number).await;
    account
}

/// All that the use cases tell of an account, in clear.
async fn everything(hub: &TestHub, account: &TestAccount) -> String {
    let (at, actor) = (&hub.hub, &account.actor);
    let mut told = Vec::new();
    let mut add = |what: serde_json::Result<Value>| told.push(what.unwrap());
    add(to_value(accounts::find(at, &Actor::operator(), account.sid).await.unwrap()));
    add(to_value(keys::list(at, actor, first_page(100)).await.unwrap().items));
    // Before the reviewer looks, which is an entry in it.
    add(to_value(audit::export(at, &Actor::operator(), account.sid, 0, 1000).await.unwrap()));
    let reviewer = present_lead(hub).await.unwrap();
    let filter = bundles::BundleFilter::default();
    for bundle in bundles::list(at, actor, KIND, filter, first_page(100)).await.unwrap().items {
        let dossier = review::show(at, &reviewer, bundle.sid).await.unwrap();
        add(to_value(dossier.bundle));
        add(to_value(dossier.items));
        add(to_value(dossier.end_users));
        add(to_value(dossier.addresses));
        add(to_value(dossier.cases));
        let evaluations = evaluations::list(at, actor, KIND, bundle.sid, first_page(100)).await.unwrap();
        add(to_value(evaluations.items));
    }
    for document in documents::list(at, actor, first_page(100)).await.unwrap().items {
        if document.file.is_some() {
            let (_, bytes) = documents::file(at, actor, document.sid).await.unwrap();
            add(Ok(String::from_utf8(bytes).unwrap().into()));
        }
        add(to_value(document));
    }
    add(to_value(numbers::list(at, actor, Default::default(), first_page(100)).await.unwrap().items));
    serde_json::to_string_pretty(&told).unwrap()
}

#[tokio::test]
async fn a_hub_moves_to_another_machine_and_to_either_database() {
    let hub = hub!();
    let account = some_life(&hub, &SOUND_BUSINESS, "+14155550123").await;
    let (bytes, made) = backed_up(&hub).await;
    assert_eq!((made.totals.documents, made.totals.policies), (1, 2));
    assert_eq!(made.size_bytes, u64::try_from(bytes.len()).unwrap());
    let before = everything(&hub, &account).await;
    assert!(before.contains("Achterberg") && before.contains("extract"), "it is read in clear");
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Some(other) = hub.new_machine(backend).await else { continue };
        let restored = restored(&other, &bytes, RestoreWish::default()).await.expect("a restore");
        assert_eq!(restored.audit.findings, Vec::new());
        assert_eq!(restored.backup.totals, made.totals);
        assert_eq!(everything(&other, &account).await, before, "on {backend:?}");
        // Life goes on.
        some_life(&other, &ISV_BUSINESS, "+14155550124").await;
        let report = audit::verify(&other.hub, &Actor::operator(), None).await.unwrap();
        assert!(report.findings.is_empty(), "{:?}", report.findings);
        let hub_chain = audit::export(&other.hub, &Actor::operator(), hub_chain(), 0, 100).await.unwrap();
        let last = hub_chain.iter().rfind(|entry| entry.action.starts_with("backup")).unwrap();
        assert_eq!((last.action.as_str(), &last.subject), ("backup.restore", &made.digest));
    }
}

fn hub_chain() -> trusthub_domain::sid::AccountSid {
    format!("AC{}", "0".repeat(32)).parse().unwrap()
}

#[tokio::test]
async fn nothing_personal_can_be_read_in_a_backup() {
    let hub = hub!();
    let account = some_life(&hub, &SOUND_BUSINESS, "+14155550123").await;
    let (bytes, _) = backed_up(&hub).await;
    let (_, token) = account.basic();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("Register extract"), "a name for people is in clear, and found");
    for text in ["Achterberg", "rosalind@owlbakery.com", "+15102345678", "942404110", &token] {
        assert!(!holds(text), "{text}");
    }
}

#[tokio::test]
async fn customers_go_on_while_a_backup_is_made() {
    let hub = hub!();
    let account = some_life(&hub, &SOUND_BUSINESS, "+14155550123").await;
    let storm = async {
        for round in 0..12 {
            let sid = upload(&hub, &account, &format!("file {round}")).await;
            let edit = DocumentEdit { file: Some(pdf("newer")), ..DocumentEdit::default() };
            documents::update(&hub.hub, &account.actor, sid, edit).await.unwrap();
            let draft = hub.draft(&account, KIND, PRIMARY).await;
            hub.assign(&account, &draft, ObjectSid::SupportingDocument(sid)).await;
            hub.submit(&account, &draft).await;
        }
    };
    let copies = async {
        let mut copies = Vec::new();
        for _ in 0..4 {
            copies.push(backed_up(&hub).await);
        }
        copies
    };
    let ((), copies) = tokio::join!(storm, copies);
    for (bytes, made) in copies {
        assert_eq!(made.totals.missing_documents, Vec::<String>::new());
        let Some(other) = hub.new_machine(Backend::Sqlite).await else { continue };
        let restored = restored(&other, &bytes, RestoreWish::default()).await.expect("a restore");
        assert_eq!(restored.audit.findings, Vec::new());
        // Reads every file that a row names, and every item that a bundle names.
        everything(&other, &account).await;
    }
}

#[tokio::test]
async fn a_file_stays_while_a_backup_may_still_copy_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let sid = upload(&hub, &account, "precious").await;
    let files =
        || std::fs::read_dir(hub.database.folder.path().join("documents").join(account.sid.to_string()));
    let count = || {
        files()
            .unwrap()
            .filter(|folder| std::fs::read_dir(folder.as_ref().unwrap().path()).unwrap().count() > 0)
            .count()
    };
    assert_eq!(count(), 1);
    let until = hub.hub.now().plus(std::time::Duration::from_secs(300)).as_micros();
    hub.sql(&format!("INSERT INTO file_holds (holder, held_until) VALUES ('a backup', {until})")).await;
    documents::delete(&hub.hub, &account.actor, sid).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(count(), 1, "held");
    crate::support::after(&hub, std::time::Duration::from_secs(301)).await;
    assert_eq!(count(), 0, "the hold has lapsed");
}

#[tokio::test]
async fn an_account_that_was_erased_since_is_erased_again() {
    let hub = hub!();
    let account = some_life(&hub, &SOUND_BUSINESS, "+14155550123").await;
    let (bytes, _) = backed_up(&hub).await;
    accounts::erase(&hub.hub, &Actor::operator(), account.sid).await.unwrap();
    for other in [hub.new_machine(Backend::Sqlite).await.unwrap(), hub] {
        let restored = restored(&other, &bytes, REPLACE).await.expect("a restore");
        assert_eq!(restored.erased, [account.sid]);
        let listed =
            bundles::list(&other.hub, &account.actor, KIND, Default::default(), first_page(10)).await;
        assert!(listed.is_ok_and(|page| page.items.is_empty()));
        let found = accounts::find(&other.hub, &Actor::operator(), account.sid).await.unwrap();
        assert_eq!(found.friendly_name, "");
        assert_eq!(other.where_readable(&["Achterberg"]).await, None);
        assert_eq!(restored.audit.findings, Vec::new());
    }
}

#[tokio::test]
async fn an_import_of_keys_erases_again_too() {
    let hub = hub!();
    let account = some_life(&hub, &SOUND_BUSINESS, "+14155550123").await;
    let old_keys = operator::export_keys(&hub.hub, &Actor::operator()).await.unwrap();
    let (bytes, _) = backed_up(&hub).await;
    let Some(mut other) = hub.new_machine(Backend::Sqlite).await else { return };
    other = other.with_keys_of_its_own().await;
    operator::import_keys(&other.hub, &Actor::operator(), &old_keys).await.unwrap();
    restored(&other, &bytes, RestoreWish::default()).await.expect("a restore");
    accounts::erase(&hub.hub, &Actor::operator(), account.sid).await.unwrap();
    let new_keys = operator::export_keys(&hub.hub, &Actor::operator()).await.unwrap();
    operator::import_keys(&other.hub, &Actor::operator(), &new_keys).await.unwrap();
    assert_eq!(other.where_readable(&["Achterberg"]).await, None);
    let found = accounts::find(&other.hub, &Actor::operator(), account.sid).await.unwrap();
    assert_eq!(found.friendly_name, "");
}

#[tokio::test]
async fn without_the_keys_nothing_is_taken_in() {
    let hub = hub!();
    let old_keys = operator::export_keys(&hub.hub, &Actor::operator()).await.unwrap();
    some_life(&hub, &SOUND_BUSINESS, "+14155550123").await;
    let (bytes, _) = backed_up(&hub).await;
    let Some(mut other) = hub.new_machine(Backend::Sqlite).await else { return };
    other = other.with_keys_of_its_own().await;
    let refused = restored(&other, &bytes, RestoreWish::default()).await;
    assert!(matches!(refused, Err(BackupError::OtherKeys)), "{refused:?}");
    operator::import_keys(&other.hub, &Actor::operator(), &old_keys).await.unwrap();
    let refused = restored(&other, &bytes, RestoreWish::default()).await;
    assert!(matches!(refused, Err(BackupError::MissingKeys(1))), "{refused:?}");
    assert_eq!(accounts_of(&other).await, 0);
}

async fn accounts_of(hub: &TestHub) -> usize {
    accounts::list(&hub.hub, &Actor::operator(), AccountFilter::default(), first_page(100))
        .await
        .unwrap()
        .items
        .len()
}

#[tokio::test]
async fn a_damaged_or_foreign_file_changes_nothing() {
    let hub = hub!();
    some_life(&hub, &SOUND_BUSINESS, "+14155550123").await;
    let (bytes, _) = backed_up(&hub).await;
    let Some(other) = hub.new_machine(Backend::Sqlite).await else { return };
    // A prime step: heads, rows, files, links, the signature.
    for place in (0..bytes.len()).step_by(4_999).chain(bytes.len() - 64..bytes.len()) {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x10;
        assert!(restored(&other, &damaged, REPLACE).await.is_err(), "byte {place}");
    }
    for length in [0, 17, bytes.len() / 2, bytes.len() - 1] {
        assert!(restored(&other, &bytes[..length], REPLACE).await.is_err(), "{length} bytes");
    }
    let foreign = restored(&other, b"trusthub-keys/1\n", REPLACE).await;
    assert!(matches!(foreign, Err(BackupError::File(ArchiveError::Foreign))), "{foreign:?}");
    assert_eq!(accounts_of(&other).await, 0);
    assert!(restored(&other, &bytes, RestoreWish::default()).await.is_ok(), "the sound one still goes in");
}

#[tokio::test]
async fn a_hub_that_lives_is_replaced_only_if_told_and_whole() {
    let hub = hub!();
    let account = some_life(&hub, &SOUND_BUSINESS, "+14155550123").await;
    let (bytes, _) = backed_up(&hub).await;
    let before = everything(&hub, &account).await;
    let later = hub.account("Later").await;
    let refused = restored(&hub, &bytes, RestoreWish::default()).await;
    assert!(matches!(refused, Err(BackupError::NotEmpty)), "{refused:?}");
    let keep = |_: &[RuleFile]| Err(std::io::Error::other("no room"));
    let source = &mut Cursor::new(&bytes);
    let failed = backup::restore(&hub.hub, &Actor::operator(), source, REPLACE, keep, &|_| {}).await;
    assert!(matches!(failed, Err(BackupError::Policies(_))), "{failed:?}");
    assert!(accounts::find(&hub.hub, &Actor::operator(), later.sid).await.is_ok(), "nothing happened");
    restored(&hub, &bytes, REPLACE).await.expect("a restore");
    assert!(accounts::find(&hub.hub, &Actor::operator(), later.sid).await.is_err());
    assert_eq!(everything(&hub, &account).await, before);
}

#[tokio::test]
async fn what_was_still_to_be_told_is_told_once_more_unless_held() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    lead(&hub).await;
    let draft = hub.draft(&account, KIND, PRIMARY).await;
    bundles::submit(&hub.hub, &account.actor, KIND, draft.sid).await.unwrap();
    let (bytes, _) = backed_up(&hub).await;
    hub.run_jobs().await;
    let sent = hub.mails();
    assert_eq!(sent.len(), 1, "after the backup was made");
    let Some(other) = hub.new_machine(Backend::Sqlite).await else { return };
    restored(&other, &bytes, RestoreWish { holds_jobs: true, overwrite: false }).await.expect("a restore");
    other.run_jobs().await;
    assert_eq!(subjects(&other), Vec::<String>::new());
    restored(&other, &bytes, REPLACE).await.expect("a restore");
    // Its clock began later than that of the hub where the work was queued.
    crate::support::after(&other, std::time::Duration::from_secs(60)).await;
    let again = other.mails();
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].message_id, sent[0].message_id, "so that a mailbox can tell");
    let bundle = bundles::find(&other.hub, &account.actor, KIND, draft.sid).await.unwrap();
    assert_eq!(bundle.status, Status::Rejected);
}

#[tokio::test]
async fn a_file_that_was_lost_before_is_told_and_the_rest_is_kept() {
    let hub = hub!();
    let account = some_life(&hub, &SOUND_BUSINESS, "+14155550123").await;
    upload(&hub, &account, "second").await;
    let folder = hub.database.folder.path().join("documents").join(account.sid.to_string());
    let one = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    std::fs::remove_dir_all(one).unwrap();
    let (bytes, made) = backed_up(&hub).await;
    assert_eq!((made.totals.documents, made.totals.missing_documents.len()), (1, 1));
    let Some(other) = hub.new_machine(Backend::Sqlite).await else { return };
    let restored = restored(&other, &bytes, RestoreWish::default()).await.expect("a restore");
    assert_eq!(restored.backup.totals.missing_documents, made.totals.missing_documents);
}

#[tokio::test]
async fn only_the_operator_may() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let refused = backup::create(&hub.hub, &account.actor, &[], Vec::new(), &|_| {}).await;
    assert!(matches!(refused, Err(BackupError::Hub(Error::Forbidden(_)))), "{refused:?}");
    let source = &mut Cursor::new(Vec::new());
    let wish = RestoreWish::default();
    let refused = backup::restore(&hub.hub, &account.actor, source, wish, |_| Ok(()), &|_| {}).await;
    assert!(matches!(refused, Err(BackupError::Hub(Error::Forbidden(_)))), "{refused:?}");
}
