//! Whatever two names are, comparing them keeps its promises; so does looking for one in a list.

use proptest::prelude::*;
use trusthub_vetting::names::{
    Aligned, Comparison, FEATURE_NAMES, Kind, Model, Name, Subject, match_threshold,
};
use trusthub_vetting::screening::{Alias, Context, Index, Listed, SCREENING_FEATURE_NAMES, Strength};

const PAIRS: &str = include_str!("../../../../policies/names/pairs-model.json");
const SCREENING: &str = include_str!("../../../../policies/names/screening-model.json");

/// More of these never lowers a score, and more of those never raises one; `benches/training/train_names.py` says so too.
const UP: &str = "coverage_low coverage_high evidence weakest mean whole sorted sound first last legal_form number acronym \
    equal rarest_shared core_low core_high weakest_letters sound_low place lead letters \
    in_list list_low list_high";
const DOWN: &str = "missing_low missing_high inversions rarest_missing given_clash clash_words own_left_low own_left_high \
    rivals list_missing crowd";

fn subject() -> impl Strategy<Value = Subject> {
    proptest::sample::select(vec![Subject::Person, Subject::Business, Subject::Thing])
}

/// Words as names have them, in several scripts, and now and then anything at all.
fn name() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => proptest::sample::select(vec![
            "Owl", "Ivanov", "Mohammed", "محمد", "عبد الرحمن", "Александр", "习近平", "Ltd", "S.A.", "d/b/a", "the", "J.R.",
            "III", "3", "Bank", "Iran", "Iranian", "von", "Dr.", "Kyo'ng-ch'o'l", "&", "Trading", "Trdg", "GmbH & Co. KG",
        ]).prop_map(str::to_owned),
        2 => "[A-Za-z]{1,9}",
        1 => "\\PC{0,12}",
    ];
    proptest::collection::vec(word, 0..7).prop_map(|words| words.join(" "))
}

fn index(names: &[String]) -> Index {
    Index::build(names.iter().enumerate().map(|(number, text)| Listed {
        id: number.to_string(),
        subject: Subject::Business,
        names: vec![Alias { text: text.clone(), strength: Strength::Strong }],
        context: Context::default(),
    }))
}

proptest! {
    #[test]
    fn a_comparison_is_the_same_from_either_side(subject in subject(), one in name(), other in name()) {
        let (one, other) = (Name::of(subject, &one), Name::of(subject, &other));
        let (there, back) = (Comparison::of(&one, &other), Comparison::of(&other, &one));
        prop_assert_eq!(there.features, back.features);
        prop_assert_eq!(there.score(), back.score());
    }

    #[test]
    fn every_word_of_both_names_is_aligned_once(subject in subject(), one in name(), other in name()) {
        let (one, other) = (Name::of(subject, &one), Name::of(subject, &other));
        let aligned = Comparison::of(&one, &other).aligned;
        let places = |side: fn(&Aligned) -> std::ops::Range<usize>| {
            let mut places: Vec<usize> = aligned.iter().flat_map(side).collect();
            places.sort_unstable();
            places
        };
        prop_assert_eq!(places(|pair| pair.left.clone()), (0..one.tokens.len()).collect::<Vec<_>>());
        prop_assert_eq!(places(|pair| pair.right.clone()), (0..other.tokens.len()).collect::<Vec<_>>());
        prop_assert!(aligned.iter().all(|pair| (0.0..=1.0).contains(&pair.likeness)));
    }

    #[test]
    fn scores_are_probabilities_and_features_are_finite(subject in subject(), one in name(), other in name()) {
        let comparison = Comparison::of(&Name::of(subject, &one), &Name::of(subject, &other));
        prop_assert!((0.0..=1.0).contains(&comparison.score()));
        prop_assert!(comparison.features.iter().all(|value| value.is_finite()));
    }

    #[test]
    fn a_name_matches_itself_in_any_case(subject in subject(), text in name()) {
        let name = Name::of(subject, &text);
        // Letters and numbers alone say too little, even twice.
        prop_assume!(name.tokens.iter().any(|token| token.kind == Kind::Core && token.text.len() > 2));
        let again = Name::of(subject, &text);
        let score = Comparison::of(&name, &again).score();
        prop_assert!(score >= match_threshold(), "{text:?}: {score}");
    }

    #[test]
    fn more_in_common_never_lowers_a_score(
        values in proptest::collection::vec(-1.0_f32..4.0, SCREENING_FEATURE_NAMES.len()),
        place in 0..SCREENING_FEATURE_NAMES.len(),
        more in 0.0_f32..3.0,
    ) {
        for (text, names) in [(PAIRS, &FEATURE_NAMES[..]), (SCREENING, &SCREENING_FEATURE_NAMES[..])] {
            let model = Model::read(text, names).unwrap();
            let place = place % names.len();
            let mut raised = values.clone();
            raised[place] += more;
            let (before, after) = (model.score(&values), model.score(&raised));
            // Sums of many small steps in 32 bits.
            let slack = 1e-5;
            let is_in = |list: &str| list.split_whitespace().any(|name| name == names[place]);
            prop_assert!(!is_in(UP) || after >= before - slack, "{} {before} {after}", names[place]);
            prop_assert!(!is_in(DOWN) || after <= before + slack, "{} {before} {after}", names[place]);
        }
    }

    #[test]
    fn hits_come_each_once_in_order_and_the_same_again(
        names in proptest::collection::vec(name(), 0..12),
        asked in name(),
    ) {
        let index = index(&names);
        let mut searcher = index.searcher();
        let hits = searcher.search(Subject::Business, &asked, &Context::default(), 8);
        prop_assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
        let mut ids: Vec<&str> = hits.iter().map(|hit| hit.id).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), hits.len());
        prop_assert!(hits.iter().all(|hit| (0.0..=1.0).contains(&hit.score)));
        prop_assert_eq!(&searcher.search(Subject::Business, &asked, &Context::default(), 8), &hits);
    }

    #[test]
    fn a_name_on_the_list_is_found(names in proptest::collection::vec(name(), 1..12), chosen in 0_usize..12) {
        let asked = &names[chosen % names.len()];
        let name = Name::business(asked, None);
        prop_assume!(name.tokens.iter().any(|token| token.kind == Kind::Core && token.text.len() > 2));
        let index = index(&names);
        let hits = index.searcher().search(Subject::Business, asked, &Context::default(), names.len());
        let place = (chosen % names.len()).to_string();
        prop_assert!(hits.iter().any(|hit| hit.id == place), "{asked:?} {hits:?}");
    }
}
