//! The trace that a request belongs to, as its sender names it (W3C Trace Context, `traceparent`, version 00).

use axum::http::HeaderMap;

/// The trace's identifier, 32 hexadecimal digits; `None` where the sender names none, or not as the standard wants it.
pub(super) fn trace_id(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all("traceparent").into_iter();
    // Two of them name no trace at all (section 3.2.1 of the recommendation).
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let mut parts = value.to_str().ok()?.split('-');
    let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_sound = is_hex(version, 2)
        && version != "ff"
        && is_hex(trace, 32)
        && is_hex(parent, 16)
        && is_hex(flags, 2)
        // Later versions may say more; this one may not.
        && (version != "00" || parts.next().is_none());
    (is_sound && !is_zero(trace) && !is_zero(parent)).then_some(trace)
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_zero(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("traceparent", value.parse().unwrap());
        }
        trace_id(&headers).map(str::to_owned)
    }

    #[test]
    fn a_trace_is_named_by_a_sound_header_only() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let sound = format!("00-{trace}-00f067aa0ba902b7-01");
        assert_eq!(read(&[&sound]).as_deref(), Some(trace));
        assert_eq!(read(&[&format!("cc-{trace}-00f067aa0ba902b7-01-more")]).as_deref(), Some(trace));
        for broken in [
            String::new(),
            format!("{sound}-more"),
            format!("ff-{trace}-00f067aa0ba902b7-01"),
            format!("00-{}-00f067aa0ba902b7-01", trace.to_uppercase()),
            format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
            format!("00-{trace}-0000000000000000-01"),
            format!("00-{trace}-00f067aa0ba902b7"),
            format!("00-{trace}x-00f067aa0ba902b7-01"),
        ] {
            assert_eq!(read(&[&broken]), None, "{broken}");
        }
        assert_eq!(read(&[&sound, &sound]), None);
        assert_eq!(read(&[]), None);
    }
}
