//! Rows of a delimited file, read byte by byte under the limits; whatever is not such a file is refused where it stops
//! being one.
//!
//! RFC 4180 with any one-byte separator: fields may be quoted, quotes in them doubled, line ends within them kept. Taken
//! besides: a byte-order mark in front, blanks behind a closing quote, a DOS end-of-file mark at the end (OFAC still
//! writes one). Written here, because a general reader takes what a list must not have: a quote that never closes, a
//! field without end, bytes that are no text.

use std::io::BufRead;

use super::ListFile;
use super::limits::{MOST_COLUMNS, MOST_FIELD_BYTES, MOST_FILE_BYTES};
use super::refusal::Refusal;

const DOS_END: u8 = 0x1A;

pub(super) struct Rows<'a> {
    name: String,
    content: Box<dyn BufRead + 'a>,
    separator: u8,
    bytes: u64,
    line: u64,
    peeked: Option<Option<u8>>,
}

/// One row and the line it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) fields: Vec<String>,
}

/// How a field ended.
enum End {
    Separator,
    Row,
    File,
}

impl<'a> Rows<'a> {
    pub(super) fn new(file: ListFile<'a>, separator: u8) -> Self {
        let ListFile { name, content } = file;
        Self { name, content, separator, bytes: 0, line: 1, peeked: None }
    }

    pub(super) fn file(&self) -> &str {
        &self.name
    }

    pub(super) fn refuse(
        &self,
        line: u64,
        column: usize,
        field: Option<&str>,
        why: impl Into<String>,
    ) -> Refusal {
        Refusal {
            file: self.name.clone(),
            line: Some(line),
            column: u64::try_from(column).ok(),
            field: field.map(str::to_owned),
            why: why.into(),
        }
    }

    /// The next row that is not empty; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Row>, Refusal> {
        if self.bytes == 0 {
            self.skip_mark()?;
        }
        loop {
            let line = self.line;
            let mut fields = Vec::new();
            let end = loop {
                let column = fields.len() + 1;
                if column > MOST_COLUMNS {
                    return Err(self.refuse(
                        line,
                        column,
                        None,
                        format!("a row has more than {MOST_COLUMNS} fields"),
                    ));
                }
                let (field, end) = self.field(column)?;
                fields.push(field);
                if !matches!(end, End::Separator) {
                    break end;
                }
            };
            let is_empty = fields.iter().all(String::is_empty) && fields.len() == 1;
            match end {
                End::File if is_empty => return Ok(None),
                End::Row if is_empty => {}
                End::File | End::Row | End::Separator => return Ok(Some(Row { line, fields })),
            }
        }
    }

    fn skip_mark(&mut self) -> Result<(), Refusal> {
        let buffered = self.content.fill_buf().map_err(|error| unreadable(&self.name, self.line, &error))?;
        if buffered.starts_with(b"\xEF\xBB\xBF") {
            self.content.consume(3);
            self.bytes = 3;
        }
        Ok(())
    }

    fn field(&mut self, column: usize) -> Result<(String, End), Refusal> {
        let line = self.line;
        let mut text = Vec::new();
        let mut is_quoted = false;
        if self.peek()? == Some(b'"') {
            self.take()?;
            is_quoted = true;
            self.quoted(&mut text, line, column)?;
        }
        let end = loop {
            let Some(byte) = self.take()? else { break End::File };
            if byte == self.separator {
                break End::Separator;
            }
            match byte {
                b'\n' => break End::Row,
                b'\r' if self.peek()? == Some(b'\n') => {}
                DOS_END if self.peek()?.is_none() => break End::File,
                b' ' if is_quoted => {}
                _ if is_quoted => {
                    return Err(self.refuse(
                        self.line,
                        column,
                        None,
                        "there is text behind the closing quote",
                    ));
                }
                _ => self.push(&mut text, byte, column)?,
            }
        };
        let text =
            String::from_utf8(text).map_err(|_| self.refuse(line, column, None, "the text is not UTF-8"))?;
        Ok((if is_quoted { text } else { text.trim().to_owned() }, end))
    }

    fn quoted(&mut self, text: &mut Vec<u8>, line: u64, column: usize) -> Result<(), Refusal> {
        loop {
            match self.take()? {
                None => {
                    return Err(self.refuse(
                        line,
                        column,
                        None,
                        "the file ends within a quoted field that begins here",
                    ));
                }
                Some(b'"') if self.peek()? == Some(b'"') => {
                    self.take()?;
                    text.push(b'"');
                }
                Some(b'"') => return Ok(()),
                Some(byte) => self.push(text, byte, column)?,
            }
        }
    }

    fn push(&self, text: &mut Vec<u8>, byte: u8, column: usize) -> Result<(), Refusal> {
        if byte == 0 {
            return Err(self.refuse(self.line, column, None, "there is a NUL byte in the text"));
        }
        if text.len() >= MOST_FIELD_BYTES {
            return Err(self.refuse(
                self.line,
                column,
                None,
                format!("a field has more than {MOST_FIELD_BYTES} bytes"),
            ));
        }
        text.push(byte);
        Ok(())
    }

    fn peek(&mut self) -> Result<Option<u8>, Refusal> {
        if let Some(peeked) = self.peeked {
            return Ok(peeked);
        }
        let byte = self.read()?;
        self.peeked = Some(byte);
        Ok(byte)
    }

    fn take(&mut self) -> Result<Option<u8>, Refusal> {
        let byte = match self.peeked.take() {
            Some(peeked) => peeked,
            None => self.read()?,
        };
        if byte == Some(b'\n') {
            self.line += 1;
        }
        Ok(byte)
    }

    fn read(&mut self) -> Result<Option<u8>, Refusal> {
        let buffered = self.content.fill_buf().map_err(|error| unreadable(&self.name, self.line, &error))?;
        let Some(byte) = buffered.first().copied() else { return Ok(None) };
        self.content.consume(1);
        self.bytes += 1;
        if self.bytes > MOST_FILE_BYTES {
            return Err(self.refuse(
                self.line,
                1,
                None,
                format!("the file has more than {MOST_FILE_BYTES} bytes"),
            ));
        }
        Ok(Some(byte))
    }
}

/// Also what a packed file that is damaged or cut off comes to.
pub(super) fn unreadable(file: &str, line: u64, error: &std::io::Error) -> Refusal {
    Refusal {
        file: file.to_owned(),
        line: Some(line),
        column: None,
        field: None,
        why: format!("the file cannot be read on: {error}"),
    }
}
