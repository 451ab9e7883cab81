//! Resources of the Messaging product under `/v1`.

pub(crate) mod tollfree;

use crate::openapi::Routes;

/// Mounts them.
pub(crate) fn mount(routes: Routes) -> Routes {
    tollfree::mount(routes)
}
