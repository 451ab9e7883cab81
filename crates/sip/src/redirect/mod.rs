//! What a call is answered with: a redirection back to where it was going, with a signature or a verdict on it.
//!
//! Start at [`Redirect`]: it reads who calls whom out of SIP, asks [`Calls`], and writes what comes of it as SIP. Whether a
//! call deserves a signature, and whether one that it carries is good, is none of its business; what becomes of a call
//! whose answer is no is the trunk's [`Policy`].

mod party;
mod trunk;

use std::net::IpAddr;
use std::sync::Arc;

pub use self::party::Call;
use self::party::{Originator, called, originator, target};
pub use self::trunk::{Handling, Policy, Role, Trunk, Trunks, TrunksInForce, TwoTrunks};
use crate::Service;
use crate::message::{Name, Request, Response, Uri, read_date};

/// What signs and verifies.
pub trait Calls: Send + Sync + 'static {
    /// What it wants to know about a trunk's calls.
    type Caller: Send + Sync + 'static;

    /// The values of the Identity headers that a call goes on with.
    fn sign(
        &self,
        caller: &Self::Caller,
        call: &Call,
    ) -> impl Future<Output = Result<Vec<String>, NotSigned>> + Send;

    /// The values of the Identity headers that a call to `target` gets besides its own, if it is sent on there from the number
    /// that it was for; `None` if it was going there.
    fn divert(
        &self,
        caller: &Self::Caller,
        call: &Call,
        target: &str,
        identities: &[&str],
    ) -> impl Future<Output = Result<Option<Vec<String>>, NotSigned>> + Send;

    /// What the Identity headers of a call are worth, in their order; there is at least one.
    fn verify(&self, call: &Call, identities: &[&str]) -> impl Future<Output = Verified> + Send;
}

/// Why a call is not signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSigned {
    /// It does not deserve it, for this reason.
    Refused(String),
    /// Its Date is not now (RFC 8224 section 6.1, step 3).
    Stale,
    /// It cannot be told, or there is nothing to sign with.
    Unavailable,
}

/// What headers are worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verified {
    /// One is good.
    Passed {
        /// What is said about the number: `TN-Validation-Passed`.
        verstat: &'static str,
    },
    /// None is.
    Failed {
        /// What is said about the number.
        verstat: &'static str,
        /// The status for whoever has to be told (RFC 8224 section 6.2.2).
        status: u16,
        /// Its phrase.
        phrase: &'static str,
        /// The values of the Reason headers of a call that goes on, one for each bad header (RFC 9410).
        reasons: Vec<String>,
    },
    /// It cannot be told.
    Unavailable,
}

/// What nobody has looked at: 3GPP TS 24.229 section 7.2A.20.
const NOT_VALIDATED: &str = "No-TN-Validation";

/// The service: a redirect server for these trunks.
pub struct Redirect<C: Calls> {
    /// What signs and verifies.
    pub calls: C,
    /// Who may ask.
    pub trunks: TrunksInForce<C::Caller>,
}

impl<C: Calls> Service for Redirect<C> {
    type Peer = Arc<Trunk<C::Caller>>;

    fn recognise(&self, address: IpAddr) -> Option<Self::Peer> {
        self.trunks.of(address)
    }

    async fn answer(&self, trunk: Self::Peer, request: &Request) -> Response {
        match self.answered(&trunk, request).await {
            Ok(response) | Err(response) => response,
        }
    }
}

impl<C: Calls> Redirect<C> {
    /// Either way an answer; an early one by `?`.
    async fn answered(&self, trunk: &Trunk<C::Caller>, request: &Request) -> Result<Response, Response> {
        let on = Response::new(302, "Moved Temporarily").with("Contact", format!("<{}>", request.uri));
        let bad = |why: String| Response::new(400, why);
        let date = request.head.first(Name::Date).map(read_date).transpose();
        let date = date.map_err(|why| bad(format!("Bad Date: {why}")))?;
        let identities: Vec<&str> = request.head.all(Name::Identity).collect();
        let originator = originator(request).map_err(|why| bad(format!("Bad P-Asserted-Identity: {why}")))?;
        let is_to_verify = match trunk.role {
            Role::Sign => false,
            Role::Verify => true,
            Role::Both => !identities.is_empty(),
        };
        let (uri, from) = match originator {
            Originator::Number { uri, number } => (uri, number),
            Originator::Anonymous => {
                return trunk.policy.anonymous.choose(on, || Response::new(433, "Anonymity Disallowed"));
            }
            Originator::Other if is_to_verify && identities.is_empty() => return unsigned(trunk, on),
            Originator::Other => return not_signed(trunk, on, 403, "The Caller Has No Number"),
        };
        let account = request.head.first(Name::TrustHubAccountSid).map(str::to_owned);
        let Some(to) = called(request) else {
            return not_signed(trunk, on, 403, "The Called Has No Number");
        };
        let call_id = request.head.first(Name::CallId).unwrap_or_default().to_owned();
        let call = Call { from, to, date, account, call_id };
        if let Some(target) = target(request).filter(|_| trunk.is_diverting && !identities.is_empty()) {
            match self.calls.divert(&trunk.caller, &call, &target, &identities).await {
                Ok(None) => {}
                Ok(Some(added)) => return signed(trunk, on, Ok(added)),
                Err(why) => return signed(trunk, on, Err(why)),
            }
        }
        if !is_to_verify {
            return signed(trunk, on, self.calls.sign(&trunk.caller, &call).await);
        }
        let worth = match identities.as_slice() {
            [] => None,
            some => Some(self.calls.verify(&call, some).await),
        };
        verified(trunk, on, &uri, worth)
    }
}

/// A call that was to be verified, and what its headers are worth; `None` without any. `uri` is the caller's.
fn verified<C>(
    trunk: &Trunk<C>,
    on: Response,
    uri: &str,
    worth: Option<Verified>,
) -> Result<Response, Response> {
    let with = |on: Response, verstat: &str| {
        let marked = Uri::read(uri).ok().and_then(|uri| uri.with_verstat(verstat));
        marked.into_iter().fold(on, |on, uri| on.with("P-Asserted-Identity", format!("<{uri}>")))
    };
    let failed = trunk.policy.failed;
    match worth {
        None => unsigned(trunk, with(on, NOT_VALIDATED)),
        Some(Verified::Passed { verstat }) => Ok(with(on, verstat)),
        Some(Verified::Failed { verstat, status, phrase, reasons }) => {
            let on = reasons.into_iter().fold(with(on, verstat), |on, reason| on.with("Reason", reason));
            failed.choose(on, || Response::new(status, phrase))
        }
        Some(Verified::Unavailable) => {
            failed.choose(with(on, NOT_VALIDATED), || Response::new(500, "Verification Unavailable"))
        }
    }
}

/// A call that was to be signed, and what came of it.
fn signed<C>(
    trunk: &Trunk<C>,
    on: Response,
    identities: Result<Vec<String>, NotSigned>,
) -> Result<Response, Response> {
    match identities {
        Ok(identities) => Ok(identities.into_iter().fold(on, |on, identity| on.with("Identity", identity))),
        Err(NotSigned::Refused(why)) => not_signed(trunk, on, 403, &why),
        Err(NotSigned::Stale) => not_signed(trunk, on, 403, "Stale Date"),
        Err(NotSigned::Unavailable) => not_signed(trunk, on, 500, "Signing Unavailable"),
    }
}

/// A call that came without a signature to a trunk that verifies.
fn unsigned<C>(trunk: &Trunk<C>, on: Response) -> Result<Response, Response> {
    trunk.policy.unsigned.choose(on, || Response::new(428, "Use Identity Header"))
}

/// A call that cannot or may not be signed: it goes on as it is, with a word to whoever reads logs, or not at all.
fn not_signed<C>(trunk: &Trunk<C>, on: Response, status: u16, why: &str) -> Result<Response, Response> {
    // RFC 3261 section 20.43: 399 is any warning, and its text is quoted.
    let quoted = why.replace(['"', '\\'], "'");
    let warned = on.with("Warning", format!("399 trusthub \"Not signed: {quoted}\""));
    trunk.policy.failed.choose(warned, || Response::new(status, why.to_owned()))
}

impl Handling {
    fn choose(self, on: Response, no: impl FnOnce() -> Response) -> Result<Response, Response> {
        match self {
            Self::Pass => Ok(on),
            Self::Reject => Err(no()),
        }
    }
}
