//! Where things are, as seen from outside: absolute URLs under the hub's public address.

use std::fmt::Display;

use trusthub_domain::bundle::BundleKind;
use trusthub_domain::sid::BundleSid;

/// Builds absolute URLs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Urls<'a> {
    base: &'a str,
}

impl<'a> Urls<'a> {
    /// URLs under `public_url`, which has no slash at the end.
    pub(crate) fn new(public_url: &'a str) -> Self {
        Self { base: public_url }
    }

    /// `…/v1/{collection}/{sid}`
    pub(crate) fn v1(self, collection: &str, sid: impl Display) -> String {
        format!("{}/v1/{collection}/{sid}", self.base)
    }

    /// A customer profile or trust product.
    pub(crate) fn bundle(self, kind: BundleKind, sid: BundleSid) -> String {
        self.v1(collection(kind), sid)
    }

    /// Something below a customer profile or trust product.
    pub(crate) fn below_bundle(self, kind: BundleKind, sid: BundleSid, rest: impl Display) -> String {
        format!("{}/{rest}", self.bundle(kind, sid))
    }

    /// Any path of the hub.
    pub(crate) fn path(self, path: impl Display) -> String {
        format!("{}{path}", self.base)
    }

    /// The page that explains a numbered code.
    pub(crate) fn error(self, code: impl Display) -> String {
        format!("{}/docs/errors/{code}", self.base)
    }
}

/// The path segment that serves bundles of that kind.
pub(crate) const fn collection(kind: BundleKind) -> &'static str {
    match kind {
        BundleKind::CustomerProfile => "CustomerProfiles",
        BundleKind::TrustProduct => "TrustProducts",
    }
}
