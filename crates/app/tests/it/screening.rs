//! Screening: at submission, after a list changed, and what a reviewer makes of a hit.

use std::time::Duration;

use trusthub_app::items::end_users;
use trusthub_app::review::{self, Approved, CaseFilter, GivenReason};
use trusthub_app::watchlists::{self, Import};
use trusthub_app::{Actor, Error, bundles, work};
use trusthub_domain::bundle::{Bundle, BundleKind, ReasonCode, Status};
use trusthub_domain::review::{Case, CaseOutcome, CaseState, Outcome, Role};
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub};
use trusthub_vetting::{Application, assess};

use crate::support::{hub, lead};
use crate::watchlists::{import, own};

const PROFILE: BundleKind = BundleKind::CustomerProfile;
const CLEAN: &str = "1,person,Wenceslas Threadgold\n2,business,Marzipan Submarine Works\n";
/// The representative of the testkit's businesses, and somebody else.
const LISTED: &str = "1,person,Wenceslas Threadgold\n7,person,Rosalind Achterberg\n";

async fn cases(hub: &TestHub, reviewer: &Actor, bundle: &Bundle) -> Vec<Case> {
    review::show(&hub.hub, reviewer, bundle.sid).await.unwrap().cases
}

async fn queue(hub: &TestHub, reviewer: &Actor) -> usize {
    review::list(&hub.hub, reviewer, CaseFilter::default()).await.unwrap().len()
}

async fn status(hub: &TestHub, account: &TestAccount, bundle: &Bundle) -> Status {
    bundles::find(&hub.hub, &account.actor, PROFILE, bundle.sid).await.unwrap().shown_status()
}

fn hits(case: &Case) -> Vec<String> {
    let application: Application = serde_json::from_value(case.inputs.clone()).unwrap();
    let hits = application.screening.unwrap().hits;
    hits.into_iter().map(|hit| format!("{} {}", hit.entry_id, hit.subject.name)).collect()
}

async fn take(hub: &TestHub, rows: &str) {
    let import = Import { list: own(rows), accepts_shrink: true };
    watchlists::import(&hub.hub, &Actor::operator(), import).await.unwrap();
    hub.run_jobs().await;
}

fn because() -> Option<String> {
    Some("Born thirty years later; seen on the passport.".to_owned())
}

/// Two reviewers, as a hit takes.
async fn dismiss(hub: &TestHub, reviewer: &Actor, bundle: &Bundle) {
    let first = review::approve(&hub.hub, reviewer, bundle.sid, because()).await.unwrap();
    assert!(matches!(first, Approved::NeedsSecond(_)), "{first:?}");
    let second = hub.reviewer("second@hub.example", Role::Reviewer).await;
    let done = review::approve(&hub.hub, &second, bundle.sid, because()).await.unwrap();
    assert!(matches!(done, Approved::Final(_)), "{done:?}");
    hub.run_jobs().await;
}

#[tokio::test]
async fn a_listed_representative_is_referred_with_evidence_and_the_customer_learns_nothing_of_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let version = import(&hub, LISTED).await.unwrap().version;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let bundle = hub.submit(&account, &draft).await;

    assert_eq!((bundle.status, bundle.reasons.len()), (Status::InReview, 0));
    let case = cases(&hub, &reviewer, &bundle).await.remove(0);
    assert_eq!(hits(&case), ["7 Rosalind Achterberg"]);
    let assessment = case.assessment.clone().unwrap();
    let found = assessment
        .evidence
        .iter()
        .find(|one| one.check == "sanctions.not_listed" && one.outcome == Outcome::Fail);
    let found = found.unwrap();
    assert_eq!(found.field.as_deref(), Some("authorized_representative_1.last_name"));
    for words in ["Rosalind Achterberg", "entry 7", "the provider's own list", "words rosalind = rosalind"] {
        assert!(found.compared.contains(words), "{words}: {}", found.compared);
    }
    // What it rests on is kept with it, so that it replays when the lists are long gone.
    let application: Application = serde_json::from_value(case.inputs.clone()).unwrap();
    assert_eq!(application.screening.as_ref().unwrap().lists[0].version, version.digest);
    assert_eq!(assess(&application, hub.hub.scorecard()), assessment);

    hub.advance(Duration::from_secs(120));
    hub.run_jobs().await;
    for mail in hub.mails() {
        let text = format!("{mail:?}").to_lowercase();
        assert!(!text.contains("sanction") && !text.contains("listed"), "{text}");
    }
}

#[tokio::test]
async fn a_case_with_a_hit_is_approved_only_with_the_reason_in_words() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    import(&hub, LISTED).await.unwrap();
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let bundle = hub.submit(&account, &draft).await;
    let blind = review::approve(&hub.hub, &reviewer, bundle.sid, None).await;
    assert!(
        matches!(&blind, Err(Error::Invalid(why)) if why.to_string().contains("sanctions list")),
        "{blind:?}"
    );
    dismiss(&hub, &reviewer, &bundle).await;
    assert_eq!(status(&hub, &account, &bundle).await, Status::Approved);
    assert_eq!(queue(&hub, &reviewer).await, 0);
}

#[tokio::test]
async fn an_earlier_clean_never_hides_a_later_hit() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    import(&hub, CLEAN).await.unwrap();
    let (bundle, _) = hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    hub.advance(Duration::from_secs(30 * 24 * 60 * 60));

    take(&hub, LISTED).await;
    let found = cases(&hub, &reviewer, &bundle).await;
    assert_eq!((found.len(), &found[0].state), (2, &CaseState::Open), "{found:?}");
    assert_eq!(hits(&found[0]), ["7 Rosalind Achterberg"]);
    assert_eq!(status(&hub, &account, &bundle).await, Status::Approved, "until a reviewer decides");

    // Whatever else is listed later: one case, with all there is in it.
    take(&hub, &format!("{LISTED}8,business,Owl Bakery Inc.\n")).await;
    let found = cases(&hub, &reviewer, &bundle).await;
    assert_eq!(found.len(), 2);
    assert_eq!(hits(&found[0]), ["8 Owl Bakery Inc.", "7 Rosalind Achterberg"]);
}

#[tokio::test]
async fn a_dismissed_hit_stays_dismissed_until_the_list_entry_changes() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    import(&hub, CLEAN).await.unwrap();
    let (bundle, _) = hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    take(&hub, LISTED).await;
    dismiss(&hub, &reviewer, &bundle).await;
    assert_eq!(status(&hub, &account, &bundle).await, Status::Approved);

    // Other entries come and go; the list is even taken off and put on again.
    take(&hub, &format!("{LISTED}9,person,Aloysius Pennyfeather\n")).await;
    take(&hub, CLEAN).await;
    take(&hub, LISTED).await;
    assert_eq!(queue(&hub, &reviewer).await, 0);

    take(&hub, "1,person,Wenceslas Threadgold\n7,unknown,Rosalind Achterberg\n").await;
    assert_eq!(queue(&hub, &reviewer).await, 1, "the entry says something else now");
}

#[tokio::test]
async fn a_dismissed_hit_stays_dismissed_until_the_customers_data_change() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    import(&hub, LISTED).await.unwrap();
    let (draft, items) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let bundle = hub.submit(&account, &draft).await;
    dismiss(&hub, &reviewer, &bundle).await;

    // The approval runs out; submitted again as it was, there is nothing to say about the lists.
    hub.advance(Duration::from_secs(370 * 24 * 60 * 60));
    hub.run_jobs().await;
    let bundle = hub.submit(&account, &bundle).await;
    assert_eq!(hits(&cases(&hub, &reviewer, &bundle).await[0]), [""; 0]);
    let no = vec![GivenReason { code: ReasonCode::OTHER, field: None, note: None }];
    review::reject(&hub.hub, &reviewer, bundle.sid, no, None).await.unwrap();

    let mut attributes = SOUND_BUSINESS.representative();
    attributes.insert("first_name".to_owned(), "Rosalind M".into());
    end_users::update(&hub.hub, &account.actor, items.representative, None, Some(attributes)).await.unwrap();
    let bundle = hub.submit(&account, &bundle).await;
    assert_eq!(hits(&cases(&hub, &reviewer, &bundle).await[0]), ["7 Rosalind M Achterberg"]);
}

#[tokio::test]
async fn a_confirmed_hit_ends_the_approval_with_the_reviewers_reason() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    import(&hub, CLEAN).await.unwrap();
    let (bundle, _) = hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    take(&hub, LISTED).await;
    let reasons = vec![GivenReason { code: ReasonCode::SANCTIONS, field: None, note: None }];
    let rejected = review::reject(&hub.hub, &reviewer, bundle.sid, reasons, None).await.unwrap();
    assert_eq!((rejected.status, rejected.valid_until), (Status::Rejected, None));
    assert_eq!(rejected.reasons[0].code, ReasonCode::SANCTIONS);
    hub.run_jobs().await;
    assert_eq!(queue(&hub, &reviewer).await, 0);
    // Nothing was dismissed: who submits again is found again.
    let bundle = hub.submit(&account, &rejected).await;
    assert_eq!(hits(&cases(&hub, &reviewer, &bundle).await[0]), ["7 Rosalind Achterberg"]);
}

#[tokio::test]
async fn a_suspension_decides_the_case_and_reinstating_asks_again() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    import(&hub, CLEAN).await.unwrap();
    let (bundle, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    take(&hub, LISTED).await;
    review::suspend(&hub.hub, &lead, bundle.sid, None).await.unwrap();
    let state = &cases(&hub, &lead, &bundle).await[0].state;
    assert!(matches!(state, CaseState::Decided { outcome: CaseOutcome::Rejected, .. }), "{state:?}");
    take(&hub, &format!("{LISTED}8,business,Owl Bakery Inc.\n")).await;
    assert_eq!(queue(&hub, &lead).await, 0, "what is out of force waits");
    review::reinstate(&hub.hub, &lead, bundle.sid).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(hits(&cases(&hub, &lead, &bundle).await[0]).len(), 2);
}

#[tokio::test]
async fn a_list_that_changes_during_the_review_is_in_the_case_before_it_is_approved() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    import(&hub, CLEAN).await.unwrap();
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let bundle = hub.submit(&account, &draft).await;
    take(&hub, LISTED).await;
    let found = cases(&hub, &reviewer, &bundle).await;
    assert_eq!((found.len(), hits(&found[0])), (1, vec!["7 Rosalind Achterberg".to_owned()]));
    let blind = review::approve(&hub.hub, &reviewer, bundle.sid, None).await;
    assert!(matches!(blind, Err(Error::Invalid(_))), "{blind:?}");
}

#[tokio::test]
async fn a_list_that_changed_just_before_the_approval_is_looked_at_just_after_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    import(&hub, CLEAN).await.unwrap();
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let bundle = hub.submit(&account, &draft).await;
    import(&hub, LISTED).await.unwrap();
    hub.approve(&reviewer, &bundle).await;
    hub.run_jobs().await;
    assert_eq!(queue(&hub, &reviewer).await, 1);
    assert_eq!(status(&hub, &account, &bundle).await, Status::Approved);
}

#[tokio::test]
async fn several_nodes_screen_every_profile_once() {
    let hub = hub!();
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    import(&hub, CLEAN).await.unwrap();
    for name in ["Owl", "Heron", "Kite"] {
        let account = hub.account(name).await;
        let (bundle, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
        let bundle = hub.submit(&account, &bundle).await;
        hub.approve(&reviewer, &bundle).await;
    }
    hub.run_jobs().await;
    import(&hub, LISTED).await.unwrap();
    let other = hub.another_node().await;
    let (one, two) = tokio::join!(work::run_due(&hub.hub), work::run_due(&other));
    assert!(one.unwrap() + two.unwrap() >= 1);
    hub.run_jobs().await;
    assert_eq!(queue(&hub, &reviewer).await, 3);
    // A walk that is done again finds nothing new.
    take(&hub, &format!("{LISTED}9,person,Aloysius Pennyfeather\n")).await;
    assert_eq!(queue(&hub, &reviewer).await, 3);
}

#[tokio::test]
async fn test_accounts_are_not_screened() {
    let hub = hub!();
    let account = hub.test_account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    import(&hub, LISTED).await.unwrap();
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let bundle = hub.submit(&account, &draft).await;
    take(&hub, &format!("{LISTED}8,business,Owl Bakery Inc.\n")).await;
    for case in cases(&hub, &reviewer, &bundle).await {
        assert!(case.inputs.get("screening").is_none(), "{case:?}");
    }
}
