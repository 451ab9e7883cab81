//! How the lists stand, for the operator's eye and for metrics.

use trusthub_storage::StirList;
pub use trusthub_storage::StirListKind;

use crate::{Actor, Hub, Result};

/// Sets the gauges.
pub(crate) async fn measure(hub: &Hub) -> Result<()> {
    let authorities = u32::try_from(hub.repositories().authorities()).unwrap_or(u32::MAX);
    metrics::gauge!("trusthub_stir_authorities").set(authorities);
    let now = hub.now();
    for ListStanding { url, kind, list } in list_standings(hub, &Actor::system()).await? {
        let Some(list) = list else { continue };
        // One that was never had has no age: its fetches are counted.
        let (Some(fetched_at), Some(ends_at)) = (list.fetched_at, list.ends_at) else { continue };
        let left = ends_at.as_seconds().saturating_sub(now.as_seconds());
        let labels = [("list", kind.as_str().to_owned()), ("url", url)];
        metrics::gauge!("trusthub_stir_list_age_seconds", &labels).set(now.since(fetched_at));
        metrics::gauge!("trusthub_stir_list_seconds_left", &labels)
            .set(f64::from(i32::try_from(left).unwrap_or(i32::MAX)));
    }
    Ok(())
}

/// How a list stands that the operator wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListStanding {
    /// Where it is fetched.
    pub url: String,
    /// What it is.
    pub kind: StirListKind,
    /// What is known of it; `None` before the first look.
    pub list: Option<StirList>,
}

/// Every list that is configured.
///
/// # Errors
/// `Forbidden` for anybody but the operator.
pub async fn list_standings(hub: &Hub, actor: &Actor) -> Result<Vec<ListStanding>> {
    actor.must_be_operator()?;
    if hub.call_trust().is_without_lists() {
        return Ok(Vec::new());
    }
    let known = hub.db().read().await?.stir_list_list_any_account().await?;
    let standing = |(url, kind): (&str, StirListKind)| ListStanding {
        url: url.to_owned(),
        kind,
        list: known.iter().find(|list| list.url == url).cloned(),
    };
    Ok(hub.call_trust().lists().map(standing).collect())
}
