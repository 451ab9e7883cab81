//! Passkeys: a key on a device instead of a password.

use std::time::Duration;

use trusthub_app::accounts::{self, AccountEdit};
use trusthub_app::people::colleagues::{self, UserChange};
use trusthub_app::people::passkeys::{
    self, NewPasskey, Passkey, Whose, add, ask, begin, list, list_of, remove, remove_lost,
};
use trusthub_app::people::{UserRole, list_sessions};
use trusthub_app::review::reviewers;
use trusthub_app::work::{self, JobFilter};
use trusthub_app::{Actor, Error, Invalid, Result, audit};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::contact::Email;
use trusthub_domain::review::Role;
use trusthub_testkit::{TestDevice, TestHub, TestUser};

use super::{present, secret};
use crate::support::{hub, is_missing, refusal};

/// Somebody with a passkey on a device.
async fn with_passkey(hub: &TestHub, person: &TestUser, name: &str) -> (TestDevice, Passkey) {
    let mut device = TestDevice::default();
    let asked = begin(&hub.hub, &person.actor, name, &person.password).await.unwrap();
    let added = add(&hub.hub, &person.actor, device.register(&asked, name)).await.unwrap();
    (device, added)
}

/// How signing in with it ends.
async fn tried(hub: &TestHub, device: &TestDevice) -> String {
    let challenge = ask(&hub.hub).unwrap().challenge;
    told(passkeys::sign_in(&hub.hub, &device.show(&challenge)).await)
}

fn told(answer: Result<trusthub_app::people::Opened>) -> String {
    match answer {
        Ok(opened) => opened.session.actor.label(),
        Err(error) => format!("{error:?}"),
    }
}

async fn add_new(hub: &TestHub, person: &TestUser, new: NewPasskey) -> String {
    match add(&hub.hub, &person.actor, new).await {
        Ok(passkey) => passkey.name,
        Err(Error::Invalid(Invalid::Field { why, .. })) => why,
        Err(other) => format!("{other:?}"),
    }
}

#[tokio::test]
async fn a_user_and_a_reviewer_sign_in_with_a_passkey_alone() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Viewer).await;
    let (device, passkey) = with_passkey(&hub, &rosa, "Laptop").await;
    let challenge = ask(&hub.hub).unwrap().challenge;
    let opened = passkeys::sign_in(&hub.hub, &device.show(&challenge)).await.unwrap();
    let session = present(&hub, &opened.token).await.unwrap();
    assert_eq!(session.actor.label(), format!("user:{}", rosa.user.sid));
    assert_eq!(list_sessions(&hub.hub, &rosa.actor).await.unwrap().len(), 1);
    let listed = list(&hub.hub, &rosa.actor).await.unwrap();
    assert_eq!((listed.len(), listed[0].sid, listed[0].name.as_str()), (1, passkey.sid, "Laptop"));
    assert!(listed[0].last_used_at.is_some() && !listed[0].is_synced);
    assert!(list(&hub.hub, &owl.actor).await.unwrap().is_empty(), "an account has none");

    let email = "carla@hub.example".parse().unwrap();
    let (carla, password) = reviewers::create(&hub.hub, &Actor::operator(), email, Role::Lead).await.unwrap();
    let (label, carla) = (format!("reviewer:{}", carla.sid), Actor::reviewer(carla));
    let mut phone = TestDevice::default();
    let asked = begin(&hub.hub, &carla, "Phone", &password).await.unwrap();
    add(&hub.hub, &carla, phone.register(&asked, "Phone")).await.unwrap();
    assert_eq!(tried(&hub, &phone).await, label);
}

#[tokio::test]
async fn adding_one_takes_the_present_password_a_name_and_a_person() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let wrong = begin(&hub.hub, &rosa.actor, "Laptop", &secret("not it at all")).await;
    assert!(
        matches!(wrong, Err(Error::Invalid(Invalid::Field { field: "Present password", .. }))),
        "{wrong:?}"
    );
    let nameless = begin(&hub.hub, &rosa.actor, " ", &rosa.password).await;
    assert!(matches!(nameless, Err(Error::Invalid(Invalid::Field { field: "Name", .. }))), "{nameless:?}");
    let account = refusal(begin(&hub.hub, &owl.actor, "Laptop", &owl.auth_token).await);
    assert!(account.contains("has no passkeys"), "{account}");
}

#[tokio::test]
async fn a_challenge_is_answered_once_within_ten_minutes_by_whom_it_was_made_for() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let otto = hub.user(&owl, "otto@owl.example", UserRole::Owner).await;
    let mut device = TestDevice::default();
    let late = "your device's answer came too late or twice; begin again";

    let asked = begin(&hub.hub, &rosa.actor, "Laptop", &rosa.password).await.unwrap();
    let new = device.register(&asked, "Laptop");
    assert_eq!(add_new(&hub, &otto, new.clone()).await, late, "made for another");
    assert_eq!(add_new(&hub, &rosa, new.clone()).await, "Laptop");
    assert_eq!(add_new(&hub, &rosa, new).await, late, "replayed");
    let asked = begin(&hub.hub, &rosa.actor, "Phone", &rosa.password).await.unwrap();
    hub.advance(Duration::from_mins(10));
    assert_eq!(add_new(&hub, &rosa, TestDevice::default().register(&asked, "Phone")).await, late);

    let challenge = ask(&hub.hub).unwrap().challenge;
    let shown = device.show(&challenge);
    let user = format!("user:{}", rosa.user.sid);
    assert_eq!(told(passkeys::sign_in(&hub.hub, &shown).await), user);
    assert_eq!(told(passkeys::sign_in(&hub.hub, &shown).await), "Unauthenticated", "replayed");
    let challenge = ask(&hub.hub).unwrap().challenge;
    hub.advance(Duration::from_mins(10));
    assert_eq!(told(passkeys::sign_in(&hub.hub, &device.show(&challenge)).await), "Unauthenticated", "late");
    let mut forged = ask(&hub.hub).unwrap().challenge;
    forged[7] ^= 1;
    assert_eq!(told(passkeys::sign_in(&hub.hub, &device.show(&forged)).await), "Unauthenticated", "not ours");
    assert_eq!(told(passkeys::sign_in(&hub.hub, &device.show(&asked.challenge)).await), "Unauthenticated");
}

#[tokio::test]
async fn of_two_who_show_the_same_answer_at_once_one_gets_in() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let (device, _) = with_passkey(&hub, &rosa, "Laptop").await;
    for _ in 0..5 {
        let shown = device.show(&ask(&hub.hub).unwrap().challenge);
        let (one, other) =
            tokio::join!(passkeys::sign_in(&hub.hub, &shown), passkeys::sign_in(&hub.hub, &shown));
        assert_eq!([&one, &other].iter().filter(|answer| answer.is_ok()).count(), 1, "{one:?} {other:?}");
    }
}

#[tokio::test]
async fn what_was_made_on_another_site_or_of_another_key_or_person_is_refused() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let otto = hub.user(&owl, "otto@owl.example", UserRole::Owner).await;
    let (mut device, _) = with_passkey(&hub, &rosa, "Laptop").await;
    let (others, _) = with_passkey(&hub, &otto, "Laptop").await;

    device.origin = "https://hub.example.evil.example".to_owned();
    assert_eq!(tried(&hub, &device).await, "Unauthenticated", "another site");
    device.origin = "https://hub.example".to_owned();
    let mut liar = TestDevice::default();
    liar.credential_id.clone_from(&device.credential_id);
    liar.user_handle.clone_from(&device.user_handle);
    assert_eq!(tried(&hub, &liar).await, "Unauthenticated", "another key");
    let own_handle = std::mem::replace(&mut device.user_handle, others.user_handle.clone());
    assert_eq!(tried(&hub, &device).await, "Unauthenticated", "another person's handle");
    device.user_handle = own_handle;
    assert_eq!(tried(&hub, &TestDevice::default()).await, "Unauthenticated", "nobody's");
    assert_eq!(tried(&hub, &device).await, format!("user:{}", rosa.user.sid));

    let asked = begin(&hub.hub, &otto.actor, "Mine now", &otto.password).await.unwrap();
    assert!(!asked.known.contains(&device.credential_id), "what others have is nobody's business");
    let taken = add_new(&hub, &otto, device.register(&asked, "Mine now")).await;
    assert!(taken.contains("somebody signs in with this passkey already"), "{taken}");
    let asked = begin(&hub.hub, &otto.actor, "Elsewhere", &otto.password).await.unwrap();
    let mut elsewhere = TestDevice::default();
    elsewhere.origin = "https://evil.example".to_owned();
    let refused = add_new(&hub, &otto, elsewhere.register(&asked, "Elsewhere")).await;
    assert_eq!(refused, "your device's answer was not taken: it was made on another origin");
}

#[tokio::test]
async fn a_device_that_counts_back_may_be_a_copy_and_is_refused() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let (mut device, _) = with_passkey(&hub, &rosa, "Stick").await;
    device.counter = 5;
    assert_eq!(tried(&hub, &device).await, format!("user:{}", rosa.user.sid));
    assert_eq!(tried(&hub, &device).await, "Unauthenticated");
    device.counter = 6;
    assert_eq!(tried(&hub, &device).await, format!("user:{}", rosa.user.sid));
}

#[tokio::test]
async fn whoever_is_disabled_removed_or_on_hold_is_not_let_in() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let otto = hub.user(&owl, "otto@owl.example", UserRole::Viewer).await;
    let (device, _) = with_passkey(&hub, &rosa, "Laptop").await;
    let (others, _) = with_passkey(&hub, &otto, "Laptop").await;

    colleagues::update(&hub.hub, &owl.actor, otto.user.sid, UserChange::Disable).await.unwrap();
    assert_eq!(tried(&hub, &others).await, "Unauthenticated", "disabled");
    colleagues::update(&hub.hub, &owl.actor, otto.user.sid, UserChange::Enable).await.unwrap();
    assert_eq!(tried(&hub, &others).await, "Unauthenticated", "enabled, and signs in with the password");

    let hold = async |status| {
        let edit = AccountEdit { status: Some(status), friendly_name: None };
        accounts::update(&hub.hub, &Actor::operator(), owl.sid, edit).await.unwrap();
    };
    hold(AccountStatus::Suspended).await;
    assert!(tried(&hub, &device).await.starts_with("Forbidden"), "on hold");
    hold(AccountStatus::Active).await;
    assert_eq!(tried(&hub, &device).await, format!("user:{}", rosa.user.sid));

    colleagues::remove(&hub.hub, &owl.actor, rosa.user.sid).await.unwrap();
    assert_eq!(tried(&hub, &device).await, "Unauthenticated", "removed");
}

#[tokio::test]
async fn one_is_removed_by_its_person_only_and_both_are_mailed_and_written_down() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let otto = hub.user(&owl, "otto@owl.example", UserRole::Owner).await;
    let (device, passkey) = with_passkey(&hub, &rosa, "Laptop").await;
    assert!(is_missing(&remove(&hub.hub, &otto.actor, passkey.sid).await), "somebody else's");
    let jobs = work::list(&hub.hub, &Actor::operator(), JobFilter::default()).await.unwrap();
    assert_eq!(
        jobs.iter().map(|job| &job.subject).collect::<Vec<_>>(),
        [&format!("added {}", rosa.user.sid)]
    );
    hub.run_jobs().await;
    remove(&hub.hub, &rosa.actor, passkey.sid).await.unwrap();
    assert_eq!(tried(&hub, &device).await, "Unauthenticated");
    assert!(is_missing(&remove(&hub.hub, &rosa.actor, passkey.sid).await), "twice");
    hub.run_jobs().await;
    let mails = hub.mails();
    assert_eq!(
        mails.iter().map(|mail| (mail.to.as_str(), mail.subject.as_str())).collect::<Vec<_>>(),
        [
            ("rosa@owl.example", "A passkey was added to your Trust Hub sign-in"),
            ("rosa@owl.example", "A passkey was removed from your Trust Hub sign-in"),
        ]
    );
    let settings = format!("https://hub.example/console/{}/settings", owl.sid);
    assert!(mails[0].text.contains(&settings) && !mails[0].text.contains("Laptop"), "{}", mails[0].text);
    let entries = audit::export(&hub.hub, &Actor::operator(), owl.sid, 0, 100).await.unwrap();
    let ours: Vec<_> = entries
        .iter()
        .filter(|entry| entry.subject == passkey.sid.to_string())
        .map(|entry| (entry.action.as_str(), entry.actor.clone()))
        .collect();
    let user = format!("user:{}", rosa.user.sid);
    assert_eq!(ours, [("passkey.create", user.clone()), ("passkey.delete", user)]);
}

#[tokio::test]
async fn a_lost_one_is_removed_by_the_operator_and_its_person_is_signed_out_and_told() {
    let hub = hub!();
    let (owl, lark) = (hub.account("Owl").await, hub.account("Lark").await);
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let (lost, passkey) = with_passkey(&hub, &rosa, "Phone").await;
    hub.advance(Duration::from_secs(1));
    let (kept, _) = with_passkey(&hub, &rosa, "Laptop").await;
    let open = passkeys::sign_in(&hub.hub, &lost.show(&ask(&hub.hub).unwrap().challenge)).await.unwrap();
    hub.run_jobs().await;
    let before = hub.mails().len();

    let operator = accounts::act_on(&hub.hub, &Actor::operator(), owl.sid).await.unwrap();
    let elsewhere = accounts::act_on(&hub.hub, &Actor::operator(), lark.sid).await.unwrap();
    let whose = Whose::User(&rosa.user.email);
    let listed = list_of(&hub.hub, &operator, whose).await.unwrap();
    assert_eq!(listed.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Phone", "Laptop"]);
    assert!(is_missing(&list_of(&hub.hub, &elsewhere, whose).await), "of another account");
    assert!(is_missing(&remove_lost(&hub.hub, &elsewhere, whose, passkey.sid).await));
    let owner = refusal(remove_lost(&hub.hub, &owl.actor, whose, passkey.sid).await);
    assert!(owner.contains("this is for the operator"), "{owner}");

    remove_lost(&hub.hub, &operator, whose, passkey.sid).await.unwrap();
    assert_eq!(tried(&hub, &lost).await, "Unauthenticated");
    assert!(present(&hub, &open.token).await.is_none(), "what the lost device had open is over");
    assert_eq!(tried(&hub, &kept).await, format!("user:{}", rosa.user.sid));
    assert!(is_missing(&remove_lost(&hub.hub, &operator, whose, passkey.sid).await), "twice");
    hub.run_jobs().await;
    let mails = hub.mails();
    let told: Vec<_> = mails.iter().skip(before).map(|mail| (mail.to.as_str(), &mail.text)).collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].0 == "rosa@owl.example" && told[0].1.contains("we removed a passkey of yours"),
        "{told:?}"
    );
    let entries = audit::export(&hub.hub, &Actor::operator(), owl.sid, 0, 100).await.unwrap();
    let removed = entries.iter().find(|entry| entry.action == "passkey.delete").unwrap();
    assert_eq!((&removed.actor, &removed.subject), (&operator.label(), &passkey.sid.to_string()));

    let email: Email = "carla@hub.example".parse().unwrap();
    let (carla, password) =
        reviewers::create(&hub.hub, &Actor::operator(), email.clone(), Role::Lead).await.unwrap();
    let carla = Actor::reviewer(carla);
    let mut phone = TestDevice::default();
    let asked = begin(&hub.hub, &carla, "Phone", &password).await.unwrap();
    let added = add(&hub.hub, &carla, phone.register(&asked, "Phone")).await.unwrap();
    let refused = refusal(list_of(&hub.hub, &carla, Whose::Reviewer(&email)).await);
    assert!(refused.contains("this is for the operator"), "{refused}");
    remove_lost(&hub.hub, &Actor::operator(), Whose::Reviewer(&email), added.sid).await.unwrap();
    assert_eq!(tried(&hub, &phone).await, "Unauthenticated");
    hub.run_jobs().await;
}

#[tokio::test]
async fn a_reviewers_passkeys_go_with_a_new_password_from_an_admin() {
    let hub = hub!();
    let email: Email = "carla@hub.example".parse().unwrap();
    let (carla, password) =
        reviewers::create(&hub.hub, &Actor::operator(), email.clone(), Role::Lead).await.unwrap();
    let carla = Actor::reviewer(carla);
    let mut phone = TestDevice::default();
    let asked = begin(&hub.hub, &carla, "Phone", &password).await.unwrap();
    add(&hub.hub, &carla, phone.register(&asked, "Phone")).await.unwrap();
    reviewers::reset_password(&hub.hub, &Actor::operator(), &email).await.unwrap();
    assert_eq!(tried(&hub, &phone).await, "Unauthenticated");
    hub.run_jobs().await;
}

#[tokio::test]
async fn nobody_has_more_than_twenty() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let asked = begin(&hub.hub, &rosa.actor, "Late", &rosa.password).await.unwrap();
    for number in 0..20 {
        with_passkey(&hub, &rosa, &format!("Device {number}")).await;
    }
    let more = refusal(begin(&hub.hub, &rosa.actor, "One more", &rosa.password).await);
    assert!(more.contains("you have 20 passkeys"), "{more}");
    let late = refusal(add(&hub.hub, &rosa.actor, TestDevice::default().register(&asked, "Late")).await);
    assert!(late.contains("you have 20 passkeys"), "{late}");
    hub.run_jobs().await;
}
