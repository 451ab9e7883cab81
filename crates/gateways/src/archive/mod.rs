//! A file of parts that shows any damage: what a backup is written to and read from.
//!
//! ```text
//! "trusthub-backup/1\n"
//! 0x01, head length (u32), body length (u32), head, body, link (32 bytes)      once per part
//! 0x00, signature length (u16), signature                                      the end
//! ```
//!
//! Numbers are big-endian. A link is SHA-256 over the link before it, both lengths, the head and the body, so a part
//! that is changed, missing or in another place is noticed at that part, and the last link stands for the whole file.
//! This module knows neither what the parts mean nor whose signature it is.

mod reader;
mod writer;

use aws_lc_rs::digest::{Context, SHA256};

pub use reader::{ArchiveReader, Part, Seal};
pub use writer::ArchiveWriter;

/// What every such file begins with; the number after it is the version of this form.
const FAMILY: &[u8] = b"trusthub-backup/";
const MAGIC: &[u8] = b"trusthub-backup/1\n";

const PART: u8 = 1;
const END: u8 = 0;

/// Largest head. Ours: the names of a table's columns fit hundreds of times.
const MOST_HEAD_BYTES: u32 = 1024 * 1024;
/// Largest body: the largest document that can be configured, and as much again.
const MOST_BODY_BYTES: u32 = 2 * 1024 * 1024 * 1024 - 1;

/// SHA-256 over everything up to and including a part.
pub type Link = [u8; 32];

/// Why an archive cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The file or its disk.
    #[error("the file cannot be used")]
    Io(#[from] std::io::Error),
    /// It does not begin like one.
    #[error("it is no backup of a trust hub")]
    Foreign,
    /// Of a form that was invented later.
    #[error("it was written by a newer version")]
    Newer,
    /// Changed, cut off, or put together anew.
    #[error("it is damaged: {what}, at byte {at}")]
    Damaged {
        /// What does not fit.
        what: &'static str,
        /// Where the part begins that does not fit.
        at: u64,
    },
    /// A part is larger than the form allows.
    #[error("a part of {size_bytes} bytes does not fit into a backup")]
    TooLarge {
        /// Its size.
        size_bytes: usize,
    },
}

fn first_link() -> Link {
    hash(&[MAGIC])
}

fn next_link(before: &Link, lengths: &[u8], head: &[u8], body: &[u8]) -> Link {
    hash(&[before, lengths, head, body])
}

fn hash(pieces: &[&[u8]]) -> Link {
    let mut context = Context::new(&SHA256);
    for piece in pieces {
        context.update(piece);
    }
    let mut link = [0; 32];
    for (byte, digested) in link.iter_mut().zip(context.finish().as_ref()) {
        *byte = *digested;
    }
    link
}

#[cfg(test)]
mod tests;
