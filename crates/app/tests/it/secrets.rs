//! Personal data: sealed in the database and its files, absent from the log, gone after an erasure; and the audit log
//! that tells of every change without holding any of it.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;
use trusthub_app::review::{self, GivenReason};
use trusthub_app::{Actor, Error, accounts, audit, bundles};
use trusthub_domain::bundle::{Bundle, ReasonCode, Status};
use trusthub_domain::review::Role;
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub};

use crate::support::{error, hub};

/// What a story with the test business holds of people.
const PERSONAL: [&str; 7] = [
    "Achterberg",
    "rosalind@owlbakery.com",
    "compliance@owlbakery.com",
    "+15102345678",
    "942404110",
    "1200 Hearst Avenue",
    "She left in May.",
];

/// From draft to rejection, with a reviewer's note.
async fn story(hub: &TestHub) -> (TestAccount, Bundle) {
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("lead@hub.example", Role::Lead).await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let reason = GivenReason {
        code: ReasonCode::REPRESENTATIVE_1,
        field: Some("authorized_representative_1.email".to_owned()),
        note: Some("She left in May.".to_owned()),
    };
    let rejected =
        review::reject(&hub.hub, &reviewer, draft.sid, vec![reason], None).await.expect("a rejection");
    hub.run_jobs().await;
    (account, rejected)
}

#[tokio::test]
async fn nothing_personal_can_be_read_in_the_database_or_its_files() {
    let hub = hub!();
    let (account, rejected) = story(&hub).await;
    assert_eq!(rejected.status, Status::Rejected);
    assert_eq!(hub.where_readable(&PERSONAL).await, None);
    let (_, token) = account.basic();
    assert_eq!(hub.where_readable(&[&token]).await, None, "the auth token is sealed and hashed");
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn nothing_personal_is_logged_at_any_level() {
    let log = Log::default();
    // Everything, drivers included: a statement's arguments would show here.
    let everything = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .with_ansi(false)
        .finish();
    let guard = tracing::subscriber::set_default(everything);
    let hub = hub!();
    let (account, rejected) = story(&hub).await;
    tracing::info!(bundle = ?rejected, account = ?account.actor, "shown for debugging");
    let refused = error(bundles::submit(&hub.hub, &Actor::operator(), rejected.kind, rejected.sid).await);
    tracing::warn!("{refused} {refused:?}");
    drop(guard);
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(logged.contains("shown for debugging"), "the log was captured");
    let (_, token) = account.basic();
    for text in PERSONAL.iter().copied().chain([token.as_str()]) {
        let line = logged.lines().find(|line| line.contains(text));
        assert_eq!(line, None, "{text}");
    }
}

#[tokio::test]
async fn an_erased_account_cannot_be_read_again() {
    let hub = hub!();
    let (account, rejected) = story(&hub).await;
    let operator = Actor::operator();
    assert!(matches!(
        error(accounts::erase(&hub.hub, &account.actor, account.sid).await),
        Error::Forbidden(_)
    ));
    accounts::erase(&hub.hub, &operator, account.sid).await.expect("an erasure");
    accounts::erase(&hub.hub, &operator, account.sid).await.expect("a repeated erasure");
    let found = bundles::find(&hub.hub, &account.actor, rejected.kind, rejected.sid).await;
    assert!(matches!(found, Err(Error::NotFound(_))), "{found:?}");
    assert_eq!(hub.where_readable(&PERSONAL).await, None);
    hub.run_jobs().await;
    let report = audit::verify(&hub.hub, &operator, None).await.expect("a report");
    assert!(report.findings.is_empty(), "the audit log outlives the account: {:?}", report.findings);
}

#[tokio::test]
async fn the_audit_log_names_every_step_and_its_actor() {
    let hub = hub!();
    let (account, _) = story(&hub).await;
    let entries = audit::export(&hub.hub, &Actor::operator(), account.sid, 0, 100).await.expect("entries");
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    for action in
        ["account.create", "bundle.create", "end_user.create", "item.assign", "bundle.submit", "case.open"]
    {
        assert!(actions.contains(&action), "{action} in {actions:?}");
    }
    let decision = entries.iter().find(|entry| entry.action == "bundle.reject").expect("the rejection");
    assert!(decision.actor.starts_with("reviewer:RV"), "{}", decision.actor);
    let submission = entries.iter().find(|entry| entry.action == "bundle.submit").expect("the submission");
    assert_eq!(submission.actor, format!("account:{}", account.sid));
    let report = audit::verify(&hub.hub, &Actor::operator(), None).await.expect("a report");
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert!(report.entries > 10 && report.tree_size > 10, "{report:?}");
}

#[tokio::test]
async fn a_changed_and_a_removed_entry_are_found() {
    let hub = hub!();
    let (account, _) = story(&hub).await;
    let operator = Actor::operator();
    for damage in [
        format!(
            "UPDATE audit_entries SET actor = 'nobody' WHERE account_sid = '{}' AND sequence = 2",
            account.sid
        ),
        format!("DELETE FROM audit_entries WHERE account_sid = '{}' AND sequence = 3", account.sid),
    ] {
        assert_eq!(hub.sql(&damage).await, 1, "{damage}");
        let report = audit::verify(&hub.hub, &operator, None).await.expect("a report");
        assert!(!report.findings.is_empty(), "{damage}");
        assert!(
            report.findings.iter().all(|finding| finding.account_sid == Some(account.sid)),
            "{:?}",
            report.findings
        );
    }
}
