//! Callers and called that are no numbers: RFC 8224 section 8.5.

/// The form in which two URIs are compared: scheme, user and host alone, in small letters, without what SIP adds for the way
/// (parameters, headers, port, password), and with nothing encoded that need not be. URIs of other schemes are as they are.
pub fn canonical(written: &str) -> String {
    let written = written.trim();
    let sip = written
        .split_once(':')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("sip") || scheme.eq_ignore_ascii_case("sips"));
    let Some((scheme, rest)) = sip else { return written.to_owned() };
    // A semicolon may stand in a user part; parameters begin behind the host.
    let (user, host) = match rest.rsplit_once('@') {
        Some((user, host)) => (Some(user.split_once(':').map_or(user, |(user, _)| user)), host),
        None => (None, rest),
    };
    let host = host.split([';', '?', '>']).next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(literal) => literal.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let mut out = String::with_capacity(written.len());
    out.push_str(scheme);
    out.push(':');
    if let Some(user) = user {
        decode(user, &mut out);
        out.push('@');
    }
    decode(host, &mut out);
    out.make_ascii_lowercase();
    out
}

/// Decodes what is encoded without need: RFC 3986 section 2.3.
fn decode(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (plain, encoded) = rest.split_at(at);
        out.push_str(plain);
        let byte = encoded.get(1..3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let length = match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                out.push(char::from(byte));
                3
            }
            Some(_) | None => {
                out.push('%');
                1
            }
        };
        rest = encoded.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_the_way_and_not_for_whom_goes() {
        for written in [
            "sip:alice@example.com",
            "SIP:Alice@EXAMPLE.com",
            "sip:alice@example.com:5060",
            "sip:alice:word@example.com",
            "sip:alice@example.com;transport=tcp;user=phone",
            "sip:alice@example.com?subject=x",
            "sip:%61lic%65@example.com",
            " sip:alice@example.com ",
        ] {
            assert_eq!(canonical(written), "sip:alice@example.com", "{written}");
        }
    }

    #[test]
    fn whom_it_is_for_stays() {
        assert_eq!(canonical("sips:alice@example.com"), "sips:alice@example.com");
        assert_eq!(canonical("sip:example.com"), "sip:example.com");
        assert_eq!(canonical("sip:a%40b@example.com"), "sip:a%40b@example.com");
        assert_eq!(canonical("sip:a;b@example.com;c"), "sip:a;b@example.com");
        assert_eq!(canonical("sip:alice@[2001:DB8::1]:5061"), "sip:alice@2001:db8::1");
        assert_eq!(canonical("urn:service:Sos"), "urn:service:Sos");
        assert_eq!(canonical("%"), "%");
        assert_eq!(canonical("sip:%zz%4"), "sip:%zz%4");
    }
}
