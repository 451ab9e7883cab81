//! Where the next page of a list begins, as it stands in an address: `<microseconds>-<identifier>`.

use trusthub_app::Cursor;
use trusthub_domain::time::Timestamp;

/// Reads it; anything else is the first page.
pub(crate) fn cursor(text: &str) -> Option<Cursor> {
    let (micros, sid) = text.split_once('-')?;
    Some(Cursor { date_created: Timestamp::from_micros(micros.parse().ok()?), sid: sid.to_owned() })
}

/// Writes it.
pub(crate) fn cursor_text(cursor: &Cursor) -> String {
    format!("{}-{}", cursor.date_created.as_micros(), cursor.sid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        let place = Cursor { date_created: Timestamp::from_micros(12), sid: "BU1".to_owned() };
        assert_eq!(cursor(&cursor_text(&place)), Some(place));
        for text in ["", "12", "x-BU1", "-"] {
            assert_eq!(cursor(text), None, "{text}");
        }
    }
}
