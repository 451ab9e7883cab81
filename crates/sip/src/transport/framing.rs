//! Where messages end on a stream: RFC 3261 section 18.3, keep-alives of RFC 5626 section 3.5.1.

use crate::message::{Head, MOST_BYTES, content_length, end_of_head};

/// What a stream's bytes begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// Not enough yet.
    More,
    /// So many bytes that mean: answer, if you are there.
    Ping(usize),
    /// So many bytes that mean nothing.
    Blank(usize),
    /// A message of so many bytes.
    Message(usize),
    /// A head of so many bytes, and nobody knows where its message ends: status and reason of the last answer.
    Lost(usize, u16, &'static str),
    /// Nothing that could be answered.
    Broken,
}

/// Looks at what a stream's bytes begin with.
pub fn next(bytes: &[u8]) -> Frame {
    match bytes {
        [b'\r', b'\n', b'\r', b'\n', ..] => return Frame::Ping(4),
        [] | [b'\r'] | [b'\r', b'\n'] | [b'\r', b'\n', b'\r'] => return Frame::More,
        [b'\r', b'\n', ..] => return Frame::Blank(2),
        [..] => {}
    }
    let Some(end) = end_of_head(bytes) else {
        return if bytes.len() < MOST_BYTES { Frame::More } else { Frame::Broken };
    };
    let Ok(head) = Head::read(bytes.get(..end).unwrap_or_default()) else { return Frame::Broken };
    let length = match content_length(&head) {
        Ok(Some(length)) => end.saturating_add(length),
        Ok(None) => return Frame::Lost(end, 400, "Missing Content-Length"),
        Err(_) => return Frame::Lost(end, 400, "Bad Content-Length"),
    };
    if length > MOST_BYTES {
        return Frame::Lost(end, 513, "Message Too Large");
    }
    if bytes.len() < length { Frame::More } else { Frame::Message(length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_end_where_their_length_says() {
        let message = b"A b\r\nl: 3\r\n\r\nxyz";
        assert_eq!(next(message), Frame::Message(message.len()));
        assert_eq!(next(&[message.as_slice(), b"A b\r\n"].concat()), Frame::Message(message.len()));
        for end in 0..message.len() {
            assert_eq!(next(&message[..end]), Frame::More, "{end}");
        }
    }

    #[test]
    fn keep_alives_are_no_messages() {
        assert_eq!(next(b"\r\n\r\nA b"), Frame::Ping(4));
        assert_eq!(next(b"\r\nA b"), Frame::Blank(2));
    }

    #[test]
    fn whoever_does_not_say_how_long_it_is_cannot_go_on() {
        assert_eq!(next(b"A b\r\n\r\n"), Frame::Lost(7, 400, "Missing Content-Length"));
        assert_eq!(next(b"A b\r\nl: x\r\n\r\n"), Frame::Lost(13, 400, "Bad Content-Length"));
        assert_eq!(next(b"A b\r\nl: 65535\r\n\r\n"), Frame::Lost(17, 513, "Message Too Large"));
        assert_eq!(next(b"A b\r\n\0\r\n\r\n"), Frame::Broken);
        assert_eq!(next(&vec![b'a'; MOST_BYTES]), Frame::Broken);
    }
}
