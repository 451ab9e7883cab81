//! Who is listed: one shape for the entries of every list.

use serde::{Deserialize, Serialize};

use super::births::{BirthDate, PartialDate};

/// An entry of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// What the publisher calls it; unique in its list.
    pub id: String,
    /// What it is.
    pub kind: EntityKind,
    /// Its names, the primary one first; never empty.
    pub names: Vec<ListedName>,
    /// When it was born, as far as it is known; several are guesses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub births: Vec<BirthDate>,
    /// Where it was born, as the list writes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub birth_places: Vec<String>,
    /// What the list says of its sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Nationalities, addresses, flags: ISO 3166-1 alpha-2, or the list's own words where those are not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Numbers of papers and registers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Under what it is listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programmes: Vec<String>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_on: Option<PartialDate>,
    /// What else the list says, for a person to read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remarks: String,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityKind {
    /// A human being.
    Person,
    /// A company, a body, a group.
    Business,
    /// A ship.
    Vessel,
    /// An aircraft.
    Aircraft,
    /// The list does not say.
    Unknown,
}

/// A name of an entry, as the list writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedName {
    /// The name.
    pub text: String,
    /// How much it tells.
    pub strength: Strength,
}

/// How much a name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// The name the entry is filed under.
    Primary,
    /// An alias that identifies.
    Strong,
    /// An alias that the publisher itself warns of: a nickname, a common word.
    Weak,
    /// The name in the script it is written in at home.
    OriginalScript,
}

/// A number and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// What kind, in the list's words: `Passport`, `Tax ID No.`
    pub kind: String,
    /// The number as written.
    pub value: String,
    /// Who gave it, as in [`Entity::countries`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// What a list says of a person's sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// Female.
    Female,
    /// Male.
    Male,
}

impl EntityKind {
    /// The name on the command line and in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Business => "business",
            Self::Vessel => "vessel",
            Self::Aircraft => "aircraft",
            Self::Unknown => "unknown",
        }
    }
}

impl Strength {
    /// What a reviewer reads.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary name",
            Self::Strong => "alias",
            Self::Weak => "weak alias",
            Self::OriginalScript => "original script",
        }
    }
}

impl Gender {
    /// As lists write it: `Male`, `F`, `Female` …
    pub(super) fn read(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "male" | "m" => Some(Self::Male),
            "female" | "f" => Some(Self::Female),
            _ => None,
        }
    }
}

impl Entity {
    /// An entry with nothing but its identifier and kind.
    pub(super) fn new(id: &str, kind: EntityKind) -> Self {
        Self {
            id: id.to_owned(),
            kind,
            names: Vec::new(),
            births: Vec::new(),
            birth_places: Vec::new(),
            gender: None,
            countries: Vec::new(),
            identifiers: Vec::new(),
            programmes: Vec::new(),
            listed_on: None,
            remarks: String::new(),
        }
    }

    /// The name it is filed under.
    #[must_use]
    pub fn primary_name(&self) -> &str {
        self.names.first().map_or("", |name| name.text.as_str())
    }

    /// Adds a name unless it is there already; an empty one is none.
    pub(super) fn add_name(&mut self, text: &str, strength: Strength) {
        let text = tidy(text);
        if !text.is_empty() && !self.names.iter().any(|name| name.text == text) {
            self.names.push(ListedName { text, strength });
        }
    }

    /// Files it under this name; a name it was filed under before becomes an alias.
    pub(super) fn set_primary(&mut self, text: &str) {
        let text = tidy(text);
        if text.is_empty() {
            return;
        }
        self.names.retain(|name| name.text != text);
        for name in self.names.iter_mut().filter(|name| name.strength == Strength::Primary) {
            name.strength = Strength::Strong;
        }
        self.names.insert(0, ListedName { text, strength: Strength::Primary });
    }

    pub(super) fn add_birth(&mut self, birth: BirthDate) {
        add(&mut self.births, birth);
    }

    pub(super) fn add_birth_place(&mut self, text: &str) {
        add_text(&mut self.birth_places, text);
    }

    /// Adds a country by its name or its code.
    pub(super) fn add_country(&mut self, text: &str) {
        if let Some(country) = super::countries::country(text) {
            add(&mut self.countries, country);
        }
    }

    pub(super) fn add_programme(&mut self, text: &str) {
        add_text(&mut self.programmes, text);
    }

    pub(super) fn add_identifier(&mut self, kind: &str, value: &str, country: &str) {
        let (kind, value) = (tidy(kind), tidy(value));
        if !value.is_empty() {
            let country = super::countries::country(country);
            add(&mut self.identifiers, Identifier { kind, value, country });
        }
    }

    /// Adds to what a person may read, one sentence or label after the other.
    pub(super) fn add_remark(&mut self, text: &str) {
        let text = tidy(text);
        if text.is_empty() || self.remarks.contains(&text) {
            return;
        }
        if !self.remarks.is_empty() {
            self.remarks.push_str("; ");
        }
        self.remarks.push_str(&text);
    }
}

/// White space of any kind becomes one blank; none at the ends.
pub(super) fn tidy(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn add_text(list: &mut Vec<String>, text: &str) {
    let text = tidy(text);
    if !text.is_empty() {
        add(list, text);
    }
}
