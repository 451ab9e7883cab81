//! What stands in the uploaded files of a bundle, for the checks.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::future::join_all;
use trusthub_domain::item::SupportingDocument;
use trusthub_domain::reading::Reading;
use trusthub_domain::time::Timestamp;
use trusthub_storage::Scope;
use trusthub_vetting::{Application, DocumentFacts};

use crate::items::documents::reading;
use crate::{Error, Hub, Result};

/// For all files of a bundle together; what takes longer was not looked at this time.
const TIME: Duration = Duration::from_secs(10);

/// What was read, by the digests of the files; `None` for one that could not be looked at.
#[derive(Default)]
pub(crate) struct Look(BTreeMap<String, Option<Reading>>);

impl Look {
    /// Looks into the files of all of `documents`.
    pub(crate) async fn into(hub: &Hub, scope: &Scope, documents: &[SupportingDocument]) -> Result<Self> {
        let readings = documents.iter().filter_map(|document| {
            let file = document.file.as_ref()?;
            Some(async move {
                let read = tokio::time::timeout(TIME, reading(hub, scope, document, file)).await;
                Ok::<_, Error>((file.sha256.clone(), read.unwrap_or(Ok(None))?))
            })
        });
        join_all(readings).await.into_iter().collect::<Result<_>>().map(Self)
    }

    /// What was found in them for a transaction that rests on it; `None` where no file was uploaded.
    ///
    /// # Errors
    /// `Conflict` if a file was replaced since: look again.
    pub(crate) fn settle(
        self,
        documents: &[SupportingDocument],
        application: &Application,
        now: Timestamp,
    ) -> Result<Option<Vec<DocumentFacts>>> {
        let mut documents: Vec<_> = documents.iter().collect();
        documents.sort_by_key(|document| document.sid);
        let mut facts = Vec::new();
        for document in documents {
            let Some(file) = &document.file else { continue };
            let read = self.0.get(&file.sha256).ok_or(Error::Conflict)?;
            facts.extend(DocumentFacts::of(document, read.as_ref(), application, now));
        }
        Ok(Some(facts).filter(|facts| !facts.is_empty()))
    }
}
