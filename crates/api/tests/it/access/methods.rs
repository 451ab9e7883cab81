//! What is asked of a path by another method than those it has, and what is asked of a path that is none.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Method;

use super::walk::documented;
use crate::client::{Answer, Api, Client, NOBODYS, some_or_skip};

/// Every method there is, and one that there is not.
const METHODS: [&str; 10] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"];

/// The documented methods of each path; who is served a GET is served a HEAD.
async fn allowed(api: &Api) -> BTreeMap<(String, bool), BTreeSet<String>> {
    let mut found: BTreeMap<(String, bool), BTreeSet<String>> = BTreeMap::new();
    for route in documented(api).await.into_keys() {
        let allowed = found.entry((route.about_nothing(), route.is_for_everybody())).or_default();
        if route.method == "GET" {
            allowed.insert("HEAD".to_owned());
        }
        allowed.insert(route.method);
    }
    found
}

/// Fails unless this is that refusal; in answer to a HEAD it has no body to look at.
#[track_caller]
fn assert_refused(answer: &Answer, method: &str, status: u16, code: u64) {
    if method == "HEAD" {
        assert_eq!(answer.status, status);
    } else {
        answer.assert_error(status, code);
    }
}

async fn ask(client: &Client, method: &str, path: &str) -> Answer {
    client.send(method.parse().unwrap(), path, &[], Body::empty()).await
}

#[tokio::test]
async fn no_method_but_the_documented_ones_is_served() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    for ((path, is_for_everybody), allowed) in allowed(&api).await {
        for method in METHODS {
            let name = format!("{method} {path}");
            let answer = ask(&client, method, &path).await;
            if allowed.contains(method) {
                assert_ne!(answer.status, 405, "{name}");
                continue;
            }
            assert_refused(&answer, method, 405, 20004);
            let listed = answer.header("allow").unwrap_or_else(|| panic!("{name}: no Allow"));
            let listed: BTreeSet<String> = listed.split(',').map(|one| one.trim().to_owned()).collect();
            assert_eq!(listed, allowed, "{name}");
            // Who has no credentials is not even told that.
            let (status, code) = if is_for_everybody { (405, 20004) } else { (401, 20003) };
            assert_refused(&ask(&api.anonymous(), method, &path).await, method, status, code);
        }
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let profile = client.profile("Owl Bakery").await;
    let account = api.owner.sid;
    for path in [
        "/health".to_owned(),
        "/openapi.json".to_owned(),
        "/docs".to_owned(),
        "/v1/Policies".to_owned(),
        "/v1/CustomerProfiles".to_owned(),
        format!("/v1/CustomerProfiles/{profile}"),
        format!("/v1/CustomerProfiles/{profile}/EntityAssignments"),
        format!("/2010-04-01/Accounts/{account}.json"),
        format!("/2010-04-01/Accounts/{account}/Addresses.json"),
    ] {
        let (get, head) = (ask(&client, "GET", &path).await, ask(&client, "HEAD", &path).await);
        assert_eq!((get.status, head.status), (200, 200), "{path}");
        assert!(!get.body.is_empty() && head.body.is_empty(), "{path}");
        let names = |answer: &Answer| answer.headers.keys().map(ToString::to_string).collect::<BTreeSet<_>>();
        assert_eq!(names(&head), names(&get), "{path}");
        assert_eq!(head.header("content-length"), get.header("content-length"), "{path}");
    }
    assert_eq!(ask(&client, "HEAD", &format!("/v1/CustomerProfiles/BU{NOBODYS}")).await.status, 404);
    assert_eq!(ask(&api.anonymous(), "HEAD", "/v1/CustomerProfiles").await.status, 401);
}

#[tokio::test]
async fn a_path_that_is_none_is_not_found_whoever_asks_and_how() {
    let api = some_or_skip!(Api::new().await);
    let profile = api.client().profile("Owl Bakery").await;
    let account = api.owner.sid;
    for path in [
        "/".to_owned(),
        "/v1".to_owned(),
        "/v1/".to_owned(),
        "/v2/CustomerProfiles".to_owned(),
        "/v1/customerprofiles".to_owned(),
        "/v1/CustomerProfiles/".to_owned(),
        "//v1/CustomerProfiles".to_owned(),
        "/v1//CustomerProfiles".to_owned(),
        "/v1/CustomerProfiles.json".to_owned(),
        "/v1/./CustomerProfiles".to_owned(),
        "/health/../v1/CustomerProfiles".to_owned(),
        "/v1/%43ustomerProfiles%2F".to_owned(),
        format!("/v1/CustomerProfiles/{profile}/"),
        format!("/v1/CustomerProfiles/{profile}/Everything"),
        format!("/v1/CustomerProfiles/{profile}/EntityAssignments/"),
        format!("/v1/CustomerProfiles/{profile}/EntityAssignments/BV{NOBODYS}/More"),
        format!("/2010-04-01/Accounts/{account}/Calls.json"),
        format!("/2010-04-01/Accounts/{account}/Keys"),
        format!("/2010-04-01/Accounts/{account}/Keys.xml"),
        "/2010-04-01".to_owned(),
        "/metrics".to_owned(),
        "/console".to_owned(),
        "/.env".to_owned(),
        format!("/{}", "x".repeat(8000)),
    ] {
        let mut seen = BTreeSet::new();
        for client in [api.client(), api.anonymous()] {
            for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
                let answer = client.send(method, &path, &[], Body::empty()).await;
                answer.assert_error(404, 20404);
                seen.insert(answer.text());
            }
        }
        assert_eq!(seen.len(), 1, "{path}: {seen:?}");
    }
}
