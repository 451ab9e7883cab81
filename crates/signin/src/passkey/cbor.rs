//! As much of CBOR (RFC 8949) as authenticators write: the canonical form of CTAP2 has no indefinite lengths, so whatever
//! has some is refused. Lengths come from strangers: nothing is allocated by them, and nesting is bounded.

use super::Refusal;

/// How deep anything may be nested that is skipped. CTAP2 §8 allows four levels; attestation statements stay below.
const DEEPEST: u8 = 8;

/// What was read from the front of some bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

/// The major types of RFC 8949 §3.1.
mod major {
    pub(super) const UNSIGNED: u8 = 0;
    pub(super) const NEGATIVE: u8 = 1;
    pub(super) const BYTES: u8 = 2;
    pub(super) const TEXT: u8 = 3;
    pub(super) const ARRAY: u8 = 4;
    pub(super) const MAP: u8 = 5;
    pub(super) const TAG: u8 = 6;
}

type Result<T> = std::result::Result<T, Refusal>;

fn broken() -> Refusal {
    Refusal::Malformed("CBOR")
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next `count` bytes as they are.
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(broken)?;
        self.rest = rest;
        Ok(taken)
    }

    fn be(&mut self, count: usize) -> Result<u64> {
        Ok(self.take(count)?.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
    }

    /// The major type and the argument of the next item.
    fn head(&mut self) -> Result<(u8, u64)> {
        let first = self.be(1)?;
        let major = u8::try_from(first >> 5).map_err(|_| broken())?;
        let argument = match first & 0x1f {
            small @ 0..=23 => small,
            24 => self.be(1)?,
            25 => self.be(2)?,
            26 => self.be(4)?,
            27 => self.be(8)?,
            _ => return Err(broken()),
        };
        Ok((major, argument))
    }

    fn expect(&mut self, wanted: u8) -> Result<u64> {
        let (major, argument) = self.head()?;
        if major == wanted { Ok(argument) } else { Err(broken()) }
    }

    /// How many pairs follow.
    pub(super) fn map(&mut self) -> Result<u64> {
        self.expect(major::MAP)
    }

    /// A text.
    pub(super) fn text(&mut self) -> Result<&'a str> {
        let length = self.expect(major::TEXT)?;
        let bytes = self.take(usize::try_from(length).map_err(|_| broken())?)?;
        std::str::from_utf8(bytes).map_err(|_| broken())
    }

    /// Bytes.
    pub(super) fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.expect(major::BYTES)?;
        self.take(usize::try_from(length).map_err(|_| broken())?)
    }

    /// A whole number of either sign.
    pub(super) fn integer(&mut self) -> Result<i64> {
        let (major, argument) = self.head()?;
        let number = i64::try_from(argument).map_err(|_| broken())?;
        match major {
            major::UNSIGNED => Ok(number),
            major::NEGATIVE => Ok(-1 - number),
            _ => Err(broken()),
        }
    }

    /// Reads over one item of any kind.
    pub(super) fn skip(&mut self) -> Result<()> {
        self.skip_within(DEEPEST)
    }

    fn skip_within(&mut self, depth: u8) -> Result<()> {
        let inner = depth.checked_sub(1).ok_or_else(broken)?;
        let (major, argument) = self.head()?;
        match major {
            major::BYTES | major::TEXT => {
                self.take(usize::try_from(argument).map_err(|_| broken())?)?;
            }
            // Each item takes at least a byte, so the bytes end before a made-up number does.
            major::ARRAY => (0..argument).try_for_each(|_| self.skip_within(inner))?,
            major::MAP => (0..argument).try_for_each(|_| {
                self.skip_within(inner)?;
                self.skip_within(inner)
            })?,
            major::TAG => self.skip_within(inner)?,
            // Numbers, and simple values and floats, which are all in their heads.
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(bytes: &[u8]) -> Result<usize> {
        let mut reader = Reader::new(bytes);
        reader.skip()?;
        Ok(bytes.len() - reader.rest().len())
    }

    /// RFC 8949, appendix A.
    #[test]
    fn items_of_the_standards_own_examples_are_read_to_their_end() {
        for example in [
            "00",
            "17",
            "1818",
            "1903e8",
            "1a000f4240",
            "1b000000e8d4a51000",
            "20",
            "3903e7",
            "f93c00",
            "fa47c35000",
            "fb3ff199999999999a",
            "f4",
            "f6",
            "f0",
            "c074323031332d30332d32315432303a30343a30305a",
            "40",
            "4401020304",
            "60",
            "6449455446",
            "80",
            "83010203",
            "8301820203820405",
            "a0",
            "a201020304",
            "a26161016162820203",
        ] {
            let bytes = hex::decode(example).unwrap();
            assert_eq!(skipped(&bytes), Ok(bytes.len()), "{example}");
        }
        assert_eq!(Reader::new(&[0x39, 0x01, 0x00]).integer(), Ok(-257));
        assert_eq!(Reader::new(b"\x64IETF").text(), Ok("IETF"));
    }

    #[test]
    fn what_is_indefinite_cut_off_too_deep_or_longer_than_it_is_is_refused() {
        for broken in [
            &b""[..],
            b"\x5f\x42\x01\x02\xff",
            b"\x9f\xff",
            b"\x44\x01\x02",
            b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x01",
            b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\x1c",
            &[0x81; 9],
        ] {
            assert_eq!(skipped(broken), Err(Refusal::Malformed("CBOR")), "{broken:02x?}");
        }
        assert_eq!(
            Reader::new(b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff").integer(),
            Err(Refusal::Malformed("CBOR"))
        );
    }
}
