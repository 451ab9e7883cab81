//! Names of the business and of who acts for it: entered in earnest, and two representatives are two persons.
//!
//! Nothing here rejects: every word that stands for a name is somebody's name.

use trusthub_domain::bundle::ReasonCode;

use crate::application::{Application, Person, Representative, Seat};
use crate::finding::{Check, Finding};
use crate::names::{Look, look, look_of_person};

const MEND_NAME: &str = "Enter the name as it stands on an official document.";

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let business = application.business.iter().filter(|business| !business.name.is_empty()).map(|business| {
        let check = Check::soft("name.business", ReasonCode::BUSINESS_ID, business.place("business_name"));
        answer(check.comparing(business.name.clone()), look(&business.name))
    });
    let representatives =
        application.representatives.iter().flat_map(|one| of_person(&one.person, one.seat.code()));
    let starter =
        application.starter.iter().flat_map(|person| of_person(person, ReasonCode::REPRESENTATIVE_1));
    business.chain(representatives).chain(starter).chain(two_persons(&application.representatives)).collect()
}

fn of_person(person: &Person, code: ReasonCode) -> Vec<Finding> {
    [("first_name", &person.first_name), ("last_name", &person.last_name)]
        .into_iter()
        .filter(|(_, name)| !name.is_empty())
        .map(|(field, name)| {
            answer(
                Check::soft("name.person", code, person.place(field)).comparing(name.clone()),
                look_of_person(name),
            )
        })
        .collect()
}

pub(crate) fn answer(check: Check, look: Look) -> Finding {
    match look {
        Look::Plain => check.passes("It looks like a name."),
        Look::Placeholder => {
            check.fails("The name is a word that is often entered instead of one.", MEND_NAME)
        }
        Look::NoLetters => check.fails("The name has no letters.", MEND_NAME),
        Look::HasDigit => check.fails("The person's name has a digit in it.", MEND_NAME),
    }
}

/// Same name, or the same way to reach them: one person entered twice.
fn two_persons(representatives: &[Representative]) -> Option<Finding> {
    let of_seat = |seat: Seat| representatives.iter().find(|one| one.seat == seat).map(|one| &one.person);
    let (first, second) = (of_seat(Seat::First)?, of_seat(Seat::Second)?);
    let same = |one: &str, other: &str| !one.is_empty() && one.to_lowercase() == other.to_lowercase();
    let is_same_name =
        same(&first.first_name, &second.first_name) && same(&first.last_name, &second.last_name);
    let is_same_email = same(&first.email, &second.email);
    let check = Check::soft("representatives.are_two", Seat::Second.code(), second.place("last_name"))
        .comparing(format!(
            "{} {} {} with {} {} {}",
            first.first_name, first.last_name, first.email, second.first_name, second.last_name, second.email,
        ));
    Some(if is_same_name || is_same_email {
        check.fails(
            "Both representatives have the same name or the same e-mail address.",
            "Enter a second person, or leave the second representative out where the policy allows it.",
        )
    } else {
        check.passes("Name and e-mail address differ.")
    })
}
