//! The customer's HTTP client: each request is shown, sent, and its answer checked.

use std::time::Duration;

use anyhow::{Context, anyhow};
use reqwest::{Client, Method, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::stage::Stage;
use crate::failure::{Failure, Outcome};

/// For one request to our own process.
const TIMEOUT: Duration = Duration::from_secs(30);

/// One account's access to the API.
pub(super) struct Customer<'a> {
    stage: &'a Stage,
    client: Client,
    url: String,
    pub(super) account_sid: String,
    pub(super) token: SecretString,
}

impl<'a> Customer<'a> {
    pub(super) fn new(
        stage: &'a Stage,
        url: &str,
        account_sid: String,
        token: SecretString,
    ) -> Outcome<Self> {
        let client = Client::builder().no_proxy().timeout(TIMEOUT).build().map_err(Failure::environment)?;
        Ok(Self { stage, client, url: url.to_owned(), account_sid, token })
    }

    /// The same hub, another account.
    pub(super) fn other(&self, account_sid: String, token: SecretString) -> Self {
        Self { stage: self.stage, client: self.client.clone(), url: self.url.clone(), account_sid, token }
    }

    /// Sends a form, shows request and answer; `tell` says what the answer is worth showing.
    pub(super) async fn post(
        &self,
        path: &str,
        fields: &[(&str, String)],
        tell: impl FnOnce(&Value) -> String,
    ) -> Outcome<Value> {
        self.stage.request("POST", path, fields);
        let answer = self.quietly(path, fields).await?;
        self.stage.answer(answer.status, &tell(&answer.body));
        Ok(answer.body)
    }

    /// Sends a form without showing it, for steps seen before.
    pub(super) async fn quietly(&self, path: &str, fields: &[(&str, String)]) -> Outcome<Answer> {
        self.send(Method::POST, path, Some(fields)).await
    }

    /// Reads a resource without showing it.
    pub(super) async fn get(&self, path: &str) -> Outcome<Value> {
        Ok(self.send(Method::GET, path, None).await?.body)
    }

    /// Sends JSON without showing it; an error is an answer here.
    pub(super) async fn ask(&self, path: &str, account: &str, body: &Value) -> Outcome<Answer> {
        let request = self.request(&Method::POST, path).header("X-TrustHub-Account-Sid", account).json(body);
        answer(request, &format!("POST {path}")).await
    }

    async fn send(&self, method: Method, path: &str, fields: Option<&[(&str, String)]>) -> Outcome<Answer> {
        let request = self.request(&method, path);
        let request = match fields {
            Some(fields) => request.form(fields),
            None => request,
        };
        let answer = answer(request, &format!("{method} {path}")).await?;
        if answer.status >= 400 {
            let (status, body) = (answer.status, answer.body);
            return Err(Failure::refused(anyhow!("{method} {path} was answered with {status}: {body}")));
        }
        Ok(answer)
    }

    fn request(&self, method: &Method, path: &str) -> RequestBuilder {
        self.client
            .request(method.clone(), format!("{}{path}", self.url))
            .basic_auth(&self.account_sid, Some(self.token.expose_secret()))
    }
}

async fn answer(request: RequestBuilder, what: &str) -> Outcome<Answer> {
    let answer = request.send().await.with_context(|| what.to_owned()).map_err(Failure::environment)?;
    let status = answer.status().as_u16();
    let decision = answer.headers().get("X-TrustHub-Decision-Id").and_then(|value| value.to_str().ok());
    let decision = decision.unwrap_or_default().to_owned();
    let text = answer.text().await.map_err(Failure::environment)?;
    // What is no JSON is shown as the text that it is.
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Answer { status, body, decision })
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
    /// The decision about a call that it names.
    pub(super) decision: String,
}

/// A text in an answer; empty if it is not there.
pub(super) fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A list in an answer; empty if it is not there.
pub(super) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
