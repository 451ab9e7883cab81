//! Agreement with others' published examples, where the data lies beside the workspace.

use std::path::Path;

use crate::fixtures::{Parts, failures};

fn shared(file: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("SKIPPED: there is no {}", path.display());
    }
    text
}

#[test]
fn no_example_postal_code_is_doubted() {
    let Some(examples) = shared("address/postcode_examples.csv") else { return };
    let mut doubted = Vec::new();
    for row in examples.lines().skip(1).filter(|row| row.ends_with(",true")) {
        let columns: Vec<&str> = row.split(',').collect();
        // Rows of a subdivision hold codes that belong to another country code, such as Taiwan's under China.
        if !columns[1].is_empty() {
            continue;
        }
        let assessment = Parts::good().country(columns[0], columns[2]).assess();
        if failures(&assessment).contains(&"address.postal_code_has_shape 18603".to_owned()) {
            doubted.push(row.to_owned());
        }
    }
    assert!(doubted.is_empty(), "{}:\n{}", doubted.len(), doubted.join("\n"));
}

#[test]
fn every_example_number_of_libphonenumber_is_told_right() {
    let Some(examples) = shared("phone/phone_examples.csv") else { return };
    let mut differing = Vec::new();
    let mut told = 0;
    for row in examples.lines().skip(1) {
        let columns: Vec<&str> = row.split(',').collect();
        let (number, valid) = (columns[3], columns[4]);
        if number.is_empty() {
            continue;
        }
        told += 1;
        let assessment = Parts::good().first("phone_number", number).assess();
        let fails = failures(&assessment).iter().any(|failure| failure.starts_with("phone."));
        if fails == (valid == "true") {
            differing.push(row.to_owned());
        }
    }
    assert!(told > 1000, "only {told} rows were read");
    assert!(differing.is_empty(), "{} of {told} differ:\n{}", differing.len(), differing.join("\n"));
}
