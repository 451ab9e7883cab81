//! A business profile from draft to decision.

use trusthub_app::items::end_users;
use trusthub_app::review::{self, CaseFilter, GivenReason};
use trusthub_app::{bundles, bundles::evaluations};
use trusthub_domain::bundle::{BundleKind, ObjectSid, ReasonCode, ReasonObject, Status};
use trusthub_domain::evaluation::Compliance;
use trusthub_domain::review::{CaseOutcome, CaseState, Outcome, REVIEW_CLOCK, Verdict};
use trusthub_testkit::{Business, DAY, PRIMARY, SOUND_BUSINESS, Wish, object};

use crate::support::{first_page, hub, lead, present, reasons, refusal};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

#[tokio::test]
async fn a_draft_is_told_what_it_lacks_until_it_is_complete() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let policy = PRIMARY.parse().unwrap();
    let draft = hub.draft(&account, PROFILE, PRIMARY).await;
    let evaluate = || evaluations::create(&hub.hub, &account.actor, PROFILE, draft.sid, policy);

    let empty = evaluate().await.unwrap();
    assert_eq!(empty.report.status, Compliance::Noncompliant);
    assert_eq!(
        reasons(&empty.report.shortcomings()),
        [
            (22214, "customer_profile_business_information"),
            (22214, "authorized_representative_1"),
            (22216, "customer_profile_address"),
        ]
    );

    let business =
        hub.end_user(&account, "customer_profile_business_information", object(serde_json::json!({})));
    hub.assign(&account, &draft, ObjectSid::EndUser(business.await)).await;
    let fields = evaluate().await.unwrap().report.shortcomings();
    let of_business = |(code, field): &(u32, &str)| *code == 22215 && field.contains("business_information.");
    assert!(reasons(&fields).iter().any(of_business), "each missing field is named: {fields:?}");

    let (complete, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let sound = evaluations::create(&hub.hub, &account.actor, PROFILE, complete.sid, policy).await.unwrap();
    assert_eq!(sound.report.status, Compliance::Compliant);
    assert_eq!(reasons(&sound.report.shortcomings()), []);
    assert_eq!(present(&hub, &account, &complete).await.status, Status::Draft, "an evaluation moves nothing");

    let kept = evaluations::list(&hub.hub, &account.actor, PROFILE, draft.sid, first_page(10)).await.unwrap();
    assert_eq!(kept.items.len(), 2);
    let found = evaluations::find(&hub.hub, &account.actor, PROFILE, draft.sid, empty.sid).await.unwrap();
    assert_eq!(found.report.status, Compliance::Noncompliant, "stored as it was found");
}

#[tokio::test]
async fn a_complete_profile_goes_into_review_with_evidence_and_a_day_to_decide() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;

    let submitted = bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap();
    assert_eq!(submitted.status, Status::InReview);
    let waiting = CaseFilter { includes_vetting: true, ..CaseFilter::default() };
    let queue = review::list(&hub.hub, &lead, waiting).await.unwrap();
    assert_eq!(queue.iter().map(|line| line.case.state.as_str()).collect::<Vec<_>>(), ["vetting"]);
    assert_eq!(
        review::list(&hub.hub, &lead, CaseFilter::default()).await.unwrap(),
        [],
        "not for reviewers yet"
    );
    assert_eq!(refusal(review::approve(&hub.hub, &lead, draft.sid, None).await), "Case(StillVetting)");

    hub.run_jobs().await;
    let queue = review::list(&hub.hub, &lead, CaseFilter::default()).await.unwrap();
    assert_eq!(queue.len(), 1);
    assert_eq!(queue[0].case.due_at, queue[0].case.opened_at.plus(REVIEW_CLOCK));
    assert_eq!(queue[0].case.bundle_sid, draft.sid);
    let dossier = review::show(&hub.hub, &lead, draft.sid).await.unwrap();
    assert_eq!((dossier.end_users.len(), dossier.documents.len(), dossier.addresses.len()), (2, 1, 1));
    let assessment = dossier.cases[0].assessment.as_ref().unwrap();
    assert_eq!(assessment.verdict, Verdict::Refer);
    for check in ["identifier.ein", "email.domain_matches_website", "phone.", "address.", "duplicate."] {
        let found = assessment.evidence.iter().find(|evidence| evidence.check.starts_with(check));
        assert!(found.is_some_and(|evidence| evidence.outcome != Outcome::Fail), "{check}: {found:?}");
    }
    assert_ne!(dossier.cases[0].inputs, serde_json::Value::Null, "the decision can be replayed");
}

#[tokio::test]
async fn an_approval_holds_for_a_year() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (approved, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;

    let now = present(&hub, &account, &approved).await;
    assert_eq!(now.status, Status::Approved);
    let valid_for = now.valid_until.unwrap().since(now.date_updated);
    assert!(valid_for.abs_diff(365 * DAY).as_secs() < 1, "{valid_for:?}");
    let case = &review::show(&hub.hub, &lead, now.sid).await.unwrap().cases[0];
    assert!(matches!(case.state, CaseState::Decided { by: Some(_), outcome: CaseOutcome::Approved, .. }));
    assert_eq!(review::list(&hub.hub, &lead, CaseFilter::default()).await.unwrap(), [], "the queue is empty");
}

#[tokio::test]
async fn what_does_not_comply_is_rejected_at_once_with_a_reason_per_field() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, items) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let mut attributes = SOUND_BUSINESS.representative();
    attributes.remove("job_position");
    attributes.insert("email".to_owned(), "nobody".into());
    let changed = end_users::update(&hub.hub, &account.actor, items.representative, None, Some(attributes));
    changed.await.unwrap();

    let rejected = bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap();
    assert_eq!(rejected.status, Status::Rejected);
    assert_eq!(
        reasons(&rejected.reasons),
        [(22215, "authorized_representative_1.email"), (22215, "authorized_representative_1.job_position")]
    );
    for reason in &rejected.reasons {
        assert_eq!(reason.object, Some(ReasonObject::EndUser(items.representative)), "{reason:?}");
        assert!(!reason.message.contains("nobody"), "what was entered is not repeated: {}", reason.message);
    }
    assert_eq!(rejected.event_sequence, 2, "through pending-review");
    let all = CaseFilter { includes_vetting: true, ..CaseFilter::default() };
    assert_eq!(review::list(&hub.hub, &lead, all).await.unwrap(), [], "nobody has to look at it");
    let kept = evaluations::list(&hub.hub, &account.actor, PROFILE, draft.sid, first_page(10)).await.unwrap();
    assert_eq!(kept.items.len(), 1, "the evaluation that decided is kept");
}

#[tokio::test]
async fn a_rejected_profile_is_mended_and_submitted_again() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, items) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let reason = GivenReason {
        code: ReasonCode::WEBSITE,
        field: Some("customer_profile_business_information.website_url".to_owned()),
        note: Some("The imprint names\nanother company.".to_owned()),
    };
    let rejected = review::reject(&hub.hub, &lead, draft.sid, vec![reason], None).await.unwrap();
    assert_eq!(rejected.status, Status::Rejected);
    assert_eq!(reasons(&rejected.reasons), [(18601, "customer_profile_business_information.website_url")]);
    assert_eq!(rejected.reasons[0].object, Some(ReasonObject::EndUser(items.business)));
    assert_eq!(rejected.reasons[0].note.as_deref(), Some("The imprint names\nanother company."));

    let mended =
        end_users::update(&hub.hub, &account.actor, items.business, None, Some(SOUND_BUSINESS.information()));
    mended.await.unwrap();
    let again = hub.submit(&account, &draft).await;
    assert_eq!((again.status, again.reasons.len()), (Status::InReview, 0), "the reasons are gone");
    assert_eq!(hub.approve(&lead, &draft).await.status, Status::Approved);
    let cases = review::show(&hub.hub, &lead, draft.sid).await.unwrap().cases;
    assert_eq!(cases.len(), 2, "each submission has a case of its own");
}

const IMPOSSIBLE_EIN: Business = Business { ein: "079999999", ..SOUND_BUSINESS };

#[tokio::test]
async fn what_is_certainly_wrong_is_rejected_by_the_hub_with_code_field_and_item() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, items) = hub.complete_profile(&account, &IMPOSSIBLE_EIN, None).await;
    let rejected = hub.submit(&account, &draft).await;
    assert_eq!(rejected.status, Status::Rejected);
    let number = "customer_profile_business_information.business_registration_number";
    assert_eq!(reasons(&rejected.reasons), [(18602, number)]);
    assert_eq!(rejected.reasons[0].object, Some(ReasonObject::EndUser(items.business)));
    let case = &review::show(&hub.hub, &lead, draft.sid).await.unwrap().cases[0];
    assert!(matches!(case.state, CaseState::Decided { by: None, outcome: CaseOutcome::Rejected, .. }));
    assert!(case.assessment.as_ref().is_some_and(|found| !found.evidence.is_empty()));
}

#[tokio::test]
async fn without_automatic_decisions_a_reviewer_decides_even_what_is_certainly_wrong() {
    let hub = hub!(Wish { refers_everything: true, ..Wish::default() });
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, _) = hub.complete_profile(&account, &IMPOSSIBLE_EIN, None).await;
    assert_eq!(hub.submit(&account, &draft).await.status, Status::InReview);
    let case = &review::show(&hub.hub, &lead, draft.sid).await.unwrap().cases[0];
    assert_eq!(case.state, CaseState::Open);
    assert!(
        matches!(case.assessment.as_ref().unwrap().verdict, Verdict::Reject { .. }),
        "and sees what was found"
    );

    let incomplete = hub.draft(&account, PROFILE, PRIMARY).await;
    assert_eq!(
        hub.submit(&account, &incomplete).await.status,
        Status::Rejected,
        "non-compliance still rejects"
    );
}

#[tokio::test]
async fn a_vetting_that_runs_twice_decides_once() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let approved = hub.approve(&lead, &draft).await;
    let before = review::show(&hub.hub, &lead, draft.sid).await.unwrap().cases;
    hub.sql(&format!(
        "INSERT INTO jobs (id, kind, account_sid, subject, state, run_at, due_at, attempts, date_created) \
         VALUES ('00000000-0000-7000-8000-000000000001', 'vet', '{}', '{}', 'ready', 0, 0, 0, 0)",
        account.sid, before[0].sid
    ))
    .await;
    assert_eq!(hub.run_jobs().await, 3, "the vetting again, and the approval's event with its mail");
    assert_eq!(review::show(&hub.hub, &lead, draft.sid).await.unwrap().cases, before);
    assert_eq!(present(&hub, &account, &approved).await, approved);
}

#[tokio::test]
async fn only_a_draft_or_rejected_profile_can_be_submitted() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let again = || bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid);
    assert_eq!(refusal(again().await), "Rule(AlreadyUnderReview)");
    hub.approve(&lead, &draft).await;
    assert_eq!(refusal(again().await), "Rule(AlreadyApproved)");
    review::suspend(&hub.hub, &lead, draft.sid, None).await.unwrap();
    assert_eq!(refusal(again().await), "Rule(Suspended)");
}
