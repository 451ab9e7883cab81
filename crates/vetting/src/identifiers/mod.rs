//! Business registration numbers: one file per register, each says whether a number could have been issued by it.
//!
//! Whether it *was* issued, and to whom, only the register can say. Start at [`Scheme::judge`]. Punctuation and case
//! never decide: every scheme judges the [`compact`] form.

mod australia;
mod canada;
mod companies_house;
mod digits;
mod duns;
mod ein;
mod iceland;
mod india;
mod romania;
pub(crate) mod vat;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

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

/// What kind of rule a number was held against, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Length and characters.
    Format,
    /// Parts that only take certain values: an issuing office, a state, a date.
    Component,
    /// The check digit.
    CheckDigit,
}

/// Why a number could not have been issued, or probably was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flaw {
    /// The rule that it breaks; those before it hold.
    pub step: Step,
    /// The register never issues such a number. Otherwise it is only unlikely.
    pub is_certain: bool,
    /// What is wrong, one sentence.
    pub why: &'static str,
}

/// What a number's form tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// It has the form of an issued number.
    Sound,
    /// It has not.
    Flawed(Flaw),
    /// Its form tells nothing.
    Untold {
        /// Why not, one sentence.
        why: &'static str,
    },
}

impl Flaw {
    const fn format(why: &'static str) -> Self {
        Self { step: Step::Format, is_certain: true, why }
    }

    const fn component(why: &'static str) -> Self {
        Self { step: Step::Component, is_certain: true, why }
    }

    const fn check_digit(why: &'static str) -> Self {
        Self { step: Step::CheckDigit, is_certain: true, why }
    }

    /// The same flaw where exceptions are known.
    const fn possibly(self) -> Self {
        Self { is_certain: false, ..self }
    }
}

impl From<Result<(), Flaw>> for Judgement {
    fn from(result: Result<(), Flaw>) -> Self {
        match result {
            Ok(()) => Self::Sound,
            Err(flaw) => Self::Flawed(flaw),
        }
    }
}

impl Step {
    /// The last part of a check's machine name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Component => "component",
            Self::CheckDigit => "check_digit",
        }
    }
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
            Self::Ein => ein::judge(&number).into(),
            Self::Cbn => canada::judge(&number).into(),
            Self::Cn => companies_house::judge(&number).into(),
            Self::Acn => australia::judge(&number).into(),
            Self::Cin => india::judge(&number).into(),
            Self::Vat => vat::judge(&number, country),
            Self::Vatrn => romania::judge(&number).into(),
            Self::Rn => iceland::judge(&number).into(),
            Self::Duns => duns::judge(&number).into(),
            Self::Other => Judgement::Untold { why: "The register is not one whose numbers are known here." },
        }
    }

    /// The spelling in which two writings of one number are equal.
    #[must_use]
    pub fn canonical(self, number: &str) -> String {
        let number = compact(number);
        match self {
            Self::Cbn => number.get(..9).unwrap_or(&number).to_owned(),
            Self::Cn => companies_house::padded(&number),
            Self::Vatrn => number.strip_prefix("RO").unwrap_or(&number).to_owned(),
            Self::Ein | Self::Acn | Self::Cin | Self::Vat | Self::Rn | Self::Duns | Self::Other => number,
        }
    }
}

/// Letters in upper case and digits, without the spaces and punctuation that people put between them.
#[must_use]
pub fn compact(number: &str) -> String {
    let is_separator = |character: char| {
        character.is_whitespace()
            || matches!(character, '-' | '.' | ':' | '/' | ',' | '_' | '(' | ')' | '‐'..='―')
    };
    number.chars().filter(|character| !is_separator(*character)).flat_map(char::to_uppercase).collect()
}

/// All digits alike, or each one more (or one less) than the one before: what people type to get past a form.
///
/// Such numbers can be real, so this is a suspicion and never a verdict.
#[must_use]
pub fn is_made_up(number: &str) -> bool {
    let Some(digits) = digits::digits(&compact(number)).filter(|digits| digits.len() >= 6) else {
        return false;
    };
    [0, 1, 9].into_iter().any(|step| {
        digits.iter().zip(digits.iter().skip(1)).all(|(digit, next)| (digit + step) % 10 == *next)
    })
}
