//! What a customer enters: thirty-odd fields, as they came.
//!
//! Texts are kept by name, so that an edit, a prefill, a form and an answer need no list of fields of their own. Whether
//! they suffice is [`super::Submission`]'s business. Personal data as a whole: sealed at rest, left out by `Debug`.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::kinds::{BusinessType, OptInType, RegistrationAuthority, UseCase, VettingProvider};

macro_rules! texts {
    ($($(#[$doc:meta])* $variant:ident, most $limit:literal;)+) => {
        /// A field that holds a text. Its name is the wire's parameter.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum TextField {
            $($(#[$doc])* $variant,)+
        }

        impl TextField {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The wire's parameter.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($variant),)+
                }
            }

            /// Most characters. The vendor documents a limit for `VettingId` alone; the others are ours.
            #[must_use]
            pub const fn limit(self) -> usize {
                match self {
                    $(Self::$variant => $limit,)+
                }
            }
        }
    };
}

texts! {
    /// Legal name.
    BusinessName, most 255;
    /// The name it trades under.
    DoingBusinessAs, most 255;
    /// Website.
    BusinessWebsite, most 2048;
    /// Street and number.
    BusinessStreetAddress, most 255;
    /// Suite, floor.
    BusinessStreetAddress2, most 255;
    /// City.
    BusinessCity, most 255;
    /// State, province or region.
    BusinessStateProvinceRegion, most 255;
    /// Postal code.
    BusinessPostalCode, most 255;
    /// ISO 3166-1 alpha-2.
    BusinessCountry, most 2;
    /// The number in the register.
    BusinessRegistrationNumber, most 255;
    /// The register's country, ISO 3166-1 alpha-2.
    BusinessRegistrationCountry, most 2;
    /// The business's telephone, in E.164.
    BusinessRegistrationPhoneNumber, most 16;
    /// Whom to ask.
    BusinessContactFirstName, most 255;
    /// Whom to ask.
    BusinessContactLastName, most 255;
    /// Where to ask.
    BusinessContactEmail, most 254;
    /// Where to ask, in E.164.
    BusinessContactPhone, most 16;
    /// Who is told of the result.
    NotificationEmail, most 254;
    /// What messages are for.
    UseCaseSummary, most 4096;
    /// An example.
    ProductionMessageSample, most 4096;
    /// Messages a month.
    MessageVolume, most 16;
    /// Whatever else the reviewer should know.
    AdditionalInformation, most 4096;
    /// What whoever opts in is sent.
    OptInConfirmationMessage, most 4096;
    /// What whoever asks for help is sent.
    HelpMessageSample, most 4096;
    /// Privacy policy.
    PrivacyPolicyUrl, most 2048;
    /// Terms.
    TermsAndConditionsUrl, most 2048;
    /// The customer's own name for it.
    ExternalReferenceId, most 255;
    /// What the vetting provider calls it.
    VettingId, most 500;
}

impl TextField {
    /// The field of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }

    /// May have several lines.
    #[must_use]
    pub const fn has_lines(self) -> bool {
        matches!(
            self,
            Self::UseCaseSummary
                | Self::ProductionMessageSample
                | Self::AdditionalInformation
                | Self::OptInConfirmationMessage
                | Self::HelpMessageSample
        )
    }
}

/// What was entered; anything may be missing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    /// Texts that are not empty.
    pub texts: BTreeMap<TextField, String>,
    /// What messages are about.
    pub use_cases: Vec<UseCase>,
    /// Where the opt-in can be seen.
    pub opt_in_image_urls: Vec<String>,
    /// What people text to opt in.
    pub opt_in_keywords: Vec<String>,
    /// How people agree.
    pub opt_in_type: Option<OptInType>,
    /// What the business is.
    pub business_type: Option<BusinessType>,
    /// The register.
    pub registration_authority: Option<RegistrationAuthority>,
    /// Who has looked at a political campaign.
    pub vetting_provider: Option<VettingProvider>,
    /// Whether the content is for adults only.
    pub age_gated_content: Option<bool>,
}

impl fmt::Debug for Entered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entered")
            .field("texts", &self.texts.keys().collect::<Vec<_>>())
            .field("use_cases", &self.use_cases)
            .finish_non_exhaustive()
    }
}

impl Entered {
    /// A text; `None` if it was not entered.
    #[must_use]
    pub fn text(&self, field: TextField) -> Option<&str> {
        self.texts.get(&field).map(String::as_str)
    }

    /// Enters a text as it is kept: without blanks around it, and not at all if nothing is left.
    pub fn enter(&mut self, field: TextField, text: Option<&str>) {
        match text.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => self.texts.insert(field, text.to_owned()),
            None => self.texts.remove(&field),
        };
    }

    /// This, with whatever `newer` has in its place.
    #[must_use]
    pub fn overlaid(&self, newer: Self) -> Self {
        let list = |before: &Vec<_>, after: Vec<_>| if after.is_empty() { before.clone() } else { after };
        let mut texts = self.texts.clone();
        texts.extend(newer.texts);
        Self {
            texts,
            use_cases: if newer.use_cases.is_empty() { self.use_cases.clone() } else { newer.use_cases },
            opt_in_image_urls: list(&self.opt_in_image_urls, newer.opt_in_image_urls),
            opt_in_keywords: list(&self.opt_in_keywords, newer.opt_in_keywords),
            opt_in_type: newer.opt_in_type.or(self.opt_in_type),
            business_type: newer.business_type.or(self.business_type),
            registration_authority: newer.registration_authority.or(self.registration_authority),
            vetting_provider: newer.vetting_provider.or(self.vetting_provider),
            age_gated_content: newer.age_gated_content.or(self.age_gated_content),
        }
    }
}
