//! What goes beyond the vendor's API, under `/trust/v1`: parameters as there, each answer with the time it holds for.

mod appeals;
mod attestations;
mod document_file;
mod requirements;
mod trust_level;
mod vettings;

use crate::openapi::Routes;

/// Mounts everything of `/trust/v1`.
pub(crate) fn mount(routes: Routes) -> Routes {
    let routes = vettings::mount(trust_level::mount(document_file::mount(routes)));
    requirements::mount(attestations::mount(appeals::mount(routes)))
}
