use super::{COMPANIES_HOUSE, EXCHANGE, GLEIF, IRS, MAPPING, TABLE, TICKERS, layouts, read};
use crate::registries::{Identifier, Layout, Mapping, RegistryRecord, Source, Standing};

fn number(scheme: &str, number: &str) -> Identifier {
    Identifier { scheme: scheme.to_owned(), number: number.to_owned() }
}

fn names(records: &[RegistryRecord]) -> Vec<&str> {
    records.iter().map(|record| record.legal_name.as_str()).collect()
}

fn standings(records: &[RegistryRecord]) -> Vec<Standing> {
    records.iter().map(|record| record.standing).collect()
}

#[test]
fn the_lei_golden_copy_is_read() {
    let records = read(&Layout::Gleif, GLEIF.as_bytes()).unwrap();
    assert_eq!(
        records[0],
        RegistryRecord {
            source_id: "984500FIXTURE0OWL001".to_owned(),
            identifiers: vec![number("LEI", "984500FIXTURE0OWL001"), number("CN", "01234567")],
            legal_name: "Owl Bakery Limited".to_owned(),
            other_names: vec!["The Night Baker".to_owned(), "OWL BAKERY".to_owned()],
            standing: Standing::Active,
            country: "GB".parse().ok(),
            region: "WLS".to_owned(),
            city: "Cardiff".to_owned(),
            postal_code: "CF10 1AA".to_owned(),
            street: "1 Mill Lane, Old Mill".to_owned(),
            created: "2012-11-29".to_owned(),
        }
    );
    assert_eq!(names(&records), ["Owl Bakery Limited", "Adler \"Nest\" GmbH", "Heron Fund III"]);
    assert_eq!(standings(&records), [Standing::Active, Standing::Inactive, Standing::Active]);
    assert_eq!(records[1].identifiers[1], number("RA000242", "HRB1234"));
    // No register gave it a number, and its country stands in the jurisdiction.
    assert_eq!(records[2].identifiers.len(), 1);
    assert_eq!(records[2].country, "US".parse().ok());
}

#[test]
fn basic_company_data_is_read_with_its_blanks_before_names() {
    let records = read(&Layout::CompaniesHouse, COMPANIES_HOUSE.as_bytes()).unwrap();
    assert_eq!(
        records[0],
        RegistryRecord {
            source_id: "01234567".to_owned(),
            identifiers: vec![number("CN", "01234567")],
            legal_name: "OWL BAKERY LIMITED".to_owned(),
            other_names: vec!["NIGHT BAKER LIMITED".to_owned()],
            standing: Standing::Active,
            country: "GB".parse().ok(),
            region: "WALES".to_owned(),
            city: "CARDIFF".to_owned(),
            postal_code: "CF10 1AA".to_owned(),
            street: "1 MILL LANE, OLD MILL".to_owned(),
            created: "2012-11-29".to_owned(),
        }
    );
    let expected = [Standing::Active, Standing::Inactive, Standing::Active, Standing::Inactive];
    assert_eq!(standings(&records), expected);
    assert_eq!(records[3].created, "");
}

#[test]
fn exempt_organizations_are_read_without_the_person_to_write_to() {
    let records = read(&Layout::IrsEo, IRS.as_bytes()).unwrap();
    assert_eq!(names(&records), ["OWL SANCTUARY INC", "FRIENDS OF THE HERON"]);
    assert_eq!(records[0].identifiers, [number("EIN", "042103594")]);
    assert_eq!(records[0].other_names, ["NIGHT BIRDS"]);
    assert_eq!(records[0].country, "US".parse().ok());
    // A spreadsheet took its zero; it is abroad; its status is none that is published.
    assert_eq!(records[1].identifiers, [number("EIN", "042103595")]);
    assert_eq!((records[1].country, records[1].postal_code.as_str()), (None, ""));
    assert_eq!(standings(&records), [Standing::Active, Standing::Unknown]);
    assert!(!format!("{records:?}").contains("A PERSON"));
}

#[test]
fn both_lists_of_tickers_name_each_company_once() {
    for text in [TICKERS, EXCHANGE] {
        let records = read(&Layout::Sec, text.as_bytes()).unwrap();
        assert_eq!(names(&records), ["Heron Corp", "Owl Holdings Inc."], "{text}");
        assert_eq!(records[0].identifiers, [number("CIK", "0000000017")]);
        assert_eq!(records[0].country, None);
    }
}

#[test]
fn any_table_is_read_by_its_mapping() {
    let mapping = Mapping::parse(MAPPING).unwrap();
    assert_eq!(mapping.source().to_string(), "csv-iceland");
    let records = read(&Layout::Csv(Box::new(mapping)), TABLE.as_bytes()).unwrap();
    assert_eq!(names(&records), ["Ugla bakarí ehf.", "Hegri hf."]);
    assert_eq!(records[1].identifiers, [number("RN", "5501020361")]);
    assert_eq!(standings(&records), [Standing::Active, Standing::Inactive]);
    assert_eq!((records[0].country, records[0].street.as_str()), ("IS".parse().ok(), "Bakkavegur 1"));
}

#[test]
fn a_mapping_says_what_is_wrong_with_it() {
    for (change, word) in [
        (("name = \"iceland\"", "name = \"Ice/land\""), "name"),
        (("delimiter = \";\"", "delimiter = \"ab\""), "delimiter"),
        (("country = \"IS\"", "country = \"Iceland\""), "country"),
        (("city = \"stadur\"", "country = \"stadur\""), "both"),
        (("city =", "town ="), "town"),
        (("legal_name = \"nafn\"\n", ""), "legal_name"),
    ] {
        let text = MAPPING.replace(change.0, change.1);
        let error = Mapping::parse(&text).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
}

#[test]
fn every_source_is_read_as_it_is_written() {
    for (layout, _) in layouts() {
        let source = layout.source();
        assert_eq!(source.to_string().parse::<Source>(), Ok(source));
    }
    for text in ["", "csv-", "csv-../x", "csv-A", "opencorporates"] {
        assert!(text.parse::<Source>().is_err(), "{text}");
    }
}
