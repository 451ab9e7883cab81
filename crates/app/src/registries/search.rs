//! What the registers in memory know of a business.

use std::sync::Arc;

use trusthub_vetting::registries::index::{Finder, Likely, Wanted};
use trusthub_vetting::registries::{Country, Identifier};
use trusthub_vetting::{Application, FoundBy, RegistryHit, RegistrySearch};

use super::follow::{Loaded, Registers};
use crate::record::internal;
use crate::{Error, Result};

/// What a business says of itself that registers can be asked about.
#[derive(PartialEq)]
pub(crate) struct Asked {
    name: String,
    country: Option<Country>,
    number: Option<Identifier>,
}

/// What the registers answered; `None` if there is none to look in. Made outside of a transaction: a search takes longer
/// than a statement.
pub(crate) struct Look(Option<Answered>);

/// Both `None` without a business.
struct Answered {
    asked: Option<Asked>,
    answer: Option<RegistrySearch>,
}

impl Asked {
    /// `None` without a business.
    pub(crate) fn of(application: &Application) -> Option<Self> {
        let business = application.business.as_ref()?;
        Some(Self {
            name: business.name.clone(),
            country: application.addresses.first().and_then(|address| address.iso_country.parse().ok()),
            number: Identifier::new(&business.registration_identifier, &business.registration_number),
        })
    }
}

impl Look {
    /// Looks it up in all of `registers`.
    pub(crate) async fn over(registers: Arc<Registers>, asked: Option<Asked>) -> Result<Self> {
        if registers.is_empty() {
            return Ok(Self(None));
        }
        let search = move || {
            let answer = asked.as_ref().map(|asked| search(&registers, asked));
            Self(Some(Answered { asked, answer }))
        };
        tokio::task::spawn_blocking(search).await.map_err(internal)
    }

    /// The answer, for whom it was asked.
    pub(crate) fn unsettled(self) -> Option<RegistrySearch> {
        self.0.and_then(|answered| answered.answer)
    }

    /// The answer for a transaction that rests on it.
    ///
    /// # Errors
    /// `Conflict` if what the business says of itself changed since: look again.
    pub(crate) fn settle(self, application: &Application) -> Result<Option<RegistrySearch>> {
        match self.0 {
            None => Ok(None),
            Some(Answered { asked, answer }) if asked == Asked::of(application) => Ok(answer),
            Some(_) => Err(Error::Conflict),
        }
    }
}

/// The company with the number in any register, otherwise the likeliest by name.
fn search(registers: &Registers, asked: &Asked) -> RegistrySearch {
    let wanted = Wanted { name: &asked.name, country: asked.country, numbers: asked.number.as_slice() };
    let found = registers.iter().filter_map(|loaded| {
        let likely = Finder::new(&loaded.index).find(&wanted)?;
        hit(loaded, &likely).map(|hit| (likely.number.is_some(), likely.score, hit))
    });
    let best = found.max_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let looked_in = registers.iter().map(|loaded| name_of(loaded)).collect();
    RegistrySearch { looked_in, found: best.map(|(_, _, hit)| hit) }
}

fn hit(loaded: &Loaded, likely: &Likely) -> Option<RegistryHit> {
    let record = loaded.index.record(likely.company)?;
    Some(RegistryHit {
        register: name_of(loaded),
        source_id: record.source_id,
        legal_name: record.legal_name,
        country: record.country.map(|country| country.to_string()).unwrap_or_default(),
        standing: record.standing,
        created: record.created,
        by: if likely.number.is_some() { FoundBy::Number } else { FoundBy::Name },
        per_mille: likely.per_mille(),
        is_match: likely.is_match(),
        is_certain: likely.is_certain(),
    })
}

fn name_of(loaded: &Loaded) -> String {
    format!("{} {}", loaded.version.source, loaded.version.id.simple())
}
