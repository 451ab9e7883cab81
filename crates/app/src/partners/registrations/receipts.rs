//! Partners say what became of the numbers that they hold.

use std::collections::BTreeMap;

use trusthub_domain::contact::Phone;
use trusthub_domain::partner::{CarrierStatus, ConsentField, Partner, Receipt};
use trusthub_domain::sid::{AccountSid, BundleSid};
use trusthub_storage::{Scope, Tx};

use super::{kind_of, registrar};
use crate::partners::told::seen;
use crate::record::{Changed, record};
use crate::{Actor, Hub, Invalid, Result, input};

/// Most receipts at once. Ours: what both databases write within a second or two.
const MOST_RECEIPTS: usize = 1_000;

/// Longest name of a carrier.
const NAME_LIMIT: usize = 100;

/// Most errors of a receipt, and the longest of them.
const MOST_ERRORS: usize = 10;
const ERROR_LIMIT: usize = 500;

/// What a partner says of one number.
#[derive(Debug, Clone)]
pub struct GivenReceipt {
    /// The product, as the export names it.
    pub bundle_sid: BundleSid,
    /// The number.
    pub number: Phone,
    /// Of which carrier or engine it speaks; of itself, unless it says.
    pub carrier_name: Option<String>,
    /// How far the number is there.
    pub status: CarrierStatus,
    /// What is wrong.
    pub errors: Vec<String>,
}

/// What became of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is kept.
    Stored,
    /// The same was said before.
    Unchanged,
    /// The partner is shown no such registration.
    Unknown,
}

impl Taken {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Unchanged => "unchanged",
            Self::Unknown => "unknown",
        }
    }
}

/// Keeps what a partner says of each of these numbers, and returns in their order what became of it. Saying the same again
/// changes nothing. What the partner is not shown is answered alike, whether it is there or not.
///
/// # Errors
/// `Forbidden` for anybody but a carrier or an analytics engine with the scope; `Invalid` for too many, and for a name or an
/// error that is too long; `Unavailable`: what came before of other accounts is kept.
pub async fn acknowledge(hub: &Hub, actor: &Actor, given: &[GivenReceipt]) -> Result<Vec<Taken>> {
    let partner = registrar(actor)?;
    check(given)?;
    let mut of_accounts: BTreeMap<AccountSid, Vec<(usize, &GivenReceipt)>> = BTreeMap::new();
    let mut tx = hub.db().read().await?;
    for (at, receipt) in given.iter().enumerate() {
        if let Some(account) = visible_owner(&mut tx, hub, partner, receipt.bundle_sid).await? {
            of_accounts.entry(account).or_default().push((at, receipt));
        }
    }
    drop(tx);
    let mut taken = vec![Taken::Unknown; given.len()];
    for (account, receipts) in of_accounts {
        for (at, outcome) in keep(hub, actor, partner, &Scope::own(account), &receipts).await? {
            if let Some(place) = taken.get_mut(at) {
                *place = outcome;
            }
        }
    }
    Ok(taken)
}

fn check(given: &[GivenReceipt]) -> Result<()> {
    if given.is_empty() {
        return Err(Invalid::Missing("Receipts").into());
    }
    if given.len() > MOST_RECEIPTS {
        let why = format!("{} are too many; send at most {MOST_RECEIPTS} at a time", given.len());
        return Err(Invalid::Field { field: "Receipts", why }.into());
    }
    for receipt in given {
        if let Some(name) = &receipt.carrier_name {
            input::required("CarrierName", name, NAME_LIMIT)?;
        }
        if receipt.errors.len() > MOST_ERRORS {
            let why = format!("a receipt has at most {MOST_ERRORS}");
            return Err(Invalid::Field { field: "Errors", why }.into());
        }
        for error in &receipt.errors {
            input::required("Errors", error, ERROR_LIMIT)?;
        }
    }
    Ok(())
}

/// Whose product it is, if the partner may see what that account registers.
async fn visible_owner(
    tx: &mut Tx,
    hub: &Hub,
    partner: &Partner,
    bundle: BundleSid,
) -> Result<Option<AccountSid>> {
    let owner = tx.sid_owner_any_account(&bundle.to_string()).await?;
    Ok(owner.filter(|account| seen(hub, partner, *account).0.has(ConsentField::Registrations)))
}

/// Keeps those of one account: all of them, or none.
async fn keep(
    hub: &Hub,
    actor: &Actor,
    partner: &Partner,
    scope: &Scope,
    given: &[(usize, &GivenReceipt)],
) -> Result<Vec<(usize, Taken)>> {
    let now = hub.now();
    let mut tx = hub.db().write().await?;
    let (mut taken, mut stored) = (Vec::new(), Vec::new());
    for (at, given) in given {
        if !is_registered(&mut tx, hub, scope, given).await? {
            continue;
        }
        let receipt = Receipt {
            account_sid: scope.account(),
            bundle_sid: given.bundle_sid,
            phone_number: given.number.clone(),
            partner_sid: partner.sid,
            carrier_name: given.carrier_name.clone().unwrap_or_else(|| partner.friendly_name.clone()),
            status: given.status,
            errors: given.errors.clone(),
            date_created: now,
            date_updated: now,
        };
        let is_new = tx.receipt_set(&receipt).await?;
        taken.push((*at, if is_new { Taken::Stored } else { Taken::Unchanged }));
        if is_new {
            stored.push(receipt);
        }
    }
    if !stored.is_empty() {
        record(&mut tx, hub, actor, scope, "registration.acknowledge", partner.sid, Changed::made(&stored))
            .await?;
    }
    tx.commit().await?;
    Ok(taken)
}

/// Whether the number is on the product, and that registers it now.
async fn is_registered(tx: &mut Tx, hub: &Hub, scope: &Scope, given: &GivenReceipt) -> Result<bool> {
    let Some(bundle) = tx.bundle_find(scope, given.bundle_sid).await? else { return Ok(false) };
    if kind_of(hub, &bundle)?.is_none() || !bundle.is_in_force(hub.now()) {
        return Ok(false);
    }
    let Some((_, number)) = tx.number_owner_any_account(&given.number).await? else { return Ok(false) };
    let assigned = tx.channel_assignment_of_number(scope, number).await?;
    Ok(assigned.iter().any(|assignment| assignment.bundle_sid == given.bundle_sid))
}
