//! Credentials that are of no use: of an account that is suspended or closed, or no longer the right ones.

use axum::body::Body;
use axum::http::Method;
use trusthub_app::Actor;
use trusthub_app::accounts::{self, AccountEdit};
use trusthub_domain::account::AccountStatus;

use super::walk::documented;
use crate::client::{Api, Client, NOBODYS, some_or_skip};

#[tokio::test]
async fn a_suspended_or_closed_account_is_told_so_everywhere() {
    let api = some_or_skip!(Api::new().await);
    for status in [AccountStatus::Suspended, AccountStatus::Closed] {
        let account = api.test.account("Barred").await;
        let clients = [api.client_of(&account), api.client_with_key(&account).await];
        let edit = AccountEdit { status: Some(status), ..AccountEdit::default() };
        accounts::update(&api.test.hub, &Actor::operator(), account.sid, edit).await.unwrap();
        everywhere(&api, &clients, 403, 20403).await;
    }
}

#[tokio::test]
async fn wrong_and_outdated_secrets_open_nothing() {
    let api = some_or_skip!(Api::new().await);
    let account = api.test.account("Forgetful").await;
    let outdated = api.client_of(&account);
    let deleted = api.client_with_key(&account).await;
    let (key, _) = deleted.credentials.clone().unwrap();
    let key = format!("/2010-04-01/Accounts/{}/Keys/{key}.json", account.sid);
    assert_eq!(outdated.delete(&key).await.status, 204);
    assert_eq!(outdated.post("/v1/AuthTokens/Secondary", &[]).await.status, 201);
    assert_eq!(outdated.post("/v1/AuthTokens/Promote", &[]).await.status, 200);
    let guessed = ["", NOBODYS].map(|token| {
        let credentials = Some((account.sid.to_string(), token.to_owned()));
        Client { credentials, ..api.anonymous() }
    });
    let clients: Vec<Client> = [deleted, outdated].into_iter().chain(guessed).collect();
    everywhere(&api, &clients, 401, 20003).await;
}

/// Every operation that takes credentials answers all of them so, and says in the document that it may.
async fn everywhere(api: &Api, clients: &[Client], status: u16, code: u64) {
    for (route, declared) in documented(api).await {
        if route.is_for_everybody() {
            continue;
        }
        assert!(declared.contains(&status), "{} {} does not declare {status}", route.method, route.path);
        let method: Method = route.method.parse().unwrap();
        for client in clients {
            let answer = client.send(method.clone(), &route.about_nothing(), &[], Body::empty()).await;
            answer.assert_error(status, code);
        }
    }
}
