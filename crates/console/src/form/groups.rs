//! What forms of one page share: inputs in groups, and a list of what is to be mended.

use super::Field;

/// Inputs that belong together.
pub(crate) struct Group {
    pub(crate) title: &'static str,
    pub(crate) why: &'static str,
    pub(crate) fields: Vec<Field>,
}

/// A problem at the top of the page, with the way to its input.
pub(crate) struct Open {
    /// The input's element.
    pub(crate) anchor: String,
    pub(crate) label: &'static str,
    pub(crate) what: String,
}

/// The lines of an input that takes one thing a line.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
