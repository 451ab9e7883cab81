use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use trusthub_domain::policy::Catalog;
use trusthub_domain::review::{Evidence, Outcome, Weight};

use super::{Name, Scorecard};

const BUSINESS: &str = "secondary_customer_profile_type_business";

fn evidence(check: &str, outcome: Outcome) -> Evidence {
    Evidence {
        check: check.to_owned(),
        field: None,
        outcome,
        weight: Weight::Soft,
        compared: String::new(),
        why: String::new(),
        mend: None,
        source: None,
        code: None,
    }
}

/// The least that approves: a company found by its number, and somebody who vouches for it.
fn vouched_for() -> Vec<Evidence> {
    [
        "identifier.ein.form",
        "registry.name",
        "registry.active",
        "representatives.confirmed",
        "email.domain_matches_website",
        "sanctions.not_listed",
    ]
    .map(|check| evidence(check, Outcome::Pass))
    .to_vec()
}

fn card(checks: &str, approve: &str) -> String {
    format!("version = \"1\"\n[checks]\n{checks}\n{approve}")
}

fn refusal(text: &str) -> String {
    Scorecard::with_text(text).unwrap_err().to_string()
}

#[test]
fn what_ships_is_sound() {
    let shipped = Scorecard::shipped().unwrap();
    assert!(shipped.name().starts_with("1-"), "{}", shipped.name());
    assert_eq!(Scorecard::with_text(shipped.text()).unwrap(), shipped);
}

#[test]
fn it_decides_policies_that_exist() {
    let catalog = Catalog::builtin().unwrap();
    for approval in Scorecard::shipped().unwrap().approvals {
        for name in approval.object_types {
            assert!(catalog.policies().iter().any(|policy| policy.object_type == name), "{name}");
        }
    }
}

/// The names that the checks of this crate are begun with, as their source says.
fn names_in_source(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            names_in_source(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text: String = fs::read_to_string(&path).unwrap().split_whitespace().collect();
            for begin in ["hard(\"", "soft(\"", "CHECK:&str=\"", "begin(\""] {
                names.extend(text.split(begin).skip(1).filter_map(|rest| {
                    let name = rest.split('"').next()?;
                    name.contains('.').then(|| name.to_owned())
                }));
            }
        }
    }
}

#[test]
fn every_check_that_there_is_has_a_weight_and_every_weight_a_check() {
    let mut names = BTreeSet::new();
    names_in_source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut names);
    // Named by the domain, because the queue of cases knows it too.
    names.insert(trusthub_domain::review::SCREENING_CHECK.to_owned());
    assert!(names.len() > 20, "{names:?}");
    let shipped = Scorecard::shipped().unwrap();
    let unweighed: Vec<_> = names.iter().filter(|name| shipped.weights_of(name).is_none()).collect();
    assert_eq!(unweighed, Vec::<&String>::new());
    let idle = shipped.checks.iter().filter_map(|weights| match &weights.check {
        Name::One(name) if !names.contains(name) => Some(name),
        Name::One(_) | Name::Family(_) => None,
    });
    assert_eq!(idle.collect::<Vec<_>>(), Vec::<&String>::new(), "weights that no check earns");
}

#[test]
fn a_business_that_a_register_knows_and_its_people_vouch_for_needs_nobody() {
    let scoring = Scorecard::shipped().unwrap().score(BUSINESS, &vouched_for());
    assert!(scoring.suffices(), "{scoring:?}");
    let of_individual = "primary_customer_profile_type_individual";
    assert!(!Scorecard::shipped().unwrap().score(of_individual, &vouched_for()).suffices());
}

#[test]
fn whatever_the_score_nothing_that_must_pass_may_be_missing_unknown_or_failed() {
    let shipped = Scorecard::shipped().unwrap();
    let all = vouched_for();
    for (place, one) in all.iter().enumerate().filter(|(_, one)| !one.check.starts_with("identifier")) {
        let mut without = all.clone();
        without.remove(place);
        assert_eq!(shipped.score(BUSINESS, &without).unmet.len(), 1, "{}", one.check);
        for outcome in [Outcome::Unknown, Outcome::Fail] {
            let beside = all.iter().cloned().chain([evidence(&one.check, outcome)]).collect::<Vec<_>>();
            assert!(!shipped.score(BUSINESS, &beside).suffices(), "{} {outcome:?}", one.check);
        }
    }
}

#[test]
fn a_check_made_thrice_counts_once_and_by_its_worst() {
    let shipped = Scorecard::shipped().unwrap();
    let two = |first, second| {
        let found = [
            evidence("email.domain_matches_website", first),
            evidence("email.domain_matches_website", second),
        ];
        shipped.score(BUSINESS, &found)
    };
    assert_eq!(two(Outcome::Pass, Outcome::Pass).points, 10);
    assert_eq!(two(Outcome::Pass, Outcome::Fail).points, -20);
    let family =
        [evidence("identifier.ein.form", Outcome::Pass), evidence("identifier.ein.prefix", Outcome::Unknown)];
    let scoring = shipped.score(BUSINESS, &family);
    assert_eq!((scoring.points, scoring.contributions.len()), (0, 1));
    assert_eq!(scoring.contributions[0].check, "identifier.*");
}

#[test]
fn a_card_that_could_not_be_explained_is_refused() {
    let sound = r#""registry.known" = { pass = 1 }"#;
    assert!(refusal("version = 1").contains("line 1"), "{}", refusal("version = 1"));
    assert!(refusal(&card(sound, "surprise = 1")).contains("surprise"));
    assert!(refusal(&card(r#""registry.known" = { pass = -1 }"#, "")).contains("registry.known"));
    assert!(
        refusal(&card(r#""registry.known" = { unknown = 2, pass = 1 }"#, "")).contains("fail <= unknown")
    );
    assert!(refusal(&card(r#""registry.known" = { fail = -5000 }"#, "")).contains("registry.known"));
    assert!(refusal(&card(r#""registry.nown" = { pass = 1 }"#, "")).contains("registry.nown"));
    let approve = |policies: &str, at: i32, must: &str| {
        refusal(&card(
            sound,
            &format!("[[approve]]\npolicies = [{policies}]\nat = {at}\nmust_pass = [{must}]"),
        ))
    };
    assert!(approve("\"a\"", 0, "\"registry.known\"").contains("more than 0"));
    assert!(approve("\"a\"", 1, "").contains("may not be empty"));
    assert!(approve("", 1, "\"registry.known\"").contains("may not be empty"));
    assert!(approve("\"a\", \"a\"", 1, "\"registry.known\"").contains("`a` stands in it twice"));
    assert!(approve("\"a\"", 1, "\"registry.active\"").contains("no check `registry.active`"));
    for rings in ["common_above = 0", "common_above = 500", "velocity_days = 0", "velocity_most = 0"] {
        assert!(refusal(&card(sound, &format!("[rings]\n{rings}"))).contains("rings:"), "{rings}");
    }
    assert!(refusal(&card(sound, "").replace("\"1\"", "\"a b\"")).contains("version"));
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![Just(Outcome::Pass), Just(Outcome::Unknown), Just(Outcome::Fail)]
}

proptest! {
    /// Replace any finding by a better one: neither the score nor the conclusion gets worse.
    #[test]
    fn a_better_finding_never_lowers_the_score(outcomes in proptest::collection::vec((0_usize..40, outcome()), 1..20), at in 0_usize..20, better in outcome()) {
        let shipped = Scorecard::shipped().unwrap();
        let name = |index: usize| {
            let weights = &shipped.checks[index % shipped.checks.len()];
            weights.check.to_string().replace('*', "ein.form")
        };
        let before: Vec<Evidence> = outcomes.iter().map(|(index, found)| evidence(&name(*index), *found)).collect();
        let mut after = before.clone();
        let place = at % after.len();
        let rank = |outcome| [Outcome::Fail, Outcome::Unknown, Outcome::Pass].iter().position(|one| *one == outcome);
        prop_assume!(rank(better) >= rank(before[place].outcome));
        after[place].outcome = better;
        let (was, is) = (shipped.score(BUSINESS, &before), shipped.score(BUSINESS, &after));
        prop_assert!(is.points >= was.points);
        prop_assert!(is.unmet.len() <= was.unmet.len());
    }
}
