//! Looks for a business's name on a page.
//!
//! Every word that tells the name from others must be there, in any of its spellings and with no such word more:
//! "Owl Bakery Holdings" is not "Owl Bakery". Words that every business has may differ, and the legal form may be
//! missing; a different one is reported.

use std::ops::Range;

use super::facts::NameSeen;
use super::page::{Page, folded};
use crate::names::{Agreement, Comparison, Kind, Name, Same, Subject, Token};

/// Places on a page at which a name is compared word by word.
const MOST_PLACES: usize = 60;
/// Words behind a name that are looked at for a legal form.
const WORDS_BEHIND: usize = 4;
/// In shorter words, another letter makes another word.
const LEAST_SPELLED: usize = 6;

/// The names that the application gives: with `d/b/a` there are several.
pub(super) fn names_of(name: &str) -> Vec<Name> {
    let names = Name::all_of(Subject::Business, name);
    names.into_iter().filter(|name| name.tokens.iter().any(Token::distinguishes)).collect()
}

/// The first place that shows one of the names, in their order.
pub(super) fn find(page: &Page<'_>, names: &[Name]) -> Option<NameSeen> {
    names.iter().find_map(|name| of_name(page, name))
}

fn of_name(page: &Page<'_>, name: &Name) -> Option<NameSeen> {
    let distinguishing = || name.tokens.iter().filter(|token| token.distinguishes());
    let rarest = distinguishing().max_by_key(|token| {
        // Numbers and initials are everywhere.
        (matches!(token.kind, Kind::Core | Kind::Generic), token.rarity, token.text.len())
    })?;
    let raw: Vec<&str> = name.text.split_whitespace().collect();
    let position = raw.iter().position(|word| folded(word).contains(&rarest.text)).unwrap_or_default();
    let least = distinguishing().count().saturating_sub(1).max(1);
    let anchors = page.words.iter().enumerate().filter(|(_, word)| is_anchor(&word.folded, rarest));
    let mut other_form = None;
    for (anchor, _) in anchors.take(MOST_PLACES) {
        // Where the name begins if it is written as here; then with a word less before it, such as `The`; then with one more.
        let starts = [0, 1, -1].map(|more| anchor.checked_add_signed(more)?.checked_sub(position));
        for start in starts.into_iter().flatten() {
            let lengths = least..=raw.len() + 1;
            let seen = lengths.filter_map(|length| seen_at(page, start..start + length, name)).next();
            match seen {
                Some(seen) if seen.has_other_form => {
                    other_form.get_or_insert(seen);
                }
                Some(seen) => return Some(seen),
                None => {}
            }
        }
    }
    other_form
}

fn seen_at(page: &Page<'_>, words: Range<usize>, name: &Name) -> Option<NameSeen> {
    let found = Name::business(page.between(words.clone())?, None);
    if !is_name(name, &found) {
        return None;
    }
    let (form, has_other_form) = match form_of(&found, name) {
        Form::None => match behind(page, &words, &found, name) {
            Behind::Form(count, form) => (count, form == Form::Other),
            Behind::Nothing => (0, false),
            Behind::LongerName => return None,
        },
        form => (0, form == Form::Other),
    };
    let quote = page.quote(words.start..words.end + form)?;
    Some(NameSeen { quote, has_other_form })
}

/// Cheap, and lets too much through.
fn is_anchor(word: &str, token: &Token) -> bool {
    let is_long = token.text.len() >= LEAST_SPELLED;
    word.contains(&token.text)
        || token.canonical.as_deref().is_some_and(|canonical| word == canonical)
        || (is_long
            && word.len().abs_diff(token.text.len()) <= 1
            && rapidfuzz::distance::osa::distance(word.bytes(), token.text.bytes()) <= 1)
}

/// How a legal form compares with that of the application.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// There is none.
    None,
    /// It is the same, or one that does the same elsewhere; or the application has none.
    Same,
    Other,
}

/// What stands behind words that are the name without a legal form.
enum Behind {
    Nothing,
    /// So many words that end in a legal form.
    Form(usize, Form),
    /// The words go on to another name.
    LongerName,
}

/// Whether every word that tells one name from others is in the other too.
fn is_name(name: &Name, found: &Name) -> bool {
    Comparison::of(name, found).aligned.iter().all(|pair| {
        let tokens = || {
            let left = name.tokens.get(pair.left.clone()).unwrap_or_default();
            left.iter().chain(found.tokens.get(pair.right.clone()).unwrap_or_default())
        };
        match pair.agreement {
            Agreement::Equal | Agreement::Variant | Agreement::Joined | Agreement::LegalForm(_) => true,
            Agreement::Spelling(letters) => {
                letters <= 1 && tokens().all(|token| token.text.len() >= LEAST_SPELLED)
            }
            Agreement::Number(same) => same == Same::Yes,
            Agreement::Sound | Agreement::Initial | Agreement::Abbreviation => false,
            Agreement::Missing => !tokens().any(Token::distinguishes),
        }
    })
}

fn form_of(found: &Name, name: &Name) -> Form {
    match found.legal_forms().next() {
        None => Form::None,
        Some(form) if is_same_form(form, name) => Form::Same,
        Some(_) => Form::Other,
    }
}

fn is_same_form(form: &Token, name: &Name) -> bool {
    let mut own = name.legal_forms().peekable();
    own.peek().is_none()
        || own.any(|own| own.key() == form.key() || (own.group.is_some() && own.group == form.group))
}

/// Word by word, because a legal form is believed where a name ends with it.
fn behind(page: &Page<'_>, words: &Range<usize>, found: &Name, name: &Name) -> Behind {
    let mut seen = Behind::Nothing;
    for count in 1..=WORDS_BEHIND {
        let end = words.end + count;
        if page.words.get(end - 1).is_none_or(|word| word.begins_line) {
            break;
        }
        let Some(text) = page.between(words.start..end) else { break };
        let longer = Name::business(text, None);
        let more: Vec<_> = longer.tokens.iter().zip(&longer.spans).skip(found.tokens.len()).collect();
        let Some((form, _)) = more.last().filter(|(token, _)| token.kind == Kind::LegalForm) else {
            continue;
        };
        if more.len() == 1 {
            // `Limited` may go on to `Limited Liability Company`.
            seen = Behind::Form(count, if is_same_form(form, name) { Form::Same } else { Form::Other });
            continue;
        }
        // Words of a sentence are written small, those of a name are not.
        let is_written_as_name = more.iter().all(|(_, span)| {
            let first = text.get((*span).clone()).and_then(|word| word.chars().next());
            first.is_some_and(|letter| !letter.is_lowercase())
        });
        if matches!(seen, Behind::Nothing) && is_written_as_name {
            return Behind::LongerName;
        }
        break;
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::super::page::tests::page;
    use super::*;

    fn seen(name: &str, text: &str) -> Option<(String, bool)> {
        let text = page(text);
        let seen = find(&Page::of(&text), &names_of(name))?;
        Some((seen.quote.words, seen.has_other_form))
    }

    #[test]
    fn spellings_of_the_name_are_found_in_running_text() {
        for (name, text, words) in [
            (
                "Owl Bakery Inc.",
                "This certifies that OWL BAKERY, INC. is in good standing.",
                "OWL BAKERY, INC.",
            ),
            (
                "Owl Bakery LLC",
                "by Owl Bakery Limited Liability Company of Delaware",
                "Owl Bakery Limited Liability Company",
            ),
            ("Owl Bakery Inc.", "Name: Owl Bakery, Incorporated\nNumber: 1", "Owl Bakery, Incorporated"),
            ("Owl Bakery Inc.", "Invoice to Owl\nBakery, 1200 Hearst Avenue", "Owl Bakery,"),
            ("Owl Bakery", "Owl Bakery GmbH, Berlin", "Owl Bakery GmbH,"),
            ("Owl Bakery Inc.", "the Owl Bakery in Berkeley", "Owl Bakery"),
            (
                "Owl International Trading Ltd",
                "by OWL INTL. TRADING LIMITED, London",
                "OWL INTL. TRADING LIMITED,",
            ),
            ("Nightbird Bakeries LLC", "Nlghtbird Bakeries LLC", "Nlghtbird Bakeries LLC"),
            ("Owl Ltd d/b/a Night Bird", "an account of Night Bird since 2019", "Night Bird"),
            ("Сова ООО", "ООО «Сова», Москва", "«Сова»,"),
        ] {
            assert_eq!(seen(name, text), Some((words.to_owned(), false)), "{name} in {text}");
        }
    }

    #[test]
    fn other_businesses_are_not_taken_for_it() {
        for (name, text) in [
            ("Owl Bakery Inc.", "Owl Books Inc., Owl Bindery Inc."),
            ("Owl Bakery Inc.", "Owl Bakery Holdings Inc. is another business"),
            ("Owl Bakery Inc.", "the bakery of an owl"),
            ("Owl Fund 3 LP", "Owl Fund 4 LP"),
            ("Owl Bakery Inc.", ""),
        ] {
            assert_eq!(seen(name, text), None, "{name} in {text}");
        }
    }

    #[test]
    fn another_legal_form_is_reported() {
        assert_eq!(seen("Owl Bakery Inc.", "Owl Bakery LP"), Some(("Owl Bakery LP".to_owned(), true)));
        let both = seen("Owl Bakery Inc.", "Owl Bakery LP, formerly Owl Bakery Inc.");
        assert_eq!(both, Some(("Owl Bakery Inc.".to_owned(), false)));
    }
}
