//! The values by which businesses of different accounts can be found to belong together, each in the one form in which it
//! is compared.
//!
//! Left out is what anybody may have: pages of site builders and social networks, domains of mail services, names that are
//! reserved for examples. A value that cannot be read as what it is meant to be is no value.

use std::collections::BTreeSet;

use any_ascii::any_ascii;
use trusthub_domain::bundle::ReasonObject;
use trusthub_domain::item::SupportingDocument;
use trusthub_domain::shared::SharedKind;

use crate::application::{Application, Person, PostalAddress};
use crate::domain_name::{Website, normalised, read, registrable};
use crate::finding::Place;
use crate::identifiers::compact;
use crate::mail_domains::is_free;
use crate::phone;
use crate::website::belongs_to_nobody;

/// Values of one application; what comes after these is more than any policy asks for.
const MOST: usize = 40;

/// A value as it is compared, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedValue {
    /// What it is.
    pub kind: SharedKind,
    /// The item that carries it.
    pub object: Option<ReasonObject>,
    /// The field, as in [`Evidence::field`](trusthub_domain::review::Evidence::field).
    pub field: String,
    /// As the customer wrote it.
    pub shown: String,
    /// In the form in which it is compared; personal data.
    pub normal: String,
}

/// Everything that could be shared, each value once, in a fixed order. `documents` are those of the application.
#[must_use]
pub fn shared_values(application: &Application, documents: &[SupportingDocument]) -> Vec<SharedValue> {
    let mut values = Values::default();
    if let (Some(business), Some(identity)) = (&application.business, application.identity()) {
        let place = business.place("business_registration_number");
        values.add(SharedKind::BusinessIdentifier, place, &business.registration_number, Some(identity));
    }
    for given in phone::numbers(application) {
        values.add(SharedKind::Phone, given.place, &given.shown, Some(given.normal));
    }
    for (place, address) in mails(application) {
        let mail = mail(address);
        let domain = mail.as_ref().and_then(|mail| own_domain(mail.rsplit_once('@')?.1));
        values.add(SharedKind::Email, place.clone(), address, mail);
        let shown = domain.clone().unwrap_or_default();
        values.add(SharedKind::Domain, place, &shown, domain);
    }
    if let Some(business) = &application.business {
        let place = business.place(business.website_field());
        let domain = match read(&business.website_url) {
            Website::Domain(domain) => own_domain(&domain),
            Website::NoDomain | Website::Unreadable => None,
        };
        values.add(SharedKind::Domain, place, &business.website_url, domain);
    }
    for address in &application.addresses {
        let shown = format!("{}, {} {}", address.street, address.postal_code, address.city);
        values.add(SharedKind::Address, address.place(), &shown, postal(address));
    }
    for person in persons(application) {
        let shown = format!("{} {}", person.first_name, person.last_name);
        let normal = mail(&person.email).and_then(|mail| Some(format!("{}/{mail}", name(&shown)?)));
        values.add(SharedKind::Person, person.place("last_name"), &shown, normal);
    }
    for owner in &application.owners {
        let shown = format!("{} {}", owner.first_name, owner.last_name);
        let born = Some(owner.birth_date.as_str()).filter(|date| !date.is_empty());
        let normal = born.and_then(|date| Some(format!("{}/{date}", name(&shown)?)));
        values.add(SharedKind::Person, owner.place("last_name"), &shown, normal);
    }
    let mut documents: Vec<&SupportingDocument> = documents.iter().collect();
    documents.sort_by_key(|document| document.sid);
    for document in documents {
        let object = Some(ReasonObject::SupportingDocument(document.sid));
        let place = Place { field: format!("{}.file", document.type_name), object };
        let digest = document.file.as_ref().map(|file| file.sha256.clone());
        values.add(SharedKind::Document, place, &document.friendly_name, digest);
    }
    values.all
}

#[derive(Default)]
struct Values {
    all: Vec<SharedValue>,
    known: BTreeSet<(SharedKind, String)>,
}

impl Values {
    fn add(&mut self, kind: SharedKind, place: Place, shown: &str, normal: Option<String>) {
        let Some(normal) = normal.filter(|normal| !normal.is_empty()) else { return };
        if self.all.len() < MOST && self.known.insert((kind, normal.clone())) {
            let Place { field, object } = place;
            self.all.push(SharedValue { kind, object, field, shown: shown.trim().to_owned(), normal });
        }
    }
}

fn persons(application: &Application) -> impl Iterator<Item = &Person> {
    application.representatives.iter().map(|one| &one.person).chain(&application.starter)
}

fn mails(application: &Application) -> Vec<(Place, &str)> {
    let of_persons =
        persons(application).map(|person| (person.place(person.email_field()), person.email.as_str()));
    let of_texts = application
        .texts
        .iter()
        .filter(|text| text.field.ends_with("email"))
        .map(|text| (text.place(), text.value.as_str()));
    let notified = Place { field: "email".to_owned(), object: None };
    of_persons.chain(of_texts).chain([(notified, application.notification_email.as_str())]).collect()
}

/// The whole address: what stands before the at sign without a tag, and, where the service does not tell them apart,
/// without dots.
fn mail(address: &str) -> Option<String> {
    let address = address.trim().to_lowercase();
    let (local, domain) = address.rsplit_once('@')?;
    let domain = normalised(domain);
    let (name, _) = local.split_once('+').unwrap_or((local, ""));
    let (name, domain) = match domain.as_str() {
        "gmail.com" | "googlemail.com" => (name.replace('.', ""), "gmail.com".to_owned()),
        _ => (name.to_owned(), domain),
    };
    (!name.is_empty() && domain.contains('.')).then(|| format!("{name}@{domain}"))
}

/// What one registrant holds; `None` for what anybody may have.
fn own_domain(domain: &str) -> Option<String> {
    let domain = domain.to_ascii_lowercase();
    (!belongs_to_nobody(&domain) && !is_free(&domain)).then(|| registrable(&domain).to_owned())
}

/// Ways to write the same thing in a street. Ours, from the abbreviations of USPS Publication 28 and everyday use.
const SHORT: &[(&str, &str)] = &[
    ("avenue", "ave"),
    ("av", "ave"),
    ("boulevard", "blvd"),
    ("court", "ct"),
    ("drive", "dr"),
    ("east", "e"),
    ("highway", "hwy"),
    ("lane", "ln"),
    ("north", "n"),
    ("parkway", "pkwy"),
    ("place", "pl"),
    ("road", "rd"),
    ("saint", "st"),
    ("south", "s"),
    ("square", "sq"),
    ("strasse", "str"),
    ("street", "st"),
    ("terrace", "ter"),
    ("west", "w"),
];

/// Words that say that a number follows, and that are left out as often.
const LEFT_OUT: &[&str] =
    &["apartment", "apt", "fl", "floor", "no", "nr", "room", "rm", "ste", "suite", "unit"];

/// Country, postal code or city, and street with the number of the room: a tower has many tenants.
fn postal(address: &PostalAddress) -> Option<String> {
    let street: Vec<String> = words(&format!("{} {}", address.street, address.street_secondary))
        .into_iter()
        .filter(|word| !LEFT_OUT.contains(&word.as_str()))
        .map(shortened)
        .collect();
    let code = compact(&address.postal_code).to_ascii_lowercase();
    let code = match (address.iso_country.as_str(), code.get(..5)) {
        // ZIP+4 behind a ZIP.
        ("US", Some(zip)) => zip.to_owned(),
        _ => code,
    };
    let place = if code.is_empty() { words(&address.city).join(" ") } else { code };
    let is_whole = !street.is_empty() && !place.is_empty() && !address.iso_country.is_empty();
    is_whole.then(|| format!("{}/{place}/{}", address.iso_country, street.join(" ")))
}

fn shortened(word: String) -> String {
    if let Some((_, short)) = SHORT.iter().find(|(long, _)| *long == word) {
        return (*short).to_owned();
    }
    match word.strip_suffix("strasse") {
        Some(stem) => format!("{stem}str"),
        None => word,
    }
}

/// The words of a name in any order; `None` without any. Alone it tells no namesakes apart.
fn name(text: &str) -> Option<String> {
    let mut words = words(text);
    words.sort();
    words.dedup();
    Some(words.join(" ")).filter(|name| !name.is_empty())
}

/// Small Latin letters and digits, in any script.
fn words(text: &str) -> Vec<String> {
    let text = any_ascii(text).to_ascii_lowercase();
    // An apostrophe joins, whatever else parts.
    let text = text.replace('\'', "");
    text.split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_written_in_two_ways_is_one() {
        let of = |street: &str, secondary: &str, code: &str| {
            postal(&PostalAddress {
                sid: "AD00000000000000000000000000000001".parse().unwrap(),
                object: None,
                type_name: String::new(),
                customer_name: String::new(),
                street: street.to_owned(),
                street_secondary: secondary.to_owned(),
                city: "San Francisco".to_owned(),
                region: "CA".to_owned(),
                postal_code: code.to_owned(),
                iso_country: "US".to_owned(),
            })
        };
        let one = of("375 Beale Street, Suite 300", "", "94105");
        assert_eq!(one.as_deref(), Some("US/94105/375 beale st 300"));
        for other in [of("375 BEALE ST", "Ste. 300", "94105-1234"), of("375 Beale St", "#300", "94105")] {
            assert_eq!(other, one);
        }
        for other in [
            of("375 Beale Street", "Suite 400", "94105"),
            of("377 Beale Street", "Suite 300", "94105"),
            of("375 Beale Street", "Suite 300", "94107"),
        ] {
            assert!(other.is_some() && other != one, "{other:?}");
        }
        assert_eq!(of("", "", "94105"), None);
        assert_eq!(of("375 Beale St", "", ""), Some("US/san francisco/375 beale st".to_owned()));
    }

    #[test]
    fn mail_is_compared_whole_and_without_what_its_reader_adds() {
        for (address, compared) in [
            ("Ada@OwlBooks.com ", Some("ada@owlbooks.com")),
            ("ada+hub@owlbooks.com", Some("ada@owlbooks.com")),
            ("a.d.a+1@googlemail.com", Some("ada@gmail.com")),
            ("a.d.a@owlbooks.com", Some("a.d.a@owlbooks.com")),
            ("+x@owlbooks.com", None),
            ("ada", None),
            ("ada@localhost", None),
        ] {
            assert_eq!(mail(address).as_deref(), compared, "{address}");
        }
    }

    #[test]
    fn a_domain_that_anybody_may_have_is_none() {
        for (domain, own) in [
            ("shop.owlbooks.co.uk", Some("owlbooks.co.uk")),
            ("OWLBOOKS.com", Some("owlbooks.com")),
            ("owl.wixsite.com", None),
            ("facebook.com", None),
            ("gmail.com", None),
            ("mailinator.com", None),
            ("owl.example", None),
        ] {
            assert_eq!(own_domain(domain).as_deref(), own, "{domain}");
        }
    }
}
