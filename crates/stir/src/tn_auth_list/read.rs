//! Reading a TNAuthList out of bytes that a stranger made. Each way to be wrong has a name, for the lint's reader.

use super::{MOST_DIGITS, ServiceProviderCode, TelephoneNumberRange, TnAuthList, TnEntry};
use crate::{
    der::{self, DerError, Reader},
    number::TelephoneNumber,
};

/// Why bytes are no TNAuthList.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TnAuthListError {
    /// Not the DER it must be.
    #[error("not a TNAuthorizationList in DER")]
    Der(#[from] DerError),
    /// No entries at all: the list has one or more.
    #[error("an empty list")]
    Empty,
    /// An entry with an implicit tag: the module of RFC 8226 has explicit ones.
    #[error("entry {0:#04x} is tagged implicitly; the tags of RFC 8226 are explicit")]
    ImplicitTag(u8),
    /// An entry of no known kind.
    #[error("entry {0:#04x} is neither a code nor a range nor a number")]
    UnknownEntry(u8),
    /// A service provider code without characters.
    #[error("an empty service provider code")]
    CodeEmpty,
    /// A character that is not printable ASCII.
    #[error("{0:?} in a service provider code")]
    CodeCharacter(char),
    /// A telephone number is 1 to 15 characters.
    #[error("a telephone number of {0} characters; 1 to 15 are allowed")]
    NumberLength(usize),
    /// Something else than digits, `#` and `*`.
    #[error("{0:?} in a telephone number")]
    NumberCharacter(char),
    /// A range of fewer than two numbers.
    #[error("a range of {0} numbers; it has two or more")]
    CountTooSmall(u64),
    /// A range that starts with `#` or `*`.
    #[error("a range whose start has more than digits")]
    RangeNotDigits,
    /// `start + count` is not less than `10^D`.
    #[error("a range that grows by a digit")]
    RangeTooLong,
}

impl TnAuthList {
    /// The list in an extension's value, or in a body of type `application/tnauthlist`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn from_der(bytes: &[u8]) -> Result<Self, TnAuthListError> {
        let mut reader = Reader::new(der::only(bytes, der::SEQUENCE)?);
        let mut entries = Vec::new();
        while !reader.is_at_end() {
            let (tag, content) = reader.any()?;
            entries.push(entry(tag, content)?);
        }
        if entries.is_empty() { Err(TnAuthListError::Empty) } else { Ok(Self::new(entries)) }
    }
}

fn entry(tag: u8, content: &[u8]) -> Result<TnEntry, TnAuthListError> {
    const SPC: u8 = der::explicit(0);
    const RANGE: u8 = der::explicit(1);
    const ONE: u8 = der::explicit(2);
    let mut reader = Reader::new(content);
    let entry = match tag {
        SPC => TnEntry::Spc(ServiceProviderCode::new(reader.ia5()?)?),
        RANGE if reader.tag() == Some(der::IA5_STRING) => return Err(TnAuthListError::ImplicitTag(tag)),
        RANGE => {
            let mut fields = Reader::new(reader.element(der::SEQUENCE)?);
            let start = number(fields.ia5()?)?;
            // What the extension mark of the type may bring later follows here, and is passed over.
            TnEntry::Range(TelephoneNumberRange::new(start, fields.unsigned()?)?)
        }
        ONE => TnEntry::One(number(reader.ia5()?)?),
        // [0] and [2] around a primitive text, without the text's own tag.
        0x80 | 0x82 => return Err(TnAuthListError::ImplicitTag(tag)),
        _ => return Err(TnAuthListError::UnknownEntry(tag)),
    };
    reader.end()?;
    Ok(entry)
}

fn number(text: &str) -> Result<TelephoneNumber, TnAuthListError> {
    if text.is_empty() || text.len() > MOST_DIGITS {
        return Err(TnAuthListError::NumberLength(text.len()));
    }
    // `canonical` drops punctuation that has no place in a certificate.
    match text.chars().find(|character| !matches!(character, '0'..='9' | '#' | '*')) {
        Some(character) => Err(TnAuthListError::NumberCharacter(character)),
        None => TelephoneNumber::canonical(text).map_err(|_| TnAuthListError::NumberLength(text.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(hex: &str) -> Result<TnAuthList, TnAuthListError> {
        let bytes: Vec<u8> =
            hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("hexadecimal")).collect();
        TnAuthList::from_der(&bytes)
    }

    #[test]
    fn the_list_of_a_real_certificate_is_read() {
        let list = read("30 08 A0 06 16 04 37 30 39 4A").expect("a list");
        assert_eq!(list.entries(), [TnEntry::Spc(ServiceProviderCode::new("709J").expect("a code"))]);
    }

    #[test]
    fn numbers_and_ranges_are_read() {
        let list = read("30 11 A1 09 30 07 16 02 31 30 02 01 50 A2 04 16 02 2A 36").expect("a list");
        assert_eq!(
            list.entries().iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["80 numbers from 10", "number *6"]
        );
    }

    #[test]
    fn each_way_to_be_wrong_has_its_name() {
        for (hex, error) in [
            ("", TnAuthListError::Der(DerError::Truncated)),
            ("30 00", TnAuthListError::Empty),
            ("30 06 80 04 37 30 39 4A", TnAuthListError::ImplicitTag(0x80)),
            ("30 09 A1 07 16 02 31 30 02 01 50", TnAuthListError::ImplicitTag(0xa1)),
            ("30 04 A3 02 16 00", TnAuthListError::UnknownEntry(0xa3)),
            ("30 04 A0 02 16 00", TnAuthListError::CodeEmpty),
            ("30 05 A0 03 16 01 0A", TnAuthListError::CodeCharacter('\n')),
            ("30 05 A0 03 16 01 C3", TnAuthListError::Der(DerError::Text)),
            ("30 04 A2 02 16 00", TnAuthListError::NumberLength(0)),
            ("30 06 A2 04 16 02 2B 31", TnAuthListError::NumberCharacter('+')),
            ("30 0B A1 09 30 07 16 02 31 30 02 01 5B", TnAuthListError::RangeTooLong),
            ("30 0B A1 09 30 07 16 02 31 30 02 01 01", TnAuthListError::CountTooSmall(1)),
            ("30 08 A0 06 16 04 37 30 39 4A 00", TnAuthListError::Der(DerError::Trailing(1))),
            ("30 09 A0 07 16 03 37 30 39 05 00", TnAuthListError::Der(DerError::Trailing(2))),
            ("30 06 A0 04 0C 02 37 30", TnAuthListError::Der(DerError::Tag { expected: 0x16, found: 0x0c })),
        ] {
            assert_eq!(read(hex), Err(error), "{hex}");
        }
    }
}
