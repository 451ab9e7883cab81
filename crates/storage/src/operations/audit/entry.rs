//! What exactly an entry's hash covers, and how a state becomes bytes.

use serde_json::Value;
use trusthub_domain::sid::AccountSid;

use super::AuditEntry;
use super::merkle::{Hash, sha256};
use crate::db::seal::Place;
use crate::error::Result;

/// The hash before a chain's first entry.
pub(super) const NO_HASH: Hash = [0; 32];

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct EntryRow {
    pub(super) account_sid: String,
    pub(super) sequence: i64,
    pub(super) occurred_at: i64,
    pub(super) actor: String,
    pub(super) action: String,
    pub(super) subject: String,
    pub(super) before_hmac: Option<Vec<u8>>,
    pub(super) after_hmac: Option<Vec<u8>>,
    pub(super) previous_hash: Vec<u8>,
    pub(super) hash: Vec<u8>,
}

impl EntryRow {
    /// SHA-256 over a title and every other field, each with its length in front: no two entries give the same bytes.
    pub(super) fn computed_hash(&self) -> Hash {
        let mut bytes = Vec::with_capacity(512);
        push(&mut bytes, b"trusthub-audit-entry/1");
        push(&mut bytes, self.account_sid.as_bytes());
        push(&mut bytes, &self.sequence.to_be_bytes());
        push(&mut bytes, &self.occurred_at.to_be_bytes());
        push(&mut bytes, self.actor.as_bytes());
        push(&mut bytes, self.action.as_bytes());
        push(&mut bytes, self.subject.as_bytes());
        push_option(&mut bytes, self.before_hmac.as_deref());
        push_option(&mut bytes, self.after_hmac.as_deref());
        push(&mut bytes, &self.previous_hash);
        sha256(&[&bytes])
    }

    pub(super) fn into_entry(self, account_sid: AccountSid) -> AuditEntry {
        AuditEntry {
            account_sid,
            sequence: self.sequence,
            at: trusthub_domain::time::Timestamp::from_micros(self.occurred_at),
            actor: self.actor,
            action: self.action,
            subject: self.subject,
            before_hmac: self.before_hmac.map(hex::encode),
            after_hmac: self.after_hmac.map(hex::encode),
            previous_hash: hex::encode(self.previous_hash),
            hash: hex::encode(self.hash),
        }
    }
}

impl TryFrom<EntryRow> for AuditEntry {
    type Error = crate::error::Error;

    fn try_from(row: EntryRow) -> Result<Self> {
        let account_sid =
            Place::of_row("audit_entries", &row.account_sid, &row.sequence.to_string())?.account();
        Ok(row.into_entry(account_sid))
    }
}

fn push(bytes: &mut Vec<u8>, field: &[u8]) {
    bytes.extend_from_slice(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
    bytes.extend_from_slice(field);
}

/// Absent is not the same as empty.
fn push_option(bytes: &mut Vec<u8>, field: Option<&[u8]>) {
    bytes.push(u8::from(field.is_some()));
    push(bytes, field.unwrap_or_default());
}

/// JSON without space and with sorted keys: one text for one value, in whichever order its fields were written.
pub(super) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            text.push_str(&value.to_string());
        }
        Value::Array(values) => {
            text.push('[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write_canonical(value, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| *name);
            text.push('{');
            for (place, (name, value)) in fields.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                text.push_str(&Value::String(name.clone()).to_string());
                text.push(':');
                write_canonical(value, text);
            }
            text.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row() -> EntryRow {
        EntryRow {
            account_sid: "AC00000000000000000000000000000001".to_owned(),
            sequence: 1,
            occurred_at: 2,
            actor: "operator".to_owned(),
            action: "account.create".to_owned(),
            subject: "AC00000000000000000000000000000001".to_owned(),
            before_hmac: None,
            after_hmac: Some(vec![3]),
            previous_hash: NO_HASH.to_vec(),
            hash: Vec::new(),
        }
    }

    /// Every chain that exists rests on this value: changing what is hashed needs a new title, and both ways kept.
    #[test]
    fn the_hash_of_an_entry_never_changes() {
        let hash = "1bc3cc3ceb5808107bd3d9c054ac36889efc0ec674ddcaa8e9d8bb54d91c7d10";
        assert_eq!(hex::encode(row().computed_hash()), hash);
    }

    #[test]
    fn every_field_counts() {
        let changes: [fn(&mut EntryRow); 10] = [
            |row| row.account_sid.push('0'),
            |row| row.sequence = 2,
            |row| row.occurred_at = 3,
            |row| row.actor.push('x'),
            |row| row.action = String::new(),
            |row| row.subject = "operator".to_owned(),
            |row| row.before_hmac = Some(Vec::new()),
            |row| row.after_hmac = None,
            |row| row.previous_hash[31] = 1,
            |row| {
                // A letter moves from one field to the next.
                row.actor = "operato".to_owned();
                row.action = "raccount.create".to_owned();
            },
        ];
        for (place, change) in changes.iter().enumerate() {
            let mut changed = row();
            change(&mut changed);
            assert_ne!(changed.computed_hash(), row().computed_hash(), "change {place}");
        }
    }

    #[test]
    fn one_value_has_one_text() {
        let value = json!({"b": [1, {"d": null, "c": "\"ü"}], "a": {"y": true, "x": 1.5}});
        assert_eq!(canonical(&value), r#"{"a":{"x":1.5,"y":true},"b":[1,{"c":"\"ü","d":null}]}"#);
    }
}
