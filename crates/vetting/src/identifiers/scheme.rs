//! The registers that the API names, judged by the rules of the table. Punctuation and case never decide: every register
//! judges the [`compact`] form.

use super::engine::{Broken, Day, Entry};
use super::families::find;
use super::{Flaw, Judgement, Step, compact, vat};

/// A register of businesses, as `business_registration_identifier` names it (the vendor's guides).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// United States: Employer Identification Number.
    Ein,
    /// Canada: Business Number.
    Cbn,
    /// United Kingdom: company number.
    Cn,
    /// Australia: Company Number; a Business Number is taken too.
    Acn,
    /// India: Corporate Identification Number.
    Cin,
    /// European Union: VAT number with its country prefix.
    Vat,
    /// Romania: unique registration code (CUI), with or without `RO`.
    Vatrn,
    /// Iceland: kennitala.
    Rn,
    /// Dun & Bradstreet, any country.
    Duns,
    /// A register that is not known here.
    Other,
}

impl Scheme {
    /// Every register that is known here.
    pub const KNOWN: [Self; 9] =
        [Self::Ein, Self::Cbn, Self::Cn, Self::Acn, Self::Cin, Self::Vat, Self::Vatrn, Self::Rn, Self::Duns];

    /// The register of that name in any case; `Other` for a name that is not known.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let is_meant =
            |scheme: &Self| scheme.name().is_some_and(|known| known.eq_ignore_ascii_case(name.trim()));
        Self::KNOWN.into_iter().find(is_meant).unwrap_or(Self::Other)
    }

    /// The API's name for it; `None` for `Other`.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Ein => Some("EIN"),
            Self::Cbn => Some("CBN"),
            Self::Cn => Some("CN"),
            Self::Acn => Some("ACN"),
            Self::Cin => Some("CIN"),
            Self::Vat => Some("VAT"),
            Self::Vatrn => Some("VATRN"),
            Self::Rn => Some("RN"),
            Self::Duns => Some("DUNS"),
            Self::Other => None,
        }
    }

    /// The rules that [`Scheme::judge`] tries, in order.
    #[must_use]
    pub const fn steps(self) -> &'static [Step] {
        match self {
            Self::Ein | Self::Cin => &[Step::Format, Step::Component],
            Self::Cbn | Self::Acn | Self::Vat | Self::Vatrn => &[Step::Format, Step::CheckDigit],
            Self::Rn => &[Step::Format, Step::Component, Step::CheckDigit],
            Self::Cn => &[Step::Format, Step::Component],
            Self::Duns => &[Step::Format],
            Self::Other => &[],
        }
    }

    /// The one country whose businesses it registers, ISO 3166-1 alpha-2; VAT numbers name theirs themselves.
    #[must_use]
    pub const fn country(self) -> Option<&'static str> {
        match self {
            Self::Ein => Some("US"),
            Self::Cbn => Some("CA"),
            Self::Cn => Some("GB"),
            Self::Acn => Some("AU"),
            Self::Cin => Some("IN"),
            Self::Vatrn => Some("RO"),
            Self::Rn => Some("IS"),
            Self::Vat | Self::Duns | Self::Other => None,
        }
    }

    /// Where the customer finds the number and how to write it, one sentence.
    #[must_use]
    pub const fn mend(self) -> &'static str {
        match self {
            Self::Ein => "Enter the nine digits from the letter in which the IRS assigned the EIN.",
            Self::Cbn => "Enter the nine digits of the Business Number, with or without a program account.",
            Self::Cn => {
                "Enter the company number as Companies House shows it, for example 01234567 or SC123456."
            }
            Self::Acn => {
                "Enter the nine digits of the ACN as the ASIC register shows them, or the eleven of the ABN."
            }
            Self::Cin => "Enter the 21 characters of the CIN as the certificate of incorporation shows them.",
            Self::Vat => "Enter the VAT number with its country prefix as the VIES service confirms it.",
            Self::Vatrn => {
                "Enter the unique registration code (CUI) as the registration certificate shows it."
            }
            Self::Rn => "Enter the ten digits of the business's kennitala.",
            Self::Duns => "Enter the nine digits of the D-U-N-S number as Dun & Bradstreet shows them.",
            Self::Other => "Enter the number as the register shows it.",
        }
    }

    /// Judges a number by its form. `country` (ISO 3166-1 alpha-2) helps where the number does not name its own.
    #[must_use]
    pub fn judge(self, number: &str, country: Option<&str>) -> Judgement {
        let number = compact(number);
        match self {
            Self::Vat => vat::judge(&number, country),
            // `J40/123/2010`: people enter the trade register's number, which is real but another number.
            Self::Vatrn if number.starts_with(['J', 'F', 'C']) => Judgement::Flawed(Flaw::doubt(
                "This looks like a trade register number, not the registration code.",
            )),
            Self::Acn if number.len() == 11 => self.by("au.abn", &number),
            Self::Acn => self.by("au.acn", &number),
            Self::Ein => self.by("us.ein", &number),
            Self::Cbn => self.by("ca.bn", &number),
            Self::Cn => self.by("gb.crn", &number),
            Self::Cin => self.by("in_.cin", &number),
            Self::Vatrn => self.by("ro.cf", &number),
            Self::Rn => self.by("is_.kennitala", &number),
            Self::Duns => self.by("duns", &number),
            Self::Other => Judgement::Untold { why: "The register is not one whose numbers are known here." },
        }
    }

    fn by(self, module: &str, number: &str) -> Judgement {
        let Some(entry) = find(module) else {
            return Judgement::Untold { why: "The rules of the register are not known here." };
        };
        match entry.check(number, Day::LAST) {
            Ok(()) => Judgement::Sound,
            Err(broken) => Judgement::Flawed(self.flaw(broken, entry)),
        }
    }

    /// A broken rule in a sentence for the customer.
    fn flaw(self, broken: Broken, entry: &'static Entry) -> Flaw {
        let why = match (broken.why, broken.step, self) {
            ("", Step::Format, Self::Acn) => "An ACN has nine digits, an ABN eleven.",
            ("", Step::Format, Self::Vatrn) => {
                "A registration code has two to ten digits and does not begin with 0."
            }
            ("", Step::Format, _) => entry.form,
            ("", Step::Component, _) => "A part of the number is not one that its register gives.",
            ("", Step::CheckDigit, _) => "The check digit of the number does not fit the others.",
            (why, _, _) => why,
        };
        Flaw { step: broken.step, is_certain: broken.is_certain, why }
    }

    /// The spelling in which two writings of one number are equal.
    #[must_use]
    pub fn canonical(self, number: &str) -> String {
        let number = compact(number);
        match self {
            Self::Cbn => number.get(..9).unwrap_or(&number).to_owned(),
            Self::Cn => find("gb.crn").map_or(number.clone(), |entry| entry.canonical(&number)),
            Self::Vatrn => number.strip_prefix("RO").unwrap_or(&number).to_owned(),
            Self::Ein | Self::Acn | Self::Cin | Self::Vat | Self::Rn | Self::Duns | Self::Other => number,
        }
    }
}
