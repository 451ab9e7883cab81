//! Certificates out of a stream: PEM blocks, lines of `sha256 base64`, both mixed, or one DER.
//!
//! One record at a time is in memory, and none is longer than a certificate may be.

use std::io::{self, BufRead, Read};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::certificate::MOST_BYTES;

/// Characters that a record may have: the base64 of the largest certificate, with its line ends.
const MOST_CHARACTERS: usize = MOST_BYTES.saturating_mul(3) / 2;

/// One certificate of an input, or what stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The certificate's bytes.
    pub der: Result<Vec<u8>, RecordError>,
    /// What the input says is its SHA-256.
    pub claimed_sha256: Option<String>,
}

/// Why a record has no bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Not base64 where base64 belongs.
    #[error("not base64")]
    NotBase64,
    /// A PEM block that is not closed.
    #[error("a PEM block without an end")]
    Unclosed,
    /// Longer than any certificate.
    #[error("longer than any certificate")]
    Long,
}

/// Reads records one by one.
#[derive(Debug)]
pub struct Records<R> {
    reader: R,
    is_started: bool,
    is_done: bool,
}

impl<R: BufRead> Records<R> {
    /// The records of an unpacked input.
    pub fn new(reader: R) -> Self {
        Self { reader, is_started: false, is_done: false }
    }

    fn read(&mut self) -> io::Result<Option<Record>> {
        if !self.is_started {
            self.is_started = true;
            // A SEQUENCE; no text begins so but "0…", which no record of text does.
            if self
                .reader
                .fill_buf()?
                .first_chunk::<2>()
                .is_some_and(|start| start[0] == 0x30 && start[1] >= 0x80)
            {
                return self.der().map(Some);
            }
        }
        while let Some(line) = self.line()? {
            let Ok(line) = line else {
                return Ok(Some(Record { der: Err(RecordError::Long), claimed_sha256: None }));
            };
            if line == b"-----BEGIN CERTIFICATE-----" {
                return self.block().map(Some);
            }
            if let Some(record) = digest_line(&line) {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    fn der(&mut self) -> io::Result<Record> {
        let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
        let mut der = Vec::new();
        self.reader.by_ref().take(most).read_to_end(&mut der)?;
        self.is_done = true;
        let der = if der.len() > MOST_BYTES { Err(RecordError::Long) } else { Ok(der) };
        Ok(Record { der, claimed_sha256: None })
    }

    fn block(&mut self) -> io::Result<Record> {
        let mut body = Vec::new();
        let mut failure = None;
        let der = loop {
            match self.line()? {
                None => break Err(RecordError::Unclosed),
                Some(Ok(line)) if line == b"-----END CERTIFICATE-----" => {
                    break match failure {
                        Some(failure) => Err(failure),
                        None => STANDARD.decode(&body).map_err(|_| RecordError::NotBase64),
                    };
                }
                Some(Ok(line)) if body.len().saturating_add(line.len()) <= MOST_CHARACTERS => {
                    body.extend(line);
                }
                Some(Ok(_) | Err(_)) => failure = Some(RecordError::Long),
            }
        };
        Ok(Record { der, claimed_sha256: None })
    }

    /// The next line without white space around it; `Err` for one that is too long, which is passed over.
    fn line(&mut self) -> io::Result<Option<Result<Vec<u8>, RecordError>>> {
        let most = u64::try_from(MOST_CHARACTERS).unwrap_or(u64::MAX);
        let mut line = Vec::new();
        if self.reader.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.len() < MOST_CHARACTERS || line.ends_with(b"\n") {
            return Ok(Some(Ok(line.trim_ascii().to_vec())));
        }
        loop {
            let mut rest = Vec::new();
            let count = self.reader.by_ref().take(most).read_until(b'\n', &mut rest)?;
            if count == 0 || rest.ends_with(b"\n") {
                return Ok(Some(Err(RecordError::Long)));
            }
        }
    }
}

/// `sha256 base64`, as lists of certificates are kept. Other lines are what stands around PEM blocks.
fn digest_line(line: &[u8]) -> Option<Record> {
    let (digest, body) = line.split_at_checked(64)?;
    if !digest.iter().all(u8::is_ascii_hexdigit) || !body.first().is_some_and(u8::is_ascii_whitespace) {
        return None;
    }
    Some(Record {
        der: STANDARD.decode(body.trim_ascii()).map_err(|_| RecordError::NotBase64),
        claimed_sha256: std::str::from_utf8(digest).ok().map(str::to_lowercase),
    })
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let record = self.read().transpose();
        if !matches!(record, Some(Ok(_))) {
            self.is_done = true;
        }
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(input: &[u8]) -> Vec<Record> {
        Records::new(input).collect::<io::Result<_>>().expect("reads")
    }

    fn pem(body: &str) -> String {
        format!("-----BEGIN CERTIFICATE-----\r\n{body}\r\n-----END CERTIFICATE-----\r\n")
    }

    #[test]
    fn every_format_is_read_and_formats_may_be_mixed() {
        let digest = "ab".repeat(32);
        let input = format!("subject=x\n{}\n{digest} MIIC\n{}", pem("AAEC"), pem("AwQF"));
        let found = records(input.as_bytes());
        let bytes: Vec<_> = found.iter().map(|record| record.der.clone().expect("decodes")).collect();
        assert_eq!(bytes, [vec![0, 1, 2], vec![0x30, 0x82, 0x02], vec![3, 4, 5]]);
        assert_eq!(found[1].claimed_sha256, Some(digest));
        assert_eq!(records(&[0x30, 0x82, 0, 0])[0].der, Ok(vec![0x30, 0x82, 0, 0]));
        assert!(records(b"").is_empty() && records(b"nothing here\n").is_empty());
    }

    #[test]
    fn what_cannot_be_decoded_is_a_record_all_the_same() {
        let digest = "0".repeat(64);
        assert_eq!(records(format!("{digest} !!!").as_bytes())[0].der, Err(RecordError::NotBase64));
        assert_eq!(records(pem("!").as_bytes())[0].der, Err(RecordError::NotBase64));
        assert_eq!(records(b"-----BEGIN CERTIFICATE-----\nAAEC")[0].der, Err(RecordError::Unclosed));
        let long = pem(&format!("{}\n", "A".repeat(76)).repeat(2_000));
        assert_eq!(records(long.as_bytes())[0].der, Err(RecordError::Long));
        let endless = "A".repeat(MOST_CHARACTERS * 3);
        let found = records(format!("{endless}\n{}", pem("AAEC")).as_bytes());
        assert_eq!(
            found.iter().map(|record| record.der.clone()).collect::<Vec<_>>(),
            [Err(RecordError::Long), Ok(vec![0, 1, 2])]
        );
    }
}
