//! Reviewers at one case: claims, decisions, four eyes, roles.

use std::time::Duration;

use trusthub_app::review::{self, Approved, CaseFilter, GivenReason, reviewers};
use trusthub_app::{Actor, bundles};
use trusthub_domain::bundle::{Bundle, BundleKind, ReasonCode, Status};
use trusthub_domain::review::{CLAIM_LENGTH, CaseState, Role};
use trusthub_domain::sid::{BundleSid, Sid};
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub, Wish};

use crate::support::{first_page, hub, present, reasons, refusal};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

fn reason(code: ReasonCode) -> GivenReason {
    GivenReason { code, field: None, note: None }
}

async fn in_review(hub: &TestHub, account: &TestAccount) -> Bundle {
    let (draft, _) = hub.complete_profile(account, &SOUND_BUSINESS, None).await;
    hub.submit(account, &draft).await
}

#[tokio::test]
async fn a_claimed_case_is_closed_to_others_for_half_an_hour() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let first = hub.reviewer("first@hub.example", Role::Reviewer).await;
    let second = hub.reviewer("second@hub.example", Role::Admin).await;
    let sid = in_review(&hub, &account).await.sid;
    let claimed = review::claim(&hub.hub, &first, sid).await.unwrap();
    let CaseState::Claimed { by, until } = claimed.state else { panic!("{claimed:?}") };
    let held = CaseFilter { claimed_by: Some(by), ..CaseFilter::default() };
    assert_eq!(review::list(&hub.hub, &first, held).await.unwrap().len(), 1);

    let answers = [
        ("claim", refusal(review::claim(&hub.hub, &second, sid).await)),
        ("approve", refusal(review::approve(&hub.hub, &second, sid, None).await)),
        (
            "reject",
            refusal(review::reject(&hub.hub, &second, sid, vec![reason(ReasonCode::OTHER)], None).await),
        ),
    ];
    for (what, answer) in answers {
        assert_eq!(answer, format!("Case(ClaimedBy {{ reviewer: {by}, until: {until:?} }})"), "{what}");
    }
    let remark = review::note(&hub.hub, &second, sid, None, "Known to me.".to_owned()).await.unwrap();
    assert_eq!(remark.notes.len(), 1, "a remark is free to all");

    hub.advance(Duration::from_secs(60));
    let renewed = review::claim(&hub.hub, &first, sid).await.unwrap();
    assert!(matches!(renewed.state, CaseState::Claimed { until: later, .. } if later > until), "{renewed:?}");
    hub.advance(CLAIM_LENGTH);
    assert!(review::claim(&hub.hub, &second, sid).await.is_ok(), "a claim lapses by itself");
    let late = refusal(review::approve(&hub.hub, &first, sid, None).await);
    assert!(late.contains("ClaimedBy"), "{late}");
}

#[tokio::test]
async fn a_decided_case_is_decided() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let bundle = in_review(&hub, &account).await;
    hub.approve(&reviewer, &bundle).await;
    for (what, answer) in [
        ("claim", refusal(review::claim(&hub.hub, &reviewer, bundle.sid).await)),
        ("approve", refusal(review::approve(&hub.hub, &reviewer, bundle.sid, None).await)),
        ("note", refusal(review::note(&hub.hub, &reviewer, bundle.sid, None, "Late.".to_owned()).await)),
    ] {
        assert!(answer.starts_with("NotFound(\"An open case for BU"), "{what}: {answer}");
        assert!(answer.contains("twilio-approved"), "{what}: it says how the bundle stands: {answer}");
    }
}

const OWN_POLICY: &str = "RN00000000000000000000000000000001";

fn four_eyes() -> Wish {
    let own = format!(
        r#"
[policy]
sid = "{OWN_POLICY}"
friendly_name = "Wholesale partner"
bundle_kind = "customer_profile"
object_type = "partner_profile"
level = "business"
four_eyes = true
valid_for_days = 90

[[policy.end_user]]
type = "partner_information"
name = "Partner"
requirement_name = "partner"
fields = ["licence_number"]

[[end_user_type]]
sid = "OY00000000000000000000000000000001"
machine_name = "partner_information"
friendly_name = "Partner Information"

[[end_user_type.fields]]
machine_name = "licence_number"
friendly_name = "Licence Number"
required = true
"#
    );
    Wish { policies: vec![("own.toml".to_owned(), own)], ..Wish::default() }
}

async fn partner(hub: &TestHub, account: &TestAccount) -> Bundle {
    let draft = hub.draft(account, PROFILE, OWN_POLICY).await;
    let licence = trusthub_testkit::object(serde_json::json!({ "licence_number": "L-77" }));
    let partner = hub.end_user(account, "partner_information", licence).await;
    hub.assign(account, &draft, trusthub_domain::bundle::ObjectSid::EndUser(partner)).await;
    hub.submit(account, &draft).await
}

#[tokio::test]
async fn a_four_eyes_policy_takes_two_reviewers_to_approve() {
    let hub = hub!(four_eyes());
    let account = hub.account("Owl").await;
    let first = hub.reviewer("first@hub.example", Role::Admin).await;
    let second = hub.reviewer("second@hub.example", Role::Reviewer).await;
    let bundle = partner(&hub, &account).await;
    assert_eq!(bundle.status, Status::InReview);
    let approved = review::approve(&hub.hub, &first, bundle.sid, Some("Seen the licence.".to_owned())).await;
    assert!(matches!(approved, Ok(Approved::NeedsSecond(_))), "{approved:?}");
    assert_eq!(present(&hub, &account, &bundle).await.status, Status::InReview);
    assert_eq!(refusal(review::approve(&hub.hub, &first, bundle.sid, None).await), "Case(NeedsAnother)");
    let approved = hub.approve(&second, &bundle).await;
    assert_eq!(approved.status, Status::Approved);
    let days = approved.valid_until.unwrap().since(hub.hub.now()).as_secs().div_ceil(86_400);
    assert_eq!(days, 90, "the policy's own period");
}

#[tokio::test]
async fn one_reviewer_suffices_to_reject_under_four_eyes() {
    let hub = hub!(four_eyes());
    let account = hub.account("Owl").await;
    let first = hub.reviewer("first@hub.example", Role::Reviewer).await;
    let second = hub.reviewer("second@hub.example", Role::Reviewer).await;
    let bundle = partner(&hub, &account).await;
    review::approve(&hub.hub, &first, bundle.sid, None).await.unwrap();
    let rejected = review::reject(&hub.hub, &second, bundle.sid, vec![reason(ReasonCode::OTHER)], None).await;
    assert_eq!(rejected.unwrap().status, Status::Rejected);
    let again = hub.submit(&account, &bundle).await;
    let approved = review::approve(&hub.hub, &first, again.sid, None).await;
    assert!(matches!(approved, Ok(Approved::NeedsSecond(_))), "the next case starts anew: {approved:?}");
}

#[tokio::test]
async fn a_rejection_says_why_in_codes_meant_for_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let bundle = in_review(&hub, &account).await;
    let reject = |reasons| review::reject(&hub.hub, &reviewer, bundle.sid, reasons, None);
    assert_eq!(refusal(reject(vec![]).await), "Rule(ReasonMissing)");
    for code in
        [ReasonCode::EXPIRED, ReasonCode::SUSPENDED, ReasonCode(22214), ReasonCode(18607), ReasonCode(1)]
    {
        let answer = refusal(reject(vec![reason(ReasonCode::OTHER), reason(code)]).await);
        assert!(answer.contains("use one of 18601, 18602"), "{code:?}: {answer}");
    }
    let noted = |note: &str| vec![GivenReason { note: Some(note.to_owned()), ..reason(ReasonCode::OTHER) }];
    let placed =
        |field: &str| vec![GivenReason { field: Some(field.to_owned()), ..reason(ReasonCode::OTHER) }];
    for (what, reasons) in [
        ("an empty note", noted("  ")),
        ("an overlong note", noted(&"x".repeat(2001))),
        ("a note with a bell", noted("Hear\u{7}!")),
        ("an empty field", placed("")),
        ("an overlong field", placed(&"x".repeat(256))),
        ("a field of two lines", placed("one\ntwo")),
    ] {
        assert!(refusal(reject(reasons).await).starts_with("Invalid"), "{what}");
    }
    assert_eq!(
        present(&hub, &account, &bundle).await.status,
        Status::InReview,
        "nothing of that did anything"
    );
    let rejected = reject(vec![reason(ReasonCode::OTHER), reason(ReasonCode::DOCUMENT)]).await.unwrap();
    assert_eq!(reasons(&rejected.reasons), [(99099, ""), (99003, "")]);
}

#[tokio::test]
async fn only_enabled_reviewers_review() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let email = "gone@hub.example".parse().unwrap();
    let gone = hub.reviewer("gone@hub.example", Role::Reviewer).await;
    let bundle = in_review(&hub, &account).await;
    reviewers::disable(&hub.hub, &Actor::operator(), &email).await.unwrap();
    for by in [&gone, &account.actor, &Actor::operator(), &Actor::system()] {
        let given = vec![reason(ReasonCode::OTHER)];
        let answers = [
            ("list", refusal(review::list(&hub.hub, by, CaseFilter::default()).await)),
            ("show", refusal(review::show(&hub.hub, by, bundle.sid).await)),
            ("claim", refusal(review::claim(&hub.hub, by, bundle.sid).await)),
            ("note", refusal(review::note(&hub.hub, by, bundle.sid, None, "No.".to_owned()).await)),
            ("approve", refusal(review::approve(&hub.hub, by, bundle.sid, None).await)),
            ("reject", refusal(review::reject(&hub.hub, by, bundle.sid, given, None).await)),
            ("suspend", refusal(review::suspend(&hub.hub, by, bundle.sid, None).await)),
            ("reinstate", refusal(review::reinstate(&hub.hub, by, bundle.sid).await)),
        ];
        for (what, answer) in answers {
            assert!(answer.starts_with("Forbidden"), "{} may not {what}: {answer}", by.label());
        }
    }
    reviewers::reset_password(&hub.hub, &Actor::operator(), &email).await.unwrap();
    let back = reviewers::act_as(&hub.hub, &Actor::operator(), Some(&email)).await.unwrap();
    review::claim(&hub.hub, &back, bundle.sid).await.unwrap();
}

#[tokio::test]
async fn a_reviewer_reads_no_customers_resources_by_the_customers_door() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Admin).await;
    let bundle = in_review(&hub, &account).await;
    assert!(refusal(bundles::find(&hub.hub, &reviewer, PROFILE, bundle.sid).await).starts_with("Forbidden"));
    let list =
        bundles::list(&hub.hub, &reviewer, PROFILE, bundles::BundleFilter::default(), first_page(1)).await;
    assert!(refusal(list).starts_with("Forbidden"));
    let act_on = trusthub_app::accounts::act_on(&hub.hub, &reviewer, account.sid).await;
    assert!(refusal(act_on).starts_with("Forbidden"));
}

#[tokio::test]
async fn a_bundle_of_nobody_cannot_be_reviewed() {
    let hub = hub!();
    let reviewer = hub.reviewer("one@hub.example", Role::Lead).await;
    let nobody = BundleSid::from_uuid(uuid::Uuid::from_u128(1));
    for (what, answer) in [
        ("show", refusal(review::show(&hub.hub, &reviewer, nobody).await)),
        ("claim", refusal(review::claim(&hub.hub, &reviewer, nobody).await)),
        ("approve", refusal(review::approve(&hub.hub, &reviewer, nobody, None).await)),
        ("suspend", refusal(review::suspend(&hub.hub, &reviewer, nobody, None).await)),
    ] {
        assert!(answer.starts_with("NotFound"), "{what}: {answer}");
    }
}

#[tokio::test]
async fn a_reviewer_opens_a_document_of_the_case() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let (draft, parts) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let edit = trusthub_app::items::documents::DocumentEdit {
        file: Some(crate::support::pdf("lease")),
        ..trusthub_app::items::documents::DocumentEdit::default()
    };
    trusthub_app::items::documents::update(&hub.hub, &account.actor, parts.address, edit).await.unwrap();
    hub.submit(&account, &draft).await;
    let (_, bytes) = trusthub_app::items::documents::file(&hub.hub, &reviewer, parts.address).await.unwrap();
    assert_eq!(bytes, crate::support::pdf("lease"));
}

#[tokio::test]
async fn reviewers_are_managed_by_the_operator_and_admins_and_one_admin_stays() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let operator = Actor::operator();
    let admin = hub.reviewer("admin@hub.example", Role::Admin).await;
    let lead = hub.reviewer("lead@hub.example", Role::Lead).await;
    let email = |text: &str| text.parse().unwrap();
    for by in [&lead, &account.actor] {
        let new = reviewers::create(&hub.hub, by, email("new@hub.example"), Role::Reviewer).await;
        assert!(refusal(new).starts_with("Forbidden"), "{}", by.label());
        assert!(refusal(reviewers::list(&hub.hub, by).await).starts_with("Forbidden"));
        let disabled = reviewers::disable(&hub.hub, by, &email("admin@hub.example")).await;
        assert!(refusal(disabled).starts_with("Forbidden"));
        let reset = reviewers::reset_password(&hub.hub, by, &email("admin@hub.example")).await;
        assert!(refusal(reset.map(drop)).starts_with("Forbidden"));
        assert!(refusal(reviewers::act_as(&hub.hub, by, None).await).starts_with("Forbidden"));
    }
    let last = reviewers::disable(&hub.hub, &operator, &email("admin@hub.example")).await;
    assert!(refusal(last).contains("last admin"));
    let again = reviewers::create(&hub.hub, &admin, email("LEAD@hub.example"), Role::Lead).await;
    assert!(refusal(again).starts_with("AlreadyExists"), "one reviewer per address, however it is spelt");
    reviewers::create(&hub.hub, &admin, email("second@hub.example"), Role::Admin).await.unwrap();
    reviewers::disable(&hub.hub, &admin, &email("admin@hub.example")).await.unwrap();
    let by_disabled = reviewers::list(&hub.hub, &admin).await;
    assert!(refusal(by_disabled).starts_with("Forbidden"), "it works at once");
    let first = reviewers::act_as(&hub.hub, &operator, None).await.unwrap();
    let all = reviewers::list(&hub.hub, &first).await.unwrap();
    let listed: Vec<_> = all.iter().map(|one| (one.email.as_str(), one.is_disabled)).collect();
    assert_eq!(
        listed,
        [("admin@hub.example", true), ("lead@hub.example", false), ("second@hub.example", false)]
    );
    let unknown = reviewers::disable(&hub.hub, &operator, &email("nobody@hub.example")).await;
    assert!(refusal(unknown).starts_with("NotFound"));
}
