//! What an evaluation says: the patterns of the vendor's published evaluations, ours elsewhere. Each says how
//! to mend; none repeats what the customer entered.

use super::parts::SupportingBundle;
use crate::bundle::Status;
use crate::policy::{FieldMatch, FieldRule, Format, MinimumStatus, SupportCondition};

/// `a` or `an`, as the name sounds when it starts with a letter of the alphabet.
fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) { "an" } else { "a" }
}

fn capital_article(name: &str) -> &'static str {
    if article(name) == "an" { "An" } else { "A" }
}

/// `Business information`, but not `Business Information information`.
fn information(type_name: &str) -> String {
    if type_name.to_ascii_lowercase().ends_with("information") {
        type_name.to_owned()
    } else {
        format!("{type_name} information")
    }
}

pub(super) fn end_user_missing(type_name: &str) -> String {
    let article = capital_article(type_name);
    format!("{article} {type_name} End-User is missing. Please add one to the regulatory bundle.")
}

pub(super) fn end_user_field_missing(field: &str, type_name: &str) -> String {
    let (article, information) = (article(field), information(type_name));
    format!("The {field} is missing. Please enter in {article} {field} on the {information}.")
}

/// A field that may stay empty is listed too when its whole object is missing, as the vendor does.
pub(super) fn may_stay_empty(reason: &str) -> String {
    format!("{reason} It may be left empty.")
}

pub(super) fn document_missing(document: &str) -> String {
    let article = capital_article(document);
    format!("{article} {document} is missing. Please add one to the regulatory bundle.")
}

pub(super) fn document_field_missing(field: &str, document: &str) -> String {
    format!("The {field} is missing. Please enter in the {field} shown on the {document}.")
}

pub(super) fn document_field_missing_or_unlike(field: &str, document: &str, end_user: &str) -> String {
    let information = information(end_user);
    format!(
        "The {field} is missing. Or, it does not match the {field} you entered within {information}. Please enter \
         in the {field} shown on the {document} or make sure both {field} fields use the same exact inputs."
    )
}

pub(super) fn document_field_unlike(
    field: &str,
    document: &str,
    matched: &FieldMatch,
    end_user: &str,
) -> String {
    let (information, other) = (information(end_user), &matched.end_user.field);
    format!(
        "The {field} on the {document} does not match {other} within {information}. Please enter in the {field} \
         shown on the {document} or make sure both fields use the same exact inputs."
    )
}

pub(super) fn address_missing(document: &str) -> String {
    format!("The Address is missing. Please enter in the address shown on the {document}.")
}

pub(super) fn address_sid_malformed(field: &str) -> String {
    format!(
        "The {field} must hold identifiers of addresses: AD followed by 32 hexadecimal digits. Create the address \
         first and use its sid."
    )
}

pub(super) fn address_incomplete(part: &str) -> String {
    format!("The Address has no {part}. Update the address, or create a complete one and use its sid.")
}

pub(super) fn file_missing(document: &str) -> String {
    format!("The file of the {document} is missing. Please upload it as PDF, PNG or JPEG.")
}

pub(super) fn not_text(field: &str) -> String {
    format!("The {field} must be a JSON string. Put it in quotation marks.")
}

pub(super) fn not_list(field: &str) -> String {
    format!("The {field} must be a JSON string or an array of JSON strings.")
}

pub(super) fn too_long(field: &str, most: usize) -> String {
    format!("The {field} is too long. Use at most {most} characters.")
}

pub(super) fn not_one_of(rule: &FieldRule) -> String {
    let (field, values) = (rule.shown_name(), rule.one_of.join(", "));
    if rule.takes_several {
        format!("{field} should be one or more of, separated by commas: {values}.")
    } else {
        format!("{field} should be one of: {values}.")
    }
}

pub(super) fn bad_format(field: &str, format: Format) -> String {
    let mend = match format {
        Format::Email => "is not an e-mail address. Write it as name@example.com",
        Format::E164 => {
            "is not a phone number in E.164. Write a plus sign, the country code and the number, digits only: \
             +15105550100"
        }
        Format::UsCaMobile => {
            "is not a mobile number of the US or Canada in E.164. Write +1 and the ten digits of a number that \
             receives text messages"
        }
        Format::Url => "is not a web address. Write it as https://www.example.com",
        Format::PositiveInteger => "must be a whole number of at least 1. Write digits only",
        Format::CnamName => {
            "is not a display name. Use at most 15 letters, digits, periods, commas and spaces, and begin with a \
             letter"
        }
        Format::Boolean => "must be true or false",
        Format::AddressSids => "must hold identifiers of addresses",
        Format::Date => "is not a date. Write year, month and day: 1961-07-04",
        Format::Country => "is not a country. Write the two capital letters of ISO 3166-1, for example US",
        Format::Percentage => {
            "is not a percentage. Write a number of more than 0 and at most 100, with at most two decimals: 25.5"
        }
        Format::BundleSid => "must be the sid of a Customer Profile: BU followed by 32 hexadecimal digits",
    };
    format!("The {field} {mend}.")
}

/// A failed row whose object is there.
pub(super) fn fields_wrong(object: &str, count: usize) -> String {
    if count == 1 {
        format!("One field of the {object} needs correction.")
    } else {
        format!("{count} fields of the {object} need correction.")
    }
}

/// `names` are the alternatives.
pub(super) fn support_missing(names: &[&str]) -> String {
    let names = names.join(" or ");
    let article = capital_article(&names);
    format!("{article} {names} is missing. Please assign one to the bundle by its BU sid.")
}

pub(super) fn support_not_ready(name: &str, status: Status, minimum: MinimumStatus) -> String {
    let wanted = match minimum {
        MinimumStatus::InForce => "approved",
        MinimumStatus::InReview => "at least in review",
    };
    match status {
        Status::Approved => {
            format!(
                "The {name} is approved, but its valid_until date has passed. Bring it up to date and submit it \
                     again, then evaluate again."
            )
        }
        Status::Draft => format!(
            "The {name} must be {wanted}, but its status is {status}. Complete and submit it, then evaluate again."
        ),
        Status::PendingReview | Status::InReview => format!(
            "The {name} must be {wanted}, but its status is {status}. Wait for the decision, then evaluate again."
        ),
        Status::Rejected => format!(
            "The {name} must be {wanted}, but its status is {status}. Mend what its errors name, submit it again, \
             then evaluate again."
        ),
    }
}

pub(super) fn support_lost(name: &str, bundle: &SupportingBundle) -> String {
    let sid = bundle.sid;
    format!("The {name} {sid}, on which it rests, is not in force. It returns by itself when that does.")
}

pub(super) fn support_gone(name: &str) -> String {
    format!("The {name}, on which it rested, is gone. Create a ProvisionalCopy that rests on another.")
}

pub(super) fn support_not_shareable(name: &str) -> String {
    format!(
        "The {name} belongs to the parent account, and only a primary profile may be used across accounts. Assign \
         one of this account."
    )
}

pub(super) fn support_unfit(name: &str, condition: &SupportCondition) -> String {
    let (type_name, field) = (&condition.field.type_name, &condition.field.field);
    let values = condition.one_of.join(" or ");
    format!(
        "The {name} does not qualify: {field} in its {type_name} must be {values}. Change {field} there (through a \
         ProvisionalCopy once it is approved), have it approved, then evaluate again."
    )
}
