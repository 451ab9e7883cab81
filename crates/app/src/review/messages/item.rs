//! One of them as it is in a transaction, and what a decision does to it.

use trusthub_domain::review::{MessageItem, MessageRuling};
use trusthub_domain::tollfree::Verification;
use trusthub_storage::{Scope, Tx};

use crate::messaging::desk::{self, Item};
use crate::tollfree::review as numbers;
use crate::{Actor, Hub, Result};

/// Something that waits for a reviewer.
pub(super) enum Waits {
    Messaging(Item),
    TollFree(Box<Verification>),
}

impl Waits {
    /// # Errors
    /// `NotFound`, or `Tollfree`, if it does not wait.
    pub(super) async fn load(tx: &mut Tx, scope: &Scope, item: MessageItem) -> Result<Self> {
        match item {
            MessageItem::Campaign(_) | MessageItem::Token(_) => {
                Ok(Self::Messaging(desk::waiting(tx, scope, item).await?))
            }
            MessageItem::TollFree(sid) => {
                Ok(Self::TollFree(Box::new(numbers::waiting(tx, scope, sid).await?)))
            }
        }
    }

    /// What tells whether it was changed.
    pub(super) fn version(&self) -> i64 {
        match self {
            Self::Messaging(Item::Campaign(campaign)) => campaign.version,
            Self::Messaging(Item::Token(vetting)) => vetting.version,
            Self::TollFree(verification) => verification.version,
        }
    }

    pub(super) async fn decide(
        self,
        tx: &mut Tx,
        hub: &Hub,
        actor: &Actor,
        scope: &Scope,
        ruling: MessageRuling,
    ) -> Result<()> {
        match self {
            Self::Messaging(item) => desk::rule(tx, hub, actor, scope, item, ruling).await,
            Self::TollFree(before) => numbers::rule(tx, hub, actor, scope, &before, ruling).await.map(drop),
        }
    }
}
