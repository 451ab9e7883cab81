//! What a number's form tells: sound, flawed and by which rule, or nothing.

/// What kind of rule a number was held against, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Length and characters.
    Format,
    /// Parts that only take certain values: an issuing office, a state, a date.
    Component,
    /// The check digit.
    CheckDigit,
}

/// Why a number could not have been issued, or probably was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flaw {
    /// The rule that it breaks; those before it hold.
    pub step: Step,
    /// The register never issues such a number. Otherwise it is only unlikely.
    pub is_certain: bool,
    /// What is wrong, one sentence.
    pub why: &'static str,
}

/// What a number's form tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// It has the form of an issued number.
    Sound,
    /// It has not.
    Flawed(Flaw),
    /// Its form tells nothing.
    Untold {
        /// Why not, one sentence.
        why: &'static str,
    },
}

impl Flaw {
    /// A doubt about how the number is written.
    pub(super) const fn doubt(why: &'static str) -> Self {
        Self { step: Step::Format, is_certain: false, why }
    }
}

impl From<Result<(), Flaw>> for Judgement {
    fn from(result: Result<(), Flaw>) -> Self {
        match result {
            Ok(()) => Self::Sound,
            Err(flaw) => Self::Flawed(flaw),
        }
    }
}

impl Step {
    /// The last part of a check's machine name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Component => "component",
            Self::CheckDigit => "check_digit",
        }
    }
}
