//! The form in which a register is stored: one record after the other, packed.
//!
//! `trusthub-registry/1`, a line feed, a deflate stream of records, and `end` with a line feed. Each record has its
//! length in front; a length of 0 and the number of records end the stream. Whoever stores it keeps a digest beside it;
//! what is read here nevertheless trusts no byte.

use std::io::{self, BufRead, Read, Write};

use flate2::Compression;
use flate2::bufread::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::record::{Identifier, RegistryRecord, Standing};

const MAGIC: &[u8] = b"trusthub-registry/1\n";
/// Behind the stream, because the last of its bits can be missing without a record missing.
const END: &[u8] = b"end\n";
/// What is read of what stands there: more than there should be, so that more is noticed.
const MOST_END_BYTES: u64 = 8;
/// More than any row that a file may have.
const MOST_RECORD_BYTES: u64 = 4 << 20;

/// Writes a register.
pub struct Writer<W: Write> {
    packed: DeflateEncoder<W>,
    records: u64,
    buffer: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Begins it.
    ///
    /// # Errors
    /// `to` takes no bytes.
    pub fn begin(mut to: W) -> io::Result<Self> {
        to.write_all(MAGIC)?;
        Ok(Self { packed: DeflateEncoder::new(to, Compression::new(4)), records: 0, buffer: Vec::new() })
    }

    /// Adds a company.
    ///
    /// # Errors
    /// As for [`Writer::begin`].
    pub fn record(&mut self, record: &RegistryRecord) -> io::Result<()> {
        self.buffer.clear();
        encode(record, &mut self.buffer);
        let mut length = Vec::with_capacity(4);
        put_number(self.buffer.len(), &mut length);
        self.packed.write_all(&length)?;
        self.packed.write_all(&self.buffer)?;
        self.records += 1;
        Ok(())
    }

    /// Ends it; gives back what it was written to.
    ///
    /// # Errors
    /// As for [`Writer::begin`].
    pub fn finish(mut self) -> io::Result<W> {
        self.packed.write_all(&[0])?;
        self.packed.write_all(&self.records.to_le_bytes())?;
        let mut to = self.packed.finish()?;
        to.write_all(END)?;
        Ok(to)
    }
}

/// Reads a register: the records as they are stored, for [`decode`].
pub struct Reader<R> {
    packed: DeflateDecoder<R>,
    records: u64,
    is_over: bool,
}

impl<R: BufRead> Reader<R> {
    /// Begins to read.
    ///
    /// # Errors
    /// The file is none of ours.
    pub fn open(mut stored: R) -> io::Result<Self> {
        let mut magic = [0; MAGIC.len()];
        stored.read_exact(&mut magic)?;
        if magic != MAGIC {
            return Err(damaged("it is no stored register"));
        }
        Ok(Self { packed: DeflateDecoder::new(stored), records: 0, is_over: false })
    }

    fn advance(&mut self) -> io::Result<Option<Vec<u8>>> {
        let length = self.length()?;
        if length == 0 {
            let mut count = [0; 8];
            self.packed.read_exact(&mut count)?;
            return if u64::from_le_bytes(count) == self.records && self.is_at_end()? {
                Ok(None)
            } else {
                Err(damaged("it holds other than it says"))
            };
        }
        if length > MOST_RECORD_BYTES {
            return Err(damaged("a record is impossibly long"));
        }
        let mut record = Vec::new();
        let read = (&mut self.packed).take(length).read_to_end(&mut record)?;
        if u64::try_from(read).unwrap_or(u64::MAX) != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.records += 1;
        Ok(Some(record))
    }

    fn is_at_end(&mut self) -> io::Result<bool> {
        let has_more = self.packed.read(&mut [0])? > 0;
        let mut rest = Vec::with_capacity(END.len());
        self.packed.get_mut().take(MOST_END_BYTES).read_to_end(&mut rest)?;
        Ok(!has_more && rest == END)
    }

    fn length(&mut self) -> io::Result<u64> {
        let (mut length, mut shift) = (0_u64, 0_u32);
        loop {
            let mut byte = [0];
            self.packed.read_exact(&mut byte)?;
            let [byte] = byte;
            length |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(length);
            }
            shift += 7;
            if shift > 28 {
                return Err(damaged("a record is impossibly long"));
            }
        }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = self.advance();
        self.is_over = !matches!(next, Ok(Some(_)));
        next.transpose()
    }
}

/// A record as it is stored.
pub fn encode(record: &RegistryRecord, into: &mut Vec<u8>) {
    into.push(match record.standing {
        Standing::Unknown => 0,
        Standing::Active => 1,
        Standing::Inactive => 2,
    });
    into.extend(record.country.map_or([0; 2], super::record::Country::bytes));
    put_text(&record.legal_name, into);
    put_number(record.other_names.len(), into);
    for name in &record.other_names {
        put_text(name, into);
    }
    put_text(&record.source_id, into);
    put_number(record.identifiers.len(), into);
    for identifier in &record.identifiers {
        put_text(&identifier.scheme, into);
        put_text(&identifier.number, into);
    }
    for text in [&record.region, &record.city, &record.postal_code, &record.street, &record.created] {
        put_text(text, into);
    }
}

/// The record that was stored; `None` for bytes that are none.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<RegistryRecord> {
    let mut bytes = bytes;
    let standing = match take(&mut bytes, 1)? {
        [0] => Standing::Unknown,
        [1] => Standing::Active,
        [2] => Standing::Inactive,
        _ => return None,
    };
    let country = std::str::from_utf8(take(&mut bytes, 2)?).ok().and_then(|text| text.parse().ok());
    let legal_name = take_text(&mut bytes)?;
    let mut other_names = Vec::new();
    for _ in 0..take_number(&mut bytes)? {
        other_names.push(take_text(&mut bytes)?);
    }
    let source_id = take_text(&mut bytes)?;
    let mut identifiers = Vec::new();
    for _ in 0..take_number(&mut bytes)? {
        identifiers.push(Identifier { scheme: take_text(&mut bytes)?, number: take_text(&mut bytes)? });
    }
    let record = RegistryRecord {
        source_id,
        identifiers,
        legal_name,
        other_names,
        standing,
        country,
        region: take_text(&mut bytes)?,
        city: take_text(&mut bytes)?,
        postal_code: take_text(&mut bytes)?,
        street: take_text(&mut bytes)?,
        created: take_text(&mut bytes)?,
    };
    bytes.is_empty().then_some(record)
}

fn put_number(mut number: usize, into: &mut Vec<u8>) {
    while number >= 0x80 {
        into.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    into.push(u8::try_from(number).unwrap_or_default());
}

fn put_text(text: &str, into: &mut Vec<u8>) {
    put_number(text.len(), into);
    into.extend_from_slice(text.as_bytes());
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(taken)
}

fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let (mut number, mut shift) = (0_usize, 0_u32);
    loop {
        let [byte] = take(bytes, 1)? else { return None };
        number |= usize::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return Some(number);
        }
        shift += 7;
        if shift > 28 {
            return None;
        }
    }
}

fn take_text(bytes: &mut &[u8]) -> Option<String> {
    let length = take_number(bytes)?;
    std::str::from_utf8(take(bytes, length)?).ok().map(str::to_owned)
}

fn damaged(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
