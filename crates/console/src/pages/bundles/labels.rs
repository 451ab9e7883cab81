//! How fields read to a person: why each is asked, an example, in which order. And how the vendor's values read.
//!
//! What a policy file of the operator's brings along has the names of its type, without more.

use crate::words::capitalised;

/// What is said about a field.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    pub(super) hint: &'static str,
    pub(super) example: &'static str,
    pub(super) autocomplete: &'static str,
}

const fn said(hint: &'static str, example: &'static str) -> Said {
    Said { hint, example, autocomplete: "" }
}

const fn filled(hint: &'static str, example: &'static str, autocomplete: &'static str) -> Said {
    Said { hint, example, autocomplete }
}

/// The order in which people think of fields; those that are not named follow in the policy's.
const ORDER: [&str; 17] = [
    "first_name",
    "last_name",
    "business_name",
    "business_type",
    "business_registration_identifier",
    "business_registration_number",
    "business_identity",
    "business_industry",
    "business_regions_of_operation",
    "website_url",
    "social_media_profile_urls",
    "business_title",
    "job_position",
    "email",
    "phone_number",
    "company_type",
    "stock_exchange",
];

/// Where a field stands among the others of its form.
pub(super) fn place_of(machine_name: &str) -> usize {
    ORDER.iter().position(|known| *known == machine_name).unwrap_or(ORDER.len())
}

/// About one field, by its machine name. The field itself is called as the evaluation calls it, so that its words fit.
pub(super) fn of_field(machine_name: &str) -> Said {
    match machine_name {
        "business_name" => filled(
            "The legal name, as it stands in the register, legal form included: we compare the two.",
            "Owl Bakery, Inc.",
            "organization",
        ),
        "business_identity" => {
            said("Who will call and text? It decides which rules of the carriers apply to you.", "")
        }
        "business_type" => said("The legal form in the register. It tells us where to look.", ""),
        "business_industry" => {
            said("Carriers treat some industries, for example finance, with more care.", "")
        }
        "business_registration_identifier" => {
            said("What kind of number you give below. In the United States this is the EIN.", "")
        }
        "business_registration_number" => {
            said("We look it up in the register. Its check digit shows slips at once.", "94-2404110")
        }
        "business_regions_of_operation" => said("Where do you do business? Choose all that apply.", ""),
        "website_url" => filled(
            "It must be public and show your business's name, because we read it.",
            "www.owlbakery.com",
            "url",
        ),
        "social_media_profile_urls" => {
            said("They help us tell you from others with a similar name. Separate several with commas.", "")
        }
        "first_name" => filled("As in an identity document.", "", "given-name"),
        "last_name" => filled("As in an identity document.", "", "family-name"),
        "email" | "brand_contact_email" => filled(
            "We write to it to confirm. An address under your website's domain is believed most.",
            "ada@owlbakery.com",
            "email",
        ),
        "phone_number" => {
            filled("With the country code. We may send a code to it.", "+1 510 234 5678", "tel")
        }
        "mobile_phone_number" => {
            filled("A mobile number of the US or Canada: we send a code to it.", "+1 510 234 5678", "tel")
        }
        "business_title" => filled("As on a business card.", "Head of Operations", "organization-title"),
        "job_position" => said("Whoever signs for the business: an officer or a director.", ""),
        "company_type" => said("Public means that its shares are traded on an exchange.", ""),
        "stock_exchange" => said("Where the shares are traded.", "NASDAQ"),
        "stock_ticker" => said("", "OWLB"),
        "brand_name" => said("The name that your customers know you by.", "Owl Bakery"),
        "cnam_display_name" => said(
            "What the called person's telephone shows: at most 15 letters, digits, periods, commas and spaces.",
            "Owl Bakery",
        ),
        "use_case" => {
            said("What are the calls about? Analytics engines compare it with how the calls look.", "")
        }
        "business_employee_count" => said("", "25"),
        "average_business_day_call_volume" => said("", "400"),
        "notes" => said("Anything else that explains your calls.", ""),
        "branded_calls_display_name" | "display_name" => {
            said("What the called person's telephone shows.", "Owl Bakery")
        }
        "branded_calls_long_display_name" => said("For telephones with more room.", ""),
        "branded_calls_call_reason" | "call_reason" => {
            said("Shown with the call. Say what it is about, not that it is good.", "Your delivery")
        }
        "branded_calls_call_purpose_code" => said("The code that your carrier gave you, if it did.", ""),
        "branded_calls_logo_name" => said("How you call the picture that you upload in another step.", ""),
        "phone_number_type" => {
            said("Which numbers will be used? Numbers of each kind have their own rules.", "")
        }
        "birth_date" => {
            said("Sanctions lists name birthdays: it tells you from somebody with the same name.", "")
        }
        _ => Said::default(),
    }
}

/// What is said above a step, by the name of its requirement.
pub(super) fn of_step(requirement: &str) -> (&'static str, &'static str) {
    match requirement {
        "customer_profile_business_information" => (
            "The business",
            "Carriers let a business call only if somebody vouches for it. We check what you enter here against public registers.",
        ),
        "authorized_representative_1" => (
            "A representative",
            "Somebody who may sign for the business. We write to them and ask whether they know of this.",
        ),
        "authorized_representative_2" => {
            ("A second representative", "Not needed. It helps if the first cannot be reached.")
        }
        "customer_profile_address" => (
            "The address",
            "Where the business really is: its headquarters. A post box or a mail drop is not enough.",
        ),
        "starter_customer_profile_information" => ("You", "Who the profile is about, and how we reach you."),
        "primary_customer_profile" => {
            ("Your primary profile", "A profile of a customer of yours rests on your own business profile.")
        }
        "government_issued_document" => (
            "Identity document",
            "A photograph or scan in which name and photograph can be read. Only our reviewers see it.",
        ),
        "gb_numbers_information" => {
            ("The numbers", "Numbers of the United Kingdom are given only to those who say who they are.")
        }
        "gb_authorized_representative" => ("A representative", "Somebody who may sign for the business."),
        "gb_individual" => ("You", "Who uses the numbers, and how we reach you."),
        "emergency_address" => (
            "The emergency address",
            "Where help is sent if somebody calls 999 or 112 from the number. Not needed for numbers that nobody calls from.",
        ),
        "verification_document" => (
            "Proof of the business",
            "An excerpt from the register, or another official paper. Not needed; it helps where the register is not public.",
        ),
        "customer_profile" => ("The profile behind it", "A trust product rests on an approved profile."),
        _ => ("", ""),
    }
}

/// How a value of the vendor's reads.
pub(super) fn of_value(value: &str) -> (String, &'static str) {
    match value {
        "direct_customer" => ("Our own business".to_owned(), "You call and text in your own name."),
        "isv_reseller_or_partner" => (
            "Our customers, through our software".to_owned(),
            "You are a software vendor, reseller or partner. Each of your customers gets a profile that rests on yours.",
        ),
        "unknown" => ("I do not know yet".to_owned(), "We ask you later."),
        "EIN" => ("EIN: Employer Identification Number (US)".to_owned(), ""),
        "CBN" => ("CBN: Corporation or Business Number (Canada)".to_owned(), ""),
        "CN" => ("CN: Company Number (UK)".to_owned(), ""),
        "ACN" => ("ACN: Australian Company Number".to_owned(), ""),
        "CIN" => ("CIN: Corporate Identification Number (India)".to_owned(), ""),
        "VAT" => ("VAT number (EU)".to_owned(), ""),
        "VATRN" => ("VATRN: VAT Registration Number".to_owned(), ""),
        "RN" => ("RN: Registration Number of another register".to_owned(), ""),
        "DUNS" => ("DUNS number".to_owned(), ""),
        "USA_AND_CANADA" => ("USA and Canada".to_owned(), ""),
        "LATIN_AMERICA" => ("Latin America".to_owned(), ""),
        "GM" | "VP" | "CEO" | "CFO" | "NGO" => (value.to_owned(), ""),
        _ => (spoken(value), ""),
    }
}

/// `NOT_FOR_PROFIT` as `Not for profit`; what is written in words already stays.
fn spoken(value: &str) -> String {
    let is_code = !value.contains(' ')
        && value.chars().all(|c| c == '_' || c == '-' || c.is_ascii_uppercase() || c.is_ascii_digit())
        || value.contains('_');
    if is_code { capitalised(&value.replace('_', " ").to_lowercase()) } else { capitalised(value) }
}

/// What the kinds of registration numbers are, for whoever does not know which is theirs.
pub(super) const IDENTIFIERS: [(&str, &str, &str); 9] = [
    ("EIN", "United States", "Nine digits, on the letter CP 575 of the IRS: 94-2404110"),
    ("CBN", "Canada", "Nine digits, the first part of the Business Number: 123456789"),
    (
        "CN",
        "United Kingdom",
        "Eight digits, or two letters and six digits, of Companies House: 01234567, SC123456",
    ),
    ("ACN", "Australia", "Nine digits of ASIC: 004 085 616"),
    ("CIN", "India", "21 letters and digits of the Ministry of Corporate Affairs: U72200KA2013PTC097389"),
    ("VAT", "European Union", "The country's two letters and up to twelve letters and digits: DE123456789"),
    ("VATRN", "Elsewhere", "The number under which the business pays value-added tax"),
    ("RN", "Elsewhere", "The number in the commercial register, for example HRB 12345"),
    ("DUNS", "Anywhere", "Nine digits of Dun & Bradstreet: 15-048-3782"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_out_and_words_stay() {
        assert_eq!(of_value("NOT_FOR_PROFIT").0, "Not for profit");
        assert_eq!(of_value("Appointment Reminders").0, "Appointment Reminders");
        assert_eq!(of_value("private").0, "Private");
        assert_eq!(of_value("CEO").0, "CEO");
        assert_eq!(of_value("General Counsel").0, "General Counsel");
    }
}
