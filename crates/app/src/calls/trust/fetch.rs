//! Lists are fetched when they are due: by one node, well before they end, and soon again where that failed.

use std::error::Error as StdError;
use std::time::Duration;

use trusthub_domain::time::Timestamp;
use trusthub_stir::path::Roots;
use trusthub_storage::{FetchedStirList, StirList, StirListContent, StirListKind};

use super::take_in::take_in;
use super::verified::{self, NoList};
use crate::record::causes;
use crate::{Hub, Result};

/// For a fetch with its sign-in and the certificate of its signer, each at most fifteen seconds. Who takes longer is given up, and
/// another node may.
const FETCH_WITHIN: Duration = Duration::from_secs(60);

/// How long a list may stay unasked. A certificate that is revoked now is refused so much later. Ours.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);
const SHORTEST_PAUSE: Duration = Duration::from_secs(60);
/// It is asked for again when one part in so many of the rest of its time is over.
const PAUSES: u32 = 4;

/// After a failure: often at first, then so that nobody who is down is worn out.
const SOON: Duration = Duration::from_secs(60);
const LATER: Duration = Duration::from_secs(300);
const MOST_SOON: i64 = 5;

/// Fetches every list that is due and that nobody fetches.
pub(super) async fn fetch_due(hub: &Hub) -> Result<()> {
    for (url, kind) in hub.call_trust().lists() {
        let now = hub.now();
        let known = hub.db().read().await?.stir_list_list_any_account().await?;
        if known.iter().any(|list| list.url == url && list.next_try_at > now) {
            continue;
        }
        let mut tx = hub.db().write().await?;
        tx.stir_list_add_any_account(url, kind, now).await?;
        let is_ours = tx.stir_list_claim_any_account(url, now, now.plus(FETCH_WITHIN)).await?;
        let before = tx.stir_list_list_any_account().await?.into_iter().find(|list| list.url == url);
        tx.commit().await?;
        if let Some(before) = before.filter(|_| is_ours) {
            // An authority that came with the list before this one may have signed it.
            take_in(hub).await?;
            fetch_one(hub, &before, kind).await?;
        }
    }
    Ok(())
}

async fn fetch_one(hub: &Hub, before: &StirList, kind: StirListKind) -> Result<()> {
    let old = hub.db().read().await?.stir_list_content_any_account(&before.url).await?;
    let fetched = match kind {
        StirListKind::TrustList => trust_list(hub, &before.url, old.as_ref()).await,
        StirListKind::Crl => crl(hub, &before.url, old.as_ref()).await,
    };
    let outcome = match &fetched {
        Ok(_) => "fetched",
        Err(error) if error.is_refusal() => "refused",
        Err(_) => "failed",
    };
    metrics::counter!("trusthub_stir_list_fetches_total", "list" => kind.as_str(), "outcome" => outcome)
        .increment(1);
    match fetched {
        Ok((list, ends_at)) => store(hub, before, old.as_ref(), list, ends_at).await,
        Err(error) => fail(hub, before, &error).await,
    }
}

async fn trust_list(
    hub: &Hub,
    url: &str,
    old: Option<&StirListContent>,
) -> std::result::Result<(StirListContent, Timestamp), NoList> {
    let sources = hub.call_trust().sources();
    let fetched = sources.lists.trust_list(url).await?;
    let content = fetched.jws.trim().as_bytes().to_vec();
    let list = StirListContent { content, signer: fetched.signer, fetched_at: hub.now() };
    // One that this hub would not verify today is of another administrator, with numbers of its own.
    let seen = old.and_then(|old| verified::trust_list(old, &sources.administrator, None).ok());
    let read = verified::trust_list(&list, &sources.administrator, seen.map(|seen| seen.sequence))?;
    Ok((list, Timestamp::from_seconds(read.expires)))
}

async fn crl(
    hub: &Hub,
    url: &str,
    old: Option<&StirListContent>,
) -> std::result::Result<(StirListContent, Timestamp), NoList> {
    let sources = hub.call_trust().sources();
    let content = sources.lists.crl(url).await?;
    let list = StirListContent { content, signer: Vec::new(), fetched_at: hub.now() };
    let authorities: Roots = hub.call_trust().authorities().await;
    let read = verified::crl(&list, &sources.administrator, &authorities)?;
    let ends_at = Timestamp::from_seconds(read.next_update());
    if ends_at < hub.now() {
        return Err(NoList::EndedCrl(ends_at));
    }
    let seen = old.and_then(|old| verified::crl(old, &sources.administrator, &authorities).ok());
    if seen.is_some_and(|seen| read.is_older_than(&seen)) {
        return Err(NoList::OlderCrl);
    }
    Ok((list, ends_at))
}

async fn store(
    hub: &Hub,
    before: &StirList,
    old: Option<&StirListContent>,
    list: StirListContent,
    ends_at: Timestamp,
) -> Result<()> {
    let is_same = old.is_some_and(|old| old.content == list.content && old.signer == list.signer);
    let pause = ends_at.since(list.fetched_at) / PAUSES;
    let fetched = FetchedStirList {
        version: if is_same { before.version } else { before.version.saturating_add(1) },
        next_try_at: list.fetched_at.plus(pause.clamp(SHORTEST_PAUSE, LONGEST_PAUSE)),
        ends_at,
        list,
    };
    let mut tx = hub.db().write().await?;
    match tx.stir_list_store_any_account(&before.url, before.version, &fetched).await {
        Ok(()) => tx.commit().await?,
        // Another node has fetched it meanwhile.
        Err(trusthub_storage::Error::Conflict) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    if before.failures > 0 {
        tracing::info!(
            list = before.url,
            "a list that says whom signed calls are verified by could be fetched again"
        );
    }
    Ok(())
}

async fn fail(hub: &Hub, before: &StirList, error: &NoList) -> Result<()> {
    let ends_at = before.ends_at.map(|at| at.to_string());
    tracing::warn!(
        list = before.url,
        failures = before.failures.saturating_add(1),
        ends_at,
        error = error as &dyn StdError,
        "a list that says whom signed calls are verified by could not be fetched; the last one counts until it ends"
    );
    let pause = if before.failures < MOST_SOON { SOON } else { LATER };
    let mut tx = hub.db().write().await?;
    let why = causes(error);
    tx.stir_list_fail_any_account(&before.url, &why, hub.now().plus(pause)).await?;
    Ok(tx.commit().await?)
}
