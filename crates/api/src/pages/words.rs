//! Pages that are written by hand in `docs/` and shown by the hub too, so that they cannot drift apart.

use pulldown_cmark::{Options, Parser, html};

const CALLBACKS: &str = include_str!("../../../../docs/callbacks.md");

/// The contract of the status callbacks, as HTML.
pub(super) fn callbacks() -> String {
    let mut content = String::new();
    html::push_html(&mut content, Parser::new_ext(CALLBACKS, Options::ENABLE_TABLES));
    content
}
