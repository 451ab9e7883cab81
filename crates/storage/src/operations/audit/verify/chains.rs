//! The chains: no entry missing, changed or slipped in, each with its leaf or waiting for one, each chain with its end.

use super::super::entry::{EntryRow, NO_HASH};
use super::super::merkle::leaf_hash;
use super::{Findings, PAGE};
use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

statements! {
    ENTRIES = "SELECT e.account_sid, e.sequence, e.occurred_at, e.actor, e.action, e.subject, e.before_hmac, \
            e.after_hmac, e.previous_hash, e.hash, t.leaf_index, t.leaf_hash, p.leaf_hash AS pending_hash \
        FROM audit_entries AS e \
        LEFT JOIN audit_tree AS t ON t.account_sid = e.account_sid AND t.sequence = e.sequence \
        LEFT JOIN audit_pending AS p ON p.account_sid = e.account_sid AND p.sequence = e.sequence \
        WHERE (e.account_sid, e.sequence) > ($1, $2) ORDER BY e.account_sid, e.sequence LIMIT $3";
    HEAD = "SELECT sequence, hash FROM audit_heads WHERE account_sid = $1";
    HEADS_WITHOUT_CHAIN = "SELECT account_sid, sequence FROM audit_heads AS h \
        WHERE NOT EXISTS (SELECT 1 FROM audit_entries AS e WHERE e.account_sid = h.account_sid) \
        ORDER BY account_sid LIMIT $1";
    PENDING_WITHOUT_ENTRY = "SELECT account_sid, sequence FROM audit_pending AS p \
        WHERE NOT EXISTS \
            (SELECT 1 FROM audit_entries AS e WHERE e.account_sid = p.account_sid AND e.sequence = p.sequence) \
        ORDER BY account_sid, sequence LIMIT $1";
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    entry: EntryRow,
    leaf_index: Option<i64>,
    leaf_hash: Option<Vec<u8>>,
    pending_hash: Option<Vec<u8>>,
}

/// The chain being read.
struct Chain {
    account: String,
    last_sequence: i64,
    last_hash: Vec<u8>,
    /// Where the last entry stands in the tree; `None` once an entry is not in it.
    last_leaf: Option<i64>,
}

impl Chain {
    fn begin(account: &str) -> Self {
        Self {
            account: account.to_owned(),
            last_sequence: 0,
            last_hash: NO_HASH.to_vec(),
            last_leaf: Some(-1),
        }
    }

    fn judge(&mut self, row: Row, findings: &mut Findings) {
        let Row { entry, leaf_index, leaf_hash: leaf, pending_hash } = row;
        let mut add = |sequence, what: &str| findings.add(Some(&self.account), Some(sequence), what);
        let sequence = entry.sequence;
        if sequence != self.last_sequence + 1 {
            let (first, last) = (self.last_sequence + 1, sequence - 1);
            add(sequence, &format!("entries {first} to {last}, before this one, were removed"));
        } else if entry.previous_hash != self.last_hash {
            add(sequence, "does not carry the hash of the entry before it");
        }
        let computed = entry.computed_hash();
        if entry.hash != computed {
            add(sequence, "was changed: its hash does not fit what it says");
        }
        let expected = leaf_hash(&computed);
        match (&leaf, &pending_hash) {
            (Some(leaf), _) if *leaf != expected => {
                add(sequence, "was changed: it is not what its leaf stands for");
            }
            (None, Some(pending)) if *pending != expected => {
                add(sequence, "was changed: it is not what waits to be put into the tree");
            }
            (None, None) => {
                add(sequence, "is neither in the tree nor waiting for it: it was slipped in or is held back");
            }
            (Some(_), Some(_)) => add(sequence, "waits to be put into the tree although it is there"),
            (Some(_), None) | (None, Some(_)) => {}
        }
        match (leaf_index, self.last_leaf) {
            (Some(index), Some(last)) if index > last => self.last_leaf = Some(index),
            (Some(_), Some(_) | None) => add(sequence, "stands in the tree before an entry that it follows"),
            (None, _) => self.last_leaf = None,
        }
        self.last_sequence = sequence;
        self.last_hash = entry.hash;
    }

    async fn end(self, tx: &mut Tx, findings: &mut Findings) -> Result<()> {
        let mut add = |what: &str| findings.add(Some(&self.account), Some(self.last_sequence), what);
        match tx.row::<(i64, Vec<u8>)>(&HEAD, args![&self.account]).await? {
            None => add("is the last entry, but the note of the chain's end is missing"),
            Some((sequence, _)) if sequence > self.last_sequence => {
                add(&format!(
                    "entries {} to {sequence}, after this one, were removed",
                    self.last_sequence + 1
                ));
            }
            Some((sequence, hash)) if sequence < self.last_sequence || hash != self.last_hash => {
                add("is the last entry, but the note of the chain's end names another");
            }
            Some(_) => {}
        }
        Ok(())
    }
}

/// Returns how many chains and entries there are.
pub(super) async fn verify(tx: &mut Tx, findings: &mut Findings) -> Result<(u64, u64)> {
    let (mut chains, mut entries) = (0, 0);
    let mut chain: Option<Chain> = None;
    let mut after = (String::new(), i64::MIN);
    loop {
        let rows = tx.rows::<Row>(&ENTRIES, args![&after.0, after.1, PAGE]).await?;
        let Some(last) = rows.last() else { break };
        after = (last.entry.account_sid.clone(), last.entry.sequence);
        for row in rows {
            entries += 1;
            let mut current = match chain.take() {
                Some(same) if same.account == row.entry.account_sid => same,
                other => {
                    if let Some(ended) = other {
                        ended.end(tx, findings).await?;
                    }
                    chains += 1;
                    Chain::begin(&row.entry.account_sid)
                }
            };
            current.judge(row, findings);
            chain = Some(current);
        }
    }
    if let Some(ended) = chain {
        ended.end(tx, findings).await?;
    }
    for (account, sequence) in tx.rows::<(String, i64)>(&HEADS_WITHOUT_CHAIN, args![PAGE]).await? {
        findings.add(
            Some(&account),
            Some(sequence),
            "all entries of the chain, up to this one, were removed",
        );
    }
    for (account, sequence) in tx.rows::<(String, i64)>(&PENDING_WITHOUT_ENTRY, args![PAGE]).await? {
        findings.add(
            Some(&account),
            Some(sequence),
            "waits to be put into the tree, but the entry was removed",
        );
    }
    Ok((chains, entries))
}
