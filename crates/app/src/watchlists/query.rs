//! One name against all lists in force, for whoever wants to know.

use std::sync::Arc;

use trusthub_vetting::watchlists::{Entity, EntityKind, ListedName, Source};
use trusthub_vetting::{Aligned, ListUsed};

use super::content::Entry;
use super::search::Query;
use crate::record::internal;
use crate::{Actor, Hub, Result};

/// Whom to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The name.
    pub name: String,
    /// What bears it, where that is known.
    pub kind: Option<EntityKind>,
    /// ISO 3166-1 alpha-2 of where it is, where that is known.
    pub country: Option<String>,
    /// Most answers.
    pub limit: usize,
}

/// What was found, and where it was looked for.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The lists that were searched.
    pub lists: Vec<ListUsed>,
    /// Lists in force that could not be.
    pub unreadable: Vec<Source>,
    /// Most likely first.
    pub found: Vec<Found>,
}

/// An entry that resembles the name.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its list.
    pub source: Source,
    /// The version of the list.
    pub version: Arc<str>,
    /// How likely both names are one's, from 0 to 1.
    pub score: f64,
    /// Vetting would refer it to a reviewer.
    pub is_hit: bool,
    /// The name that was matched.
    pub matched: ListedName,
    /// Which words were held against which.
    pub aligned: Vec<Aligned>,
    entry: Arc<Entry>,
}

impl Found {
    /// The whole entry.
    #[must_use]
    pub fn entity(&self) -> &Entity {
        &self.entry.entity
    }
}

/// Looks for a name on all lists in force.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Unavailable`.
pub async fn screen(hub: &Hub, actor: &Actor, question: Question) -> Result<Answer> {
    actor.must_be_operator()?;
    let lists = hub.lists().current(hub).await?;
    let index = Arc::clone(&lists.index);
    let matches = tokio::task::spawn_blocking(move || {
        let countries = question.country.into_iter().collect::<Vec<_>>();
        let query = Query { name: &question.name, kind: question.kind, countries: &countries, born: None };
        index.find(&query, question.limit)
    });
    let found = matches.await.map_err(internal)?.into_iter().map(|found| Found {
        source: found.listed.source,
        version: found.listed.version,
        score: found.score,
        is_hit: found.is_hit,
        matched: found.matched,
        aligned: found.aligned,
        entry: found.listed.entry,
    });
    Ok(Answer { lists: lists.used(), unreadable: lists.unreadable(), found: found.collect() })
}
