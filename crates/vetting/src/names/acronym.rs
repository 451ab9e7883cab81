//! Names cut short to the starts of their words: `POGC` for Pars Oil and Gas Company, `CECEP` for Centro Colombiano de
//! Estudios Profesionales.

use super::name::{Kind, Token};

/// Shortest and longest word that is taken for one.
const SHORTEST: usize = 3;
const LONGEST: usize = 10;

/// 1 if one name is the first letters of the other's words, 0.7 if it is longer starts of them, 0 else.
pub(super) fn acronym(left: &[&Token], right: &[&Token]) -> f32 {
    of(left, right).max(of(right, left))
}

fn of(short: &[&Token], long: &[&Token]) -> f32 {
    let words = long.iter().filter(|token| must(token)).count();
    let kept = || short.iter().filter(|token| token.distinguishes());
    let count = kept().count();
    if count == 0 || count > 2 || words <= count {
        return 0.0;
    }
    let letters: String = kept().map(|token| token.text.as_str()).collect();
    if !(SHORTEST..=LONGEST).contains(&letters.len()) {
        return 0.0;
    }
    if is_made_of(letters.as_bytes(), long, 1) {
        1.0
    } else if letters.len() > SHORTEST && is_made_of(letters.as_bytes(), long, LONGEST) {
        0.7
    } else {
        0.0
    }
}

/// Whether each word of a name gives it letters; forms, articles and the like may give none.
fn must(token: &Token) -> bool {
    matches!(token.kind, Kind::Core | Kind::Generic | Kind::Initial)
}

/// Whether `letters` are starts of these words, one behind the other, each of at most `most` letters.
fn is_made_of(letters: &[u8], words: &[&Token], most: usize) -> bool {
    let Some((word, rest)) = words.split_first() else { return letters.is_empty() };
    if !must(word) && is_made_of(letters, rest, most) {
        return true;
    }
    let common =
        letters.iter().zip(word.text.bytes()).take(most).take_while(|(one, other)| **one == *other).count();
    (1..=common).any(|taken| letters.get(taken..).is_some_and(|left| is_made_of(left, rest, most)))
}

/// What finds a name by its acronym: the first letters of its words, without and with those of its forms and articles.
/// And the word itself if it is short enough to be one.
pub(crate) struct Acronyms {
    /// Of a name of several words.
    pub(crate) of_long: Vec<String>,
    /// Of a name of one word.
    pub(crate) of_short: Option<String>,
}

/// Both, for the words of a name.
pub(crate) fn acronyms(words: &[&Token]) -> Acronyms {
    let first = |filter: fn(&Token) -> bool| -> String {
        words.iter().filter(|token| filter(token)).filter_map(|token| token.text.chars().next()).collect()
    };
    let mut of_long: Vec<String> = [
        first(must),
        first(|token| token.kind != Kind::Stop),
        first(|token| token.kind != Kind::LegalForm),
        first(|_| true),
    ]
    .into_iter()
    .filter(|letters| (SHORTEST..=LONGEST).contains(&letters.len()))
    .collect();
    of_long.sort_unstable();
    of_long.dedup();
    let mut telling = words.iter().filter(|token| token.distinguishes());
    let of_short = match (telling.next(), telling.next()) {
        (Some(word), None) if (SHORTEST..=LONGEST).contains(&word.text.len()) => Some(word.text.clone()),
        _ => None,
    };
    Acronyms { of_long, of_short }
}

#[cfg(test)]
mod tests {
    use super::{acronym, acronyms};
    use crate::names::{Name, Token};

    fn value(short: &str, long: &str) -> f32 {
        let (short, long) = (Name::business(short, None), Name::business(long, None));
        let (one, other): (Vec<&Token>, Vec<&Token>) =
            (short.tokens.iter().collect(), long.tokens.iter().collect());
        acronym(&one, &other)
    }

    #[test]
    fn first_letters_and_longer_starts_are_told() {
        assert_eq!(value("POGC", "PARS OIL AND GAS COMPANY"), 1.0);
        assert_eq!(value("M.T.T. LTDA.", "MAQUINARIA TECNICA Y TIERRAS LTDA."), 1.0);
        assert_eq!(value("CECEP S.A.", "CENTRO COLOMBIANO DE ESTUDIOS PROFESIONALES LTDA."), 0.7);
        assert_eq!(value("UM AIR", "UKRAINIAN-MEDITERRANEAN AIRLINES"), 0.7);
    }

    #[test]
    fn words_that_are_no_starts_are_not() {
        assert_eq!(value("OWL", "PARS OIL AND GAS COMPANY"), 0.0);
        assert_eq!(value("PARS", "PARS OIL AND GAS COMPANY"), 0.0);
        assert_eq!(value("", ""), 0.0);
    }

    #[test]
    fn a_name_is_found_by_its_acronym() {
        let name = Name::business("PARS OIL AND GAS COMPANY", None);
        let words: Vec<&Token> = name.tokens.iter().collect();
        assert_eq!(acronyms(&words).of_long, ["poagc", "pogc"]);
        let name = Name::business("POGC", None);
        let words: Vec<&Token> = name.tokens.iter().collect();
        assert_eq!(acronyms(&words).of_short.as_deref(), Some("pogc"));
    }
}
