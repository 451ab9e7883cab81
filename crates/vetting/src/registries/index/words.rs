//! The words of a name in a register: each a word of the dictionary, and what it is in this name.

use super::dictionary::Word;
use crate::names::Kind;

/// A word in its place, in four bytes: the upper three bits say what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Placed(u32);

const KINDS: [Kind; 8] = [
    Kind::Core,
    Kind::LegalForm,
    Kind::Generic,
    Kind::Number,
    Kind::Initial,
    Kind::Honorific,
    Kind::Particle,
    Kind::Stop,
];
const WORD_BITS: u32 = 29;
const WORD_MASK: u32 = (1 << WORD_BITS) - 1;

impl Placed {
    pub(super) fn new(word: Word, kind: Kind) -> Self {
        let number =
            KINDS.iter().zip(0_u32..).find(|(known, _)| **known == kind).map_or(0, |(_, number)| number);
        Self((number << WORD_BITS) | (word & WORD_MASK))
    }

    pub(super) fn word(self) -> Word {
        self.0 & WORD_MASK
    }

    pub(super) fn kind(self) -> Kind {
        let number = usize::try_from(self.0 >> WORD_BITS).unwrap_or_default();
        KINDS.get(number).copied().unwrap_or(Kind::Core)
    }

    /// Whether names are found by it.
    pub(super) fn tells(self) -> bool {
        tells(self.kind())
    }
}

/// Whether names are found by words of that kind.
pub(super) fn tells(kind: Kind) -> bool {
    match kind {
        Kind::Core | Kind::Generic | Kind::Number | Kind::Initial => true,
        Kind::LegalForm | Kind::Honorific | Kind::Particle | Kind::Stop => false,
    }
}
