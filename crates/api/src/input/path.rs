//! Identifiers in paths. A malformed one is as absent as an unknown one.

use axum::RequestPartsExt;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use trusthub_app::partners::registrations::status::NumberName;
use trusthub_domain::sid::{
    AccountSid, AttestationSid, BrandSid, BundleSid, ConsentSid, CredentialSid, DomainSid, EndUserSid,
    MessagingServiceSid, PolicySid, Sid, SupportingDocumentSid, TicketSid, TollfreeSid,
};

use crate::error::{ApiError, Result};
use crate::state::ApiState;

/// The parameters of a path, from left to right.
pub(crate) struct SidPath<T>(pub(crate) T);

/// The same for the 2010-04-01 resources, whose paths end in `.json`.
pub(crate) struct CorePath<T>(pub(crate) T);

/// What the parameters of a path can be read as.
pub(crate) trait FromParameters: Sized {
    /// `None` if a parameter is missing or malformed.
    fn from_parameters(parameters: &[String]) -> Option<Self>;
}

macro_rules! one_sid {
    ($($name:ident),*) => {$(
        impl FromParameters for $name {
            fn from_parameters(parameters: &[String]) -> Option<Self> {
                let [only] = parameters else { return None };
                only.parse().ok()
            }
        }
    )*};
}

one_sid!(
    AccountSid,
    AttestationSid,
    ConsentSid,
    BundleSid,
    EndUserSid,
    PolicySid,
    SupportingDocumentSid,
    CredentialSid,
    BrandSid,
    MessagingServiceSid,
    TollfreeSid,
    TicketSid,
    DomainSid
);

impl<A: Sid, B: Sid> FromParameters for (A, B) {
    fn from_parameters(parameters: &[String]) -> Option<Self> {
        let [first, second] = parameters else { return None };
        Some((first.parse().ok()?, second.parse().ok()?))
    }
}

impl FromParameters for String {
    fn from_parameters(parameters: &[String]) -> Option<Self> {
        let [only] = parameters else { return None };
        Some(only.clone())
    }
}

/// The id of a registration, whose slash clients encode or leave as it is.
pub(crate) struct RegistrationId(pub(crate) String);

impl FromParameters for RegistrationId {
    fn from_parameters(parameters: &[String]) -> Option<Self> {
        match parameters {
            [whole] => Some(Self(whole.clone())),
            [account, registration] => Some(Self(format!("{account}/{registration}"))),
            _ => None,
        }
    }
}

/// A phone number by its identifier or in E.164.
pub(crate) struct NumberParameter(pub(crate) NumberName);

/// The same below a bundle.
pub(crate) struct NumberOfBundle(pub(crate) BundleSid, pub(crate) NumberName);

fn number_name(text: &str) -> Option<NumberName> {
    let sid = text.parse().ok().map(NumberName::Sid);
    sid.or_else(|| text.parse().ok().map(NumberName::Phone))
}

impl FromParameters for NumberParameter {
    fn from_parameters(parameters: &[String]) -> Option<Self> {
        let [only] = parameters else { return None };
        number_name(only).map(Self)
    }
}

impl FromParameters for NumberOfBundle {
    fn from_parameters(parameters: &[String]) -> Option<Self> {
        let [bundle, number] = parameters else { return None };
        Some(Self(bundle.parse().ok()?, number_name(number)?))
    }
}

async fn parameters(parts: &mut Parts) -> Result<Vec<String>> {
    let raw = parts.extract::<RawPathParams>().await.map_err(|_| ApiError::not_found())?;
    Ok(raw.iter().map(|(_, value)| value.to_owned()).collect())
}

impl<T: FromParameters> FromRequestParts<ApiState> for SidPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self> {
        let parameters = parameters(parts).await?;
        T::from_parameters(&parameters).map(Self).ok_or_else(ApiError::not_found)
    }
}

impl<T: FromParameters> FromRequestParts<ApiState> for CorePath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self> {
        let mut parameters = parameters(parts).await?;
        // The router cannot match `{Sid}.json`, so that the last parameter carries the ending if it ends the path.
        if let Some(last) = parameters.last_mut()
            && parts.uri.path().ends_with(last.as_str())
        {
            *last = last.strip_suffix(".json").ok_or_else(ApiError::not_found)?.to_owned();
        }
        T::from_parameters(&parameters).map(Self).ok_or_else(ApiError::not_found)
    }
}
