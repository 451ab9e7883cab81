//! Copies the hub while it serves.

use std::time::Duration;

use tokio::io::AsyncWrite;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_gateways::archive::ArchiveWriter;
use trusthub_gateways::documents::{DocumentError, DocumentKey};
use trusthub_storage::{Error as StorageError, Scope, Snapshot, Table};

use super::part::Head;
use super::{Backup, BackupError, Origin, Progress, RuleFile, Totals, Watcher};
use crate::record::{internal, record_hub};
use crate::{Actor, Error, Hub, Pages};

/// How long deletions of files wait for a backup that does not say that it still runs. It says so every minute, and a
/// file takes half a minute at most.
const HOLD: Duration = Duration::from_secs(5 * 60);
const HOLD_RENEWED_AFTER: Duration = Duration::from_secs(60);

/// Rows of a list read at once.
const PAGE: u32 = 200;

/// Writes the hub, as it is now, to `to`, and gives that back with what is in it. `rules` are the operator's files.
///
/// Customers notice nothing: rows are read in one snapshot, and a file that is deleted meanwhile stays until the end.
/// Files of an account that is erased meanwhile are left out, and so is what was missing before, which is told.
///
/// # Errors
/// `Hub` with `Forbidden` for anybody but the operator or with `Unavailable`; `File`. What was written is then of no use.
pub async fn create<W: AsyncWrite + Unpin + Send>(
    hub: &Hub,
    actor: &Actor,
    rules: &[RuleFile],
    to: W,
    watcher: Watcher<'_>,
) -> Result<(W, Backup), BackupError> {
    actor.must_be_operator()?;
    // So that the newest checkpoint covers what is copied.
    hub.db().audit_sequence(hub.now()).await?;
    let mut hold = Hold::take(hub).await?;
    let written = write(hub, &mut hold, rules, to, watcher).await;
    hold.release().await?;
    let (to, backup) = written?;
    let mut tx = hub.db().write().await?;
    record_hub(&mut tx, hub, actor, "backup.create", &backup.digest).await?;
    tx.commit().await?;
    Ok((to, backup))
}

async fn write<W: AsyncWrite + Unpin + Send>(
    hub: &Hub,
    hold: &mut Hold,
    rules: &[RuleFile],
    to: W,
    watcher: Watcher<'_>,
) -> Result<(W, Backup), BackupError> {
    let mut snapshot = hub.db().backup_begin().await?;
    let origin = Origin {
        made_at: hub.now(),
        made_by: env!("CARGO_PKG_VERSION").to_owned(),
        migrations: snapshot.migrations.clone(),
        public_key: hub.db().vault().backup_public_key(),
    };
    let archive = ArchiveWriter::begin(to).await?;
    let mut copy = Copy { archive, totals: Totals::default(), progress: Progress::default(), watcher };
    copy.part(&Head::Origin(origin.clone()), &[]).await?;
    for rule in rules {
        match rule {
            RuleFile::Policy { name, content } => {
                copy.part(&Head::Policy { name: name.clone() }, content).await?;
            }
            RuleFile::Scorecard { content } => copy.part(&Head::Scorecard, content).await?,
        }
        copy.totals.policies += 1;
    }
    copy.documents(hub, hold, &mut snapshot).await?;
    for table in snapshot.tables.clone() {
        copy.rows(hold, &mut snapshot, &table).await?;
    }
    copy.totals.checkpoint = snapshot.tx.audit_last_checkpoint().await?;
    let Copy { mut archive, totals, .. } = copy;
    archive.part(&Head::End(totals.clone()).to_bytes()?, &[]).await?;
    let link = *archive.link();
    let (to, size_bytes) = archive.finish(&hub.db().vault().backup_sign(&link)).await?;
    Ok((to, Backup { origin, totals, digest: hex::encode(link), size_bytes }))
}

/// A backup half written.
struct Copy<'a, W> {
    archive: ArchiveWriter<W>,
    totals: Totals,
    progress: Progress,
    watcher: Watcher<'a>,
}

impl<W: AsyncWrite + Unpin + Send> Copy<'_, W> {
    async fn part(&mut self, head: &Head, body: &[u8]) -> Result<(), BackupError> {
        self.archive.part(&head.to_bytes()?, body).await?;
        (self.watcher)(self.progress);
        Ok(())
    }

    /// At least one part for each table, so that a restore can tell an empty table from a missing one.
    async fn rows(
        &mut self,
        hold: &mut Hold,
        snapshot: &mut Snapshot,
        table: &Table,
    ) -> Result<(), BackupError> {
        let mut after = None;
        loop {
            hold.renew().await?;
            let page = snapshot.page(table, after).await?;
            let head =
                Head::Rows { table: table.name().to_owned(), columns: table.columns(), count: page.count };
            self.progress.rows += page.count;
            *self.totals.tables.entry(table.name().to_owned()).or_default() += page.count;
            self.part(&head, &page.lines).await?;
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn documents(
        &mut self,
        hub: &Hub,
        hold: &mut Hold,
        snapshot: &mut Snapshot,
    ) -> Result<(), BackupError> {
        let mut pages = Pages::of(PAGE);
        while let Some(request) = pages.request() {
            let page = snapshot.tx.account_list_any_account(&request).await?;
            for account in pages.rows(page) {
                match self.documents_of(hub, hold, snapshot, account.sid).await {
                    // Its key was destroyed since the snapshot began; whoever restores erases its rows.
                    Ok(()) | Err(BackupError::Hub(Error::NotFound(_))) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    async fn documents_of(
        &mut self,
        hub: &Hub,
        hold: &mut Hold,
        snapshot: &mut Snapshot,
        account: AccountSid,
    ) -> Result<(), BackupError> {
        let scope = Scope::own(account);
        let mut pages = Pages::of(PAGE);
        while let Some(request) = pages.request() {
            let page = snapshot.tx.document_list(&scope, &request).await?;
            for file in pages.rows(page).into_iter().filter_map(|document| document.file) {
                hold.renew().await?;
                self.document(hub, account, &file.object_key).await?;
            }
        }
        let mut after = None;
        loop {
            let pictures = snapshot.tx.site_picture_list(&scope, after, PAGE).await?;
            let Some(last) = pictures.last() else { return Ok(()) };
            after = Some(last.case_sid);
            for picture in &pictures {
                hold.renew().await?;
                self.document(hub, account, &picture.file.object_key).await?;
            }
        }
    }

    async fn document(
        &mut self,
        hub: &Hub,
        account: AccountSid,
        object_key: &str,
    ) -> Result<(), BackupError> {
        let key: DocumentKey = object_key.parse().map_err(internal)?;
        match hub.documents().get(&key).await {
            Ok(sealed) => {
                self.progress.documents += 1;
                self.totals.documents += 1;
                self.part(&Head::Document { key: object_key.to_owned() }, &sealed).await
            }
            Err(DocumentError::NotFound) => {
                // An erasure deletes files before it destroys the key; then it is no loss.
                if is_live(hub, account).await? {
                    self.totals.missing_documents.push(object_key.to_owned());
                }
                Ok(())
            }
            Err(DocumentError::Store(_) | DocumentError::Timeout | DocumentError::Folder { .. }) => {
                Err(Error::Unavailable("the document store").into())
            }
            Err(error @ (DocumentError::AlreadyExists | DocumentError::TooLarge { .. })) => {
                Err(internal(error).into())
            }
        }
    }
}

async fn is_live(hub: &Hub, account: AccountSid) -> Result<bool, StorageError> {
    let erased = hub.db().vault().erased_accounts().await?;
    Ok(!erased.iter().any(|(erased, _)| *erased == account))
}

/// Keeps files from being deleted while they are copied.
struct Hold {
    hub: Hub,
    holder: String,
    renewed_at: Timestamp,
}

impl Hold {
    async fn take(hub: &Hub) -> Result<Self, BackupError> {
        let mut hold =
            Self { hub: hub.clone(), holder: hub.uuid().to_string(), renewed_at: Timestamp::from_micros(0) };
        hold.set().await?;
        Ok(hold)
    }

    async fn renew(&mut self) -> Result<(), BackupError> {
        if self.hub.now().since(self.renewed_at) >= HOLD_RENEWED_AFTER { self.set().await } else { Ok(()) }
    }

    async fn set(&mut self) -> Result<(), BackupError> {
        let now = self.hub.now();
        let mut tx = self.hub.db().write().await?;
        tx.file_hold_set_any_account(&self.holder, now.plus(HOLD)).await?;
        tx.commit().await?;
        self.renewed_at = now;
        Ok(())
    }

    async fn release(self) -> Result<(), BackupError> {
        let mut tx = self.hub.db().write().await?;
        tx.file_hold_release_any_account(&self.holder, self.hub.now()).await?;
        Ok(tx.commit().await?)
    }
}
