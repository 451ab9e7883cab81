//! Reads the whole index from the database, in pieces, each a transaction of its own: what changes meanwhile is in the log
//! after the place with which it begins.

use std::collections::{HashSet, VecDeque};

use trusthub_domain::messaging::ServiceSender;
use trusthub_domain::sid::{AccountSid, BundleSid, MessagingServiceSid};
use trusthub_storage::{InventoryNumber, NumberAssignment, PageRequest, Position};

use super::brands;
use super::follow::{bundle, key_of};
use super::identity;
use super::index::{Index, KnownNumber, NumberKey, Role, Update};
use crate::{Hub, Result};

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
    let mut position = Position::Start;
    loop {
        let request = PageRequest { size: PIECE, position };
        let page = hub.db().read().await?.account_list_any_account(&request).await?;
        page.items.into_iter().for_each(|account| index.apply(Update::Account(account)));
        match page.next {
            Some(next) => position = Position::After(next),
            None => return Ok(()),
        }
    }
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
    let (mut assigned, mut senders) = (Assignments::default(), Senders::default());
    let mut after: Option<InventoryNumber> = None;
    loop {
        let piece = hub.db().read().await?.inventory_any_account(after.as_ref(), PIECE).await?;
        let Some(last) = piece.last().cloned() else { return Ok(()) };
        for number in piece {
            let bundles = assigned.of(hub, &number).await?;
            let service = senders.of(hub, &number).await?;
            let Some(key) = key_of(&number.phone_number) else { continue };
            read_unknown(hub, index, &bundles).await?;
            let bundles = bundles.into_iter().map(|(_, bundle)| bundle).collect();
            let (owner, is_verified) = (number.account_sid, verified.contains(&key));
            index.apply(Update::Number(KnownNumber { key, owner, bundles, service, is_verified }));
        }
        after = Some(last);
    }
}

/// Bundles that numbers are assigned to before they are approved are read one by one: each once, and there are few.
async fn read_unknown(hub: &Hub, index: &mut Index, bundles: &[(AccountSid, BundleSid)]) -> Result<()> {
    let unknown: HashSet<_> = bundles.iter().filter(|(_, sid)| !index.knows_bundle(*sid)).collect();
    for (account, sid) in unknown {
        let update = bundle(hub, &mut hub.db().read().await?, *account, *sid).await?;
        index.apply(update);
    }
    Ok(())
}

/// Assignments, read ahead a piece at a time.
#[derive(Default)]
struct Assignments {
    piece: VecDeque<NumberAssignment>,
    last: Option<NumberAssignment>,
    is_read_out: bool,
}

impl Assignments {
    /// Those of this number. Numbers must be asked for in the order of their key; those of numbers that are passed over
    /// (they came or went while this runs) are let go.
    async fn of(&mut self, hub: &Hub, number: &InventoryNumber) -> Result<Vec<(AccountSid, BundleSid)>> {
        let wanted = (number.account_sid, number.sid);
        let mut found = Vec::new();
        loop {
            let Some(next) = self.next(hub).await? else { return Ok(found) };
            let key = (next.number_account_sid, next.number_sid);
            if key > wanted {
                return Ok(found);
            }
            if key == wanted {
                found.push((next.account_sid, next.bundle_sid));
            }
            self.piece.pop_front();
        }
    }

    async fn next(&mut self, hub: &Hub) -> Result<Option<&NumberAssignment>> {
        if self.piece.is_empty() && !self.is_read_out {
            let piece =
                hub.db().read().await?.number_assignments_any_account(self.last.as_ref(), PIECE).await?;
            self.is_read_out = piece.is_empty();
            self.last = piece.last().cloned().or(self.last.take());
            self.piece = piece.into();
        }
        Ok(self.piece.front())
    }
}

/// The services that numbers send for, read ahead a piece at a time, in the order of the numbers.
#[derive(Default)]
struct Senders {
    piece: VecDeque<ServiceSender>,
    last: Option<ServiceSender>,
    is_read_out: bool,
}

impl Senders {
    async fn of(&mut self, hub: &Hub, number: &InventoryNumber) -> Result<Option<MessagingServiceSid>> {
        let wanted = (number.account_sid, number.sid);
        loop {
            if self.piece.is_empty() && !self.is_read_out {
                let piece = hub.db().read().await?.senders_any_account(self.last.as_ref(), PIECE).await?;
                self.is_read_out = piece.is_empty();
                self.last = piece.last().cloned().or(self.last.take());
                self.piece = piece.into();
            }
            let Some(next) = self.piece.front() else { return Ok(None) };
            let (key, service) = ((next.account_sid, next.number_sid), next.service_sid);
            if key > wanted {
                return Ok(None);
            }
            self.piece.pop_front();
            if key == wanted {
                return Ok(Some(service));
            }
        }
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
