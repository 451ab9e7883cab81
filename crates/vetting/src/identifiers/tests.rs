//! One table per register: numbers it could have issued, numbers it could not, and numbers that only look odd.
//!
//! Sound numbers are published ones of public bodies or well-known companies, or come from the register's own examples.

use super::{Judgement, Scheme, Step, is_made_up};

fn sound(scheme: Scheme, numbers: &[&str]) {
    for number in numbers {
        assert_eq!(scheme.judge(number, None), Judgement::Sound, "{scheme:?} {number}");
    }
}

fn broken(scheme: Scheme, numbers: &[(&str, Step)]) {
    for (number, step) in numbers {
        match scheme.judge(number, None) {
            Judgement::Flawed(flaw) => {
                assert_eq!((flaw.step, flaw.is_certain), (*step, true), "{scheme:?} {number}: {}", flaw.why);
            }
            other => panic!("{scheme:?} {number} was {other:?}"),
        }
    }
}

fn doubtful(scheme: Scheme, numbers: &[&str]) {
    for number in numbers {
        match scheme.judge(number, None) {
            Judgement::Flawed(flaw) => assert!(!flaw.is_certain, "{scheme:?} {number}: {}", flaw.why),
            other => panic!("{scheme:?} {number} was {other:?}"),
        }
    }
}

#[test]
fn an_ein_has_nine_digits_and_an_issued_prefix() {
    sound(Scheme::Ein, &["04-2103594", "042103594", "12-3456789", "91-1144442", "99 0000001"]);
    broken(
        Scheme::Ein,
        &[
            ("", Step::Format),
            ("12-345678", Step::Format),
            ("12-34567890", Step::Format),
            ("12-345678X", Step::Format),
            ("00-1234567", Step::Component),
            ("07-1144442", Step::Component),
            ("89-1234567", Step::Component),
        ],
    );
}

#[test]
fn a_duns_number_has_nine_digits() {
    sound(Scheme::Duns, &["123456789", "15-048-3782", "150483782"]);
    broken(
        Scheme::Duns,
        &[("12345678", Step::Format), ("1234567890", Step::Format), ("12345678A", Step::Format)],
    );
}

#[test]
fn a_canadian_business_number_checks_by_luhn() {
    sound(Scheme::Cbn, &["123026635", "12302 6635 RC 0001", "100026723RC0001"]);
    broken(
        Scheme::Cbn,
        &[
            ("123456783", Step::CheckDigit),
            ("12345678Z", Step::Format),
            ("12302663", Step::Format),
            ("123026635RC1", Step::Format),
            ("123026635110001", Step::Format),
            ("123026635RCOOO1", Step::Format),
        ],
    );
}

#[test]
fn a_british_company_number_may_lack_its_leading_zeros() {
    sound(
        Scheme::Cn,
        &[
            "00445790", "445790", "SC123456", "sc 95000", "NI012345", "OC301540", "R0000123", "IP12345R",
            "SP2023RS", "CE000001",
        ],
    );
    broken(
        Scheme::Cn,
        &[
            ("123456789", Step::Format),
            ("SC12345X", Step::Format),
            ("A1234567", Step::Format),
            ("", Step::Format),
        ],
    );
    doubtful(Scheme::Cn, &["QQ123456"]);
}

#[test]
fn an_australian_number_is_a_company_or_business_number() {
    sound(Scheme::Acn, &["000 000 019", "004 085 616", "51 824 753 556", "53004085616"]);
    broken(
        Scheme::Acn,
        &[
            ("004 085 617", Step::CheckDigit),
            ("51 824 753 557", Step::CheckDigit),
            ("01 824 753 556", Step::CheckDigit),
            ("0040856", Step::Format),
            ("00408561X", Step::Format),
        ],
    );
}

#[test]
fn an_indian_number_names_industry_state_year_and_kind() {
    sound(Scheme::Cin, &["L17110MH1973PLC019786", "U72200KA2013PTC097389", "l85110ka1981plc013115"]);
    broken(
        Scheme::Cin,
        &[
            ("L17110MH1973PLC01978", Step::Format),
            ("X17110MH1973PLC019786", Step::Format),
            ("L1711OMH1973PLC019786", Step::Format),
            ("L17110MH0973PLC019786", Step::Component),
        ],
    );
    doubtful(Scheme::Cin, &["L17110QQ1973PLC019786", "L17110MH1973QQQ019786"]);
}

#[test]
fn a_european_vat_number_follows_its_country() {
    sound(
        Scheme::Vat,
        &[
            "ATU61195628",
            "BE 0202.239.951",
            "DE136695976",
            "DK13585628",
            "EL094259216",
            "GR 094259216",
            "ESB64717838",
            "FI20774740",
            "FR23334175221",
            "IE6433435F",
            "IE8D79739I",
            "IT00743110157",
            "LU15027442",
            "LT119511515",
            "LV40003521600",
            "MT11679112",
            "NL004495445B01",
            "PL8567346215",
            "PT501964843",
            "RO18547290",
            "SE123456789701",
            "SI50223054",
            "SK2022749619",
            "GB980780684",
            "XI432525179",
            "HR33392005961",
            "HU12892312",
            "EE100931558",
            "CZ25123891",
            "CY10259033P",
            "BG175074752",
        ],
    );
    broken(
        Scheme::Vat,
        &[
            ("ATU61195629", Step::CheckDigit),
            ("BE0202239952", Step::CheckDigit),
            ("DE136695978", Step::CheckDigit),
            ("DE13669597", Step::Format),
            ("FR84323140391", Step::CheckDigit),
            ("ESB64717839", Step::CheckDigit),
            ("NL123456789A01", Step::Format),
            ("SE123456789702", Step::Format),
        ],
    );
    doubtful(Scheme::Vat, &["136695976", ""]);
    for foreign in ["NO974760673MVA", "CHE107787577"] {
        assert!(matches!(Scheme::Vat.judge(foreign, None), Judgement::Untold { .. }), "{foreign}");
    }
}

#[test]
fn a_vat_number_without_prefix_is_read_by_the_address() {
    assert_eq!(Scheme::Vat.judge("136695976", Some("DE")), Judgement::Sound);
    assert!(
        matches!(Scheme::Vat.judge("136695976", Some("FR")), Judgement::Flawed(flaw) if !flaw.is_certain)
    );
}

#[test]
fn a_romanian_code_checks_with_or_without_prefix() {
    sound(Scheme::Vatrn, &["18547290", "RO 185 472 90", "1630615123457"]);
    broken(
        Scheme::Vatrn,
        &[
            ("18547291", Step::CheckDigit),
            ("08547290", Step::Format),
            ("1", Step::Format),
            ("RO18X", Step::Format),
        ],
    );
    doubtful(Scheme::Vatrn, &["J40/123/2010"]);
}

#[test]
fn an_icelandic_number_begins_with_a_date() {
    sound(Scheme::Rn, &["450401-3150", "580607-0710", "5609091440", "120174-3399"]);
    broken(
        Scheme::Rn,
        &[
            ("530575-0299", Step::CheckDigit),
            ("320174-3399", Step::Component),
            ("450401-3155", Step::Component),
            ("45040131", Step::Format),
        ],
    );
    doubtful(Scheme::Rn, &["120174-3389"]);
}

#[test]
fn an_unknown_register_tells_nothing() {
    for name in ["Other", "LEI", "", "ÉIN"] {
        assert_eq!(Scheme::named(name), Scheme::Other, "{name}");
    }
    assert!(matches!(Scheme::Other.judge("anything", None), Judgement::Untold { .. }));
}

#[test]
fn registers_are_found_by_name_in_any_case() {
    for scheme in Scheme::KNOWN {
        let name = scheme.name().unwrap();
        assert_eq!(Scheme::named(&format!(" {} ", name.to_lowercase())), scheme, "{name}");
    }
}

#[test]
fn spellings_of_one_number_meet() {
    for (scheme, one, other) in [
        (Scheme::Ein, "04-2103594", "042103594"),
        (Scheme::Cbn, "12302 6635 RC 0001", "123026635"),
        (Scheme::Cn, "445790", "00445790"),
        (Scheme::Cn, "sc 95000", "SC095000"),
        (Scheme::Vatrn, "RO 185 472 90", "18547290"),
        (Scheme::Vat, "BE 0202.239.951", "be0202239951"),
    ] {
        assert_eq!(scheme.canonical(one), scheme.canonical(other), "{scheme:?}");
    }
}

#[test]
fn made_up_numbers_are_noticed() {
    for number in
        ["000000000", "111-111-111", "123456789", "12-3456789", "987654321", "1234567890", "0123456789"]
    {
        assert!(is_made_up(number), "{number}");
    }
    for number in ["042103594", "SC123456", "12345", "123456788"] {
        assert!(!is_made_up(number), "{number}");
    }
}
