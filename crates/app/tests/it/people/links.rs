//! A link sets a password once, for whom it was made, and not for long.

use std::time::Duration;

use secrecy::SecretString;
use trusthub_app::people::colleagues::{self, UserChange};
use trusthub_app::people::links::{LinkPurpose, look};
use trusthub_app::people::{UserRole, accept, reset};
use trusthub_testkit::{DAY, TestAccount, TestHub, token_of};

use super::{enter, present, secret, tried};
use crate::support::{hub, is_missing, refusal};

async fn invited(hub: &TestHub, account: &TestAccount, email: &str) -> SecretString {
    let email = email.parse().unwrap();
    let (_, link) = colleagues::create(&hub.hub, &account.actor, email, UserRole::Editor).await.unwrap();
    token_of(&link.url)
}

#[tokio::test]
async fn an_invitation_is_accepted_once() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let token = invited(&hub, &owl, "rosa@owl.example").await;
    let password = secret("kettle on the stove");
    assert_eq!(tried(&hub, "rosa@owl.example", &password).await, "Unauthenticated", "nothing is chosen yet");
    let found = look(&hub.hub, &token, LinkPurpose::Invitation).await.unwrap();
    assert_eq!((found.email.as_str(), found.account_name.as_deref()), ("rosa@owl.example", Some("Owl")));
    assert!(is_missing(&reset(&hub.hub, &token, &password).await), "it is for something else");
    assert!(refusal(accept(&hub.hub, &token, &secret("short")).await).contains("at least 12"));
    assert_eq!(accept(&hub.hub, &token, &password).await.unwrap().as_str(), "rosa@owl.example");
    assert!(is_missing(&accept(&hub.hub, &token, &secret("another long enough")).await));
    assert!(tried(&hub, "rosa@owl.example", &password).await.starts_with("user:US"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_use_a_link_at_once_one_does() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let token = invited(&hub, &owl, "rosa@owl.example").await;
    let choices = [secret("kettle on the stove"), secret("teapot under the stairs")];
    let (one, other) =
        tokio::join!(accept(&hub.hub, &token, &choices[0]), accept(&hub.hub, &token, &choices[1]));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(tried(&hub, "rosa@owl.example", &choices[0]).await.starts_with("user:"), one.is_ok());
    assert_eq!(tried(&hub, "rosa@owl.example", &choices[1]).await.starts_with("user:"), other.is_ok());
}

#[tokio::test]
async fn links_run_out() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let invitation = invited(&hub, &owl, "otto@owl.example").await;
    let link = colleagues::reset_password(&hub.hub, &owl.actor, rosa.user.sid).await.unwrap();
    let renewal = token_of(&link.url);
    hub.advance(Duration::from_secs(3599));
    assert!(look(&hub.hub, &renewal, LinkPurpose::PasswordReset).await.is_ok());
    hub.advance(Duration::from_secs(1));
    assert!(is_missing(&reset(&hub.hub, &renewal, &secret("kettle on the stove")).await), "an hour");
    hub.advance(7 * DAY - Duration::from_secs(3700));
    assert!(look(&hub.hub, &invitation, LinkPurpose::Invitation).await.is_ok());
    hub.advance(Duration::from_secs(100));
    assert!(is_missing(&accept(&hub.hub, &invitation, &secret("kettle on the stove")).await), "a week");
}

#[tokio::test]
async fn a_password_that_is_set_anew_ends_sessions_and_other_links() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let session = enter(&hub, &rosa).await;
    let make = async || {
        token_of(&colleagues::reset_password(&hub.hub, &owl.actor, rosa.user.sid).await.unwrap().url)
    };
    let (first, second) = (make().await, make().await);
    let next = secret("kettle on the stove");
    reset(&hub.hub, &second, &next).await.unwrap();
    assert!(is_missing(&reset(&hub.hub, &first, &next).await));
    assert!(present(&hub, &session.token).await.is_none());
    assert_eq!(tried(&hub, "rosa@owl.example", &rosa.password).await, "Unauthenticated");
    assert!(tried(&hub, "rosa@owl.example", &next).await.starts_with("user:"));
}

#[tokio::test]
async fn links_of_whoever_is_disabled_or_removed_are_none() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Editor).await;
    let link = colleagues::reset_password(&hub.hub, &owl.actor, rosa.user.sid).await.unwrap();
    colleagues::update(&hub.hub, &owl.actor, rosa.user.sid, UserChange::Disable).await.unwrap();
    assert!(is_missing(&look(&hub.hub, &token_of(&link.url), LinkPurpose::PasswordReset).await));
    assert!(
        refusal(colleagues::reset_password(&hub.hub, &owl.actor, rosa.user.sid).await).contains("disabled")
    );
    colleagues::update(&hub.hub, &owl.actor, rosa.user.sid, UserChange::Enable).await.unwrap();
    assert!(
        is_missing(&look(&hub.hub, &token_of(&link.url), LinkPurpose::PasswordReset).await),
        "it stays ended"
    );
    let token = invited(&hub, &owl, "otto@owl.example").await;
    let otto =
        colleagues::find_by_email(&hub.hub, &owl.actor, &"otto@owl.example".parse().unwrap()).await.unwrap();
    colleagues::remove(&hub.hub, &owl.actor, otto.sid).await.unwrap();
    assert!(is_missing(&accept(&hub.hub, &token, &secret("kettle on the stove")).await));
}
