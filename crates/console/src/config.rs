//! What the operator may choose about the console.

use std::time::Duration;

use ipnet::IpNet;

use crate::embed::EmbedConfig;

/// Limits of the console.
#[derive(Debug, Clone)]
pub struct ConsoleConfig {
    /// Wrong passwords per minute from one peer for one name before it has to wait.
    pub failed_logins_per_minute: u32,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How long a browser may take to send a form.
    pub body_timeout: Duration,
    /// Forms on others' pages.
    pub embed: EmbedConfig,
}

impl Default for ConsoleConfig {
    /// Ours: as many tries as a person needs, too few for a machine.
    fn default() -> Self {
        Self {
            failed_logins_per_minute: 10,
            trusted_proxies: Vec::new(),
            body_timeout: Duration::from_secs(60),
            embed: EmbedConfig::default(),
        }
    }
}
