//! The vendor's Messaging v1, as far as it registers who sends what: services with their numbers, brands, campaigns,
//! toll-free numbers.

mod brand_vettings;
mod brands;
mod campaign_view;
mod campaigns;
mod senders;
mod services;
pub(crate) mod tollfree;

use serde::Serialize;
use trusthub_domain::messaging::BrandIssue;
use utoipa::ToSchema;

pub(crate) use brands::BrandView;

use crate::openapi::Routes;
use crate::urls::Urls;

/// Mounts all of it.
pub(crate) fn mount(routes: Routes) -> Routes {
    let routes = campaigns::mount(senders::mount(services::mount(routes)));
    tollfree::mount(brand_vettings::mount(brands::mount(routes)))
}

/// Why a brand or campaign was turned down.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RegistrationError)]
struct IssueView {
    /// The number; each has a page.
    error_code: u32,
    /// What is wrong and what to do.
    description: String,
    /// Which fields it is about.
    fields: Vec<String>,
    /// The page about the number.
    url: String,
}

impl IssueView {
    fn all(issues: Vec<BrandIssue>, urls: Urls<'_>) -> Vec<Self> {
        let view = |issue: BrandIssue| Self {
            error_code: issue.code.0,
            url: urls.error(issue.code.0),
            description: issue.description,
            fields: issue.fields,
        };
        issues.into_iter().map(view).collect()
    }
}
