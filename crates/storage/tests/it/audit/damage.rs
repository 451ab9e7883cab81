//! What somebody with the database in hand may do to the log, and how it shows.
//!
//! Before each damage: account A has four entries in the tree, B has two there and a third that waits; the tree holds
//! A1 A2 A3 B1 B2 A4 under checkpoints of five and six leaves.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use serde_json::json;
use trusthub_storage::{Checkpoint, Db, Error, Scope};

use super::{NOW, append, append_some, chain, entry, findings};
use crate::harness::database::TestDb;
use crate::harness::dual;
use crate::harness::samples::tenant;
use crate::raw;

pub(super) struct Log {
    a: Scope,
    b: Scope,
    early: Checkpoint,
}

pub(super) async fn log(db: &Db) -> Log {
    let (a, b) = (tenant(db).await, tenant(db).await);
    append_some(db, &a, 3).await;
    append_some(db, &b, 2).await;
    db.audit_sequence(NOW).await.unwrap();
    let early = db.audit_checkpoint().await.unwrap().unwrap();
    append_some(db, &a, 1).await;
    db.audit_sequence(NOW).await.unwrap();
    append_some(db, &b, 1).await;
    assert_eq!(findings(db, Some(&early)).await, [""; 0]);
    Log { a, b, early }
}

/// Runs statements, with `{A}` and `{B}` for the accounts.
async fn damage(place: &TestDb, log: &Log, sql: &str) {
    for statement in sql.split(';') {
        let statement = statement
            .replace("{A}", &format!("'{}'", log.a.account()))
            .replace("{B}", &format!("'{}'", log.b.account()));
        assert_ne!(raw::run(place, &statement).await, 0, "nothing was damaged by {statement}");
    }
}

macro_rules! damages {
    ($($name:ident: $sql:expr => [$($finding:expr),+ $(,)?];)+) => {$(
        dual! {
            async fn $name(db: Db, place: Arc<TestDb>) {
                let log = log(&db).await;
                damage(&place, &log, $sql).await;
                assert_eq!(findings(&db, None).await, [$($finding),+]);
            }
        }
    )+};
}

const CHANGED: &str = "was changed: its hash does not fit what it says";
const NOT_ITS_LEAF: &str = "was changed: it is not what its leaf stands for";
const NOTE: &str = "the note from which the tree grows on does not fit the tree";

damages! {
    an_entry_with_another_actor: "UPDATE audit_entries SET actor = 'nobody' WHERE account_sid = {A} AND sequence = 2"
        => [format!("2: {CHANGED}"), format!("2: {NOT_ITS_LEAF}")];
    an_entry_with_another_time: "UPDATE audit_entries SET occurred_at = 1 WHERE account_sid = {A} AND sequence = 1"
        => [format!("1: {CHANGED}"), format!("1: {NOT_ITS_LEAF}")];
    an_entry_with_another_state: "UPDATE audit_entries SET after_hmac = NULL WHERE account_sid = {A} AND sequence = 4"
        => [format!("4: {CHANGED}"), format!("4: {NOT_ITS_LEAF}")];
    an_entry_with_another_hash: "UPDATE audit_entries SET hash = previous_hash WHERE account_sid = {A} AND sequence = 2"
        => [format!("2: {CHANGED}"), "3: does not carry the hash of the entry before it".to_owned()];
    an_entry_that_waits_with_another_action:
        "UPDATE audit_entries SET action = 'y' WHERE account_sid = {B} AND sequence = 3"
        => [format!("3: {CHANGED}"), "3: was changed: it is not what waits to be put into the tree".to_owned()];
    an_entry_from_the_middle: "DELETE FROM audit_entries WHERE account_sid = {A} AND sequence = 2"
        => ["2: leaf 1 stands for this entry, but the entry was removed",
            "3: entries 2 to 2, before this one, were removed"];
    the_first_entry: "DELETE FROM audit_entries WHERE account_sid = {B} AND sequence = 1"
        => ["1: leaf 3 stands for this entry, but the entry was removed",
            "2: entries 1 to 1, before this one, were removed"];
    the_last_entry: "DELETE FROM audit_entries WHERE account_sid = {A} AND sequence = 4"
        => ["4: leaf 5 stands for this entry, but the entry was removed",
            "3: entries 4 to 4, after this one, were removed"];
    the_last_entry_and_its_trace:
        "DELETE FROM audit_entries WHERE account_sid = {A} AND sequence = 4;
         UPDATE audit_heads SET sequence = 3, hash =
            (SELECT hash FROM audit_entries AS e WHERE e.account_sid = {A} AND e.sequence = 3) WHERE account_sid = {A}"
        => ["4: leaf 5 stands for this entry, but the entry was removed"];
    the_entry_that_waits: "DELETE FROM audit_entries WHERE account_sid = {B} AND sequence = 3"
        => ["3: waits to be put into the tree, but the entry was removed",
            "2: entries 3 to 3, after this one, were removed"];
    all_entries_of_an_account: "DELETE FROM audit_entries WHERE account_sid = {B}"
        => ["1: leaf 3 stands for this entry, but the entry was removed",
            "2: leaf 4 stands for this entry, but the entry was removed",
            "3: waits to be put into the tree, but the entry was removed",
            "3: all entries of the chain, up to this one, were removed"];
    a_whole_chain_and_its_trace:
        "DELETE FROM audit_entries WHERE account_sid = {B}; DELETE FROM audit_heads WHERE account_sid = {B};
         DELETE FROM audit_pending WHERE account_sid = {B}"
        => ["1: leaf 3 stands for this entry, but the entry was removed",
            "2: leaf 4 stands for this entry, but the entry was removed"];
    an_entry_slipped_in_at_the_end:
        "INSERT INTO audit_entries SELECT account_sid, 5, occurred_at, actor, action, subject, before_hmac, after_hmac,
            hash, hash FROM audit_entries WHERE account_sid = {A} AND sequence = 4"
        => [format!("5: {CHANGED}"),
            "5: is neither in the tree nor waiting for it: it was slipped in or is held back".to_owned(),
            "5: is the last entry, but the note of the chain's end names another".to_owned()];
    an_entry_held_back: "DELETE FROM audit_pending WHERE account_sid = {B}"
        => ["3: is neither in the tree nor waiting for it: it was slipped in or is held back"];
    an_entry_that_is_to_be_put_into_the_tree_twice:
        "INSERT INTO audit_pending SELECT account_sid, sequence, leaf_hash FROM audit_tree WHERE leaf_index = 1"
        => ["2: waits to be put into the tree although it is there"];
    something_else_put_in_line_for_the_tree: "UPDATE audit_pending SET leaf_hash = x'00'"
        => ["3: was changed: it is not what waits to be put into the tree"];
    the_end_of_a_chain_without_its_note: "DELETE FROM audit_heads WHERE account_sid = {A}"
        => ["4: is the last entry, but the note of the chain's end is missing"];
    the_note_of_a_chains_end: "UPDATE audit_heads SET hash = x'00' WHERE account_sid = {A}"
        => ["4: is the last entry, but the note of the chain's end names another"];
    a_leaf: "UPDATE audit_tree SET leaf_hash =
            x'0000000000000000000000000000000000000000000000000000000000000000' WHERE leaf_index = 5"
        => ["the first 6 leaves are not those of the checkpoint of 6".to_owned(), NOTE.to_owned(),
            format!("4: {NOT_ITS_LEAF}")];
    a_leaf_that_is_no_hash: "UPDATE audit_tree SET leaf_hash = x'00' WHERE leaf_index = 5"
        => ["4: leaf 5 is no hash".to_owned(), "the first 6 leaves are not those of the checkpoint of 6".to_owned(),
            NOTE.to_owned(), format!("4: {NOT_ITS_LEAF}")];
    the_last_leaf: "DELETE FROM audit_tree WHERE leaf_index = 5"
        => ["the tree has 5 leaves, but there is a checkpoint of 6", NOTE,
            "4: is neither in the tree nor waiting for it: it was slipped in or is held back"];
    a_leaf_from_the_middle: "DELETE FROM audit_tree WHERE leaf_index = 1"
        => ["3: leaves 1 to 1, before the leaf of this entry, were removed from the tree",
            "the first 5 leaves are not those of the checkpoint of 5",
            "the tree has 5 leaves, but there is a checkpoint of 6", NOTE,
            "2: is neither in the tree nor waiting for it: it was slipped in or is held back",
            "3: stands in the tree before an entry that it follows",
            "4: stands in the tree before an entry that it follows"];
    two_leaves_in_each_others_place:
        "UPDATE audit_tree SET leaf_index = 9 WHERE leaf_index = 1;
         UPDATE audit_tree SET leaf_index = 1 WHERE leaf_index = 2; UPDATE audit_tree SET leaf_index = 2 WHERE leaf_index = 9"
        => ["the first 5 leaves are not those of the checkpoint of 5",
            "the first 6 leaves are not those of the checkpoint of 6", NOTE,
            "3: stands in the tree before an entry that it follows"];
    a_leaf_of_nothing:
        "INSERT INTO audit_tree SELECT 6, account_sid, 9, leaf_hash FROM audit_tree WHERE leaf_index = 0"
        => ["the tree has 7 leaves, but there is no checkpoint of 7", NOTE,
            "9: leaf 6 stands for this entry, but the entry was removed"];
    a_leaf_before_the_first:
        "INSERT INTO audit_tree SELECT -7, account_sid, 9, leaf_hash FROM audit_tree WHERE leaf_index = 0"
        => ["9: leaf -7 stands before the first",
            "1: leaves -6 to -1, before the leaf of this entry, were removed from the tree",
            "the first 5 leaves are not those of the checkpoint of 5",
            "the first 6 leaves are not those of the checkpoint of 6",
            "the tree has 7 leaves, but there is no checkpoint of 7", NOTE,
            "9: leaf -7 stands for this entry, but the entry was removed"];
    the_note_from_which_the_tree_grows: "UPDATE audit_tree_head SET frontier = x'00'" => [NOTE];
    the_size_of_the_tree: "UPDATE audit_tree_head SET tree_size = 5" => [NOTE];
    the_root_of_a_checkpoint:
        "UPDATE audit_checkpoints SET root_hash =
            (SELECT leaf_hash FROM audit_tree WHERE leaf_index = 0) WHERE tree_size = 5"
        => ["the first 5 leaves are not those of the checkpoint of 5",
            "the checkpoint of 5 leaves is not signed by this hub"];
    the_time_of_a_checkpoint: "UPDATE audit_checkpoints SET signed_at = signed_at + 1 WHERE tree_size = 6"
        => ["the checkpoint of 6 leaves is not signed by this hub"];
    the_newest_checkpoint: "DELETE FROM audit_checkpoints WHERE tree_size = 6"
        => ["the tree has 6 leaves, but there is no checkpoint of 6"];
    a_checkpoint_of_nothing:
        "INSERT INTO audit_checkpoints SELECT 0, root_hash, signed_at, public_key, signature FROM audit_checkpoints
            WHERE tree_size = 6"
        => ["the first 0 leaves are not those of the checkpoint of 0",
            "the checkpoint of 0 leaves is not signed by this hub"];
}

dual! {
    async fn a_log_rolled_back_is_given_away_by_an_exported_checkpoint_only(db: Db, place: Arc<TestDb>) {
        let log = log(&db).await;
        let late = db.audit_checkpoint().await.unwrap().unwrap();
        damage(&place, &log, "DELETE FROM audit_checkpoints WHERE tree_size = 6;
            DELETE FROM audit_tree WHERE leaf_index = 5;
            DELETE FROM audit_entries WHERE account_sid = {A} AND sequence = 4;
            UPDATE audit_heads SET sequence = 3, hash =
                (SELECT hash FROM audit_entries AS e WHERE e.account_sid = {A} AND e.sequence = 3)
                WHERE account_sid = {A}").await;
        // The frontier of five leaves is left to restore; that is arithmetic, and no obstacle to an intruder.
        assert_eq!(findings(&db, None).await, [NOTE]);
        assert_eq!(findings(&db, Some(&log.early)).await, [NOTE]);
        let gone = "the tree has 5 leaves, but the given checkpoint is of 6";
        assert_eq!(findings(&db, Some(&late)).await, [gone, NOTE]);
    }
}

dual! {
    async fn a_tree_signed_anew_with_another_key_is_found(db: Db, place: Arc<TestDb>) {
        let log = log(&db).await;
        let last = db.audit_checkpoint().await.unwrap().unwrap();
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let text = format!("trusthub-audit/1\n6\n{}\n{}\n", last.root_hash, last.signed_at.as_micros());
        let forged = Checkpoint {
            public_key: hex::encode(pair.public_key()),
            signature: hex::encode(pair.sign(text.as_bytes())),
            ..last.clone()
        };
        assert!(forged.is_signed());
        let sql = format!(
            "UPDATE audit_checkpoints SET public_key = x'{}', signature = x'{}' WHERE tree_size = 6",
            forged.public_key, forged.signature,
        );
        damage(&place, &log, &sql).await;
        assert_eq!(findings(&db, None).await, ["the checkpoint of 6 leaves is not signed by this hub"]);
        assert!(matches!(db.audit_sequence(NOW).await, Err(Error::Corrupt { .. })));
    }
}

dual! {
    async fn a_given_checkpoint_must_be_ours_and_unchanged(db: Db) {
        let log = log(&db).await;
        let changed = Checkpoint { root_hash: "00".repeat(32), ..log.early.clone() };
        assert_eq!(findings(&db, Some(&changed)).await, [
            "the given checkpoint does not bear a valid signature",
            "the first 5 leaves are not those of the given checkpoint",
        ]);
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let text = format!("trusthub-audit/1\n5\n{}\n{}\n", log.early.root_hash, log.early.signed_at.as_micros());
        let other_hubs = Checkpoint {
            public_key: hex::encode(pair.public_key()),
            signature: hex::encode(pair.sign(text.as_bytes())),
            ..log.early.clone()
        };
        assert_eq!(findings(&db, Some(&other_hubs)).await, ["the given checkpoint was signed by another hub"]);
        let garbled = Checkpoint { signature: "zz".to_owned(), ..log.early };
        assert_eq!(findings(&db, Some(&garbled)).await, ["the given checkpoint does not bear a valid signature"]);
    }
}

dual! {
    async fn nothing_is_signed_on_top_of_a_tree_that_was_tampered_with(db: Db, place: Arc<TestDb>) {
        let log = log(&db).await;
        damage(&place, &log, "UPDATE audit_tree_head SET tree_size = 4, frontier =
            (SELECT leaf_hash FROM audit_tree WHERE leaf_index = 0)").await;
        assert!(matches!(db.audit_sequence(NOW).await, Err(Error::Corrupt { .. })));
        assert_eq!(db.audit_checkpoint().await.unwrap().unwrap().tree_size, 6);
    }
}

dual! {
    async fn a_chain_that_lost_its_head_is_not_begun_anew(db: Db, place: Arc<TestDb>) {
        let log = log(&db).await;
        damage(&place, &log, "DELETE FROM audit_heads WHERE account_sid = {A}").await;
        let appended = append(&db, &log.a, &entry("x", None, Some(json!(1)))).await;
        assert!(matches!(appended, Err(Error::Corrupt { .. })));
        assert_eq!(chain(&db, &log.a).await.len(), 4);
    }
}

dual! {
    async fn an_account_that_is_none_is_named_in_the_finding(db: Db, place: Arc<TestDb>) {
        let log = log(&db).await;
        damage(&place, &log, "UPDATE audit_heads SET account_sid = 'nobody' WHERE account_sid = {A}").await;
        assert_eq!(findings(&db, None).await, [
            "4: is the last entry, but the note of the chain's end is missing",
            "4: all entries of the chain, up to this one, were removed (account \"nobody\")",
        ]);
    }
}

dual! {
    async fn a_log_damaged_through_and_through_is_not_listed_without_end(db: Db, place: Arc<TestDb>) {
        let log = log(&db).await;
        let mut tx = db.write().await.unwrap();
        for _ in 0..600 {
            tx.audit_append(&log.a, &entry("x", None, None)).await.unwrap();
        }
        tx.commit().await.unwrap();
        damage(&place, &log, "UPDATE audit_entries SET subject = 'x'").await;
        let found = findings(&db, None).await;
        assert_eq!(found.len(), 1_001);
        assert_eq!(found[1_000], "214 more findings are not listed");
    }
}
