//! Agreement with others' published examples, where the data lies beside the workspace.

use std::path::Path;

use trusthub_domain::review::Outcome;

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
    let mut told = 0;
    for row in examples.lines().skip(1).filter(|row| row.ends_with(",true")) {
        let columns: Vec<&str> = row.split(',').collect();
        told += 1;
        let mut parts = Parts::good().country(columns[0], columns[2]);
        parts.address.region = columns[1].to_owned();
        let assessment = parts.assess();
        let shape = assessment.evidence.iter().find(|one| one.check == "address.postal_code_has_shape");
        let is_right = shape.is_some_and(|evidence| evidence.outcome == Outcome::Pass)
            && !failures(&assessment).contains(&"address.postal_code_fits_region 18603".to_owned());
        if !is_right {
            doubted.push(row.to_owned());
        }
    }
    assert_eq!(told, 1077, "rows read");
    assert!(doubted.is_empty(), "{}:\n{}", doubted.len(), doubted.join("\n"));
}

#[test]
fn every_example_number_of_libphonenumber_is_told_right() {
    let Some(examples) = shared("phone/phone_examples.csv") else { return };
    let mut differing = Vec::new();
    let mut told = 0;
    for row in examples.lines().skip(1) {
        let columns: Vec<&str> = row.split(',').collect();
        let (number, is_valid, kind) = (columns[3], columns[4] == "true", columns[5]);
        told += 1;
        let assessment = Parts::good().first("phone_number", number).assess();
        let is_doubted = failures(&assessment).iter().any(|failure| {
            ["phone.is_possible ", "phone.is_assigned "].iter().any(|check| failure.starts_with(check))
        });
        let line = assessment.evidence.iter().find(|one| {
            one.check == "phone.is_personal_line" && one.compared.starts_with(&format!("{number}: "))
        });
        let kind_told = line.and_then(|one| one.compared.split([':', ',']).nth(1)).map_or("", str::trim);
        if is_doubted == is_valid || kind_told != in_words(kind) {
            differing.push(format!("{row}: {kind_told:?}"));
        }
    }
    assert_eq!(told, 1374, "rows read");
    assert!(differing.is_empty(), "{} of {told} differ:\n{}", differing.len(), differing.join("\n"));
}

/// How a reviewer reads what the examples name.
fn in_words(kind: &str) -> &'static str {
    match kind {
        "" => "",
        "FIXED_LINE" => "fixed line",
        "FIXED_LINE_OR_MOBILE" => "fixed line or mobile",
        "MOBILE" => "mobile",
        "PAGER" => "pager",
        "PERSONAL_NUMBER" => "personal number",
        "PREMIUM_RATE" => "premium rate",
        "SHARED_COST" => "shared cost",
        "TOLL_FREE" => "toll-free",
        "UAN" => "universal access",
        "VOICEMAIL" => "voice mail",
        "VOIP" => "internet telephony",
        other => panic!("{other} is no kind of number"),
    }
}
