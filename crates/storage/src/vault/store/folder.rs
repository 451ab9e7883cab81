//! Keys in a folder: `hub.keys`, `AC….key`, `erased.list`, and `master.bridge` while a rotation is under way.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use tokio::sync::{Mutex, MutexGuard};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

use super::{RecordName, files};
use crate::error::Result;
use crate::vault::error::damaged;
use crate::vault::wrapped::KeyName;

pub(in crate::vault) struct FolderStore {
    folder: PathBuf,
    /// Callers of this process wait here and not on the lock file: that takes a thread each, and enough of them would
    /// leave none for the one that has the lock.
    only_one: Mutex<()>,
}

impl FolderStore {
    pub(super) async fn open(folder: &Path) -> Result<Self> {
        files::make_folder(folder.to_owned()).await?;
        Ok(Self { folder: folder.to_owned(), only_one: Mutex::new(()) })
    }

    pub(super) async fn lock(&self) -> Result<(File, MutexGuard<'_, ()>)> {
        let only_one = self.only_one.lock().await;
        Ok((files::lock(self.folder.join("lock")).await?, only_one))
    }

    fn path(&self, name: RecordName) -> PathBuf {
        match name {
            RecordName::Key(KeyName::Hub) => self.folder.join("hub.keys"),
            RecordName::Key(KeyName::Account(sid)) => self.folder.join(format!("{sid}.key")),
            RecordName::Bridge => self.folder.join("master.bridge"),
        }
    }

    fn erased_list(&self) -> PathBuf {
        self.folder.join("erased.list")
    }

    pub(super) async fn read(&self, name: RecordName) -> Result<Option<String>> {
        files::read(self.path(name)).await
    }

    pub(super) async fn contains(&self, name: RecordName) -> Result<bool> {
        let path = self.path(name);
        files::blocking("look for a file", move || path.try_exists()).await
    }

    pub(super) async fn accounts(&self) -> Result<Vec<AccountSid>> {
        let folder = self.folder.clone();
        files::blocking("list the key store's folder", move || {
            let mut accounts = Vec::new();
            for entry in fs::read_dir(folder)? {
                let name = entry?.file_name();
                let sid = name.to_str().and_then(|name| name.strip_suffix(".key"));
                accounts.extend(sid.and_then(|sid| sid.parse::<AccountSid>().ok()));
            }
            accounts.sort_unstable();
            Ok(accounts)
        })
        .await
    }

    pub(super) async fn erased(&self) -> Result<Vec<(AccountSid, Timestamp)>> {
        let text = files::read(self.erased_list()).await?.unwrap_or_default();
        // A line without its end was cut off by a crash: that erasure was never confirmed, and its caller repeats it.
        let whole = text.rfind('\n').and_then(|end| text.get(..end)).unwrap_or_default();
        whole.lines().map(|line| parse_line(line).ok_or_else(|| damaged("erased.list", &line))).collect()
    }

    pub(super) async fn write(&self, name: RecordName, text: String) -> Result<()> {
        files::write(self.path(name), format!("{text}\n")).await
    }

    pub(super) async fn remove(&self, name: RecordName) -> Result<()> {
        files::remove(self.path(name)).await
    }

    pub(super) async fn note_erased(&self, account: AccountSid, at: Timestamp) -> Result<()> {
        let text = files::read(self.erased_list()).await?.unwrap_or_default();
        if !text.is_empty() && !text.ends_with('\n') {
            let whole = text.rfind('\n').and_then(|end| text.get(..=end)).unwrap_or_default();
            files::write(self.erased_list(), whole.to_owned()).await?;
        }
        files::append(self.erased_list(), format!("{account} {}", at.as_micros())).await
    }
}

fn parse_line(line: &str) -> Option<(AccountSid, Timestamp)> {
    let (account, at) = line.split_once(' ')?;
    Some((account.parse().ok()?, Timestamp::from_micros(at.parse().ok()?)))
}
