use proptest::prelude::*;

use super::{Builder, Finder, RegistryIndex, Wanted};
use crate::registries::{Identifier, RegistryRecord};

fn record(source_id: &str, name: &str, country: &str) -> RegistryRecord {
    RegistryRecord {
        source_id: source_id.to_owned(),
        identifiers: Identifier::new("LEI", source_id).into_iter().collect(),
        legal_name: name.to_owned(),
        country: country.parse().ok(),
        ..RegistryRecord::default()
    }
}

/// Made-up companies: siblings, namesakes abroad, and enough others for words to be frequent or rare.
fn index() -> RegistryIndex {
    let mut builder = Builder::default();
    for (source_id, name, country) in [
        ("1", "Snowy Heron Growth Fund II, L.P.", "US"),
        ("2", "Snowy Heron Growth Fund III, L.P.", "US"),
        ("3", "Snowy Heron Growth Fund III GmbH & Co. KG", "DE"),
        ("4", "Barn Owl Bakery Limited", "GB"),
        ("5", "Kestrel & Kite Engineering Private Limited", "IN"),
        ("6", "Nachtigall Großhandel GmbH", "DE"),
    ] {
        builder.add(&record(source_id, name, country));
    }
    for number in 0..60 {
        builder.add(&record(
            &format!("x{number}"),
            &format!("Plain{number} Trading Growth Fund Limited"),
            "GB",
        ));
        builder.add(&record(&format!("y{number}"), &format!("Quill{number} Growth Fund, L.P."), "US"));
    }
    builder.finish()
}

fn found(index: &RegistryIndex, name: &str, country: &str) -> String {
    let wanted = Wanted { name, country: country.parse().ok(), numbers: &[] };
    let likely = Finder::new(index).find(&wanted);
    likely.and_then(|likely| index.record(likely.company)).map(|record| record.source_id).unwrap_or_default()
}

#[test]
fn a_name_is_found_however_it_is_written() {
    let index = index();
    for (name, country, expected) in [
        ("snowy heron growth fund iii lp", "US", "2"),
        ("Snowy Heron Growth Fund 2", "US", "1"),
        ("Snowy Heron Growth Fund III", "DE", "3"),
        ("BARN OWL BAKRY LTD", "GB", "4"),
        ("BarnOwl Bakery", "GB", "4"),
        ("Owl Barn Bakery", "", "4"),
        ("Kestrel and Kite Engg Pvt. Ltd.", "IN", "5"),
        ("NACHTIGALL GROSSHANDEL", "DE", "6"),
        ("Nachtigall Großhand", "DE", "6"),
    ] {
        assert_eq!(found(&index, name, country), expected, "{name}, {country}");
    }
}

#[test]
fn the_same_name_is_surer_than_a_sibling() {
    let index = index();
    let score = |name: &str| {
        let wanted = Wanted { name, country: "US".parse().ok(), numbers: &[] };
        Finder::new(&index).find(&wanted).map_or(0.0, |likely| likely.score)
    };
    assert!(score("Snowy Heron Growth Fund II, L.P.") > score("Snowy Heron Growth Fund IV, L.P."));
    assert!(score("Snowy Heron Growth Fund II, L.P.") > score("Snowy Heron Credit Fund II, L.P."));
}

#[test]
fn a_number_leads_to_its_company_whatever_the_name() {
    let index = index();
    let numbers = [Identifier::new("LEI", "4").unwrap()];
    let find = |name: &str| {
        let wanted = Wanted { name, country: None, numbers: &numbers };
        Finder::new(&index).find(&wanted).unwrap()
    };
    let (same, other) = (find("Barn Owl Bakery Ltd"), find("Heron Nets"));
    assert_eq!(same.company, other.company);
    assert_eq!(same.number.as_ref(), Some(&numbers[0]));
    assert!(same.is_match() && !other.is_match(), "{} {}", same.score, other.score);
    assert!(index.by_number(&Identifier::new("LEI", "7").unwrap()).is_empty());
}

#[test]
fn a_match_says_what_speaks_for_it() {
    let index = index();
    let wanted = Wanted { name: "Barn Owl Bakery", country: "GB".parse().ok(), numbers: &[] };
    assert!(!Finder::new(&index).find(&wanted).unwrap().explain().is_empty());
}

#[test]
fn an_empty_register_knows_nobody() {
    let index = Builder::default().finish();
    assert!(index.is_empty());
    assert_eq!(found(&index, "Barn Owl Bakery", "GB"), "");
}

proptest! {
    #[test]
    fn no_name_makes_a_look_up_panic(name in "\\PC{0,80}", other in "\\PC{0,30}") {
        let mut builder = Builder::default();
        builder.add(&record("1", &other, ""));
        builder.add(&record("2", &name, "GB"));
        let index = builder.finish();
        let wanted = Wanted { name: &name, country: None, numbers: &[] };
        if let Some(likely) = Finder::new(&index).find(&wanted) {
            prop_assert!((0.0..=1.0).contains(&likely.score));
        }
    }
}
