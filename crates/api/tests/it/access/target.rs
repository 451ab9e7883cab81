//! A request, about resources that their owner made for it.

use axum::body::Body;
use axum::http::Method;
use url::form_urlencoded;

use super::maker::Form;
use super::table::Route;
use crate::client::{Answer, Client, NOBODYS};

/// A request, ready to be sent by anybody.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) route: Route,
    /// The identifiers in its path.
    pub(super) sids: Vec<String>,
    pub(super) form: Form,
    /// In the place of the form.
    pub(super) json: Option<String>,
}

impl Target {
    /// The same request about other identifiers.
    pub(super) fn about(&self, sids: Vec<String>) -> Self {
        assert_eq!(sids.len(), self.sids.len());
        Self { sids, ..self.clone() }
    }

    /// The same request about what nobody has.
    pub(super) fn about_nothing(&self) -> Self {
        let sids = self.sids.iter().map(|sid| match sid.starts_with("tri1.") {
            true if sid.contains('/') => format!("tri1.us1.account.AC{NOBODYS}/registration.BU{NOBODYS}"),
            true if sid.contains(".registration.") => {
                format!("tri1.us1.account.AC{NOBODYS}.registration.BU{NOBODYS}")
            }
            true => format!("tri1.us1.trusthub.AC{NOBODYS}.customer.BU{NOBODYS}"),
            false => format!("{}{NOBODYS}", &sid[..2]),
        });
        self.about(sids.collect())
    }

    pub(super) fn url(&self) -> String {
        let mut url = self.route.path.clone();
        for sid in &self.sids {
            let (start, rest) = url.split_once('{').unwrap();
            let (_, rest) = rest.split_once('}').unwrap();
            url = format!("{start}{sid}{rest}");
        }
        assert!(!url.contains('{'), "{url}");
        // A question that cannot be asked without saying who asks.
        if url == "/partner/v1/Lookups" && self.route.method == "GET" {
            url.push_str("?Number=%2B15105550123");
        }
        // Where there is nothing to tell, the names of the columns are.
        if url == "/partner/v1/Registrations" {
            url.push_str("?Format=csv");
        }
        if url == "/trust/v1/Requirements" {
            url.push_str("?Role=direct");
        }
        if url == "/trust/v1/Throughput" {
            url.push_str("?BrandType=STANDARD&Score=80");
        }
        url
    }

    pub(super) async fn asked_by(&self, client: &Client) -> Answer {
        if let Some(body) = &self.json {
            let headers = [("content-type", "application/json")];
            return client.send(Method::POST, &self.url(), &headers, Body::from(body.clone())).await;
        }
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.form).finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let headers = if self.form.is_empty() { &headers[..0] } else { &headers[..] };
        let method: Method = self.route.method.parse().unwrap();
        client.send(method, &self.url(), headers, Body::from(form)).await
    }
}
