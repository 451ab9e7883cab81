//! Why a list is refused, and where.

use std::fmt;

/// What is wrong with a file, by place. Holds nothing of what is in the file but, at most, a short escaped excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The file.
    pub file: String,
    /// The line, from 1; `None` where it is the file as a whole.
    pub line: Option<u64>,
    /// Which field of the line, from 1, or the byte in it for XML.
    pub column: Option<u64>,
    /// What the field or element is called.
    pub field: Option<String>,
    /// What is wrong.
    pub why: String,
}

impl Refusal {
    pub(super) fn whole(file: &str, why: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, column: None, field: None, why: why.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            f.write_str(&self.file)?;
            if let Some(line) = self.line {
                write!(f, ", line {line}")?;
            }
            if let Some(column) = self.column {
                write!(f, ", column {column}")?;
            }
            if let Some(field) = &self.field {
                write!(f, " ({field})")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.why)
    }
}

impl std::error::Error for Refusal {}

/// The beginning of what stands there, escaped: a file may hold what a terminal would obey.
pub(super) fn excerpt(text: &str) -> String {
    const MOST: usize = 40;
    let shown: String = text.chars().take(MOST).flat_map(char::escape_debug).collect();
    let more = if text.chars().nth(MOST).is_some() { "…" } else { "" };
    format!("\"{shown}{more}\"")
}
