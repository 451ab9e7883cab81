//! Whether a call is being sent on, told by what it carries: the number it was signed for is not the number it goes to
//! (RFC 8946 section 4). What a switch writes beside that (`Diversion`, `History-Info`) is not asked: the next verifier
//! does not either, and the authority over the number is looked at anyhow.

use trusthub_stir::passport::{Claims, Party};

use super::divert::received;
use crate::attestation::CallingNumber;

/// A call that is sent on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentOn {
    /// The number that it was for.
    pub from: CallingNumber,
    /// The Identity header that says so: of several the last in the chain.
    pub identity: String,
}

/// Looks for the header that was signed for another number than `target`. `None` if the call goes where it was going, or if
/// nobody can tell where that was: no header can be read, or it names several numbers.
///
/// `identities` are the values of the call's Identity headers. Whether they are valid is not looked at, as in
/// [`super::divert`].
#[must_use]
pub fn sent_on(identities: &[&str], target: &CallingNumber) -> Option<SentOn> {
    let all: Vec<(&str, Claims)> = identities
        .iter()
        .filter_map(|identity| received(identity).ok().map(|claims| (*identity, claims)))
        .collect();
    let is_passed = |claims: &Claims| {
        all.iter().any(|(_, next)| next.div.as_ref().is_some_and(|div| claims.dest.has(&div.from)))
    };
    let (identity, last) = all.iter().rfind(|(_, claims)| !is_passed(claims))?;
    let mut called = last.dest.parties();
    let (Some(Party::Number(number)), None) = (called.next(), called.next()) else { return None };
    let from = CallingNumber::parse("dest", number.as_str()).ok()?;
    (from.number() != target.number()).then(|| SentOn { from, identity: (*identity).to_owned() })
}
