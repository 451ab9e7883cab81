//! What was read in an uploaded file: its pages, their texts, and what a malware scanner said of it.
//!
//! Belongs to the bytes, not to the document that carries them: the same bytes are read once. Texts are personal data
//! throughout: sealed at rest, and no `Debug` shows them. What the texts mean for an application is vetting's business.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Everything that is known of a file's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What is in it.
    pub content: Content,
    /// What the malware scanner said.
    pub scan: Scan,
    /// When it said so; also when it was asked in vain.
    pub scanned_at: Timestamp,
}

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Whether it can be read.
    pub legibility: Legibility,
    /// Its pages; 1 for a picture, 0 if nobody could count them.
    pub pages: u32,
    /// It is encrypted, with a password or without one.
    #[serde(default)]
    pub is_encrypted: bool,
    /// The pages that hold text, in order.
    #[serde(default)]
    pub texts: Vec<PageText>,
    /// What read it, with its version: `hayro 0.9`, `tesseract 5.3.0`.
    #[serde(default)]
    pub tools: Vec<String>,
}

/// Whether a file can be read, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Legibility {
    /// It holds text.
    Text,
    /// It was looked at as a picture, and no text was recognised.
    NoText,
    /// It is a picture, or pages of pictures, and no program is installed that recognises text in them.
    NotRecognised,
    /// A password is needed.
    Locked,
    /// It is broken.
    Damaged,
    /// It holds more picture points than are looked at.
    TooLarge,
    /// Reading it takes more time or memory than a file may cost.
    TooCostly,
    /// It is malware, so nobody opened it.
    Withheld,
}

/// The text of one page.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageText {
    /// From 1.
    pub page: u32,
    /// How it was got.
    pub how: How,
    /// Lines as on the page.
    pub text: String,
}

/// How a text was got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The file itself says it.
    TextLayer,
    /// Recognised in a picture: letters may be wrong.
    Recognised,
}

/// What a malware scanner said of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Scan {
    /// There is no scanner.
    Off,
    /// There is one, but it gave no answer. Never taken for clean.
    Unknown,
    /// It knows nothing against the file.
    Clean {
        /// The scanner and the date of its signatures.
        engine: String,
    },
    /// It knows the file for malware.
    Malware {
        /// What it calls it.
        signature: String,
        /// The scanner and the date of its signatures.
        engine: String,
    },
}

impl Content {
    /// A file of which nothing can be read, for a reason.
    #[must_use]
    pub const fn illegible(legibility: Legibility) -> Self {
        Self { legibility, pages: 0, is_encrypted: false, texts: Vec::new(), tools: Vec::new() }
    }
}

impl Scan {
    /// Nobody may be given the file.
    #[must_use]
    pub const fn is_malware(&self) -> bool {
        match self {
            Self::Malware { .. } => true,
            Self::Off | Self::Unknown | Self::Clean { .. } => false,
        }
    }
}

impl How {
    /// For people to read.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TextLayer => "text layer",
            Self::Recognised => "recognised in the picture",
        }
    }
}

impl fmt::Debug for PageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageText").field("page", &self.page).field("how", &self.how).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_a_page_is_in_debug() {
        let page = PageText { page: 1, how: How::TextLayer, text: "Rosalind".to_owned() };
        let content = Content { texts: vec![page], pages: 1, ..Content::illegible(Legibility::Text) };
        let reading = Reading { content, scan: Scan::Off, scanned_at: Timestamp::from_micros(0) };
        assert!(!format!("{reading:?}").contains("Rosalind"));
    }
}
