//! What the addresses of most pages ask for.

use serde::Deserialize;

/// The parameters that a page is told; what is not there is empty, and what is not understood changes nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The last row of the page before, as its time and identifier.
    pub(crate) after: String,
    /// What the form that led here came to.
    pub(crate) done: String,
}
