//! What forms of one page share: inputs in groups, and a list of what is to be mended.

use crate::form::Field;

/// Inputs that belong together.
pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) why: &'static str,
    pub(super) fields: Vec<Field>,
}

/// A problem at the top of the page, with the way to its input.
pub(super) struct Open {
    /// The input's element.
    pub(super) anchor: String,
    pub(super) label: &'static str,
    pub(super) what: String,
}

/// The lines of an input that takes one thing a line.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
