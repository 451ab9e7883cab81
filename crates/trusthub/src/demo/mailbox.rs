//! The customer's mailbox: reads the `.eml` files that the hub writes while no mail server is configured.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::stage::Stage;
use crate::failure::{Failure, Outcome};

/// How long a mail may take to come.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often the mailbox is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The folder, and what was read from it.
pub(super) struct Mailbox {
    folder: PathBuf,
    read: BTreeSet<PathBuf>,
}

/// A mail as it lies there.
struct Letter {
    to: String,
    subject: String,
    text: String,
}

impl Mailbox {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), read: BTreeSet::new() }
    }

    /// Waits for the next mail to `address` and shows it; its text.
    pub(super) async fn expect(&mut self, stage: &Stage, address: &str) -> Outcome<String> {
        let waited = tokio::time::timeout(PATIENCE, self.next(address)).await;
        let (path, letter) =
            waited.map_err(|_| Failure::refused_because(format!("no mail to {address} has come")))?;
        // The foot repeats what the story has shown: name, type, account, identifier.
        let lines = letter.text.lines().take_while(|line| !line.starts_with("Customer Profile: "));
        let mut shown: Vec<String> = lines.map(str::to_owned).collect();
        while shown.last().is_some_and(|line| line.trim().is_empty()) {
            shown.pop();
        }
        stage.mail(&letter.to, &letter.subject, &shown, &path);
        Ok(letter.text)
    }

    async fn next(&mut self, address: &str) -> (PathBuf, Letter) {
        loop {
            if let Some(found) = self.look(address) {
                return found;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    fn look(&mut self, address: &str) -> Option<(PathBuf, Letter)> {
        let entries = fs::read_dir(&self.folder).ok()?;
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        for path in paths {
            let is_new =
                path.extension().is_some_and(|extension| extension == "eml") && !self.read.contains(&path);
            if !is_new {
                continue;
            }
            let letter = fs::read_to_string(&path).ok().map(|source| letter(&source));
            if let Some(letter) = letter.filter(|letter| letter.to == address) {
                self.read.insert(path.clone());
                return Some((path, letter));
            }
        }
        None
    }
}

/// Reads the few things the story shows from a mail of ours; no general reader of mail.
fn letter(source: &str) -> Letter {
    let source = source.replace("\r\n", "\n");
    let (head, body) = source.split_once("\n\n").unwrap_or((&source, ""));
    let head = head.replace("\n ", " ").replace("\n\t", " ");
    let field = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        decoded_words(line.unwrap_or_default().trim())
    };
    Letter { to: field("To"), subject: field("Subject"), text: plain_part(body) }
}

/// The `text/plain` part: from behind its own head to the next boundary.
fn plain_part(body: &str) -> String {
    let Some(start) = body.find("Content-Type: text/plain") else { return String::new() };
    let part = body.get(start..).unwrap_or_default();
    let (head, rest) = part.split_once("\n\n").unwrap_or((part, ""));
    let text = rest.split("\n--part-").next().unwrap_or_default();
    if head.contains("quoted-printable") {
        unquoted(text)
    } else if head.contains("base64") {
        from_base64(text)
    } else {
        text.to_owned()
    }
}

/// Quoted-printable (RFC 2045 §6.7).
fn unquoted(text: &str) -> String {
    let joined = text.replace("=\n", "");
    bytes_behind(&joined, '=')
}

/// Turns each sign followed by two hexadecimal digits into the byte that they name.
fn bytes_behind(text: &str, sign: char) -> String {
    let mut pieces = text.split(sign);
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let code = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (code, piece.get(2..)) {
            (Some(code), Some(rest)) => {
                bytes.push(code);
                bytes.extend(rest.as_bytes());
            }
            (None, _) | (_, None) => {
                bytes.extend(sign.to_string().as_bytes());
                bytes.extend(piece.as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn from_base64(text: &str) -> String {
    use base64::Engine;
    let compact: String = text.split_whitespace().collect();
    let bytes = base64::prelude::BASE64_STANDARD.decode(compact).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Encoded words (RFC 2047) in a header.
fn decoded_words(text: &str) -> String {
    let mut decoded = String::new();
    for (index, word) in text.split(' ').enumerate() {
        let inner = word.strip_prefix("=?utf-8?").and_then(|word| word.strip_suffix("?="));
        match inner.and_then(|inner| inner.split_once('?')) {
            Some(("b", payload)) => decoded.push_str(&from_base64(payload)),
            Some(("q", payload)) => decoded.push_str(&bytes_behind(&payload.replace('_', " "), '=')),
            Some(_) | None => {
                if index > 0 {
                    decoded.push(' ');
                }
                decoded.push_str(word);
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_of_ours_is_read() {
        let source = "To: a@b.example\r\nSubject: Your Customer Profile \"Owl\" is\r\n approved\r\n\
            Content-Type: multipart/alternative; boundary=\"part-x\"\r\n\r\n\
            --part-x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            Caf=C3=A9 is ap=\r\nproved =E2=9C=93\r\n--part-x\r\nContent-Type: text/html\r\n\r\n<p>\r\n--part-x--\r\n";
        let letter = letter(source);
        assert_eq!(letter.to, "a@b.example");
        assert_eq!(letter.subject, "Your Customer Profile \"Owl\" is approved");
        assert_eq!(letter.text, "Café is approved ✓");
    }

    #[test]
    fn encoded_words_are_read() {
        assert_eq!(decoded_words("=?utf-8?b?T3dsIOKcmw==?="), "Owl ✛");
    }
}
