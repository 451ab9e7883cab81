//! Views of the queue that a reviewer has named, and finds again at the next shift.

use trusthub_domain::review::Role;
use trusthub_storage::SavedFilter;

use super::present_reviewer;
use super::queue::View;
use crate::input;
use crate::record::{internal, record_hub};
use crate::{Actor, Error, Hub, Invalid, Result};

/// Most views of one reviewer. Ours: a list that fits beside the queue.
pub const MOST_VIEWS: usize = 20;

/// Most characters of a view's name. Ours: a line of that list.
const NAME_LIMIT: usize = 40;

/// A named view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// How the reviewer calls it.
    pub name: String,
    /// What it shows.
    pub view: View,
}

/// The reviewer's own views, by name. One that this version cannot read any more is left out.
///
/// # Errors
/// `Forbidden` for anybody but reviewers.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<SavedView>> {
    let mut tx = hub.db().read().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let saved = tx.saved_filter_list(reviewer.sid).await?.into_iter();
    let views = saved.filter_map(|SavedFilter { name, filter }| {
        let view = serde_json::from_str(&filter).ok()?;
        Some(SavedView { name, view })
    });
    Ok(views.collect())
}

/// Keeps a view under its name, in place of what had that name.
///
/// # Errors
/// `Forbidden` for anybody but reviewers; `Invalid` for an empty or overlong name, and for one too many.
pub async fn save(hub: &Hub, actor: &Actor, saved: SavedView) -> Result<()> {
    let name = saved.name.trim();
    input::required("name", name, NAME_LIMIT)?;
    let mut tx = hub.db().write().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let known = tx.saved_filter_list(reviewer.sid).await?;
    if known.len() >= MOST_VIEWS && known.iter().all(|one| one.name != name) {
        let why = format!("you have {MOST_VIEWS} saved views; delete one first");
        return Err(Invalid::Field { field: "name", why }.into());
    }
    let filter = serde_json::to_string(&saved.view).map_err(internal)?;
    tx.saved_filter_set(reviewer.sid, &SavedFilter { name: name.to_owned(), filter }, hub.now()).await?;
    record_hub(&mut tx, hub, actor, "reviewer.save_view", reviewer.sid).await?;
    Ok(tx.commit().await?)
}

/// Forgets a view.
///
/// # Errors
/// `NotFound` if there is none of that name; `Forbidden` for anybody but reviewers.
pub async fn delete(hub: &Hub, actor: &Actor, name: &str) -> Result<()> {
    let mut tx = hub.db().write().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    if !tx.saved_filter_delete(reviewer.sid, name).await? {
        return Err(Error::NotFound("The saved view".to_owned()));
    }
    record_hub(&mut tx, hub, actor, "reviewer.delete_view", reviewer.sid).await?;
    Ok(tx.commit().await?)
}
