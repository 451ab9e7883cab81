//! Lists of numbers that certificates point to, fetched as certificates are and kept as long.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use tokio::sync::Mutex;
use trusthub_stir::path::SigningCertificate;
use trusthub_stir::tn_auth_list::TnAuthList;
use trusthub_stir::x5u;

use super::held::{TROUBLE_PASSES, WITHOUT_REPOSITORY, remembered_until};
use super::{Repositories, Trouble, fetch};

/// Lists that one certificate may point to; what is behind further ones does not count. Ours: one is what is meant, and each
/// costs a call a fetch.
const MOST_LISTS: usize = 3;

/// What is known of one address.
#[derive(Debug, Default)]
pub(super) struct Slot {
    held: ArcSwapOption<Held>,
    /// Held by whoever fetches.
    flight: Mutex<()>,
}

#[derive(Debug)]
struct Held {
    list: Result<Arc<TnAuthList>, Trouble>,
    fetched_at: i64,
    /// Until when it is given as an answer.
    until: i64,
}

impl Repositories {
    /// The same certificate with the numbers that it points to. For one that is trusted, and only where its own do not
    /// suffice: nobody makes the hub call addresses for nothing.
    ///
    /// # Errors
    /// The address, or what it serves, is not as it must be; or the numbers are not the certificate's parent's to give.
    pub async fn with_referenced(
        &self,
        certificate: &SigningCertificate,
        now: i64,
    ) -> Result<SigningCertificate, Trouble> {
        let mut whole = certificate.clone();
        for url in certificate.authority_urls.iter().take(MOST_LISTS) {
            let list = self.numbers(url, now).await?;
            whole = whole.with_referenced(&list).map_err(|error| Trouble::Path(Box::new(error)))?;
        }
        Ok(whole)
    }

    async fn numbers(&self, url: &str, now: i64) -> Result<Arc<TnAuthList>, Trouble> {
        x5u::check_with_ports(url, &self.0.limits.ports).map_err(Trouble::Address)?;
        let slot = self.0.numbers.get_with_by_ref(url, Arc::default);
        if let Some(answer) = slot.kept(now) {
            return answer;
        }
        let _flight = slot.flight.lock().await;
        // Whoever was before us has asked already.
        if let Some(answer) = slot.kept(now) {
            return answer;
        }
        let held = match Box::pin(fetch::numbers(&self.0, url)).await {
            Ok((list, fresh_for)) => {
                Held { list: Ok(Arc::new(list)), fetched_at: now, until: now.saturating_add(fresh_for) }
            }
            Err(trouble) => slot.without_repository(now).unwrap_or_else(|| {
                let until = remembered_until(&trouble, now);
                Held { list: Err(trouble), fetched_at: now, until }
            }),
        };
        let answer = held.list.clone();
        slot.held.store(Some(Arc::new(held)));
        answer
    }
}

impl Slot {
    /// The answer that is kept, if it may still be given.
    fn kept(&self, now: i64) -> Option<Result<Arc<TnAuthList>, Trouble>> {
        let held = self.held.load();
        held.as_ref().filter(|held| now <= held.until).map(|held| held.list.clone())
    }

    /// The list as it was, although its repository is in trouble.
    fn without_repository(&self, now: i64) -> Option<Held> {
        let held = self.held.load();
        let held = held.as_ref().filter(|held| now.saturating_sub(held.fetched_at) <= WITHOUT_REPOSITORY)?;
        let list = held.list.clone().ok()?;
        Some(Held { list: Ok(list), fetched_at: held.fetched_at, until: now.saturating_add(TROUBLE_PASSES) })
    }
}
