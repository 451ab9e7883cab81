//! What goes beyond the vendor's API, under `/trust/v1`: parameters as there, each answer with the time it holds for.

mod appeals;
mod attestations;
mod brand_otp;
mod credentials;
mod document_file;
mod domains;
mod message_decisions;
mod numbers;
mod overview;
mod partner_consents;
mod remediation_tickets;
mod requirements;
mod throughput;
mod timeline;
mod trust_level;
mod vettings;

use crate::openapi::Routes;

/// Mounts everything of `/trust/v1`.
pub(crate) fn mount(routes: Routes) -> Routes {
    let routes = vettings::mount(trust_level::mount(document_file::mount(routes)));
    let routes = message_decisions::mount(throughput::mount(brand_otp::mount(routes)));
    let routes = requirements::mount(attestations::mount(appeals::mount(routes)));
    let routes = domains::mount(credentials::mount(partner_consents::mount(routes)));
    let routes = overview::mount(numbers::mount(timeline::mount(routes)));
    remediation_tickets::mount(routes)
}
