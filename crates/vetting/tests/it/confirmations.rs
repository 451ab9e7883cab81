//! What representatives said, as evidence.

use trusthub_domain::confirmation::{Channel, Seat};
use trusthub_domain::review::{Outcome, Verdict};
use trusthub_domain::time::Timestamp;
use trusthub_vetting::{Confirmed, Said};

use crate::fixtures::{Parts, assess, reasons};

const AT: Timestamp = Timestamp::from_micros(1_763_900_000_000_000);

/// Only a denial decides anything, and that against everything else.
#[test]
fn a_denial_rejects_with_the_seats_own_code_and_nothing_else_does() {
    let table = [
        (Said::Yes { at: AT, is_carried_over: false }, Outcome::Pass),
        (Said::Yes { at: AT, is_carried_over: true }, Outcome::Pass),
        (Said::NothingYet { asked_at: AT, channel: Channel::Mail }, Outcome::Unknown),
        (Said::Nothing { asked_at: AT }, Outcome::Unknown),
        (Said::Unreachable { at: AT }, Outcome::Unknown),
        (Said::NotAsked, Outcome::Unknown),
        (Said::CannotBeAsked, Outcome::Unknown),
        (Said::No { at: AT }, Outcome::Fail),
    ];
    for (said, expected) in table {
        let mut application = Parts::good().application();
        application.confirmations = Some(vec![Confirmed { seat: Seat::First, said: said.clone() }]);
        let assessment = assess(&application);
        let found: Vec<_> =
            assessment.evidence.iter().filter(|one| one.check == "representatives.confirmed").collect();
        assert_eq!(found.iter().map(|one| one.outcome).collect::<Vec<_>>(), [expected], "{said:?}");
        let person = &application.representatives[0].person;
        for text in [&person.last_name, &person.email] {
            assert!(!found[0].why.contains(text.as_str()), "customers read it: {}", found[0].why);
        }
        if expected == Outcome::Fail {
            let field = "authorized_representative_1.email".to_owned();
            assert_eq!(reasons(&assessment), [(18604, field)]);
        } else {
            assert!(!matches!(assessment.verdict, Verdict::Reject { .. }), "{said:?}");
        }
    }
}

#[test]
fn an_application_from_before_says_nothing_of_it() {
    let assessment = Parts::good().assess();
    assert!(assessment.evidence.iter().all(|one| one.check != "representatives.confirmed"));
}
