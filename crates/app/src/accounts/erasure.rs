//! Erasure: destroys an account's key, so that nothing sealed under it can be read again, backups included.

use trusthub_domain::account::{Account, AccountStatus};
use trusthub_domain::partner::StandingCause;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_gateways::documents::DocumentKey;
use trusthub_storage::{AccountFilter, PageRequest, Position, Scope, Tx};

use super::not_found;
use crate::messaging::downstream;
use crate::partners::feed;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Pages, Result};

/// Destroys the account's key, files and rows. The audit log stays: it holds no clear values.
///
/// Repeating it after a crash finishes what was begun.
///
/// # Errors
/// `Forbidden` for anybody but the operator, while the account or a bundle of it is under a legal hold, and while it has
/// subaccounts that are not closed.
pub async fn erase(hub: &Hub, actor: &Actor, sid: AccountSid) -> Result<()> {
    actor.must_be_operator()?;
    let scope = Scope::own(sid);
    let before = hub.db().read().await?.account_find(&scope).await?.ok_or_else(|| not_found(sid))?;
    refuse_while_held(hub, &before).await?;
    refuse_with_subaccounts(hub, &scope).await?;
    delete_files(hub, &scope).await?;
    let now = hub.now();
    let after = Account { status: AccountStatus::Closed, date_updated: now, ..before.clone() };
    // The entry is written while the key that it is hashed with still exists; then the key goes, then the rows.
    match close(hub, actor, &scope, &before, &after).await {
        // A repeated erasure: the key, and with it the power to hash values, went the first time.
        Ok(()) | Err(Error::NotFound(_)) => {}
        Err(error) => return Err(error),
    }
    hub.db().vault().account_key_destroy(sid, now).await?;
    let mut tx = hub.db().write().await?;
    erase_rows(&mut tx, hub, &scope, now).await?;
    Ok(tx.commit().await?)
}

/// Its rows go, and what they stood for elsewhere ends.
async fn erase_rows(tx: &mut Tx, hub: &Hub, scope: &Scope, now: Timestamp) -> Result<()> {
    let campaigns = tx.campaign_sids(scope).await?;
    tx.account_erase_rows(scope, now).await?;
    downstream::end_all(tx, hub, scope.account(), &campaigns).await
}

/// Whether its rows are gone: a live account always has a name.
pub(crate) fn is_erased(account: &Account) -> bool {
    account.status == AccountStatus::Closed && account.friendly_name.is_empty()
}

/// Erases the rows of an account that was erased once before and came back with an older copy of the database. Its
/// key is gone, so the entry holds no hashes.
pub(crate) async fn erase_again(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    sid: AccountSid,
    erased_at: Timestamp,
) -> Result<()> {
    let scope = Scope::own(sid);
    erase_rows(tx, hub, &scope, erased_at).await?;
    let nothing = Changed::<Account> { before: None, after: None };
    record(tx, hub, actor, &scope, "account.erase", sid, nothing).await
}

/// Does so for every account that the list beside the keys calls erased and the database does not.
pub(crate) async fn erase_all_again(tx: &mut Tx, hub: &Hub, actor: &Actor) -> Result<()> {
    for (sid, erased_at) in hub.db().vault().erased_accounts().await? {
        let account = tx.account_find(&Scope::own(sid)).await?;
        if account.is_some_and(|account| !is_erased(&account)) {
            erase_again(tx, hub, actor, sid, erased_at).await?;
        }
    }
    Ok(())
}

async fn close(hub: &Hub, actor: &Actor, scope: &Scope, before: &Account, after: &Account) -> Result<()> {
    let mut tx = hub.db().write().await?;
    tx.account_save(after).await?;
    feed::note_account(&mut tx, hub, scope, StandingCause::Account).await?;
    // Soon nothing is left by which partners that held its registrations could be told.
    feed::note_end_of_registrations(&mut tx, hub, scope).await?;
    record(&mut tx, hub, actor, scope, "account.erase", after.sid, Changed::from_to(before, after)).await?;
    Ok(tx.commit().await?)
}

async fn refuse_while_held(hub: &Hub, account: &Account) -> Result<()> {
    // Of an erased account nobody could read the reasons; nothing is left that could be held.
    if is_erased(account) || hub.db().read().await?.hold_list(&Scope::own(account.sid)).await?.is_empty() {
        return Ok(());
    }
    Err(Error::Forbidden("the account or a bundle of it is under a legal hold; release it first"))
}

async fn refuse_with_subaccounts(hub: &Hub, scope: &Scope) -> Result<()> {
    // Two rows suffice: one of them may be the account itself.
    let page = PageRequest { size: 2, position: Position::Start };
    let mut tx = hub.db().read().await?;
    for status in [AccountStatus::Active, AccountStatus::Suspended] {
        let filter = AccountFilter { status: Some(status), friendly_name: None };
        let live = tx.account_list_family(scope, &filter, &page).await?;
        if live.items.iter().any(|one| one.sid != scope.account()) {
            return Err(Error::Forbidden("close or erase its subaccounts first"));
        }
    }
    Ok(())
}

async fn delete_files(hub: &Hub, scope: &Scope) -> Result<()> {
    let mut pages = Pages::of(200);
    while let Some(request) = pages.request() {
        let page = match hub.db().read().await?.document_list(scope, &request).await {
            Ok(page) => page,
            // A repeated erasure: the key is gone, the files went before it.
            Err(trusthub_storage::Error::Erased) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        for file in pages.rows(page).into_iter().filter_map(|document| document.file) {
            delete_file(hub, &file.object_key).await?;
        }
    }
    let mut after = None;
    loop {
        let pictures = match hub.db().read().await?.site_picture_list(scope, after, 200).await {
            Ok(pictures) => pictures,
            Err(trusthub_storage::Error::Erased) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let Some(last) = pictures.last() else { return Ok(()) };
        after = Some(last.case_sid);
        for picture in &pictures {
            delete_file(hub, &picture.file.object_key).await?;
        }
    }
}

async fn delete_file(hub: &Hub, object_key: &str) -> Result<()> {
    let key = object_key.parse::<DocumentKey>().map_err(crate::record::internal)?;
    hub.documents().delete(&key).await.map_err(|_| Error::Unavailable("the document store"))
}
