//! Takes a backup in, whole or not at all.

use std::collections::{HashMap, HashSet};

use tokio::io::{AsyncRead, AsyncSeek, AsyncSeekExt};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_gateways::archive::ArchiveReader;
use trusthub_gateways::documents::{DocumentError, DocumentKey};
use trusthub_storage::{AuditReport, Restore, Tx};

use super::inspect::{Inspected, inspect};
use super::part::Head;
use super::{BackupError, Progress, RuleFile, Stage, Watcher};
use crate::accounts::erasure;
use crate::record::{internal, record_hub};
use crate::{Actor, Error, Hub, Pages};

/// Accounts read at once.
const PAGE: u32 = 500;

/// How a backup is to be taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RestoreWish {
    /// What is here goes.
    pub overwrite: bool,
    /// Jobs become dead letters: nothing is sent until they are replayed.
    pub holds_jobs: bool,
}

/// What a restore came to.
#[derive(Debug, Clone)]
pub struct Restored {
    /// What was taken in.
    pub backup: Inspected,
    /// Accounts that were erased after the backup was made, and erased again.
    pub erased: Vec<AccountSid>,
    /// The audit log, read again.
    pub audit: AuditReport,
}

/// Takes in a backup. Nothing else may use the database meanwhile; whoever calls sees to that.
///
/// First the whole file is read and judged. `keep` puts the operator's rules in their place, just before the rows
/// are committed. A restore that fails changes no row; files that it had put into the store by then lie there unnamed.
/// Accounts that the list beside the keys calls erased are erased again before anybody can read them.
///
/// # Errors
/// See [`BackupError`].
pub async fn restore<R: AsyncRead + AsyncSeek + Unpin + Send>(
    hub: &Hub,
    actor: &Actor,
    source: &mut R,
    wish: RestoreWish,
    keep: impl FnOnce(&[RuleFile]) -> std::io::Result<()>,
    watcher: Watcher<'_>,
) -> Result<Restored, BackupError> {
    let backup = inspect(hub, actor, &mut *source, watcher).await?;
    if !wish.overwrite && !hub.db().is_empty().await? {
        return Err(BackupError::NotEmpty);
    }
    source.rewind().await.map_err(trusthub_gateways::archive::ArchiveError::from)?;
    let erased: HashMap<AccountSid, Timestamp> =
        hub.db().vault().erased_accounts().await?.into_iter().collect();
    let mut intake = Intake { hub, wish, backup: &backup, erased: &erased, rules: Vec::new(), rows: None };
    intake.read(source, watcher).await?;
    let Intake { rules, rows, .. } = intake;
    let rows = rows.ok_or(BackupError::Senseless("it has no tables"))?;

    let mut tx = rows.finish(wish.holds_jobs).await?;
    let judged = judge_accounts(&mut tx, hub, &erased).await?;
    for account in &judged.to_erase {
        let at = erased.get(account).copied().unwrap_or(hub.now());
        erasure::erase_again(&mut tx, hub, actor, *account, at).await?;
    }
    record_hub(&mut tx, hub, actor, "backup.restore", hex::encode(backup.seal.link)).await?;
    let audit = tx.audit_verify(backup.totals.checkpoint.as_ref()).await?;
    keep(&rules).map_err(BackupError::Policies)?;
    tx.commit().await?;
    // Erased before the backup was made, and the keys are from before that.
    for account in judged.to_forget {
        hub.db().vault().account_key_destroy(account, hub.now()).await?;
    }
    Ok(Restored { backup, erased: judged.to_erase, audit })
}

/// A backup on its way in.
struct Intake<'a> {
    hub: &'a Hub,
    wish: RestoreWish,
    backup: &'a Inspected,
    erased: &'a HashMap<AccountSid, Timestamp>,
    rules: Vec<RuleFile>,
    rows: Option<Restore>,
}

impl Intake<'_> {
    async fn read<R: AsyncRead + Unpin + Send>(
        &mut self,
        source: R,
        watcher: Watcher<'_>,
    ) -> Result<(), BackupError> {
        let mut reader = ArchiveReader::begin(source).await?;
        let mut progress = Progress { stage: Stage::TakingIn, ..Progress::default() };
        while let Some(part) = reader.next_part().await? {
            match Head::of(&part)? {
                Head::Origin(_) | Head::End(_) => {}
                Head::Policy { name } => self.rules.push(RuleFile::Policy { name, content: part.body }),
                Head::Scorecard => self.rules.push(RuleFile::Scorecard { content: part.body }),
                Head::Document { key } => {
                    self.document(&key, part.body).await?;
                    progress.documents += 1;
                }
                Head::Rows { table, columns, count } => {
                    let taken_in = self.begun().await?.rows(&table, &columns, &part.body).await?;
                    if taken_in != count {
                        return Err(BackupError::Rows(table));
                    }
                    progress.rows += count;
                }
            }
            progress.bytes = reader.position();
            watcher(progress);
        }
        if reader.seal() == Some(&self.backup.seal) {
            Ok(())
        } else {
            Err(BackupError::Senseless("it was changed while it was read"))
        }
    }

    /// The transaction begins with the first rows: the files, which take long, are in their place by then.
    async fn begun(&mut self) -> Result<&mut Restore, BackupError> {
        match &mut self.rows {
            Some(rows) => Ok(rows),
            none => {
                let migrations = &self.backup.origin.migrations;
                Ok(none.insert(self.hub.db().restore_begin(migrations, self.wish.overwrite).await?))
            }
        }
    }

    async fn document(&self, key: &str, sealed: Vec<u8>) -> Result<(), BackupError> {
        let key: DocumentKey =
            key.parse().map_err(|_| BackupError::Senseless("a file in it has no proper name"))?;
        if self.erased.contains_key(&key.account()) {
            return Ok(());
        }
        let documents = self.hub.documents();
        let stored = match documents.put(&key, sealed.clone()).await {
            Err(DocumentError::AlreadyExists) => {
                // Written once and never changed; so another content is a damaged one.
                if documents.get(&key).await.is_ok_and(|present| present == sealed) {
                    return Ok(());
                }
                documents.delete(&key).await.map_err(unavailable)?;
                documents.put(&key, sealed).await
            }
            other => other,
        };
        Ok(stored.map_err(unavailable)?)
    }
}

fn unavailable(error: DocumentError) -> Error {
    match error {
        DocumentError::TooLarge { .. } | DocumentError::NotFound | DocumentError::AlreadyExists => {
            internal(error)
        }
        DocumentError::Folder { .. } | DocumentError::Store(_) | DocumentError::Timeout => {
            Error::Unavailable("the document store")
        }
    }
}

/// What is to be done about accounts that either side knows to be erased.
#[derive(Default)]
struct Judged {
    /// Erased after the backup was made.
    to_erase: Vec<AccountSid>,
    /// Erased before it was made; the keys do not know.
    to_forget: Vec<AccountSid>,
}

/// # Errors
/// `MissingKeys`: what nobody could read is not taken in.
async fn judge_accounts(
    tx: &mut Tx,
    hub: &Hub,
    erased: &HashMap<AccountSid, Timestamp>,
) -> Result<Judged, BackupError> {
    let vault = hub.db().vault();
    let with_keys: HashSet<AccountSid> = vault.accounts_with_keys().await?.into_iter().collect();
    let (mut judged, mut missing) = (Judged::default(), 0);
    let mut pages = Pages::of(PAGE);
    while let Some(request) = pages.request() {
        let page = tx.account_list_any_account(&request).await?;
        for account in pages.rows(page) {
            match (erasure::is_erased(&account), erased.contains_key(&account.sid)) {
                (false, true) => judged.to_erase.push(account.sid),
                (true, false) => judged.to_forget.push(account.sid),
                (false, false) if !with_keys.contains(&account.sid) => missing += 1,
                (true, true) | (false, false) => {}
            }
        }
    }
    if missing > 0 {
        return Err(BackupError::MissingKeys(missing));
    }
    Ok(judged)
}
