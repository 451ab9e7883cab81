//! What is kept of one address: a chain with its verdict, or a failure, and until when it may be given as an answer.

use std::sync::Arc;

use trusthub_stir::certificate::Certificate;
use trusthub_stir::path::SigningCertificate;

use super::fetch::Fetched;
use super::freshness::DAY;
use super::trouble::Trouble;
use super::trust::{InForce, Judged};

/// How long a failure that may be over soon is remembered, in seconds. Ours: a call that fails costs its caller the call, a
/// repository that is down costs every call the timeout.
pub(super) const TROUBLE_PASSES: i64 = 60;
/// How long one that somebody has to mend is.
const TROUBLE_STAYS: i64 = 300;
/// How long a good chain is used although its repository no longer answers.
pub(super) const WITHOUT_REPOSITORY: i64 = 7 * DAY;

/// Until when nobody asks again where this went wrong.
pub(super) fn remembered_until(trouble: &Trouble, now: i64) -> i64 {
    now.saturating_add(if trouble.may_pass() { TROUBLE_PASSES } else { TROUBLE_STAYS })
}

#[derive(Debug)]
pub(super) enum Held {
    Chain(Chain),
    Failed { trouble: Trouble, until: i64 },
}

#[derive(Debug)]
pub(super) struct Chain {
    /// As fetched: small beside what it is parsed to.
    ders: Arc<[Vec<u8>]>,
    fetched_at: i64,
    /// Until when the repository need not be asked again.
    fresh_until: i64,
    verdict: Result<Arc<SigningCertificate>, Trouble>,
    epoch: u64,
    /// Until when the verdict holds.
    judged_until: i64,
}

impl Held {
    pub(super) fn judged(fetched: &Fetched, trust: &InForce, now: i64) -> Self {
        let ders = fetched.chain.iter().map(|certificate| certificate.der().to_vec()).collect();
        let fresh_until = now.saturating_add(fetched.fresh_for);
        Self::Chain(judge(ders, &fetched.chain, now, fresh_until, trust, now))
    }

    pub(super) fn failed(trouble: Trouble, now: i64) -> Self {
        let until = remembered_until(&trouble, now);
        Self::Failed { trouble, until }
    }

    /// The answer, if it may still be given.
    pub(super) fn answer(&self, epoch: u64, now: i64) -> Option<Result<Arc<SigningCertificate>, Trouble>> {
        let is_good = match self {
            Self::Chain(chain) => {
                chain.epoch == epoch && now <= chain.judged_until && now <= chain.fresh_until
            }
            Self::Failed { until, .. } => now <= *until,
        };
        is_good.then(|| self.verdict())
    }

    pub(super) fn verdict(&self) -> Result<Arc<SigningCertificate>, Trouble> {
        match self {
            Self::Chain(chain) => chain.verdict.clone(),
            Self::Failed { trouble, .. } => Err(trouble.clone()),
        }
    }

    /// Whether the repository need not be asked again.
    pub(super) fn is_fresh(&self, now: i64) -> bool {
        matches!(self, Self::Chain(chain) if now <= chain.fresh_until && now >= chain.fetched_at)
    }

    /// Whether four fifths of its time are over.
    pub(super) fn is_aging(&self, now: i64) -> bool {
        match self {
            Self::Chain(Chain { verdict: Ok(signer), fetched_at, fresh_until, .. }) => {
                let life = signer.not_after.min(*fresh_until).saturating_sub(*fetched_at);
                now.saturating_sub(*fetched_at) >= life.saturating_mul(4).saturating_div(5)
            }
            Self::Chain(_) | Self::Failed { .. } => false,
        }
    }

    /// The same chain under today's trust.
    pub(super) fn judged_anew(&self, trust: &InForce, now: i64) -> Self {
        match self {
            Self::Chain(chain) => Self::Chain(chain.judged_anew(chain.fresh_until, trust, now)),
            Self::Failed { trouble, until } => Self::Failed { trouble: trouble.clone(), until: *until },
        }
    }

    /// The same chain although its repository is in trouble, if it is still good. The repository is asked again soon.
    pub(super) fn kept_in_use(&self, trust: &InForce, now: i64) -> Option<Self> {
        let Self::Chain(chain) = self else { return None };
        if now.saturating_sub(chain.fetched_at) > WITHOUT_REPOSITORY {
            return None;
        }
        let chain = chain.judged_anew(now.saturating_add(TROUBLE_PASSES), trust, now);
        chain.verdict.is_ok().then_some(Self::Chain(chain))
    }
}

impl Chain {
    fn judged_anew(&self, fresh_until: i64, trust: &InForce, now: i64) -> Self {
        // They were read before.
        let chain: Vec<Certificate> =
            self.ders.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
        judge(Arc::clone(&self.ders), &chain, self.fetched_at, fresh_until, trust, now)
    }
}

fn judge(
    ders: Arc<[Vec<u8>]>,
    chain: &[Certificate],
    fetched_at: i64,
    fresh_until: i64,
    trust: &InForce,
    now: i64,
) -> Chain {
    let Judged { verdict, until: lists_until, epoch } = trust.judge(chain, now);
    let (fresh_until, judged_until) = match &verdict {
        Ok(signer) => (fresh_until.min(signer.not_after), lists_until.min(signer.not_after)),
        // The owner may mend it, or a new list may come, before the day is over.
        Err(_) => (fresh_until.min(now.saturating_add(TROUBLE_STAYS)), i64::MAX),
    };
    Chain { ders, fetched_at, fresh_until, verdict, epoch, judged_until }
}
