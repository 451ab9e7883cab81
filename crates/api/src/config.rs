//! What the operator may choose about the HTTP face.

use std::num::NonZeroU32;
use std::time::Duration;

use ipnet::IpNet;
use tokio_util::task::TaskTracker;

/// Limits of the HTTP face.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// Requests per second that one account may make for long.
    pub requests_per_second: NonZeroU32,
    /// Requests that one account may make at once after a pause.
    pub burst: NonZeroU32,
    /// Wrong credentials per minute from one peer for one user name before it has to wait.
    pub failed_logins_per_minute: u32,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How long a client may take to send the body of a request.
    pub body_timeout: Duration,
    /// How long a use case may take, once the body is there.
    pub request_timeout: Duration,
    /// Runs requests that go on although their client has hung up; whoever ends the process waits for it.
    pub tasks: TaskTracker,
}

impl Default for ApiConfig {
    /// Ours: far above what one integration needs, low enough that one account cannot starve the others.
    fn default() -> Self {
        let at_least_one = |wanted| NonZeroU32::new(wanted).unwrap_or(NonZeroU32::MIN);
        Self {
            requests_per_second: at_least_one(100),
            burst: at_least_one(200),
            failed_logins_per_minute: 20,
            trusted_proxies: Vec::new(),
            body_timeout: Duration::from_secs(60),
            request_timeout: Duration::from_secs(30),
            tasks: TaskTracker::new(),
        }
    }
}
