//! Finds the business's name among the words of a page, as names are compared everywhere here: by their parts, so that the
//! legal form may be missing or written otherwise.

use super::reading::SitePage;
use crate::contact::NameOnPage;
use crate::names::{Comparison, Name, Subject, match_threshold, per_mille};

/// How many places of one page are compared: a page that repeats a word of the name for ever is not read for ever.
const MOST_COMPARED: usize = 240;

/// A likeness after which no better place is looked for.
const GOOD_ENOUGH: f32 = 0.97;

/// A name with more words may lack one of them on the page.
const FEW_WORDS: usize = 4;

/// One of the names that a business gave: its legal name, or what it trades as.
struct Wanted {
    name: Name,
    /// The words that tell it from other names, small Latin letters.
    keys: Vec<String>,
    /// The same as one word: `OwlBooks` is Owl Books.
    joined: String,
}

/// How well some words of a page fit.
struct Fit<'a> {
    words: &'a str,
    /// Every word that tells the name from others has its like.
    is_whole: bool,
    score: f32,
}

/// The words of a page that are most like the business's name; `None` if no word of it is there.
pub(super) fn name_on(page: &SitePage<'_>, business_name: &str) -> Option<NameOnPage> {
    let wanted: Vec<Wanted> =
        Name::all_of(Subject::Business, business_name).into_iter().filter_map(Wanted::of).collect();
    let lines = || [page.title, page.description].into_iter().chain(page.text.lines());
    let all = wanted.iter().flat_map(|wanted| {
        let places = lines().flat_map(move |line| candidates(line, wanted));
        places.take(MOST_COMPARED).map(move |words| wanted.fit(words))
    });
    let mut best: Option<Fit<'_>> = None;
    for fit in all {
        let is_enough = fit.is_match() && fit.score >= GOOD_ENOUGH;
        if best.as_ref().is_none_or(|best| (fit.is_whole, fit.score) > (best.is_whole, best.score)) {
            best = Some(fit);
        }
        if is_enough {
            break;
        }
    }
    best.map(|fit| NameOnPage {
        words: fit.words.chars().take(200).collect(),
        url: page.url.to_owned(),
        per_mille: per_mille(fit.score),
        is_match: fit.is_match(),
    })
}

impl Fit<'_> {
    fn is_match(&self) -> bool {
        self.is_whole && self.score >= match_threshold()
    }
}

impl Wanted {
    fn of(name: Name) -> Option<Self> {
        let words = |of: &dyn Fn(usize) -> bool| -> Vec<String> {
            let tokens = name.tokens.iter().enumerate();
            tokens.filter(|(index, _)| of(*index)).map(|(_, token)| token.text.clone()).collect()
        };
        let distinguishing =
            words(&|index| name.tokens.get(index).is_some_and(crate::names::Token::distinguishes));
        let keys = if distinguishing.is_empty() { words(&|_| true) } else { distinguishing };
        let joined = keys.concat();
        (!joined.is_empty()).then_some(Self { name, keys, joined })
    }

    /// Two texts that share a word are not yet one name: a page that sells books is not Owl Books.
    fn fit<'a>(&self, words: &'a str) -> Fit<'a> {
        let comparison = Comparison::of(&self.name, &Name::business(words, None));
        let missing = comparison
            .aligned
            .iter()
            .filter(|pair| pair.right.is_empty())
            .flat_map(|pair| self.name.tokens.get(pair.left.clone()).unwrap_or_default());
        let missing = missing.filter(|token| token.distinguishes()).count();
        let is_whole = missing == 0 || (missing == 1 && self.keys.len() >= FEW_WORDS);
        Fit { words, is_whole, score: comparison.score() }
    }

    /// How many words before a word of the page the name may begin; `None` if the word is none of its own.
    fn offsets(&self, word: &str) -> Option<[usize; 2]> {
        if let Some(place) = self.keys.iter().position(|key| key == word) {
            // With and without an "and" between.
            return Some([place, if place == 0 { 0 } else { place + 1 }]);
        }
        word.starts_with(&self.joined).then_some([0, 0])
    }
}

/// Runs of words around one of the name's, about as long as the name, with and without a legal form behind.
fn candidates<'a>(line: &'a str, wanted: &Wanted) -> Vec<&'a str> {
    let spans = word_spans(line);
    let words = wanted.keys.len();
    let mut found = Vec::new();
    for (index, (start, end)) in spans.iter().enumerate() {
        let Some(offsets) = wanted.offsets(&folded(line.get(*start..*end).unwrap_or_default())) else {
            continue;
        };
        if found.len() >= MOST_COMPARED {
            break;
        }
        let starts = offsets.map(|offset| index.saturating_sub(offset));
        for (begin, length) in
            starts.iter().flat_map(|begin| [words + 1, words, words + 2, 1].map(|l| (begin, l)))
        {
            let last = spans.get(begin + length - 1).or(spans.last());
            let text = spans.get(*begin).zip(last).and_then(|((start, _), (_, end))| line.get(*start..*end));
            found.extend(text.filter(|text| !found.contains(text)));
        }
    }
    found
}

/// Where each word begins and ends, in bytes.
fn word_spans(line: &str) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut start = None;
    for (at, character) in line.char_indices() {
        match (start, character.is_whitespace()) {
            (None, false) => start = Some(at),
            (Some(begun), true) => {
                spans.push((begun, at));
                start = None;
            }
            (None, true) | (Some(_), false) => {}
        }
    }
    spans.extend(start.map(|begun| (begun, line.len())));
    spans
}

fn folded(word: &str) -> String {
    any_ascii::any_ascii(word)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}
