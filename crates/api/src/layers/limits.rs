//! How often an account may ask. Counted per process.

use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use trusthub_domain::sid::AccountSid;

use crate::config::ApiConfig;
use crate::error::{ApiError, Result};
use crate::state::ApiState;

/// Requests per account.
pub(crate) struct AccountLimits {
    limiter: DefaultKeyedRateLimiter<AccountSid>,
    clock: DefaultClock,
}

impl AccountLimits {
    pub(crate) fn new(config: &ApiConfig) -> Self {
        let quota = Quota::per_second(config.requests_per_second).allow_burst(config.burst);
        Self { limiter: RateLimiter::keyed(quota), clock: DefaultClock::default() }
    }

    /// Lets a request of the account in, or says after how many seconds the next one is welcome.
    fn admit(&self, account: AccountSid) -> std::result::Result<(), u64> {
        self.limiter.check_key(&account).map_err(|refused| seconds(refused.wait_time_from(self.clock.now())))
    }
}

/// Refuses an account that asks too often.
pub(super) fn admit(state: &ApiState, account: AccountSid) -> Result<()> {
    state.account_limits().admit(account).map_err(ApiError::too_many_requests)
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1)
}
