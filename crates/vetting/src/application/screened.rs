//! Who was looked for on sanctions lists, on which versions of them, and what was found.
//!
//! Part of the inputs of an assessment: with it, an assessment replays to the same answer however the lists have changed
//! since. Holds no entry of a list but what a reviewer needs to tell one person from another.

use serde::{Deserialize, Serialize};
use trusthub_domain::bundle::ReasonObject;

use super::{Application, Owner, Person};
use crate::watchlists::{BirthDate, EntityKind, ListedName, Source};

/// What screening did.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screened {
    /// The lists that were searched.
    pub lists: Vec<ListUsed>,
    /// Lists that are in force but could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Source>,
    /// Who resembles an entry, but for what a reviewer has dismissed.
    pub hits: Vec<Hit>,
}

/// A version of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListUsed {
    /// Which list.
    pub source: Source,
    /// The version: the digest of what is in it.
    pub version: String,
}

/// Somebody in the application, as screening looks for them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The end user that carries the name.
    pub object: ReasonObject,
    /// The field, as in [`Evidence::field`](trusthub_domain::review::Evidence::field).
    pub field: String,
    /// A human being, or a business.
    pub kind: EntityKind,
    /// The name.
    pub name: String,
    /// ISO 3166-1 alpha-2 of where it is; empty for representatives, of whom nothing is known.
    pub countries: Vec<String>,
    /// When born; most are not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<BirthDate>,
}

/// Somebody who resembles an entry.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Who.
    pub subject: Subject,
    /// The list.
    pub source: Source,
    /// Its version.
    pub version: String,
    /// What the publisher calls the entry.
    pub entry_id: String,
    /// Digest of the entry as it was.
    pub entry_digest: String,
    /// The name that was matched.
    pub matched: ListedName,
    /// How likely it is that both names are one's, in thousandths.
    pub score_per_mille: u16,
    /// Which words were held against which.
    pub aligned: Vec<Aligned>,
    /// What the entry is, to tell it from the subject.
    pub entry: Listed,
}

/// A word of the subject's name and the one of the entry's that it was held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aligned {
    /// Of the subject; empty if the listed word has none beside it.
    pub subject: String,
    /// Of the entry; empty if the subject's word has none beside it.
    pub listed: String,
    /// How they agree: `equal`, `typo`, `initial` …
    pub how: String,
}

/// An entry in brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// What it is filed under.
    pub primary_name: String,
    /// What it is.
    pub kind: EntityKind,
    /// When born.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub births: Vec<BirthDate>,
    /// Nationalities, addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Under what it is listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programmes: Vec<String>,
}

impl Subject {
    /// All that is compared, in one text: a hit that was dismissed is one again when this changes.
    #[must_use]
    pub fn identity(&self) -> String {
        let countries = self.countries.join(",");
        let born = self.born.map(|date| format!("\n{date}")).unwrap_or_default();
        format!("{}\n{}\n{countries}{born}", self.kind.as_str(), self.name)
    }
}

impl Hit {
    /// Whether both are about the same name and the same entry as it was.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.source == other.source
            && self.entry_digest == other.entry_digest
            && self.subject.identity() == other.subject.identity()
    }
}

impl Application {
    /// The business, its representatives, its owners, and the person behind a starter profile, each by the name given.
    #[must_use]
    pub fn subjects(&self) -> Vec<Subject> {
        let mut countries: Vec<String> = self
            .addresses
            .iter()
            .map(|address| address.iso_country.clone())
            .filter(|code| !code.is_empty())
            .collect();
        countries.sort();
        countries.dedup();
        let business = self.business.as_ref().map(|business| {
            let place = business.place("business_name");
            Subject {
                object: business.object,
                field: place.field,
                kind: EntityKind::Business,
                name: business.name.trim().to_owned(),
                countries,
                born: None,
            }
        });
        let persons = self.representatives.iter().map(|one| &one.person).chain(&self.starter).map(person);
        let owners = self.owners.iter().map(owner);
        let mut subjects: Vec<Subject> = business
            .into_iter()
            .chain(persons)
            .chain(owners)
            .filter(|subject| !subject.name.is_empty())
            .collect();
        // One person in both seats is one subject.
        let mut seen = std::collections::BTreeSet::new();
        subjects.retain(|subject| seen.insert(subject.identity()));
        subjects
    }
}

fn person(person: &Person) -> Subject {
    Subject {
        object: person.object,
        field: person.place("last_name").field,
        kind: EntityKind::Person,
        name: format!("{} {}", person.first_name.trim(), person.last_name.trim()).trim().to_owned(),
        countries: Vec::new(),
        born: person.birth_date.parse().ok(),
    }
}

fn owner(owner: &Owner) -> Subject {
    Subject {
        object: owner.object,
        field: owner.place("last_name").field,
        kind: EntityKind::Person,
        name: format!("{} {}", owner.first_name.trim(), owner.last_name.trim()).trim().to_owned(),
        countries: Some(owner.country.clone()).filter(|code| !code.is_empty()).into_iter().collect(),
        born: owner.birth_date.parse().ok(),
    }
}
