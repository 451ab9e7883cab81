//! What the registers in memory know of a business.

use trusthub_vetting::registries::index::{Finder, Likely, Wanted};
use trusthub_vetting::registries::{Country, Identifier};
use trusthub_vetting::{Application, FoundBy, RegistryHit, RegistrySearch};

use super::follow::Loaded;
use crate::Hub;

/// Looks a business up in every register: the company with its number in any of them, otherwise the likeliest by name.
/// `None` without a business, or without registers.
pub(crate) fn search(hub: &Hub, application: &Application) -> Option<RegistrySearch> {
    let business = application.business.as_ref()?;
    let registers = hub.registers();
    if registers.is_empty() {
        return None;
    }
    let country: Option<Country> =
        application.addresses.first().and_then(|address| address.iso_country.parse().ok());
    let number = Identifier::new(&business.registration_identifier, &business.registration_number);
    let wanted = Wanted { name: &business.name, country, numbers: number.as_slice() };
    let found = registers.iter().filter_map(|loaded| {
        let likely = Finder::new(&loaded.index).find(&wanted)?;
        hit(loaded, &likely).map(|hit| (likely.number.is_some(), likely.score, hit))
    });
    let best = found.max_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let looked_in = registers.iter().map(|loaded| name_of(loaded)).collect();
    Some(RegistrySearch { looked_in, found: best.map(|(_, _, hit)| hit) })
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
