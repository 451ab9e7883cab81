//! Ordering a certificate from the authority, by hand or before the old one ends.

use trusthub_gateways::acme::{
    AccountKey, AcmeError, Applicant, NoRequest, Orders, Wanted, certificate_request,
};
use trusthub_stir::tn_auth_list::{ServiceProviderCode, TnAuthList, TnEntry};
use trusthub_storage::{Error as StorageError, JobKind, StirCertificate};

use super::import::{Import, ImportError, Imported, import};
use super::remaining::has_left;
use crate::record::{hub_chain, internal, record_hub};
use crate::{Actor, Error, Hub, Result};

/// A certificate is replaced when a third of its time is left: those of a week get two days in which to try again, and the
/// alarm of the last fifth stays silent where all is well.
const REPLACED_AT: i64 = 3;

/// Why there is no new certificate.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// The operator has named no authority.
    #[error("no authority is configured to order from")]
    NotConfigured,
    /// The provider's code is none.
    #[error("the provider's code cannot stand in a certificate")]
    Code,
    /// The request could not be made.
    #[error(transparent)]
    Request(#[from] NoRequest),
    /// The authority gave none.
    #[error("the authority issued no certificate")]
    Authority(#[from] AcmeError),
    /// What it gave is not taken in.
    #[error("the authority's certificate is not taken in")]
    Import(#[from] ImportError),
    /// As for any use case.
    #[error(transparent)]
    Hub(#[from] Error),
}

/// Orders a certificate for a new key, and takes it in: from the next look on it signs.
///
/// # Errors
/// Which step failed; `Hub` with `Forbidden` for anybody but the operator and the hub itself.
pub async fn order(hub: &Hub, actor: &Actor) -> std::result::Result<Imported, OrderError> {
    actor.must_be_operator()?;
    let orders = hub.certificate_orders().ok_or(OrderError::NotConfigured)?;
    let code = ServiceProviderCode::new(&orders.applicant.code).map_err(|_| OrderError::Code)?;
    let list = TnAuthList::new(vec![TnEntry::Spc(code)]).to_der();
    let account = account_key(hub, actor, orders).await?;
    let (request, key) = certificate_request(&orders.applicant, &list, None)?;
    let wanted = Wanted { tn_auth_list: &list, request: &request, contact: &orders.contact };
    let issued = orders.acme.issue(&account, &wanted, &orders.authority).await?;
    // That it is for our key, in time and for somebody is checked as if it had come by hand.
    let taken = Import { chain: issued.chain.as_bytes(), key: key.into(), account: None, roots: None };
    Ok(import(hub, actor, taken).await?)
}

/// The key by which the authority knows this hub: made with the first order, and kept.
async fn account_key(hub: &Hub, actor: &Actor, orders: &Orders) -> Result<AccountKey> {
    let directory = orders.acme.directory().as_str();
    let mut tx = hub.db().write().await?;
    if let Some(kept) = tx.acme_account_key_any_account(directory).await? {
        return AccountKey::from_pkcs8(&kept).map_err(internal);
    }
    let (key, kept) = AccountKey::generate().map_err(internal)?;
    match tx.acme_account_insert_any_account(directory, &kept, hub.now()).await {
        // Another node was quicker.
        Err(StorageError::Duplicate(_)) => return Err(Error::Conflict),
        other => other?,
    }
    record_hub(&mut tx, hub, actor, "acme_account.create", directory.to_owned()).await?;
    tx.commit().await?;
    Ok(key)
}

/// Queues an order if none of the provider's certificates lasts long enough. Nothing without an authority to order from.
///
/// # Errors
/// `Unavailable`.
pub async fn renew(hub: &Hub) -> Result<()> {
    let Some(orders) = hub.certificate_orders() else { return Ok(()) };
    let mut tx = hub.db().write().await?;
    let all = tx.stir_certificate_list_any_account().await?;
    if all.iter().any(|certificate| lasts(hub, certificate, &orders.applicant)) {
        return Ok(());
    }
    let job = hub.job(JobKind::OrderCertificate, hub_chain().account(), &orders.applicant.code, hub.now());
    let once = format!("order_certificate:{}", orders.applicant.code);
    // One that was given up would keep every later one from being queued.
    if !tx.job_revive_any_account(&once, hub.now()).await? {
        tx.job_push(&job.once(once)).await?;
    }
    Ok(tx.commit().await?)
}

fn lasts(hub: &Hub, certificate: &StirCertificate, applicant: &Applicant) -> bool {
    certificate.account.is_none()
        && certificate.spc == applicant.code
        && has_left(certificate, REPLACED_AT, hub.now())
}
