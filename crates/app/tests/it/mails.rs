//! Which event sends which letter, to whom, and how often.

use std::time::Duration;

use trusthub_app::bundles::{self, NewBundle};
use trusthub_app::review::{self, GivenReason};
use trusthub_domain::bundle::{BundleKind, Edit, ObjectSid, ReasonCode, Status};
use trusthub_testkit::{Business, DAY, PRIMARY, SHAKEN, SOUND_BUSINESS, TestHub};

use crate::support::{after, end_user_in, hub, lead, present, subjects};

const PROFILE: BundleKind = BundleKind::CustomerProfile;
const MINUTE: Duration = Duration::from_secs(60);
const IMPOSSIBLE_EIN: Business = Business { ein: "079999999", ..SOUND_BUSINESS };

/// The subjects since the last look, without the bundle's name and kind.
struct Post(usize);

impl Post {
    fn new_in(&mut self, hub: &TestHub) -> Vec<String> {
        let all = subjects(hub);
        let new = all[self.0..].iter();
        self.0 = all.len();
        let bare = new.map(|subject| subject.replace("Customer Profile ", "").replace("Trust Product ", ""));
        bare.map(|subject| subject.replace("\"Test bundle\"", "it")).collect()
    }
}

#[tokio::test]
async fn each_event_of_a_long_life_sends_its_letter_once() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let mut post = Post(0);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    assert_eq!(post.new_in(&hub), [""; 0], "not before a minute has passed");
    after(&hub, MINUTE).await;
    assert_eq!(post.new_in(&hub), ["We received your it"]);
    let reason =
        GivenReason { code: ReasonCode::ADDRESS, field: None, note: Some("A letter came back.".into()) };
    review::reject(&hub.hub, &lead, draft.sid, vec![reason], None).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(post.new_in(&hub), ["Your it was not approved"]);
    hub.submit(&account, &draft).await;
    after(&hub, MINUTE).await;
    assert_eq!(post.new_in(&hub), ["We received your it"]);
    hub.approve(&lead, &draft).await;
    hub.run_jobs().await;
    assert_eq!(post.new_in(&hub), ["Your it is approved"]);
    review::suspend(&hub.hub, &lead, draft.sid, None).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(post.new_in(&hub), ["Your it is suspended"]);
    review::reinstate(&hub.hub, &lead, draft.sid).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(post.new_in(&hub), ["Your it is no longer suspended"]);
    after(&hub, 365 * DAY).await;
    assert_eq!(post.new_in(&hub), ["Your it has expired"]);
    after(&hub, 365 * DAY).await;
    assert_eq!(post.new_in(&hub), [""; 0]);
    let mut identifiers: Vec<_> = hub.mails().into_iter().map(|mail| mail.message_id).collect();
    identifiers.sort();
    identifiers.dedup();
    assert_eq!(identifiers.len(), 7, "each event has a Message-ID of its own");
}

#[tokio::test]
async fn who_is_decided_within_a_minute_hears_the_decision_only() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let mut post = Post(0);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    hub.approve(&lead, &draft).await;
    after(&hub, MINUTE).await;
    assert_eq!(post.new_in(&hub), ["Your it is approved"], "by a reviewer");

    let (wrong, _) = hub.complete_profile(&account, &IMPOSSIBLE_EIN, None).await;
    hub.submit(&account, &wrong).await;
    after(&hub, MINUTE).await;
    assert_eq!(post.new_in(&hub), ["Your it was not approved"], "by the hub");

    let product = hub.draft(&account, BundleKind::TrustProduct, SHAKEN).await;
    hub.assign(&account, &product, ObjectSid::Bundle(draft.sid)).await;
    hub.submit(&account, &product).await;
    after(&hub, MINUTE).await;
    assert_eq!(post.new_in(&hub), ["Your it is approved"], "at once");
}

#[tokio::test]
async fn who_submits_twice_within_a_minute_is_told_of_it_once() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let mut post = Post(0);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let reason = GivenReason { code: ReasonCode::OTHER, field: None, note: Some("Once more.".to_owned()) };
    review::reject(&hub.hub, &lead, draft.sid, vec![reason], None).await.unwrap();
    hub.advance(MINUTE / 2);
    hub.submit(&account, &draft).await;
    after(&hub, 2 * MINUTE).await;
    assert_eq!(post.new_in(&hub), ["Your it was not approved", "We received your it"]);
}

#[tokio::test]
async fn a_rejection_names_each_reason_how_to_mend_it_and_what_the_reviewer_wrote() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let reasons = vec![
        GivenReason {
            code: ReasonCode::WEBSITE,
            field: Some("customer_profile_business_information.website_url".to_owned()),
            note: Some("The imprint names another company.".to_owned()),
        },
        GivenReason { code: ReasonCode::ADDRESS, field: None, note: None },
    ];
    review::reject(&hub.hub, &lead, draft.sid, reasons, None).await.unwrap();
    hub.run_jobs().await;
    let mail = hub.mails().pop().unwrap();
    assert_eq!(mail.to.as_str(), "compliance@owlbakery.com");
    assert_eq!(mail.reply_to.unwrap().as_str(), "support@hub.example");
    let place = format!("https://hub.example/v1/CustomerProfiles/{}", draft.sid);
    for part in [mail.text, mail.html] {
        for told in [
            "18601",
            "The association between business name and website cannot be verified",
            "Show the registered business name on the website",
            "Website",
            "The imprint names another company.",
            "18603",
            "The address could not be verified",
            "support@hub.example",
            &place,
        ] {
            assert!(part.contains(told), "{told:?} is missing in {part}");
        }
    }
}

#[tokio::test]
async fn a_letter_goes_to_whom_the_bundle_named_when_it_happened() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let draft = hub.draft(&account, PROFILE, PRIMARY).await;
    bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap();
    let edit = Edit { email: Some("later@owlbakery.com".parse().unwrap()), ..Edit::default() };
    bundles::edit(&hub.hub, &account.actor, PROFILE, draft.sid, edit).await.unwrap();
    hub.run_jobs().await;
    bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap();
    bundles::delete(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap();
    hub.run_jobs().await;
    let told: Vec<_> = hub.mails().into_iter().map(|mail| mail.to.as_str().to_owned()).collect();
    assert_eq!(told, ["compliance@owlbakery.com", "later@owlbakery.com"]);
}

#[tokio::test]
async fn an_approved_copy_is_told_as_the_originals_approval() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (original, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    hub.run_jobs().await;
    let before = hub.mails().len();
    let copy = bundles::copies::create(&hub.hub, &account.actor, PROFILE, original.sid).await.unwrap();
    end_user_in(&hub, &account, &copy, "authorized_representative_1").await;
    hub.submit(&account, &copy).await;
    hub.approve(&lead, &copy).await;
    after(&hub, MINUTE).await;
    let told = hub.mails().split_off(before);
    assert_eq!(told.len(), 1, "one approval, and no letter about a copy that is gone");
    assert!(told[0].text.contains(&original.sid.to_string()));
}

#[tokio::test]
async fn a_worker_that_dies_loses_no_letter_and_doubles_none() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let new = NewBundle {
        kind: PROFILE,
        friendly_name: "Owl".to_owned(),
        email: "compliance@owlbakery.com".parse().unwrap(),
        policy_sid: PRIMARY.parse().unwrap(),
        status_callback: None,
    };
    let draft = bundles::create(&hub.hub, &account.actor, new).await.unwrap().bundle;
    bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap();
    // It has taken every job and done none; the same again after the event was fanned out into jobs.
    for step in ["the event", "its mail"] {
        let until = hub.hub.now().plus(MINUTE).as_micros();
        let died = format!(
            "UPDATE jobs SET state = 'leased', leased_by = 'dead', leased_until = {until}, due_at = {until}, \
             attempts = attempts + 1"
        );
        assert_eq!(hub.sql(&died).await, if step == "the event" { 2 } else { 0 }, "{step}");
        assert_eq!(hub.run_jobs().await, 0, "{step}: its lease still holds");
        after(&hub, MINUTE).await;
    }
    assert_eq!(subjects(&hub).len(), 1);
    assert_eq!(present(&hub, &account, &draft).await.status, Status::Rejected);
}
