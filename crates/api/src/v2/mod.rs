//! The vendor's Voice v2, as far as it tells how numbers on Voice Trust products are provisioned.

mod provisioning;

use crate::openapi::Routes;

/// Mounts all of it.
pub(crate) fn mount(routes: Routes) -> Routes {
    provisioning::mount(routes)
}
