//! What the called are shown beside the number: name, picture and reason of the call. Only what was vetted, and only where
//! the attestation is full; it never changes the attestation.

use serde::{Deserialize, Serialize};

use super::{BundleFacts, Ground};
use crate::item::MediaType;
use crate::sid::SupportingDocumentSid;

/// The product that a number's brand is from, and what was vetted with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandFacts {
    /// A branded calling or CNAM product.
    pub product: BundleFacts,
    /// What it says.
    pub brand: Brand,
    /// The certificate to sign with forbids it.
    #[serde(default)]
    pub is_forbidden: bool,
}

/// What was vetted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The name.
    pub name: String,
    /// Why the business calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
}

/// A picture that was uploaded and vetted with its product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// The document whose file it is.
    pub document_sid: SupportingDocumentSid,
    /// SHA-256 of the file as it was vetted, hexadecimal.
    pub sha256: String,
    /// PNG or JPEG.
    pub media_type: MediaType,
}

/// What a request wants shown. It can only repeat what was vetted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AskedBrand {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The reason of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Logo {
    /// The name that it is published under.
    #[must_use]
    pub fn file_name(&self) -> String {
        let extension = if self.media_type == MediaType::Png { "png" } else { "jpg" };
        format!("{}.{extension}", self.sha256)
    }
}

impl AskedBrand {
    /// What of it is not what may be shown.
    pub(super) fn refusals(&self, shown: Option<&Brand>) -> Vec<Ground> {
        let Some(shown) = shown else { return vec![Ground::NothingToShow] };
        let is_other = |asked: Option<&String>, vetted: Option<&String>| {
            asked.is_some_and(|asked| Some(asked) != vetted)
        };
        let name = is_other(self.name.as_ref(), Some(&shown.name)).then_some(Ground::NameNotVetted);
        let reason =
            is_other(self.reason.as_ref(), shown.reason.as_ref()).then_some(Ground::CallReasonNotVetted);
        name.into_iter().chain(reason).collect()
    }
}
