//! Pages that are written by hand in `docs/` and shown by the hub too, so that they cannot drift apart.

use pulldown_cmark::{Event, Options, Parser, html};

/// The contract of the status callbacks.
pub(super) const CALLBACKS: &str = include_str!("../../../../docs/callbacks.md");

/// How to test against the hub.
pub(super) const TEST_MODE: &str = include_str!("../../../../docs/test-mode.md");

/// One paragraph of ours as HTML, without the paragraph around it. Markup in it stays text.
pub(super) fn inline(text: &str) -> String {
    let mut content = String::new();
    let as_text = |event| match event {
        Event::Html(markup) | Event::InlineHtml(markup) => Event::Text(markup),
        other => other,
    };
    html::push_html(&mut content, Parser::new(text).map(as_text));
    content.trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
}

/// One of the pages above, as HTML.
pub(super) fn page(text: &str) -> String {
    let mut content = String::new();
    html::push_html(&mut content, Parser::new_ext(text, Options::ENABLE_TABLES));
    content
}
