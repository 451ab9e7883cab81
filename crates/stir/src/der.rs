//! The little of DER that our own extensions need: X.690, definite minimal lengths, one-byte tags.
//!
//! What it reads comes from strangers: every length is checked against what is left, nothing is copied, nothing recurses.

/// Why bytes are no DER of the expected shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DerError {
    /// A length points behind the end.
    #[error("the encoding ends early")]
    Truncated,
    /// An indefinite, overlong or absurd length.
    #[error("a length that DER does not have")]
    Length,
    /// Another element than the one that stands here by the standard.
    #[error("element {found:#04x} where {expected:#04x} belongs")]
    Tag {
        /// What belongs here.
        expected: u8,
        /// What stands here.
        found: u8,
    },
    /// Something follows where nothing may.
    #[error("{0} bytes follow the end")]
    Trailing(usize),
    /// An integer that is negative, padded or larger than anything meant.
    #[error("an integer that cannot be meant")]
    Integer,
    /// Text with bytes that its type does not allow.
    #[error("text that is not of its type")]
    Text,
}

/// `SEQUENCE`.
pub(crate) const SEQUENCE: u8 = 0x30;
/// `INTEGER`.
pub(crate) const INTEGER: u8 = 0x02;
/// `IA5String`.
pub(crate) const IA5_STRING: u8 = 0x16;
/// `UTF8String`.
pub(crate) const UTF8_STRING: u8 = 0x0c;

/// The tag of `[number] EXPLICIT`, for numbers below 31.
pub(crate) const fn explicit(number: u8) -> u8 {
    0xa0 | number
}

/// Reads one element after the other.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The tag of the next element, if there is one.
    pub(crate) fn tag(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element, whatever it is: its tag and content.
    pub(crate) fn any(&mut self) -> Result<(u8, &'a [u8]), DerError> {
        let (&tag, rest) = self.rest.split_first().ok_or(DerError::Truncated)?;
        let (&first, mut rest) = rest.split_first().ok_or(DerError::Truncated)?;
        let length = if first < 0x80 {
            usize::from(first)
        } else {
            // 0x80 is the indefinite form; more than three bytes are more than anyone may send us.
            let count = usize::from(first & 0x7f);
            if count == 0 || count > 3 {
                return Err(DerError::Length);
            }
            let (bytes, after) = rest.split_at_checked(count).ok_or(DerError::Truncated)?;
            rest = after;
            let length = bytes.iter().fold(0_usize, |length, byte| (length << 8) | usize::from(*byte));
            let is_minimal = length >= 0x80 && bytes.first() != Some(&0);
            if !is_minimal {
                return Err(DerError::Length);
            }
            length
        };
        let (content, rest) = rest.split_at_checked(length).ok_or(DerError::Truncated)?;
        self.rest = rest;
        Ok((tag, content))
    }

    /// The content of the next element, which must have this tag.
    pub(crate) fn element(&mut self, expected: u8) -> Result<&'a [u8], DerError> {
        match self.tag() {
            Some(found) if found != expected => Err(DerError::Tag { expected, found }),
            _ => self.any().map(|(_, content)| content),
        }
    }

    /// The content of the next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, DerError> {
        if self.tag() == Some(tag) { self.element(tag).map(Some) } else { Ok(None) }
    }

    /// A non-negative integer that fits.
    pub(crate) fn unsigned(&mut self) -> Result<u64, DerError> {
        let content = self.element(INTEGER)?;
        match content {
            [] => Err(DerError::Integer),
            [first, ..] if *first >= 0x80 => Err(DerError::Integer),
            [0, second, ..] if *second < 0x80 => Err(DerError::Integer),
            _ if content.len() > 8 => Err(DerError::Integer),
            _ => Ok(content.iter().fold(0_u64, |value, byte| (value << 8) | u64::from(*byte))),
        }
    }

    /// An `IA5String`.
    pub(crate) fn ia5(&mut self) -> Result<&'a str, DerError> {
        let content = self.element(IA5_STRING)?;
        std::str::from_utf8(content).ok().filter(|text| text.is_ascii()).ok_or(DerError::Text)
    }

    /// A `UTF8String`.
    pub(crate) fn utf8(&mut self) -> Result<&'a str, DerError> {
        std::str::from_utf8(self.element(UTF8_STRING)?).map_err(|_| DerError::Text)
    }

    /// Nothing may follow.
    pub(crate) fn end(self) -> Result<(), DerError> {
        if self.rest.is_empty() { Ok(()) } else { Err(DerError::Trailing(self.rest.len())) }
    }

    /// Whether all is read.
    pub(crate) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }
}

/// One element that is all there is: its content.
pub(crate) fn only(bytes: &[u8], tag: u8) -> Result<&[u8], DerError> {
    let mut reader = Reader::new(bytes);
    let content = reader.element(tag)?;
    reader.end()?;
    Ok(content)
}

/// Appends an element.
pub(crate) fn put(into: &mut Vec<u8>, tag: u8, content: &[u8]) {
    into.push(tag);
    let length = content.len().to_be_bytes();
    let significant = length.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>();
    match (significant.as_slice(), u8::try_from(significant.len())) {
        ([], _) => into.push(0),
        ([short], _) if *short < 0x80 => into.push(*short),
        (long, count) => {
            into.push(0x80 | count.unwrap_or(0));
            into.extend_from_slice(long);
        }
    }
    into.extend_from_slice(content);
}

/// One element.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(content.len().saturating_add(4));
    put(&mut bytes, tag, content);
    bytes
}

/// A non-negative `INTEGER`.
pub(crate) fn unsigned(value: u64) -> Vec<u8> {
    let mut content: Vec<u8> = value.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    if content.first().is_none_or(|first| *first >= 0x80) {
        content.insert(0, 0);
    }
    element(INTEGER, &content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let content = vec![7; length];
            assert_eq!(only(&element(SEQUENCE, &content), SEQUENCE), Ok(content.as_slice()), "{length}");
        }
        for value in [0, 1, 127, 128, 255, 256, 1 << 40] {
            assert_eq!(Reader::new(&unsigned(value)).unsigned(), Ok(value));
        }
    }

    #[test]
    fn lengths_that_der_does_not_have_are_refused() {
        for (bytes, error) in [
            (&[0x30, 0x80, 0, 0][..], DerError::Length),
            (&[0x30, 0x81, 0x01, 0], DerError::Length),
            (&[0x30, 0x82, 0x00, 0x80], DerError::Length),
            (&[0x30, 0x84, 1, 1, 1, 1], DerError::Length),
            (&[0x30, 0x05, 0], DerError::Truncated),
            (&[0x30], DerError::Truncated),
            (&[0x30, 0x82, 0x01], DerError::Truncated),
        ] {
            assert_eq!(only(bytes, SEQUENCE), Err(error), "{bytes:x?}");
        }
        assert_eq!(only(&[0x30, 0, 0], SEQUENCE), Err(DerError::Trailing(1)));
        assert_eq!(only(&[0x31, 0], SEQUENCE), Err(DerError::Tag { expected: 0x30, found: 0x31 }));
    }

    #[test]
    fn integers_are_minimal_and_not_negative() {
        for bytes in [&[2, 0][..], &[2, 1, 0x80], &[2, 2, 0, 0x7f], &[2, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1]] {
            assert_eq!(Reader::new(bytes).unsigned(), Err(DerError::Integer), "{bytes:x?}");
        }
    }
}
