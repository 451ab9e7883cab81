//! A client of the router: one request in, one whole answer out.

use std::num::NonZeroU32;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use serde_json::Value;
use tower::ServiceExt;
use trusthub_api::ApiConfig;
use trusthub_app::accounts::keys;
use trusthub_app::partners::{self, accounts::NewPartner};
use trusthub_app::{Actor, attestation};
use trusthub_domain::partner::{Partner, PartnerKind, PartnerQuota, PartnerScope};
use trusthub_testkit::{TestAccount, TestHub, Wish};
use url::form_urlencoded;

/// Somebody else's well-formed identifiers.
pub(crate) const NOBODYS: &str = "0123456789abcdef0123456789abcdef";

/// Far above what a test needs, so that only the test of the limits meets them.
pub(crate) fn roomy() -> ApiConfig {
    let many = NonZeroU32::new(1_000_000).unwrap();
    ApiConfig {
        requests_per_second: many,
        burst: many,
        failed_logins_per_minute: 1_000_000,
        ..ApiConfig::default()
    }
}

/// A hub with its face, and an account on it.
pub(crate) struct Api {
    pub(crate) test: TestHub,
    pub(crate) router: Router,
    pub(crate) owner: TestAccount,
}

impl Api {
    /// `None`, after a loud line, if the database is not there.
    pub(crate) async fn new() -> Option<Self> {
        Self::with(Wish::default(), roomy()).await
    }

    /// The same identifiers in every run.
    pub(crate) async fn pinned() -> Option<Self> {
        Self::with(Wish { seed: Some(1), ..Wish::default() }, roomy()).await
    }

    pub(crate) async fn with(wish: Wish, config: ApiConfig) -> Option<Self> {
        let test = TestHub::with(wish).await?;
        let router = trusthub_api::router(test.hub.clone(), config, Router::new());
        let owner = test.account("Owl Bakery Inc.").await;
        Some(Self { test, router, owner })
    }

    /// The owner at the face.
    pub(crate) fn client(&self) -> Client {
        self.client_of(&self.owner)
    }

    pub(crate) fn client_of(&self, account: &TestAccount) -> Client {
        let (username, password) = account.basic();
        Client { router: self.router.clone(), credentials: Some((username, password)) }
    }

    /// With an API key of that account.
    pub(crate) async fn client_with_key(&self, account: &TestAccount) -> Client {
        let (key, secret) = keys::create(&self.test.hub, &account.actor, None).await.unwrap();
        let credentials = Some((key.sid.to_string(), secret.expose_secret().to_owned()));
        Client { router: self.router.clone(), credentials }
    }

    /// A new partner, with these scopes or, if none is named, all.
    pub(crate) async fn partner(&self, kind: PartnerKind, scopes: &[PartnerScope]) -> (Partner, Client) {
        let quota = PartnerQuota { requests_per_minute: 1_000_000, lookups_per_day: 1_000_000_000 };
        self.partner_with(kind, scopes, quota).await
    }

    pub(crate) async fn partner_with(
        &self,
        kind: PartnerKind,
        scopes: &[PartnerScope],
        quota: PartnerQuota,
    ) -> (Partner, Client) {
        let (friendly_name, scopes) = ("Carrier One".to_owned(), scopes.to_vec());
        let new = NewPartner { friendly_name, kind, scopes, quota, tls_name: None };
        let made = partners::accounts::create(&self.test.hub, &Actor::operator(), new).await;
        let (partner, secret) = made.unwrap();
        let secret = secret.unwrap().expose_secret().to_owned();
        attestation::catch_up(&self.test.hub).await.unwrap();
        let credentials = Some((partner.sid.to_string(), secret));
        (partner, Client { router: self.router.clone(), credentials })
    }

    pub(crate) fn anonymous(&self) -> Client {
        Client { router: self.router.clone(), credentials: None }
    }
}

/// Somebody at the face.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) router: Router,
    pub(crate) credentials: Option<(String, String)>,
}

impl Client {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, &[], Body::empty()).await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        self.post_with(path, &[], parameters).await
    }

    /// Sends a form with more headers.
    pub(crate) async fn post_with(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        parameters: &[(&str, &str)],
    ) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let mut headers = headers.to_vec();
        headers.push((CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded"));
        self.send(Method::POST, path, &headers, Body::from(form)).await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        // Answers carry absolute addresses; a client follows them as they are.
        let path = path.strip_prefix("https://hub.example").unwrap_or(path);
        let mut request = Request::builder().method(method).uri(path);
        if let Some((username, password)) = &self.credentials {
            let encoded = STANDARD.encode(format!("{username}:{password}"));
            request = request.header(AUTHORIZATION, format!("Basic {encoded}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (head, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: head.status.as_u16(), headers: head.headers, body }
    }

    /// The identifier of what a POST made.
    pub(crate) async fn made(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        let answer = self.post(path, parameters).await;
        assert_eq!(answer.status, 201, "{path}: {}", answer.text());
        answer.field("sid")
    }

    /// A draft customer profile.
    pub(crate) async fn profile(&self, name: &str) -> String {
        let parameters = [
            ("FriendlyName", name),
            ("Email", "compliance@owlbakery.com"),
            ("PolicySid", trusthub_testkit::PRIMARY),
        ];
        self.made("/v1/CustomerProfiles", &parameters).await
    }
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A text at the top of the answer.
    pub(crate) fn field(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_else(|| panic!("no {name}: {}", self.text())).to_owned()
    }

    pub(crate) fn code(&self) -> u64 {
        self.json()["code"].as_u64().unwrap_or_else(|| panic!("no code: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Fails unless this is the error body with that status and code.
    #[track_caller]
    pub(crate) fn assert_error(&self, status: u16, code: u64) {
        let body = self.json();
        // The services of ATIS-1000082 have error bodies of their own; `stir` looks at their numbers.
        if let Some(refused) = body.get("requestError") {
            assert_eq!(self.status, status, "{refused}");
            return;
        }
        let keys: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["code", "message", "more_info", "status"], "{body}");
        assert_eq!((self.status, body["code"].as_u64()), (status, Some(code)), "{body}");
        assert_eq!(body["status"], status, "{body}");
        assert_eq!(body["more_info"], format!("https://hub.example/docs/errors/{code}"));
    }

    /// The body as people read it.
    pub(crate) fn pretty(&self) -> String {
        serde_json::to_string_pretty(&self.json()).unwrap()
    }
}

/// Ends a test early, and as passed, if there is no database for it.
macro_rules! some_or_skip {
    ($found:expr) => {
        match $found {
            Some(found) => found,
            None => return,
        }
    };
}
pub(crate) use some_or_skip;
