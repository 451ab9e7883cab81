//! Files of customers: which columns there are, and what a line says.

use trusthub_domain::customer_sheet::{
    BrandColumns, BrandRow, CustomerSheet, RowError, SheetError, column_names,
};
use trusthub_domain::messaging::{BrandType, ThroughputRules};
use trusthub_domain::policy::{Catalog, Policy, SECONDARY_BUSINESS};

use crate::fixture::catalog;

fn policy(catalog: &Catalog) -> &Policy {
    catalog.policies_of_object_type(SECONDARY_BUSINESS).next().expect("a policy")
}

#[test]
fn every_named_column_is_known_and_a_line_says_what_stands_in_them() {
    let catalog = catalog();
    let names = column_names(policy(&catalog), None);
    let sheet =
        CustomerSheet::new(policy(&catalog), None, names.iter().map(String::as_str)).expect("a sheet");
    assert_eq!(sheet.address_document(), Some("customer_profile_address"));
    let fields: Vec<String> = names
        .iter()
        .map(|name| match name.as_str() {
            "email" => "ada@owl.example".to_owned(),
            "address.street_secondary" => " ".to_owned(),
            "address.iso_country" => "US".to_owned(),
            other => format!(" {other} "),
        })
        .collect();
    let row = sheet.row(&fields.iter().map(String::as_str).collect::<Vec<_>>()).expect("a row");
    assert_eq!((row.reference.as_str(), row.name.as_str()), ("reference", "name"));
    assert_eq!(row.end_users["authorized_representative_1"]["email"], "authorized_representative_1.email");
    assert_eq!((row.address["iso_country"].as_str(), row.address["city"].as_str()), ("US", "address.city"));
    assert!(!row.address.contains_key("street_secondary"), "what is empty is not given");
    assert!(!format!("{row:?}").contains("owl.example"));
}

#[test]
fn a_customer_without_a_name_is_called_as_its_business_or_else_as_the_isv_calls_it() {
    let catalog = catalog();
    let columns = ["\u{feff}reference", "email", "customer_profile_business_information.business_name"];
    let sheet = CustomerSheet::new(policy(&catalog), None, columns).expect("a sheet");
    let named = |fields: &[&str]| sheet.row(fields).map(|row| row.name);
    assert_eq!(named(&["7", "a@b.example", "Owl Bakery"]), Ok("Owl Bakery".to_owned()));
    assert_eq!(named(&["7", "a@b.example"]), Ok("7".to_owned()));
}

#[test]
fn what_cannot_be_read_is_named() {
    let catalog = catalog();
    let sheet =
        |columns: &[&str]| CustomerSheet::new(policy(&catalog), None, columns.iter().copied()).map(drop);
    let unknown = |place, name: &str| Err(SheetError::UnknownColumn { place, name: name.to_owned() });
    assert_eq!(sheet(&["reference", "email", "colour"]), unknown(3, "colour"));
    assert_eq!(sheet(&["reference", "email", "address.planet"]), unknown(3, "address.planet"));
    assert_eq!(sheet(&["reference", "email", ""]), unknown(3, ""));
    assert_eq!(sheet(&["reference"]), Err(SheetError::Missing("email")));
    assert_eq!(sheet(&[]), Err(SheetError::Missing("reference")));
    let twice = Err(SheetError::Twice { place: 3, name: "email".to_owned() });
    assert_eq!(sheet(&["reference", "email", "email"]), twice);

    let sheet = CustomerSheet::new(policy(&catalog), None, ["reference", "email"]).expect("a sheet");
    let refused = |fields: &[&str]| sheet.row(fields).expect_err("a refusal");
    assert_eq!(refused(&["1", "nobody", "x"]), [RowError::TooLong { found: 3, columns: 2 }]);
    assert_eq!(refused(&[" ", "a@b.example"]), [RowError::NoReference]);
    assert_eq!(refused(&["x".repeat(101).as_str(), "a@b.example"]), [RowError::LongReference]);
    assert!(matches!(refused(&["1", "nobody"])[..], [RowError::Email(_)]));
    assert!(matches!(refused(&["1"])[..], [RowError::Email(_)]));
}

#[test]
fn all_mistakes_of_a_line_are_named() {
    let (catalog, throughput) = (catalog(), ThroughputRules::shipped().expect("rules"));
    let columns = brand_columns(&catalog, &throughput, BrandType::Standard);
    let names = [
        "reference",
        "email",
        "name",
        "address.street",
        "address.city",
        "address.region",
        "address.iso_country",
        "brand.type",
        "brand.daily_messages",
        "brand.email",
    ];
    let sheet = CustomerSheet::new(policy(&catalog), Some(columns), names).expect("a sheet");
    let long = "x".repeat(256);
    let line = ["", "nobody", &long, "1 Main St\u{7}", "", "CA", "USA", "golden", "many", "somebody"];
    let said = |line: &[&str]| {
        let mistakes = sheet.row(line).expect_err("a refusal");
        mistakes.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        said(&line),
        [
            "reference is empty",
            "name is longer than 255 characters",
            "address.city is empty, and other columns describe an address",
            "address.postal_code is empty, and other columns describe an address",
            "address.street holds characters that do not print",
            "address.iso_country is not the two letters of ISO 3166-1, for example US",
            "email is not an e-mail address",
            "brand.daily_messages is no whole number",
            "brand.type is \"golden\": on such a profile it can be low_volume or standard",
            "brand.email is not an e-mail address",
        ]
    );
    assert_eq!(
        said(&["1", "nobody", "", "", "", "", "", "", "", "a@b.example"]),
        [
            "email is not an e-mail address",
            "brand.type is empty, and other columns describe a brand: give low_volume or standard, or \
             brand.daily_messages",
        ]
    );
}

fn brand_columns<'p>(
    catalog: &'p Catalog,
    throughput: &'p ThroughputRules,
    brand_type: BrandType,
) -> BrandColumns<'p> {
    let object_type = match brand_type {
        BrandType::Standard => "us_a2p_messaging_trust_product",
        BrandType::SoleProprietor => "sole_proprietor_trust_product",
    };
    let product = catalog.policies_of_object_type(object_type).next().expect("a product");
    BrandColumns { brand_type, product, throughput }
}

#[test]
fn a_line_says_which_kind_of_brand_or_how_much_it_is_to_send() {
    let (catalog, throughput) = (catalog(), ThroughputRules::shipped().expect("rules"));
    let read = |brand_type, kind: &str, daily: &str| {
        let columns = brand_columns(&catalog, &throughput, brand_type);
        let names = ["reference", "email", "brand.type", "brand.daily_messages"];
        let sheet = CustomerSheet::new(policy(&catalog), Some(columns), names).expect("a sheet");
        sheet.row(&["1", "a@b.example", kind, daily]).map(|row| row.brand.map(|brand| brand.skips_vetting))
    };
    let standard = |kind, daily| read(BrandType::Standard, kind, daily);
    assert_eq!(standard("", ""), Ok(None), "a line need not say anything of a brand");
    assert_eq!(standard("low_volume", ""), Ok(Some(true)));
    assert_eq!(standard("standard", "100"), Ok(Some(false)));
    assert_eq!(standard("", "6000"), Ok(Some(true)), "the smallest that suffices");
    assert_eq!(standard("", "6001"), Ok(Some(false)));
    assert_eq!(
        standard("low_volume", "6001"),
        Err(vec![RowError::TooManyMessages { kind: "low_volume", cap: 6000 }])
    );
    assert_eq!(standard("", "many"), Err(vec![RowError::DailyMessages]));
    let one_of = "low_volume or standard".to_owned();
    assert_eq!(
        standard("sole_proprietor", ""),
        Err(vec![RowError::BrandType { given: "sole_proprietor".to_owned(), one_of }])
    );
    let person = |daily| read(BrandType::SoleProprietor, "", daily);
    assert_eq!(person("3000"), Ok(Some(false)));
    let too_many = vec![RowError::TooManyMessages { kind: "sole_proprietor", cap: 3000 }];
    assert_eq!(person("3001"), Err(too_many));
}

#[test]
fn a_brand_has_its_own_columns_and_leaves_the_rest_of_the_line_as_it_was() {
    let (catalog, throughput) = (catalog(), ThroughputRules::shipped().expect("rules"));
    let columns = brand_columns(&catalog, &throughput, BrandType::Standard);
    let names = column_names(policy(&catalog), Some(columns));
    let company = "us_a2p_messaging_profile_information.company_type";
    assert!(names.iter().any(|name| name == company), "{names:?}");
    let without = CustomerSheet::new(policy(&catalog), None, ["reference", "email", company]).map(drop);
    assert!(matches!(without, Err(SheetError::UnknownColumn { place: 3, .. })), "{without:?}");

    let names = ["reference", "email", company, "brand.type", "brand.email"];
    let sheet = CustomerSheet::new(policy(&catalog), Some(columns), names).expect("a sheet");
    let row = sheet.row(&["1", "a@b.example", "private", "standard"]).expect("a row");
    let plain = sheet.row(&["1", "a@b.example"]).expect("a row");
    let text = |row| serde_json::to_string(row).expect("JSON");
    assert_eq!(text(&row), text(&plain));
    let brand: BrandRow = row.brand.expect("a brand");
    assert_eq!((brand.brand_type, brand.email.as_str()), (BrandType::Standard, "a@b.example"));
    assert_eq!(brand.end_users["us_a2p_messaging_profile_information"]["company_type"], "private");
    let refused = |fields: &[&str]| sheet.row(fields).expect_err("a refusal");
    assert!(matches!(refused(&["1", "a@b.example", "private"])[..], [RowError::NoBrandType { .. }]));
    assert!(matches!(refused(&["1", "a@b.example", "", "standard", "x"])[..], [RowError::BrandEmail(_)]));
}
