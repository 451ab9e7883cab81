//! Test accounts: the bundle's Email says how its vetting ends, and nothing of it touches anything real.

use std::time::Duration;

use trusthub_app::accounts::{self, NewAccount};
use trusthub_app::bundles::{self, NewBundle};
use trusthub_app::items::numbers::{self, NewNumber};
use trusthub_app::review::{self, GivenReason};
use trusthub_app::{Actor, audit};
use trusthub_domain::bundle::{Bundle, BundleKind, Edit, ObjectSid, ReasonCode, Status};
use trusthub_domain::item::Attributes;
use trusthub_domain::review::{CaseState, Verdict};
use trusthub_testkit::{Business, CNAM, PRIMARY, SHAKEN, SOUND_BUSINESS, TestAccount, TestHub, Wish, object};
use wiremock::matchers::header;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{after, hub, lead, present, reasons, refusal, subjects};

const PROFILE: BundleKind = BundleKind::CustomerProfile;
const PRODUCT: BundleKind = BundleKind::TrustProduct;

/// A made-up business: its number belongs to no office.
const MADE_UP: Business =
    Business { name: "Nowhere Inc.", ein: "000000000", identity: "direct_customer", domain: "nowhere.test" };

async fn set_email(hub: &TestHub, account: &TestAccount, draft: &Bundle, email: &str) {
    let edit = Edit { email: Some(email.parse().unwrap()), ..Edit::default() };
    bundles::edit(&hub.hub, &account.actor, draft.kind, draft.sid, edit).await.unwrap();
}

/// A complete profile of a made-up business with that address, submitted and vetted.
async fn submitted(hub: &TestHub, account: &TestAccount, email: &str) -> Bundle {
    let (draft, _) = hub.complete_profile(account, &MADE_UP, None).await;
    set_email(hub, account, &draft, email).await;
    hub.submit(account, &draft).await
}

#[tokio::test]
async fn without_magic_what_complies_is_approved_and_what_does_not_is_rejected() {
    let hub = hub!();
    let account = hub.test_account("Sandbox").await;
    let approved = submitted(&hub, &account, "compliance@nowhere.example").await;
    assert_eq!(approved.status, Status::Approved);
    let empty = hub.draft(&account, PROFILE, PRIMARY).await;
    set_email(&hub, &account, &empty, "approve@decide.test").await;
    let rejected = hub.submit(&account, &empty).await;
    assert_eq!(rejected.status, Status::Rejected, "the evaluation is the real one");
}

#[tokio::test]
async fn a_rejection_reads_as_a_reviewers() {
    let hub = hub!();
    let (test, live) = (hub.test_account("Sandbox").await, hub.account("Owl").await);
    let asked = submitted(&hub, &test, "reject+18601+website_url+18604@decide.test").await;

    let (draft, _) = hub.complete_profile(&live, &SOUND_BUSINESS, None).await;
    hub.submit(&live, &draft).await;
    let field = |text: &str| Some(text.to_owned());
    let given = [(18601, field("customer_profile_business_information.website_url")), (18604, None)];
    let given = given.map(|(code, field)| GivenReason { code: ReasonCode(code), field, note: None }).to_vec();
    let real = review::reject(&hub.hub, &lead(&hub).await, draft.sid, given, None).await.unwrap();

    assert_eq!((asked.status, reasons(&asked.reasons)), (real.status, reasons(&real.reasons)));
    let messages = |bundle: &Bundle| -> Vec<_> {
        bundle.reasons.iter().map(|reason| (reason.message.clone(), reason.object.is_some())).collect()
    };
    assert_eq!(messages(&asked), messages(&real), "with the item that the field is on");

    set_email(&hub, &test, &asked, "approve@decide.test").await;
    assert_eq!(hub.submit(&test, &asked).await.status, Status::Approved, "mended and submitted again");
}

#[tokio::test]
async fn a_referred_case_waits_for_a_reviewer_and_is_marked() {
    let hub = hub!();
    let account = hub.test_account("Sandbox").await;
    let live = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (real, _) = hub.complete_profile(&live, &SOUND_BUSINESS, None).await;
    hub.submit(&live, &real).await;
    let referred = submitted(&hub, &account, "refer@decide.test").await;
    assert_eq!(referred.status, Status::InReview);
    let queue = review::list(&hub.hub, &lead, review::CaseFilter::default()).await.unwrap();
    let marks: Vec<_> = queue.iter().map(|queued| (queued.case.bundle_sid, queued.is_test)).collect();
    assert_eq!(marks, [(real.sid, false), (referred.sid, true)]);
    let dossier = review::show(&hub.hub, &lead, referred.sid).await.unwrap();
    assert!(dossier.is_test);
    let assessment = dossier.cases[0].assessment.clone().unwrap();
    assert!(assessment.ruleset.ends_with("test-mode-1"), "{}", assessment.ruleset);
    assert!(assessment.evidence.len() > 1, "with what the real checks found: {:?}", assessment.evidence);
    assert_eq!(assessment.verdict, Verdict::Refer);
    hub.approve(&lead, &referred).await;
}

#[tokio::test]
async fn an_approval_can_run_out_at_once_and_a_decision_take_its_time() {
    let hub = hub!();
    let account = hub.test_account("Sandbox").await;
    let brief = submitted(&hub, &account, "expire+20@decide.test").await;
    assert_eq!(brief.status, Status::Approved);
    after(&hub, Duration::from_secs(21)).await;
    assert_eq!(reasons(&present(&hub, &account, &brief).await.reasons), [(22601, "")]);

    let slow = submitted(&hub, &account, "slow+120+reject+18603@decide.test").await;
    assert_eq!(slow.status, Status::InReview);
    after(&hub, Duration::from_secs(119)).await;
    assert_eq!(present(&hub, &account, &slow).await.status, Status::InReview);
    after(&hub, Duration::from_secs(2)).await;
    assert_eq!(reasons(&present(&hub, &account, &slow).await.reasons), [(18603, "")]);
}

#[tokio::test]
async fn products_obey_too_those_approved_at_once_included() {
    let hub = hub!(Wish { refers_everything: true, ..Wish::default() });
    let account = hub.test_account("Sandbox").await;
    let profile = submitted(&hub, &account, "approve@decide.test").await;
    assert_eq!(profile.status, Status::Approved, "whatever the operator chose for live accounts");
    for (policy, email, expected) in [
        (SHAKEN, "compliance@nowhere.test", Status::Approved),
        (SHAKEN, "reject+99099@decide.test", Status::Rejected),
        (SHAKEN, "refer@decide.test", Status::InReview),
        (CNAM, "approve@decide.test", Status::Approved),
        (CNAM, "reject+99007+cnam_display_name@decide.test", Status::Rejected),
    ] {
        let draft = hub.draft(&account, PRODUCT, policy).await;
        hub.assign(&account, &draft, ObjectSid::Bundle(profile.sid)).await;
        if policy == CNAM {
            let shown = object(serde_json::json!({ "cnam_display_name": "NOWHERE" }));
            let shown = hub.end_user(&account, "cnam_information", shown).await;
            hub.assign(&account, &draft, ObjectSid::EndUser(shown)).await;
        }
        set_email(&hub, &account, &draft, email).await;
        assert_eq!(hub.submit(&account, &draft).await.status, expected, "{policy} {email}");
    }
}

#[tokio::test]
async fn unknown_magic_is_refused_where_it_is_given_and_a_live_account_knows_none() {
    let hub = hub!();
    let (test, live) = (hub.test_account("Sandbox").await, hub.account("Owl").await);
    let new = |email: &str| NewBundle {
        kind: PROFILE,
        friendly_name: "Magic".to_owned(),
        email: email.parse().unwrap(),
        policy_sid: PRIMARY.parse().unwrap(),
        status_callback: None,
    };
    let made = bundles::create(&hub.hub, &test.actor, new("aprove@decide.test")).await;
    assert!(refusal(made).contains("reject+CODE+FIELD"), "it says what there is");
    let draft = hub.draft(&test, PROFILE, PRIMARY).await;
    let edit = Edit { email: Some("reject@decide.test".parse().unwrap()), ..Edit::default() };
    let edited = bundles::edit(&hub.hub, &test.actor, PROFILE, draft.sid, edit).await;
    assert!(refusal(edited).contains("18601"), "it lists the codes");

    bundles::create(&hub.hub, &live.actor, new("aprove@decide.test")).await.unwrap();
    let (draft, _) = hub.complete_profile(&live, &SOUND_BUSINESS, None).await;
    set_email(&hub, &live, &draft, "approve@decide.test").await;
    assert_eq!(hub.submit(&live, &draft).await.status, Status::InReview, "a reviewer decides");
}

#[tokio::test]
async fn a_test_sends_no_mail_unless_the_operator_takes_it() {
    for (test_mail_to, expected) in [(None, 0), (Some("sandbox@hub.example"), 1)] {
        let hub = hub!(Wish { test_mail_to, ..Wish::default() });
        let account = hub.test_account("Sandbox").await;
        submitted(&hub, &account, "approve@decide.test").await;
        assert_eq!(
            subjects(&hub),
            vec!["[Test] Your Customer Profile \"Test bundle\" is approved"; expected]
        );
        for mail in hub.mails() {
            assert_eq!(mail.to.as_str(), "sandbox@hub.example");
        }
    }
}

#[tokio::test]
async fn its_callbacks_go_where_it_asked_and_are_marked() {
    let hub = hub!();
    let account = hub.test_account("Sandbox").await;
    let receiver = MockServer::start().await;
    let marked = Mock::given(header("X-TrustHub-Test", "true")).respond_with(ResponseTemplate::new(204));
    marked.expect(3).mount(&receiver).await;
    let (draft, _) = hub.complete_profile(&account, &MADE_UP, None).await;
    let edit = Edit { status_callback: Some(Some(format!("{}/status", receiver.uri()))), ..Edit::default() };
    bundles::edit(&hub.hub, &account.actor, PROFILE, draft.sid, edit).await.unwrap();
    hub.submit(&account, &draft).await;
    after(&hub, Duration::from_secs(2)).await;
}

#[tokio::test]
async fn a_family_is_all_test_or_all_live() {
    let hub = hub!();
    let (test, live) = (hub.test_account("Sandbox").await, hub.account("Owl").await);
    let below = hub.subaccount(&test, "Customer").await;
    let found = accounts::find(&hub.hub, &test.actor, below.sid).await.unwrap();
    assert!(found.is_test, "what a test account makes is one");
    for by in [&Actor::operator(), &live.actor] {
        let new = NewAccount { parent_sid: Some(live.sid), is_test: true, ..NewAccount::default() };
        assert!(refusal(accounts::create(&hub.hub, by, new).await).starts_with("Forbidden"));
    }
}

#[tokio::test]
async fn a_test_neither_finds_nor_leaves_a_duplicate() {
    let hub = hub!();
    let (test, live) = (hub.test_account("Sandbox").await, hub.account("Owl").await);
    let lead = lead(&hub).await;
    let duplicates = async |sid| {
        let cases = review::show(&hub.hub, &lead, sid).await.unwrap().cases;
        let evidence = cases[0].assessment.clone().unwrap().evidence;
        let found = evidence.into_iter().filter(|one| one.check == "duplicate.other_account");
        found.filter(|one| one.outcome != trusthub_domain::review::Outcome::Pass).count()
    };
    let (in_test, _) = hub.complete_profile(&test, &SOUND_BUSINESS, None).await;
    assert_eq!(hub.submit(&test, &in_test).await.status, Status::Approved);
    let (real, _) = hub.complete_profile(&live, &SOUND_BUSINESS, None).await;
    hub.submit(&live, &real).await;
    assert_eq!(duplicates(real.sid).await, 0, "a test is no reason to doubt anybody");
    let (again, _) = hub.complete_profile(&test, &SOUND_BUSINESS, None).await;
    hub.submit(&test, &again).await;
    assert_eq!(duplicates(again.sid).await, 0);
}

#[tokio::test]
async fn a_test_account_takes_fictional_numbers_only() {
    let hub = hub!();
    let account = hub.test_account("Sandbox").await;
    let new = |number: &str| NewNumber {
        phone_number: number.parse().unwrap(),
        friendly_name: None,
        bundle_sid: None,
        address_sid: None,
        settings: Attributes::new(),
    };
    let taken = numbers::create(&hub.hub, &account.actor, new("+14155552671")).await;
    assert!(refusal(taken).contains("5550100"), "it says which");
    numbers::create(&hub.hub, &account.actor, new("+14155550142")).await.unwrap();
}

#[tokio::test]
async fn the_audit_log_tells_a_test_from_the_real_thing() {
    let hub = hub!();
    let account = hub.test_account("Sandbox").await;
    let bundle = submitted(&hub, &account, "approve@decide.test").await;
    let case = &review::show(&hub.hub, &lead(&hub).await, bundle.sid).await.unwrap().cases[0];
    assert!(matches!(case.state, CaseState::Decided { by: None, .. }));
    let entries = audit::export(&hub.hub, &Actor::operator(), account.sid, 0, 100).await.unwrap();
    let by: std::collections::BTreeSet<&str> =
        entries.iter().map(|entry| entry.actor.split(':').next().unwrap_or_default()).collect();
    assert_eq!(Vec::from_iter(by), ["operator", "reviewer", "system", "test-account", "test-mode"]);
}
