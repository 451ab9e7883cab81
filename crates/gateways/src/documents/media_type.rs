//! What kind of file an upload is, told by its content. Name and declared type are the sender's claims and not asked.
//!
//! More than the first bytes must fit: a script or an archive behind a borrowed signature is refused. This is no
//! virus scan and no proof that a viewer opens the file; whoever serves it sends the type found here and `nosniff`.

use trusthub_domain::item::MediaType;

/// The kind of a file, or `None` if it is none of the accepted kinds or only pretends to be.
#[must_use]
pub fn sniff(content: &[u8]) -> Option<MediaType> {
    if is_pdf(content) {
        Some(MediaType::Pdf)
    } else if is_png(content) {
        Some(MediaType::Png)
    } else if is_jpeg(content) {
        Some(MediaType::Jpeg)
    } else {
        None
    }
}

/// How many points a picture says that it has; `None` for what is no picture. A small file may say any number: whoever
/// unpacks it asks first.
#[must_use]
pub fn pixels(content: &[u8]) -> Option<u64> {
    if is_png(content) {
        let (_, after_signature) = content.split_at_checked(8)?;
        let (length, _, after) = png_chunk_head(after_signature)?;
        return png_header(after.get(..length)?);
    }
    jpeg_pixels(content)
}

/// `%PDF-1.` or `%PDF-2.` as the very first bytes, and `%%EOF` in the last kilobyte, where readers look for it
/// (ISO 32000-1, annex H, implementation notes 13 and 18; the leading kilobyte of junk that those allow is not
/// accepted, since that is how disguises are made).
fn is_pdf(content: &[u8]) -> bool {
    const TAIL_BYTES: usize = 1024;
    let starts = content.starts_with(b"%PDF-1.") || content.starts_with(b"%PDF-2.");
    let tail = content.get(content.len().saturating_sub(TAIL_BYTES)..).unwrap_or_default();
    starts && tail.windows(5).any(|window| window == b"%%EOF")
}

/// The signature, an `IHDR` of the right length with a picture of some size in it, and sound chunk lengths up to
/// `IEND`, with at least one `IDAT` on the way (ISO 15948 §5).
fn is_png(content: &[u8]) -> bool {
    let Some(mut rest) = content.strip_prefix(b"\x89PNG\r\n\x1a\n") else { return false };
    let mut chunks = 0_u32;
    let mut has_pixels = false;
    while let Some((length, kind, after)) = png_chunk_head(rest) {
        let Some((data, after)) = after.split_at_checked(length) else { return false };
        if chunks == 0 && !(kind == *b"IHDR" && png_header(data).is_some()) {
            return false;
        }
        chunks = chunks.saturating_add(1);
        has_pixels |= kind == *b"IDAT";
        let Some((_checksum, after)) = after.split_first_chunk::<4>() else { return false };
        if kind == *b"IEND" {
            return has_pixels && length == 0;
        }
        rest = after;
    }
    false
}

fn png_chunk_head(content: &[u8]) -> Option<(usize, [u8; 4], &[u8])> {
    let (length, rest) = content.split_first_chunk::<4>()?;
    let (kind, rest) = rest.split_first_chunk::<4>()?;
    Some((usize::try_from(u32::from_be_bytes(*length)).ok()?, *kind, rest))
}

/// Width, height, and five bytes more (ISO 15948 §11.2.2).
fn png_header(data: &[u8]) -> Option<u64> {
    let (width, rest) = data.split_first_chunk::<4>()?;
    let (height, rest) = rest.split_first_chunk::<4>()?;
    let (width, height) = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
    (rest.len() == 5 && width != 0 && height != 0).then(|| u64::from(width) * u64::from(height))
}

fn is_jpeg(content: &[u8]) -> bool {
    jpeg_pixels(content).is_some()
}

/// `SOI`, then sound segments up to the first scan, with a frame header of some size on the way (ISO 10918-1 §B).
/// The compressed picture itself is not read; cameras append their own data behind it.
fn jpeg_pixels(content: &[u8]) -> Option<u64> {
    let mut rest = content.strip_prefix(b"\xff\xd8")?;
    let mut pixels = None;
    while let Some((marker, after)) = jpeg_marker(rest) {
        let (length, _) = after.split_first_chunk::<2>()?;
        let (segment, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        match marker {
            // Start of scan: the picture follows.
            0xda => return pixels.filter(|_| segment.len() > 2 && !after.is_empty()),
            // Start of frame; 0xc4, 0xc8 and 0xcc in this range are something else.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => pixels = jpeg_frame(segment),
            // Tables, application data and comments carry at least their own length.
            0xc4 | 0xcc | 0xdb..=0xdf | 0xe0..=0xef | 0xfe if segment.len() >= 2 => {}
            _ => return None,
        }
        rest = after;
    }
    None
}

/// A marker, which any number of fill bytes may precede, and what follows it.
fn jpeg_marker(content: &[u8]) -> Option<(u8, &[u8])> {
    let (first, mut rest) = content.split_first()?;
    if *first != 0xff {
        return None;
    }
    loop {
        let (byte, after) = rest.split_first()?;
        if *byte != 0xff {
            return Some((*byte, after));
        }
        rest = after;
    }
}

/// Length, precision, height, width, components (ISO 10918-1 §B.2.2). The height may be 0 and follow later, and then
/// counts as the largest; the width may not.
fn jpeg_frame(segment: &[u8]) -> Option<u64> {
    let (_, rest) = segment.split_at_checked(3)?;
    let (height, rest) = rest.split_first_chunk::<2>()?;
    let (width, rest) = rest.split_first_chunk::<2>()?;
    let (height, width) = (u16::from_be_bytes(*height), u16::from_be_bytes(*width));
    let height = if height == 0 { u16::MAX } else { height };
    (width != 0 && !rest.is_empty()).then(|| u64::from(width) * u64::from(height))
}

#[cfg(test)]
mod tests;
