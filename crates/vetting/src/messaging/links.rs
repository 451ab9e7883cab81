//! Addresses and telephone numbers in what is sent: whose they are, and whether they were declared.

use url::{Host, Url};

use super::{Field, Messages, Place, Report, replies, samples_of};
use crate::domain_name::registrable;

/// What stands for a link in a template: `[link]`, `{{url}}`.
const LINK_STANDS_FOR: [&str; 4] = ["link", "url", "website", "http"];

/// What stands for a telephone number.
const PHONE_STANDS_FOR: [&str; 3] = ["phone", "telephone", "number to call"];

/// An address in a text.
pub(super) struct Link {
    url: Url,
    /// As it was written, so that a missing `https://` is no `http://`.
    is_plain_http: bool,
}

pub(super) fn check(messages: &Messages, report: &mut Report<'_>) {
    for (place, text) in replies(messages).chain(samples_of(messages)).collect::<Vec<_>>() {
        for link in links(text) {
            of_link(&link, place, report);
        }
    }
    for (field, url) in [
        (Field::PrivacyPolicyUrl, &messages.privacy_policy_url),
        (Field::TermsAndConditionsUrl, &messages.terms_url),
    ] {
        for link in url.iter().flat_map(|url| links(url)) {
            of_link(&link, field.into(), report);
        }
    }
    declared(messages, report);
}

fn of_link(link: &Link, place: Place, report: &mut Report<'_>) {
    let domain = match link.url.host() {
        Some(Host::Domain(domain)) => domain.trim_start_matches("www."),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => {
            return report.violation("odd_address", place, "It links to a bare IP address.");
        }
        None => return,
    };
    if report.rules.is_shortener(domain) || report.rules.is_shortener(registrable(domain)) {
        let why = format!("It links through the public shortener {domain}.");
        report.violation("shortener", place, &why);
    }
    if link.is_plain_http {
        report.violation("plain_http", place, "It links to an address without https.");
    }
    if domain.split('.').any(|label| label.starts_with("xn--")) {
        report.doubt("odd_address", place, "Its address holds letters that may look like others.");
    }
}

fn declared(messages: &Messages, report: &mut Report<'_>) {
    let place_of = |holds: fn(&str) -> bool| {
        samples_of(messages).find(|(_, sample)| holds(sample)).map(|(place, _)| place)
    };
    match (messages.declared.embedded_links, place_of(holds_link)) {
        (Some(false), Some(place)) => {
            report.violation("link_undeclared", place, "The sample holds a link, and none is declared.");
        }
        (Some(true), None) => {
            report.doubt(
                "link_missing",
                Field::HasEmbeddedLinks,
                "Links are declared, and no sample holds one.",
            );
        }
        (Some(_) | None, _) => {}
    }
    match (messages.declared.embedded_phone, place_of(holds_phone)) {
        (Some(false), Some(place)) => {
            report.violation(
                "phone_undeclared",
                place,
                "The sample holds a phone number, and none is declared.",
            );
        }
        (Some(true), None) => {
            let why = "Phone numbers are declared, and no sample holds one.";
            report.violation("phone_missing", Field::HasEmbeddedPhone, why);
        }
        (Some(_) | None, _) => {}
    }
}

/// Whether a text holds an address, or what stands for one.
pub(super) fn holds_link(text: &str) -> bool {
    !links(text).is_empty() || stands_for(text, &LINK_STANDS_FOR)
}

/// Whether a text holds a telephone number, or what stands for one.
pub(super) fn holds_phone(text: &str) -> bool {
    stands_for(text, &PHONE_STANDS_FOR) || phone_lengths(text).any(|digits| (10..=15).contains(&digits))
}

/// Whether a text holds an e-mail address.
pub(super) fn holds_email(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        word.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'))
    })
}

/// The addresses in a text, with or without their scheme.
pub(super) fn links(text: &str) -> Vec<Link> {
    text.split(|character: char| character.is_whitespace() || "\"'<>()[]{}|,".contains(character))
        .filter_map(link)
        .collect()
}

fn link(word: &str) -> Option<Link> {
    let word = word.trim_end_matches(['.', ';', ':', '!', '?']);
    let lower = word.to_ascii_lowercase();
    let has_scheme = lower.starts_with("http://") || lower.starts_with("https://");
    if word.contains('@') {
        return None;
    }
    let url = Url::parse(&if has_scheme { word.to_owned() } else { format!("https://{word}") }).ok()?;
    let host = url.host_str()?;
    // `now.It` begins a sentence; a name that is written in small letters below a known suffix is an address.
    let written = word.split(['/', '?', '#']).next().unwrap_or_default();
    let suffix = written.rsplit('.').next().unwrap_or_default();
    let is_name = psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known())
        && registrable(host).contains('.')
        && (suffix == suffix.to_lowercase() || suffix == suffix.to_uppercase());
    (has_scheme || is_name).then(|| Link { is_plain_http: lower.starts_with("http://"), url })
}

/// Whether something in brackets names one of these.
fn stands_for(text: &str, names: &[&str]) -> bool {
    text.split(['[', '{', '<', '(']).skip(1).any(|rest| {
        let inside = rest.split([']', '}', '>', ')']).next().unwrap_or_default().to_lowercase();
        names.iter().any(|name| inside.contains(name))
    })
}

/// How many digits each run has that is written like a telephone number. A placeholder's `X` counts as one.
fn phone_lengths(text: &str) -> impl Iterator<Item = usize> {
    let is_digit = |character: char| character.is_ascii_digit() || character == 'X';
    text.split(move |character: char| !is_digit(character) && !"+-.() ".contains(character))
        .flat_map(|run| run.split("  "))
        .map(move |run| run.chars().filter(|character| is_digit(*character)).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_the_ends_of_sentences() {
        for (text, count) in [
            ("See https://owlbooks.com/a?b=1.", 1),
            ("Visit www.owlbooks.com, or owl.shop/x", 2),
            ("Order now.It is ready. Call 555.0100 or mail owl@owlbooks.com", 0),
            ("bit.ly/3abc and HTTP://OWL.COM", 2),
            ("Your code is 123456.", 0),
        ] {
            assert_eq!(links(text).len(), count, "{text}");
        }
    }

    #[test]
    fn telephone_numbers_are_told_from_codes_and_prices() {
        for text in [
            "Call (111) 222-3333",
            "+1 510 234 5678",
            "ring 510.234.5678 now",
            "Call (51X) XX3-4XX7",
            "[phone]",
        ] {
            assert!(holds_phone(text), "{text}");
        }
        for text in ["Your code is 123456", "Order 1234-5678 on 3/4", "Pay $1,200.00 by 12.11.2026"] {
            assert!(!holds_phone(text), "{text}");
        }
    }
}
