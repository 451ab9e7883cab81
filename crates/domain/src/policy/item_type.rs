//! End-user types and supporting-document types: which fields an item has, and what each may hold.

use serde::{Deserialize, Serialize};

use super::model::Level;
use crate::sid::TypeSid;

/// Which of the two kinds of item a type describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// `/v1/EndUserTypes`
    EndUser,
    /// `/v1/SupportingDocumentTypes`
    SupportingDocument,
}

/// An end-user type or a supporting-document type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemType {
    /// `OY…`; fixed by us, the vendor's are unknown.
    pub sid: TypeSid,
    /// Which kind of item it describes.
    pub kind: ItemKind,
    /// What policies and items call it.
    pub machine_name: String,
    /// What people call it.
    pub friendly_name: String,
    /// In the vendor's order.
    pub fields: Vec<FieldRule>,
    /// A document of this type must have an uploaded file.
    pub needs_file: bool,
    /// The field that names a supporting bundle: such an end user stands for an assignment of the bundle itself.
    pub links_bundle: Option<String>,
    /// Every customer profile of this level may hold one, though no policy asks for it: an extension of ours.
    pub extends: Option<Level>,
}

impl ItemType {
    /// One of its fields.
    #[must_use]
    pub fn field(&self, machine_name: &str) -> Option<&FieldRule> {
        self.fields.iter().find(|field| field.machine_name == machine_name)
    }
}

/// What one field may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRule {
    /// The key in the attributes.
    pub machine_name: String,
    /// What the type calls it.
    pub friendly_name: String,
    /// What evaluations call it, where the vendor's differ from the type.
    pub evaluation_name: Option<String>,
    /// The JSON type.
    pub constraint: Constraint,
    /// Whether it must be there.
    pub need: Need,
    /// If not empty, the values it may have.
    pub one_of: Vec<String>,
    /// Further values that older guides used; accepted, not advertised.
    pub aliases: Vec<String>,
    /// Several of `one_of` may be given, separated by commas.
    pub takes_several: bool,
    /// What the text must look like.
    pub format: Option<Format>,
    /// The longest text, in characters.
    pub max_length: Option<usize>,
}

impl FieldRule {
    /// What evaluations call it.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        self.evaluation_name.as_deref().unwrap_or(&self.friendly_name)
    }
}

/// The JSON type of a field, as the type resources name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Constraint {
    /// A JSON string.
    String,
    /// A JSON array of strings; a single string is taken for an array of one.
    List,
}

impl Constraint {
    /// The wire's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::List => "List",
        }
    }
}

/// Whether a field must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Required,
    /// Never.
    Optional,
    /// If another field of the same item has one of these values.
    When {
        /// Machine name of the other field.
        field: String,
        /// Its values.
        one_of: Vec<String>,
    },
}

/// What a text must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// An e-mail address.
    Email,
    /// A phone number in E.164.
    E164,
    /// A phone number of the US or Canada that is not a service number.
    UsCaMobile,
    /// An address on the web; the scheme may be left out.
    Url,
    /// Digits that make a number of at least 1.
    PositiveInteger,
    /// 1 to 15 letters, digits, periods, commas and spaces, the first a letter.
    CnamName,
    /// `true` or `false`, as a string or as JSON.
    Boolean,
    /// Identifiers of addresses (`AD…`) of the same account that exist.
    AddressSids,
    /// The identifier of a bundle (`BU…`).
    BundleSid,
    /// A day: `1961-07-04`.
    Date,
    /// A country by its two letters (ISO 3166-1), in capitals.
    Country,
    /// A part of a whole: more than 0 and at most 100, with at most two decimals.
    Percentage,
}
