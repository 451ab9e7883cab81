//! Numbers of the United States that have no check digit: of persons, employers and contractors.

use crate::identifiers::engine::{
    Clean, Entry, Part, any, as_of, at, component, form, is_digits, test, value,
};

const PLAIN: Clean = Clean::ignoring(" -");

/// Prefixes that the page lists for no campus. Kept as the short list, so that a prefix opened later is a one-line
/// change.
const UNISSUED: [u64; 17] = [0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97];

const EMPLOYER: &[Part] = &[
    form(&["999999999"]),
    component("prefix", |n| !UNISSUED.contains(&value(n, 0..2)))
        .why("The first two digits of the EIN are not a prefix that the IRS has issued."),
];

/// Numbers that were printed on cards in wallets and in advertisements.
const PUBLISHED: [u64; 3] = [78_051_120, 457_555_462, 219_099_999];

const SOCIAL_SECURITY: &[Part] = &[
    form(&["999999999"]),
    component("area", |n| at(n, 0) != b'9' && !matches!(value(n, 0..3), 0 | 666)),
    component("group", |n| value(n, 3..5) > 0),
    component("serial", |n| value(n, 5..9) > 0 && !PUBLISHED.contains(&value(n, 0..9))),
];

const INDIVIDUAL: &[Part] = &[
    form(&["999999999"]),
    component("area", |n| at(n, 0) == b'9'),
    component("group", |n| matches!(value(n, 3..5), 50..=65 | 70..=88 | 90..=92 | 94..=99)),
];

const ADOPTION: &[Part] = &[form(&["999999999"])];

const PREPARER: &[Part] = &[form(&["p99999999"])];

/// A dash after three and after five digits, or where it is an EIN after two.
const PERSONAL: Clean = Clean::ignoring(" ").then(|number| number.undash(&[3, 5]));
const EMPLOYERS: Clean = Clean::ignoring(" ").then(|number| number.undash(&[2]));

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "us.atin",
        country: "US",
        name: "Adoption Taxpayer Identification Number (ATIN)",
        form: "Nine digits.",
        example: "023-45-6789",
        source: "IRS, Form W-7A instructions",
        clean: PERSONAL,
        rules: ADOPTION,
    },
    Entry {
        module: "us.ein",
        country: "US",
        name: "Employer Identification Number (EIN)",
        form: "An EIN has nine digits.",
        example: "042143595",
        source: "IRS, How EINs are assigned and valid EIN prefixes",
        clean: EMPLOYERS,
        rules: EMPLOYER,
    },
    Entry {
        module: "us.itin",
        country: "US",
        name: "Individual Taxpayer Identification Number (ITIN)",
        form: "Nine digits, the first a 9, the middle two from the ranges that are given.",
        example: "962-70-1456",
        source: "IRS, Internal Revenue Manual 3.21.263.8.1",
        clean: PERSONAL,
        rules: INDIVIDUAL,
    },
    Entry {
        module: "us.ptin",
        country: "US",
        name: "Preparer Tax Identification Number (PTIN)",
        form: "P and eight digits.",
        example: "P61474846",
        source: "IRS, PTIN requirements for tax return preparers",
        clean: PLAIN,
        rules: PREPARER,
    },
    Entry {
        module: "us.ssn",
        country: "US",
        name: "Social Security Number (SSN)",
        form: "Nine digits: area, group and serial, none of them all zeros.",
        example: "636-20-4333",
        source: "Social Security Administration, SSN randomization; POMS RM 10201",
        clean: PERSONAL,
        rules: SOCIAL_SECURITY,
    },
    Entry {
        module: "us.tin",
        country: "US",
        name: "Taxpayer Identification Number (TIN)",
        form: "An SSN, ITIN, EIN, PTIN or ATIN.",
        example: "129-45-6788",
        source: "Internal Revenue Code, section 6109; 26 CFR 301.6109-1",
        clean: Clean::ignoring(""),
        rules: &[any(&[
            &[as_of("kind", |_| super::find("us.ssn"))],
            &[as_of("kind", |_| super::find("us.itin"))],
            &[as_of("kind", |_| super::find("us.ein"))],
            &[as_of("kind", |_| super::find("us.ptin"))],
            &[as_of("kind", |_| super::find("us.atin"))],
        ])],
    },
    Entry {
        module: "us.uei",
        country: "US",
        name: "Unique Entity ID (UEI)",
        form: "Twelve letters or digits, the first not 0, without I and O.",
        example: "A1B2C3D4E5F6",
        source: "SAM.gov, Unique Entity ID technical specifications: the checksum's rule is not published",
        clean: PLAIN,
        rules: &[
            form(&["############"]),
            test(|n| at(n, 0) != b'0' && !n.contains(&b'I') && !n.contains(&b'O')),
            // So that none can be taken for another number, nine digits never stand in a row.
            component("run", |n| !n.windows(9).any(is_digits)),
        ],
    },
];
