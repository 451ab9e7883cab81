//! Signing in, staying signed in, and being shut out.

use std::time::Duration;

use secrecy::ExposeSecret;
use trusthub_app::accounts::{self, AccountEdit, keys, tokens};
use trusthub_app::people::colleagues::{self, UserChange};
use trusthub_app::people::{self, UserRole, change_password, sign_in, sign_out, sign_out_everywhere};
use trusthub_app::review::reviewers;
use trusthub_app::{Actor, Error, audit};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::review::Role;
use trusthub_testkit::DAY;

use super::{enter, present, secret, tried};
use crate::support::{hub, refusal};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn a_user_a_reviewer_and_an_account_get_in_and_nothing_else_does() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Editor).await;
    let (reviewer, password) =
        reviewers::create(&hub.hub, &Actor::operator(), "carla@hub.example".parse().unwrap(), Role::Lead)
            .await
            .unwrap();
    let (key, key_secret) = keys::create(&hub.hub, &owl.actor, None).await.unwrap();
    let (account, user) = (owl.sid.to_string(), format!("user:{}", rosa.user.sid));
    assert_eq!(tried(&hub, "rosa@owl.example", &rosa.password).await, user);
    assert_eq!(tried(&hub, " Rosa@OWL.example ", &rosa.password).await, user, "however spelt");
    assert_eq!(tried(&hub, "carla@hub.example", &password).await, format!("reviewer:{}", reviewer.sid));
    assert_eq!(tried(&hub, &account, &owl.auth_token).await, format!("account:{account}"));
    for (name, given) in [
        ("rosa@owl.example", &password),
        ("rosa@owl.example", &secret("")),
        ("rosa@owl.example", &secret(&"x".repeat(100_000))),
        ("carla@hub.example", &rosa.password),
        ("nobody@owl.example", &rosa.password),
        ("", &secret("")),
        ("rosa", &rosa.password),
        (account.as_str(), &rosa.password),
        ("AC00000000000000000000000000000001", &owl.auth_token),
        (&key.sid.to_string(), &key_secret),
    ] {
        assert_eq!(tried(&hub, name, given).await, "Unauthenticated", "{name}");
    }
}

#[tokio::test]
async fn a_session_tells_who_it_is_of_and_keeps_no_token() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Editor).await;
    let (first, second) = (enter(&hub, &rosa).await, enter(&hub, &rosa).await);
    assert_ne!(first.token.expose_secret(), second.token.expose_secret());
    assert_eq!(first.token.expose_secret().len(), 43, "32 bytes");
    let found = present(&hub, &first.token).await.unwrap();
    assert_eq!(found.actor.label(), format!("user:{}", rosa.user.sid));
    assert_eq!(found.shown_name, "rosa@owl.example");
    assert!(found.accepts(&first.session.csrf) && !found.accepts(&second.session.csrf) && !found.accepts(""));
    assert!(!format!("{first:?} {found:?}").contains("rosa"));
    let token = first.token.expose_secret();
    for wrong in ["", &token[1..], &token.to_lowercase()] {
        assert!(present(&hub, &secret(wrong)).await.is_none(), "{wrong}");
    }
    let by_token = sign_in(&hub.hub, &owl.sid.to_string(), &owl.auth_token).await.unwrap();
    assert_eq!(by_token.session.shown_name, "Owl");
}

#[tokio::test]
async fn a_session_ends_by_rest_and_by_age() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Editor).await;
    let (rested, used) = (enter(&hub, &rosa).await, enter(&hub, &rosa).await);
    hub.advance(11 * HOUR);
    assert!(present(&hub, &used.token).await.is_some());
    hub.advance(2 * HOUR);
    assert!(present(&hub, &rested.token).await.is_none(), "12 hours of rest");
    assert!(present(&hub, &used.token).await.is_some());
    for _ in 0..2 * 13 {
        hub.advance(DAY / 2 - HOUR / 2);
        assert!(present(&hub, &used.token).await.is_some());
    }
    for _ in 0..2 {
        hub.advance(11 * HOUR);
        assert!(present(&hub, &used.token).await.is_some());
    }
    hub.advance(2 * HOUR);
    assert!(present(&hub, &used.token).await.is_none(), "14 days");
}

#[tokio::test]
async fn signing_out_ends_one_session_and_signing_out_everywhere_all() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Editor).await;
    let otto = enter(&hub, &hub.user(&owl, "otto@owl.example", UserRole::Editor).await).await;
    let (first, second, third) =
        (enter(&hub, &rosa).await, enter(&hub, &rosa).await, enter(&hub, &rosa).await);
    sign_out(&hub.hub, &first.token).await.unwrap();
    sign_out(&hub.hub, &first.token).await.unwrap();
    assert!(present(&hub, &first.token).await.is_none());
    assert_eq!(people::list_sessions(&hub.hub, &second.session.actor).await.unwrap().len(), 2);
    assert_eq!(sign_out_everywhere(&hub.hub, &second.session.actor).await.unwrap(), 2);
    assert!(present(&hub, &second.token).await.is_none() && present(&hub, &third.token).await.is_none());
    assert!(present(&hub, &otto.token).await.is_some());
    let entries = audit::export(&hub.hub, &Actor::operator(), owl.sid, 0, 100).await.unwrap();
    let user = format!("user:{}", rosa.user.sid);
    let done: Vec<&str> = entries
        .iter()
        .filter(|entry| entry.actor == user && entry.action.starts_with("session"))
        .map(|entry| entry.action.as_str())
        .collect();
    assert_eq!(done, ["session.open", "session.open", "session.open", "session.close", "session.close_all"]);
}

#[tokio::test]
async fn whoever_is_disabled_or_removed_is_out_at_once() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let otto = hub.user(&owl, "otto@owl.example", UserRole::Viewer).await;
    let (hers, his) = (enter(&hub, &rosa).await, enter(&hub, &otto).await);
    colleagues::update(&hub.hub, &owl.actor, rosa.user.sid, UserChange::Disable).await.unwrap();
    colleagues::remove(&hub.hub, &owl.actor, otto.user.sid).await.unwrap();
    assert!(present(&hub, &hers.token).await.is_none() && present(&hub, &his.token).await.is_none());
    assert_eq!(tried(&hub, "rosa@owl.example", &rosa.password).await, "Forbidden(\"this user is disabled\")");
    assert_eq!(
        tried(&hub, "rosa@owl.example", &otto.password).await,
        "Unauthenticated",
        "only who knows it is told"
    );
    assert_eq!(tried(&hub, "otto@owl.example", &otto.password).await, "Unauthenticated");
    colleagues::update(&hub.hub, &owl.actor, rosa.user.sid, UserChange::Enable).await.unwrap();
    assert!(present(&hub, &hers.token).await.is_none(), "an old session stays ended");
    enter(&hub, &rosa).await;

    let email = "carla@hub.example".parse().unwrap();
    hub.reviewer("lead@hub.example", Role::Admin).await;
    let (_, password) =
        reviewers::create(&hub.hub, &Actor::operator(), "carla@hub.example".parse().unwrap(), Role::Lead)
            .await
            .unwrap();
    let carla = sign_in(&hub.hub, "carla@hub.example", &password).await.unwrap();
    assert!(carla.session.actor.label().starts_with("reviewer:"));
    reviewers::disable(&hub.hub, &Actor::operator(), &email).await.unwrap();
    assert!(present(&hub, &carla.token).await.is_none());
    let refused = tried(&hub, "carla@hub.example", &password).await;
    assert_eq!(refused, "Forbidden(\"this reviewer is disabled\")");
    let next = reviewers::reset_password(&hub.hub, &Actor::operator(), &email).await.unwrap();
    let again = sign_in(&hub.hub, "carla@hub.example", &next).await.unwrap();
    hub.advance(2 * HOUR);
    assert!(present(&hub, &again.token).await.is_none(), "2 hours of rest");
}

#[tokio::test]
async fn what_becomes_of_an_account_becomes_of_its_sessions() {
    let hub = hub!();
    let (owl, operator) = (hub.account("Owl").await, Actor::operator());
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let by_token = sign_in(&hub.hub, &owl.sid.to_string(), &owl.auth_token).await.unwrap();
    let hers = enter(&hub, &rosa).await;
    let set = |status| {
        accounts::update(
            &hub.hub,
            &operator,
            owl.sid,
            AccountEdit { status: Some(status), friendly_name: None },
        )
    };
    set(AccountStatus::Suspended).await.unwrap();
    assert!(present(&hub, &hers.token).await.is_none() && present(&hub, &by_token.token).await.is_none());
    let refused = "Forbidden(\"the account is suspended; contact support\")";
    assert_eq!(tried(&hub, "rosa@owl.example", &rosa.password).await, refused);
    set(AccountStatus::Active).await.unwrap();
    assert!(present(&hub, &hers.token).await.is_some() && present(&hub, &by_token.token).await.is_some());

    tokens::create_secondary(&hub.hub, &owl.actor).await.unwrap();
    assert!(present(&hub, &by_token.token).await.is_some());
    tokens::promote_secondary(&hub.hub, &owl.actor).await.unwrap();
    assert!(present(&hub, &by_token.token).await.is_none(), "its token is no longer one");
    assert!(present(&hub, &hers.token).await.is_some());

    hub.run_jobs().await;
    accounts::erase(&hub.hub, &operator, owl.sid).await.unwrap();
    assert!(present(&hub, &hers.token).await.is_none());
    assert_eq!(tried(&hub, "rosa@owl.example", &rosa.password).await, "Unauthenticated");
    let lark = hub.account("Lark").await;
    hub.user(&lark, "rosa@owl.example", UserRole::Owner).await;
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Editor).await;
    let (kept, other) = (enter(&hub, &rosa).await, enter(&hub, &rosa).await);
    let change = |present: &str, next: &str| {
        let (present, next) = (secret(present), secret(next));
        let (hub, kept) = (&hub, &kept);
        async move { change_password(&hub.hub, &kept.session.actor, &kept.token, &present, &next).await }
    };
    let old = rosa.password.expose_secret();
    for (present, next, why) in [
        ("not the present one", "kettle on the stove", "not the one that you sign in with"),
        (old, "short", "at least 12 characters"),
        (old, "Rosa@owl.example", "your e-mail"),
        (old, "password1234", "one of the first"),
    ] {
        let refused = change(present, next).await;
        assert!(
            matches!(&refused, Err(Error::Invalid(invalid)) if invalid.to_string().contains(why)),
            "{refused:?}"
        );
    }
    assert!(present(&hub, &other.token).await.is_some());
    change(old, "kettle on the stove").await.unwrap();
    assert!(present(&hub, &kept.token).await.is_some() && present(&hub, &other.token).await.is_none());
    assert_eq!(tried(&hub, "rosa@owl.example", &rosa.password).await, "Unauthenticated");
    sign_in(&hub.hub, "rosa@owl.example", &secret("kettle on the stove")).await.unwrap();
    let by_token = sign_in(&hub.hub, &owl.sid.to_string(), &owl.auth_token).await.unwrap();
    let next = secret("kettle on the stove");
    let refused = change_password(&hub.hub, &by_token.session.actor, &by_token.token, &next, &next).await;
    assert!(refusal(refused).contains("has no password"));
}
