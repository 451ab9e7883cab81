//! Pages of a list: where one begins, as it stands in an address (`<microseconds>-<identifier>`), and the links between them.

use askama::Template;
use askama::filters::HtmlSafe;
use trusthub_app::{Cursor, PageRequest, Position};
use trusthub_domain::time::Timestamp;

/// Rows of one page.
const ROWS: u32 = 50;

/// The page that begins after `place`; the first one if that names none.
pub(crate) fn page_after(place: &str) -> PageRequest {
    PageRequest { size: ROWS, position: cursor(place).map_or(Position::Start, Position::After) }
}

/// The links below a list, to its first page and to the next; nothing if there is one page only.
#[derive(Template)]
#[template(path = "pager.html")]
pub(crate) struct Pager {
    newest: Option<String>,
    older: Option<String>,
}

impl HtmlSafe for Pager {}

impl Pager {
    /// `list` is the address of the first page, with what was searched for; the shown page begins after `place` and
    /// ends at `next`, if there are more.
    pub(crate) fn new(list: &str, place: &str, next: Option<&Cursor>) -> Self {
        let join = if list.contains('?') { '&' } else { '?' };
        Self {
            newest: cursor(place).map(|_| list.to_owned()),
            older: next.map(|last| format!("{list}{join}after={}", cursor_text(last))),
        }
    }

    /// Whether the shown page is the first one.
    pub(crate) fn is_first(&self) -> bool {
        self.newest.is_none()
    }
}

fn cursor(text: &str) -> Option<Cursor> {
    let (micros, sid) = text.split_once('-')?;
    Some(Cursor { date_created: Timestamp::from_micros(micros.parse().ok()?), sid: sid.to_owned() })
}

fn cursor_text(cursor: &Cursor) -> String {
    format!("{}-{}", cursor.date_created.as_micros(), cursor.sid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Cursor {
        Cursor { date_created: Timestamp::from_micros(12), sid: "BU1".to_owned() }
    }

    #[test]
    fn what_was_written_is_read_and_anything_else_is_the_first_page() {
        assert_eq!(page_after(&cursor_text(&place())).position, Position::After(place()));
        for text in ["", "12", "x-BU1", "-"] {
            assert_eq!(page_after(text).position, Position::Start, "{text}");
        }
    }

    #[test]
    fn links_lead_to_pages_there_are_and_keep_what_was_searched_for() {
        let shown = |list, place, next| Pager::new(list, place, next).to_string();
        assert_eq!(shown("/list", "", None), "");
        let last = place();
        let first = shown("/list", "", Some(&last));
        assert!(first.contains("href=\"/list?after=12-BU1\"") && !first.contains("Newest"), "{first}");
        let middle = shown("/list?name=a%26b", "12-BU1", Some(&last));
        assert!(middle.contains("href=\"/list?name=a%26b\">Newest"), "{middle}");
        assert!(middle.contains("/list?name=a%26b&#38;after=12-BU1"), "{middle}");
    }
}
