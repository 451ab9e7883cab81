//! Everything that can be said about a call, and the most that a call of which it is said may get.

use serde::{Deserialize, Serialize};

use super::Attest;

/// The most that a call may get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ceiling {
    /// No signature.
    Nothing,
    /// A signature that says no more than this.
    AtMost(Attest),
}

/// Something that holds for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// This node has not loaded what it decides on.
    IndexNotLoaded,
    /// What this node decides on is older than the operator allows.
    IndexOutOfDate,
    /// The account that the switch names does not exist.
    AccountUnknown,
    /// The account is suspended.
    AccountSuspended,
    /// The account is closed.
    AccountClosed,
    /// The account above it is suspended.
    ParentSuspended,
    /// The account above it is closed.
    ParentClosed,
    /// A profile is suspended: that of the number, or the account's while it has none in force.
    ProfileSuspended,
    /// The SHAKEN/STIR product of the number is suspended.
    ProductSuspended,
    /// The number belongs to another tenant outside the account's family.
    NumberOfAnotherTenant,
    /// The number is on the do-not-originate list.
    NumberDoNotOriginate,
    /// The number is an emergency number.
    NumberForEmergencies,
    /// There is nothing to sign with.
    NoUsableCertificate,
    /// A test account's call would be signed with a certificate that the world trusts.
    TestAccount,
    /// The request asks for another name than the one that was vetted.
    NameNotVetted,
    /// The request asks for another reason of the call than the one that was vetted.
    CallReasonNotVetted,
    /// The request asks for a name or a reason, and none may be shown.
    NothingToShow,
    /// A call is sent on from a number that is not known to be the account's.
    NoAuthorityToDivert,
    /// The call comes in from another network.
    GatewayTraffic,
    /// The switch names no account.
    NoAccountNamed,
    /// Neither the account nor the one above it has a profile in force.
    NoProfileInForce,
    /// The profile stands for a starter, a sole proprietor or a person.
    NotABusiness,
    /// The number is not in the inventory.
    NumberNotInInventory,
    /// The number is another account's of the same family, and not on this account's profile.
    NumberOfFamily,
    /// The number is on no profile that vouches for this account.
    NumberNotOnProfile,
    /// The profile that the number is on is not in force.
    ProfileNotInForce,
    /// The number is on no SHAKEN/STIR product that vouches for this account.
    NumberNotOnProduct,
    /// The SHAKEN/STIR product that the number is on is not in force.
    ProductNotInForce,
    /// The switch asked for B at most.
    RequestedAtMostB,
    /// The switch asked for C at most.
    RequestedAtMostC,
    /// A business profile of the account is in force.
    BusinessInForce,
    /// Another profile of the account is in force.
    PersonInForce,
    /// A profile of the account above it is in force.
    ParentInForce,
    /// The number is on a business profile in force that vouches for this account.
    NumberOnProfile,
    /// And on a SHAKEN/STIR product in force.
    NumberOnProduct,
    /// The number is on a branded calling or CNAM product in force: its name is shown.
    BrandInForce,
    /// It is not shown, since the attestation is not full.
    BrandNeedsFull,
    /// It is not shown, since the certificate forbids it.
    BrandForbidden,
    /// It is not shown, since the product is suspended.
    BrandSuspended,
    /// It is not shown, since the product is not in force.
    BrandNotInForce,
}

/// One line of the table.
struct Line {
    ceiling: Ceiling,
    code: &'static str,
    text: &'static str,
}

const fn refuses(code: &'static str, text: &'static str) -> Line {
    Line { ceiling: Ceiling::Nothing, code, text }
}

const fn gateway(code: &'static str, text: &'static str) -> Line {
    Line { ceiling: Ceiling::AtMost(Attest::C), code, text }
}

const fn partial(code: &'static str, text: &'static str) -> Line {
    Line { ceiling: Ceiling::AtMost(Attest::B), code, text }
}

const fn carries(code: &'static str, text: &'static str) -> Line {
    Line { ceiling: Ceiling::AtMost(Attest::A), code, text }
}

impl Ground {
    /// Every ground, in the order in which they are told.
    pub const ALL: [Self; 40] = [
        Self::IndexNotLoaded,
        Self::IndexOutOfDate,
        Self::AccountUnknown,
        Self::AccountSuspended,
        Self::AccountClosed,
        Self::ParentSuspended,
        Self::ParentClosed,
        Self::ProfileSuspended,
        Self::ProductSuspended,
        Self::NumberOfAnotherTenant,
        Self::NumberDoNotOriginate,
        Self::NumberForEmergencies,
        Self::NoUsableCertificate,
        Self::TestAccount,
        Self::NameNotVetted,
        Self::CallReasonNotVetted,
        Self::NothingToShow,
        Self::NoAuthorityToDivert,
        Self::GatewayTraffic,
        Self::NoAccountNamed,
        Self::NoProfileInForce,
        Self::RequestedAtMostC,
        Self::NotABusiness,
        Self::NumberNotInInventory,
        Self::NumberOfFamily,
        Self::NumberNotOnProfile,
        Self::ProfileNotInForce,
        Self::NumberNotOnProduct,
        Self::ProductNotInForce,
        Self::RequestedAtMostB,
        Self::BusinessInForce,
        Self::PersonInForce,
        Self::ParentInForce,
        Self::NumberOnProfile,
        Self::NumberOnProduct,
        Self::BrandInForce,
        Self::BrandNeedsFull,
        Self::BrandForbidden,
        Self::BrandSuspended,
        Self::BrandNotInForce,
    ];

    const fn line(self) -> Line {
        match self {
            Self::IndexNotLoaded => refuses(
                "index_not_loaded",
                "This node is still loading what it decides on. Ask again, or another node.",
            ),
            Self::IndexOutOfDate => refuses(
                "index_out_of_date",
                "This node has not heard of the database for longer than the operator allows (attestation_max_age_seconds).",
            ),
            Self::AccountUnknown => refuses("account_unknown", "There is no such account."),
            Self::AccountSuspended => refuses("account_suspended", "The account is suspended."),
            Self::AccountClosed => refuses("account_closed", "The account is closed."),
            Self::ParentSuspended => refuses("parent_suspended", "The account above it is suspended."),
            Self::ParentClosed => refuses("parent_closed", "The account above it is closed."),
            Self::ProfileSuspended => refuses("profile_suspended", "The customer profile is suspended."),
            Self::ProductSuspended => {
                refuses("product_suspended", "The SHAKEN/STIR trust product of the number is suspended.")
            }
            Self::NumberOfAnotherTenant => {
                refuses("number_of_another_tenant", "The number belongs to another customer.")
            }
            Self::NumberDoNotOriginate => refuses(
                "number_do_not_originate",
                "The number is on the do-not-originate list: nobody calls from it.",
            ),
            Self::NumberForEmergencies => {
                refuses("number_for_emergencies", "The number is an emergency number: nobody calls from it.")
            }
            Self::NoUsableCertificate => {
                refuses("no_usable_certificate", "There is no certificate to sign with that is valid now.")
            }
            Self::TestAccount => refuses(
                "test_account",
                "A test account's calls are signed with a test certificate only: its profiles say nothing about anybody.",
            ),
            Self::NameNotVetted => {
                refuses("name_not_vetted", "The request asks for another name than the one that was vetted.")
            }
            Self::CallReasonNotVetted => refuses(
                "call_reason_not_vetted",
                "The request asks for another reason of the call than the one that was vetted.",
            ),
            Self::NothingToShow => refuses(
                "nothing_to_show",
                "The request asks for a name or a reason of the call, and none may be shown.",
            ),
            Self::NoAuthorityToDivert => refuses(
                "no_authority_to_divert",
                "The call is sent on from a number that is not known to be the account's.",
            ),
            Self::GatewayTraffic => gateway("gateway_traffic", "The call comes in from another network."),
            Self::NoAccountNamed => {
                gateway("no_account_named", "The switch names no account for the caller.")
            }
            Self::NoProfileInForce => gateway(
                "no_profile_in_force",
                "No customer profile of the account, or of the account above it, is approved and in force.",
            ),
            Self::RequestedAtMostC => gateway("requested_at_most_c", "The request asks for C at most."),
            Self::NotABusiness => partial(
                "not_a_business",
                "The profile stands for a starter, a sole proprietor or a person, not for a registered business.",
            ),
            Self::NumberNotInInventory => {
                partial("number_not_in_inventory", "The number is not in the provider's inventory.")
            }
            Self::NumberOfFamily => {
                partial("number_of_family", "The number belongs to another account of the same family.")
            }
            Self::NumberNotOnProfile => partial(
                "number_not_on_profile",
                "The number is not assigned to the account's business profile.",
            ),
            Self::ProfileNotInForce => {
                partial("profile_not_in_force", "The profile that the number is assigned to is not in force.")
            }
            Self::NumberNotOnProduct => partial(
                "number_not_on_product",
                "The number is not assigned to the account's SHAKEN/STIR trust product.",
            ),
            Self::ProductNotInForce => partial(
                "product_not_in_force",
                "The SHAKEN/STIR trust product that the number is assigned to is not in force.",
            ),
            Self::RequestedAtMostB => partial("requested_at_most_b", "The request asks for B at most."),
            Self::BusinessInForce => {
                carries("business_in_force", "A business profile of the account is approved and in force.")
            }
            Self::PersonInForce => carries(
                "person_in_force",
                "A profile of the account that says who the person is, is approved and in force.",
            ),
            Self::ParentInForce => {
                carries("parent_in_force", "A profile of the account above it is approved and in force.")
            }
            Self::NumberOnProfile => {
                carries("number_on_profile", "The number is assigned to a business profile in force.")
            }
            Self::NumberOnProduct => carries(
                "number_on_product",
                "The number is assigned to a SHAKEN/STIR trust product in force.",
            ),
            Self::BrandInForce => carries(
                "brand_in_force",
                "The number is assigned to a branded calling or CNAM trust product in force.",
            ),
            Self::BrandNeedsFull => carries(
                "brand_needs_full",
                "The name is not shown: that takes a call that is attested with A.",
            ),
            Self::BrandForbidden => carries(
                "brand_forbidden",
                "The name is not shown: the certificate to sign with does not permit it.",
            ),
            Self::BrandSuspended => {
                carries("brand_suspended", "The name is not shown: its trust product is suspended.")
            }
            Self::BrandNotInForce => {
                carries("brand_not_in_force", "The name is not shown: its trust product is not in force.")
            }
        }
    }

    /// The most that a call may get for which it holds.
    #[must_use]
    pub const fn ceiling(self) -> Ceiling {
        self.line().ceiling
    }

    /// Its name on the wire. Stable.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.line().code
    }

    /// The same in a sentence.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        self.line().text
    }
}
