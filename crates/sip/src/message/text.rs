//! Texts with quoted strings and angle brackets in them.

/// A quotation or a bracket that has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a quotation or a bracket has no end")]
pub struct Unbalanced;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Quotes,
    Brackets,
}

/// The parts between separators, trimmed; separators in quoted strings and in angle brackets do not count. At least one.
pub(super) fn split(text: &str, separator: u8) -> Result<Vec<&str>, Unbalanced> {
    let mut parts = Vec::new();
    let mut begin = 0;
    for at in places(text, separator) {
        let at = at?;
        parts.push(text.get(begin..at).unwrap_or_default().trim());
        begin = at.saturating_add(1);
    }
    parts.push(text.get(begin..).unwrap_or_default().trim());
    Ok(parts)
}

/// The part before the first separator, and what follows it.
pub(super) fn split_once(text: &str, separator: u8) -> Result<Option<(&str, &str)>, Unbalanced> {
    places(text, separator)
        .next()
        .transpose()
        .map(|found| found.and_then(|at| Some((text.get(..at)?, text.get(at.saturating_add(1)..)?))))
}

/// Where `byte`, which is ASCII, stands outside of quoted strings and angle brackets. An opening bracket counts as
/// outside.
fn places(text: &str, byte: u8) -> impl Iterator<Item = Result<usize, Unbalanced>> {
    let mut inside = Inside::Nothing;
    let mut bytes = text.bytes().enumerate();
    let mut is_over = false;
    std::iter::from_fn(move || {
        while let Some((at, next)) = bytes.next() {
            let is_outside = inside == Inside::Nothing;
            match (inside, next) {
                (Inside::Quotes, b'\\') => drop(bytes.next()),
                (Inside::Quotes, b'"') | (Inside::Brackets, b'>') => inside = Inside::Nothing,
                (Inside::Nothing, b'"') => inside = Inside::Quotes,
                (Inside::Nothing, b'<') => inside = Inside::Brackets,
                (Inside::Quotes | Inside::Brackets | Inside::Nothing, _) => {}
            }
            if is_outside && next == byte {
                return Some(Ok(at));
            }
        }
        let is_unbalanced = inside != Inside::Nothing && !is_over;
        is_over = true;
        is_unbalanced.then_some(Err(Unbalanced))
    })
}

/// One or more characters of RFC 3261's `token`.
pub(super) fn is_token(text: &str) -> bool {
    let is_mark = |byte| matches!(byte, b'-' | b'.' | b'!' | b'%' | b'*' | b'_' | b'+' | b'`' | b'\'' | b'~');
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_mark(byte))
}

/// A host with an optional port: a name, an IPv4 address, or an IPv6 address in brackets.
pub(super) fn host_and_port(text: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (inner, after) = rest.split_once(']')?;
            inner.parse::<std::net::Ipv6Addr>().ok()?;
            let host = text.get(..inner.len().saturating_add(2))?;
            let after = after.trim();
            match after.strip_prefix(':') {
                Some(port) => (host, Some(port)),
                None if after.is_empty() => (host, None),
                None => return None,
            }
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let host = host.trim();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    if host.is_empty() || !(host.starts_with('[') || host.bytes().all(is_name)) {
        return None;
    }
    let port = match port.map(str::trim) {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.parse().ok()?),
        Some(_) => return None,
        None => None,
    };
    Some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_in_quotations_and_brackets_do_not_count() {
        let text = r#""Marlow, \"A\" Ltd" <sip:a,b@x>, tel:1 ,"#;
        assert_eq!(split(text, b','), Ok(vec![r#""Marlow, \"A\" Ltd" <sip:a,b@x>"#, "tel:1", ""]));
        assert_eq!(split_once("a;b;c", b';'), Ok(Some(("a", "b;c"))));
        assert_eq!(split_once("abc", b';'), Ok(None));
        assert_eq!(split_once(r#""<" <sip:a>"#, b'<'), Ok(Some((r#""<" "#, "sip:a>"))));
    }

    #[test]
    fn what_has_no_end_is_told() {
        for text in [r#""abc"#, "<sip:a", r#""abc\"#] {
            assert_eq!(split(text, b','), Err(Unbalanced), "{text}");
        }
    }

    #[test]
    fn hosts_and_ports() {
        assert_eq!(host_and_port("pbx.example:5070"), Some(("pbx.example", Some(5070))));
        assert_eq!(host_and_port("[2001:db8::1]:5060"), Some(("[2001:db8::1]", Some(5060))));
        assert_eq!(host_and_port("[2001:db8::1]"), Some(("[2001:db8::1]", None)));
        for text in
            ["", ":5060", "pbx:", "pbx:65536", "pbx:+1", "a b", "[::1", "[pbx]", "[::1]x", "2001:db8::1"]
        {
            assert_eq!(host_and_port(text), None, "{text}");
        }
    }
}
