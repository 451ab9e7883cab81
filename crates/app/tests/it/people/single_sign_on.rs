//! Signing in by the operator's provider: whom it lets in, and whom its word does not help.

use std::time::Duration;

use secrecy::ExposeSecret;
use trusthub_app::people::colleagues::{self, UserChange};
use trusthub_app::people::single_sign_on::{self, Answer, BACK, Begun};
use trusthub_app::people::{Opened, UserRole, list_sessions};
use trusthub_app::review::reviewers;
use trusthub_app::{Actor, Error, Result, audit};
use trusthub_domain::review::Role;
use trusthub_gateways::openid::ProviderConfig;
use trusthub_testkit::{TestHub, TestProvider, Wish};

use super::present;
use crate::support::hub;

async fn begin(hub: &TestHub) -> Begun {
    single_sign_on::begin(&hub.hub).await.unwrap()
}

fn told(answer: Result<Opened>) -> String {
    match answer {
        Ok(opened) => opened.session.actor.label(),
        Err(Error::Forbidden(why)) => why.to_owned(),
        Err(error) => format!("{error:?}"),
    }
}

async fn finish(hub: &TestHub, begun: &Begun, answer: &Answer) -> String {
    told(single_sign_on::finish(&hub.hub, &begun.ticket, answer).await)
}

/// How signing in there ends here.
async fn tried(hub: &TestHub, provider: &TestProvider, subject: &str, email: &str) -> String {
    let begun = begin(hub).await;
    finish(hub, &begun, &provider.answer(&begun.address, subject, email, true).await).await
}

fn wish(provider: &TestProvider) -> Wish {
    Wish { sign_in_provider: Some(provider.config()), ..Wish::default() }
}

#[tokio::test]
async fn a_user_and_a_reviewer_sign_in_and_are_known_by_the_providers_name_for_them_from_then_on() {
    let provider = TestProvider::start().await;
    let hub = hub!(wish(&provider));
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Viewer).await;
    let user = format!("user:{}", rosa.user.sid);

    let begun = begin(&hub).await;
    assert!(
        begun
            .address
            .contains(&format!("redirect_uri=https%3A%2F%2Fhub.example{}", BACK.replace('/', "%2F")))
    );
    let answer = provider.answer(&begun.address, "7", "Rosa@Owl.example", true).await;
    let opened = single_sign_on::finish(&hub.hub, &begun.ticket, &answer).await.unwrap();
    assert_eq!(present(&hub, &opened.token).await.unwrap().actor.label(), user);
    assert!(!format!("{opened:?}").contains(opened.token.expose_secret()));
    assert_eq!(list_sessions(&hub.hub, &rosa.actor).await.unwrap().len(), 1);
    // She marries; the provider gives her e-mail to a colleague, whom nobody invited.
    assert_eq!(tried(&hub, &provider, "7", "rosa.lark@owl.example").await, user);
    let other = tried(&hub, &provider, "8", "rosa@owl.example").await;
    assert!(other.contains("whom your provider knew by another name before"), "{other}");
    let entries = audit::export(&hub.hub, &Actor::operator(), owl.sid, 0, 100).await.unwrap();
    let bound = entries.iter().filter(|entry| entry.action == "single_sign_on.bind");
    assert_eq!(bound.map(|entry| entry.actor.as_str()).collect::<Vec<_>>(), [user.as_str()]);

    let email = "carla@hub.example".parse().unwrap();
    let (carla, _) = reviewers::create(&hub.hub, &Actor::operator(), email, Role::Lead).await.unwrap();
    assert_eq!(tried(&hub, &provider, "9", "carla@hub.example").await, format!("reviewer:{}", carla.sid));
}

#[tokio::test]
async fn whom_nobody_knows_here_or_the_provider_made_not_sure_of_stays_outside() {
    let provider = TestProvider::start().await;
    let hub = hub!(wish(&provider));
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let stranger = tried(&hub, &provider, "1", "eve@evil.example").await;
    assert!(stranger.contains("ask an owner of your account to invite you"), "{stranger}");
    let begun = begin(&hub).await;
    let unsure = provider.answer(&begun.address, "2", "rosa@owl.example", false).await;
    let unsure = finish(&hub, &begun, &unsure).await;
    assert!(unsure.contains("does not confirm an e-mail address"), "{unsure}");

    assert_eq!(tried(&hub, &provider, "3", "rosa@owl.example").await, format!("user:{}", rosa.user.sid));
    colleagues::update(&hub.hub, &owl.actor, rosa.user.sid, UserChange::Disable).await.unwrap();
    assert_eq!(tried(&hub, &provider, "3", "rosa@owl.example").await, "this user is disabled");
    colleagues::update(&hub.hub, &owl.actor, rosa.user.sid, UserChange::Enable).await.unwrap();
    // Disabling her released the provider's name for her, so that another may take its place.
    assert_eq!(tried(&hub, &provider, "4", "rosa@owl.example").await, format!("user:{}", rosa.user.sid));
    colleagues::remove(&hub.hub, &owl.actor, rosa.user.sid).await.unwrap();
    assert!(tried(&hub, &provider, "4", "rosa@owl.example").await.contains("nobody signs in here"));
}

#[tokio::test]
async fn an_answer_counts_once_within_ten_minutes_in_the_browser_that_asked() {
    let provider = TestProvider::start().await;
    let hub = hub!(wish(&provider));
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let (begun, other) = (begin(&hub).await, begin(&hub).await);
    let answer = provider.answer(&begun.address, "1", "rosa@owl.example", true).await;
    // Somebody has Rosa follow a link that would sign her in as them, or brings their own cookie along.
    assert_eq!(finish(&hub, &other, &answer).await, "Unauthenticated", "another browser");
    for ticket in ["", "AAAA", "not base64!"] {
        let forged = Begun { ticket: ticket.to_owned(), ..begun.clone() };
        assert_eq!(finish(&hub, &forged, &answer).await, "Unauthenticated", "{ticket}");
    }
    let misnamed = Answer { issuer: Some("https://login.evil.example".to_owned()), ..answer.clone() };
    assert_eq!(finish(&hub, &begun, &misnamed).await, "Unauthenticated", "another provider");
    let named = Answer { issuer: Some(provider.config().issuer), ..answer.clone() };
    assert_eq!(finish(&hub, &begun, &named).await, format!("user:{}", rosa.user.sid));
    assert_eq!(finish(&hub, &begun, &named).await, "Unauthenticated", "spent");

    let late = begin(&hub).await;
    let answer = provider.answer(&late.address, "1", "rosa@owl.example", true).await;
    hub.advance(Duration::from_mins(10));
    assert_eq!(finish(&hub, &late, &answer).await, "Unauthenticated", "late");
    let begun = begin(&hub).await;
    let made_up = provider.answer(&begun.address, "1", "rosa@owl.example", true).await;
    let made_up = Answer { code: "made up".to_owned(), ..made_up };
    assert_eq!(finish(&hub, &begun, &made_up).await, "Unauthenticated", "no code of the provider's");
}

#[tokio::test]
async fn a_renewed_key_is_fetched_and_a_provider_that_is_gone_is_said_to_be() {
    let mut provider = TestProvider::start().await;
    let hub = hub!(wish(&provider));
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let user = format!("user:{}", rosa.user.sid);
    assert_eq!(tried(&hub, &provider, "1", "rosa@owl.example").await, user);
    provider.renew_key().await;
    assert_eq!(
        tried(&hub, &provider, "1", "rosa@owl.example").await,
        "Unauthenticated",
        "asked a moment ago"
    );
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(31)).await;
    tokio::time::resume();
    assert_eq!(tried(&hub, &provider, "1", "rosa@owl.example").await, user);

    // Nobody listens there.
    let gone = ProviderConfig { issuer: "http://127.0.0.1:1".to_owned(), ..provider.config() };
    let later = hub!(Wish { sign_in_provider: Some(gone), ..Wish::default() });
    let refused = single_sign_on::begin(&later.hub).await;
    assert!(matches!(refused, Err(Error::Unavailable("the provider of sign-ins"))), "{refused:?}");
    let without = hub!();
    assert!(matches!(single_sign_on::begin(&without.hub).await, Err(Error::NotFound(_))));
    assert_eq!(single_sign_on::provider_name(&without.hub), None);
}
