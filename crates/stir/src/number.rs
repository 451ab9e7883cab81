//! Telephone numbers in claims and certificates: RFC 8224 section 8.3, RFC 8226 section 9.

use std::fmt;

/// Digits of the longest number that is taken when nothing else is configured: RFC 8226 allows 15 in a `TelephoneNumber`,
/// and French portability prefixes before a number of 15 are seen in SIP.
pub const MOST_DIGITS: usize = 24;

/// A canonical telephone number: one or more of `0`–`9`, `#` and `*`, without the leading `+`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TelephoneNumber(String);

/// Why a text is no telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotANumber {
    /// Nothing is left when punctuation is dropped.
    #[error("no digits")]
    Empty,
    /// A character that neither counts nor is dropped.
    #[error("{0:?} stands in no telephone number")]
    Character(char),
    /// More digits than numbers have.
    #[error("{0} digits; at most {MOST_DIGITS} are taken")]
    Long(usize),
}

impl TelephoneNumber {
    /// The canonical form of a number as it is written: a leading `+`, and visual separators (RFC 3966 section 3) go.
    ///
    /// # Errors
    /// What is left is no number.
    pub fn canonical(written: &str) -> Result<Self, NotANumber> {
        let written = written.trim();
        let body = written.strip_prefix('+').unwrap_or(written);
        let mut digits = String::with_capacity(body.len().min(MOST_DIGITS));
        for character in body.chars() {
            match character {
                '0'..='9' | '#' | '*' => digits.push(character),
                '-' | '.' | '(' | ')' | ' ' => {}
                other => return Err(NotANumber::Character(other)),
            }
            if digits.len() > MOST_DIGITS {
                return Err(NotANumber::Long(digits.len()));
            }
        }
        if digits.is_empty() { Err(NotANumber::Empty) } else { Ok(Self(digits)) }
    }

    /// The number, digits only.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TelephoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(written: &str) -> Result<String, NotANumber> {
        TelephoneNumber::canonical(written).map(|number| number.to_string())
    }

    #[test]
    fn punctuation_and_the_plus_go() {
        assert_eq!(canonical("+1 (215) 555-1212").as_deref(), Ok("12155551212"));
        assert_eq!(canonical("12155551212").as_deref(), Ok("12155551212"));
        assert_eq!(canonical("*67#").as_deref(), Ok("*67#"));
    }

    #[test]
    fn what_is_no_number_is_named() {
        assert_eq!(canonical(""), Err(NotANumber::Empty));
        assert_eq!(canonical("+"), Err(NotANumber::Empty));
        assert_eq!(canonical("anonymous"), Err(NotANumber::Character('a')));
        assert_eq!(canonical("1+2"), Err(NotANumber::Character('+')));
        assert_eq!(canonical(&"1".repeat(25)), Err(NotANumber::Long(25)));
    }
}
