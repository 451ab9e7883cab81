//! Finds post-office boxes in address lines, as people in many countries write them.
//!
//! A head office is a place, so a box alone is refused; beside a street it may be a mere mailing hint. Streets whose
//! names sound alike ("Post Box Lane 4") must pass, which is why what remains of the line counts as well.

/// What an address line says of boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Box {
    /// None is named.
    None,
    /// One is named, and a street too.
    BesideStreet,
    /// One is named and nothing else.
    Alone,
}

/// How a box is named; the words stand side by side, punctuation aside.
struct Designator {
    words: &'static [&'static str],
    after: After,
    /// Where else the words mean something different; empty for everywhere.
    only_in: &'static [&'static str],
}

/// What must follow or precede the words.
enum After {
    /// The words suffice.
    Anything,
    /// A number follows.
    Number,
    /// A number follows, and the line begins with the words.
    NumberAtStart,
}

const fn always(words: &'static [&'static str]) -> Designator {
    Designator { words, after: After::Anything, only_in: &[] }
}

const fn numbered(words: &'static [&'static str]) -> Designator {
    Designator { words, after: After::Number, only_in: &[] }
}

const fn numbered_in(words: &'static [&'static str], only_in: &'static [&'static str]) -> Designator {
    Designator { words, after: After::Number, only_in }
}

/// Where French is written, `BP 12` is a box.
const FRENCH: &[&str] = &[
    "BE", "BF", "BJ", "CD", "CF", "CG", "CI", "CM", "DJ", "DZ", "FR", "GA", "GN", "HT", "KM", "LU", "MA",
    "MC", "MG", "ML", "MR", "NC", "NE", "PF", "RE", "SN", "TD", "TG", "TN",
];

/// Where `PMB` is a private mail bag, which is a box at the post office. Elsewhere it is a mailbox in a shop.
const MAIL_BAGS: &[&str] = &[
    "AU", "BW", "GH", "GM", "KE", "LR", "LS", "MW", "NA", "NG", "NZ", "PG", "SL", "SZ", "TZ", "UG", "VU",
    "ZA", "ZM", "ZW",
];

const DESIGNATORS: &[Designator] = &[
    always(&["po", "box"]),
    always(&["p", "o", "box"]),
    always(&["p", "0", "box"]),
    always(&["po", "bx"]),
    always(&["pobox"]),
    always(&["post", "office", "box"]),
    always(&["post", "office", "bag"]),
    always(&["postal", "box"]),
    always(&["post", "box"]),
    always(&["postbox"]),
    always(&["gpo", "box"]),
    always(&["locked", "bag"]),
    always(&["private", "bag"]),
    always(&["private", "mail", "bag"]),
    always(&["postfach"]),
    always(&["postbus"]),
    always(&["postboks"]),
    always(&["postafiók"]),
    always(&["pósthólf"]),
    always(&["postilokero"]),
    always(&["boîte", "postale"]),
    always(&["boite", "postale"]),
    always(&["case", "postale"]),
    always(&["casella", "postale"]),
    always(&["caixa", "postal"]),
    always(&["casilla", "postal"]),
    always(&["casilla", "de", "correo"]),
    always(&["apartado", "postal"]),
    always(&["apartado", "de", "correos"]),
    always(&["skrytka", "pocztowa"]),
    always(&["poštovní", "přihrádka"]),
    always(&["posta", "kutusu"]),
    always(&["абонентский", "ящик"]),
    numbered(&["pob"]),
    numbered(&["p", "o", "b"]),
    numbered(&["а", "я"]),
    numbered(&["apartado"]),
    numbered(&["apdo"]),
    numbered(&["casilla"]),
    numbered_in(&["bp"], FRENCH),
    numbered_in(&["b", "p"], FRENCH),
    numbered_in(&["pmb"], MAIL_BAGS),
    numbered_in(&["p", "m", "b"], MAIL_BAGS),
    numbered_in(&["cp"], &["CA", "CH"]),
    numbered_in(&["c", "p"], &["CA", "CH"]),
    numbered_in(&["pl"], &["FI"]),
    numbered_in(&["pb"], &["NO", "FI", "BE"]),
    Designator { words: &["box"], after: After::NumberAtStart, only_in: &[] },
];

/// Words between a box and its number.
const NUMBER_WORDS: &[&str] = &["no", "nr", "num", "number", "numero", "n", "nº", "n°"];

/// Parts of a building, which make no street.
const UNIT_WORDS: &[&str] = &[
    "suite",
    "ste",
    "unit",
    "apt",
    "apartment",
    "floor",
    "room",
    "level",
    "dept",
    "department",
    "attn",
    "office",
    "bag",
    "box",
];

/// Kinds of street, which need no number.
const STREET_WORDS: &[&str] = &[
    "avenue",
    "ave",
    "avenida",
    "boulevard",
    "blvd",
    "calle",
    "court",
    "drive",
    "gasse",
    "highway",
    "lane",
    "parkway",
    "place",
    "platz",
    "road",
    "rd",
    "rue",
    "square",
    "st",
    "street",
    "straat",
    "strasse",
    "straße",
    "via",
    "way",
];

/// Looks for a box in one line of an address in that country.
pub(super) fn find(line: &str, country: &str) -> Box {
    let words = words(line);
    let found = (0..words.len()).find_map(|start| {
        let length =
            DESIGNATORS.iter().find_map(|designator| designator.length_at(&words, start, country))?;
        Some((start, length))
    });
    let Some((start, length)) = found else {
        return Box::None;
    };
    let (before, rest) = words.split_at_checked(start).unwrap_or_default();
    let after = rest.get(length..).unwrap_or_default();
    if is_street(before) || is_street(after) { Box::BesideStreet } else { Box::Alone }
}

impl Designator {
    /// How many words, the number included, name a box from this place on.
    fn length_at(&self, words: &[String], start: usize, country: &str) -> Option<usize> {
        let here = words.get(start..)?;
        let is_named =
            here.len() >= self.words.len() && here.iter().zip(self.words).all(|(word, name)| word == name);
        if !is_named || !(self.only_in.is_empty() || self.only_in.contains(&country)) {
            return None;
        }
        let mut length = self.words.len();
        if here.get(length).is_some_and(|word| NUMBER_WORDS.contains(&word.as_str())) {
            length += 1;
        }
        let is_numbered = here.get(length).is_some_and(|word| is_number(word));
        let fits = match self.after {
            After::Anything => true,
            After::Number => is_numbered,
            After::NumberAtStart => is_numbered && start == 0,
        };
        fits.then_some(if is_numbered { length + 1 } else { length })
    }
}

/// A house number beside a word that is no part of a building, or a word that means a street.
fn is_street(words: &[String]) -> bool {
    let is_house_number = |word: &String| is_number(word) && word.len() <= 4;
    let is_name =
        |word: &String| word.chars().count() >= 3 && !is_number(word) && !UNIT_WORDS.contains(&word.as_str());
    let are_neighbours = words.iter().zip(words.iter().skip(1)).any(|(one, next)| {
        (is_house_number(one) && is_name(next)) || (is_name(one) && is_house_number(next))
    });
    are_neighbours || words.iter().any(|word| STREET_WORDS.contains(&word.as_str()))
}

fn is_number(word: &str) -> bool {
    word.chars().all(|character| character.is_ascii_digit())
}

/// Lower-case words and numbers; `POBox12` is a word and a number.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = None;
    for character in line.chars().flat_map(char::to_lowercase) {
        let kind = match character {
            digit if digit.is_ascii_digit() => Some(true),
            letter if letter.is_alphanumeric() => Some(false),
            _ => None,
        };
        match (kind, words.last_mut()) {
            (Some(_), Some(word)) if kind == previous => word.push(character),
            (Some(_), _) => words.push(character.to_string()),
            (None, _) => {}
        }
        previous = kind;
    }
    words
}
