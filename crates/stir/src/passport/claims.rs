//! What a PASSporT claims.

use std::collections::BTreeMap;
use std::fmt;

use crate::number::TelephoneNumber;
use crate::uri;

/// How well the signer knows the caller: RFC 8588 section 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attest {
    /// Full: knows the caller, and that the number is theirs.
    A,
    /// Partial: knows the caller.
    B,
    /// Gateway: knows where the call came in.
    C,
}

impl Attest {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }

    /// Exactly one capital letter; `a` and `Attack` are none.
    pub fn named(name: &str) -> Option<Self> {
        [Self::A, Self::B, Self::C].into_iter().find(|attest| attest.as_str() == name)
    }
}

impl fmt::Display for Attest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A caller or a called party.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A telephone number, in canonical form.
    Number(TelephoneNumber),
    /// Anything else, as it is written.
    Uri(String),
}

impl Party {
    /// The number, if it is one.
    pub const fn number(&self) -> Option<&TelephoneNumber> {
        match self {
            Self::Number(number) => Some(number),
            Self::Uri(_) => None,
        }
    }

    /// Whether both are one: the same number, or URIs that differ in nothing that says whom.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::Uri(one), Self::Uri(other)) => {
                one == other || uri::canonical(one) == uri::canonical(other)
            }
            (Self::Number(_), Self::Uri(_)) | (Self::Uri(_), Self::Number(_)) => false,
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Uri(uri) => f.write_str(uri),
        }
    }
}

/// Whom a call is for: sorted, each once, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destinations {
    numbers: Vec<TelephoneNumber>,
    uris: Vec<String>,
}

impl Destinations {
    /// From parties in any order; `None` of none.
    pub fn new(parties: impl IntoIterator<Item = Party>) -> Option<Self> {
        let (mut numbers, mut uris) = (Vec::new(), Vec::new());
        for party in parties {
            match party {
                Party::Number(number) => numbers.push(number),
                Party::Uri(uri) => uris.push(uri),
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        uris.sort_unstable();
        uris.dedup();
        (!(numbers.is_empty() && uris.is_empty())).then_some(Self { numbers, uris })
    }

    /// The numbers.
    pub fn numbers(&self) -> &[TelephoneNumber] {
        &self.numbers
    }

    /// The URIs.
    pub fn uris(&self) -> &[String] {
        &self.uris
    }

    /// All of them.
    pub fn parties(&self) -> impl Iterator<Item = Party> + '_ {
        let numbers = self.numbers.iter().cloned().map(Party::Number);
        numbers.chain(self.uris.iter().cloned().map(Party::Uri))
    }

    /// Whether a party is among them.
    pub fn has(&self, party: &Party) -> bool {
        match party {
            Party::Number(number) => self.numbers.contains(number),
            Party::Uri(_) => self.uris.iter().any(|uri| Party::Uri(uri.clone()).is_same(party)),
        }
    }
}

/// From whom a call was diverted: RFC 8946 section 3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diversion {
    /// Who it was for before.
    pub from: Party,
    /// Its place among the History-Info headers, as in `1.2.1`.
    pub history_index: Option<String>,
}

/// A key that will encrypt the media: RFC 8225 section 5.2.2. Sorted by algorithm, then digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint {
    /// As in SDP: `sha-256`.
    pub algorithm: String,
    /// Hexadecimal, without colons.
    pub digest: String,
}

/// What a PASSporT of any type claims.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// shaken: how well the caller is known.
    pub attest: Option<Attest>,
    /// Whom the call is for.
    pub dest: Destinations,
    /// div, div-o: from whom it was diverted.
    pub div: Option<Diversion>,
    /// When the token was made: seconds since 1970.
    pub iat: i64,
    /// Keys of the media, sorted; empty if it says nothing about them.
    pub mky: Vec<Fingerprint>,
    /// div-o: the PASSporT before this one.
    pub opt: Option<String>,
    /// Who calls.
    pub orig: Party,
    /// shaken: where the call came into the signer's network, a UUID.
    pub origid: Option<String>,
    /// Everything else: `rcd`, `rcdi`, `crn` (see [`crate::rcd`]), `rph`, `iss`, and what nobody here knows.
    pub others: BTreeMap<String, serde_json::Value>,
}

impl Claims {
    /// Those that every type has.
    pub const fn new(orig: Party, dest: Destinations, iat: i64) -> Self {
        Self {
            attest: None,
            dest,
            div: None,
            iat,
            mky: Vec::new(),
            opt: None,
            orig,
            origid: None,
            others: BTreeMap::new(),
        }
    }
}
