//! What is registered for numbers with those who show and label calls: exported to partners ([`read`]), acknowledged by them
//! ([`acknowledge`]), and told to the customer ([`status`]).
//!
//! There is no list of registrations beside the products: what is registered is read off the products in force, and what
//! changed off the partners' feed, by whose cursor a partner goes on.

mod cursor;
mod line;
mod numbers;
mod reading;
mod receipts;
pub mod status;

use std::sync::Arc;

use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::partner::{Partner, PartnerScope, RegistrationKind};
use trusthub_domain::sid::PolicySid;

pub use cursor::ExportCursor;
pub use line::{Registration, RegistrationAction};
pub use reading::{Exported, MOST_LINES, Wanted, read};
pub use receipts::{GivenReceipt, Taken, acknowledge};

use crate::bundles::policy_of;
use crate::{Actor, Error, Hub, Result};

/// The partner, if registrations are its business.
///
/// # Errors
/// `Forbidden` for anybody but a carrier or an analytics engine with the scope.
pub(super) fn registrar(actor: &Actor) -> Result<&Arc<Partner>> {
    let partner = actor.must_be_partner(PartnerScope::Registrations)?;
    match partner.kind.handles_calls() {
        true => Ok(partner),
        false => Err(Error::Forbidden("this is for carriers and analytics engines")),
    }
}

/// What a bundle registers its numbers for, if it is a product that does.
fn kind_of(hub: &Hub, bundle: &Bundle) -> Result<Option<RegistrationKind>> {
    match bundle.kind {
        BundleKind::CustomerProfile => Ok(None),
        BundleKind::TrustProduct => Ok(RegistrationKind::of_policy(&policy_of(hub, bundle)?.object_type)),
    }
}

/// The policies whose products register for this, or for anything.
fn policies(hub: &Hub, wanted: Option<RegistrationKind>) -> Vec<PolicySid> {
    let all = hub.catalog().policies().iter();
    let registering = all.filter(|policy| {
        RegistrationKind::of_policy(&policy.object_type)
            .is_some_and(|kind| wanted.is_none_or(|wanted| wanted == kind))
    });
    registering.map(|policy| policy.sid).collect()
}
