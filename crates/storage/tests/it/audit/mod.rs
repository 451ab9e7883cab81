//! The audit log: written with the change, and any later change of it is found.

mod damage;
mod exhaustive;
mod growth;

use serde_json::{Value, json};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{AuditEntry, Checkpoint, Db, Error, NewAuditEntry, Scope};

use crate::harness::dual;
use crate::harness::samples::{instant, sid, tenant};

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn entry<'a>(action: &'a str, before: Option<Value>, after: Option<Value>) -> NewAuditEntry<'a> {
    NewAuditEntry { at: NOW, actor: "operator", action, subject: "BU1", before, after }
}

async fn append(db: &Db, scope: &Scope, entry: &NewAuditEntry<'_>) -> Result<(), Error> {
    let mut tx = db.write().await.unwrap();
    tx.audit_append(scope, entry).await?;
    tx.commit().await
}

async fn append_some(db: &Db, scope: &Scope, count: usize) {
    for _ in 0..count {
        append(db, scope, &entry("bundle.update", Some(json!({"a": 1})), Some(json!({"a": 2}))))
            .await
            .unwrap();
    }
}

async fn chain(db: &Db, scope: &Scope) -> Vec<AuditEntry> {
    db.read().await.unwrap().audit_list(scope, 0, 1000).await.unwrap()
}

/// What a verification finds, as `ACCOUNT SEQUENCE: WHAT` without the account's digits.
async fn findings(db: &Db, against: Option<&Checkpoint>) -> Vec<String> {
    let report = db.audit_verify(against).await.unwrap();
    let what = |finding: &trusthub_storage::AuditFinding| match finding.sequence {
        Some(sequence) => format!("{sequence}: {}", finding.what),
        None => finding.what.clone(),
    };
    report.findings.iter().map(what).collect()
}

dual! {
    async fn an_entry_tells_who_did_what_and_follows_the_one_before_it(db: Db) {
        let (scope, other) = (tenant(&db).await, tenant(&db).await);
        append(&db, &scope, &entry("bundle.create", None, Some(json!({"a": 1})))).await.unwrap();
        append_some(&db, &other, 1).await;
        append(&db, &scope, &entry("bundle.delete", Some(json!({"a": 1})), None)).await.unwrap();
        let entries = chain(&db, &scope).await;
        let [first, second] = entries.as_slice() else { panic!("{entries:?}") };
        assert_eq!((first.account_sid, first.sequence, first.at), (scope.account(), 1, NOW));
        assert_eq!((first.actor.as_str(), first.action.as_str(), first.subject.as_str()), ("operator", "bundle.create", "BU1"));
        assert_eq!(first.previous_hash, "0".repeat(64));
        assert_eq!((second.sequence, &second.previous_hash), (2, &first.hash));
        assert_eq!((&first.before_hmac, &second.after_hmac), (&None, &None));
        assert_eq!(first.after_hmac, second.before_hmac);
        let mut tx = db.read().await.unwrap();
        assert_eq!(tx.audit_list(&scope, 1, 1000).await.unwrap(), std::slice::from_ref(second));
        assert_eq!(tx.audit_list(&scope, 0, 1).await.unwrap(), std::slice::from_ref(first));
    }
}

dual! {
    async fn equal_states_of_one_account_have_one_hmac_and_of_two_accounts_have_two(db: Db) {
        let (scope, other) = (tenant(&db).await, tenant(&db).await);
        let state = json!({"a": 1, "b": {"c": [1, 2], "d": null}});
        let reordered: Value = serde_json::from_str(r#"{"b": {"d": null, "c": [1, 2]}, "a": 1}"#).unwrap();
        append(&db, &scope, &entry("x", Some(state.clone()), Some(reordered))).await.unwrap();
        append(&db, &scope, &entry("x", Some(json!({"a": 1})), None)).await.unwrap();
        append(&db, &other, &entry("x", Some(state), None)).await.unwrap();
        let (own, others) = (chain(&db, &scope).await, chain(&db, &other).await);
        assert_eq!(own[0].before_hmac, own[0].after_hmac);
        assert_ne!(own[0].before_hmac, own[1].before_hmac);
        assert_ne!(own[0].before_hmac, others[0].before_hmac);
    }
}

dual! {
    async fn a_change_that_never_happened_leaves_no_entry(db: Db) {
        let scope = tenant(&db).await;
        let mut tx = db.write().await.unwrap();
        tx.audit_append(&scope, &entry("x", None, None)).await.unwrap();
        drop(tx);
        assert_eq!(chain(&db, &scope).await, []);
        assert_eq!(db.audit_sequence(NOW).await.unwrap(), 0);
        assert_eq!(findings(&db, None).await, [""; 0]);
    }
}

dual! {
    async fn the_log_of_an_erased_account_still_proves_itself(db: Db) {
        let scope = tenant(&db).await;
        append_some(&db, &scope, 2).await;
        db.vault().account_key_destroy(scope.account(), instant()).await.unwrap();
        let with_state = append(&db, &scope, &entry("x", None, Some(json!(1)))).await;
        assert!(matches!(with_state, Err(Error::Erased)));
        append(&db, &scope, &entry("account.erase", None, None)).await.unwrap();
        assert_eq!(db.audit_sequence(NOW).await.unwrap(), 3);
        assert_eq!(findings(&db, None).await, [""; 0]);
    }
}

dual! {
    async fn an_empty_log_is_sound_and_has_no_checkpoint(db: Db) {
        assert_eq!(db.audit_sequence(NOW).await.unwrap(), 0);
        assert_eq!(db.audit_checkpoint().await.unwrap(), None);
        let report = db.audit_verify(None).await.unwrap();
        assert_eq!((report.chains, report.entries, report.tree_size, report.checkpoint), (0, 0, 0, None));
        assert_eq!(report.findings, []);
        assert_eq!(chain(&db, &Scope::own(sid())).await, []);
    }
}
