//! The trace that a request belongs to, as its sender names it (W3C Trace Context, `traceparent`, version 00).

use axum::http::HeaderMap;

/// Whose child a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceParent<'a> {
    /// The trace: 32 hexadecimal digits, not all zero.
    pub trace_id: &'a str,
    /// The sender's span in it: 16 hexadecimal digits, not all zero.
    pub parent_id: &'a str,
    /// Whether the sender keeps its part of the trace.
    pub is_sampled: bool,
}

/// What the sender says; `None` where it names no trace, or not as the standard wants it.
#[must_use]
pub fn trace_parent(headers: &HeaderMap) -> Option<TraceParent<'_>> {
    let mut values = headers.get_all("traceparent").into_iter();
    // Two of them name no trace at all (section 3.2.1 of the recommendation).
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let mut parts = value.to_str().ok()?.split('-');
    let (version, trace_id, parent_id, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_sound = is_hex(version, 2)
        && version != "ff"
        && is_hex(trace_id, 32)
        && is_hex(parent_id, 16)
        && is_hex(flags, 2)
        // Later versions may say more; this one may not.
        && (version != "00" || parts.next().is_none());
    // The lowest of eight bits; the others mean nothing yet.
    let is_sampled = u8::from_str_radix(flags, 16).is_ok_and(|flags| flags & 1 == 1);
    (is_sound && !is_zero(trace_id) && !is_zero(parent_id)).then_some(TraceParent {
        trace_id,
        parent_id,
        is_sampled,
    })
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
        trace_parent(&headers).map(|parent| parent.trace_id.to_owned())
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

    #[test]
    fn the_senders_span_and_whether_it_is_kept_are_told() {
        for (flags, is_sampled) in [("00", false), ("01", true), ("03", true), ("02", false)] {
            let mut headers = HeaderMap::new();
            let value = format!("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-{flags}");
            headers.insert("traceparent", value.parse().unwrap());
            let parent = trace_parent(&headers).unwrap();
            assert_eq!((parent.parent_id, parent.is_sampled), ("00f067aa0ba902b7", is_sampled), "{flags}");
        }
    }
}
