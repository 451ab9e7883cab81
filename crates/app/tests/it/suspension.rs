//! The provider puts a bundle out of force, and back.

use trusthub_app::Actor;
use trusthub_app::items::documents;
use trusthub_app::review::{self, GivenReason};
use trusthub_domain::bundle::{BundleKind, ReasonCode, Status};
use trusthub_domain::item::DocumentStatus;
use trusthub_domain::review::Role;
use trusthub_testkit::{DAY, PRIMARY, SOUND_BUSINESS};

use crate::support::{after, hub, lead, present, reasons, refusal};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

#[tokio::test]
async fn a_suspended_profile_shows_as_rejected_and_returns_to_where_it_stood() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (approved, parts) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let note = Some("We are told that the business has closed.".to_owned());
    let suspended = review::suspend(&hub.hub, &lead, approved.sid, note.clone()).await.unwrap();
    assert_eq!(suspended.shown_status(), Status::Rejected);
    let shown = suspended.shown_reasons();
    assert_eq!(reasons(&shown), [(99004, "")]);
    assert_eq!(shown[0].note, note);
    assert!(!suspended.is_in_force(hub.hub.now()));
    let document = documents::find(&hub.hub, &account.actor, parts.address).await.unwrap();
    assert_eq!(document.status, DocumentStatus::Rejected, "its documents follow");

    let back = review::reinstate(&hub.hub, &lead, approved.sid).await.unwrap();
    assert_eq!((back.shown_status(), back.valid_until), (Status::Approved, approved.valid_until));
    assert!(back.shown_reasons().is_empty());
    let document = documents::find(&hub.hub, &account.actor, parts.address).await.unwrap();
    assert_eq!(document.status, DocumentStatus::Approved);
}

#[tokio::test]
async fn a_case_waits_until_the_suspension_is_lifted() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    review::suspend(&hub.hub, &lead, draft.sid, None).await.unwrap();
    let reason = GivenReason { code: ReasonCode::OTHER, field: None, note: None };
    assert_eq!(refusal(review::approve(&hub.hub, &lead, draft.sid, None).await), "Rule(Suspended)");
    let reject = review::reject(&hub.hub, &lead, draft.sid, vec![reason], None).await;
    assert_eq!(refusal(reject), "Rule(Suspended)");
    let back = review::reinstate(&hub.hub, &lead, draft.sid).await.unwrap();
    assert_eq!(back.shown_status(), Status::InReview);
    assert_eq!(hub.approve(&lead, &draft).await.status, Status::Approved);
}

#[tokio::test]
async fn an_approval_that_ran_out_during_a_suspension_does_not_come_back() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    for worker_was_up in [true, false] {
        let (approved, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
        review::suspend(&hub.hub, &lead, approved.sid, None).await.unwrap();
        if worker_was_up {
            after(&hub, 366 * DAY).await;
        } else {
            hub.advance(366 * DAY);
        }
        let back = review::reinstate(&hub.hub, &lead, approved.sid).await.unwrap();
        assert_eq!(back.shown_status(), Status::Rejected, "worker up: {worker_was_up}");
        assert_eq!(reasons(&back.reasons), [(22601, "")], "worker up: {worker_was_up}");
        let again = hub.submit(&account, &back).await;
        assert_eq!(again.status, Status::InReview, "it can be submitted again; worker up: {worker_was_up}");
    }
}

#[tokio::test]
async fn only_what_is_under_review_or_approved_is_suspended_and_only_by_a_lead() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let reviewer = hub.reviewer("reviewer@hub.example", Role::Reviewer).await;
    let draft = hub.draft(&account, PROFILE, PRIMARY).await;
    let suspend = |by| review::suspend(&hub.hub, by, draft.sid, None);
    assert_eq!(refusal(suspend(&lead).await), "Rule(NothingToSuspend)", "a draft");
    hub.submit(&account, &draft).await;
    assert_eq!(refusal(suspend(&lead).await), "Rule(NothingToSuspend)", "rejected");
    assert_eq!(refusal(review::reinstate(&hub.hub, &lead, draft.sid).await), "Rule(NotSuspended)");

    let (approved, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let suspend = |by| review::suspend(&hub.hub, by, approved.sid, None);
    let operator = Actor::operator();
    for by in [&reviewer, &account.actor, &operator] {
        assert!(refusal(suspend(by).await).starts_with("Forbidden"), "{by:?}");
    }
    let empty = review::suspend(&hub.hub, &lead, approved.sid, Some(" ".to_owned())).await;
    assert_eq!(refusal(empty), "Invalid(Missing(\"note\"))");
    suspend(&lead).await.unwrap();
    assert_eq!(refusal(suspend(&lead).await), "Rule(AlreadySuspended)");
    assert!(refusal(review::reinstate(&hub.hub, &reviewer, approved.sid).await).starts_with("Forbidden"));
    assert_eq!(present(&hub, &account, &approved).await.shown_status(), Status::Rejected);
}
