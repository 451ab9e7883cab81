//! `/v1/A2PBrandRegistrations` and `/v1/A2PCampaignRegistrations`: brands and campaigns that somebody registers on a page of
//! the account's own. Bodies are JSON in camelCase, as the vendor's newest SDKs send them; looking at one is ours.

mod brands;
mod campaigns;

use secrecy::ExposeSecret;
use serde::Serialize;
use trusthub_app::inquiries::Begun;
use trusthub_domain::bundle::Bundle;
use trusthub_domain::messaging::BrandIssue;
use utoipa::ToSchema;

use crate::openapi::Routes;
use crate::urls::Urls;

pub(super) fn mount(routes: Routes) -> Routes {
    campaigns::mount(brands::mount(routes))
}

/// A session of the form.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = A2PRegistrationSession)]
struct SessionView {
    /// The registration: `tri1.us1.account.AC…/registration.BU…`.
    id: String,
    /// `inq_…`
    session_id: String,
    /// Opens the form, for 24 hours.
    session_token: String,
}

impl SessionView {
    fn of(begun: &Begun) -> Self {
        Self {
            id: begun.subject_id.clone(),
            session_id: begun.id.clone(),
            session_token: begun.token.expose_secret().to_owned(),
        }
    }
}

/// Why a registration was turned down, or what could not be matched.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = A2PRegistrationError)]
struct ErrorView {
    /// What kind of reason.
    code: u32,
    /// What is wrong.
    message: String,
    /// Which fields.
    fields: Vec<String>,
    /// The page about the code.
    more_info: String,
}

impl ErrorView {
    fn of_issues(issues: &[BrandIssue], urls: Urls<'_>) -> impl Iterator<Item = Self> {
        issues.iter().map(move |issue| Self {
            code: issue.code.0,
            message: issue.description.clone(),
            fields: issue.fields.clone(),
            more_info: urls.error(issue.code.0),
        })
    }

    fn of_bundle(bundle: &Bundle, urls: Urls<'_>) -> Vec<Self> {
        let of = |reason: &trusthub_domain::bundle::Reason| Self {
            code: reason.code.0,
            message: reason.message.clone(),
            fields: reason.field.iter().cloned().collect(),
            more_info: urls.error(reason.code.0),
        };
        bundle.shown_reasons().iter().map(of).collect()
    }
}
