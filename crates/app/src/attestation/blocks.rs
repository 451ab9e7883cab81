//! The do-not-originate list: numbers that nobody calls from.

use trusthub_storage::BlockedNumber;

use super::calls::CallingNumber;
use super::index::NumberKey;
use crate::input;
use crate::record::record_hub;
use crate::{Actor, Error, Hub, Invalid, Result};

/// Characters of a note.
const NOTE_LIMIT: usize = 200;

/// Blocks these numbers, in one transaction; returns how many were not blocked before.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Invalid` for a number with signs in it, and for a note that is too long.
pub async fn block(hub: &Hub, actor: &Actor, numbers: &[CallingNumber], note: &str) -> Result<u64> {
    actor.must_be_operator()?;
    input::limit("Note", note, NOTE_LIMIT)?;
    let mut tx = hub.db().write().await?;
    let mut count = 0;
    for number in numbers {
        must_be_plain(number)?;
        let blocked = BlockedNumber {
            digits: number.digits().to_owned(),
            note: note.to_owned(),
            date_created: hub.now(),
        };
        if tx.blocked_number_set(&blocked).await? {
            record_hub(&mut tx, hub, actor, "number.block", number.digits()).await?;
            count += 1;
        }
    }
    tx.commit().await?;
    Ok(count)
}

/// Lets these numbers go, in one transaction; returns how many were blocked.
///
/// # Errors
/// `Forbidden` for anybody but the operator.
pub async fn unblock(hub: &Hub, actor: &Actor, numbers: &[CallingNumber]) -> Result<u64> {
    actor.must_be_operator()?;
    let mut tx = hub.db().write().await?;
    let mut count = 0;
    for number in numbers {
        if tx.blocked_number_delete(number.digits()).await? {
            record_hub(&mut tx, hub, actor, "number.unblock", number.digits()).await?;
            count += 1;
        }
    }
    tx.commit().await?;
    Ok(count)
}

/// Blocked numbers after this one, in the order of their digits, at most `limit`.
///
/// # Errors
/// `Forbidden` for anybody but the operator.
pub async fn list(hub: &Hub, actor: &Actor, after: &str, limit: u32) -> Result<Vec<BlockedNumber>> {
    actor.must_be_operator()?;
    Ok(hub.db().read().await?.blocked_number_list(after, limit).await?)
}

fn must_be_plain(number: &CallingNumber) -> Result<()> {
    match NumberKey::of(number.digits()) {
        Some(_) => Ok(()),
        None => {
            let why = "a blocked number is up to 18 digits".to_owned();
            Err(Error::from(Invalid::Field { field: "Number", why }))
        }
    }
}
