//! The TrustHub resources under `/v1`, and what of the accounts product lies there.

mod a2p_registrations;
mod auth_tokens;
mod bundles;
mod compliance_inquiries;
mod documents;
mod end_users;
mod policies;
mod types;

pub(crate) use bundles::{DUPLICATE_OF, ReasonView};

use trusthub_domain::bundle::BundleKind;

use crate::openapi::Routes;

/// Mounts everything of `/v1`.
pub(crate) fn mount(routes: Routes) -> Routes {
    let routes = routes
        .merge(bundles::routes(BundleKind::CustomerProfile))
        .merge(bundles::routes(BundleKind::TrustProduct));
    let routes = documents::mount(end_users::mount(compliance_inquiries::mount(routes)));
    let routes = auth_tokens::mount(types::mount(policies::mount(routes)));
    a2p_registrations::mount(routes)
}
