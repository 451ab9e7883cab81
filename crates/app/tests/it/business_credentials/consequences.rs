//! A credential stands as what it says does.

use trusthub_app::accounts::{self, AccountEdit};
use trusthub_app::bundles::{self, channels, copies};
use trusthub_app::partners::lookup::{Subject, look_up};
use trusthub_app::{Actor, credentials, review};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::credential::RevocationCause;
use trusthub_domain::partner::PartnerKind;
use trusthub_testkit::DAY;

use super::{NewCredential, about, approved, checked, issue, said};
use crate::support::{after, first_page, hub, lead};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

#[tokio::test]
async fn a_suspended_profile_suspends_it_and_a_reinstated_one_brings_it_back() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = approved(&hub, &account).await;
    let text = issue(&hub, &account, about(profile.sid)).await.unwrap().text;
    assert_eq!(said(&hub, &text).await, "valid");
    let lead = hub.reviewer("another@hub.example", trusthub_domain::review::Role::Lead).await;
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    assert_eq!(said(&hub, &text).await, "it is suspended", "before any job ran");
    review::reinstate(&hub.hub, &lead, profile.sid).await.unwrap();
    assert_eq!(said(&hub, &text).await, "valid");
}

#[tokio::test]
async fn an_account_on_hold_takes_its_credentials_with_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = approved(&hub, &account).await;
    let text = issue(&hub, &account, about(profile.sid)).await.unwrap().text;
    for (status, expected) in
        [(AccountStatus::Suspended, "it is suspended"), (AccountStatus::Active, "valid")]
    {
        let edit = AccountEdit { status: Some(status), ..AccountEdit::default() };
        accounts::update(&hub.hub, &Actor::operator(), account.sid, edit).await.unwrap();
        hub.run_jobs().await;
        assert_eq!(said(&hub, &text).await, expected);
    }
}

#[tokio::test]
async fn the_end_of_an_approval_revokes_for_good() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = approved(&hub, &account).await;
    hub.advance(300 * DAY);
    let issued = issue(&hub, &account, about(profile.sid)).await.unwrap();
    after(&hub, 70 * DAY).await;
    let found = credentials::find(&hub.hub, &account.actor, issued.credential.sid).await.unwrap();
    assert_eq!(found.expires_at.as_seconds(), profile.valid_until.unwrap().as_seconds());
    assert_eq!(said(&hub, &issued.text).await, "it has expired");
}

#[tokio::test]
async fn a_copy_that_takes_the_profiles_place_revokes_what_was_said_of_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = approved(&hub, &account).await;
    let issued = issue(&hub, &account, about(profile.sid)).await.unwrap();
    let copy = copies::create(&hub.hub, &account.actor, PROFILE, profile.sid).await.unwrap();
    hub.submit(&account, &copy).await;
    assert_eq!(said(&hub, &issued.text).await, "valid", "the profile is in force throughout");
    let reviewer = hub.reviewer("another@hub.example", trusthub_domain::review::Role::Lead).await;
    hub.approve(&reviewer, &copy).await;
    assert_eq!(said(&hub, &issued.text).await, "it is revoked");
    let found = credentials::find(&hub.hub, &account.actor, issued.credential.sid).await.unwrap();
    assert_eq!(found.revocation.unwrap().cause, RevocationCause::ProfileReplaced);
    let anew = issue(&hub, &account, about(profile.sid)).await.unwrap();
    assert_eq!(said(&hub, &anew.text).await, "valid");
}

#[tokio::test]
async fn a_number_that_leaves_the_profile_revokes_what_names_it_and_nothing_else() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = approved(&hub, &account).await;
    let mut texts = Vec::new();
    for phone in ["+15105550100", "+15105550101"] {
        let number = hub.number(&account, phone).await;
        channels::assign(&hub.hub, &account.actor, PROFILE, profile.sid, number).await.unwrap();
        let numbers = vec![phone.parse().unwrap()];
        texts
            .push(issue(&hub, &account, NewCredential { numbers, ..about(profile.sid) }).await.unwrap().text);
    }
    let assigned = channels::list(&hub.hub, &account.actor, PROFILE, profile.sid, None, first_page(9)).await;
    // Newest first.
    let first = assigned.unwrap().items.pop().unwrap();
    channels::remove(&hub.hub, &account.actor, PROFILE, profile.sid, first.sid).await.unwrap();
    assert_eq!(said(&hub, &texts[0]).await, "it is revoked");
    assert_eq!(said(&hub, &texts[1]).await, "valid");
}

#[tokio::test]
async fn by_hand_it_is_revoked_at_once_and_once() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = approved(&hub, &account).await;
    let (one, other) = (
        issue(&hub, &account, about(profile.sid)).await.unwrap(),
        issue(&hub, &account, about(profile.sid)).await.unwrap(),
    );
    assert!(checked(&hub, &one.text).await.is_ok());
    let revoked = credentials::revoke(&hub.hub, &account.actor, one.credential.sid).await.unwrap();
    assert_eq!(checked(&hub, &one.text).await.unwrap_err().to_string(), "it is revoked", "without waiting");
    assert!(checked(&hub, &other.text).await.is_ok());
    let again = credentials::revoke(&hub.hub, &account.actor, one.credential.sid).await.unwrap();
    assert_eq!(again, revoked, "the first time counts");
}

#[tokio::test]
async fn a_deleted_profile_and_an_erased_account_leave_nothing_valid() {
    let hub = hub!();
    let (account, gone) = (hub.account("Owl").await, hub.account("Crow").await);
    let profile = approved(&hub, &account).await;
    let lead = hub.reviewer("another@hub.example", trusthub_domain::review::Role::Lead).await;
    let (theirs, _) = hub.approved_profile(&gone, &lead, &trusthub_testkit::ISV_BUSINESS, None).await;
    let mine = issue(&hub, &account, about(profile.sid)).await.unwrap();
    let other = issue(&hub, &gone, about(theirs.sid)).await.unwrap();
    bundles::delete(&hub.hub, &account.actor, PROFILE, profile.sid).await.unwrap();
    assert_eq!(said(&hub, &mine.text).await, "it is revoked");
    accounts::erase(&hub.hub, &Actor::operator(), gone.sid).await.unwrap();
    assert_eq!(said(&hub, &other.text).await, "it is revoked");
    let carrier = crate::partners::partner(&hub, PartnerKind::Carrier).await;
    let of_the_erased = [Subject::Credential(other.credential.sid)];
    assert!(look_up(&hub.hub, &carrier, &of_the_erased).await.unwrap().0[0].is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_issued_beside_a_suspension_stays_valid() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let profile = hub.approved_profile(&account, &lead, &trusthub_testkit::SOUND_BUSINESS, None).await.0;
    for round in 0..6 {
        let issuing = issue(&hub, &account, about(profile.sid));
        let suspending = review::suspend(&hub.hub, &lead, profile.sid, None);
        let (issued, suspended) = tokio::join!(issuing, suspending);
        suspended.unwrap_or_else(|error| panic!("round {round}: {error:?}"));
        if let Ok(issued) = issued {
            assert_eq!(said(&hub, &issued.text).await, "it is suspended", "round {round}");
        }
        review::reinstate(&hub.hub, &lead, profile.sid).await.unwrap();
    }
}
