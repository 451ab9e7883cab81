//! Retention periods: read, and put in the place of shipped ones.

use super::error::{PolicyError, Problem};
use super::load::{Seen, Source};
use super::raw::RawPeriod;
use crate::retention::{Keep, Period, Retention};

/// A shipped period is replaced only if the file says so, as a policy is.
pub(super) fn place(
    source: Source<'_>,
    raw: &RawPeriod,
    retention: &mut Retention,
    seen: &mut Seen,
) -> Result<(), PolicyError> {
    let span = raw.class.span();
    let class = *raw.class.get_ref();
    let keep = match (&raw.days, raw.forever) {
        (Some(days), false) => Keep::days(*days.get_ref()),
        (None, true) => Keep::Forever,
        (Some(_), true) | (None, false) => {
            let problem = Problem::Contradiction("a period has either days or forever = true");
            return Err(source.error(span, problem));
        }
    };
    if let Some(country) = &raw.country {
        let is_code =
            country.get_ref().len() == 2 && country.get_ref().bytes().all(|c| c.is_ascii_uppercase());
        if !is_code {
            let problem = Problem::Contradiction("a country is two capital letters (ISO 3166-1)");
            return Err(source.error(country.span(), problem));
        }
    }
    let country = raw.country.as_ref().map(|country| country.get_ref().clone());
    let name = match &country {
        Some(country) => format!("{} in {country}", class.as_str()),
        None => class.as_str().to_owned(),
    };
    let period = Period { class, country, keep, provenance: raw.provenance, source: raw.source.clone() };
    if !raw.replaces {
        seen.claim(source, span, "retention period", name)?;
        retention.periods.push(period);
        return Ok(());
    }
    seen.claim(source, span.clone(), "replacement of retention period", name)?;
    let same = |other: &&mut Period| other.class == period.class && other.country == period.country;
    match retention.periods.iter_mut().find(same) {
        Some(replaced) => {
            *replaced = period;
            Ok(())
        }
        None => {
            let problem =
                Problem::Contradiction("it replaces a period, but there is none of this class and country");
            Err(source.error(span, problem))
        }
    }
}
