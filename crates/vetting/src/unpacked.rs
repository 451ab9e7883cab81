//! Published files as they are downloaded: plain, gzip, or a zip archive that holds one file. Told by content, never by
//! name, and read from front to back without a look at the end.
//!
//! What the packing promises is kept: a checksum that does not fit, a file that ends too early and an archive that
//! holds more than one file are errors of the read that meets them.

use std::io::{self, BufRead, ErrorKind, Read};

use flate2::Crc;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder};

/// The content of a file, however it is packed.
pub struct Unpacked<R> {
    form: Form<R>,
}

enum Form<R> {
    Plain(R),
    Gzip(Box<MultiGzDecoder<R>>),
    Zip(Box<Zip<R>>),
}

impl<R: BufRead> Unpacked<R> {
    /// Looks at the first bytes.
    ///
    /// # Errors
    /// The file cannot be read, or its packing is not one that is known.
    pub fn open(mut packed: R) -> io::Result<Self> {
        let form = match packed.fill_buf()? {
            [0x1f, 0x8b, ..] => Form::Gzip(Box::new(MultiGzDecoder::new(packed))),
            [b'P', b'K', 3 | 5 | 7, ..] => Form::Zip(Box::new(Zip::open(packed)?)),
            _ => Form::Plain(packed),
        };
        Ok(Self { form })
    }
}

impl<R: BufRead> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.form {
            Form::Plain(plain) => plain.read(buffer),
            Form::Gzip(gzip) => gzip.read(buffer),
            Form::Zip(zip) => zip.read(buffer),
        }
    }
}

const LOCAL_HEADER: [u8; 4] = *b"PK\x03\x04";
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";
const IS_ENCRYPTED: u16 = 1;
const HAS_DESCRIPTOR: u16 = 1 << 3;

/// The one file in an archive (PKWARE, APPNOTE.TXT 4.3: local header, data, descriptor).
struct Zip<R> {
    body: Option<Body<R>>,
    checksum: Crc,
    /// The header's word for the checksum; without it a descriptor follows the data.
    expected: Option<u32>,
}

enum Body<R> {
    Stored(io::Take<R>),
    Deflated(DeflateDecoder<R>),
}

impl<R: BufRead> Zip<R> {
    fn open(mut packed: R) -> io::Result<Self> {
        let mut header = [0; 30];
        packed.read_exact(&mut header)?;
        let [
            s0,
            s1,
            s2,
            s3,
            _,
            _,
            f0,
            f1,
            m0,
            m1,
            _,
            _,
            _,
            _,
            c0,
            c1,
            c2,
            c3,
            z0,
            z1,
            z2,
            z3,
            ..,
            n0,
            n1,
            e0,
            e1,
        ] = header;
        if [s0, s1, s2, s3] != LOCAL_HEADER {
            return Err(invalid("the archive is empty, or one of several volumes"));
        }
        let flags = u16::from_le_bytes([f0, f1]);
        if flags & IS_ENCRYPTED != 0 {
            return Err(invalid("the archive is encrypted"));
        }
        let name_and_extra =
            u64::from(u16::from_le_bytes([n0, n1])) + u64::from(u16::from_le_bytes([e0, e1]));
        io::copy(&mut (&mut packed).take(name_and_extra), &mut io::sink())?;
        let has_descriptor = flags & HAS_DESCRIPTOR != 0;
        let body = match u16::from_le_bytes([m0, m1]) {
            0 if !has_descriptor => {
                Body::Stored(packed.take(u64::from(u32::from_le_bytes([z0, z1, z2, z3]))))
            }
            8 => Body::Deflated(DeflateDecoder::new(packed)),
            method => {
                return Err(invalid(format!(
                    "the archive is packed by method {method}; repack it with deflate"
                )));
            }
        };
        let expected = (!has_descriptor).then(|| u32::from_le_bytes([c0, c1, c2, c3]));
        Ok(Self { body: Some(body), checksum: Crc::new(), expected })
    }

    fn finish(&mut self, mut packed: R) -> io::Result<()> {
        let expected = match self.expected {
            Some(expected) => expected,
            None => descriptor(&mut packed)?,
        };
        if expected != self.checksum.sum() {
            return Err(invalid("the archive is damaged: its checksum does not fit"));
        }
        match packed.fill_buf()? {
            [b'P', b'K', 3, ..] => {
                Err(invalid("the archive holds more than one file; unpack it and import each"))
            }
            // Where the directory begins; without it the file was cut off.
            [b'P', b'K', ..] => Ok(()),
            _ => Err(ErrorKind::UnexpectedEof.into()),
        }
    }
}

impl<R: BufRead> Read for Zip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.body {
            None => return Ok(0),
            Some(_) if buffer.is_empty() => return Ok(0),
            Some(Body::Stored(stored)) => stored.read(buffer)?,
            Some(Body::Deflated(deflated)) => deflated.read(buffer)?,
        };
        self.checksum.update(buffer.get(..count).unwrap_or_default());
        if count == 0 {
            match self.body.take() {
                Some(Body::Stored(stored)) if stored.limit() > 0 => {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                Some(Body::Stored(stored)) => self.finish(stored.into_inner())?,
                Some(Body::Deflated(deflated)) => self.finish(deflated.into_inner())?,
                None => {}
            }
        }
        Ok(count)
    }
}

/// The checksum behind the data. Its signature may be missing, and sizes have four bytes each or eight.
fn descriptor(packed: &mut impl BufRead) -> io::Result<u32> {
    let mut word = [0; 4];
    packed.read_exact(&mut word)?;
    if word == DESCRIPTOR {
        packed.read_exact(&mut word)?;
    }
    let mut sizes = [0; 8];
    packed.read_exact(&mut sizes)?;
    if !packed.fill_buf()?.starts_with(b"PK") {
        packed.read_exact(&mut sizes)?;
    }
    Ok(u32::from_le_bytes(word))
}

fn invalid(why: impl Into<String>) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why.into())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder};

    use super::*;

    const TEXT: &[u8] = b"number,name\n1,Owl Bakery\n";

    fn unpacked(packed: &[u8]) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        Unpacked::open(packed)?.read_to_end(&mut content)?;
        Ok(content)
    }

    fn gzip() -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(TEXT).unwrap();
        encoder.finish().unwrap()
    }

    fn checksum() -> u32 {
        let mut crc = Crc::new();
        crc.update(TEXT);
        crc.sum()
    }

    /// One file's part of an archive, with a descriptor or with all in its header.
    fn entry(is_stored: bool, has_descriptor: bool) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(TEXT).unwrap();
        let data = if is_stored { TEXT.to_vec() } else { encoder.finish().unwrap() };
        let (size, length) = (u32::try_from(TEXT.len()).unwrap(), u32::try_from(data.len()).unwrap());
        let known = |word: u32| if has_descriptor { [0; 4] } else { word.to_le_bytes() };
        let flags: u16 = if has_descriptor { HAS_DESCRIPTOR } else { 0 };
        let method: u16 = if is_stored { 0 } else { 8 };
        let mut archive = LOCAL_HEADER.to_vec();
        archive.extend(20_u16.to_le_bytes());
        archive.extend(flags.to_le_bytes());
        archive.extend(method.to_le_bytes());
        archive.extend([0; 4]);
        archive.extend(known(checksum()));
        archive.extend(known(length));
        archive.extend(known(size));
        archive.extend(5_u16.to_le_bytes());
        archive.extend(0_u16.to_le_bytes());
        archive.extend(b"a.csv");
        archive.extend(data);
        if has_descriptor {
            archive.extend(DESCRIPTOR);
            for word in [checksum(), length, size] {
                archive.extend(word.to_le_bytes());
            }
        }
        archive
    }

    fn archive(entries: &[Vec<u8>]) -> Vec<u8> {
        [entries.concat(), b"PK\x01\x02 and so on".to_vec()].concat()
    }

    #[test]
    fn every_packing_gives_the_same_content() {
        let zips = [(false, true), (false, false), (true, false)]
            .map(|(stored, late)| archive(&[entry(stored, late)]));
        for packed in [TEXT.to_vec(), gzip(), [gzip(), Vec::new()].concat()].iter().chain(&zips) {
            assert_eq!(unpacked(packed).unwrap(), TEXT, "{}", packed.escape_ascii());
        }
    }

    #[test]
    fn what_is_cut_off_anywhere_is_an_error() {
        for packed in [gzip(), entry(false, true), entry(true, false)] {
            for length in 3..packed.len() {
                assert!(unpacked(&packed[..length]).is_err(), "{length} of {}", packed.escape_ascii());
            }
        }
    }

    #[test]
    fn a_wrong_checksum_two_files_and_encryption_are_errors() {
        let mut damaged = archive(&[entry(true, false)]);
        damaged[40] ^= 1;
        let mut encrypted = archive(&[entry(false, true)]);
        encrypted[6] |= 1;
        let two = archive(&[entry(false, true), entry(false, true)]);
        for (packed, word) in [(damaged, "checksum"), (encrypted, "encrypted"), (two, "more than one")] {
            let error = unpacked(&packed).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
