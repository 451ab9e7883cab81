//! Who of an application resembles an entry of the lists in force, but for what a reviewer has dismissed.

use std::sync::Arc;

use trusthub_domain::review::Case;
use trusthub_domain::sid::ReviewerSid;
use trusthub_storage::{Compared, Dismissed, Scope, Tx};
use trusthub_vetting::{Application, Hit, Screened, Subject};

use super::lists::Lists;
use super::search::Index;
use crate::record::internal;
use crate::{Error, Hub, Result};

/// Hits that are kept of one name. Ours: a reviewer reads no more, and a name that resembles more is too common to tell.
const MOST_HITS: usize = 20;

/// What a search found, before it is known what was dismissed. Made outside of a transaction: a search takes longer than
/// a statement.
pub(crate) struct Look {
    lists: Arc<Lists>,
    /// Whom it looked for; `None` if there was no list to look on.
    subjects: Option<Vec<Subject>>,
    hits: Vec<Hit>,
}

impl Look {
    /// Looks for these in `lists`.
    pub(crate) async fn over(lists: Arc<Lists>, subjects: Vec<Subject>) -> Result<Self> {
        if lists.index.is_empty() {
            return Ok(Self { lists, subjects: None, hits: Vec::new() });
        }
        let index = Arc::clone(&lists.index);
        let (subjects, hits) = search(index, subjects).await?;
        Ok(Self { lists, subjects: Some(subjects), hits })
    }

    /// The result, whatever was dismissed.
    pub(crate) fn unsettled(self) -> Screened {
        Screened { lists: self.lists.used(), unreadable: self.lists.unreadable(), hits: self.hits }
    }

    /// The result for a transaction that rests on it.
    ///
    /// # Errors
    /// `Conflict` if the lists or the application's names changed since: look again.
    pub(crate) async fn settle(
        self,
        tx: &mut Tx,
        scope: &Scope,
        application: &Application,
    ) -> Result<Screened> {
        if self.subjects.is_some_and(|subjects| subjects != application.subjects()) {
            return Err(Error::Conflict);
        }
        self.lists.must_be_current(tx).await?;
        let hits = undismissed(tx, scope, self.hits).await?;
        Ok(Screened { lists: self.lists.used(), unreadable: self.lists.unreadable(), hits })
    }
}

/// Searches on a thread of its own: a whole profile takes milliseconds of a processor.
pub(crate) async fn search(index: Arc<Index>, subjects: Vec<Subject>) -> Result<(Vec<Subject>, Vec<Hit>)> {
    tokio::task::spawn_blocking(move || {
        let hits = index.hits(&subjects, MOST_HITS);
        (subjects, hits)
    })
    .await
    .map_err(internal)
}

/// Those of the hits that nobody has dismissed in this account.
pub(crate) async fn undismissed(tx: &mut Tx, scope: &Scope, hits: Vec<Hit>) -> Result<Vec<Hit>> {
    let mut left = Vec::with_capacity(hits.len());
    for hit in hits {
        let subject = hit.subject.identity();
        if !tx.dismissal_exists(scope, compared(&hit, &subject)).await? {
            left.push(hit);
        }
    }
    Ok(left)
}

/// Remembers that the hits of a case were found to be somebody else.
pub(crate) async fn dismiss(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    case: &Case,
    by: ReviewerSid,
) -> Result<()> {
    for hit in hits_of(case) {
        let subject = hit.subject.identity();
        let how = Dismissed { entry_id: &hit.entry_id, case_sid: case.sid, by, at: hub.now() };
        tx.dismissal_set(scope, compared(&hit, &subject), how).await?;
    }
    Ok(())
}

/// What screening found for a case, as its inputs have it; nothing for cases from before there was screening.
pub(crate) fn screened_of(case: &Case) -> Option<Screened> {
    let application: Application = serde_json::from_value(case.inputs.clone()).ok()?;
    application.screening
}

pub(crate) fn hits_of(case: &Case) -> Vec<Hit> {
    screened_of(case).map(|screened| screened.hits).unwrap_or_default()
}

fn compared<'a>(hit: &'a Hit, subject: &'a str) -> Compared<'a> {
    Compared { subject, source: hit.source.as_str(), entry_digest: &hit.entry_digest }
}
