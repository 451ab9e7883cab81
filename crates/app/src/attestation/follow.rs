//! Keeps the index of a node as the database is.
//!
//! It is loaded once, in pieces, beginning with where the log of changes stands; then each node looks four times a second
//! what was numbered since, reads that anew, and takes it in. A look that finds nothing left makes the index *current*:
//! how long ago that was is its age, and a grant is never served on one that is older than the operator allows.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;
use trusthub_domain::bundle::ChannelAssignment;
use trusthub_domain::contact::Phone;
use trusthub_domain::sid::{AccountSid, BundleSid};
use trusthub_domain::tollfree::Status as TollfreeStatus;
use trusthub_storage::{AttestationChange, Scope, Tx};

use super::brands;
use super::identity;
use super::index::{KnownCampaign, KnownNumber, NumberKey, Role, Update};
use super::load;
use super::state::AsOf;
use crate::messaging::services::ONLY_CAMPAIGN;
use crate::partners::feed;
use crate::{Hub, Result};

/// How often a node looks. Ours: well within the second that a change may take, and one small read each time.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Changes that are read in one transaction.
const AT_ONCE: u32 = 200;

/// Looks that fail between two lines in the log.
const TELL_EVERY: u32 = 240;

/// Follows the database until `stop` is cancelled.
pub(crate) async fn run(hub: Hub, stop: CancellationToken) {
    hub.attestations().will_follow();
    let mut failures = 0_u32;
    loop {
        match catch_up(&hub).await {
            Ok(()) => failures = 0,
            Err(error) => {
                if failures.is_multiple_of(TELL_EVERY) {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "what calls are attested by could not be followed; it is tried again, and nothing is signed once \
                         attestation_max_age_seconds have passed"
                    );
                }
                failures = failures.wrapping_add(1);
            }
        }
        hub.attestations().measure(&hub);
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Loads the index if it is not there, and takes in everything that was committed before the call. For tests and commands;
/// a server does so by itself.
///
/// # Errors
/// `Unavailable`.
pub async fn catch_up(hub: &Hub) -> Result<()> {
    let attestations = hub.attestations();
    let mut seen = attestations.seen().await;
    // Before what follows: what partners are told is never newer than what they are answered.
    let told = feed::number(hub).await?;
    loop {
        let as_of = AsOf { at: hub.now(), instant: Instant::now() };
        hub.db().attestation_sequence().await?;
        let mut tx = hub.db().read().await?;
        let head = tx.attestation_head().await?;
        let from = match *seen {
            Some(from) if from >= head.pruned_to => from,
            // The first time; or away for so long that changes were forgotten; or on a database that was put back.
            Some(_) | None => {
                drop(tx);
                let (index, from) = load::whole(hub).await?;
                attestations.replace(index);
                *seen = Some(from);
                continue;
            }
        };
        let changes = tx.attestation_changes_since(from, AT_ONCE).await?;
        let Some((last, _)) = changes.last() else {
            attestations.is_current(as_of);
            hub.feed().publish(told);
            return Ok(());
        };
        let last = *last;
        let mut updates = Vec::with_capacity(changes.len());
        for (_, change) in changes {
            read(hub, &mut tx, change, &mut updates).await?;
        }
        drop(tx);
        attestations.apply(updates);
        *seen = Some(last);
    }
}

/// What a change has come to.
async fn read(hub: &Hub, tx: &mut Tx, change: AttestationChange, updates: &mut Vec<Update>) -> Result<()> {
    match change {
        AttestationChange::Account(sid) => {
            updates.extend(tx.account_find(&Scope::own(sid)).await?.map(Update::Account));
        }
        AttestationChange::Erasure(sid) => updates.push(Update::Erased(sid)),
        AttestationChange::Bundle(account, sid) => {
            updates.push(bundle(hub, tx, account, sid).await?);
            if hub.attestations().shares(account) {
                updates.push(identity::shared(hub, tx, account).await?);
            }
        }
        AttestationChange::Number(phone) => number(hub, tx, &phone, updates).await?,
        AttestationChange::Block(digits) => {
            if let Some(key) = NumberKey::of(&digits) {
                let is_blocked = tx.blocked_number_find(&digits).await?.is_some();
                updates.push(if is_blocked { Update::Block(key) } else { Update::Unblock(key) });
            }
        }
        AttestationChange::Switch(sid) => {
            let known = tx.switch_credentials(sid).await?.filter(|known| known.switch.revoked_at.is_none());
            updates.push(match known {
                Some(known) => Update::Switch(known),
                None => Update::SwitchGone(sid),
            });
        }
        AttestationChange::Partner(sid) => {
            let known = tx.partner_credentials(sid).await?.filter(|known| known.partner.revoked_at.is_none());
            updates.push(known.map_or(Update::PartnerGone(sid), Update::Partner));
        }
        AttestationChange::Service(account, sid) => {
            let campaigns = tx.campaign_list(&Scope::own(account), sid, &ONLY_CAMPAIGN).await?;
            updates.push(Update::Service(sid, campaigns.items.first().map(KnownCampaign::from)));
        }
        AttestationChange::Brand(account, sid) => {
            let brand = tx.brand_find(&Scope::own(account), sid).await?;
            updates.extend(brand.as_ref().map(|brand| Update::Brand(brand.into())));
        }
        AttestationChange::Consent(account) => updates.push(identity::shared(hub, tx, account).await?),
        AttestationChange::Standing(account) => {
            updates.push(Update::Standing(account, tx.standing_find(&Scope::own(account)).await?));
            // Of an account on hold nothing is in force, and nobody is told who it is.
            if hub.attestations().shares(account) {
                updates.push(identity::shared(hub, tx, account).await?);
            }
        }
    }
    Ok(())
}

/// A bundle as it is now.
pub(super) async fn bundle(hub: &Hub, tx: &mut Tx, account: AccountSid, sid: BundleSid) -> Result<Update> {
    let found = tx.standing_bundle(&Scope::own(account), sid).await?;
    Ok(match found {
        Some(bundle) => {
            let role = Role::of(hub.catalog(), &bundle);
            let brand = brands::read(tx, &bundle, role).await?;
            Update::Bundle(bundle, role, brand)
        }
        None => Update::BundleGone(sid),
    })
}

async fn number(hub: &Hub, tx: &mut Tx, phone: &Phone, updates: &mut Vec<Update>) -> Result<()> {
    let Some(key) = key_of(phone) else { return Ok(()) };
    let Some((owner, sid)) = tx.number_owner_any_account(phone).await? else {
        updates.push(Update::NumberGone(key));
        return Ok(());
    };
    let parent = tx.account_find(&Scope::own(owner)).await?.and_then(|account| account.parent_sid);
    let mut bundles = Vec::new();
    for account in [Some(owner), parent].into_iter().flatten() {
        for ChannelAssignment { account_sid, bundle_sid, .. } in
            tx.channel_assignment_of_number(&Scope::own(account), sid).await?
        {
            // A bundle that was never approved is not in the index yet, and must be for the day on which it is.
            if !hub.attestations().knows_bundle(bundle_sid) {
                updates.push(bundle(hub, tx, account_sid, bundle_sid).await?);
            }
            bundles.push(bundle_sid);
        }
    }
    let scope = Scope::own(owner);
    let service = tx.sender_find(&scope, sid).await?.map(|sender| sender.service_sid);
    let is_verified = phone.is_toll_free()
        && tx
            .tollfree_find_of_number(&scope, sid)
            .await?
            .is_some_and(|verification| verification.status() == TollfreeStatus::Approved);
    updates.push(Update::Number(KnownNumber { key, owner, bundles, service, is_verified }));
    Ok(())
}

/// `None` for nothing that there is: a number in E.164 is plain digits behind a plus.
pub(super) fn key_of(phone: &Phone) -> Option<NumberKey> {
    NumberKey::of(phone.as_str().trim_start_matches('+'))
}
