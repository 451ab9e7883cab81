//! What the numbering plans tell of a written number: libphonenumber's metadata, read by rlibphonenumber.

use rlibphonenumber::enums::{PhoneNumberFormat, PhoneNumberType, Region};
use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber};

/// A number, read.
pub(super) enum Reading {
    /// It lies in a range that is known to be assigned.
    Assigned {
        line: Line,
        region: Option<Region>,
    },
    /// It has a possible length, in no such range.
    Unassigned,
    /// It names no country code, and is none of the country it was read as.
    Unplaced,
    Impossible,
}

/// Whose numbers these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Fixed,
    Mobile,
    /// Countries that do not tell them apart, such as the United States.
    FixedOrMobile,
    TollFree,
    Premium,
    SharedCost,
    Internet,
    /// Follows its holder from line to line.
    Personal,
    Pager,
    /// One number of a company for all of its places.
    Universal,
    VoiceMail,
    Unknown,
}

impl Line {
    /// As reviewers read it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Fixed => "fixed line",
            Self::Mobile => "mobile",
            Self::FixedOrMobile => "fixed line or mobile",
            Self::TollFree => "toll-free",
            Self::Premium => "premium rate",
            Self::SharedCost => "shared cost",
            Self::Internet => "internet telephony",
            Self::Personal => "personal number",
            Self::Pager => "pager",
            Self::Universal => "universal access",
            Self::VoiceMail => "voice mail",
            Self::Unknown => "unknown kind",
        }
    }

    fn of(number: &PhoneNumber) -> Self {
        match PHONE_NUMBER_UTIL.get_number_type(number) {
            PhoneNumberType::FixedLine => Self::Fixed,
            PhoneNumberType::Mobile => Self::Mobile,
            PhoneNumberType::FixedLineOrMobile => Self::FixedOrMobile,
            PhoneNumberType::TollFree => Self::TollFree,
            PhoneNumberType::PremiumRate => Self::Premium,
            PhoneNumberType::SharedCost => Self::SharedCost,
            PhoneNumberType::VoIP => Self::Internet,
            PhoneNumberType::PersonalNumber => Self::Personal,
            PhoneNumberType::Pager => Self::Pager,
            PhoneNumberType::UAN => Self::Universal,
            PhoneNumberType::VoiceMail => Self::VoiceMail,
            PhoneNumberType::Unknown => Self::Unknown,
        }
    }
}

/// Reads a number. One without a country code is read as one of `home`, which may not be the person's own country.
pub(super) fn read(number: &str, home: Option<Region>) -> Reading {
    // The shortest international numbers have seven digits, the country code included.
    let is_long_enough = number.chars().filter(char::is_ascii_digit).count() >= 7;
    let refused = if is_long_enough && !number.trim_start().starts_with('+') {
        Reading::Unplaced
    } else {
        Reading::Impossible
    };
    let Ok(parsed) = PHONE_NUMBER_UTIL.parse(number, home) else {
        return refused;
    };
    if PHONE_NUMBER_UTIL.is_valid_number(&parsed) {
        let region = PHONE_NUMBER_UTIL.get_region_for_number(&parsed);
        return Reading::Assigned { line: Line::of(&parsed), region };
    }
    match PHONE_NUMBER_UTIL.is_possible_number_with_reason(&parsed) {
        Ok(NumberLengthType::IsPossible | NumberLengthType::IsPossibleLocalOnly) => Reading::Unassigned,
        Err(_) => refused,
    }
}

/// The number in the form of E.164, however it was written; `None` if it is none, or of an unknown country.
pub(super) fn canonical(number: &str, home: Option<Region>) -> Option<String> {
    let parsed = PHONE_NUMBER_UTIL.parse(number, home).ok()?;
    let is_possible = PHONE_NUMBER_UTIL.is_possible_number_with_reason(&parsed).is_ok();
    is_possible.then(|| parsed.format_as(PhoneNumberFormat::E164).into_owned())
}

/// Whether a number of one region is a home number in another: the same country, or a part of it that shares its plan.
pub(super) fn is_at_home(region: Region, country: Region) -> bool {
    /// The United States and Canada with the American territories. Their country code is also that of twenty other
    /// countries, which are not at home here.
    const NORTH_AMERICA: [Region; 7] =
        [Region::AS, Region::CA, Region::GU, Region::MP, Region::PR, Region::US, Region::VI];
    let code = |of: Region| PHONE_NUMBER_UTIL.get_country_code_for_region(of);
    if code(region) == Some(1) {
        return region == country || (NORTH_AMERICA.contains(&region) && NORTH_AMERICA.contains(&country));
    }
    region == country || (code(region).is_some() && code(region) == code(country))
}
