//! Two writers at once: one wins, the other is told, nothing is half-done.

use std::collections::BTreeSet;

use trusthub_app::bundles::{self, channels, items};
use trusthub_app::items::end_users;
use trusthub_app::review::{self, Approved, GivenReason};
use trusthub_app::{Error, Result, start};
use trusthub_domain::bundle::{BundleKind, Edit, ObjectSid, ReasonCode, Rule, Status};
use trusthub_domain::review::Role;
use trusthub_testkit::{PRIMARY, SOUND_BUSINESS};

use crate::support::{first_page, hub, items_of, present};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

/// Being too late is told as a conflict or as the rule that the winner put in the way.
fn is_too_late<T>(result: &Result<T>) -> bool {
    matches!(
        result,
        Err(Error::Conflict | Error::Rule(_) | Error::Case(_) | Error::NotFound(_) | Error::AlreadyExists(_))
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_submissions_one_wins() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let submit = || bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid);
    let (first, second) = tokio::join!(submit(), submit());
    assert_eq!([&first, &second].iter().filter(|one| one.is_ok()).count(), 1, "{first:?} {second:?}");
    assert!(is_too_late(&first) || is_too_late(&second), "{first:?} {second:?}");
    let stored = present(&hub, &account, &draft).await;
    assert_eq!((stored.status, stored.event_sequence), (Status::InReview, 2));
    let evaluations =
        bundles::evaluations::list(&hub.hub, &account.actor, PROFILE, draft.sid, first_page(9)).await;
    assert_eq!(evaluations.unwrap().items.len(), 1, "the loser left nothing behind");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_edit_never_slips_into_a_submitted_profile() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    for round in 0..6 {
        let (draft, items) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
        let mut late = SOUND_BUSINESS.information();
        late.insert("business_name".to_owned(), "Another Name Inc.".into());
        let edit = end_users::update(&hub.hub, &account.actor, items.business, None, Some(late));
        let submission = bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid);
        let (edit, submission) = tokio::join!(edit, submission);
        assert!(edit.is_ok() || submission.is_ok(), "round {round}: nobody won: {edit:?} {submission:?}");
        let stored = present(&hub, &account, &draft).await;
        let is_frozen = stored.status == Status::InReview;
        assert_eq!(submission.is_ok(), is_frozen, "round {round}");
        if let Err(error) = edit {
            assert!(matches!(error, Error::ItemFrozen(_) | Error::Conflict), "round {round}: {error:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn items_assigned_all_at_once_are_all_assigned() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let bundle = hub.draft(&account, PROFILE, PRIMARY).await;
    let business =
        hub.end_user(&account, "customer_profile_business_information", SOUND_BUSINESS.information()).await;
    let first = hub.end_user(&account, "authorized_representative_1", SOUND_BUSINESS.representative()).await;
    let second = hub.end_user(&account, "authorized_representative_2", SOUND_BUSINESS.representative()).await;
    let address = hub.address_document(&account).await;
    let assign = |object| items::assign(&hub.hub, &account.actor, PROFILE, bundle.sid, object);
    let done = tokio::join!(
        assign(ObjectSid::EndUser(business)),
        assign(ObjectSid::EndUser(first)),
        assign(ObjectSid::EndUser(second)),
        assign(ObjectSid::SupportingDocument(address)),
    );
    assert!(done.0.is_ok() && done.1.is_ok() && done.2.is_ok() && done.3.is_ok(), "{done:?}");
    assert_eq!(items_of(&hub, &account, &bundle).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_place_takes_one_of_two_objects() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let bundle = hub.draft(&account, PROFILE, PRIMARY).await;
    let one = hub.end_user(&account, "authorized_representative_1", SOUND_BUSINESS.representative()).await;
    let other = hub.end_user(&account, "authorized_representative_1", SOUND_BUSINESS.representative()).await;
    let assign = |sid| items::assign(&hub.hub, &account.actor, PROFILE, bundle.sid, ObjectSid::EndUser(sid));
    let (first, second) = tokio::join!(assign(one), assign(other));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert_eq!(items_of(&hub, &account, &bundle).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_number_goes_to_one_of_two_profiles() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let number = hub.number(&account, "+15102345678").await;
    let one = hub.draft(&account, PROFILE, PRIMARY).await;
    let other = hub.draft(&account, PROFILE, PRIMARY).await;
    let assign = |sid| channels::assign(&hub.hub, &account.actor, PROFILE, sid, number);
    let (first, second) = tokio::join!(assign(one.sid), assign(other.sid));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert!(is_too_late(&first) || is_too_late(&second), "{first:?} {second:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_reviewers_one_decides() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let one = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let other = hub.reviewer("other@hub.example", Role::Reviewer).await;
    let reason = GivenReason { code: ReasonCode::WEBSITE, field: None, note: None };
    let approval = review::approve(&hub.hub, &one, draft.sid, None);
    let rejection = review::reject(&hub.hub, &other, draft.sid, vec![reason], None);
    let (approval, rejection) = tokio::join!(approval, rejection);
    let stored = present(&hub, &account, &draft).await;
    match (&approval, &rejection) {
        (Ok(Approved::Final(_)), Err(_)) => assert_eq!(stored.status, Status::Approved),
        (Err(_), Ok(_)) => assert_eq!(stored.status, Status::Rejected),
        both => panic!("{both:?}"),
    }
    assert_eq!(stored.event_sequence, 3, "one decision, one event");
    hub.run_jobs().await;
    assert_eq!(hub.mails().len(), 1, "one decision, one mail");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_edit_of_a_profile_is_lost() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let draft = hub.draft(&account, PROFILE, PRIMARY).await;
    let rename = |name: &str| {
        let edit = Edit { friendly_name: Some(name.to_owned()), ..Edit::default() };
        bundles::edit(&hub.hub, &account.actor, PROFILE, draft.sid, edit)
    };
    let answers = tokio::join!(rename("one"), rename("two"), rename("three"));
    let answers = [answers.0, answers.1, answers.2];
    let won = answers.iter().filter(|answer| answer.is_ok()).count();
    assert!(won >= 1, "{answers:?}");
    for answer in &answers {
        assert!(matches!(answer, Ok(_) | Err(Error::Conflict)), "{answer:?}");
    }
    let versions: BTreeSet<i64> = answers.iter().flatten().map(|bundle| bundle.version).collect();
    assert_eq!(versions.len(), won, "each success is a version of its own");
    assert_eq!(present(&hub, &account, &draft).await.version, draft.version + i64::try_from(won).unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_nodes_one_makes_the_first_account() {
    let hub = hub!();
    let other = hub.another_node().await;
    let email: trusthub_domain::contact::Email = "reviewer@hub.example".parse().unwrap();
    let (first, second) = tokio::join!(
        start::first_start(&hub.hub, email.clone(), |_| Ok(())),
        start::first_start(&other, email, |_| Ok(()))
    );
    let made = [first, second].into_iter().filter(|one| matches!(one, Ok(Some(_)))).count();
    assert_eq!(made, 1);
}

#[tokio::test]
async fn the_rule_is_named_when_it_is_the_winner_that_stands_in_the_way() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let again = bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid).await;
    assert!(matches!(again, Err(Error::Rule(Rule::AlreadyUnderReview))), "{again:?}");
}
