//! Folds new entries of all chains into the one tree, and signs what came of it.
//!
//! One node at a time, by the lock on the tree's head; the others wait. The cost is that of the new entries: the tree
//! is grown from its frontier and never read.

use trusthub_domain::time::Timestamp;

use super::Checkpoint;
use super::merkle::{Frontier, Hash};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::vault::{Vault, is_signed};

/// Most entries in one transaction: the writers of SQLite wait for it.
const BATCH: u32 = 2_000;

statements! {
    HAS_PENDING = "SELECT sequence FROM audit_pending LIMIT 1";
    COUNT_PENDING = "SELECT count(*) AS count FROM audit_pending";
    // One sequencer at a time. SQLite has one writer anyway.
    HEAD = "SELECT tree_size, frontier FROM audit_tree_head WHERE id = 1",
        postgres: "SELECT tree_size, frontier FROM audit_tree_head WHERE id = 1 FOR UPDATE";
    // In an order that does not depend on who committed first, so that two copies of the chains give one tree.
    GROW = "INSERT INTO audit_tree (leaf_index, account_sid, sequence, leaf_hash) \
        SELECT CAST($1 AS BIGINT) - 1 + row_number() OVER (ORDER BY account_sid, sequence), account_sid, sequence, leaf_hash \
        FROM (SELECT account_sid, sequence, leaf_hash FROM audit_pending ORDER BY account_sid, sequence LIMIT $2) \
            AS next_leaves \
        RETURNING leaf_index, leaf_hash";
    // Only the new leaves are looked at, however long the tree.
    CLEAR = "DELETE FROM audit_pending WHERE EXISTS (SELECT 1 FROM audit_tree WHERE audit_tree.leaf_index >= $1 \
        AND audit_tree.account_sid = audit_pending.account_sid AND audit_tree.sequence = audit_pending.sequence)";
    HEAD_SET = "UPDATE audit_tree_head SET tree_size = $1, frontier = $2 WHERE id = 1";
    CHECKPOINT_INSERT = "INSERT INTO audit_checkpoints (tree_size, root_hash, signed_at, public_key, signature) \
        VALUES ($1, $2, $3, $4, $5)";
    CHECKPOINT_LAST = "SELECT tree_size, root_hash, signed_at, public_key, signature FROM audit_checkpoints \
        ORDER BY tree_size DESC LIMIT 1";
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct CheckpointRow {
    pub(super) tree_size: i64,
    pub(super) root_hash: Vec<u8>,
    pub(super) signed_at: i64,
    pub(super) public_key: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

impl From<CheckpointRow> for Checkpoint {
    fn from(row: CheckpointRow) -> Self {
        Self {
            tree_size: row.tree_size,
            root_hash: hex::encode(row.root_hash),
            signed_at: Timestamp::from_micros(row.signed_at),
            public_key: hex::encode(row.public_key),
            signature: hex::encode(row.signature),
        }
    }
}

impl Checkpoint {
    fn message(tree_size: i64, root_hash: &str, signed_at: Timestamp) -> String {
        format!("trusthub-audit/1\n{tree_size}\n{root_hash}\n{}\n", signed_at.as_micros())
    }

    pub(super) fn sign(vault: &Vault, tree_size: i64, root: &Hash, now: Timestamp) -> Self {
        let root_hash = hex::encode(root);
        let signature = vault.checkpoint_sign(Self::message(tree_size, &root_hash, now).as_bytes());
        Self {
            tree_size,
            root_hash,
            signed_at: now,
            public_key: hex::encode(vault.checkpoint_public_key()),
            signature: hex::encode(signature),
        }
    }

    /// Whether its signature is that of the key it names. Whose key that is, is another question.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        let (Ok(public_key), Ok(signature)) = (hex::decode(&self.public_key), hex::decode(&self.signature))
        else {
            return false;
        };
        let message = Self::message(self.tree_size, &self.root_hash, self.signed_at);
        is_signed(&public_key, message.as_bytes(), &signature)
    }

    /// Whether this hub signed it.
    pub(super) fn is_signed_by(&self, vault: &Vault) -> bool {
        self.public_key == hex::encode(vault.checkpoint_public_key()) && self.is_signed()
    }
}

impl Db {
    /// Folds new entries into the tree and signs a checkpoint if there were any; returns how many. One node at a time.
    ///
    /// # Errors
    /// `Corrupt` if the tree does not fit the newest checkpoint: nothing is signed on top of that. `Unavailable`.
    pub async fn audit_sequence(&self, now: Timestamp) -> Result<u64> {
        let mut count = 0;
        // A look that takes no writer: most of the time there is nothing to do.
        while self.read().await?.row::<(i64,)>(&HAS_PENDING, args![]).await?.is_some() {
            let mut tx = self.write().await?;
            count += tx.audit_grow(now).await?;
            tx.commit().await?;
        }
        Ok(count)
    }

    /// How many entries are not in the tree yet.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn audit_pending(&self) -> Result<i64> {
        let counted = self.read().await?.row::<(i64,)>(&COUNT_PENDING, args![]).await?;
        Ok(counted.map_or(0, |(count,)| count))
    }

    /// The newest checkpoint.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn audit_checkpoint(&self) -> Result<Option<Checkpoint>> {
        self.read().await?.audit_last_checkpoint().await
    }
}

impl Tx {
    /// The newest checkpoint that this transaction sees.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn audit_last_checkpoint(&mut self) -> Result<Option<Checkpoint>> {
        Ok(self.row::<CheckpointRow>(&CHECKPOINT_LAST, args![]).await?.map(Checkpoint::from))
    }

    async fn audit_grow(&mut self, now: Timestamp) -> Result<u64> {
        let mut tree = self.audit_frontier().await?;
        let first = size_of(&tree)?;
        let mut leaves = self.rows::<(i64, Vec<u8>)>(&GROW, args![first, BATCH]).await?;
        if leaves.is_empty() {
            // Another node was quicker.
            return Ok(0);
        }
        leaves.sort_unstable_by_key(|(index, _)| *index);
        for (index, leaf) in &leaves {
            let leaf =
                Hash::try_from(leaf.as_slice()).map_err(|_| corrupt("audit_tree", "leaf_hash", *index))?;
            tree.push(leaf);
        }
        self.execute(&CLEAR, args![first]).await?;
        let size = size_of(&tree)?;
        let checkpoint = Checkpoint::sign(self.vault(), size, &tree.root(), now);
        let public_key = self.vault().checkpoint_public_key();
        let signature = hex::decode(&checkpoint.signature).unwrap_or_default();
        self.execute(&HEAD_SET, args![size, tree.to_bytes()]).await?;
        let values = args![size, tree.root().to_vec(), now, public_key, signature];
        self.execute(&CHECKPOINT_INSERT, values).await?;
        u64::try_from(leaves.len()).map_err(|_| corrupt("audit_tree", "leaf_index", size))
    }

    /// The tree as it was left, locked. It must be what was signed last.
    async fn audit_frontier(&mut self) -> Result<Frontier> {
        let lost = || corrupt("audit_tree_head", "frontier", 1);
        let (size, frontier) = self.row::<(i64, Vec<u8>)>(&HEAD, args![]).await?.ok_or_else(lost)?;
        let tree = u64::try_from(size)
            .ok()
            .and_then(|size| Frontier::from_bytes(size, &frontier))
            .ok_or_else(lost)?;
        let is_as_signed = match self.audit_last_checkpoint().await? {
            Some(last) => {
                last.tree_size == size
                    && last.root_hash == hex::encode(tree.root())
                    && last.is_signed_by(self.vault())
            }
            None => size == 0,
        };
        if is_as_signed { Ok(tree) } else { Err(lost()) }
    }
}

fn size_of(tree: &Frontier) -> Result<i64> {
    i64::try_from(tree.size()).map_err(|_| corrupt("audit_tree_head", "tree_size", i64::MAX))
}

fn corrupt(table: &'static str, column: &'static str, key: i64) -> Error {
    Error::Corrupt { table, column, key: key.to_string() }
}
