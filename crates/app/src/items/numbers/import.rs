//! Import of many numbers at once, by the operator.

use trusthub_domain::contact::Phone;
use trusthub_domain::item::Attributes;
use trusthub_domain::sid::AccountSid;
use trusthub_storage::{Scope, Tx};

use super::{NewNumber, insert};
use crate::{Actor, Hub, Result};

/// One line of an import that could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportProblem {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub what: String,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Numbers taken in.
    pub imported: u64,
    /// Numbers that the same account had already.
    pub unchanged: u64,
    /// Lines refused.
    pub problems: Vec<ImportProblem>,
}

/// A line of an import.
#[derive(Debug, Clone)]
pub struct ImportRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// `AC…`
    pub account_sid: String,
    /// E.164.
    pub phone_number: String,
    /// Optional name.
    pub friendly_name: Option<String>,
}

/// Rows per transaction: few enough that a running server's writes are not held up. Ours.
const ROWS_PER_TRANSACTION: usize = 200;

/// Takes in numbers for any accounts. A bad line does not stop the others; repeating an import is harmless.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Unavailable` (what came before is kept).
pub async fn import(hub: &Hub, actor: &Actor, rows: Vec<ImportRow>) -> Result<ImportReport> {
    actor.must_be_operator()?;
    let mut report = ImportReport::default();
    for chunk in rows.chunks(ROWS_PER_TRANSACTION) {
        let mut tx = hub.db().write().await?;
        for row in chunk {
            match take_in(&mut tx, hub, actor, row).await? {
                Line::Imported => report.imported += 1,
                Line::Unchanged => report.unchanged += 1,
                Line::Refused(what) => report.problems.push(ImportProblem { line: row.line, what }),
            }
        }
        tx.commit().await?;
    }
    Ok(report)
}

enum Line {
    Imported,
    Unchanged,
    Refused(String),
}

/// Looks before it inserts: on PostgreSQL a failed statement would end the transaction of the whole chunk.
async fn take_in(tx: &mut Tx, hub: &Hub, actor: &Actor, row: &ImportRow) -> Result<Line> {
    let Ok(account_sid) = row.account_sid.trim().parse::<AccountSid>() else {
        return Ok(Line::Refused("account_sid is not AC and 32 hexadecimal digits".to_owned()));
    };
    let phone_number = match row.phone_number.trim().parse::<Phone>() {
        Ok(phone_number) => phone_number,
        Err(error) => return Ok(Line::Refused(error.to_string())),
    };
    let scope = Scope::own(account_sid);
    if tx.account_find(&scope).await?.is_none() {
        return Ok(Line::Refused("no such account".to_owned()));
    }
    match tx.number_owner_any_account(&phone_number).await? {
        Some((owner, _)) if owner == account_sid => return Ok(Line::Unchanged),
        Some(_) => return Ok(Line::Refused("another account has this number".to_owned())),
        None => {}
    }
    let friendly_name = row.friendly_name.clone().filter(|name| !name.trim().is_empty());
    let new = NewNumber {
        phone_number,
        friendly_name,
        bundle_sid: None,
        address_sid: None,
        settings: Attributes::new(),
    };
    match insert(tx, hub, actor, &scope, new).await {
        Ok(_) => Ok(Line::Imported),
        Err(crate::Error::Invalid(why)) => Ok(Line::Refused(why.to_string())),
        Err(error) => Err(error),
    }
}
