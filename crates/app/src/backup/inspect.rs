//! Reads a backup from end to end before anything is believed.

use tokio::io::AsyncRead;
use trusthub_gateways::archive::{ArchiveReader, Seal};

use super::part::Head;
use super::{BackupError, Origin, Progress, Stage, Totals, Watcher};
use crate::{Actor, Hub};

/// A backup that is whole and this hub's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// Where it comes from.
    pub origin: Origin,
    /// What is in it.
    pub totals: Totals,
    pub(super) seal: Seal,
}

/// Whether the file is a whole backup, made with the keys that are here.
///
/// # Errors
/// `File`, `Newer` or `Senseless` for a file that is not; `OtherKeys`; `Hub` with `Forbidden` for anybody but the
/// operator.
pub async fn inspect<R: AsyncRead + Unpin + Send>(
    hub: &Hub,
    actor: &Actor,
    source: R,
    watcher: Watcher<'_>,
) -> Result<Inspected, BackupError> {
    actor.must_be_operator()?;
    let mut reader = ArchiveReader::begin(source).await?;
    let (mut origin, mut end, mut counted) = (None, None, Totals::default());
    while let Some(part) = reader.next_part().await? {
        if end.is_some() {
            return Err(BackupError::Senseless("parts follow the last one"));
        }
        match (Head::of(&part)?, &origin) {
            (Head::Origin(found), None) => origin = Some(found),
            (Head::Origin(_), Some(_)) => return Err(BackupError::Senseless("it begins twice")),
            (_, None) => return Err(BackupError::Senseless("its first part is another")),
            (Head::Policy { .. } | Head::Scorecard, Some(_)) => counted.policies += 1,
            (Head::Document { .. }, Some(_)) => counted.documents += 1,
            (Head::Rows { table, count, .. }, Some(_)) => *counted.tables.entry(table).or_default() += count,
            (Head::End(totals), Some(_)) => end = Some(totals),
        }
        watcher(Progress {
            stage: Stage::Checking,
            rows: counted.rows(),
            documents: counted.documents,
            bytes: reader.position(),
        });
    }
    let (Some(origin), Some(totals), Some(seal)) = (origin, end, reader.seal()) else {
        return Err(BackupError::Senseless("it has no beginning or no end"));
    };
    let vault = hub.db().vault();
    if origin.public_key != vault.backup_public_key() {
        return Err(BackupError::OtherKeys);
    }
    if !vault.backup_is_signed(&seal.link, &seal.signature) {
        return Err(BackupError::Senseless("its signature does not fit"));
    }
    let is_complete = (&counted.tables, counted.documents, counted.policies)
        == (&totals.tables, totals.documents, totals.policies);
    if !is_complete {
        return Err(BackupError::Senseless("it holds other than it says"));
    }
    Ok(Inspected { origin, totals, seal: seal.clone() })
}
