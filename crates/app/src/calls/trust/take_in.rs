//! What has changed is taken in: everything is put together anew and swapped in whole.

use std::error::Error as StdError;

use tokio::sync::Mutex;
use trusthub_gateways::authorities::{RootsSource, Sources, Stamp};
use trusthub_gateways::x5u::Trust;
use trusthub_stir::crl::Crl;
use trusthub_stir::path::Roots;
use trusthub_stir::trust_list::TrustList;
use trusthub_storage::{StirList, StirListContent, StirListKind};

use super::verified::{self, NoList};
use crate::{Hub, Result};

/// What this process has taken in, and where it looks.
#[derive(Debug)]
pub(crate) struct Taken {
    sources: Sources,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The operator's own authorities, and what their file looked like when they were read.
    own: Roots,
    stamp: Option<Stamp>,
    /// Whether the file, as it is now, was found to be unusable.
    is_broken: bool,
    listed: Option<Roots>,
    /// Versions of the lists that were taken in last; `None` before the first time.
    versions: Option<Vec<(String, i64)>>,
}

impl Taken {
    /// Nothing yet.
    pub(crate) fn new(sources: Sources) -> Self {
        Self { sources, state: Mutex::default() }
    }

    pub(crate) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The lists that are wanted: those that others are verified by first.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&str, StirListKind)> {
        let trust_list = self.sources.trust_list.iter().map(|url| (url.as_str(), StirListKind::TrustList));
        trust_list.chain(self.sources.crls.iter().map(|url| (url.as_str(), StirListKind::Crl)))
    }

    pub(crate) fn is_without_lists(&self) -> bool {
        self.lists().next().is_none()
    }

    /// Who may sign revocation lists beside the administrator.
    pub(super) async fn authorities(&self) -> Roots {
        let state = self.state.lock().await;
        match &state.listed {
            Some(listed) => state.own.and(listed),
            None => state.own.clone(),
        }
    }
}

/// Takes in what has changed since the last time.
pub(super) async fn take_in(hub: &Hub) -> Result<()> {
    let taken = hub.call_trust();
    let mut state = taken.state.lock().await;
    let has_new_roots = read_roots(&taken.sources.roots, &mut state).await;
    let lists = if taken.is_without_lists() {
        Vec::new()
    } else {
        let all = hub.db().read().await?.stir_list_list_any_account().await?;
        all.into_iter().filter(|list| taken.lists().any(|(url, _)| url == list.url)).collect()
    };
    let versions: Vec<_> = lists.iter().map(|list| (list.url.clone(), list.version)).collect();
    if has_new_roots || state.versions.as_ref() != Some(&versions) {
        // Should it fail in the middle, it is done again whole.
        state.versions = None;
        swap_in(hub, &mut state, &lists).await?;
        state.versions = Some(versions);
    }
    Ok(())
}

/// Whether there are others than before. A file that is broken leaves those that are known in force.
async fn read_roots(source: &RootsSource, state: &mut State) -> bool {
    let file = match source {
        RootsSource::Given(roots) => {
            state.own = roots.clone();
            return false;
        }
        RootsSource::File(file) => file,
    };
    let read = async {
        let stamp = file.stamp().await?;
        if stamp == state.stamp && state.versions.is_some() {
            return Ok(None);
        }
        Ok(Some((stamp, file.read().await)))
    };
    let failed = match read.await {
        Ok(None) => return false,
        Ok(Some((stamp, roots))) => {
            state.stamp = stamp;
            match roots {
                Ok(roots) => {
                    state.own = roots;
                    state.is_broken = false;
                    return true;
                }
                Err(error) => error,
            }
        }
        Err(error) => error,
    };
    if !state.is_broken {
        tracing::error!(
            error = &failed as &dyn StdError,
            "the file of authorities cannot be taken in; those that are known stay trusted"
        );
        state.is_broken = true;
    }
    false
}

async fn swap_in(hub: &Hub, state: &mut State, lists: &[StirList]) -> Result<()> {
    let sources = hub.call_trust().sources();
    let mut trust = Trust::of(state.own.clone());
    state.listed = None;
    if let Some(url) = &sources.trust_list
        && let Some(list) = read(hub, lists, url).await?
    {
        let read = verified::trust_list(&list, &sources.administrator, None);
        if let Some(TrustList { roots, expires, .. }) = noted(hub, lists, url, read).await? {
            trust = trust.with_list(&roots, expires);
            state.listed = Some(roots);
        }
    }
    let authorities = state.listed.as_ref().map_or_else(|| state.own.clone(), |listed| state.own.and(listed));
    let mut crls: Vec<Crl> = Vec::new();
    for url in &sources.crls {
        if let Some(list) = read(hub, lists, url).await? {
            let read = verified::crl(&list, &sources.administrator, &authorities);
            crls.extend(noted(hub, lists, url, read).await?);
        }
    }
    let revoked: usize = crls.iter().map(Crl::len).sum();
    let missing = sources.crls.len().saturating_sub(crls.len());
    let trust = trust.with_crls(crls, missing == 0);
    tracing::info!(
        authorities = trust.authorities(),
        revoked,
        missing_revocation_lists = missing,
        "whom signed calls are verified by was taken in"
    );
    hub.repositories().trust(&trust);
    Ok(())
}

/// What is kept of a list, if anything is.
async fn read(hub: &Hub, lists: &[StirList], url: &str) -> Result<Option<StirListContent>> {
    if !lists.iter().any(|list| list.url == url && list.version > 0) {
        return Ok(None);
    }
    Ok(hub.db().read().await?.stir_list_content_any_account(url).await?)
}

/// One that was good when it was fetched and is not now was so by other certificates than those that are configured: it is
/// fetched again at once.
async fn noted<T>(
    hub: &Hub,
    lists: &[StirList],
    url: &str,
    read: std::result::Result<T, NoList>,
) -> Result<Option<T>> {
    let error = match read {
        Ok(read) => return Ok(Some(read)),
        Err(error) => error,
    };
    tracing::error!(
        list = url,
        error = &error as &dyn StdError,
        "a list that says whom signed calls are verified by no longer counts"
    );
    if lists.iter().any(|list| list.url == url && list.failures == 0) {
        let mut tx = hub.db().write().await?;
        tx.stir_list_due_any_account(url, hub.now()).await?;
        tx.commit().await?;
    }
    Ok(None)
}
