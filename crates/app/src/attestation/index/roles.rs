//! What bundles are to a call.

use trusthub_domain::bundle::BundleKind;
use trusthub_domain::policy::{Catalog, Level};
use trusthub_domain::sid::PolicySid;
use trusthub_storage::StandingBundle;

/// How policies call the trust product that signed calls rest on.
const SHAKEN: &str = "shaken_stir_trust_product";

/// What a bundle is to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::attestation) enum Role {
    /// A customer profile of a business.
    Business,
    /// Any other customer profile.
    Person,
    /// A SHAKEN/STIR trust product.
    Shaken,
    /// A trust product that says what is shown beside the number.
    Brand(Brands),
    /// Nothing.
    Other,
}

/// Products that say what is shown, the best first: where a number is on several, the first in force counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::attestation) enum Brands {
    /// Branded calling with name, picture and reason.
    Enhanced,
    /// Branded calling with a name.
    Basic,
    /// The caller name of the US.
    Cnam,
}

impl Brands {
    pub(super) const COUNT: usize = 3;

    /// By what policies call them; earlier variants have their names behind the same beginning.
    fn of(object_type: &str) -> Option<Self> {
        if object_type == "cnam_trust_product" {
            Some(Self::Cnam)
        } else if object_type.starts_with("branded_calls_basic_") {
            Some(Self::Basic)
        } else if object_type.starts_with("branded_calls_") {
            Some(Self::Enhanced)
        } else {
            None
        }
    }

    pub(super) const fn place(self) -> usize {
        match self {
            Self::Enhanced => 0,
            Self::Basic => 1,
            Self::Cnam => 2,
        }
    }
}

/// Whether numbers on a product of this policy are attested by it.
pub(crate) fn carries_calls(catalog: &Catalog, policy: PolicySid) -> bool {
    catalog.policy(policy).is_some_and(|policy| policy.object_type == SHAKEN)
}

impl Role {
    /// Of a bundle under that policy.
    pub(in crate::attestation) fn of(catalog: &Catalog, bundle: &StandingBundle) -> Self {
        let policy = catalog.policy(bundle.policy_sid);
        match (bundle.kind, policy) {
            (BundleKind::CustomerProfile, Some(policy)) if policy.level == Some(Level::Business) => {
                Self::Business
            }
            (BundleKind::CustomerProfile, _) => Self::Person,
            (BundleKind::TrustProduct, Some(policy)) if policy.object_type == SHAKEN => Self::Shaken,
            (BundleKind::TrustProduct, policy) => {
                policy.and_then(|policy| Brands::of(&policy.object_type)).map_or(Self::Other, Self::Brand)
            }
        }
    }
}
