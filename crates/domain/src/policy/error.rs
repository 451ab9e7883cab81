//! Why a policy file is refused: which file, which line, and what is wrong there.

use std::fmt;

/// A policy file is broken. Startup refuses it rather than serving half of the policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// Name of the file.
    pub file: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.problem)
    }
}

impl std::error::Error for PolicyError {}

/// What is wrong in a policy file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Not TOML, or not of the documented shape.
    #[error("{0}")]
    Syntax(String),
    /// An identifier is malformed.
    #[error("{text:?} is no {kind} identifier: {prefix} followed by 32 hexadecimal digits")]
    MalformedSid {
        /// What stands there.
        text: String,
        /// What it should identify.
        kind: &'static str,
        /// The two letters in front.
        prefix: &'static str,
    },
    /// Two things carry the same identifier, machine name or code.
    #[error("{what} {name} is defined twice, before this in {first_file}")]
    Duplicate {
        /// What kind of thing.
        what: &'static str,
        /// Its identifier, name or code.
        name: String,
        /// Where it was first.
        first_file: String,
    },
    /// A policy names a type that no file defines.
    #[error("no {what} is called {name:?}")]
    UnknownType {
        /// What kind of type.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A field is named that its type does not have.
    #[error("{type_name} has no field {field:?}")]
    UnknownField {
        /// The type.
        type_name: String,
        /// The name.
        field: String,
    },
    /// Machine names are lower-case letters, digits and underscores.
    #[error("{0:?} is no machine name: use lower-case letters, digits and underscores, a letter first")]
    MalformedName(String),
    /// A list that must hold something is empty.
    #[error("{0} must not be empty")]
    Empty(&'static str),
    /// A number is outside its range.
    #[error("{what} must be from {least} to {most}")]
    OutOfRange {
        /// Which number.
        what: &'static str,
        /// The smallest allowed.
        least: u64,
        /// The largest allowed.
        most: u64,
    },
    /// `replaces` names a policy that does not exist.
    #[error("it says that it replaces {0}, but there is no such policy")]
    NothingToReplace(String),
    /// Two keys contradict each other.
    #[error("{0}")]
    Contradiction(&'static str),
}
