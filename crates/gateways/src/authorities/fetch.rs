//! Requests for lists, each bounded in time (by the client) and bytes.

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION};
use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use trusthub_stir::certificate::crl_der;
use trusthub_stir::trust_list::{self, signer_address};
use url::Url;

use super::{FetchedTrustList, ListError, Lists, Login};
use crate::bounded::{self, Cut};

/// Bytes of a revocation list: a hundred thousand entries.
const MOST_CRL_BYTES: usize = 8 * 1024 * 1024;

/// Bytes of a signer's chain, and of the answer to a sign-in.
const MOST_SMALL_BYTES: usize = 64 * 1024;

const LIST: &str = "the trust list";
const SIGNER: &str = "the certificate of the trust list's signer";
const SIGN_IN: &str = "the sign-in";
const CRL: &str = "the revocation list";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignedIn {
    access_token: SecretString,
}

/// How the administrator's interface wraps its list.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wrapped {
    status: String,
    ca_list: String,
}

impl Lists {
    /// The list of trusted authorities at an address, bare or as the administrator's interface wraps it, with its signer's chain.
    ///
    /// # Errors
    /// Which part could not be had.
    pub async fn trust_list(&self, url: &str) -> Result<FetchedTrustList, ListError> {
        let mut request =
            self.get(LIST, url)?.header(ACCEPT, "application/jose+json, application/json;q=0.9");
        // Nobody but the administrator gets what its customer signs in with.
        if let Some(login) = self.login.as_ref().filter(|login| is_at(url, &login.base)) {
            request = request.header(AUTHORIZATION, self.sign_in(login).await?.expose_secret());
        }
        let body = whole(LIST, request, trust_list::MOST_BYTES).await?;
        let text = String::from_utf8(body).map_err(|_| ListError::Unreadable(LIST, "it is not UTF-8"))?;
        let jws = if text.trim_start().starts_with('{') {
            let wrapped: Wrapped =
                serde_json::from_str(&text).map_err(|_| ListError::Unreadable(LIST, "it has no caList"))?;
            if wrapped.status != "success" {
                return Err(ListError::Unreadable(LIST, "its status is not success"));
            }
            wrapped.ca_list
        } else {
            text
        };
        let signer = whole(SIGNER, self.get(SIGNER, &signer_address(&jws)?)?, MOST_SMALL_BYTES).await?;
        Ok(FetchedTrustList { jws, signer })
    }

    /// The revocation list at an address, in DER; it may be served in PEM.
    ///
    /// # Errors
    /// It could not be had.
    pub async fn crl(&self, url: &str) -> Result<Vec<u8>, ListError> {
        let request = self.get(CRL, url)?.header(ACCEPT, "application/pkix-crl, */*;q=0.1");
        let body = whole(CRL, request, MOST_CRL_BYTES).await?;
        crl_der(&body).map_err(|_| ListError::Unreadable(CRL, "it is neither DER nor PEM"))
    }

    fn get(&self, what: &'static str, url: &str) -> Result<RequestBuilder, ListError> {
        let request = self.client.request(Method::GET, url);
        Ok(request.map_err(|error| ListError::of_guard(what, &error))?.header(ACCEPT_ENCODING, "identity"))
    }

    async fn sign_in(&self, login: &Login) -> Result<SecretString, ListError> {
        let url = format!("{}/api/v1/auth/login", login.base.as_str().trim_end_matches('/'));
        let request = self.client.request(Method::POST, &url);
        let request = request
            .map_err(|error| ListError::of_guard(SIGN_IN, &error))?
            .json(&json!({ "userId": login.user, "password": login.password.expose_secret() }));
        let body = whole(SIGN_IN, request, MOST_SMALL_BYTES).await?;
        let answer: Result<SignedIn, _> = serde_json::from_slice(&body);
        Ok(answer.map_err(|_| ListError::Unreadable(SIGN_IN, "it gives no accessToken"))?.access_token)
    }
}

/// Whether an address is on the same server, spoken to in the same way.
fn is_at(url: &str, base: &Url) -> bool {
    Url::parse(url).is_ok_and(|url| url.origin() == base.origin())
}

async fn whole(what: &'static str, request: RequestBuilder, most: usize) -> Result<Vec<u8>, ListError> {
    let broken = |error: reqwest::Error| ListError::of_request(what, &error);
    let answer = request.send().await.map_err(broken)?;
    if answer.status() != StatusCode::OK {
        return Err(ListError::Status(what, answer.status().as_u16()));
    }
    bounded::whole(answer, most).await.map_err(|cut| match cut {
        Cut::Long => ListError::Long(what),
        Cut::Broken(error) => broken(error),
    })
}
