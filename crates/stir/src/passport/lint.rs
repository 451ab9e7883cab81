//! What is taken though it is not as it should be. Reported, never a reason to refuse.

use std::collections::BTreeSet;

/// A departure from the letter of a text that leaves the meaning clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lint {
    /// White space in the JSON (RFC 8225 section 9).
    Whitespace,
    /// Members of an object are not sorted (RFC 8225 section 9).
    MemberOrder,
    /// A character is escaped that can stand for itself (RFC 8225 section 9).
    Escape,
    /// A number in the claims has a `+` or separators (RFC 8224 section 8.3).
    NumberForm,
    /// `dest` is not sorted, or repeats itself (RFC 8225 section 5.2.1).
    DestinationOrder,
    /// `dest.tn` is a string and no array, as in an example of RFC 8946.
    BareDestination,
    /// `origid` is no UUID (RFC 8588 section 5).
    OrigidForm,
    /// The PASSporT header has parameters that nobody defined.
    UnknownHeader,
    /// The `ppt` parameter of the Identity header is missing, though the PASSporT has one (RFC 8224 section 4.1).
    PptParameterMissing,
}

impl Lint {
    /// Its code, for logs and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Whitespace => "whitespace",
            Self::MemberOrder => "member-order",
            Self::Escape => "needless-escape",
            Self::NumberForm => "number-form",
            Self::DestinationOrder => "dest-order",
            Self::BareDestination => "dest-no-array",
            Self::OrigidForm => "origid-no-uuid",
            Self::UnknownHeader => "unknown-header",
            Self::PptParameterMissing => "ppt-parameter-missing",
        }
    }
}

/// The lints of one token, each once. Costs nothing while there are none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lints(BTreeSet<Lint>);

impl Lints {
    /// Adds one.
    pub fn add(&mut self, lint: Lint) {
        self.0.insert(lint);
    }

    /// Whether it was reported.
    pub fn has(&self, lint: Lint) -> bool {
        self.0.contains(&lint)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = Lint> + '_ {
        self.0.iter().copied()
    }
}
