//! Who gets in: tokens, their rotation, keys, and the state of the account.

use secrecy::{ExposeSecret, SecretString};
use trusthub_app::accounts::{self, AccountEdit, keys, tokens};
use trusthub_app::auth::authenticate;
use trusthub_app::{Actor, Who};
use trusthub_domain::account::AccountStatus;
use trusthub_testkit::{TestAccount, TestHub};

use crate::support::{hub, refusal};

async fn sign_in(hub: &TestHub, username: &str, password: &SecretString) -> String {
    match authenticate(&hub.hub, username, password).await {
        Ok(actor) => actor.label(),
        Err(error) => format!("{error:?}"),
    }
}

fn label(account: &TestAccount) -> String {
    format!("account:{}", account.sid)
}

#[tokio::test]
async fn only_the_right_secret_gets_in_and_a_wrong_name_looks_like_a_wrong_secret() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let stranger = hub.account("Crow").await;
    let (key, secret) = keys::create(&hub.hub, &account.actor, None).await.unwrap();
    let own = account.sid.to_string();
    let none = SecretString::from("");
    let half: SecretString = account.auth_token.expose_secret()[..16].into();
    let upper: SecretString = account.auth_token.expose_secret().to_uppercase().into();
    assert_eq!(sign_in(&hub, &own, &account.auth_token).await, label(&account));
    assert_eq!(sign_in(&hub, &key.sid.to_string(), &secret).await, format!("key:{}", key.sid));
    for (what, username, password) in [
        ("no secret", own.as_str(), &none),
        ("half a token", &own, &half),
        ("a token in capitals", &own, &upper),
        ("another's token", &own, &stranger.auth_token),
        ("a key's secret with the account", &own, &secret),
        ("a token with a key", &key.sid.to_string(), &account.auth_token),
        ("no secret with a key", &key.sid.to_string(), &none),
        ("an unknown account", "AC00000000000000000000000000000001", &account.auth_token),
        ("an unknown account without a secret", "AC00000000000000000000000000000001", &none),
        ("an unknown key", "SK00000000000000000000000000000001", &secret),
        ("an unknown key without a secret", "SK00000000000000000000000000000001", &none),
        ("no name", "", &account.auth_token),
        ("a bundle", "BU00000000000000000000000000000001", &account.auth_token),
        ("not an identifier", "admin' OR '1'='1", &account.auth_token),
    ] {
        assert_eq!(sign_in(&hub, username, password).await, "Unauthenticated", "{what}");
    }
    keys::delete(&hub.hub, &account.actor, key.sid).await.unwrap();
    assert_eq!(sign_in(&hub, &key.sid.to_string(), &secret).await, "Unauthenticated", "a deleted key");
}

#[tokio::test]
async fn a_token_is_rotated_without_downtime() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (own, first) = (account.sid.to_string(), &account.auth_token);
    let at = &hub.hub;
    let absent = tokens::promote_secondary(at, &account.actor).await;
    assert!(refusal(absent).starts_with("NotFound"), "there is none to promote");
    assert!(refusal(tokens::delete_secondary(at, &account.actor).await).starts_with("NotFound"));

    let second = tokens::create_secondary(at, &account.actor).await.unwrap().token;
    assert_ne!(first.expose_secret(), second.expose_secret());
    for (which, token) in [("primary", first), ("secondary", &second)] {
        assert_eq!(sign_in(&hub, &own, token).await, label(&account), "both work meanwhile: {which}");
    }
    tokens::promote_secondary(at, &account.actor).await.unwrap();
    assert_eq!(sign_in(&hub, &own, first).await, "Unauthenticated");
    assert_eq!(sign_in(&hub, &own, &second).await, label(&account));
    let shown = accounts::auth_token(at, &account.actor, account.sid).await.unwrap().unwrap();
    assert_eq!(shown.expose_secret(), second.expose_secret());

    let third = tokens::create_secondary(at, &account.actor).await.unwrap().token;
    let fourth = tokens::create_secondary(at, &account.actor).await.unwrap().token;
    assert_eq!(sign_in(&hub, &own, &third).await, "Unauthenticated", "replaced by the fourth");
    tokens::delete_secondary(at, &account.actor).await.unwrap();
    assert_eq!(sign_in(&hub, &own, &fourth).await, "Unauthenticated");
    assert_eq!(sign_in(&hub, &own, &second).await, label(&account));
}

#[tokio::test]
async fn a_parent_rotates_its_subaccounts_token() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let as_customer = accounts::act_on(&hub.hub, &isv.actor, customer.sid).await.unwrap();
    tokens::create_secondary(&hub.hub, &as_customer).await.unwrap();
    tokens::promote_secondary(&hub.hub, &as_customer).await.unwrap();
    assert_eq!(sign_in(&hub, &customer.sid.to_string(), &customer.auth_token).await, "Unauthenticated");
    assert_eq!(sign_in(&hub, &isv.sid.to_string(), &isv.auth_token).await, label(&isv), "its own stays");
}

#[tokio::test]
async fn a_suspended_account_is_refused_until_it_is_active_again_and_a_closed_one_for_good() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (key, secret) = keys::create(&hub.hub, &account.actor, None).await.unwrap();
    let own = account.sid.to_string();
    let set = async |status| {
        let edit = AccountEdit { status: Some(status), ..AccountEdit::default() };
        accounts::update(&hub.hub, &Actor::operator(), account.sid, edit).await.unwrap();
    };
    for (status, expected) in [
        (AccountStatus::Suspended, "Forbidden(\"the account is suspended; contact support\")"),
        (AccountStatus::Active, "in"),
        (AccountStatus::Closed, "Forbidden(\"the account is closed\")"),
    ] {
        set(status).await;
        for (username, password) in [(&own, &account.auth_token), (&key.sid.to_string(), &secret)] {
            let answer = sign_in(&hub, username, password).await;
            let answer = if answer.contains(':') { "in".to_owned() } else { answer };
            assert_eq!(answer, expected, "{status:?} {username}");
        }
        let wrong = sign_in(&hub, &own, &secret).await;
        assert_eq!(wrong, "Unauthenticated", "its state is nobody's business without the secret: {status:?}");
    }
}

#[tokio::test]
async fn a_key_speaks_for_its_account() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (key, secret) = keys::create(&hub.hub, &account.actor, Some("ci".to_owned())).await.unwrap();
    let actor = authenticate(&hub.hub, &key.sid.to_string(), &secret).await.unwrap();
    assert_eq!(actor.account_sid(), Some(account.sid));
    assert!(matches!(actor.who(), Who::Account { key: Some(sid), .. } if *sid == key.sid));
    let renamed = keys::rename(&hub.hub, &account.actor, key.sid, "build".to_owned()).await.unwrap();
    assert_eq!(renamed.friendly_name, "build");
    let overlong = keys::rename(&hub.hub, &account.actor, key.sid, "x".repeat(256)).await;
    assert_eq!(refusal(overlong), "Invalid(TooLong { field: \"FriendlyName\", limit: 255 })");
}
