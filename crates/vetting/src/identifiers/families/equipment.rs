//! Identifiers of equipment, networks, ships, containers and electronic money.

use crate::identifiers::engine::{Clean, Entry, any, at, check, check_test, component, form, one_of, test};

use super::bitcoin;

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "bitcoin",
        country: "",
        name: "Bitcoin address",
        form: "25 bytes in base 58, or bc1 and up to 87 characters of base 32.",
        example: "19mPuxnJSX3xwnWUdUCp3VYc7rwcRXChDq",
        source: "BIP 13, BIP 173 and BIP 350",
        clean: Clean::ignoring(" ").keeping_case().then(bitcoin::tidy),
        rules: &[any(&[
            &[
                component("version", |n| matches!(at(n, 0), b'1' | b'3')),
                test(bitcoin::is_base_58),
                test(|n| bitcoin::decoded(n).is_some()),
                check_test(bitcoin::is_hashed),
            ],
            &[
                component("version", |n| n.starts_with(b"bc1")),
                test(bitcoin::is_base_32),
                check_test(bitcoin::is_bech32),
                component("program", bitcoin::has_program),
            ],
        ])],
    },
    Entry {
        module: "imo",
        country: "",
        name: "IMO ship identification number",
        form: "Seven digits, the last a check digit.",
        example: "IMO 8815279",
        source: "IMO resolution A.1117(30)",
        clean: Clean::ignoring(" ").without(&["IMO"]),
        rules: &[form(&["9999999"]), check(&[7, 6, 5, 4, 3, 2], "0123456789")],
    },
    Entry {
        module: "imsi",
        country: "",
        name: "International Mobile Subscriber Identity (IMSI)",
        form: "Fourteen or fifteen digits: country, network, subscriber.",
        example: "429011274562580",
        source: "ITU-T E.212; mobile country codes of the ITU Operational Bulletin",
        clean: Clean::ignoring(" -"),
        rules: &[
            form(&["99999999999999", "999999999999999"]),
            one_of(
                "country",
                0..3,
                include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/../../policies/identifiers/mobile-countries.txt"
                )),
            ),
        ],
    },
    Entry {
        module: "iso6346",
        country: "",
        name: "Freight container number (BIC code)",
        form: "Three letters for the owner, U, J, Z or R, six digits and a check digit.",
        example: "GYOU2012989",
        source: "ISO 6346",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["AAAu9999999", "AAAj9999999", "AAAz9999999", "AAAr9999999"]),
            // Letters count from 10, but 11, 22 and 33 are left out.
            check(&[1, 2, 4, 8, 16, 32, 64, 128, 256, 512], "01234567890")
                .over(b"0123456789A_BCDEFGHIJK_LMNOPQRSTU_VWXYZ"),
        ],
    },
    Entry {
        module: "mac",
        country: "",
        name: "MAC address (EUI-48)",
        form: "Six pairs of hexadecimal digits, parted by colons or dashes.",
        example: "D7-60-09-14-A2-A0",
        source: "IEEE 802; an assigned block has no group bit, which blocks are assigned is not looked up",
        clean: Clean::ignoring(" ").then(|number| number.separate(b"-:", b':', 2)),
        rules: &[
            form(&["##:##:##:##:##:##"]),
            test(|n| n.iter().all(|character| *character == b':' || character.is_ascii_hexdigit())),
            component("block", |n| {
                let low = char::from(at(n, 1)).to_digit(16).unwrap_or(0);
                let (is_group, is_local) = (low % 2 == 1, low / 2 % 2 == 1);
                is_local || !is_group
            }),
        ],
    },
    Entry {
        module: "gs1_128",
        country: "",
        name: "GS1 element string (GS1-128)",
        form: "Application identifiers, each followed by its data.",
        example: "(17)181119(01)38125776095074(37)1",
        source: "GS1 General Specifications, chapter 3",
        clean: Clean::ignoring("()").keeping_case(),
        rules: &[
            test(|n| !n.is_empty()),
            component("element", |n| super::gs1::parse(n).is_some()),
            check_test(super::gs1::is_sound),
        ],
    },
];
