//! The hub's side: starts a process for each file, feeds it, waits for it, ends it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;
use trusthub_domain::item::MediaType;
use trusthub_domain::reading::{Content, How, Legibility, Scan};

use super::child;
use super::clamd::{Clamd, ClamdError};
use super::task::{HARD_TIME, MOST_ANSWER_BYTES, MOST_DRAWN_BYTES, Task};
use super::tools::{Tool, Tools};
use crate::documents::media_type::sniff;
use crate::process::Group;

/// Files that are read at once; further ones wait. Each may take a processor and some memory.
const AT_ONCE: usize = 2;

/// Reads uploaded files.
#[derive(Debug)]
pub struct Inspector {
    readers: Readers,
    tools: Tools,
    scanner: Option<Clamd>,
    permits: Arc<Semaphore>,
}

/// Where files are read.
#[derive(Debug)]
pub enum Readers {
    /// In a process of this program for each file; it is our own binary.
    Process(PathBuf),
    /// In this process, without limits: for tests, whose files are their own.
    Here,
}

/// A file was not looked at, by no fault of its own.
#[derive(Debug, thiserror::Error)]
#[error("the process that reads files cannot be started")]
pub struct InspectError(#[source] std::io::Error);

impl Inspector {
    /// Reads files by `readers` with the help of `tools`, and has them scanned by `scanner`.
    #[must_use]
    pub fn new(readers: Readers, tools: Tools, scanner: Option<Clamd>) -> Self {
        Self { readers, tools, scanner, permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Reads without help in this process: for tests.
    #[must_use]
    pub fn here() -> Self {
        Self::new(Readers::Here, Tools::default(), None)
    }

    /// Whether there is a scanner.
    #[must_use]
    pub const fn has_scanner(&self) -> bool {
        self.scanner.is_some()
    }

    /// Whether files that could not be read for want of a program can be now.
    #[must_use]
    pub fn recognises(&self, media_type: MediaType) -> bool {
        self.tools.recogniser.is_some() && (media_type != MediaType::Pdf || self.tools.renderer.is_some())
    }

    /// What the scanner says of a file; `Off` without one.
    ///
    /// # Errors
    /// There is one, but it gives no verdict: not the same as a clean file.
    pub async fn scan(&self, bytes: &[u8]) -> Result<Scan, ClamdError> {
        match &self.scanner {
            Some(scanner) => scanner.scan(bytes).await,
            None => Ok(Scan::Off),
        }
    }

    /// What is in a file. Whatever is wrong with the file is part of the answer.
    ///
    /// # Errors
    /// The reading process cannot be started.
    pub async fn read(&self, media_type: MediaType, bytes: Vec<u8>) -> Result<Content, InspectError> {
        // Never closed.
        let _permit = self.permits.acquire().await;
        let task = self.task(media_type, None);
        let content = match &self.readers {
            Readers::Process(program) => {
                let answer = in_process(program, &task, &bytes, MOST_ANSWER_BYTES).await?;
                let content = answer.and_then(|answer| serde_json::from_slice(&answer).ok());
                content.unwrap_or_else(|| Content::illegible(Legibility::TooCostly))
            }
            Readers::Here => tokio::task::spawn_blocking(move || child::read(&task, bytes))
                .await
                .unwrap_or_else(|_| Content::illegible(Legibility::Damaged)),
        };
        Ok(self.with_versions(content).await)
    }

    /// Whether pages of PDFs can be drawn.
    #[must_use]
    pub const fn draws(&self) -> bool {
        self.tools.renderer.is_some()
    }

    /// A page of a PDF, from 1, as a picture in PNG. `None` if it has no such page, cannot be drawn within the limits, or nothing
    /// is installed that draws.
    ///
    /// # Errors
    /// The drawing process cannot be started.
    pub async fn draw(&self, pdf: Vec<u8>, number: u32) -> Result<Option<Vec<u8>>, InspectError> {
        // A page 0 is the first one, for the program that draws.
        if !self.draws() || number == 0 {
            return Ok(None);
        }
        // Never closed.
        let _permit = self.permits.acquire().await;
        let task = self.task(MediaType::Pdf, Some(number));
        let picture = match &self.readers {
            Readers::Process(program) => in_process(program, &task, &pdf, MOST_DRAWN_BYTES).await?,
            Readers::Here => tokio::task::spawn_blocking(move || child::draw(&task, &pdf, number)).await.ok(),
        };
        Ok(picture.filter(|picture| sniff(picture) == Some(MediaType::Png)))
    }

    fn task(&self, media_type: MediaType, draw: Option<u32>) -> Task {
        let path = |tool: &Option<Tool>| tool.as_ref().map(|tool| tool.path().to_owned());
        Task {
            media_type,
            recogniser: path(&self.tools.recogniser),
            languages: self.tools.languages.clone(),
            renderer: path(&self.tools.renderer),
            draw,
        }
    }

    async fn with_versions(&self, mut content: Content) -> Content {
        let is_recognised = content.texts.iter().any(|page| page.how == How::Recognised);
        if let Some(tool) = self.tools.recogniser.as_ref().filter(|_| is_recognised) {
            content.tools.push(tool.version().await.to_owned());
        }
        content
    }
}

/// What the process answers; `None` if it took too long.
async fn in_process(
    program: &Path,
    task: &Task,
    bytes: &[u8],
    most_bytes: u64,
) -> Result<Option<Vec<u8>>, InspectError> {
    let task = serde_json::to_string(task).map_err(|error| InspectError(error.into()))?;
    let mut child = Command::new(program)
        .args(["inspect-document", &task])
        // Our own holds secrets.
        .env_clear()
        .envs([("LC_ALL", "C.UTF-8"), ("OMP_THREAD_LIMIT", "1")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(InspectError)?;
    let mut group = Group::of(&child);
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let feed = async move {
        if let Some(mut stdin) = stdin {
            // A process that crashed stops reading; what it wrote until then says so.
            let _ = stdin.write_all(bytes).await;
        }
    };
    let listen = async move {
        let mut answer = Vec::new();
        if let Some(stdout) = stdout {
            let _ = stdout.take(most_bytes).read_to_end(&mut answer).await;
        }
        answer
    };
    let answer = tokio::time::timeout(HARD_TIME, async { tokio::join!(feed, listen).1 }).await;
    group.end();
    let _ = child.wait().await;
    Ok(answer.ok())
}
