//! The text of a page token: direction, row, and a keyed tag over both.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use trusthub_app::Cursor;
use trusthub_domain::time::Timestamp;

/// Tokens begin like this, so that people recognise one in a URL.
const PREFIX: &str = "PT";

/// On which side of its row a page lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Older rows.
    After,
    /// Newer rows.
    Before,
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) direction: Direction,
    pub(super) cursor: Cursor,
}

impl Token {
    /// As text; `tag` is a keyed hash that also covers list and account.
    pub(super) fn write(&self, tag: impl Fn(&str) -> [u8; 8]) -> String {
        let letter = match self.direction {
            Direction::After => 'A',
            Direction::Before => 'B',
        };
        let signed = format!("{letter}{}.{}", self.cursor.date_created.as_micros(), self.cursor.sid);
        let mut bytes = tag(&signed).to_vec();
        bytes.extend_from_slice(signed.as_bytes());
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What `write` wrote with the same tag; `None` for anything else.
    pub(super) fn read(text: &str, tag: impl Fn(&str) -> [u8; 8]) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let (given_tag, signed) = bytes.split_at_checked(8)?;
        let signed = std::str::from_utf8(signed).ok()?;
        if given_tag != tag(signed) {
            return None;
        }
        let (letter, rest) = signed.split_at_checked(1)?;
        let direction = match letter {
            "A" => Direction::After,
            "B" => Direction::Before,
            _ => return None,
        };
        let (micros, sid) = rest.split_once('.')?;
        let date_created = Timestamp::from_micros(micros.parse().ok()?);
        Some(Self { direction, cursor: Cursor { date_created, sid: sid.to_owned() } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag_of(list: &str) -> impl Fn(&str) -> [u8; 8] {
        let mark = list.as_bytes()[0];
        move |text| [mark, u8::try_from(text.len()).unwrap(), text.as_bytes()[0], 0, 0, 0, 0, 0]
    }

    #[test]
    fn a_token_is_read_by_its_own_list_only() {
        let cursor = Cursor { date_created: Timestamp::from_micros(-5), sid: "BU1".to_owned() };
        let token = Token { direction: Direction::Before, cursor };
        let text = token.write(tag_of("a"));
        assert_eq!(Token::read(&text, tag_of("a")), Some(token));
        assert_eq!(Token::read(&text, tag_of("b")), None);
    }

    #[test]
    fn damaged_tokens_are_no_tokens() {
        for text in ["", "PT", "PTAAAA", "PT!!!!", "x", "PTYWFhYWFhYWFhYWFhYWFh"] {
            assert_eq!(Token::read(text, tag_of("a")), None, "{text}");
        }
    }
}
