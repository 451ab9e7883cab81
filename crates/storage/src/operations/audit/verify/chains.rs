//! The chains: no entry missing, changed or slipped in, each with its leaf or waiting for one, each chain with its end.

use super::super::entry::{EntryRow, NO_HASH};
use super::super::merkle::leaf_hash;
use super::ordered::{Ordered, Place, Placed};
use super::{Findings, PAGE};
use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

statements! {
    ENTRIES = "SELECT account_sid, sequence, occurred_at, actor, action, subject, before_hmac, after_hmac, \
            previous_hash, hash \
        FROM audit_entries WHERE (account_sid, sequence) > ($1, $2) ORDER BY account_sid, sequence LIMIT $3";
    LEAVES = "SELECT account_sid, sequence, leaf_index, leaf_hash FROM audit_tree \
        WHERE (account_sid, sequence) > ($1, $2) ORDER BY account_sid, sequence LIMIT $3";
    WAITING = "SELECT account_sid, sequence, leaf_hash FROM audit_pending \
        WHERE (account_sid, sequence) > ($1, $2) ORDER BY account_sid, sequence LIMIT $3";
    HEAD = "SELECT sequence, hash FROM audit_heads WHERE account_sid = $1";
    HEADS_WITHOUT_CHAIN = "SELECT h.account_sid, h.sequence FROM audit_heads AS h \
        WHERE NOT EXISTS (SELECT 1 FROM audit_entries AS e WHERE e.account_sid = h.account_sid) \
        ORDER BY h.account_sid LIMIT $1";
}

#[derive(sqlx::FromRow)]
struct Leaf {
    account_sid: String,
    sequence: i64,
    leaf_index: i64,
    leaf_hash: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Waiting {
    account_sid: String,
    sequence: i64,
    leaf_hash: Vec<u8>,
}

macro_rules! placed {
    ($($row:ty),+) => {$(
        impl Placed for $row {
            fn account(&self) -> &str {
                &self.account_sid
            }

            fn sequence(&self) -> i64 {
                self.sequence
            }
        }
    )+};
}
placed!(EntryRow, Leaf, Waiting);

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

    fn judge(
        &mut self,
        entry: EntryRow,
        leaf: Option<&Leaf>,
        waiting: Option<&Waiting>,
        findings: &mut Findings,
    ) {
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
        match (leaf, waiting) {
            (Some(leaf), _) if leaf.leaf_hash != expected => {
                add(sequence, "was changed: it is not what its leaf stands for");
            }
            (None, Some(waiting)) if waiting.leaf_hash != expected => {
                add(sequence, "was changed: it is not what waits to be put into the tree");
            }
            (None, None) => {
                add(sequence, "is neither in the tree nor waiting for it: it was slipped in or is held back");
            }
            (Some(_), Some(_)) => add(sequence, "waits to be put into the tree although it is there"),
            (Some(_), None) | (None, Some(_)) => {}
        }
        match (leaf.map(|leaf| leaf.leaf_index), self.last_leaf) {
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
    let (mut chains, mut count) = (0, 0);
    let mut chain: Option<Chain> = None;
    let mut entries = Ordered::<EntryRow>::new(&ENTRIES);
    let mut leaves = Ordered::<Leaf>::new(&LEAVES);
    let mut waiting = Ordered::<Waiting>::new(&WAITING);
    loop {
        let places = [entries.place(tx).await?, leaves.place(tx).await?, waiting.place(tx).await?];
        let Some(place) = places.into_iter().flatten().min() else { break };
        let (leaf, waiting) = (leaves.take(&place), waiting.take(&place));
        let Some(entry) = entries.take(&place) else {
            judge_without_entry(&place, leaf.as_ref(), waiting.as_ref(), findings);
            continue;
        };
        count += 1;
        let mut current = match chain.take() {
            Some(same) if same.account == entry.account_sid => same,
            other => {
                if let Some(ended) = other {
                    ended.end(tx, findings).await?;
                }
                chains += 1;
                Chain::begin(&entry.account_sid)
            }
        };
        current.judge(entry, leaf.as_ref(), waiting.as_ref(), findings);
        chain = Some(current);
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
    Ok((chains, count))
}

fn judge_without_entry(
    (account, sequence): &Place,
    leaf: Option<&Leaf>,
    waiting: Option<&Waiting>,
    findings: &mut Findings,
) {
    let mut add = |what: String| findings.add(Some(account), Some(*sequence), what);
    if let Some(Leaf { leaf_index, .. }) = leaf {
        add(format!("leaf {leaf_index} stands for this entry, but the entry was removed"));
    }
    if waiting.is_some() {
        add("waits to be put into the tree, but the entry was removed".to_owned());
    }
}
