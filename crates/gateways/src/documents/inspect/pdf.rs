//! The text layer of a PDF, by the crate hayro, which knows where each glyph stands, so that words come apart where they
//! do on the page.
//!
//! It sets itself no limits on what a file unpacks to. They are those of the process: see [`child`](super::child).

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use trusthub_domain::reading::{Content, How, Legibility, PageText};

use super::lines::Lines;
use super::task::{LEAST_LETTERS, MOST_PAGE_BYTES, MOST_PAGES_READ, MOST_TEXT_BYTES};

/// What reads the text layer.
pub(super) const TOOL: &str = "hayro 0.9";

/// The text layer, and which pages have none and would have to be recognised, from 1.
pub(super) struct Layer {
    pub(super) content: Content,
    pub(super) pictures: Vec<u32>,
}

pub(super) fn read(bytes: Vec<u8>) -> Layer {
    let is_encrypted = names_encryption(&bytes);
    let illegible = |legibility| Layer {
        content: Content { is_encrypted, tools: vec![TOOL.to_owned()], ..Content::illegible(legibility) },
        pictures: Vec::new(),
    };
    let pdf = match Pdf::new(bytes) {
        Ok(pdf) if !pdf.pages().is_empty() => pdf,
        Err(LoadPdfError::Decryption(
            DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm,
        )) => return illegible(Legibility::Locked),
        Ok(_) | Err(LoadPdfError::Decryption(_) | LoadPdfError::Invalid) => {
            return illegible(Legibility::Damaged);
        }
    };
    let pages = pdf.pages();
    let cache = InterpreterCache::new();
    let (mut texts, mut pictures, mut bytes_left) = (Vec::new(), Vec::new(), MOST_TEXT_BYTES);
    for (number, page) in (1_u32..).zip(pages.iter().take(MOST_PAGES_READ)) {
        let mut lines = Lines::new(MOST_PAGE_BYTES.min(bytes_left));
        // Places only matter to one another, so the page is drawn as it stands.
        let whole = Rect::new(-1e6, -1e6, 1e6, 1e6);
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, whole, &cache, pdf.xref(), settings);
        interpret_page(page, &mut context, &mut lines);
        let text = lines.finish();
        bytes_left = bytes_left.saturating_sub(text.len());
        if letters(&text) < LEAST_LETTERS {
            pictures.push(number);
        }
        if !text.is_empty() {
            texts.push(PageText { page: number, how: How::TextLayer, text });
        }
    }
    let legibility = if pictures.is_empty() { Legibility::Text } else { Legibility::NotRecognised };
    let pages = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let content = Content { legibility, pages, is_encrypted, texts, tools: vec![TOOL.to_owned()] };
    Layer { content, pictures }
}

/// Letters and digits of a text.
pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|character| character.is_alphanumeric()).count()
}

/// Whether the file names a dictionary of encryption (ISO 32000-1 §7.6.1), which files may also do that open without
/// a password.
fn names_encryption(bytes: &[u8]) -> bool {
    const KEY: &[u8] = b"/Encrypt";
    let mut rest = bytes;
    while let Some(at) = rest.windows(KEY.len()).position(|window| window == KEY) {
        rest = rest.get(at + KEY.len()..).unwrap_or_default();
        // `/EncryptMetadata` is another key.
        if !rest.first().is_some_and(u8::is_ascii_alphanumeric) {
            return true;
        }
    }
    false
}
