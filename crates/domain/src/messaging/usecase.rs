//! What a campaign may be for, and which brand may choose what.

use serde::{Deserialize, Serialize};

use super::{Brand, BrandType, MessagingPolicyError, MessagingRefusal};

const SHIPPED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/messaging/use-cases.toml"));

/// All use cases, in the order in which they are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseCases(Vec<UseCase>);

/// What a campaign may be for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseCase {
    /// As parameters name it.
    pub code: String,
    /// As people read it.
    pub name: String,
    /// In a sentence.
    pub description: String,
    /// Carriers look at it, so that a person does here.
    #[serde(default)]
    pub post_approval_required: bool,
    /// Which brands may choose it.
    #[serde(default = "standard")]
    brand_type: BrandType,
    #[serde(default)]
    needs: Option<Need>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Need {
    TaxExempt,
    CampaignVerify,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUseCases {
    #[serde(rename = "version")]
    _version: String,
    use_case: Vec<UseCase>,
}

const fn standard() -> BrandType {
    BrandType::Standard
}

impl UseCases {
    /// What ships with the hub.
    ///
    /// # Errors
    /// Never in a released hub: a test reads it.
    pub fn shipped() -> Result<Self, MessagingPolicyError> {
        let raw: RawUseCases = toml::from_str(SHIPPED)?;
        Ok(Self(raw.use_case))
    }

    /// One of them.
    ///
    /// # Errors
    /// `UseCase` if there is none of that code.
    pub fn get(&self, code: &str) -> Result<&UseCase, MessagingRefusal> {
        self.0.iter().find(|one| one.code == code).ok_or(MessagingRefusal::UseCase)
    }

    /// Those that a brand may choose; all, if none is named. `has_token`: Campaign Verify has confirmed it.
    pub fn for_brand<'a>(
        &'a self,
        brand: Option<&'a Brand>,
        has_token: bool,
    ) -> impl Iterator<Item = &'a UseCase> {
        self.0.iter().filter(move |one| brand.is_none_or(|brand| one.is_open_to(brand, has_token).is_ok()))
    }
}

impl UseCase {
    /// Whether a brand may choose it.
    ///
    /// # Errors
    /// `BrandUnfit`, saying what it takes.
    pub fn is_open_to(&self, brand: &Brand, has_token: bool) -> Result<(), MessagingRefusal> {
        match (self.brand_type, brand.brand_type) {
            (BrandType::Standard, BrandType::SoleProprietor) => {
                return Err(MessagingRefusal::BrandUnfit("a sole proprietor chooses SOLE_PROPRIETOR"));
            }
            (BrandType::SoleProprietor, BrandType::Standard) => {
                return Err(MessagingRefusal::BrandUnfit("SOLE_PROPRIETOR is for brands of that type"));
            }
            (BrandType::Standard, BrandType::Standard)
            | (BrandType::SoleProprietor, BrandType::SoleProprietor) => {}
        }
        match self.needs {
            Some(Need::TaxExempt) if brand.tax_exempt_status.is_none() && !brand.is_mock => Err(
                MessagingRefusal::BrandUnfit("CHARITY takes a brand whose tax exemption a register confirms"),
            ),
            Some(Need::CampaignVerify) if !has_token && !brand.is_mock => Err(MessagingRefusal::BrandUnfit(
                "POLITICAL takes a token of Campaign Verify; add it under Vettings",
            )),
            Some(Need::TaxExempt | Need::CampaignVerify) | None => Ok(()),
        }
    }
}
