//! Customer profiles and trust products: the same handlers, mounted twice.

mod bundle;
mod channels;
mod copies;
mod evaluations;
mod items;
mod reasons;
mod view;

use axum::Extension;
use trusthub_domain::bundle::BundleKind;

pub(crate) use bundle::DUPLICATE_OF;
pub(crate) use reasons::ReasonView;

use crate::openapi::Routes;
use crate::urls::collection;

/// The routes of one kind. The kind reaches the handlers as an extension.
pub(super) fn routes(kind: BundleKind) -> Routes {
    let names = Names::of(kind);
    let routes = bundle::mount(Routes::new(), &names);
    let routes = channels::mount(items::mount(routes, &names), &names);
    let routes = copies::mount(evaluations::mount(routes, &names), &names);
    routes.map_router(|router| router.layer(Extension(kind)))
}

/// What paths and descriptions call one kind.
struct Names {
    /// `CustomerProfiles`
    collection: &'static str,
    /// `CustomerProfile`, as in the vendor's operation names.
    singular: &'static str,
    /// `Customer Profile`
    words: &'static str,
    /// `/v1/CustomerProfiles`
    list: String,
    /// `/v1/CustomerProfiles/{Sid}`
    one: String,
    /// `/v1/CustomerProfiles/{CustomerProfileSid}`
    parent: String,
}

impl Names {
    fn of(kind: BundleKind) -> Self {
        let collection = collection(kind);
        let singular = match kind {
            BundleKind::CustomerProfile => "CustomerProfile",
            BundleKind::TrustProduct => "TrustProduct",
        };
        let list = format!("/v1/{collection}");
        Self {
            collection,
            singular,
            words: kind.in_words(),
            one: format!("{list}/{{Sid}}"),
            parent: format!("{list}/{{{singular}Sid}}"),
            list,
        }
    }
}
