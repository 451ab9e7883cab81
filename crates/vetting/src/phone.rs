//! Phone numbers, held against the numbering plans (libphonenumber's metadata).
//!
//! A length that no number of that country has is certainly wrong; a number outside the ranges that are known to be
//! assigned only raises a doubt, for plans grow before the metadata does.

use rlibphonenumber::enums::Region;
use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL};
use trusthub_domain::bundle::ReasonCode;

use crate::application::{Application, Person};
use crate::finding::{Check, Finding, Place};

/// What a numbering plan tells of a written number.
enum Plausibility {
    Assigned,
    Unassigned,
    /// It names no country code, and is none of the country it was read as.
    Unplaced,
    Impossible,
}

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let region =
        application.addresses.first().and_then(|address| Region::from_code(&address.iso_country).ok());
    let place_of = |person: &Person| person.place(person.phone_field());
    let of_representatives = application
        .representatives
        .iter()
        .map(|one| (one.seat.code(), place_of(&one.person), one.person.phone_number.as_str()));
    let of_starter = application
        .starter
        .iter()
        .map(|one| (ReasonCode::PHONE_NUMBER, place_of(one), one.phone_number.as_str()));
    let of_texts = application
        .texts
        .iter()
        .filter(|text| text.field.ends_with("phone_number"))
        .map(|text| (ReasonCode::PHONE_NUMBER, text.place(), text.value.as_str()));
    of_representatives
        .chain(of_starter)
        .chain(of_texts)
        .filter(|(_, _, number)| !number.is_empty())
        .map(|(code, place, number)| of_number(code, place, number, region))
        .collect()
}

fn of_number(code: ReasonCode, place: Place, number: &str, region: Option<Region>) -> Finding {
    const MEND: &str = "Enter it with plus sign and country code, for example +12025550123.";
    match plausibility(number, region) {
        Plausibility::Assigned => Check::hard("phone.is_possible", code, place)
            .comparing(number)
            .passes("The number lies in an assigned range of its country."),
        Plausibility::Unassigned => Check::soft("phone.is_assigned", code, place).comparing(number).fails(
            "The phone number has a possible length but lies in no assigned range of its country.",
            "Check the digits, the area code first.",
        ),
        Plausibility::Unplaced => Check::soft("phone.has_country_code", code, place)
            .comparing(number)
            .fails("The phone number has no country code.", MEND),
        Plausibility::Impossible => Check::hard("phone.is_possible", code, place)
            .comparing(number)
            .fails("The phone number is too long, too short or without a known country code.", MEND),
    }
}

/// A number without a country code is read as one of `region`, which may not be the person's own.
fn plausibility(number: &str, region: Option<Region>) -> Plausibility {
    // The shortest international numbers have seven digits, the country code included.
    let is_long_enough = number.chars().filter(char::is_ascii_digit).count() >= 7;
    let refused = if is_long_enough && !number.trim_start().starts_with('+') {
        Plausibility::Unplaced
    } else {
        Plausibility::Impossible
    };
    let Ok(parsed) = PHONE_NUMBER_UTIL.parse(number, region) else {
        return refused;
    };
    if PHONE_NUMBER_UTIL.is_valid_number(&parsed) {
        return Plausibility::Assigned;
    }
    match PHONE_NUMBER_UTIL.is_possible_number_with_reason(&parsed) {
        Ok(NumberLengthType::IsPossible | NumberLengthType::IsPossibleLocalOnly) => Plausibility::Unassigned,
        Err(_) => refused,
    }
}
