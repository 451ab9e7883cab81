//! The audit log: a hash chain per account, folded into one Merkle tree (RFC 6962 §2.1 hashing) with signed checkpoints.
//!
//! An entry holds no clear values: before and after are HMACs of the canonical JSON under the account's key. The chain
//! lets writers of different accounts go on without waiting for one another; the tree, grown by one sequencer, binds
//! all chains together, so that an exported checkpoint proves each of them.

pub(crate) mod chain;
mod entry;
mod merkle;
pub(crate) mod sequencer;
pub(crate) mod verify;

use serde::{Deserialize, Serialize};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

/// A state change to be recorded, in the change's own transaction.
#[derive(Debug, Clone)]
pub struct NewAuditEntry<'a> {
    /// When.
    pub at: Timestamp,
    /// Who: `account:AC…`, `key:SK…`, `reviewer:RV…`, `partner:PT…`, `operator`, `system`, `retention`.
    pub actor: &'a str,
    /// What: `bundle.submit`, `account.rotate_token`, …
    pub action: &'a str,
    /// On what: a SID.
    pub subject: &'a str,
    /// The object before, if there was one.
    pub before: Option<serde_json::Value>,
    /// The object after, if there is one.
    pub after: Option<serde_json::Value>,
}

/// A recorded state change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Whose chain.
    pub account_sid: AccountSid,
    /// Place in the chain, from 1.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// On what.
    pub subject: String,
    /// HMAC-SHA-256 under the account's key, hex.
    pub before_hmac: Option<String>,
    /// HMAC-SHA-256 under the account's key, hex.
    pub after_hmac: Option<String>,
    /// Hash of the entry before it, hex; zeros for the first.
    pub previous_hash: String,
    /// SHA-256 over all of the above, hex.
    pub hash: String,
}

/// A signed state of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Leaves.
    pub tree_size: i64,
    /// RFC 6962 root, hex.
    pub root_hash: String,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// Ed25519 public key, hex.
    pub public_key: String,
    /// Ed25519 signature over the text `trusthub-audit/1\n<size>\n<root>\n<micros>\n`, hex.
    pub signature: String,
}

/// Something that should not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditFinding {
    /// Which chain, if one.
    pub account_sid: Option<AccountSid>,
    /// Which entry, if one.
    pub sequence: Option<i64>,
    /// What is wrong.
    pub what: String,
}

/// What a verification saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditReport {
    /// Chains read.
    pub chains: u64,
    /// Entries read.
    pub entries: u64,
    /// Leaves in the tree.
    pub tree_size: i64,
    /// The newest checkpoint.
    pub checkpoint: Option<Checkpoint>,
    /// Empty if all is well.
    pub findings: Vec<AuditFinding>,
}
