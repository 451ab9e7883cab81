//! Rules of an operator: added, put in the place of ours, and refused with their line where they are broken.

use trusthub_domain::policy::Catalog;
use trusthub_domain::requirements::{CustomerRole, Situation};
use trusthub_domain::time::Timestamp;

fn own(text: &str) -> Result<Catalog, String> {
    Catalog::with_files([("own.toml".to_owned(), text.to_owned())]).map_err(|error| error.to_string())
}

const RULE: &str = r#"[[requirement]]
name = "licence"
title = "Carrier licence"
kind = "customer_profile"
policies = ["RN6433641899984f951173ef1738c3bdd0"]
how = "Ask for it."
source = "trust_hub"

[[requirement.when]]
roles = ["isv"]
because = "You carry calls of others."
"#;

#[test]
fn an_operator_adds_a_rule() {
    let catalog = own(RULE).unwrap();
    let advice = catalog.requirements().advise(&Situation::of(CustomerRole::Isv), Timestamp::from_micros(0));
    assert_eq!(advice.required.last().unwrap().requirement.title, "Carrier licence");
}

#[test]
fn an_operator_moves_a_threshold() {
    let text = "[[source]]\nname = \"letter\"\ntitle = \"A letter\"\ndate = \"2027-01\"\n\n[[threshold]]\n\
        name = \"isv_customer\"\nmessages_per_day = 2000\nsince = \"2027-02-01\"\nsource = \"letter\"\n";
    let catalog = own(text).unwrap();
    let limit = |day| catalog.requirements().threshold("isv_customer", day).unwrap().messages_per_day;
    assert_eq!((limit("2027-01-31"), limit("2027-02-01")), (3000, 2000));
}

#[test]
fn a_rule_takes_the_place_of_ours_only_if_it_says_so() {
    let ours = RULE.replace("\"licence\"", "\"primary_profile\"");
    assert_eq!(
        own(&ours).unwrap_err(),
        "own.toml:2: requirement primary_profile is defined twice, before this in requirements.toml"
    );
    let catalog = own(&ours.replace("kind", "replaces = true\nkind")).unwrap();
    assert_eq!(catalog.requirements().rules()[0].title, "Carrier licence");
    assert_eq!(
        own(&RULE.replace("kind", "replaces = true\nkind")).unwrap_err(),
        "own.toml:2: it replaces a requirement, but there is none of this name"
    );
}

#[test]
fn broken_rules_are_refused_with_their_line() {
    let changed = |from: &str, to: &str| RULE.replace(from, to);
    let table = [
        (
            changed("RN6433641899984f951173ef1738c3bdd0", "RN00000000000000000000000000000009"),
            "own.toml:5: no policy is called \"RN00000000000000000000000000000009\"",
        ),
        (
            changed("RN6433641899984f951173ef1738c3bdd0", "RN7a97559effdf62d00f4298208492a5ea"),
            "own.toml:5: the policy is not of the requirement's kind",
        ),
        (changed("[\"RN6433641899984f951173ef1738c3bdd0\"]", "[]"), "own.toml:4: policies must not be empty"),
        (changed("source = \"trust_hub\"", "source = \"hearsay\""), "own.toml:7: no source is called \"hearsay\""),
        (
            changed("how =", "after = [\"later\"]\nhow ="),
            "own.toml:6: no requirement before this one is called \"later\"",
        ),
        (
            changed("because", "messages_above = \"many\"\nbecause"),
            "own.toml:11: no threshold is called \"many\"",
        ),
        (
            "[[source]]\nname = \"letter\"\ntitle = \"A letter\"\ndate = \"last year\"\n".to_owned(),
            "own.toml:4: a date is a year, a month or a day: 2022, 2022-09, 2022-09-28",
        ),
        (
            "[[threshold]]\nname = \"a\"\nmessages_per_day = 1\nsince = \"2027\"\nsource = \"cnam\"\n".to_owned(),
            "own.toml:4: a threshold holds since a day: 2022-09-28",
        ),
        (
            "[[threshold]]\nname = \"low_volume\"\nmessages_per_day = 1\nsince = \"2022-09-28\"\nsource = \"cnam\"\n"
                .to_owned(),
            "own.toml:4: threshold low_volume since 2022-09-28 is defined twice, before this in requirements.toml",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(own(&text).unwrap_err(), expected);
    }
}
