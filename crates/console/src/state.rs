//! What every request needs, in one cheap clone.

use std::sync::Arc;

use trusthub_app::Hub;
use trusthub_web::LoginFailures;

use crate::assets::Assets;
use crate::config::ConsoleConfig;

/// The state of the router.
#[derive(Clone)]
pub(crate) struct ConsoleState(Arc<Shared>);

struct Shared {
    hub: Hub,
    config: ConsoleConfig,
    assets: Assets,
    login_failures: LoginFailures,
}

impl ConsoleState {
    pub(crate) fn new(hub: Hub, config: ConsoleConfig) -> std::io::Result<Self> {
        let login_failures = LoginFailures::new(config.failed_logins_per_minute);
        Ok(Self(Arc::new(Shared { assets: Assets::pack()?, login_failures, hub, config })))
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.0.hub
    }

    pub(crate) fn config(&self) -> &ConsoleConfig {
        &self.0.config
    }

    pub(crate) fn assets(&self) -> &Assets {
        &self.0.assets
    }

    pub(crate) fn login_failures(&self) -> &LoginFailures {
        &self.0.login_failures
    }

    /// Whether customers reach the hub by TLS, so that cookies may be kept to it.
    pub(crate) fn is_secure(&self) -> bool {
        self.hub().settings().public_url.starts_with("https://")
    }
}
