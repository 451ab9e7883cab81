//! Single values against their rules: what is accepted, what is refused, and that no message repeats the value.

use serde_json::{Value, json};

use crate::fixture::*;

const BUSINESS: &str = "customer_profile_business_information";
const REPRESENTATIVE: &str = "authorized_representative_1";

/// The fault that `value` causes in one field of a complete primary business profile.
fn fault(type_name: &str, field: &str, value: Value) -> Option<String> {
    let mut parts = business();
    set(&mut parts, type_name, field, value);
    let mut faults = faults(&report(PRIMARY, &parts));
    assert!(faults.len() <= 1, "{faults:?}");
    faults.pop()
}

/// The fault that the attributes of a product's end user cause.
fn product_fault(policy_sid: &str, type_name: &str, value: Value) -> Vec<String> {
    faults(&report(policy_sid, &product(type_name, value)))
}

#[test]
fn sound_values_are_accepted() {
    let cases = [
        (BUSINESS, "website_url", json!("https://www.example.com/about?x=1")),
        (BUSINESS, "website_url", json!("http://bücher.example")),
        (BUSINESS, "business_type", json!("Limited Liability Partnership")),
        (BUSINESS, "business_type", json!("Non-profit")),
        (BUSINESS, "business_regions_of_operation", json!("EUROPE, ASIA,USA_AND_CANADA")),
        (BUSINESS, "social_media_profile_urls", Value::Null),
        (BUSINESS, "business_name", json!("Ünïcødé & Söhne 株式会社")),
        (REPRESENTATIVE, "phone_number", json!("+4930123456")),
        (REPRESENTATIVE, "email", json!("first.last+tag@sub.example.co.uk")),
        (REPRESENTATIVE, "job_position", json!("General Counsel")),
    ];
    for (type_name, field, value) in cases {
        assert_eq!(fault(type_name, field, value.clone()), None, "{field} = {value}");
    }
}

#[test]
fn unsound_values_are_refused_with_a_way_to_mend_them() {
    let cases = [
        (BUSINESS, "website_url", json!("not a url")),
        (BUSINESS, "website_url", json!("ftp://example.com")),
        (BUSINESS, "website_url", json!("https://localhost")),
        (BUSINESS, "website_url", json!("https://192.0.2.1/")),
        (BUSINESS, "website_url", json!("https://user:secret@example.com")),
        (BUSINESS, "business_type", json!("corporation")),
        (BUSINESS, "business_identity", json!("reseller")),
        (BUSINESS, "business_regions_of_operation", json!("EUROPE,MARS")),
        (BUSINESS, "business_regions_of_operation", json!("EUROPE,")),
        (BUSINESS, "business_name", json!("x".repeat(256))),
        (BUSINESS, "business_name", json!(17)),
        (BUSINESS, "business_name", json!(["Acme"])),
        (BUSINESS, "business_name", json!({ "legal": "Acme" })),
        (BUSINESS, "business_name", json!(true)),
        (BUSINESS, "business_name", json!("   ")),
        (BUSINESS, "business_registration_number", Value::Null),
        (BUSINESS, "social_media_profile_urls", json!(3)),
        (REPRESENTATIVE, "email", json!("nobody-at-example.com")),
        (REPRESENTATIVE, "phone_number", json!("(510) 555-0100")),
        (REPRESENTATIVE, "phone_number", json!("15105550100")),
        (REPRESENTATIVE, "job_position", json!("Intern")),
    ];
    let lines: Vec<String> = cases
        .into_iter()
        .map(|(type_name, field, value)| {
            let shown: String = value.to_string().chars().take(40).collect();
            let fault = fault(type_name, field, value);
            format!("{shown}\n=> {}", fault.unwrap_or_else(|| panic!("{field} = {shown} was accepted")))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n\n"));
}

#[test]
fn no_message_repeats_what_the_customer_entered() {
    let secret = "Zq7-secret-value@nowhere";
    let fields = ["business_name", "business_type", "business_industry", "website_url", "business_identity"];
    for field in fields {
        for value in [json!(secret), json!([secret]), json!({ secret: secret }), json!(secret.repeat(200))] {
            let text = fault(BUSINESS, field, value).unwrap_or_default();
            assert!(!text.contains("Zq7"), "{text}");
        }
    }
}

#[test]
fn a_public_company_must_name_its_stock() {
    let kind = "us_a2p_messaging_profile_information";
    let faults = product_fault(A2P, kind, json!({ "company_type": "public", "stock_exchange": "NASDAQ" }));
    insta::assert_snapshot!(faults.join("\n"));
    let complete = json!({
        "company_type": "public",
        "stock_exchange": "NASDAQ",
        "stock_ticker": "ACME",
        "brand_contact_email": "brand@example.com",
    });
    assert_eq!(product_fault(A2P, kind, complete), Vec::<String>::new());
    assert_eq!(product_fault(A2P, kind, json!({ "company_type": "non_profit" })), Vec::<String>::new());
}

#[test]
fn a_display_name_fits_the_callers_screen() {
    for (name, is_sound) in [
        ("Acme", true),
        ("Acme, Inc. 24/7", false),
        ("A23456789012345", true),
        ("A234567890123456", false),
        ("1st Acme", false),
        ("Ärzte", false),
    ] {
        let faults = product_fault(CNAM, "cnam_information", json!({ "cnam_display_name": name }));
        assert_eq!(faults.is_empty(), is_sound, "{name}: {faults:?}");
    }
}

#[test]
fn counts_are_strings_of_positive_integers() {
    for (value, is_sound) in [
        (json!("1"), true),
        (json!("250000"), true),
        (json!("0"), false),
        (json!("-3"), false),
        (json!("1.5"), false),
        (json!("many"), false),
        (json!("99999999999999999999999999"), false),
        (json!(12), false),
    ] {
        let attributes = json!({
            "use_case": "Telehealth",
            "business_employee_count": value,
            "average_business_day_call_volume": "10",
        });
        let faults = product_fault(VOICE_INTEGRITY, "voice_integrity_information", attributes);
        assert_eq!(faults.is_empty(), is_sound, "{value}: {faults:?}");
    }
}

#[test]
fn a_sole_proprietor_has_a_mobile_of_the_us_or_canada() {
    for (number, is_sound) in [
        ("+15105550100", true),
        ("+14165550123", true),
        ("+18005550100", false),
        ("+18765550100", false),
        ("+447911123456", false),
        ("5105550100", false),
        ("+1510555010", false),
    ] {
        let attributes = json!({ "brand_name": "Ada", "mobile_phone_number": number, "vertical": "LEGAL" });
        let mut parts = product("sole_proprietor_information", attributes);
        parts.supporting = vec![supporting(STARTER)];
        let faults = faults(&report(SOLE_PROPRIETOR, &parts));
        assert_eq!(faults.is_empty(), is_sound, "{number}: {faults:?}");
    }
}

#[test]
fn an_address_is_named_by_a_string_or_a_list() {
    let mut parts = business();
    for value in [json!(address_sid()), json!([address_sid()]), json!([address_sid(), address_sid()])] {
        parts.documents = vec![document("customer_profile_address", json!({ "address_sids": value }))];
        assert!(report(PRIMARY, &parts).is_compliant(), "{value}");
    }
}

#[test]
fn an_address_that_is_missing_deleted_or_incomplete_is_refused() {
    let gone = "ADeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
    let mut lines = Vec::new();
    for value in [json!(""), json!([]), json!(gone), json!([address_sid(), gone]), json!("ADx"), json!(4)] {
        let mut parts = business();
        parts.documents = vec![document("customer_profile_address", json!({ "address_sids": value }))];
        lines.push(format!("{value} => {}", faults(&report(PRIMARY, &parts)).join(" | ")));
    }
    let mut parts = business();
    for address in parts.addresses.values_mut() {
        address.postal_code = " ".to_owned();
    }
    lines.push(format!("no postal code => {}", faults(&report(PRIMARY, &parts)).join(" | ")));
    insta::assert_snapshot!(lines.join("\n"));
    for address in parts.addresses.values_mut() {
        address.iso_country = "HK".to_owned();
    }
    assert!(report(PRIMARY, &parts).is_compliant(), "Hong Kong has no postal codes");
}
