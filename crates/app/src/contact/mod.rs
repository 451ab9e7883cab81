//! What the outside world says of a business: asked while a case is vetted, where the operator wants it.
//!
//! Everything is asked at the same time and given up after [`LONGEST`]; whoever does not answer has said nothing. Which
//! answers count for what is decided in `vetting`. Start at [`Look`].

mod lookups;
mod website;

use std::time::Duration;

use tokio::time::Instant;
use trusthub_gateways::outside::Outside;
use trusthub_vetting::Application;
use trusthub_vetting::contact::{ContactFacts, Questions};

use crate::{Error, Hub, Result};

/// How long all questions together may take.
const LONGEST: Duration = Duration::from_millis(9_500);

/// The answers; `None` if nobody is to be asked.
pub(crate) struct Look(Option<(Questions, ContactFacts)>);

impl Look {
    /// Asks everybody that the operator wants to be asked; nothing about nothing. `before` is what was seen for the same
    /// case, if it was vetted already.
    pub(crate) async fn over(
        hub: &Hub,
        outside: &Outside,
        asked: Option<Questions>,
        before: Option<&Application>,
    ) -> Self {
        if outside.is_silent() {
            return Self(None);
        }
        let asked = asked.unwrap_or_default();
        let until = Instant::now() + LONGEST;
        let (website, mail, domain, registers) = tokio::join!(
            website::look(hub, outside, &asked, before, until),
            lookups::mail(hub, outside, &asked, until),
            lookups::domain(hub, outside, &asked, until),
            lookups::registers(hub, outside, &asked, until),
        );
        Self(Some((asked, ContactFacts { website, mail, domain, registers })))
    }

    /// The answers, for whomever they were asked.
    pub(crate) fn unsettled(self) -> Option<ContactFacts> {
        self.0.map(|(_, facts)| facts).filter(|facts| !facts.is_empty())
    }

    /// The answers for a transaction that rests on them.
    ///
    /// # Errors
    /// `Conflict` if what the business says of itself changed since: look again.
    pub(crate) fn settle(self, application: &Application) -> Result<Option<ContactFacts>> {
        match self.0 {
            None => Ok(None),
            Some((asked, facts)) if asked == Questions::of(application) => {
                Ok((!facts.is_empty()).then_some(facts))
            }
            Some(_) => Err(Error::Conflict),
        }
    }
}
