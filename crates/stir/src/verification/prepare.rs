//! Everything that can be checked without the certificate.

use std::borrow::Cow;

use super::call::{Call, Coverage, Destination, Profile, Settings};
use super::case::Case;
use super::{Outcome, Refusal};
use crate::identity::{BadIdentity, Identity};
use crate::key::SIGNATURE_BYTES;
use crate::passport::{
    BadType, Claims, Destinations, Encoded, Header, Lint, Lints, NotFull, Ppt, Received, encode, header_json,
};
use crate::x5u;

/// A header that is sound as far as can be told without its certificate.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared<'a> {
    pub(super) info: &'a str,
    pub(super) signed: Cow<'a, str>,
    pub(super) signature: [u8; SIGNATURE_BYTES],
    pub(super) ppt: Option<Ppt>,
    pub(super) claims: Claims,
    pub(super) lints: Lints,
    /// RFC 8224 looks at the time after the certificate.
    pub(super) late: Option<Refusal>,
    pub(super) now: i64,
    pub(super) coverage: Coverage,
}

impl Prepared<'_> {
    /// Where the certificate is to be had. It is https and keeps the rules of [`crate::x5u`].
    pub const fn x5u(&self) -> &str {
        self.info
    }

    /// What is claimed, by nobody knows whom.
    pub const fn claims(&self) -> &Claims {
        &self.claims
    }

    /// What tells it from others, once it has verified.
    pub const fn signature(&self) -> &[u8; SIGNATURE_BYTES] {
        &self.signature
    }

    /// The type of the PASSporT.
    pub const fn ppt(&self) -> Option<Ppt> {
        self.ppt
    }
}

/// Makes every check that needs no certificate.
///
/// # Errors
/// The header is refused or ignored; [`Outcome::Passed`] is never among them.
pub fn prepare<'a>(value: &'a str, call: &Call, settings: &Settings) -> Result<Prepared<'a>, Outcome> {
    let refused = |case, why: &dyn std::fmt::Display| Outcome::Refused(Refusal::new(case, why.to_string()));
    if !settings.time.allows(call.time, call.now) {
        return Err(refused(Case::TimeNotFresh, &"the time of the call is more than a minute from now"));
    }
    let identity = Identity::parse(value).map_err(|why| {
        let case = if why == BadIdentity::Info { Case::BadInfo } else { Case::NotFullForm };
        refused(case, &why)
    })?;
    let encoded = match Encoded::split(identity.token) {
        Ok(encoded) => encoded,
        Err(NotFull::Compact) if settings.profile == Profile::Sip && identity.ppt.is_none() => {
            return compact(&identity, call, settings);
        }
        Err(why) => return Err(refused(Case::NotFullForm, &why)),
    };
    let info = address(&identity)?;
    let mut lints = Lints::default();
    let by_parameter = ppt_parameter(&identity, settings.profile)?;
    let header = encoded.header(&mut lints).map_err(|why| refused(Case::BadHeader, &why))?;
    let ppt = check_header(&header, &identity, info, settings.profile)?;
    match by_parameter {
        Some(parameter) if Some(parameter) != ppt => {
            return Err(refused(Case::Ppt, &"'ppt' of the header is not that of the PASSporT"));
        }
        None if ppt.is_some() => lints.add(Lint::PptParameterMissing),
        Some(_) | None => {}
    }
    let received = encoded.claims(&mut lints).map_err(|why| refused(Case::BadClaims, &why))?;
    let late = check_claims(&received, ppt, &lints, call, settings)?;
    let signature = encoded.signature().map_err(|why| refused(Case::BadSignature, &why))?;
    let signed = Cow::Borrowed(encoded.signed());
    Ok(Prepared {
        info,
        signed,
        signature,
        ppt,
        claims: received.claims,
        lints,
        late,
        now: call.now,
        coverage: settings.coverage,
    })
}

fn refuse<T>(case: Case, why: impl Into<String>) -> Result<T, Outcome> {
    Err(Outcome::Refused(Refusal::new(case, why)))
}

fn address<'a>(identity: &Identity<'a>) -> Result<&'a str, Outcome> {
    let Some(info) = identity.info else {
        return refuse(Case::NoInfo, "the Identity header has no 'info' parameter");
    };
    match x5u::check(info) {
        Ok(()) => Ok(info),
        Err(why) => {
            refuse(Case::BadInfo, format!("the 'info' parameter is no address of a certificate: {why}"))
        }
    }
}

/// Parameter values of SIP are compared without regard to case (RFC 3261 section 7.3.1).
fn ppt_parameter(identity: &Identity<'_>, profile: Profile) -> Result<Option<Ppt>, Outcome> {
    let Some(name) = identity.ppt.as_deref() else { return Ok(None) };
    let ppt = Ppt::named(&name.to_ascii_lowercase());
    match (profile, ppt) {
        (Profile::Shaken, Some(Ppt::Shaken)) | (Profile::Sip, Some(_)) => Ok(ppt),
        (Profile::Shaken, _) => refuse(Case::PptParameter, "the 'ppt' parameter is not \"shaken\""),
        (Profile::Sip, None) => Err(Outcome::Ignored(name.to_owned())),
    }
}

fn check_header(
    header: &Header,
    identity: &Identity<'_>,
    info: &str,
    profile: Profile,
) -> Result<Option<Ppt>, Outcome> {
    let missing = |name| {
        Outcome::Refused(Refusal::new(Case::BadHeader, format!("the PASSporT header has no '{name}'")))
    };
    let alg = header.alg.as_deref().ok_or_else(|| missing("alg"))?;
    if profile == Profile::Shaken && header.ppt.is_none() {
        return Err(missing("ppt"));
    }
    let typ = header.typ.as_deref().ok_or_else(|| missing("typ"))?;
    let x5u = header.x5u.as_deref().ok_or_else(|| missing("x5u"))?;
    if typ != "passport" {
        return refuse(Case::Typ, "'typ' of the PASSporT header is not \"passport\"");
    }
    if alg != "ES256" || identity.alg.as_deref().is_some_and(|alg| !alg.eq_ignore_ascii_case("ES256")) {
        return refuse(Case::Alg, "'alg' is not \"ES256\"");
    }
    if x5u != info {
        return refuse(Case::X5uNotInfo, "'x5u' of the PASSporT header is not the 'info' parameter");
    }
    let Some(name) = header.ppt.as_deref() else { return Ok(None) };
    match (profile, Ppt::named(name)) {
        (Profile::Shaken, Some(Ppt::Shaken)) => Ok(Some(Ppt::Shaken)),
        (Profile::Shaken, _) => refuse(Case::Ppt, "'ppt' of the PASSporT header is not \"shaken\""),
        (Profile::Sip, Some(ppt)) => Ok(Some(ppt)),
        (Profile::Sip, None) => Err(Outcome::Ignored(name.to_owned())),
    }
}

fn check_claims(
    received: &Received,
    ppt: Option<Ppt>,
    lints: &Lints,
    call: &Call,
    settings: &Settings,
) -> Result<Option<Refusal>, Outcome> {
    let claims = &received.claims;
    let is_diversion = matches!(ppt, Some(Ppt::Div | Ppt::DivO));
    let lacks = match claims.check_type(ppt) {
        // It is there, and is judged below.
        Err(BadType::Needs("attest")) if received.has_unknown_attest => {
            claims.origid.is_none().then_some("origid")
        }
        Err(BadType::Needs(name)) => Some(name),
        // More than a type needs is for who signed it.
        Err(BadType::MustNot(_)) | Ok(()) => None,
    };
    if let Some(name) = lacks {
        return refuse(Case::BadClaims, format!("the claim '{name}' is missing"));
    }
    if !is_diversion && lints.has(Lint::BareDestination) {
        return refuse(Case::BadClaims, "the claim 'dest.tn' is a string, not an array");
    }
    let stale = (!settings.iat.allows(claims.iat, call.time))
        .then(|| Refusal::new(Case::IatNotFresh, "'iat' is more than a minute from the time of the call"));
    let late = match (settings.profile, stale) {
        (Profile::Shaken, Some(stale)) => return Err(Outcome::Refused(stale)),
        (Profile::Shaken, None) => None,
        (Profile::Sip, stale) => stale,
    };
    if ppt == Some(Ppt::Shaken) && received.has_unknown_attest {
        return refuse(Case::UnknownAttest, "'attest' is none of \"A\", \"B\" and \"C\"");
    }
    if !claims.orig.is_same(&call.from) {
        return refuse(Case::OtherCall, "'orig' is not the caller");
    }
    // Where a diversion leads is judged with the whole chain.
    if !is_diversion && !is_for(&claims.dest, call, settings.destination) {
        return refuse(Case::OtherCall, "'dest' is not the called party");
    }
    Ok(late)
}

fn is_for(dest: &Destinations, call: &Call, comparison: Destination) -> bool {
    let are_named = !call.to.is_empty() && call.to.iter().all(|party| dest.has(party));
    let has_no_more = || dest.parties().all(|party| call.to.iter().any(|called| called.is_same(&party)));
    are_named
        && match comparison {
            Destination::Same => has_no_more(),
            Destination::Among => true,
        }
}

/// RFC 8225 section 7, for a base PASSporT: header and claims are those of the call, and a signature over anything else
/// does not verify. RFC 8224 section 4 says what they are made of.
fn compact<'a>(identity: &Identity<'a>, call: &Call, settings: &Settings) -> Result<Prepared<'a>, Outcome> {
    let info = address(identity)?;
    if identity.alg.as_deref().is_some_and(|alg| !alg.eq_ignore_ascii_case("ES256")) {
        return refuse(Case::Alg, "'alg' is not \"ES256\"");
    }
    let Some(dest) = Destinations::new(call.to.iter().cloned()) else {
        return refuse(Case::OtherCall, "the call is for nobody");
    };
    let claims = Claims::new(call.from.clone(), dest, call.time);
    let signed = format!("{}.{}", encode(header_json(info, None)), encode(claims.to_json()));
    let rebuilt = format!("{signed}{}", identity.token.get(1..).unwrap_or_default());
    let encoded = Encoded::split(&rebuilt)
        .map_err(|why| Outcome::Refused(Refusal::new(Case::NotFullForm, why.to_string())))?;
    let signature = encoded
        .signature()
        .map_err(|why| Outcome::Refused(Refusal::new(Case::BadSignature, why.to_string())))?;
    let signed = Cow::Owned(signed);
    let lints = Lints::default();
    Ok(Prepared {
        info,
        signed,
        signature,
        ppt: None,
        claims,
        lints,
        late: None,
        now: call.now,
        coverage: settings.coverage,
    })
}
