//! A customer profile or trust product as the wire shows it.

use serde::Serialize;
use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::sid::BundleSid;
use trusthub_domain::time::Timestamp;
use utoipa::ToSchema;

use super::reasons::{ReasonView, reasons};
use crate::state::ApiState;
use crate::urls::Urls;

/// A customer profile or trust product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Bundle)]
pub(super) struct BundleView {
    /// Its identifier, `BU…`.
    pub sid: String,
    /// The account that it belongs to.
    pub account_sid: String,
    /// What it must hold.
    pub policy_sid: String,
    /// Your own name for it.
    pub friendly_name: String,
    /// `draft`, `pending-review`, `in-review`, `twilio-rejected` or `twilio-approved`.
    pub status: String,
    /// Who is told when its status changes.
    pub email: String,
    /// The URL that is called when its status changes.
    pub status_callback: Option<String>,
    /// Until when an approval holds.
    pub valid_until: Option<String>,
    /// When it was made.
    pub date_created: String,
    /// When it last changed.
    pub date_updated: String,
    /// Where it is.
    pub url: String,
    /// Where its parts are.
    pub links: Links,
    /// Why it was turned down; null unless it was.
    pub errors: Option<Vec<ReasonView>>,
}

/// Where the parts of a bundle are.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = BundleLinks)]
pub(super) enum Links {
    /// Of a customer profile.
    CustomerProfile {
        /// Its end users and documents.
        customer_profiles_entity_assignments: String,
        /// Its evaluations.
        customer_profiles_evaluations: String,
        /// Its phone numbers.
        customer_profiles_channel_endpoint_assignment: String,
    },
    /// Of a trust product.
    TrustProduct {
        /// Its end users, documents and profiles.
        trust_products_entity_assignments: String,
        /// Its evaluations.
        trust_products_evaluations: String,
        /// Its phone numbers.
        trust_products_channel_endpoint_assignment: String,
    },
}

impl Links {
    fn of(kind: BundleKind, sid: BundleSid, urls: Urls<'_>) -> Self {
        let below = |rest| urls.below_bundle(kind, sid, rest);
        let (items, evaluations, channels) =
            (below("EntityAssignments"), below("Evaluations"), below("ChannelEndpointAssignments"));
        match kind {
            BundleKind::CustomerProfile => Self::CustomerProfile {
                customer_profiles_entity_assignments: items,
                customer_profiles_evaluations: evaluations,
                customer_profiles_channel_endpoint_assignment: channels,
            },
            BundleKind::TrustProduct => Self::TrustProduct {
                trust_products_entity_assignments: items,
                trust_products_evaluations: evaluations,
                trust_products_channel_endpoint_assignment: channels,
            },
        }
    }
}

impl BundleView {
    pub(super) fn of(bundle: &Bundle, state: &ApiState) -> Self {
        let urls = state.urls();
        Self {
            sid: bundle.sid.to_string(),
            account_sid: bundle.account_sid.to_string(),
            policy_sid: bundle.policy_sid.to_string(),
            friendly_name: bundle.friendly_name.clone(),
            status: bundle.shown_status().to_string(),
            email: bundle.email.as_str().to_owned(),
            status_callback: bundle.status_callback.clone(),
            valid_until: bundle.valid_until.map(Timestamp::to_rfc3339),
            date_created: bundle.date_created.to_rfc3339(),
            date_updated: bundle.date_updated.to_rfc3339(),
            url: urls.bundle(bundle.kind, bundle.sid),
            links: Links::of(bundle.kind, bundle.sid, urls),
            errors: reasons(bundle, state.hub().catalog(), urls),
        }
    }
}

/// Under which name an answer repeats its bundle: the vendor names it after its kind.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = BundleReference)]
pub(super) enum BundleReference {
    /// Below `/v1/CustomerProfiles`.
    CustomerProfile {
        /// The customer profile.
        customer_profile_sid: String,
    },
    /// Below `/v1/TrustProducts`.
    TrustProduct {
        /// The trust product.
        trust_product_sid: String,
    },
}

impl BundleReference {
    pub(super) fn to(kind: BundleKind, sid: BundleSid) -> Self {
        match kind {
            BundleKind::CustomerProfile => Self::CustomerProfile { customer_profile_sid: sid.to_string() },
            BundleKind::TrustProduct => Self::TrustProduct { trust_product_sid: sid.to_string() },
        }
    }
}
