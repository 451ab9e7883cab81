//! `/partner/v1`: what partners of the provider ask, and what they are told. Credentials are those of a partner (`PT…`, or a
//! client certificate); everybody else is refused. Contract: docs/partners.md.

mod events;
mod flags;
mod limits;
mod lookups;
mod registrations;
mod stream;
mod view;
mod webhook;

pub(crate) use limits::PartnerLimits;

use crate::openapi::Routes;

/// Mounts everything of `/partner/v1`.
pub(crate) fn mount(routes: Routes) -> Routes {
    let routes = webhook::mount(events::mount(lookups::mount(routes)));
    flags::mount(registrations::mount(routes))
}
