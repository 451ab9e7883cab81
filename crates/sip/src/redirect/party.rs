//! Who calls whom, as SIP says it.

use crate::message::{Address, BadAddress, Name, Request, Uri};

/// A call, as far as it is signed and verified. Numbers are as they are written.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// The calling number.
    pub from: String,
    /// The called number.
    pub to: String,
    /// When the call was made, if it says so. Seconds since 1970.
    pub date: Option<i64>,
    /// The account that calls, if the request names one.
    pub account: Option<String>,
    /// What tells it from other calls.
    pub call_id: String,
}

/// Who calls. Without `Debug`, as [`Call`]: both are personal.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Originator {
    /// A number.
    Number {
        /// The URI that it stands in.
        uri: String,
        /// As it is written.
        number: String,
    },
    /// Somebody who hides.
    Anonymous,
    /// Somebody without a number.
    Other,
}

/// Who calls: what the network asserts, where it does, else From (ATIS-1000074).
///
/// # Errors
/// A P-Asserted-Identity that cannot be read: then nobody knows what was asserted.
pub(super) fn originator(request: &Request) -> Result<Originator, BadAddress> {
    let mut asserted = Vec::new();
    for value in request.head.all(Name::PAssertedIdentity) {
        asserted.extend(Address::read_list(value)?);
    }
    if !asserted.is_empty() {
        return Ok(asserted.into_iter().find_map(number).unwrap_or(Originator::Other));
    }
    if request.from.uri().is_ok_and(|uri| uri.is_anonymous()) {
        return Ok(Originator::Anonymous);
    }
    Ok(number(request.from.clone()).unwrap_or(Originator::Other))
}

fn number(address: Address) -> Option<Originator> {
    let number = address.uri().ok()?.number()?.to_owned();
    Some(Originator::Number { uri: address.uri, number })
}

/// Who is called: To, which stays what the caller dialled however often the call is sent elsewhere.
pub(super) fn called(request: &Request) -> Option<String> {
    request.to.uri().ok()?.number().map(str::to_owned)
}

/// Where the call goes now, which is not where the caller dialled if it is sent on. Only a number of the world (RFC 3966
/// section 5.1.4): behind any other there is a line in the house, and the call has arrived.
pub(super) fn target(request: &Request) -> Option<String> {
    let uri = Uri::read(&request.uri).ok()?;
    uri.number().filter(|number| number.starts_with('+')).map(str::to_owned)
}
