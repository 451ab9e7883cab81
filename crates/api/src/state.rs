//! What every request needs, in one cheap clone.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use trusthub_app::Hub;
use trusthub_web::LoginFailures;
use utoipa::openapi::OpenApi;

use crate::config::ApiConfig;
use crate::layers::{AccountLimits, RequestIds};
use crate::pages::Pages;
use crate::partner::PartnerLimits;
use crate::urls::Urls;

/// What a request may take besides its body and its use case: checking credentials, and keeping the answer to a keyed
/// request.
const AROUND_USE_CASE: Duration = Duration::from_secs(30);

/// The state of the router.
#[derive(Clone)]
pub(crate) struct ApiState(Arc<Shared>);

struct Shared {
    hub: Hub,
    config: ApiConfig,
    pages: Pages,
    account_limits: AccountLimits,
    partner_limits: PartnerLimits,
    login_failures: LoginFailures,
    request_ids: RequestIds,
}

impl ApiState {
    pub(crate) fn new(hub: Hub, config: ApiConfig, document: &OpenApi) -> Self {
        let shared = Shared {
            pages: Pages::of(document, hub.catalog(), hub.settings()),
            account_limits: AccountLimits::new(&config),
            partner_limits: PartnerLimits::default(),
            login_failures: LoginFailures::new(config.failed_logins_per_minute),
            request_ids: RequestIds::default(),
            config,
            hub,
        };
        Self(Arc::new(shared))
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.0.hub
    }

    pub(crate) fn urls(&self) -> Urls<'_> {
        Urls::new(&self.0.hub.settings().public_url)
    }

    pub(crate) fn config(&self) -> &ApiConfig {
        &self.0.config
    }

    /// What any request may take, until its answer begins.
    pub(crate) fn outer_timeout(&self) -> Duration {
        let ApiConfig { body_timeout, request_timeout, .. } = self.0.config;
        body_timeout.saturating_add(request_timeout).saturating_add(AROUND_USE_CASE)
    }

    pub(crate) fn pages(&self) -> &Pages {
        &self.0.pages
    }

    pub(crate) fn account_limits(&self) -> &AccountLimits {
        &self.0.account_limits
    }

    pub(crate) fn partner_limits(&self) -> &PartnerLimits {
        &self.0.partner_limits
    }

    pub(crate) fn login_failures(&self) -> &LoginFailures {
        &self.0.login_failures
    }

    pub(crate) fn request_ids(&self) -> &RequestIds {
        &self.0.request_ids
    }
}

impl FromRef<ApiState> for Hub {
    fn from_ref(state: &ApiState) -> Self {
        state.0.hub.clone()
    }
}
