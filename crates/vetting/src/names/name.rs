//! A name that was read: its words, what each is, and where it stood.

use std::ops::Range;

use super::classify;
use super::fold::pieces;
use super::sound::sound;

/// Whose name it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A human being.
    Person,
    /// A company, association, authority.
    Business,
    /// A ship, an aircraft, or what the source does not tell.
    Thing,
}

impl Subject {
    /// From the words of the sources: `Person`; `Company`, `Organization`, `LegalEntity`; anything else is a thing.
    #[must_use]
    pub fn of_schema(schema: &str) -> Self {
        match schema.trim().to_ascii_lowercase().as_str() {
            "person" | "individual" => Self::Person,
            "company" | "organization" | "organisation" | "legalentity" | "business" | "entity"
            | "publicbody" => Self::Business,
            _ => Self::Thing,
        }
    }
}

/// What a word is in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// What tells this name from others.
    Core,
    /// `GmbH`, `Limited Liability Company`: several words are one token.
    LegalForm,
    /// A word that many businesses have: `international`, `trading`.
    Generic,
    /// `7`, `III`, `first`.
    Number,
    /// One letter.
    Initial,
    /// `Dr`, `Sheikh`, `Jr`.
    Honorific,
    /// `al`, `bin`, `von`, `de`.
    Particle,
    /// `the`, `and`, `of`.
    Stop,
}

/// One word, or the several words of a legal form, apart from any place in a name: equal tokens are interchangeable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Token {
    /// Small Latin letters and digits.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// The one spelling of its variants: `gmbh`, `intl`, `mohammed`, `3`.
    pub canonical: Option<Box<str>>,
    /// For legal forms: those that do the same elsewhere, such as `LLC`. For names of countries and what is of them:
    /// the country.
    pub group: Option<&'static str>,
    /// How it sounds, roughly.
    pub(crate) sound: Box<str>,
    /// Which letters are in it, one bit each: says at once of most pairs of words that they have little in common.
    pub(crate) letters: u32,
    /// Rarity in hundredths: 0, every name has it, to 100, hardly any.
    pub(crate) rarity: u8,
    /// Its short vowels were not written.
    pub(crate) unvowelled: bool,
}

impl Token {
    pub(super) fn new(
        text: String,
        kind: Kind,
        canonical: Option<&str>,
        group: Option<&'static str>,
        rarity: u8,
    ) -> Self {
        let letters = text.bytes().fold(0, |letters, byte| letters | 1 << bit_of(byte));
        let sound = sound(&text).into_boxed_str();
        Self {
            canonical: canonical.map(Into::into),
            text,
            kind,
            group,
            sound,
            letters,
            rarity,
            unvowelled: false,
        }
    }

    /// The same, of a piece of text: what its script leaves out is known from there.
    pub(super) fn of_piece(self, unvowelled: bool) -> Self {
        Self { unvowelled, ..self }
    }

    /// The variants' one spelling where there is one, and else the word itself.
    #[must_use]
    pub fn key(&self) -> &str {
        self.canonical.as_deref().unwrap_or(&self.text)
    }

    /// Whether it takes part in telling one name from another.
    #[must_use]
    pub(crate) fn distinguishes(&self) -> bool {
        match self.kind {
            Kind::Core | Kind::Generic | Kind::Number | Kind::Initial => true,
            Kind::LegalForm | Kind::Honorific | Kind::Particle | Kind::Stop => false,
        }
    }
}

/// Bits 0 to 25 are letters, 26 to 31 digits, in pairs.
fn bit_of(byte: u8) -> u32 {
    match byte {
        b'a'..=b'z' => u32::from(byte - b'a'),
        b'0'..=b'9' => 26 + u32::from((byte - b'0') / 2),
        _ => 31,
    }
}

/// A name, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// Whose.
    pub subject: Subject,
    /// As it was written.
    pub text: String,
    /// Its words, in order.
    pub tokens: Vec<Token>,
    /// Where each stood, in bytes of `text`; as many as `tokens`.
    pub spans: Vec<Range<usize>>,
}

impl Name {
    /// Reads a business's name. `country`, two letters, if known: legal forms of two letters are believed at home.
    #[must_use]
    pub fn business(text: &str, country: Option<&str>) -> Self {
        Self::read(Subject::Business, text, classify::business(&pieces(text), country))
    }

    /// Reads a person's name, in any order: `Dr. Jane A. Doe`, `DOE, Jane`.
    #[must_use]
    pub fn person(text: &str) -> Self {
        Self::read(Subject::Person, text, classify::person(pieces(text)))
    }

    /// Reads a name of what is neither, or may be either.
    #[must_use]
    pub fn thing(text: &str) -> Self {
        Self::read(Subject::Thing, text, classify::business(&pieces(text), None))
    }

    /// Reads a name by its subject.
    #[must_use]
    pub fn of(subject: Subject, text: &str) -> Self {
        match subject {
            Subject::Person => Self::person(text),
            Subject::Business => Self::business(text, None),
            Subject::Thing => Self::thing(text),
        }
    }

    /// Reads every name that a text holds: `Owl Ltd d/b/a Night Bird` is itself, `Owl Ltd`, and `Night Bird`.
    ///
    /// The whole text is the first of them.
    #[must_use]
    pub fn all_of(subject: Subject, text: &str) -> Vec<Self> {
        let mut names = vec![Self::of(subject, text)];
        for part in classify::parts(text) {
            let name = Self::of(subject, part);
            if !name.tokens.is_empty() {
                names.push(name);
            }
        }
        names
    }

    fn read(subject: Subject, text: &str, read: Vec<(Token, Range<usize>)>) -> Self {
        let (tokens, spans) = read.into_iter().unzip();
        Self { subject, text: text.to_owned(), tokens, spans }
    }

    /// What tells it from other names, as one word: equal for names that differ in case, script, spaces, punctuation,
    /// legal form and honorifics only. For blocking; empty if there is nothing but those.
    #[must_use]
    pub(crate) fn core_key(&self) -> String {
        self.tokens.iter().filter(|token| token.distinguishes()).map(Token::key).collect()
    }

    /// Its legal forms.
    pub(crate) fn legal_forms(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().filter(|token| token.kind == Kind::LegalForm)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Name, Subject};

    fn read(name: &Name) -> Vec<(&str, Kind)> {
        name.tokens.iter().map(|token| (token.key(), token.kind)).collect()
    }

    #[test]
    fn a_business_is_core_generic_words_and_legal_form() {
        let name = Name::business("The Owl International Trading (Malta) Co., Ltd.", None);
        assert_eq!(
            read(&name),
            [
                ("the", Kind::Stop),
                ("owl", Kind::Core),
                ("intl", Kind::Generic),
                ("trade", Kind::Generic),
                ("malta", Kind::Core),
                ("coltd", Kind::LegalForm),
            ]
        );
        assert_eq!(&name.text[name.spans[5].clone()], "Co., Ltd");
    }

    #[test]
    fn legal_forms_of_all_lengths_and_scripts_are_told() {
        for (text, group) in [
            ("Owl Limited Liability Company", "LLC"),
            ("OOO Owl", "LLC"),
            ("Общество с ограниченной ответственностью Сова", "LLC"),
            ("Owl Aktiengesellschaft", "JSC"),
            ("Owl S.A.", "JSC"),
        ] {
            let name = Name::business(text, None);
            let groups: Vec<_> = name.legal_forms().map(|form| form.group).collect();
            assert_eq!(groups, [Some(group)], "{text}");
        }
    }

    #[test]
    fn a_name_is_never_only_its_legal_form() {
        assert_eq!(read(&Name::business("AB", None)), [("ab", Kind::Core)]);
        assert_eq!(read(&Name::business("SE", None)), [("se", Kind::Core)]);
    }

    #[test]
    fn numbers_are_told_in_any_writing() {
        for text in ["Owl Fund 3", "Owl Fund III", "Owl Fund Third", "Owl Fund Three", "Owl Fund 3rd"] {
            let name = Name::business(text, None);
            assert_eq!(read(&name).last(), Some(&("3", Kind::Number)), "{text}");
        }
    }

    #[test]
    fn a_person_is_names_initials_honorifics_and_particles() {
        let name = Name::person("Dr. J.R. van der Berg Jr.");
        assert_eq!(
            read(&name),
            [
                ("dr", Kind::Honorific),
                ("j", Kind::Initial),
                ("r", Kind::Initial),
                ("von", Kind::Particle),
                ("von", Kind::Particle),
                ("berg", Kind::Core),
                ("jr", Kind::Honorific),
            ]
        );
    }

    #[test]
    fn a_person_of_more_initials_than_words_are_read_is_bounded() {
        let name = Name::person(&"J.R. ".repeat(40));
        assert_eq!((name.tokens.len(), name.spans.len()), (48, 48));
    }

    #[test]
    fn a_person_called_by_an_honorific_keeps_a_name() {
        assert_eq!(read(&Name::person("Sayed")), [("sayyid", Kind::Core)]);
    }

    #[test]
    fn the_core_key_ignores_what_does_not_tell_names_apart() {
        let key = Name::business("Owl & Sons, Inc.", None).core_key();
        assert_eq!(key, Name::business("THE OWL AND SONS LLC", None).core_key());
        assert_eq!(key, "owlsons");
        assert_eq!(Name::person("Oleksandr Усик").core_key(), Name::person("ALEXANDER USIK").core_key());
    }

    #[test]
    fn a_text_with_two_names_gives_both() {
        let names = Name::all_of(Subject::Business, "Owl Ltd d/b/a Night Bird");
        let texts: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
        assert_eq!(texts, ["Owl Ltd d/b/a Night Bird", "Owl Ltd", "Night Bird"]);
        assert_eq!(Name::all_of(Subject::Business, "Owl Ltd").len(), 1);
    }
}
