//! What the outside world says of how a business can be reached: asked while a case is vetted, where the operator wants it.
//!
//! Everything is asked at the same time and given up after [`LONGEST`]; whoever does not answer has said nothing. Which
//! answers count for what is decided in `vetting`. Start at [`Look`].

mod website;

use std::time::Duration;

use trusthub_gateways::outside::Outside;
use trusthub_vetting::Application;
use trusthub_vetting::contact::ContactFacts;
use trusthub_vetting::website::address_to_visit;

use crate::{Error, Hub, Result};

/// How long all questions together may take.
const LONGEST: Duration = Duration::from_millis(9_500);

/// What a business says of itself that can be looked up outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    business_name: String,
    /// As it was entered; `None` if it cannot be visited.
    website: Option<String>,
}

impl Asked {
    /// `None` without a business.
    pub(crate) fn of(application: &Application) -> Option<Self> {
        let business = application.business.as_ref()?;
        let website = address_to_visit(&business.website_url);
        Some(Self { business_name: business.name.clone(), website })
    }
}

/// The answers; `None` if nobody is to be asked.
pub(crate) struct Look(Option<(Option<Asked>, ContactFacts)>);

impl Look {
    /// Asks everybody that the operator wants to be asked.
    pub(crate) async fn over(hub: &Hub, outside: &Outside, asked: Option<Asked>) -> Self {
        if outside.is_silent() {
            return Self(None);
        }
        let mut facts = ContactFacts::default();
        if let Some(asked) = &asked {
            let until = tokio::time::Instant::now() + LONGEST;
            facts.website = website::look(hub, outside, asked, until).await;
        }
        Self(Some((asked, facts)))
    }

    /// The answers for a transaction that rests on them.
    ///
    /// # Errors
    /// `Conflict` if what the business says of itself changed since: look again.
    pub(crate) fn settle(self, application: &Application) -> Result<Option<ContactFacts>> {
        match self.0 {
            None => Ok(None),
            Some((asked, facts)) if asked == Asked::of(application) => {
                Ok((!facts.is_empty()).then_some(facts))
            }
            Some(_) => Err(Error::Conflict),
        }
    }
}
