//! What every request needs, in one cheap clone.

use std::sync::Arc;

use axum::extract::FromRef;
use trusthub_app::Hub;
use utoipa::openapi::OpenApi;

use crate::config::ApiConfig;
use crate::layers::{AccountLimits, LoginFailures, RequestIds};
use crate::pages::Pages;
use crate::urls::Urls;

/// The state of the router.
#[derive(Clone)]
pub(crate) struct ApiState {
    hub: Hub,
    shared: Arc<Shared>,
}

struct Shared {
    config: ApiConfig,
    pages: Pages,
    account_limits: AccountLimits,
    login_failures: LoginFailures,
    request_ids: RequestIds,
}

impl ApiState {
    pub(crate) fn new(hub: Hub, config: ApiConfig, document: &OpenApi) -> Self {
        let shared = Shared {
            pages: Pages::of(document, hub.catalog(), hub.settings()),
            account_limits: AccountLimits::new(&config),
            login_failures: LoginFailures::new(config.failed_logins_per_minute),
            request_ids: RequestIds::default(),
            config,
        };
        Self { hub, shared: Arc::new(shared) }
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.hub
    }

    pub(crate) fn urls(&self) -> Urls<'_> {
        Urls::new(&self.hub.settings().public_url)
    }

    pub(crate) fn config(&self) -> &ApiConfig {
        &self.shared.config
    }

    pub(crate) fn pages(&self) -> &Pages {
        &self.shared.pages
    }

    pub(crate) fn account_limits(&self) -> &AccountLimits {
        &self.shared.account_limits
    }

    pub(crate) fn login_failures(&self) -> &LoginFailures {
        &self.shared.login_failures
    }

    pub(crate) fn request_ids(&self) -> &RequestIds {
        &self.shared.request_ids
    }
}

impl FromRef<ApiState> for Hub {
    fn from_ref(state: &ApiState) -> Self {
        state.hub.clone()
    }
}
