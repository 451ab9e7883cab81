//! Emergency numbers: read from policy files.

use super::error::{PolicyError, Problem};
use super::load::{Seen, Source};
use super::raw::RawEmergencyNumber;
use crate::attestation::{EmergencyNumber, EmergencyNumbers};

/// The longest short code there is. Ours: what is longer is a subscriber's number, which somebody may call from.
const MOST_DIGITS: usize = 6;

pub(super) fn place(
    source: Source<'_>,
    raw: &RawEmergencyNumber,
    numbers: &mut EmergencyNumbers,
    seen: &mut Seen,
) -> Result<(), PolicyError> {
    let number = source.text(&raw.number, "number")?;
    if number.len() > MOST_DIGITS || !number.bytes().all(|digit| digit.is_ascii_digit()) {
        let problem = Problem::Contradiction("an emergency number is up to six digits, as they are dialled");
        return Err(source.error(raw.number.span(), problem));
    }
    seen.claim(source, raw.number.span(), "emergency number", number.clone())?;
    let place = source.text(&raw.place, "place")?;
    numbers.numbers.push(EmergencyNumber {
        number,
        place,
        provenance: raw.provenance,
        source: raw.source.clone(),
    });
    Ok(())
}
