//! The published lists of statuses. Signed when somebody asks, and kept for a second: strangers who ask in a storm must not
//! keep the database busy, and a revocation must be seen at once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use trusthub_credentials::{NewStatusList, STATUS_LIST_MEDIA_TYPE, Status, issue_status_list};
use trusthub_domain::time::Timestamp;

use super::keys;
use crate::record::internal;
use crate::{Error, Hub, Result};

/// What a list is served as.
pub const MEDIA_TYPE: &str = STATUS_LIST_MEDIA_TYPE;

/// Places of a list. Ours: a list on which nothing is revoked takes some fifty bytes, a full one 32 KB.
pub(super) const PLACES: i64 = 1 << 17;

/// How long a list is served again without a look at the database.
const KEPT: Duration = Duration::from_secs(1);

/// How long whoever fetched a list may go by it, in seconds. Ours: the price of checking offline.
const FRESH_FOR: i64 = 300;

/// From when on a list proves nothing, in seconds: a day without the hub stops no partner.
const PROVES_FOR: i64 = 24 * 60 * 60;

/// Lists that are kept at most.
const MOST_KEPT: usize = 64;

/// Lists as they were a moment ago.
#[derive(Debug, Default)]
pub(crate) struct StatusLists(Mutex<BTreeMap<i64, (Timestamp, Arc<str>)>>);

impl StatusLists {
    fn get(&self, list: i64, now: Timestamp) -> Option<Arc<str>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (made_at, token) = kept.get(&list)?;
        // The clock may have been put back.
        (*made_at <= now && now.since(*made_at) < KEPT).then(|| Arc::clone(token))
    }

    fn keep(&self, list: i64, now: Timestamp, token: Arc<str>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(list, (now, token));
    }

    /// What was revoked in this process is seen at once.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Where a list is published.
#[must_use]
pub fn status_list_url(hub: &Hub, list: i64) -> String {
    format!("{}/credentials/status/{list}", hub.settings().public_url)
}

/// A list, signed.
///
/// # Errors
/// `NotFound`; `Unavailable`.
pub async fn status_list(hub: &Hub, name: &str) -> Result<Arc<str>> {
    let missing = || Error::NotFound(format!("/credentials/status/{name}"));
    // One name for each list: no sign, no zeros in front.
    let list: i64 = name.parse().map_err(|_| missing())?;
    if list.to_string() != name {
        return Err(missing());
    }
    let now = hub.now();
    if let Some(token) = hub.status_lists().get(list, now) {
        return Ok(token);
    }
    let mut tx = hub.db().read().await?;
    let exceptions = tx.credential_exceptions_any_account(list).await?.ok_or_else(missing)?;
    let key = keys::present_signer(&mut tx).await?.ok_or_else(missing)?;
    drop(tx);
    let exceptions = exceptions.into_iter().filter_map(|(index, status)| {
        let status = if status == 2 { Status::Suspended } else { Status::Revoked };
        Some((u64::try_from(index).ok()?, status))
    });
    let new = NewStatusList {
        uri: &status_list_url(hub, list),
        issued_at: now.as_seconds(),
        expires_at: now.as_seconds() + PROVES_FOR,
        fresh_for: FRESH_FOR,
        size: u64::try_from(PLACES).map_err(internal)?,
        exceptions: &exceptions.collect::<Vec<_>>(),
    };
    let token: Arc<str> = issue_status_list(&key, &new).map_err(internal)?.into();
    hub.status_lists().keep(list, now, Arc::clone(&token));
    Ok(token)
}
