//! Authority tokens: who says that a list of numbers and codes is ours (RFC 9447 section 3.1, RFC 9448 section 5).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::AcmeError;
use super::exchange::read;
use crate::ssrf::GuardedClient;

/// Who gives tokens.
#[derive(Debug, Clone)]
pub enum Authority {
    /// The policy administrator of SHAKEN, by the interface that providers use today.
    PolicyAdministrator(PolicyAdministrator),
    /// A token that somebody fetched by hand. It is used as it is.
    Given(SecretString),
}

/// An account at the policy administrator.
#[derive(Debug, Clone)]
pub struct PolicyAdministrator {
    /// Speaks to it.
    pub client: GuardedClient,
    /// Where it is; `api/v1/…` is under it.
    pub base: Url,
    /// The service provider's identifier there.
    pub provider: String,
    /// Who signs in.
    pub user: String,
    /// With what.
    pub password: SecretString,
}

/// What a token is to say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Claims {
    /// The TNAuthList, base64url as in the order's identifier.
    pub(super) list: String,
    /// The account key at the certification authority.
    pub(super) fingerprint: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignedIn {
    access_token: SecretString,
}

#[derive(Deserialize)]
struct Given {
    status: String,
    token: Option<String>,
    #[serde(default)]
    message: String,
}

impl Authority {
    /// A token that says this.
    pub(super) async fn token(&self, claims: &Claims) -> Result<String, AcmeError> {
        let token = match self {
            Self::PolicyAdministrator(administrator) => administrator.token(claims).await?,
            Self::Given(token) => token.expose_secret().to_owned(),
        };
        check(&token, claims)?;
        Ok(token)
    }
}

impl PolicyAdministrator {
    async fn token(&self, claims: &Claims) -> Result<String, AcmeError> {
        let credentials = json!({ "userId": self.user, "password": self.password.expose_secret() });
        let signed_in: SignedIn = self.post("the sign-in", "auth/login", None, &credentials).await?;
        let wanted = json!({ "atc": {
            "tktype": "TNAuthList", "tkvalue": claims.list, "ca": false, "fingerprint": claims.fingerprint,
        }});
        let step = "the authority token";
        let path = format!("account/{}/token", self.provider);
        let given: Given = self.post(step, &path, Some(&signed_in.access_token), &wanted).await?;
        match given.token.filter(|_| given.status == "success") {
            Some(token) => Ok(token),
            None => Err(AcmeError::Refused {
                step,
                status: 200,
                problem: given.message.chars().filter(|one| !one.is_control()).take(300).collect(),
            }),
        }
    }

    async fn post<T: for<'de> Deserialize<'de>>(
        &self,
        step: &'static str,
        path: &str,
        token: Option<&SecretString>,
        body: &Value,
    ) -> Result<T, AcmeError> {
        let url = format!("{}/api/v1/{path}", self.base.as_str().trim_end_matches('/'));
        let mut request = self.client.request(Method::POST, &url).map_err(|_| AcmeError::Address(step))?;
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, token.expose_secret());
        }
        let answer = request.header(ACCEPT, "application/json").json(body).send().await;
        read(step, answer.map_err(|_| AcmeError::Unreachable(step))?).await?.json()
    }
}

/// Looks into a token before it is handed on: an authority that gets another one says little about why it refuses it. Whether
/// it is signed by whom it says is the certification authority's to check.
fn check(token: &str, claims: &Claims) -> Result<(), AcmeError> {
    let unreadable = || AcmeError::Unreadable("the authority token", "it is no JSON Web Token");
    let payload = token.split('.').nth(1).ok_or_else(unreadable)?;
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).map_err(|_| unreadable())?;
    let payload: Value = serde_json::from_slice(&payload).map_err(|_| unreadable())?;
    let atc = payload.get("atc").ok_or(AcmeError::OtherToken("atc"))?;
    let text = |name| atc.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("tktype") != "TNAuthList" {
        return Err(AcmeError::OtherToken("tktype"));
    }
    if text("tkvalue").trim_end_matches('=') != claims.list.trim_end_matches('=') {
        return Err(AcmeError::OtherToken("tkvalue"));
    }
    if !text("fingerprint").eq_ignore_ascii_case(&claims.fingerprint) {
        return Err(AcmeError::OtherToken("fingerprint"));
    }
    if atc.get("ca").and_then(Value::as_bool).unwrap_or(false) {
        return Err(AcmeError::OtherToken("ca"));
    }
    Ok(())
}
