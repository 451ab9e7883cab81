//! Who is asked, and who is not.

use std::time::Duration;

use trusthub_app::items::end_users;
use trusthub_app::review;
use trusthub_domain::bundle::{BundleKind, ObjectSid, Status};
use trusthub_domain::confirmation::{Answer, Channel, Delivery, Seat};
use trusthub_domain::review::Outcome;
use trusthub_testkit::{Business, DAY, SHAKEN, SOUND_BUSINESS, TestHub, Wish, object};

use super::{ROSALIND, answer, asked, asks, evidence, link, questions, reviewer};
use crate::support::{after, hub, present};

const IMPOSSIBLE_EIN: Business = Business { ein: "079999999", ..SOUND_BUSINESS };

/// A profile of an account of its own whose representative is Rosalind of the owl bakery.
async fn naming_rosalind(
    hub: &TestHub,
    name: &'static str,
    ein: &'static str,
) -> trusthub_domain::bundle::Bundle {
    let account = hub.account(name).await;
    let business = Business { name, ein, ..SOUND_BUSINESS };
    let (draft, _) = hub.complete_profile(&account, &business, None).await;
    hub.submit(&account, &draft).await
}

#[tokio::test]
async fn nobody_is_asked_where_the_operator_does_not_want_it() {
    let hub = hub!(Wish::default());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    assert_eq!(questions(&hub, ROSALIND).len(), 0);
    assert_eq!(evidence(&hub, &reviewer, &draft).await, []);
}

#[tokio::test]
async fn what_is_turned_down_anyway_nobody_is_asked_about() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    let (draft, _) = hub.complete_profile(&account, &IMPOSSIBLE_EIN, None).await;
    assert_eq!(hub.submit(&account, &draft).await.status, Status::Rejected);
    after(&hub, DAY).await;
    assert_eq!(questions(&hub, ROSALIND).len(), 0);
}

#[tokio::test]
async fn made_up_people_of_test_accounts_are_not_asked() {
    let hub = hub!(Wish { test_mail_to: Some("tests@hub.example"), ..asks() });
    let account = hub.test_account("Sandbox").await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    trusthub_app::bundles::submit(&hub.hub, &account.actor, draft.kind, draft.sid).await.ok();
    after(&hub, DAY).await;
    assert!(hub.mails().iter().all(|mail| !mail.subject.contains("Do you represent")));
}

#[tokio::test]
async fn both_representatives_are_asked_and_one_denial_is_enough() {
    let hub = hub!(asks());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let mut second = SOUND_BUSINESS.representative();
    second.extend(object(
        serde_json::json!({"first_name": "Ida", "last_name": "Brook", "email": "ida@owlbakery.com"}),
    ));
    let second = hub.end_user(&account, "authorized_representative_2", second).await;
    hub.assign(&account, &draft, ObjectSid::EndUser(second)).await;
    hub.submit(&account, &draft).await;
    assert_eq!(questions(&hub, ROSALIND).len(), 1);
    assert_eq!(answer(&hub, &link(&hub), Answer::Confirm).await, "taken: confirm");
    let outcomes: Vec<_> = evidence(&hub, &reviewer, &draft).await.iter().map(|one| one.outcome).collect();
    assert_eq!(outcomes, [Outcome::Pass, Outcome::Unknown]);
    let idas = super::link_in(&questions(&hub, "ida@owlbakery.com")[0].text);
    assert_eq!(answer(&hub, &idas, Answer::Deny).await, "taken: deny");
    let rejected = present(&hub, &account, &draft).await;
    assert_eq!(crate::support::reasons(&rejected.reasons), [(18605, "authorized_representative_2.email")]);
}

#[tokio::test]
async fn a_trust_product_asks_nobody() {
    let hub = hub!(asks());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (profile, _) = hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    let product = hub.draft(&account, BundleKind::TrustProduct, SHAKEN).await;
    hub.assign(&account, &product, ObjectSid::Bundle(profile.sid)).await;
    hub.submit(&account, &product).await;
    assert_eq!(questions(&hub, ROSALIND).len(), 1, "the profile's own");
}

#[tokio::test]
async fn who_submits_again_while_the_question_is_open_does_not_ask_twice() {
    let hub = hub!(asks());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let first = link(&hub);
    let reason =
        review::GivenReason { code: trusthub_domain::bundle::ReasonCode::ADDRESS, field: None, note: None };
    review::reject(&hub.hub, &reviewer, draft.sid, vec![reason], None).await.unwrap();
    hub.advance(Duration::from_secs(60));
    hub.submit(&account, &draft).await;
    assert_eq!((questions(&hub, ROSALIND).len(), link(&hub)), (1, first.clone()));
    assert_eq!(answer(&hub, &first, Answer::Confirm).await, "taken: confirm");
    assert_eq!(evidence(&hub, &reviewer, &draft).await[0].outcome, Outcome::Pass);
}

#[tokio::test]
async fn a_reminder_goes_out_once_to_who_has_not_answered() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    after(&hub, DAY - Duration::from_secs(60)).await;
    assert_eq!(questions(&hub, ROSALIND).len(), 1);
    after(&hub, Duration::from_secs(120)).await;
    let sent = questions(&hub, ROSALIND);
    assert_eq!(sent.len(), 2);
    assert!(sent[1].subject.starts_with("Reminder: "), "{}", sent[1].subject);
    assert_ne!(sent[0].message_id, sent[1].message_id);
    assert_eq!(super::link_in(&sent[0].text), super::link_in(&sent[1].text), "it is the same question");
    after(&hub, DAY).await;
    assert_eq!(questions(&hub, ROSALIND).len(), 2);
}

#[tokio::test]
async fn who_has_answered_or_was_decided_about_is_not_reminded() {
    let hub = hub!(asks());
    let (account, other, reviewer) =
        (hub.account("Owl").await, hub.account("Heron").await, reviewer(&hub).await);
    let (answered, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &answered).await;
    answer(&hub, &link(&hub), Answer::Confirm).await;
    let elsewhere = Business { ein: "911144442", name: "Heron Voice LLC", ..SOUND_BUSINESS };
    hub.approved_profile(&other, &reviewer, &elsewhere, None).await;
    after(&hub, DAY).await;
    after(&hub, DAY).await;
    assert!(questions(&hub, ROSALIND).iter().all(|mail| !mail.subject.starts_with("Reminder")));
}

#[tokio::test]
async fn an_address_gets_three_messages_a_day_whoever_names_it() {
    let hub = hub!(asks());
    let reviewer = reviewer(&hub).await;
    for (name, ein) in
        [("Owl Bakery Inc.", "942404110"), ("Heron Voice LLC", "911144442"), ("Wren Inc.", "474404112")]
    {
        naming_rosalind(&hub, name, ein).await;
    }
    let fourth = naming_rosalind(&hub, "Lark Inc.", "474404113").await;
    assert_eq!(questions(&hub, ROSALIND).len(), 3);
    assert_eq!(asked(&hub, &reviewer, &fourth).await[0].delivery, Delivery::Held);
    after(&hub, DAY).await;
    let of_fourth = questions(&hub, ROSALIND);
    assert!(
        of_fourth.iter().any(|mail| mail.subject.contains("Lark") && !mail.subject.starts_with("Reminder"))
    );
    let most_on_a_day = of_fourth.len() - 3;
    assert_eq!(most_on_a_day, 3, "reminders count too");
}

#[tokio::test]
async fn what_holds_a_web_address_is_not_sent_to_strangers() {
    let hub = hub!(asks());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (draft, parts) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let mut attributes = SOUND_BUSINESS.representative();
    attributes.extend(object(serde_json::json!({"business_title": "Win at www.prizes.example"})));
    end_users::update(&hub.hub, &account.actor, parts.representative, None, Some(attributes)).await.unwrap();
    hub.submit(&account, &draft).await;
    assert_eq!(questions(&hub, ROSALIND).len(), 0);
    let found = evidence(&hub, &reviewer, &draft).await;
    assert!(found[0].why.contains("cannot be asked"), "{}", found[0].why);
}

#[tokio::test]
async fn a_reviewer_asks_again_and_the_last_answer_counts() {
    let hub = hub!(asks());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let again = |seat, channel| review::ask_representative(&hub.hub, &reviewer, draft.sid, seat, channel);
    let why = |refused: trusthub_app::Result<_>| refused.map(drop).unwrap_err().to_string();
    let too_soon = why(again(Seat::First, Channel::Mail).await);
    assert!(too_soon.contains("give them an hour"), "{too_soon}");
    after(&hub, Duration::from_secs(60 * 60)).await;
    // There is no gateway for text messages, and nobody on the second seat.
    for (seat, channel) in [(Seat::First, Channel::Sms), (Seat::Second, Channel::Mail)] {
        let refused = why(again(seat, channel).await);
        assert!(refused.contains("cannot be asked that way"), "{refused}");
    }
    let first = link(&hub);
    again(Seat::First, Channel::Mail).await.unwrap();
    hub.run_jobs().await;
    let second = link(&hub);
    assert_eq!((questions(&hub, ROSALIND).len(), first == second), (2, false));
    let dossier = review::show(&hub.hub, &reviewer, draft.sid).await.unwrap();
    assert_eq!(dossier.confirmations.len(), 2);
    assert_eq!(dossier.cases[0].notes.last().unwrap().text, "Representative 1, asked again by mail.");
    assert_eq!(answer(&hub, &first, Answer::Confirm).await, "taken: confirm");
    assert_eq!(evidence(&hub, &reviewer, &draft).await[0].outcome, Outcome::Pass);
    assert_eq!(answer(&hub, &second, Answer::Deny).await, "taken: deny");
    assert_eq!(evidence(&hub, &reviewer, &draft).await[0].outcome, Outcome::Fail);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_clicks_at_once_ask_a_representative_once() {
    let hub = hub!(asks());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    after(&hub, Duration::from_secs(60 * 60)).await;
    let again = || review::ask_representative(&hub.hub, &reviewer, draft.sid, Seat::First, Channel::Mail);
    let (one, two) = tokio::join!(again(), again());
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|done| **done).count(), 1, "{one:?} {two:?}");
    hub.run_jobs().await;
    assert_eq!(questions(&hub, ROSALIND).len(), 2);
}
