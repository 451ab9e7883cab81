//! Distinguished names: what they say, and when two are the same (RFC 5280 section 7.1).

use std::fmt;

use x509_parser::x509::X509Name;

/// A distinguished name. Two are equal when they have the same attributes in the same order, whatever string type, case and
/// runs of spaces they are written with: an issuer in `UTF8String` is the subject in `PrintableString`.
#[derive(Debug, Clone)]
pub struct Name {
    der: Vec<u8>,
    key: String,
    attributes: Vec<(String, String)>,
}

/// Attributes that have a short name among people.
const SHORT: [(&str, &str); 7] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
];

impl Name {
    pub(crate) fn of(name: &X509Name<'_>) -> Self {
        let mut key = String::new();
        let mut attributes = Vec::new();
        for set in name.iter_rdn() {
            // A set has no order.
            let mut members: Vec<String> = Vec::new();
            for attribute in set.iter() {
                let oid = attribute.attr_type().to_id_string();
                let value = attribute.as_str().map_or_else(
                    |_| String::from_utf8_lossy(attribute.as_slice()).into_owned(),
                    ToOwned::to_owned,
                );
                members.push(format!("{oid}={}", folded(&value)));
                attributes.push((oid, value));
            }
            members.sort_unstable();
            for member in members {
                key.push_str(&member);
                key.push('\u{1}');
            }
            key.push('\u{2}');
        }
        Self { der: name.as_raw().to_vec(), key, attributes }
    }

    /// As it is encoded.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The first value of an attribute, by its object identifier or short name (`CN`, `O`, `C` …).
    pub fn attribute(&self, kind: &str) -> Option<&str> {
        let oid = SHORT.iter().find(|(_, short)| *short == kind).map_or(kind, |(oid, _)| oid);
        self.attributes.iter().find(|(own, _)| own == oid).map(|(_, value)| value.as_str())
    }

    /// Whether there are no attributes.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }
}

fn folded(value: &str) -> String {
    let mut folded = String::with_capacity(value.len());
    for word in value.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase).filter(|character| !character.is_control()));
    }
    folded
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Name {}

impl std::hash::Hash for Name {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (oid, value)) in self.attributes.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            let kind = SHORT.iter().find(|(own, _)| own == oid).map_or(oid.as_str(), |(_, short)| short);
            write!(f, "{kind}=")?;
            // Goes to terminals and logs: a name may hold anything.
            for character in value.chars() {
                if character.is_control() {
                    write!(f, "\\u{{{:x}}}", u32::from(character))?;
                } else {
                    write!(f, "{character}")?;
                }
            }
        }
        Ok(())
    }
}
