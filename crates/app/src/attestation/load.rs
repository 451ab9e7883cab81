//! Reads the whole index from the database, in pieces, each a transaction of its own: what changes meanwhile is in the log
//! after the place with which it begins.

use std::collections::{HashSet, VecDeque};

use trusthub_domain::messaging::ServiceSender;
use trusthub_domain::sid::{AccountSid, PhoneNumberSid};
use trusthub_storage::{InventoryNumber, NumberAssignment};

use super::brands;
use super::follow::{bundle, key_of};
use super::identity;
use super::index::{Index, KnownNumber, NumberKey, Role, Update};
use crate::{Hub, Pages, Result};

/// Rows that are read at once: what a node holds in memory beside the index.
const PIECE: u32 = 2_000;

/// A new index, and the number of the last change that it certainly has.
pub(super) async fn whole(hub: &Hub) -> Result<(Index, i64)> {
    let from = hub.db().read().await?.attestation_head().await?.sequence;
    let mut index = Index::default();
    accounts(hub, &mut index).await?;
    messaging(hub, &mut index).await?;
    bundles(hub, &mut index).await?;
    numbers(hub, &mut index).await?;
    blocked(hub, &mut index).await?;
    for known in hub.db().read().await?.switch_credentials_list().await? {
        if known.switch.revoked_at.is_none() {
            index.apply(Update::Switch(known));
        }
    }
    for known in hub.db().read().await?.partner_credentials_list().await? {
        if known.partner.revoked_at.is_none() {
            index.apply(Update::Partner(known));
        }
    }
    standings(hub, &mut index).await?;
    shared(hub, &mut index).await?;
    tracing::info!(
        attestation.numbers = index.numbers(),
        attestation.size_bytes = index.size_bytes(),
        "what calls are attested by is loaded"
    );
    Ok((index, from))
}

async fn accounts(hub: &Hub, index: &mut Index) -> Result<()> {
    let mut pages = Pages::of(PIECE);
    while let Some(request) = pages.request() {
        let page = hub.db().read().await?.account_list_any_account(&request).await?;
        pages.rows(page).into_iter().for_each(|account| index.apply(Update::Account(account)));
    }
    Ok(())
}

async fn bundles(hub: &Hub, index: &mut Index) -> Result<()> {
    let mut after = None;
    loop {
        let piece = hub.db().read().await?.standing_bundles_any_account(after.as_ref(), PIECE).await?;
        let Some(last) = piece.last().cloned() else { return Ok(()) };
        for bundle in piece {
            let role = Role::of(hub.catalog(), &bundle);
            let brand = brands::read(&mut hub.db().read().await?, &bundle, role).await?;
            index.apply(Update::Bundle(bundle, role, brand));
        }
        after = Some(last);
    }
}

/// Numbers, and beside them their assignments, which come in the same order.
async fn numbers(hub: &Hub, index: &mut Index) -> Result<()> {
    let verified = verified(hub).await?;
    let (mut assignments, mut senders) = (Ahead::<NumberAssignment>::new(), Ahead::<ServiceSender>::new());
    let mut after: Option<InventoryNumber> = None;
    loop {
        let piece = hub.db().read().await?.inventory_any_account(after.as_ref(), PIECE).await?;
        let Some(last) = piece.last().cloned() else { return Ok(()) };
        for number in piece {
            let assigned = assignments.of(hub, &number).await?;
            let sends_for = senders.of(hub, &number).await?;
            let Some(key) = key_of(&number.phone_number) else { continue };
            read_unknown(hub, index, &assigned).await?;
            let bundles = assigned.into_iter().map(|row| row.bundle_sid).collect();
            let service = sends_for.first().map(|row| row.service_sid);
            let (owner, is_verified) = (number.account_sid, verified.contains(&key));
            index.apply(Update::Number(KnownNumber { key, owner, bundles, service, is_verified }));
        }
        after = Some(last);
    }
}

/// Bundles that numbers are assigned to before they are approved are read one by one: each once, and there are few.
async fn read_unknown(hub: &Hub, index: &mut Index, assigned: &[NumberAssignment]) -> Result<()> {
    let unknown: HashSet<_> = assigned
        .iter()
        .map(|row| (row.account_sid, row.bundle_sid))
        .filter(|(_, sid)| !index.knows_bundle(*sid))
        .collect();
    for (account, sid) in unknown {
        let update = bundle(hub, &mut hub.db().read().await?, account, sid).await?;
        index.apply(update);
    }
    Ok(())
}

/// Rows that belong to numbers, read ahead a piece at a time, in the order of the numbers' keys.
struct Ahead<T> {
    piece: VecDeque<T>,
    last: Option<T>,
    is_read_out: bool,
}

/// A row that belongs to a number.
trait OfNumber: Clone {
    fn number(&self) -> (AccountSid, PhoneNumberSid);

    /// The next piece, in the order of the numbers.
    async fn after(hub: &Hub, last: Option<&Self>) -> Result<Vec<Self>>;
}

impl OfNumber for NumberAssignment {
    fn number(&self) -> (AccountSid, PhoneNumberSid) {
        (self.number_account_sid, self.number_sid)
    }

    async fn after(hub: &Hub, last: Option<&Self>) -> Result<Vec<Self>> {
        Ok(hub.db().read().await?.number_assignments_any_account(last, PIECE).await?)
    }
}

impl OfNumber for ServiceSender {
    fn number(&self) -> (AccountSid, PhoneNumberSid) {
        (self.account_sid, self.number_sid)
    }

    async fn after(hub: &Hub, last: Option<&Self>) -> Result<Vec<Self>> {
        Ok(hub.db().read().await?.senders_any_account(last, PIECE).await?)
    }
}

impl<T: OfNumber> Ahead<T> {
    const fn new() -> Self {
        Self { piece: VecDeque::new(), last: None, is_read_out: false }
    }

    /// The rows of this number. Numbers must be asked for in the order of their keys; rows of numbers that are passed over
    /// (they came or went while this runs) are let go.
    async fn of(&mut self, hub: &Hub, number: &InventoryNumber) -> Result<Vec<T>> {
        let wanted = (number.account_sid, number.sid);
        let mut found = Vec::new();
        loop {
            self.fill(hub).await?;
            let Some(next) = self.piece.pop_front_if(|next| next.number() <= wanted) else {
                return Ok(found);
            };
            if next.number() == wanted {
                found.push(next);
            }
        }
    }

    async fn fill(&mut self, hub: &Hub) -> Result<()> {
        if self.piece.is_empty() && !self.is_read_out {
            let piece = T::after(hub, self.last.as_ref()).await?;
            self.is_read_out = piece.is_empty();
            self.last = piece.last().cloned().or(self.last.take());
            self.piece = piece.into();
        }
        Ok(())
    }
}

/// Toll-free numbers that are verified: few.
async fn verified(hub: &Hub) -> Result<HashSet<NumberKey>> {
    let (mut verified, mut after) = (HashSet::new(), None);
    loop {
        let piece = hub.db().read().await?.tollfree_approved_any_account(after, PIECE).await?;
        let Some((last, _)) = piece.last() else { return Ok(verified) };
        after = Some(*last);
        verified.extend(piece.iter().filter_map(|(_, phone)| key_of(phone)));
    }
}

/// Brands, and services by their campaigns.
async fn messaging(hub: &Hub, index: &mut Index) -> Result<()> {
    let mut after = None;
    loop {
        let piece = hub.db().read().await?.brands_any_account(after.as_ref(), PIECE).await?;
        let Some(last) = piece.last().cloned() else { break };
        piece.iter().for_each(|brand| index.apply(Update::Brand(brand.into())));
        after = Some(last);
    }
    let mut after = None;
    loop {
        let piece = hub.db().read().await?.campaigns_any_account(after.as_ref(), PIECE).await?;
        let Some(last) = piece.last().cloned() else { return Ok(()) };
        for campaign in &piece {
            index.apply(Update::Service(campaign.service_sid, Some(campaign.into())));
        }
        after = Some(last);
    }
}

async fn standings(hub: &Hub, index: &mut Index) -> Result<()> {
    let mut after = None;
    loop {
        let piece = hub.db().read().await?.standings_any_account(after, PIECE).await?;
        let Some((last, _)) = piece.last() else { return Ok(()) };
        after = Some(*last);
        piece.into_iter().for_each(|(sid, standing)| index.apply(Update::Standing(sid, Some(standing))));
    }
}

async fn shared(hub: &Hub, index: &mut Index) -> Result<()> {
    let mut after = None;
    loop {
        let piece = hub.db().read().await?.consenting_accounts_any_account(after, PIECE).await?;
        let Some(last) = piece.last() else { return Ok(()) };
        after = Some(*last);
        for account in piece {
            index.apply(identity::shared(hub, &mut hub.db().read().await?, account).await?);
        }
    }
}

async fn blocked(hub: &Hub, index: &mut Index) -> Result<()> {
    let mut after = String::new();
    loop {
        let piece = hub.db().read().await?.blocked_number_list(&after, PIECE).await?;
        let Some(last) = piece.last() else { return Ok(()) };
        after.clone_from(&last.digits);
        for key in piece.iter().filter_map(|number| NumberKey::of(&number.digits)) {
            index.apply(Update::Block(key));
        }
    }
}
