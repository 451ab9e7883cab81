//! Chromium's DevTools protocol over pipes: messages in JSON, each ended by a null byte
//! (chromium, `content/public/common/content_switches.cc`, `--remote-debugging-pipe`).
//!
//! Whoever runs a page's scripts is not believed more than the page: messages are bounded, and dialogs are dismissed, since
//! a page waits for them.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStdin, ChildStdout};

use super::{MOST_PICTURE_BYTES, Undrawn};

/// A message: a picture in base64, and a little.
const MOST_MESSAGE_BYTES: usize = MOST_PICTURE_BYTES / 3 * 4 + 64 * 1024;
/// Bytes read at once; a pipe of Linux holds as many.
const PIECE_BYTES: usize = 64 * 1024;

/// A conversation with Chromium.
pub(super) struct Devtools {
    to: ChildStdin,
    from: ChildStdout,
    heard: Vec<u8>,
    /// As much of `heard` holds no null byte.
    searched: usize,
    last_id: u64,
    /// The page's session, once it has one: what it says belongs to it.
    session: Option<String>,
    has_loaded: bool,
}

impl Devtools {
    pub(super) const fn new(to: ChildStdin, from: ChildStdout) -> Self {
        Self { to, from, heard: Vec::new(), searched: 0, last_id: 0, session: None, has_loaded: false }
    }

    /// From now on what is asked is asked of the page in this session.
    pub(super) fn attach(&mut self, session: String) {
        self.session = Some(session);
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// `Broken`, also if what was asked for is refused.
    pub(super) async fn ask(&mut self, method: &'static str, parameters: Value) -> Result<Value, Undrawn> {
        let id = self.send(method, &parameters).await?;
        loop {
            let mut message = self.receive().await?;
            if message.get("id").and_then(Value::as_u64) != Some(id) {
                self.notice(&message).await?;
                continue;
            }
            return match message.get_mut("result") {
                Some(result) => Ok(result.take()),
                None => Err(Undrawn::Broken(method)),
            };
        }
    }

    /// Waits until the page has loaded. Can be given up and asked again.
    ///
    /// # Errors
    /// `Broken`.
    pub(super) async fn loaded(&mut self) -> Result<(), Undrawn> {
        while !self.has_loaded {
            let message = self.receive().await?;
            self.notice(&message).await?;
        }
        Ok(())
    }

    /// Listens, until it is given up.
    ///
    /// # Errors
    /// `Broken`.
    pub(super) async fn listen(&mut self) -> Result<(), Undrawn> {
        loop {
            let message = self.receive().await?;
            self.notice(&message).await?;
        }
    }

    async fn notice(&mut self, message: &Value) -> Result<(), Undrawn> {
        match message.get("method").and_then(Value::as_str) {
            Some("Page.loadEventFired") => self.has_loaded = true,
            Some("Page.javascriptDialogOpening") => {
                self.send("Page.handleJavaScriptDialog", &json!({ "accept": false })).await?;
            }
            Some(_) | None => {}
        }
        Ok(())
    }

    async fn send(&mut self, method: &str, parameters: &Value) -> Result<u64, Undrawn> {
        self.last_id += 1;
        let mut message = json!({ "id": self.last_id, "method": method, "params": parameters });
        if let (Some(session), Some(fields)) = (&self.session, message.as_object_mut()) {
            fields.insert("sessionId".to_owned(), Value::from(session.as_str()));
        }
        let mut message = message.to_string().into_bytes();
        message.push(0);
        self.to.write_all(&message).await.map_err(|_| Undrawn::Broken("it hung up"))?;
        Ok(self.last_id)
    }

    /// The next message. Nothing is lost if it is given up in between.
    async fn receive(&mut self) -> Result<Value, Undrawn> {
        loop {
            let unsearched = self.heard.get(self.searched..).unwrap_or_default();
            if let Some(end) = unsearched.iter().position(|byte| *byte == 0) {
                let message: Vec<u8> = self.heard.drain(..=self.searched + end).collect();
                self.searched = 0;
                let message = message.strip_suffix(&[0]).unwrap_or(&message);
                return serde_json::from_slice(message).map_err(|_| Undrawn::Broken("no JSON"));
            }
            self.searched = self.heard.len();
            if self.searched > MOST_MESSAGE_BYTES {
                return Err(Undrawn::NoPicture);
            }
            self.heard.reserve(PIECE_BYTES);
            match self.from.read_buf(&mut self.heard).await {
                Ok(0) | Err(_) => return Err(Undrawn::Broken("it hung up")),
                Ok(_) => {}
            }
        }
    }
}
