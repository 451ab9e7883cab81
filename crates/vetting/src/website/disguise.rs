//! Domains that only look like the business's name: letters of another script, digits for letters.
//!
//! Look-alikes are those of Unicode's confusables that matter between Latin, Cyrillic and Greek (UTS #39), by way of their
//! Latin spelling; and the digits and pairs of letters that phishing uses.

use crate::domain_name::registrable;
use crate::names::Name;

/// What is written for what.
const WRITTEN_FOR: [(&str, &str); 7] =
    [("0", "o"), ("1", "l"), ("3", "e"), ("5", "s"), ("rn", "m"), ("vv", "w"), ("cl", "d")];

/// How a domain disguises itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disguise {
    /// Letters of more than one script in one name.
    MixedScripts,
    /// The business's name, but for characters that look like others.
    LookAlike,
}

/// Looks at the part of a domain that was registered; `domain` in lower case and Punycode.
pub(super) fn find(domain: &str, business_name: &str) -> Option<Disguise> {
    let held = url::quirks::domain_to_unicode(registrable(domain));
    let label = held.split('.').next().unwrap_or_default();
    if scripts(label) > 1 {
        return Some(Disguise::MixedScripts);
    }
    let name = Name::business(business_name, None).core_key();
    let plain: String = label.chars().filter(|character| *character != '-').collect();
    let is_ascii = plain.is_ascii();
    let spelled = any_ascii::any_ascii(&plain).to_ascii_lowercase();
    // A name in the business's own script is spelled as it is; only Latin names are imitated.
    if name.len() < 4 || (is_ascii && spelled == name) || (!is_ascii && !business_name.is_ascii()) {
        return None;
    }
    let is_imitation = if is_ascii { skeleton(&spelled) == skeleton(&name) } else { spelled == name };
    is_imitation.then_some(Disguise::LookAlike)
}

fn skeleton(text: &str) -> String {
    WRITTEN_FOR.iter().fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant))
}

/// How many of Latin, Cyrillic and Greek are in it.
fn scripts(label: &str) -> usize {
    let is_in: [fn(char) -> bool; 3] = [
        |c| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c),
        |c| ('\u{400}'..='\u{52f}').contains(&c),
        |c| ('\u{370}'..='\u{3ff}').contains(&c),
    ];
    is_in.iter().filter(|is_in| label.chars().any(**is_in)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imitations_of_the_name_are_told_from_honest_domains() {
        for (domain, disguise) in [
            ("owlbooks.com", None),
            ("owl-books.com", None),
            ("0wlbooks.com", Some(Disguise::LookAlike)),
            ("ow1-books.com", Some(Disguise::LookAlike)),
            ("ovvlbooks.com", Some(Disguise::LookAlike)),
            ("owlbooksonline.com", None),
            ("nightbird.com", None),
            // owlbооks with Cyrillic letters for both o.
            ("xn--owlbks-zqfa.com", Some(Disguise::MixedScripts)),
        ] {
            let found = find(domain, "Owl Books, Inc.");
            assert_eq!(found, disguise, "{domain} ({})", url::quirks::domain_to_unicode(domain));
        }
        // Umlauts are the owner's own, as is a name in Cyrillic.
        let bookshop = url::Url::parse("https://bücher-eule.de").unwrap();
        assert_eq!(find(bookshop.host_str().unwrap(), "Bücher-Eule GmbH"), None);
        assert_eq!(find("3m.com", "3M Company"), None);
        assert_eq!(find("clearwater.com", "Clearwater Inc"), None);
    }
}
