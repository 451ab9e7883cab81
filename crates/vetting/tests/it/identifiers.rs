//! Every scheme of the table: its own example, its promises, and agreement with recorded answers of others.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use trusthub_vetting::identifiers::{Day, Entry, find, schemes};

/// The day of the recordings.
const TODAY: Day = Day { year: 2026, month: 11, day: 23 };

/// Recorded answers that are not followed, each with the reason.
const ARGUED: &[(&str, &str, &str)] = &[(
    "at.postleitzahl",
    "4231",
    "Österreichische Post opens and closes codes; a copy of its list would reject good ones, so only the form is judged",
)];

/// Module, number, whether it was accepted, where the recordings lie beside the workspace.
fn recorded() -> Option<Vec<(String, String, bool)>> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/identifiers/stdnum_vectors_dev.csv");
    let Ok(mut reader) = csv::Reader::from_path(&path) else {
        eprintln!("SKIPPED: there is no {}", path.display());
        return None;
    };
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        (row[0].to_owned(), row[1].to_owned(), &row[2] == "true")
    });
    Some(rows.collect())
}

#[test]
fn every_recorded_number_is_judged_as_recorded_or_the_difference_is_argued() {
    let Some(rows) = recorded() else { return };
    assert!(rows.len() > 10_000, "only {} rows were read", rows.len());
    let mut differing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (module, number, accepted) in &rows {
        let is_argued = ARGUED.iter().any(|(of, what, _)| of == module && what == number);
        let answer = find(module).map(|entry| entry.judge(number, TODAY));
        let agrees = answer.as_ref().is_some_and(|answer| answer.accepted == *accepted);
        if agrees == is_argued {
            let rule = answer.map_or("unknown scheme".to_owned(), |answer| answer.rule);
            differing.entry(module).or_default().push(format!("{number:?} should be {accepted}: {rule}"));
        }
    }
    let count: usize = differing.values().map(Vec::len).sum();
    assert!(differing.is_empty(), "{count} of {} differ:\n{differing:#?}", rows.len());
}

/// Schemes whose check digit finds every wrong digit, by their construction.
const FINDS_EVERY_WRONG_DIGIT: &str = "luhn damm verhoeff iso7064.mod_11_10 iso7064.mod_11_2 iso7064.mod_97_10 lei iban isin cusip \
    isbn issn ismn ean isni de.vat hr.oib rs.pib fr.siren se.orgnr il.hp gn.nifp us.rtn nz.nzbn pl.nip dk.cvr fi.ytunnus \
    no.orgnr ch.uid au.abn cn.uscc in_.aadhaar in_.vid jp.cn cl.rut ma.ice gb.nhs es.dni";

fn any_scheme() -> impl Strategy<Value = &'static Entry> {
    proptest::sample::select(schemes().collect::<Vec<_>>())
}

#[test]
fn every_scheme_is_described_and_accepts_its_own_example() {
    let mut seen = std::collections::BTreeSet::new();
    for scheme in schemes() {
        let module = scheme.module;
        assert!(seen.insert(module), "{module} stands twice");
        assert!(scheme.form.ends_with('.') && scheme.form.len() > 10, "{module}: {}", scheme.form);
        assert!(!scheme.name.is_empty() && !scheme.source.is_empty(), "{module}");
        assert!(scheme.country.len() == 2 || scheme.country.is_empty(), "{module}: {}", scheme.country);
        let answer = scheme.judge(scheme.example, TODAY);
        assert!(answer.accepted, "{module} {}: {}", scheme.example, answer.rule);
        assert!(!answer.rule.is_empty(), "{module}");
    }
    assert!(seen.len() >= 250, "{} schemes", seen.len());
}

/// Numbers of well-known organisations and those that the issuers print as examples.
#[test]
fn published_numbers_are_sound() {
    for (module, number) in [
        ("lei", "HWUPKR0MPOU8FGXBT394"),
        ("isin", "US0378331005"),
        ("cusip", "037833100"),
        ("gb.sedol", "0263494"),
        ("iban", "GB29 NWBK 6016 1331 9268 19"),
        ("iban", "FR14 2004 1010 0505 0001 3M02 606"),
        ("iban", "NO93 8601 1117 947"),
        ("es.iban", "ES91 2100 0418 4502 0005 1332"),
        ("me.iban", "ME25 5050 0001 2345 6789 51"),
        ("bic", "DEUTDEFF"),
        ("us.rtn", "021000021"),
        ("br.cnpj", "33.000.167/0001-01"),
        ("br.cnpj", "12.ABC.345/01DE-35"),
        ("br.cpf", "111.444.777-35"),
        ("ar.cuit", "33-69345023-9"),
        ("cl.rut", "60.803.000-K"),
        ("co.nit", "800.197.268-4"),
        ("pe.ruc", "20131312955"),
        ("ec.ruc", "1760013210001"),
        ("do.rnc", "401-50625-4"),
        ("gt.nit", "1669394-9"),
        ("mx.rfc", "SAT970701NN3"),
        ("mx.curp", "HEGG560427MVZRRL04"),
        ("jp.cn", "7000012050002"),
        ("cn.uscc", "914403001922038216"),
        ("cn.ric", "11010519491231002X"),
        ("tw.ubn", "22099131"),
        ("kr.brn", "124-81-00998"),
        ("vn.mst", "0300588569"),
        ("th.tin", "0107544000108"),
        ("sg.uen", "196800306E"),
        ("in_.gstin", "27AAPFU0939F1ZV"),
        ("in_.aadhaar", "2341 2341 2346"),
        ("ru.inn", "7736050003"),
        ("ru.ogrn", "1027700070518"),
        ("ua.edrpou", "20077720"),
        ("tr.tckimlik", "10000000146"),
        ("za.idnr", "8001015009087"),
        ("au.abn", "51 824 753 556"),
        ("fr.siren", "356 000 000"),
        ("fr.siret", "356 000 000 00048"),
        ("se.orgnr", "556016-0680"),
        ("no.orgnr", "923 609 016"),
        ("fi.ytunnus", "0112038-9"),
        ("dk.cvr", "24256790"),
        ("pl.nip", "774-00-01-454"),
        ("pl.regon", "610188201"),
        ("ch.uid", "CHE-105.909.036"),
        ("hr.oib", "33392005961"),
        ("rs.pib", "104052135"),
        ("be.vat", "BE 0202.239.951"),
        ("isbn", "978-3-16-148410-0"),
        ("issn", "0378-5955"),
        ("isni", "0000 0001 2103 2683"),
        ("ean", "4006381333931"),
        ("casrn", "7732-18-5"),
        ("eu.ecnumber", "200-362-1"),
        ("imo", "IMO 9074729"),
        ("iso6346", "CSQU3054383"),
        ("imei", "49-015420-323751-8"),
        ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        ("damm", "5724"),
        ("verhoeff", "2363"),
        ("gb.nhs", "943 476 5919"),
        ("gs1_128", "(01)09506000134352(17)141120"),
        ("fr.rcs", "RCS Nanterre B 552 120 222"),
        ("de.handelsregisternummer", "Frankfurt am Main HRB 30000"),
    ] {
        let answer = find(module).unwrap().judge(number, TODAY);
        assert!(answer.accepted, "{module} {number}: {}", answer.rule);
    }
}

#[test]
fn a_wrong_digit_is_found_where_the_check_digit_promises_it() {
    let mut missed = Vec::new();
    for module in FINDS_EVERY_WRONG_DIGIT.split_ascii_whitespace() {
        let scheme = find(module).unwrap();
        for (place, digit) in scheme.example.char_indices().filter(|one| one.1.is_ascii_digit()) {
            for wrong in ('0'..='9').filter(|wrong| *wrong != digit) {
                let mut number = scheme.example.to_owned();
                number.replace_range(place..=place, &wrong.to_string());
                if scheme.judge(&number, TODAY).accepted {
                    missed.push(format!("{module} {number} for {}", scheme.example));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn the_rule_that_failed_is_named() {
    for (module, number, rule) in [
        ("us.ein", "12-345678", "length"),
        ("us.ein", "12-34567X9", "characters"),
        ("us.ein", "07-1234567", "prefix"),
        ("au.acn", "004 085 617", "check_digit"),
        ("dk.cpr", "310299-1234", "date"),
        ("dk.cpr", "010130-9999", "date"),
        ("my.nric", "880229-00-5542", "region"),
        ("at.tin", "109999102", "form+check_digit+office"),
        ("eu.vat", "ZZ123456789", "country"),
        ("eu.vat", "DE136695978", "check_digit"),
        ("gb.crn", "QQ123456", "prefix"),
        ("ro.onrc", "J30/722/08.0L.2016", "characters"),
        ("sk.dph", "202719619", "length"),
        ("lei", "391200011MR2KPMKTD85", "check_digit"),
    ] {
        let judged = find(module).unwrap().judge(number, TODAY).rule;
        assert_eq!(judged, rule, "{module} {number}");
    }
}

#[test]
fn punctuation_of_other_writing_systems_is_read_as_ours() {
    for (module, number) in [
        ("us.ein", "04\u{2013}2103594"),
        ("au.acn", "004\u{a0}085\u{a0}616"),
        ("au.acn", "\u{ff10}\u{ff10}4085616"),
        ("ve.rif", "J \u{2014} 07013380 \u{2014} 5"),
        ("eg.tn", "\u{661}\u{662}\u{663}-\u{664}\u{665}\u{666}-\u{667}\u{668}\u{669}"),
        ("mk.edb", "\u{41c}\u{41a}4030900070897"),
    ] {
        assert!(find(module).unwrap().judge(number, TODAY).accepted, "{module} {number}");
    }
}

#[test]
fn what_is_longer_than_any_number_breaks_a_rule() {
    for scheme in schemes() {
        for text in ["1".repeat(128), "1".repeat(130), "A1".repeat(100), "/".repeat(300), "1-".repeat(90)] {
            assert!(!scheme.judge(&text, TODAY).accepted || text.len() <= 128, "{} {text}", scheme.module);
            assert!(!scheme.canonical(&text).is_empty(), "{} {text}", scheme.module);
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_judged_by_any_scheme(scheme in any_scheme(), text in prop_oneof![".{0,200}", "[0-9A-Z /.-]{0,40}", "[0-9]{0,40}"]) {
        let _ = scheme.judge(&text, TODAY);
        let canonical = scheme.canonical(&text);
        prop_assert_eq!(scheme.canonical(&canonical), canonical);
    }

    #[test]
    fn text_close_to_a_sound_number_is_judged_too(scheme in any_scheme(), place in 0usize..40, put in "\\PC{0,3}") {
        let mut characters: Vec<char> = scheme.example.chars().collect();
        let place = place.min(characters.len());
        characters.splice(place..(place + 1).min(characters.len()), put.chars());
        let text: String = characters.into_iter().collect();
        let canonical = scheme.canonical(&text);
        prop_assert_eq!(scheme.canonical(&canonical), canonical.clone());
        prop_assert_eq!(scheme.judge(&canonical, Day::LAST).accepted, scheme.judge(&text, Day::LAST).accepted);
    }
}
