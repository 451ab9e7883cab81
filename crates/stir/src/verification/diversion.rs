//! Diverted calls: RFC 8946 section 5.

use super::call::Freshness;
use crate::identity;
use crate::passport::{BadHeader, Claims, Encoded, Lints, NotFull, Party};

/// Diversions that are followed; French numbering plans allow as many.
pub const MOST_DIVERSIONS: usize = 5;
/// Since when a call may have been on its way; transfers take their time (RFC 8946 section 5).
const INNERMOST: Freshness = Freshness { seconds: 3 * 60 * 60, ..Freshness::MINUTE };

/// Why diversions are no chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadChain {
    /// Too long.
    #[error("more than {MOST_DIVERSIONS} diversions")]
    Long,
    /// A PASSporT that is no diversion.
    #[error("a PASSporT in the chain has no 'div'")]
    NoDiversion,
    /// Another caller.
    #[error("the diversions are not of one caller")]
    Caller,
    /// A diversion that begins where no other ends.
    #[error("the diversions do not follow each other")]
    Unlinked,
    /// The last does not lead to where the call is.
    #[error("the diversions do not lead to the target of the call")]
    Target,
    /// The last was made too long ago.
    #[error("the last diversion is not fresh")]
    Stale,
    /// The call began too long ago.
    #[error("the call began more than three hours ago")]
    Old,
}

/// Orders the diversions of a call, each signature of which was verified before: from `base`, the PASSporT of the
/// caller, to `target`, where the call is now. Answers with their places, the innermost first.
///
/// # Errors
/// They do not lead there.
pub fn chain(
    base: &Claims,
    diversions: &[&Claims],
    target: &Party,
    now: i64,
    outermost: Freshness,
) -> Result<Vec<usize>, BadChain> {
    if diversions.len() > MOST_DIVERSIONS {
        return Err(BadChain::Long);
    }
    if diversions.iter().any(|one| !one.orig.is_same(&base.orig)) {
        return Err(BadChain::Caller);
    }
    let mut order: Vec<usize> = Vec::with_capacity(diversions.len());
    let mut last = base;
    while order.len() < diversions.len() {
        let mut next = None;
        for (place, one) in diversions.iter().enumerate() {
            let from = &one.div.as_ref().ok_or(BadChain::NoDiversion)?.from;
            if !order.contains(&place) && last.dest.has(from) {
                next = Some((place, *one));
                break;
            }
        }
        let (place, one) = next.ok_or(BadChain::Unlinked)?;
        order.push(place);
        last = one;
    }
    if !last.dest.has(target) {
        return Err(BadChain::Target);
    }
    if !outermost.allows(last.iat, now) {
        return Err(BadChain::Stale);
    }
    if !INNERMOST.allows(base.iat, now) { Err(BadChain::Old) } else { Ok(order) }
}

/// The Identity header of a PASSporT that came inside another (`opt` of div-o): its address and type are its own.
///
/// # Errors
/// It is no token that has them.
pub fn identity_of_nested(token: &str) -> Result<String, BadNested> {
    let header = Encoded::split(token)?.header(&mut Lints::default())?;
    let x5u = header.x5u.as_deref().ok_or(BadNested::NoX5u)?;
    Ok(identity::build(token, x5u, header.ppt.as_deref()))
}

/// Why a nested PASSporT cannot be verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadNested {
    /// No token in full form.
    #[error(transparent)]
    NotFull(#[from] NotFull),
    /// Its header cannot be read.
    #[error(transparent)]
    Header(#[from] BadHeader),
    /// It does not say where its certificate is.
    #[error("the PASSporT header has no 'x5u'")]
    NoX5u,
}
