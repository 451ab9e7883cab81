//! What an answer does, and which are taken.

use std::time::Duration;

use trusthub_app::bundles::{self, copies};
use trusthub_app::confirmations;
use trusthub_app::items::end_users;
use trusthub_app::{Actor, accounts, audit};
use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::confirmation::{Answer, Standing};
use trusthub_domain::review::{CaseState, Outcome};
use trusthub_testkit::{Business, DAY, SOUND_BUSINESS, object};

use super::{CHECK, answer, asked, asks, evidence, link, look, questions, reviewer, word};
use crate::support::{after, end_user_in, hub, present, reasons};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

#[tokio::test]
async fn a_confirmation_is_evidence_and_looking_changes_nothing() {
    let hub = hub!(asks());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let found = evidence(&hub, &reviewer, &draft).await;
    assert_eq!(found.iter().map(|one| one.outcome).collect::<Vec<_>>(), [Outcome::Unknown]);
    assert_eq!(found[0].field.as_deref(), Some("authorized_representative_1.email"));
    let before = asked(&hub, &reviewer, &draft).await;
    for _ in 0..3 {
        assert_eq!(look(&hub, &link(&hub)).await, "question");
    }
    assert_eq!(asked(&hub, &reviewer, &draft).await, before);

    assert_eq!(answer(&hub, &link(&hub), Answer::Confirm).await, "taken: confirm");
    let found = evidence(&hub, &reviewer, &draft).await;
    assert_eq!(found.iter().map(|one| one.outcome).collect::<Vec<_>>(), [Outcome::Pass]);
    assert_ne!(present(&hub, &account, &draft).await.status, Status::Rejected);
    let log = audit::export(&hub.hub, &Actor::operator(), account.sid, 0, 100).await.unwrap();
    let told: Vec<_> = log.iter().filter(|entry| entry.action.starts_with("confirmation.")).collect();
    let told: Vec<_> = told.iter().map(|entry| (entry.action.as_str(), entry.actor.as_str())).collect();
    assert_eq!(
        told,
        [
            ("confirmation.ask", "system"),
            ("confirmation.send", "system"),
            ("confirmation.sent", "system"),
            ("confirmation.confirm", "representative"),
        ]
    );
}

#[tokio::test]
async fn a_denial_rejects_at_once_with_the_representatives_code() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    assert_eq!(answer(&hub, &link(&hub), Answer::Deny).await, "taken: deny");
    let rejected = present(&hub, &account, &draft).await;
    assert_eq!(rejected.status, Status::Rejected);
    assert_eq!(reasons(&rejected.reasons), [(18604, "authorized_representative_1.email")]);
    // Whoever settles it submits again, and the person is asked again.
    hub.advance(DAY);
    assert_eq!(hub.submit(&account, &draft).await.status, Status::InReview);
    assert_eq!(questions(&hub, super::ROSALIND).len(), 2);
    assert_eq!(answer(&hub, &link(&hub), Answer::Confirm).await, "taken: confirm");
}

#[tokio::test]
async fn an_answer_is_given_once_and_repeating_it_does_no_harm() {
    let hub = hub!(asks());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let link = link(&hub);
    assert_eq!(answer(&hub, &link, Answer::Confirm).await, "taken: confirm");
    let first = asked(&hub, &reviewer, &draft).await;
    hub.advance(Duration::from_secs(60));
    assert_eq!(answer(&hub, &link, Answer::Confirm).await, "taken: confirm");
    assert_eq!(answer(&hub, &link, Answer::Deny).await, "answered");
    assert_eq!(look(&hub, &link).await, "answered");
    assert_eq!(asked(&hub, &reviewer, &draft).await, first);
    assert_ne!(present(&hub, &account, &draft).await.status, Status::Rejected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_answers_at_once_one_is_taken() {
    let hub = hub!(asks());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let (link, node) = (link(&hub), hub.another_node().await);
    let say = async |hub: &trusthub_app::Hub, answer| word(confirmations::answer(hub, &link, answer).await);
    let (yes, no) = tokio::join!(say(&hub.hub, Answer::Confirm), say(&node, Answer::Deny));
    let said = [yes, no];
    let stands = asked(&hub, &reviewer, &draft).await[0].answered.expect("an answer").answer;
    let expected = match stands {
        Answer::Confirm => ["taken: confirm", "answered"],
        Answer::Deny => ["answered", "taken: deny"],
    };
    assert_eq!(said, expected);
    let log = audit::export(&hub.hub, &Actor::operator(), account.sid, 0, 100).await.unwrap();
    assert_eq!(log.iter().filter(|entry| entry.actor == "representative").count(), 1);
}

#[tokio::test]
async fn who_answers_too_late_is_told_so_and_a_reviewer_decides() {
    let hub = hub!(asks());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let link = link(&hub);
    after(&hub, 3 * DAY).await;
    for said in [look(&hub, &link).await, answer(&hub, &link, Answer::Deny).await] {
        assert_eq!(said, "over");
    }
    let question = &asked(&hub, &reviewer, &draft).await[0];
    assert_eq!(question.standing(hub.hub.now()), Standing::Expired);
    assert_eq!(present(&hub, &account, &draft).await.status, Status::InReview);
    hub.approve(&reviewer, &draft).await;
}

#[tokio::test]
async fn a_link_that_was_not_sent_opens_nothing() {
    let hub = hub!(asks());
    let (account, other) = (hub.account("Owl").await, hub.account("Heron").await);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let own = link(&hub);
    let elsewhere = Business { ein: "911144442", name: "Heron Voice LLC", ..SOUND_BUSINESS };
    let (second, _) = hub.complete_profile(&other, &elsewhere, None).await;
    hub.submit(&other, &second).await;
    let others = link(&hub);
    assert_ne!(own, others);
    // The identifier of the one with the seal of the other, bits changed, cut, lengthened, nonsense.
    let mixed = format!("{}{}", &own[..22], &others[22..]);
    let flipped = format!("{}{}", &own[..63], if own.ends_with('A') { 'B' } else { 'A' });
    let zeros = "A".repeat(64);
    for wrong in
        [mixed.as_str(), &flipped, &own[..63], &format!("{own}AAAA"), "x", "", "../../health", &zeros]
    {
        assert_eq!(look(&hub, wrong).await, "unknown", "{wrong}");
        assert_eq!(answer(&hub, wrong, Answer::Deny).await, "unknown", "{wrong}");
    }
    // Without a gateway no code was sent, so none is taken.
    for code in ["000000", "", "999999"] {
        assert_eq!(confirmations::exchange(&hub.hub, &own[..22], code).await.unwrap(), None);
    }
    assert_eq!(look(&hub, &own).await, "question");
}

#[tokio::test]
async fn the_links_of_an_erased_account_open_nothing() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let link = link(&hub);
    accounts::erase(&hub.hub, &Actor::operator(), account.sid).await.unwrap();
    assert_eq!(look(&hub, &link).await, "unknown");
    assert_eq!(answer(&hub, &link, Answer::Confirm).await, "unknown");
}

#[tokio::test]
async fn a_confirmation_is_carried_over_for_a_year_while_the_data_stay_the_same() {
    let hub = hub!(asks());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (original, _) = hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    assert_eq!(answer(&hub, &link(&hub), Answer::Confirm).await, "taken: confirm");
    let sent = || questions(&hub, super::ROSALIND).len();
    assert_eq!(sent(), 1);

    hub.advance(100 * DAY);
    let copy = copies::create(&hub.hub, &account.actor, PROFILE, original.sid).await.unwrap();
    hub.submit(&account, &copy).await;
    assert_eq!(sent(), 1, "nobody is asked twice for the same");
    let found = evidence(&hub, &reviewer, &copy).await;
    assert_eq!(found[0].outcome, Outcome::Pass);
    assert!(found[0].why.contains("earlier submission"), "{}", found[0].why);
    hub.approve(&reviewer, &copy).await;

    let copy = copies::create(&hub.hub, &account.actor, PROFILE, original.sid).await.unwrap();
    let own = end_user_in(&hub, &account, &copy, "authorized_representative_1").await;
    let mut attributes = SOUND_BUSINESS.representative();
    attributes.extend(object(serde_json::json!({"business_title": "Director"})));
    end_users::update(&hub.hub, &account.actor, own, None, Some(attributes)).await.unwrap();
    hub.submit(&account, &copy).await;
    assert_eq!(sent(), 2, "another title is another question");
    assert_eq!(evidence(&hub, &reviewer, &copy).await[0].outcome, Outcome::Unknown);
    // The answer is about what the copy has become a part of.
    hub.approve(&reviewer, &copy).await;
    assert_eq!(answer(&hub, &link(&hub), Answer::Confirm).await, "taken: confirm");
    assert_eq!(asked(&hub, &reviewer, &original).await.len(), 2);

    hub.advance(366 * DAY);
    bundles::submit(&hub.hub, &account.actor, PROFILE, original.sid).await.ok();
    hub.run_jobs().await;
    bundles::submit(&hub.hub, &account.actor, PROFILE, original.sid).await.ok();
    hub.run_jobs().await;
    assert_eq!(sent(), 3, "after a year it is asked again");
}

#[tokio::test]
async fn a_denial_after_the_approval_is_put_before_a_reviewer() {
    let hub = hub!(asks());
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (profile, _) = hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    assert_eq!(answer(&hub, &link(&hub), Answer::Deny).await, "taken: deny");
    assert_eq!(present(&hub, &account, &profile).await.status, Status::Approved, "a person decides");
    let dossier = trusthub_app::review::show(&hub.hub, &reviewer, profile.sid).await.unwrap();
    let case = &dossier.cases[0];
    assert_eq!((dossier.cases.len(), &case.state), (2, &CaseState::Open));
    let found = case.assessment.as_ref().unwrap().evidence.iter().find(|one| one.check == CHECK).unwrap();
    assert_eq!(found.outcome, Outcome::Fail);
}
