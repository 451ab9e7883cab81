//! Identifiers in paths. A malformed one is as absent as an unknown one.

use axum::RequestPartsExt;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use trusthub_domain::sid::{
    AccountSid, AttestationSid, BrandSid, BundleSid, ConsentSid, CredentialSid, DomainSid, EndUserSid,
    MessagingServiceSid, PolicySid, Sid, SupportingDocumentSid, TollfreeSid,
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
