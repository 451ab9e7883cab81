//! The body of an answer as text: bounded, unpacked, in its own character set.

use std::io::Read;

use encoding_rs::{Encoding, UTF_8};
use flate2::read::MultiGzDecoder;
use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};

use super::{MOST_BYTES, Trouble};

/// How far into a page its character set may stand (WHATWG HTML, "prescan a byte stream").
const PRESCAN_BYTES: usize = 1024;

/// A page's text.
pub(super) struct Body {
    pub(super) text: String,
    /// There was more than is read.
    pub(super) is_cut: bool,
}

/// Reads what is HTML, or says nothing of what it is and looks like it.
///
/// # Errors
/// `NotHtml`, `Broken`.
pub(super) async fn read(mut answer: Response) -> Result<Body, Trouble> {
    let header =
        |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_ascii_lowercase);
    let content_type = header(CONTENT_TYPE).unwrap_or_default();
    let packing = header(CONTENT_ENCODING).unwrap_or_default();
    let is_html = ["", "text/html", "application/xhtml+xml"].contains(&media_type(&content_type));
    if !is_html {
        return Err(Trouble::NotHtml);
    }
    let mut bytes = Vec::new();
    let mut is_cut = false;
    while let Some(chunk) = answer.chunk().await.map_err(|error| Trouble::of_request(&error))? {
        let room = MOST_BYTES - bytes.len();
        bytes.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        if chunk.len() > room {
            is_cut = true;
            break;
        }
    }
    unpack(bytes, is_cut, &content_type, &packing)
}

/// What came, as it came, as text. Both headers in lower case.
pub(super) fn unpack(
    mut bytes: Vec<u8>,
    mut is_cut: bool,
    content_type: &str,
    packing: &str,
) -> Result<Body, Trouble> {
    if packing == "gzip" || packing == "x-gzip" {
        (bytes, is_cut) = unpacked(&bytes, is_cut)?;
    } else if !matches!(packing, "" | "identity") {
        // It was asked for plain text.
        return Err(Trouble::Broken);
    }
    let text = in_words(&bytes, content_type);
    if content_type.is_empty() && !text.trim_start().starts_with('<') {
        return Err(Trouble::NotHtml);
    }
    Ok(Body { text, is_cut })
}

fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// No more than [`MOST_BYTES`], however small it was packed.
fn unpacked(packed: &[u8], is_cut: bool) -> Result<(Vec<u8>, bool), Trouble> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    let read = MultiGzDecoder::new(packed).take(limit).read_to_end(&mut bytes);
    if read.is_err() && !is_cut {
        return Err(Trouble::Broken);
    }
    let is_full = bytes.len() >= MOST_BYTES;
    Ok((bytes, is_cut || is_full))
}

/// By the header, else by the page's own word, else as UTF-8; a byte order mark goes before all (WHATWG Encoding).
fn in_words(bytes: &[u8], content_type: &str) -> String {
    let head = bytes.get(..PRESCAN_BYTES).unwrap_or(bytes);
    let encoding = charset_in(content_type)
        .or_else(|| charset_in(&String::from_utf8_lossy(head).to_ascii_lowercase()))
        .unwrap_or(UTF_8);
    encoding.decode(bytes).0.into_owned()
}

fn charset_in(text: &str) -> Option<&'static Encoding> {
    let (_, rest) = text.split_once("charset")?;
    let label = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end =
        label.find(|character: char| !(character.is_ascii_alphanumeric() || "-_:.".contains(character)));
    Encoding::for_label(label.get(..end.unwrap_or(label.len()))?.as_bytes())
}
