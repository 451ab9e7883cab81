//! What the reading process is told, and what a file may cost it.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use trusthub_domain::item::MediaType;

/// Address space of the reading process, and of each program it starts. `tesseract` needs 300 MB for a page of
/// [`LONGEST_SIDE`]; a PDF without pictures a tenth of that.
pub(super) const MEMORY_BYTES: u64 = 768 * 1024 * 1024;
/// Processor time of each process.
pub(super) const CPU_SECONDS: u64 = 8;
/// After this no further page is begun; what was read until then counts.
pub(super) const SOFT_TIME: Duration = Duration::from_secs(6);
/// After this everything is killed. Vetting gives all of its questions ten seconds together.
pub(super) const HARD_TIME: Duration = Duration::from_secs(9);
/// Pages whose text layer is read. Evidence names the business on its first pages.
pub(super) const MOST_PAGES_READ: usize = 40;
/// Pages in which text is recognised: about a second each.
pub(super) const MOST_PAGES_RECOGNISED: usize = 4;
/// Letters and digits below which a page counts as a picture: scanners stamp a line of text on what they scan.
pub(super) const LEAST_LETTERS: usize = 24;
/// Bytes of text kept of a page.
pub(super) const MOST_PAGE_BYTES: usize = 64 * 1024;
/// Bytes of text kept of a file.
pub(super) const MOST_TEXT_BYTES: usize = 256 * 1024;
/// Bytes of the answer: the text, escaped at worst, and a little.
pub(super) const MOST_ANSWER_BYTES: u64 = 2 * 1024 * 1024;
/// Picture points that are looked at; an A4 page scanned at 600 dots per inch has 35 million.
pub(super) const MOST_PIXELS: u64 = 50_000_000;
/// Picture points along the longer side of a page that is drawn to be recognised: 188 per inch of A4.
pub(super) const LONGEST_SIDE: u32 = 2200;

/// Bytes of a page that is drawn for people.
pub(super) const MOST_DRAWN_BYTES: u64 = 8 * 1024 * 1024;
/// Picture points along its longer side: 137 per inch of A4.
pub(super) const DRAWN_SIDE: u32 = 1600;

/// One file to read. The file itself comes over standard input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What the file is, by its content.
    pub media_type: MediaType,
    /// `tesseract`, if text in pictures is to be recognised.
    pub recogniser: Option<PathBuf>,
    /// The languages it is asked for: `eng`, `eng+deu`.
    pub languages: String,
    /// `pdftoppm`, if pages without text are to be drawn.
    pub renderer: Option<PathBuf>,
    /// This page, from 1, is to be drawn for people, and nothing is to be read.
    pub draw: Option<u32>,
}
