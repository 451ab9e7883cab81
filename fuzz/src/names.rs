//! Names and numbers that strangers write.

use std::sync::LazyLock;

use trusthub_vetting::identifiers::{Day, schemes};
use trusthub_vetting::names::{Comparison, Name, Subject};
use trusthub_vetting::screening::{Alias, Context, Index, Listed, Strength};

const SUBJECTS: [Subject; 3] = [Subject::Person, Subject::Business, Subject::Thing];

/// Two names, a line each: read with every word in its place, and compared alike from either side.
pub fn names(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (one, other) = text.split_once('\n').unwrap_or((text, ""));
    for subject in SUBJECTS {
        for name in Name::all_of(subject, one) {
            assert_eq!(name.tokens.len(), name.spans.len());
            assert!(name.spans.iter().all(|span| name.text.get(span.clone()).is_some()), "{name:?}");
        }
        let (left, right) = (Name::of(subject, one), Name::of(subject, other));
        let (there, back) = (Comparison::of(&left, &right), Comparison::of(&right, &left));
        assert_eq!(there.features, back.features, "{one:?} {other:?}");
        assert!((0.0..=1.0).contains(&there.score()), "{one:?} {other:?}");
        let words =
            |tokens: usize, place: fn(&trusthub_vetting::names::Aligned) -> std::ops::Range<usize>| {
                let mut places: Vec<usize> = there.aligned.iter().flat_map(place).collect();
                places.sort_unstable();
                assert_eq!(places, (0..tokens).collect::<Vec<_>>(), "each word once: {one:?} {other:?}");
            };
        words(left.tokens.len(), |pair| pair.left.clone());
        words(right.tokens.len(), |pair| pair.right.clone());
    }
}

/// A name that is looked for in a list: hits come each once, in order, with scores that are probabilities. The other
/// lines of the input are a list of their own.
pub fn screening(bytes: &[u8]) {
    static INDEX: LazyLock<Index> = LazyLock::new(|| {
        let names =
            ["Igor Sergeyevich SOVA", "OWL EXPORT BANK", "Ali Reza MOUSAVI", "SNOW STORM", "محمد حسين"];
        listed(names.into_iter().chain(["Ihor SOVA", "BANK SOVA OOO"]))
    });
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (asked, list) = text.split_once('\n').unwrap_or((text, ""));
    search(&INDEX, asked);
    search(&listed(list.lines().take(32)), asked);
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> Index {
    Index::build(names.enumerate().map(|(number, text)| Listed {
        id: number.to_string(),
        subject: SUBJECTS[number % SUBJECTS.len()],
        names: vec![Alias { text: text.to_owned(), strength: Strength::Strong }],
        context: Context::default(),
    }))
}

fn search(index: &Index, asked: &str) {
    let mut searcher = index.searcher();
    for subject in SUBJECTS {
        let hits = searcher.search(subject, asked, &Context::default(), 10);
        assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score), "{asked:?}");
        let mut ids: Vec<&str> = hits.iter().map(|hit| hit.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), hits.len(), "each entity once: {asked:?}");
        assert!(hits.iter().all(|hit| (0.0..=1.0).contains(&hit.score)), "{asked:?}");
        // The searcher keeps nothing of one search for the next.
        assert_eq!(searcher.search(subject, asked, &Context::default(), 10), hits, "{asked:?}");
    }
}

/// A number that every scheme of the table judges: with an answer, the same for what it calls canonical.
pub fn identifiers(bytes: &[u8]) {
    const TODAY: Day = Day { year: 2026, month: 11, day: 23 };
    let Ok(number) = std::str::from_utf8(bytes) else { return };
    for scheme in schemes() {
        let answer = scheme.judge(number, TODAY);
        assert!(!answer.rule.is_empty(), "{number:?}");
        assert_eq!(scheme.judge(number, TODAY), answer, "{number:?}");
    }
}
