//! The content of a version as it is stored: a packed file of lines, one for the list and one for each entry.
//!
//! ```text
//! {"format":1,"source":"un","sequence":3,"entries":1003}
//! {"since":3,"entity":{…}}
//! ```
//!
//! `since` is the version in which the entry came in as it is, so that what is new to somebody who has seen an earlier
//! version can be told from the present one alone.

use std::io::{BufRead, BufReader, Read, Write};

use aws_lc_rs::digest::{Context, SHA256, digest};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use trusthub_vetting::watchlists::{Entity, Source};

/// Unpacked bytes of a stored list: more than any that is imported can have. Stops a damaged file from growing.
const MOST_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// The form of the lines.
const FORMAT: u32 = 1;

/// An entry with what tells it from itself in another version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Digest of everything in it.
    pub(crate) digest: String,
    /// The version it came in with as it is.
    pub(crate) since: i64,
    pub(crate) entity: Entity,
}

#[derive(Serialize, Deserialize)]
struct Head {
    format: u32,
    source: Source,
    sequence: i64,
    entries: usize,
}

#[derive(Serialize, Deserialize)]
struct Line {
    since: i64,
    entity: Entity,
}

/// Why stored content cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    /// It is not what was stored.
    #[error("the stored list is damaged: its digest does not fit")]
    Digest,
    /// It is what was stored, and not a list that this version reads.
    #[error("the stored list cannot be read")]
    Content(#[source] std::io::Error),
}

impl Entry {
    pub(crate) fn new(entity: Entity, since: i64) -> Result<Self, serde_json::Error> {
        let canonical = serde_json::to_vec(&entity)?;
        Ok(Self { digest: hex::encode(digest(&SHA256, &canonical)), since, entity })
    }
}

/// Names what is in a list, whatever order or files it came in: a digest over the entries' digests.
pub(crate) fn version_of(source: Source, entries: &[Entry]) -> String {
    let mut context = Context::new(&SHA256);
    context.update(source.as_str().as_bytes());
    for entry in entries {
        context.update(entry.digest.as_bytes());
    }
    hex::encode(context.finish())
}

/// Of the stored bytes.
pub(crate) fn file_digest(content: &[u8]) -> String {
    hex::encode(digest(&SHA256, content))
}

/// The bytes to be stored.
pub(crate) fn encode(source: Source, sequence: i64, entries: &[Entry]) -> std::io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    let head = Head { format: FORMAT, source, sequence, entries: entries.len() };
    serde_json::to_writer(&mut packed, &head)?;
    for entry in entries {
        packed.write_all(b"\n")?;
        #[derive(Serialize)]
        struct Borrowed<'a> {
            since: i64,
            entity: &'a Entity,
        }
        serde_json::to_writer(&mut packed, &Borrowed { since: entry.since, entity: &entry.entity })?;
    }
    packed.finish()
}

/// The entries of a stored list.
///
/// # Errors
/// It is damaged.
pub(crate) fn decode(source: Source, expected_digest: &str, content: &[u8]) -> Result<Vec<Entry>, Damage> {
    if file_digest(content) != expected_digest {
        return Err(Damage::Digest);
    }
    read(source, content).map_err(Damage::Content)
}

fn read(source: Source, content: &[u8]) -> std::io::Result<Vec<Entry>> {
    let wrong = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, what.to_owned());
    let mut lines = BufReader::new(GzDecoder::new(content).take(MOST_BYTES)).lines();
    let head = lines.next().ok_or_else(|| wrong("it is empty"))??;
    let head: Head = serde_json::from_str(&head)?;
    if head.format != FORMAT || head.source != source {
        return Err(wrong("it is another list, or of a later form"));
    }
    let mut entries = Vec::with_capacity(head.entries.min(1_000_000));
    for line in lines {
        let line: Line = serde_json::from_str(&line?)?;
        entries.push(Entry::new(line.entity, line.since)?);
    }
    if entries.len() != head.entries {
        return Err(wrong("it has another number of entries than it says"));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use trusthub_vetting::watchlists::{ListFile, read};

    use super::*;

    fn entries(rows: &str) -> Vec<Entry> {
        let content = format!("entity_id,name\n{rows}");
        let file = ListFile { name: "f".to_owned(), content: Box::new(Cursor::new(content.into_bytes())) };
        let list = read(Source::Csv, vec![file]).unwrap();
        list.entities.into_iter().map(|entity| Entry::new(entity, 3).unwrap()).collect()
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let entries = entries("1,A\n2,\"B \u{430}\"\n");
        let content = encode(Source::Csv, 3, &entries).unwrap();
        assert_eq!(decode(Source::Csv, &file_digest(&content), &content).unwrap(), entries);
    }

    #[test]
    fn one_bit_that_turned_is_noticed() {
        let mut content = encode(Source::Csv, 3, &entries("1,A\n")).unwrap();
        let digest = file_digest(&content);
        content[20] ^= 1;
        assert!(matches!(decode(Source::Csv, &digest, &content), Err(Damage::Digest)));
        // Even where the digest was made to fit.
        assert!(decode(Source::Csv, &file_digest(&content), &content).is_err());
    }

    #[test]
    fn a_list_is_not_taken_for_another_one() {
        let content = encode(Source::Csv, 3, &entries("1,A\n")).unwrap();
        assert!(matches!(decode(Source::Un, &file_digest(&content), &content), Err(Damage::Content(_))));
    }

    #[test]
    fn a_version_is_named_by_what_is_in_it() {
        let version = |rows: &str| version_of(Source::Csv, &entries(rows));
        assert_eq!(version("1,A\n2,B\n"), version("2,B\n1,A\n"));
        assert_ne!(version("1,A\n"), version("1,a\n"));
        assert_ne!(version_of(Source::Un, &entries("1,A\n")), version("1,A\n"));
    }
}
