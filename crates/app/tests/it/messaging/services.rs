//! Messaging services and their numbers.

use trusthub_app::items::numbers;
use trusthub_app::messaging::{senders, services};
use trusthub_domain::messaging::ServiceSettings;

use super::service;
use crate::support::{first_page, hub, is_missing, refusal};

#[tokio::test]
async fn a_service_keeps_what_it_is_told_and_refuses_what_it_cannot_keep() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let made = service(&hub, &account).await.service;
    let changed = services::update(&hub.hub, &account.actor, made.sid, |settings| ServiceSettings {
        usecase: "marketing".to_owned(),
        inbound_request_url: Some("https://owl.example/in".to_owned()),
        ..settings
    });
    let changed = changed.await.unwrap().service;
    assert_eq!(
        (changed.settings.usecase.as_str(), changed.settings.friendly_name.as_str()),
        ("marketing", "Bakery news")
    );
    for (settings, what) in [
        (ServiceSettings { friendly_name: String::new(), ..made.settings.clone() }, "FriendlyName"),
        (ServiceSettings { friendly_name: "x".repeat(65), ..made.settings.clone() }, "FriendlyName"),
        (ServiceSettings { usecase: "spam".to_owned(), ..made.settings.clone() }, "ServiceUseCase"),
        (
            ServiceSettings { fallback_url: Some("ftp://x".to_owned()), ..made.settings.clone() },
            "FallbackUrl",
        ),
        (ServiceSettings { inbound_method: "PUT".to_owned(), ..made.settings.clone() }, "InboundMethod"),
        (ServiceSettings { validity_period_seconds: 0, ..made.settings.clone() }, "ValidityPeriod"),
    ] {
        let refused = refusal(services::create(&hub.hub, &account.actor, settings).await);
        assert!(refused.contains(what), "{what}: {refused}");
    }
}

#[tokio::test]
async fn a_number_is_in_one_service_and_only_its_own_accounts() {
    let hub = hub!();
    let (account, stranger) = (hub.account("Owl").await, hub.account("Jay").await);
    let (first, second) =
        (service(&hub, &account).await.service.sid, service(&hub, &account).await.service.sid);
    let number = hub.number(&account, "+15105550123").await;
    let added = senders::add(&hub.hub, &account.actor, first, number).await.unwrap();
    assert_eq!(added.number.phone_number.as_str(), "+15105550123");
    for (service, why) in [(first, "SenderPresent"), (second, "SenderTaken")] {
        let again = senders::add(&hub.hub, &account.actor, service, number).await;
        assert_eq!(refusal(again), format!("Messaging({why})"));
    }
    let theirs = hub.number(&stranger, "+15105550124").await;
    assert!(is_missing(&senders::add(&hub.hub, &account.actor, first, theirs).await));
    assert!(is_missing(&senders::add(&hub.hub, &stranger.actor, first, theirs).await));
    assert!(is_missing(&senders::find(&hub.hub, &account.actor, second, number).await));

    numbers::delete(&hub.hub, &account.actor, number).await.unwrap();
    let left = senders::list(&hub.hub, &account.actor, first, first_page(50)).await.unwrap();
    assert!(left.items.is_empty(), "a number that was released leaves its service");
    services::delete(&hub.hub, &account.actor, first).await.unwrap();
    assert!(is_missing(&services::find(&hub.hub, &account.actor, first).await));
}
