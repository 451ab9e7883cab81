//! Numbers of the United Kingdom and of Ireland that check by a weighted sum.

use crate::identifiers::engine::{
    Clean, Entry, any, at, check, check_test, component, form, part, sum, test, value,
};

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "gb.nhs",
        country: "GB",
        name: "NHS number",
        form: "Ten digits, the last a check digit.",
        example: "930-476-4890",
        source: "NHS Data Dictionary, NHS number",
        clean: Clean::ignoring(" -"),
        rules: &[form(&["9999999999"]), sum(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11, &[0])],
    },
    Entry {
        module: "gb.utr",
        country: "GB",
        name: "Unique Taxpayer Reference (UTR)",
        form: "Ten digits, the first a check digit; a K behind or in front is dropped.",
        example: "5238968895",
        source: "HMRC, check digit of the UTR as in its specifications for software developers",
        clean: Clean::ignoring(" ").then(|number| {
            let letters = number.iter().take_while(|character| **character == b'K').count();
            number.drop_first(letters);
        }),
        rules: &[
            form(&["9999999999"]),
            check(&[6, 7, 8, 9, 10, 5, 4, 3, 2], "21987654321").starting_at(1).stands_at(0),
        ],
    },
    Entry {
        module: "gb.upn",
        country: "GB",
        name: "Unique Pupil Number (UPN)",
        form: "A check letter, the local authority, and nine characters.",
        example: "B801204002591",
        source: "Department for Education, Unique pupil numbers: guide for schools; codes of local authorities",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["A99999999999#"]),
            test(|n| b"ABCDEFGHJKLMNPQRTUVWXYZ0123456789".contains(&at(n, 12))),
            component("authority", |n| is_local_authority(value(n, 1..4))),
            check(&[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], "ABCDEFGHJKLMNPQRTUVWXYZ")
                .starting_at(1)
                .stands_at(0)
                .over(b"ABCDEFGHJKLMNPQRTUVWXYZ0123456789"),
        ],
    },
    Entry {
        module: "ie.pps",
        country: "IE",
        name: "Personal Public Service Number (PPSN)",
        form: "Seven digits, a check letter and perhaps one more letter.",
        example: "6339435F",
        source: "Department of Social Protection, PPS number: check character and the second letter since 2013",
        clean: Clean::ignoring(" -"),
        rules: &[
            form(&["9999999A", "9999999AA"]),
            test(|n| at(n, 7) <= b'W' && (n.len() == 8 || b"ABHWTX".contains(&at(n, 8)))),
            check_test(|n| {
                is_irish(part(n, 0..7), if b"ABH".contains(&at(n, 8)) { at(n, 8) } else { 0 }, at(n, 7))
            }),
        ],
    },
    Entry {
        module: "ie.vat",
        country: "IE",
        name: "Value Added Tax number",
        form: "Seven digits, a check letter and perhaps one more letter; in the older form the second is a letter or sign.",
        example: "4D79759I",
        source: "Revenue Commissioners; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -").without(&["IE"]),
        rules: &[any(&[
            &[
                form(&["9999999A", "9999999AA"]),
                test(|n| part(n, 7..n.len()).iter().all(|letter| *letter <= b'W')),
                check_test(|n| is_irish(part(n, 0..7), at(n, 8), at(n, 7))),
            ],
            &[
                form(&["9A99999A", "9+99999A", "9*99999A", "9A99999AA"]),
                test(|n| part(n, 7..n.len()).iter().all(|letter| *letter <= b'W')),
                check_test(|n| is_irish(&[b"0", part(n, 2..7), part(n, 0..1)].concat(), 0, at(n, 7))),
            ],
        ])],
    },
];

/// The seven digits, weights 8 to 2, and nine times the place of a second letter, by 23.
fn is_irish(digits: &[u8], second: u8, check: u8) -> bool {
    let place = |letter: u8| {
        if letter == b'W' || letter == 0 { 0 } else { u64::from(letter.saturating_sub(b'A')) + 1 }
    };
    let sum: u64 =
        (0..7).zip((2..=8).rev()).map(|(at, weight): (usize, u64)| weight * value(digits, at..at + 1)).sum();
    (sum + 9 * place(second)) % 23 == place(check)
}

fn is_local_authority(number: u64) -> bool {
    matches!(number,
        201..=213 | 301..=320 | 330..=336 | 340..=344 | 350..=359 | 370..=373 | 380..=384 | 390..=394 | 420 | 800..=803
        | 805..=808 | 810..=813 | 815 | 816 | 821..=823 | 825 | 826 | 830 | 831 | 835..=837 | 840 | 841 | 845 | 846
        | 850..=852 | 855..=857 | 860 | 861 | 865..=874 | 876..=896 | 908 | 909 | 916 | 919 | 921 | 925 | 926
        | 928..=931 | 933 | 935..=938)
}
