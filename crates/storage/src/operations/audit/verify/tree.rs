//! The tree: every leaf in its place, every checkpoint the root of so many leaves and signed by us.

use super::super::Checkpoint;
use super::super::merkle::{Frontier, Hash};
use super::super::sequencer::CheckpointRow;
use super::{Findings, PAGE};
use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

statements! {
    LEAVES = "SELECT leaf_index, account_sid, sequence, leaf_hash FROM audit_tree \
        WHERE leaf_index > $1 ORDER BY leaf_index LIMIT $2";
    CHECKPOINTS = "SELECT tree_size, root_hash, signed_at, public_key, signature FROM audit_checkpoints \
        WHERE tree_size > $1 ORDER BY tree_size LIMIT $2";
    HEAD = "SELECT tree_size, frontier FROM audit_tree_head WHERE id = 1";
}

#[derive(sqlx::FromRow)]
struct LeafRow {
    leaf_index: i64,
    account_sid: String,
    sequence: i64,
    leaf_hash: Vec<u8>,
}

/// The stored checkpoints, in order of size, and the one that was brought along.
struct Checkpoints<'a> {
    against: Option<&'a Checkpoint>,
    /// Read but not yet reached, largest first.
    ahead: Vec<Checkpoint>,
    last_read: i64,
    /// Size of the newest stored one that was reached.
    newest: i64,
}

impl Checkpoints<'_> {
    /// Compares what is claimed of a tree of exactly this size.
    async fn reach(&mut self, tx: &mut Tx, tree: &Frontier, findings: &mut Findings) -> Result<()> {
        let size = i64::try_from(tree.size()).unwrap_or(i64::MAX);
        let root = hex::encode(tree.root());
        if let Some(against) = self.against.take_if(|against| against.tree_size == size)
            && against.root_hash != root
        {
            findings.add(
                None,
                None,
                format!("the first {size} leaves are not those of the given checkpoint"),
            );
        }
        while let Some(next) = self.next(tx).await? {
            if next.tree_size > size {
                self.ahead.push(next);
                break;
            }
            self.newest = self.newest.max(next.tree_size);
            if next.tree_size == size && next.root_hash != root {
                findings.add(
                    None,
                    None,
                    format!("the first {size} leaves are not those of the checkpoint of {size}"),
                );
            }
            if !next.is_signed_by(tx.vault()) {
                let what = format!("the checkpoint of {} leaves is not signed by this hub", next.tree_size);
                findings.add(None, None, what);
            }
        }
        Ok(())
    }

    async fn next(&mut self, tx: &mut Tx) -> Result<Option<Checkpoint>> {
        if self.ahead.is_empty() {
            let mut rows = tx.rows::<CheckpointRow>(&CHECKPOINTS, args![self.last_read, PAGE]).await?;
            rows.reverse();
            self.last_read = rows.first().map_or(self.last_read, |last| last.tree_size);
            self.ahead = rows.into_iter().map(Checkpoint::from).collect();
        }
        Ok(self.ahead.pop())
    }
}

/// Returns how many leaves there are.
pub(super) async fn verify(
    tx: &mut Tx,
    against: Option<&Checkpoint>,
    findings: &mut Findings,
) -> Result<i64> {
    if let Some(against) = against {
        judge_given(tx, against, findings);
    }
    let mut checkpoints = Checkpoints { against, ahead: Vec::new(), last_read: i64::MIN, newest: 0 };
    let mut tree = Frontier::default();
    checkpoints.reach(tx, &tree, findings).await?;
    let (mut last_read, mut expected) = (i64::MIN, 0);
    loop {
        let leaves = tx.rows::<LeafRow>(&LEAVES, args![last_read, PAGE]).await?;
        if leaves.is_empty() {
            break;
        }
        for leaf in leaves {
            judge_leaf(&leaf, expected, findings);
            last_read = leaf.leaf_index;
            expected = leaf.leaf_index.saturating_add(1);
            tree.push(Hash::try_from(leaf.leaf_hash.as_slice()).unwrap_or_default());
            checkpoints.reach(tx, &tree, findings).await?;
        }
    }
    let size = i64::try_from(tree.size()).unwrap_or(i64::MAX);
    if let Some(against) = checkpoints.against {
        let wanted = against.tree_size;
        findings.add(
            None,
            None,
            format!("the tree has {size} leaves, but the given checkpoint is of {wanted}"),
        );
    }
    while let Some(beyond) = checkpoints.next(tx).await? {
        let wanted = beyond.tree_size;
        findings.add(
            None,
            None,
            format!("the tree has {size} leaves, but there is a checkpoint of {wanted}"),
        );
        checkpoints.newest = wanted;
    }
    if checkpoints.newest < size {
        findings.add(None, None, format!("the tree has {size} leaves, but there is no checkpoint of {size}"));
    }
    let head = tx.row::<(i64, Vec<u8>)>(&HEAD, args![]).await?;
    if head != Some((size, tree.to_bytes())) {
        findings.add(None, None, "the note from which the tree grows on does not fit the tree");
    }
    Ok(size)
}

fn judge_given(tx: &Tx, against: &Checkpoint, findings: &mut Findings) {
    if !against.is_signed() {
        findings.add(None, None, "the given checkpoint does not bear a valid signature");
    } else if !against.is_signed_by(tx.vault()) {
        findings.add(None, None, "the given checkpoint was signed by another hub");
    }
}

fn judge_leaf(leaf: &LeafRow, expected: i64, findings: &mut Findings) {
    let mut add = |what: String| findings.add(Some(&leaf.account_sid), Some(leaf.sequence), what);
    if leaf.leaf_index > expected {
        let last = leaf.leaf_index - 1;
        add(format!(
            "leaves {expected} to {last}, before the leaf of this entry, were removed from the tree"
        ));
    } else if leaf.leaf_index < expected {
        add(format!("leaf {} stands before the first", leaf.leaf_index));
    }
    if leaf.leaf_hash.len() != 32 {
        add(format!("leaf {} is no hash", leaf.leaf_index));
    }
}
