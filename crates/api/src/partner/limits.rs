//! How much a partner may ask. Counted per process, as for accounts.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use trusthub_domain::partner::{Partner, PartnerQuota};
use trusthub_domain::sid::PartnerSid;

use crate::error::{ApiError, Result};

/// Long polls and streams that one partner may have open. Ours: one for each of a few machines, and one while it restarts.
const MOST_WAITING: usize = 10;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

struct Limits {
    quota: PartnerQuota,
    requests: DefaultDirectRateLimiter,
    lookups: DefaultDirectRateLimiter,
    waiting: Arc<Semaphore>,
}

impl Limits {
    fn new(quota: PartnerQuota) -> Self {
        let at_least_one = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        let (requests, lookups) =
            (at_least_one(quota.requests_per_minute), at_least_one(quota.lookups_per_day));
        let each = DAY.checked_div(lookups.get()).filter(|each| !each.is_zero());
        let a_day = each.and_then(Quota::with_period).unwrap_or(Quota::per_second(NonZeroU32::MAX));
        Self {
            quota,
            requests: RateLimiter::direct(Quota::per_minute(requests)),
            lookups: RateLimiter::direct(a_day.allow_burst(lookups)),
            waiting: Arc::new(Semaphore::new(MOST_WAITING)),
        }
    }
}

/// The limits of every partner that has asked.
#[derive(Default)]
pub(crate) struct PartnerLimits {
    known: Mutex<HashMap<PartnerSid, Arc<Limits>>>,
}

impl PartnerLimits {
    fn of(&self, partner: &Partner) -> Arc<Limits> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let limits = known.entry(partner.sid).or_insert_with(|| Arc::new(Limits::new(partner.quota)));
        if limits.quota != partner.quota {
            *limits = Arc::new(Limits::new(partner.quota));
        }
        Arc::clone(limits)
    }

    /// Lets a request in, or says when the next one is welcome.
    pub(crate) fn admit(&self, partner: &Partner) -> Result<()> {
        let admitted = self.of(partner).requests.check().map_err(|refused| {
            ApiError::too_many_requests(seconds(refused.wait_time_from(DefaultClock::default().now())))
        });
        let outcome = if admitted.is_ok() { "admitted" } else { "over_quota" };
        metrics::counter!(
            "trusthub_partner_requests_total", "partner" => partner.sid.to_string(), "outcome" => outcome
        )
        .increment(1);
        admitted
    }

    /// Lets so many look-ups in, all or none.
    pub(crate) fn admit_lookups(&self, partner: &Partner, count: usize) -> Result<()> {
        let Some(count) = u32::try_from(count).ok().and_then(NonZeroU32::new) else { return Ok(()) };
        match self.of(partner).lookups.check_n(count) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(refused)) => Err(ApiError::too_many_requests(seconds(
                refused.wait_time_from(DefaultClock::default().now()),
            ))),
            Err(_) => Err(ApiError::parameter(
                "the batch",
                &format!(
                    "it is more than the {} look-ups that you have a day",
                    partner.quota.lookups_per_day
                ),
            )),
        }
    }

    /// Lets one more wait, for as long as it holds what it gets.
    pub(crate) fn admit_waiting(&self, partner: &Partner) -> Result<OwnedSemaphorePermit> {
        let waiting = Arc::clone(&self.of(partner).waiting);
        waiting.try_acquire_owned().map_err(|_| ApiError::too_many_requests(1))
    }
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1)
}
