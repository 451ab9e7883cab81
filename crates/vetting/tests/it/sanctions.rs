//! What screening found, as evidence.

use trusthub_domain::review::{Outcome, Verdict};
use trusthub_vetting::watchlists::{EntityKind, ListedName, Source, Strength};
use trusthub_vetting::{Aligned, Application, Hit, ListUsed, Listed, Screened};

use crate::fixtures::{Parts, assess};

/// Hits are for the reviewer's eyes, and the customer's texts hold nothing of them.
#[test]
fn a_hit_is_explained_to_the_reviewer_refers_and_reaches_no_customer() {
    let mut application = Parts::good().application();
    let subject =
        application.subjects().into_iter().find(|subject| subject.field.contains("representative")).unwrap();
    let name = subject.name.clone();
    let hit = Hit {
        source: Source::Un,
        version: "0123456789abcdef".to_owned(),
        entry_id: "QDi.001".to_owned(),
        entry_digest: "d".to_owned(),
        matched: ListedName { text: "DOE, John".to_owned(), strength: Strength::Weak },
        score_per_mille: 912,
        aligned: vec![Aligned {
            subject: "jon".to_owned(),
            listed: "john".to_owned(),
            how: "spelling".to_owned(),
        }],
        entry: Listed {
            primary_name: "John DOE".to_owned(),
            kind: EntityKind::Person,
            births: vec!["1958/1963".parse().unwrap()],
            countries: vec!["IR".to_owned()],
            programmes: vec!["Al-Qaida".to_owned()],
        },
        subject,
    };
    let lists = vec![ListUsed { source: Source::Un, version: "0123456789abcdef".to_owned() }];
    application.screening = Some(Screened { lists, unreadable: vec![Source::Eu], hits: vec![hit] });
    let assessment = assess(&application);
    assert_eq!(assessment.verdict, Verdict::Refer);
    let of = |outcome| {
        assessment
            .evidence
            .iter()
            .filter(move |one| one.check == "sanctions.not_listed" && one.outcome == outcome)
    };
    let found: Vec<_> = of(Outcome::Fail).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].compared,
        format!(
            "{name} with DOE, John (weak alias), score 0.912; UN Security Council Consolidated List (0123456789ab) \
             entry QDi.001: John DOE, person; born 1958/1963; of IR; under Al-Qaida; words jon ~ john"
        )
    );
    assert_eq!(of(Outcome::Unknown).count(), 1, "a list that cannot be read is told");
    assert!(of(Outcome::Pass).count() >= 1, "the others were looked for");
    let stored = serde_json::to_value(&application).unwrap();
    assert_eq!(
        assess(&serde_json::from_value(stored).unwrap()),
        assessment,
        "it replays from what is stored"
    );
}

#[test]
fn an_application_from_before_there_was_screening_is_read_and_says_nothing_of_it() {
    let application = Parts::good().application();
    let stored = serde_json::to_value(&application).unwrap();
    assert!(stored.get("screening").is_none());
    let read: Application = serde_json::from_value(stored).unwrap();
    assert!(assess(&read).evidence.iter().all(|one| one.check != "sanctions.not_listed"));
    let none =
        Application { screening: Some(Screened { lists: vec![], unreadable: vec![], hits: vec![] }), ..read };
    let told: Vec<Outcome> = assess(&none)
        .evidence
        .iter()
        .filter(|one| one.check == "sanctions.not_listed")
        .map(|one| one.outcome)
        .collect();
    assert_eq!(told, [Outcome::Unknown], "without a list nobody was looked for");
}
