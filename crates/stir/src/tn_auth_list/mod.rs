//! TNAuthList: the numbers and service providers that a certificate speaks for (RFC 8226 section 9).
//!
//! The module of that RFC has EXPLICIT tags, and so do all certificates in use; a reader that expects implicit ones reads none
//! of them. Reading is in `read`, the encoding for certificate requests in `write`.

mod read;
mod write;

use std::fmt;

pub use read::TnAuthListError;

use crate::number::TelephoneNumber;

/// `id-pe-TNAuthList`.
pub(crate) const OID: &str = "1.3.6.1.5.5.7.1.26";

/// `id-ad-stirTNList`: where a list by reference is, in the Authority Information Access.
pub(crate) const BY_REFERENCE_OID: &str = "1.3.6.1.5.5.7.48.14";

/// Digits of the longest number in a certificate.
pub(crate) const MOST_DIGITS: usize = 15;

/// Service provider code: in SHAKEN a company code of digits and capitals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceProviderCode(String);

impl ServiceProviderCode {
    /// A code, which is printable ASCII.
    ///
    /// # Errors
    /// It is empty, or has other characters.
    pub fn new(code: &str) -> Result<Self, TnAuthListError> {
        if code.is_empty() {
            return Err(TnAuthListError::CodeEmpty);
        }
        match code.chars().find(|character| !(' '..='~').contains(character)) {
            Some(character) => Err(TnAuthListError::CodeCharacter(character)),
            None => Ok(Self(code.to_owned())),
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ServiceProviderCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `count` numbers of the same length, beginning with `start`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TelephoneNumberRange {
    start: TelephoneNumber,
    count: u64,
}

impl TelephoneNumberRange {
    /// A range by the rules of RFC 8226: digits only, two numbers or more, and `start + count < 10^D`.
    ///
    /// # Errors
    /// It breaks one of them.
    pub fn new(start: TelephoneNumber, count: u64) -> Result<Self, TnAuthListError> {
        if count < 2 {
            return Err(TnAuthListError::CountTooSmall(count));
        }
        let span = Span::of(&start, count).ok_or(TnAuthListError::RangeNotDigits)?;
        let limit = u32::try_from(span.digits).ok().and_then(|digits| 10_u64.checked_pow(digits));
        match (span.first.checked_add(count), limit) {
            (Some(end), Some(limit)) if end < limit => Ok(Self { start, count }),
            _ => Err(TnAuthListError::RangeTooLong),
        }
    }

    /// The first number.
    pub fn start(&self) -> &TelephoneNumber {
        &self.start
    }

    /// How many numbers.
    pub fn count(&self) -> u64 {
        self.count
    }
}

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TnEntry {
    /// All numbers of a service provider.
    Spc(ServiceProviderCode),
    /// Numbers in a row.
    Range(TelephoneNumberRange),
    /// One number.
    One(TelephoneNumber),
}

impl fmt::Display for TnEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spc(code) => write!(f, "SPC {code}"),
            Self::Range(range) => write!(f, "{} numbers from {}", range.count, range.start),
            Self::One(number) => write!(f, "number {number}"),
        }
    }
}

/// What a certificate speaks for: the sum of its entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TnAuthList {
    entries: Vec<TnEntry>,
}

/// Whether a parent's list contains a child's (RFC 9060 section 4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encompassing {
    /// Entry by entry.
    Proved,
    /// Numbers below a service provider code: true if they are that provider's, which the certificates alone do not tell.
    ByCode,
    /// This entry of the child's is not the parent's to give.
    Refused(TnEntry),
}

impl TnAuthList {
    /// A list of these entries.
    pub fn new(entries: Vec<TnEntry>) -> Self {
        Self { entries }
    }

    /// Its entries.
    pub fn entries(&self) -> &[TnEntry] {
        &self.entries
    }

    /// Its service provider codes.
    pub fn codes(&self) -> impl Iterator<Item = &ServiceProviderCode> {
        self.entries.iter().filter_map(|entry| match entry {
            TnEntry::Spc(code) => Some(code),
            TnEntry::Range(_) | TnEntry::One(_) => None,
        })
    }

    /// Whether it names telephone numbers, as the lists of delegates do.
    pub fn has_numbers(&self) -> bool {
        self.entries.iter().any(|entry| !matches!(entry, TnEntry::Spc(_)))
    }

    /// Whether this number is in it by number or range. A service provider code covers its provider's numbers too, but which
    /// those are is not in the certificate: ask [`Self::codes`].
    pub fn covers(&self, number: &TelephoneNumber) -> bool {
        let span = Span::of(number, 1);
        self.entries.iter().any(|entry| match (entry, span) {
            (TnEntry::Spc(_), _) => false,
            (TnEntry::One(one), _) => one == number,
            (TnEntry::Range(range), Some(span)) => {
                Span::of(&range.start, range.count).is_some_and(|whole| whole.contains(span))
            }
            (TnEntry::Range(_), None) => false,
        })
    }

    /// Adds the list that a certificate gives by reference: together they are its authority.
    pub fn extend(&mut self, other: Self) {
        self.entries.extend(other.entries);
    }

    /// Whether this list, a parent's, contains a child's.
    pub fn encompasses(&self, child: &Self) -> Encompassing {
        let mut answer = Encompassing::Proved;
        for entry in &child.entries {
            let is_listed = match entry {
                TnEntry::Spc(code) => self.codes().any(|own| own == code),
                TnEntry::One(number) => self.covers(number),
                TnEntry::Range(range) => {
                    Span::of(&range.start, range.count).is_some_and(|span| self.covers_span(span))
                }
            };
            if is_listed {
                continue;
            }
            if matches!(entry, TnEntry::Spc(_)) || self.codes().next().is_none() {
                return Encompassing::Refused(entry.clone());
            }
            answer = Encompassing::ByCode;
        }
        answer
    }

    /// Whether ranges and numbers that touch one another cover these.
    fn covers_span(&self, mut wanted: Span) -> bool {
        while wanted.first < wanted.end {
            let reached = self
                .entries
                .iter()
                .filter_map(|entry| match entry {
                    TnEntry::Spc(_) => None,
                    TnEntry::One(number) => Span::of(number, 1),
                    TnEntry::Range(range) => Span::of(&range.start, range.count),
                })
                .filter(|own| own.digits == wanted.digits && own.first <= wanted.first)
                .map(|own| own.end)
                .max();
            match reached {
                Some(end) if end > wanted.first => wanted.first = end,
                _ => return false,
            }
        }
        true
    }
}

/// Numbers of `digits` digits from `first` to before `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    digits: usize,
    first: u64,
    end: u64,
}

impl Span {
    /// `None` for numbers with `#` or `*`, which do not count, and for those that no certificate can have.
    fn of(start: &TelephoneNumber, count: u64) -> Option<Self> {
        let text = start.as_str();
        if text.len() > MOST_DIGITS || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let first = text.parse::<u64>().ok()?;
        Some(Self { digits: text.len(), first, end: first.checked_add(count)? })
    }

    fn contains(self, other: Self) -> bool {
        self.digits == other.digits && self.first <= other.first && other.end <= self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(digits: &str) -> TelephoneNumber {
        TelephoneNumber::canonical(digits).expect("a number")
    }

    fn spc(code: &str) -> TnEntry {
        TnEntry::Spc(ServiceProviderCode::new(code).expect("a code"))
    }

    fn one(digits: &str) -> TnEntry {
        TnEntry::One(number(digits))
    }

    fn range(start: &str, count: u64) -> TnEntry {
        TnEntry::Range(TelephoneNumberRange::new(number(start), count).expect("a range"))
    }

    fn list<const N: usize>(entries: &[TnEntry; N]) -> TnAuthList {
        TnAuthList::new(entries.to_vec())
    }

    #[test]
    fn a_range_covers_its_numbers_and_no_others() {
        let list = list(&[range("12155550100", 100), one("*67")]);
        for (digits, is_covered) in [
            ("12155550100", true),
            ("12155550199", true),
            ("12155550200", false),
            ("12155550099", false),
            ("012155550100", false),
            ("*67", true),
            ("67", false),
        ] {
            assert_eq!(list.covers(&number(digits)), is_covered, "{digits}");
        }
    }

    #[test]
    fn a_range_never_grows_by_a_digit() {
        let range = |start, count| TelephoneNumberRange::new(number(start), count).map(|_| ());
        assert_eq!(range("10", 91), Err(TnAuthListError::RangeTooLong));
        assert_eq!(range("10", 90), Err(TnAuthListError::RangeTooLong));
        assert_eq!(range("10", 89), Ok(()));
        assert_eq!(range("10", 1), Err(TnAuthListError::CountTooSmall(1)));
        assert_eq!(range("*10", 5), Err(TnAuthListError::RangeNotDigits));
        assert_eq!(range("999999999999990", u64::MAX), Err(TnAuthListError::RangeNotDigits));
        assert_eq!(range("999999999999990", 20), Err(TnAuthListError::RangeTooLong));
    }

    #[test]
    fn a_code_alone_covers_no_number() {
        let list = list(&[spc("709J")]);
        assert!(!list.covers(&number("12155550100")));
        assert_eq!(list.codes().map(ServiceProviderCode::as_str).collect::<Vec<_>>(), ["709J"]);
    }

    #[test]
    fn a_parent_contains_what_its_entries_contain() {
        let parent =
            list(&[range("12155550100", 50), range("12155550150", 50), one("12155550200"), spc("1")]);
        assert_eq!(parent.encompasses(&list(&[range("12155550120", 81)])), Encompassing::Proved);
        assert_eq!(parent.encompasses(&list(&[one("12155550199"), spc("1")])), Encompassing::Proved);
        assert_eq!(parent.encompasses(&list(&[spc("2")])), Encompassing::Refused(spc("2")));
        assert_eq!(parent.encompasses(&list(&[range("12155550120", 82)])), Encompassing::ByCode);
        let numbers = list(&[range("12155550100", 50)]);
        assert_eq!(
            numbers.encompasses(&list(&[one("12155550150")])),
            Encompassing::Refused(one("12155550150"))
        );
        assert_eq!(numbers.encompasses(&list(&[spc("1")])), Encompassing::Refused(spc("1")));
    }
}
