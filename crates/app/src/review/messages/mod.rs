//! What of messages reviewers decide: campaigns, tokens of Campaign Verify, toll-free numbers. They are claimed, and their
//! decisions undone, as those of cases are, by the same rules; only, who is at one stands beside it and not in it.
//!
//! What a decision does is in `messaging::desk` and `tollfree::review`. Whoever decides writes down first that they are at
//! it, and looks at it then: of two at the same moment the second waits for the first, and sees what became of it.

pub(super) mod deferred;
mod item;

use trusthub_domain::review::{Handling, MessageItem, Reviewer, Role};
use trusthub_storage::{Scope, Tx};

pub use self::deferred::{decide_later, undo};
use self::item::Waits;
use super::present_reviewer;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Result};

/// Claims it for half an hour; an own claim is renewed.
///
/// # Errors
/// `NotFound` for what does not wait, `Tollfree` for a number that does not; `Case` if somebody else is at it; `Forbidden`;
/// `Conflict`.
pub async fn claim(hub: &Hub, actor: &Actor, item: MessageItem) -> Result<Handling> {
    let mut tx = hub.db().write().await?;
    let AtHand { reviewer, scope, handling: before } = AtHand::load(&mut tx, actor, item).await?;
    let after = before.claim(reviewer.sid, hub.now())?;
    let handling = save(&mut tx, hub, actor, &scope, "claim", (&before, &after)).await?;
    Waits::load(&mut tx, &scope, item).await?;
    tx.commit().await?;
    Ok(handling)
}

/// Gives the own claim back.
///
/// # Errors
/// `NotFound` for what is not there; `Case` if there is no claim of this reviewer; `Forbidden`; `Conflict`.
pub async fn release(hub: &Hub, actor: &Actor, item: MessageItem) -> Result<Handling> {
    let mut tx = hub.db().write().await?;
    let AtHand { reviewer, scope, handling: before } = AtHand::load(&mut tx, actor, item).await?;
    let after = before.release(reviewer.sid, hub.now())?;
    let handling = save(&mut tx, hub, actor, &scope, "release", (&before, &after)).await?;
    tx.commit().await?;
    Ok(handling)
}

/// Who is at it, and what they have decided.
///
/// # Errors
/// `NotFound` for what is not there; `Forbidden` for anybody but a reviewer.
pub async fn handling(hub: &Hub, actor: &Actor, item: MessageItem) -> Result<Handling> {
    let mut tx = hub.db().read().await?;
    Ok(AtHand::load(&mut tx, actor, item).await?.handling)
}

/// For a decision that takes effect at once: nobody else is at it, nor comes to it before the end of this transaction. The
/// claim goes with the line in the queue, so that the log has only the decision.
///
/// # Errors
/// `NotFound` for what is not there; `Case` if somebody else is at it; `Forbidden`; `Conflict`.
pub(crate) async fn take(tx: &mut Tx, hub: &Hub, actor: &Actor, item: MessageItem) -> Result<Scope> {
    let AtHand { reviewer, scope, handling } = AtHand::load(tx, actor, item).await?;
    tx.handling_save(&handling.claim(reviewer.sid, hub.now())?).await?;
    Ok(scope)
}

/// Something that reviewers decide, and who works on it.
struct AtHand {
    reviewer: Reviewer,
    scope: Scope,
    handling: Handling,
}

impl AtHand {
    async fn load(tx: &mut Tx, actor: &Actor, item: MessageItem) -> Result<Self> {
        let reviewer = present_reviewer(tx, actor, Role::Reviewer).await?;
        let owner = tx.sid_owner_any_account(&item.to_string()).await?.ok_or_else(|| missing(item))?;
        let scope = Scope::own(owner);
        let found = tx.handling_find(&scope, item).await?;
        Ok(Self { reviewer, scope, handling: found.unwrap_or_else(|| Handling::none(owner, item)) })
    }
}

/// Saves it with its entry in the audit log.
async fn save(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    deed: &str,
    (before, after): (&Handling, &Handling),
) -> Result<Handling> {
    let after = tx.handling_save(after).await?;
    let action = format!("{}.{deed}", after.item.as_str());
    record(tx, hub, actor, scope, &action, after.item, Changed::from_to(before, &after)).await?;
    Ok(after)
}

fn missing(item: MessageItem) -> Error {
    Error::NotFound(format!("A {} that waits under {item}", item.in_words()))
}
