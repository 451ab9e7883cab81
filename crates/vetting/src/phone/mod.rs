//! Phone numbers, held against the numbering plans: possible, assigned, a line where somebody answers, in a country where
//! the business is.
//!
//! A length that no number of that country has is certainly wrong; all else only raises a doubt, for plans grow before the
//! metadata does, and people carry their numbers abroad.

mod number;

use rlibphonenumber::enums::Region;
use trusthub_domain::bundle::ReasonCode;

use self::number::{Line, Reading, canonical, is_at_home, read};
use crate::application::{Application, Person};
use crate::finding::{Check, Finding, Place};

/// A number that was given, and where.
struct Given<'a> {
    code: ReasonCode,
    place: Place,
    number: &'a str,
    reading: Reading,
}

/// A number that was given, in the one form in which numbers are compared.
pub(crate) struct Number {
    pub(crate) place: Place,
    pub(crate) shown: String,
    pub(crate) normal: String,
}

/// The numbers of an application that could be read, in the order in which they are checked.
pub(crate) fn numbers(application: &Application) -> Vec<Number> {
    let home = countries(application).first().copied();
    let read = given(application, home).into_iter().filter_map(|one| {
        let normal = canonical(one.number, home)?;
        Some(Number { place: one.place, shown: one.number.to_owned(), normal })
    });
    read.collect()
}

fn countries(application: &Application) -> Vec<Region> {
    let codes = application.addresses.iter().map(|address| &address.iso_country);
    codes.filter_map(|code| Region::from_code(code).ok()).collect()
}

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let countries = countries(application);
    let given = given(application, countries.first().copied());
    let is_reachable_at_home = given.iter().any(|one| one.is_at_home(&countries));
    given
        .iter()
        .flat_map(|one| {
            let mut findings = vec![one.plausibility()];
            findings.extend(one.line());
            findings.extend(one.country(&countries, is_reachable_at_home));
            findings
        })
        .collect()
}

fn given(application: &Application, home: Option<Region>) -> Vec<Given<'_>> {
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
        .map(|(code, place, number)| Given { code, place, number, reading: read(number, home) })
        .collect()
}

impl Given<'_> {
    fn hard(&self, name: &str) -> Check {
        Check::hard(name, self.code, self.place.clone()).comparing(self.number)
    }

    fn soft(&self, name: &str) -> Check {
        Check::soft(name, self.code, self.place.clone()).comparing(self.number)
    }

    fn plausibility(&self) -> Finding {
        const MEND: &str = "Enter it with plus sign and country code, for example +12025550123.";
        match self.reading {
            Reading::Assigned { .. } => {
                self.hard("phone.is_possible").passes("The number lies in an assigned range of its country.")
            }
            Reading::Unassigned => self.soft("phone.is_assigned").fails(
                "The phone number has a possible length but lies in no assigned range of its country.",
                "Check the digits, the area code first.",
            ),
            Reading::Unplaced => {
                self.soft("phone.has_country_code").fails("The phone number has no country code.", MEND)
            }
            Reading::Impossible => self
                .hard("phone.is_possible")
                .fails("The phone number is too long, too short or without a known country code.", MEND),
        }
    }

    /// Whether the kind of line is one on which a person can be reached.
    fn line(&self) -> Option<Finding> {
        const MEND: &str = "Enter a fixed or mobile number on which the person can be reached.";
        let Reading::Assigned { line, region } = self.reading else { return None };
        let region = region.map_or_else(|| "no one country".to_owned(), |region| region.to_string());
        let check = self.soft("phone.is_personal_line").comparing(format!(
            "{}: {}, {region}",
            self.number,
            line.as_str()
        ));
        Some(match line {
            Line::Fixed | Line::Mobile | Line::FixedOrMobile => {
                check.passes("The number is one of fixed or mobile lines.")
            }
            Line::Premium | Line::SharedCost => {
                check.fails("The phone number is one that callers pay extra for.", MEND)
            }
            Line::Pager | Line::VoiceMail => check
                .fails("The phone number is that of a pager or a voice mailbox, where nobody answers.", MEND),
            Line::Universal => {
                check.fails("The phone number is that of a whole company (universal access).", MEND)
            }
            Line::TollFree | Line::Internet | Line::Personal | Line::Unknown => check
                .cannot_tell("Numbers of this kind tell neither where nor at whose line the phone rings."),
        })
    }

    fn is_at_home(&self, countries: &[Region]) -> bool {
        match self.reading {
            Reading::Assigned { region: Some(region), .. } => {
                countries.iter().any(|country| is_at_home(region, *country))
            }
            Reading::Assigned { region: None, .. }
            | Reading::Unassigned
            | Reading::Unplaced
            | Reading::Impossible => false,
        }
    }

    /// `None` where either side is not known.
    fn country(&self, countries: &[Region], is_reachable_at_home: bool) -> Option<Finding> {
        let Reading::Assigned { region: Some(region), .. } = self.reading else { return None };
        if region == Region::World || countries.is_empty() {
            return None;
        }
        let named: Vec<String> = countries.iter().map(Region::to_string).collect();
        let check = self.soft("phone.in_country_of_business").comparing(format!(
            "{}: {region}, address in {}",
            self.number,
            named.join(", ")
        ));
        Some(if self.is_at_home(countries) {
            check.passes("The number is one of a country in which the business has an address.")
        } else if is_reachable_at_home {
            check.cannot_tell("The number is one of another country; another number given is not.")
        } else {
            check.fails(
                "The phone number is one of another country than that of the business.",
                "Enter a number in the country of the business, or tell the reviewer why there is none.",
            )
        })
    }
}
