//! Declared owners: told from other texts, judged, looked for on lists, compared with those of others.

use serde_json::{Value, json};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::review::Outcome;
use trusthub_domain::shared::SharedKind;
use trusthub_vetting::rings::shared_values;
use trusthub_vetting::watchlists::{EntityKind, ListedName, Source, Strength};
use trusthub_vetting::{Application, Hit, ListUsed, Listed, Screened};

use crate::fixtures::{Parts, assess, bundle, end_user, failures};

fn owner(first: &str, born: &str, share: &str) -> Value {
    json!({ "first_name": first, "last_name": "Marsh", "birth_date": born, "country": "US", "share": share })
}

fn with(owners: &[Value]) -> Application {
    let types = ["beneficial_owner_1", "beneficial_owner_2", "beneficial_owner_3", "beneficial_owner_4"];
    let end_users: Vec<_> = owners
        .iter()
        .zip(types)
        .zip(1..)
        .map(|((owner, type_name), number)| end_user(number, type_name, owner.clone()))
        .collect();
    Application::from_parts(&bundle(BundleKind::CustomerProfile), "x", &end_users, &[], &[], Vec::new())
}

#[test]
fn owners_are_told_from_other_texts_and_what_was_stored_before_reads_as_it_did() {
    let application = with(&[owner("Ada", "1961-07-04", "62.5"), owner("Grace", "1970-01-31", "")]);
    assert!(application.texts.is_empty());
    let firsts: Vec<&str> = application.owners.iter().map(|owner| owner.first_name.as_str()).collect();
    assert_eq!(firsts, ["Ada", "Grace"]);
    let stored = serde_json::to_value(Parts::good().application()).unwrap();
    assert!(stored.get("owners").is_none(), "an application without owners is stored as it was");
    let replayed: Application = serde_json::from_value(serde_json::to_value(&application).unwrap()).unwrap();
    assert_eq!(assess(&replayed), assess(&application));
}

#[test]
fn names_are_in_earnest_and_shares_make_no_more_than_a_whole() {
    for (first, shares, failed) in [
        ("Ada", ["62.5", "37.5"], vec![]),
        ("Ada", ["62.5", "37.51"], vec!["owners.shares_fit 99099"]),
        ("Ada", ["", ""], vec![]),
        ("Test", ["50", ""], vec!["name.person 99099"]),
    ] {
        let application =
            with(&[owner(first, "1961-07-04", shares[0]), owner("Grace", "1970-01-31", shares[1])]);
        assert_eq!(failures(&assess(&application)), failed, "{first} {shares:?}");
    }
}

#[test]
fn an_owner_is_looked_for_with_country_and_date_and_a_representative_is_as_before() {
    let application = with(&[owner("Ada", "1961-07-04", "")]);
    let subjects = application.subjects();
    assert_eq!(subjects.len(), 1);
    assert_eq!(
        (subjects[0].name.as_str(), subjects[0].countries.as_slice()),
        ("Ada Marsh", &["US".to_owned()][..])
    );
    assert_eq!(subjects[0].identity(), "person\nAda Marsh\nUS\n1961-07-04");
    let before = Parts::good().application().subjects();
    assert!(
        before.iter().any(|one| one.identity() == "person\nAda Marsh\n"),
        "dismissed hits stay dismissed"
    );
}

#[test]
fn a_hit_says_what_the_declared_date_does_to_it() {
    for (listed, says) in [
        (vec!["1961-07-04"], "the same day, which makes it likelier"),
        (vec!["1961"], "about the same time"),
        (vec!["1950", "1958/1963"], "about the same time"),
        (vec!["1985-07-04"], "another year, which makes it less likely"),
        (vec![], "with which the list has none to compare"),
    ] {
        let mut application = with(&[owner("Ada", "1961-07-04", "")]);
        let hit = Hit {
            subject: application.subjects().remove(0),
            source: Source::Un,
            version: "0123456789abcdef".to_owned(),
            entry_id: "QDi.001".to_owned(),
            entry_digest: "d".to_owned(),
            matched: ListedName { text: "MARSH, Ada".to_owned(), strength: Strength::Primary },
            score_per_mille: 912,
            aligned: Vec::new(),
            entry: Listed {
                primary_name: "Ada MARSH".to_owned(),
                kind: EntityKind::Person,
                births: listed.iter().map(|date| date.parse().unwrap()).collect(),
                countries: Vec::new(),
                programmes: Vec::new(),
            },
        };
        let lists = vec![ListUsed { source: Source::Un, version: "0123456789abcdef".to_owned() }];
        application.screening = Some(Screened { lists, unreadable: Vec::new(), hits: vec![hit] });
        let assessment = assess(&application);
        let found = assessment
            .evidence
            .iter()
            .find(|one| one.check == "sanctions.not_listed" && one.outcome == Outcome::Fail)
            .unwrap();
        assert_eq!(found.field.as_deref(), Some("beneficial_owner_1.last_name"));
        assert!(found.compared.contains(&format!("says born 1961-07-04: {says}")), "{}", found.compared);
    }
}

#[test]
fn an_owner_of_two_businesses_is_one_person_by_name_and_date_of_birth() {
    let of = |application: &Application| -> Vec<String> {
        let values = shared_values(application, &[]).into_iter();
        values.filter(|one| one.kind == SharedKind::Person).map(|one| one.normal).collect()
    };
    let one = of(&with(&[owner("Ada", "1961-07-04", "")]));
    assert_eq!(one, ["ada marsh/1961-07-04"]);
    assert_eq!(of(&with(&[owner("ADA", "1961-07-04", "40")])), one);
    assert_ne!(of(&with(&[owner("Ada", "1961-07-05", "")])), one);
    assert_eq!(of(&with(&[owner("Ada", "", "")])), Vec::<String>::new(), "a name alone tells nobody");
}
