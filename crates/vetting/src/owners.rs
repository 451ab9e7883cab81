//! Who owns the business, as it declares: names entered in earnest, and shares that make no more than a whole.
//!
//! Nothing here rejects, and nobody has to declare anybody. Owners are looked for on sanctions lists like representatives,
//! with their date of birth and their country.

use trusthub_domain::bundle::ReasonCode;

use crate::application::{Application, Owner};
use crate::finding::{Check, Finding};
use crate::names::look_of_person;
use crate::representatives::answer;

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    application.owners.iter().flat_map(names).chain(shares(&application.owners)).collect()
}

fn names(owner: &Owner) -> Vec<Finding> {
    [("first_name", &owner.first_name), ("last_name", &owner.last_name)]
        .into_iter()
        .filter(|(_, name)| !name.is_empty())
        .map(|(field, name)| {
            let check = Check::soft("name.person", ReasonCode::OTHER, owner.place(field));
            answer(check.comparing(name.clone()), look_of_person(name))
        })
        .collect()
}

/// `None` where no share was given.
fn shares(owners: &[Owner]) -> Option<Finding> {
    let given: Vec<&Owner> = owners.iter().filter(|owner| !owner.share.is_empty()).collect();
    let first = given.first()?;
    let shown: Vec<String> = given.iter().map(|owner| format!("{} %", owner.share)).collect();
    let check = Check::soft("owners.shares_fit", ReasonCode::OTHER, first.place("share"))
        .comparing(shown.join(" and "));
    let all: Option<u32> = given.iter().map(|owner| hundredths(&owner.share)).sum();
    Some(match all {
        Some(all) if all <= 10_000 => check.passes("The shares make no more than a whole."),
        Some(_) => check.fails(
            "The declared shares make more than a whole.",
            "Correct the shares of the owners: together they are at most 100 percent.",
        ),
        None => check.cannot_tell("A share is no percentage."),
    })
}

/// `33.3` is 3330 hundredths of a percent; what the evaluation lets through, and nothing else.
fn hundredths(share: &str) -> Option<u32> {
    let (whole, decimals) = share.split_once('.').unwrap_or((share, "0"));
    if decimals.len() > 2 || whole.len() > 3 {
        return None;
    }
    format!("{whole}{decimals:0<2}").parse().ok()
}
