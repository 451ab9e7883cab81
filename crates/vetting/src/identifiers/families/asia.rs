//! Numbers of Asia that check by a weighted sum.

use crate::identifiers::engine::{
    COMPLEMENT, Clean, Day, Entry, Part, TENS, any, at, by_day, check, check_test, component, ends_with,
    form, is_digits, length, mod_11_2, one_of, part, range, starts_with, test, value, within,
};

const PLAIN: Clean = Clean::ignoring(" -");

const CHINESE: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// One less than what is missing to the next multiple of 11, ones only.
const THAI_CHECK: Part = check(&[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2], "10987654321");

const THAI_PERSON: &[Part] =
    &[form(&["9999999999999"]), component("prefix", |n| !starts_with(n, &["0", "9"])), THAI_CHECK];

const THAI_COMPANY: &[Part] =
    &[form(&["9999999999999"]), component("prefix", |n| at(n, 0) == b'0'), THAI_CHECK];

const SINGAPOREAN_KINDS: &str = "CC CD CH CL CM CP CS CX DP FB FC FM FN GA GB GS HS LL LP MB MC MD MH MM MQ NB NR PA PB \
    PF RF RP SM SS TC TU VH XL";

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "az.voen",
        country: "AZ",
        name: "Vergi ödəyicisinin eyniləşdirmə nömrəsi (VÖEN)",
        form: "Ten digits, the ninth a check digit, the last 1 for a business and 2 for a person.",
        example: "0568178872",
        source: "Dövlət Vergi Xidməti, rules on VÖEN",
        clean: Clean::ignoring(" ").then(|number| {
            if number.len() == 9 {
                number.pad(0, 10);
            }
        }),
        rules: &[
            form(&["9999999999"]),
            one_of("kind", 9..10, "1 2"),
            check(&[4, 1, 8, 6, 2, 7, 5, 3], "0123456789 "),
        ],
    },
    Entry {
        module: "cn.uscc",
        country: "CN",
        name: "统一社会信用代码",
        form: "Eighteen characters: authority and kind, region, organisation, a check character.",
        example: "31110000600030841L",
        source: "GB 32100-2015",
        clean: PLAIN,
        rules: &[
            length(&[18]),
            test(|n| is_digits(part(n, 0..8)) && part(n, 8..18).iter().all(|c| CHINESE.contains(c))),
            check(
                &[1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28],
                "0YXWUTRQPNMLKJHGFEDCBA987654321",
            )
            .over(CHINESE),
        ],
    },
    Entry {
        module: "jp.cn",
        country: "JP",
        name: "法人番号",
        form: "A check digit and twelve digits.",
        example: "7878611753182",
        source: "法人番号の指定等に関する省令, article 2; 国税庁",
        clean: PLAIN,
        rules: &[
            form(&["9999999999999"]),
            check(&[2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1], "987654321").starting_at(1).stands_at(0),
        ],
    },
    Entry {
        module: "jp.in_",
        country: "JP",
        name: "個人番号",
        form: "Eleven digits and a check digit.",
        example: "6184 9837 0237",
        source: "総務省令 85 of 2014, article 5",
        clean: PLAIN,
        rules: &[form(&["999999999999"]), check(&[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], COMPLEMENT)],
    },
    Entry {
        module: "kr.brn",
        country: "KR",
        name: "사업자등록번호",
        form: "Ten digits: tax office, kind, four that count, a check digit.",
        example: "1763202176",
        source: "국세청, 부가가치세법 시행령; the office is 101 or above",
        clean: PLAIN,
        rules: &[
            form(&["9999999999"]),
            range("office", 0..3, 101, 999),
            component("kind", |n| part(n, 3..5) != b"00"),
            component("count", |n| part(n, 5..9) != b"0000"),
        ],
    },
    Entry {
        module: "om.vat",
        country: "OM",
        name: "VAT identification number (VATIN)",
        form: "OM11, seven digits and a check digit or X.",
        example: "OM1100123458",
        source: "Oman Tax Authority, VAT taxpayer guide (ISO/IEC 7064 MOD 11-2)",
        clean: PLAIN,
        rules: &[
            form(&["om119999999#"]),
            test(|n| at(n, 11) == b'X' || at(n, 11).is_ascii_digit()),
            within(4..12, &[check_test(mod_11_2)]),
        ],
    },
    Entry {
        module: "sg.uen",
        country: "SG",
        name: "Unique Entity Number (UEN)",
        form: "Eight digits and a letter; year, five digits and a letter; or R, S or T, year, kind, four digits and a letter.",
        example: "179401193C",
        source: "ACRA, Unique Entity Number: formats and entity types",
        clean: Clean::ignoring(" "),
        rules: &[any(&[
            &[form(&["99999999A"]), check(&[10, 4, 9, 3, 8, 2, 7, 1], "XMKECAWLJDB")],
            &[
                form(&["999999999A"]),
                by_day("year", |n: &[u8], today: Day| value(n, 0..4) <= u64::from(today.year)),
                check(&[10, 8, 6, 4, 9, 7, 5, 3, 1], "ZKCMDNERGWH"),
            ],
            &[
                form(&["A99AA9999A"]),
                one_of("century", 0..1, "R S T"),
                by_day("year", |n: &[u8], today: Day| {
                    at(n, 0) != b'T' || 2000 + value(n, 1..3) <= u64::from(today.year)
                }),
                one_of("kind", 3..5, SINGAPOREAN_KINDS),
                // Less five, by 11.
                check(&[4, 3, 5, 3, 10, 2, 2, 5, 7], "GHJKLABCDEF").over(b"ABCDEFGHJKLMNPQRSTUVWX0123456789"),
            ],
        ])],
    },
    Entry {
        module: "th.moa",
        country: "TH",
        name: "เลขทะเบียนนิติบุคคล",
        form: "Thirteen digits, the first a 0, the last a check digit.",
        example: "0974030919741",
        source: "Department of Business Development, 13-digit juristic person number",
        clean: PLAIN,
        rules: THAI_COMPANY,
    },
    Entry {
        module: "th.pin",
        country: "TH",
        name: "เลขประจำตัวประชาชน",
        form: "Thirteen digits, the first 1 to 8, the last a check digit.",
        example: "1-8345-46698-78-1",
        source: "Department of Provincial Administration",
        clean: PLAIN,
        rules: THAI_PERSON,
    },
    Entry {
        module: "th.tin",
        country: "TH",
        name: "เลขประจำตัวผู้เสียภาษีอากร",
        form: "The number of a juristic person or of a person.",
        example: "0-96-6-000-61778-1",
        source: "Revenue Department, since 2012",
        clean: PLAIN,
        rules: &[any(&[THAI_COMPANY, THAI_PERSON])],
    },
    Entry {
        module: "tr.tckimlik",
        country: "TR",
        name: "T.C. Kimlik Numarası",
        form: "Eleven digits, the first not 0, the last two check digits.",
        example: "17093716060",
        source: "Nüfus Hizmetleri Kanunu 5490; Nüfus ve Vatandaşlık İşleri",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["99999999999"]),
            test(|n| at(n, 0) != b'0'),
            check(&[3, 1, 3, 1, 3, 1, 3, 1, 3], TENS),
            check(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1], "0123456789"),
        ],
    },
    Entry {
        module: "tr.vkn",
        country: "TR",
        name: "Vergi Kimlik Numarası (VKN)",
        form: "Ten digits, the last a check digit.",
        example: "7060715912",
        source: "Gelir İdaresi Başkanlığı, VKN algorithm",
        clean: Clean::ignoring(" "),
        rules: &[form(&["9999999999"]), check_test(is_turkish)],
    },
    Entry {
        module: "tw.ubn",
        country: "TW",
        name: "統一編號",
        form: "Eight digits, the last a check digit.",
        example: "07511843",
        source: "財政部, 營利事業統一編號檢查碼邏輯修正說明 (divisible by 5 since April 2023)",
        clean: PLAIN,
        rules: &[form(&["99999999"]), check_test(is_taiwanese)],
    },
    Entry {
        module: "vn.mst",
        country: "VN",
        name: "Mã số thuế (MST)",
        form: "Ten digits, the last a check digit, perhaps three for the branch.",
        example: "0102237488",
        source: "Thông tư 105/2020/TT-BTC, article 5",
        clean: Clean::ignoring(" -."),
        rules: &[
            form(&["9999999999", "9999999999999"]),
            component("count", |n| part(n, 2..9) != b"0000000"),
            component("branch", |n| n.len() == 10 || !ends_with(n, &["000"])),
            check(&[31, 29, 23, 19, 17, 13, 7, 5, 3], " 9876543210"),
        ],
    },
];

/// Each digit is raised by its place, then doubled as often as its place, by 9.
fn is_turkish(number: &[u8]) -> bool {
    let sum: u64 = (1..=9)
        .map(|turn: u32| {
            let place = usize::try_from(9 - turn).unwrap_or(0);
            match (value(number, place..place + 1) + u64::from(turn)) % 10 {
                0 => 0,
                raised => match raised * (1 << turn) % 9 {
                    0 => 9,
                    rest => rest,
                },
            }
        })
        .sum();
    (sum + value(number, 9..10)).is_multiple_of(10)
}

/// The digits of the products are added up; a 7 in the last but one place may count as 1 or 0.
fn is_taiwanese(number: &[u8]) -> bool {
    let products = (0..8)
        .zip([1, 2, 1, 2, 1, 2, 4, 1])
        .map(|(place, weight): (usize, u64)| weight * value(number, place..place + 1));
    let sum: u64 = products.map(|product| product / 10 + product % 10).sum();
    sum.is_multiple_of(5) || (at(number, 6) == b'7' && (sum + 1).is_multiple_of(5))
}
