//! Owners let colleagues in, change what they may, and see them out.

use trusthub_app::people::colleagues::{self, UserChange};
use trusthub_app::people::{Notifications, UserRole};
use trusthub_app::review::reviewers;
use trusthub_app::{Actor, Error, Result, accounts, audit};
use trusthub_domain::review::Role;

use crate::support::{first_page, hub, is_missing, refusal};

#[tokio::test]
async fn an_email_signs_in_to_one_place() {
    let hub = hub!();
    let (owl, lark) = (hub.account("Owl").await, hub.account("Lark").await);
    hub.reviewer("carla@hub.example", Role::Lead).await;
    hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    for (account, email) in
        [(&owl, "rosa@owl.example"), (&lark, "ROSA@owl.example"), (&lark, "carla@hub.example")]
    {
        let again =
            colleagues::create(&hub.hub, &account.actor, email.parse().unwrap(), UserRole::Viewer).await;
        assert!(matches!(again, Err(Error::AlreadyExists(_))), "{again:?}");
    }
    let operator = Actor::operator();
    let reviewer =
        reviewers::create(&hub.hub, &operator, "rosa@owl.example".parse().unwrap(), Role::Lead).await;
    assert!(matches!(reviewer, Err(Error::AlreadyExists(_))), "{reviewer:?}");
}

#[tokio::test]
async fn another_accounts_people_are_not_there() {
    let hub = hub!();
    let (owl, lark) = (hub.account("Owl").await, hub.account("Lark").await);
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let mallory = hub.user(&lark, "mallory@lark.example", UserRole::Owner).await;
    let (sid, by) = (rosa.user.sid, &mallory.actor);
    assert!(is_missing(&colleagues::find(&hub.hub, by, sid).await));
    assert!(is_missing(&colleagues::find_by_email(&hub.hub, by, &rosa.user.email).await));
    assert!(is_missing(&colleagues::update(&hub.hub, by, sid, UserChange::Disable).await));
    assert!(is_missing(&colleagues::reset_password(&hub.hub, by, sid).await));
    assert!(is_missing(&colleagues::remove(&hub.hub, by, sid).await));
    let listed = colleagues::list(&hub.hub, by, first_page(10)).await.unwrap().items;
    assert_eq!(listed.iter().map(|user| user.sid).collect::<Vec<_>>(), [mallory.user.sid]);
    assert_eq!(colleagues::find(&hub.hub, &owl.actor, sid).await.unwrap(), rosa.user);
}

#[tokio::test]
async fn an_account_keeps_an_owner_unless_its_token_says_otherwise() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let otto = hub.user(&owl, "otto@owl.example", UserRole::Editor).await;
    // Who was invited to be one is none yet.
    let ida =
        colleagues::create(&hub.hub, &rosa.actor, "ida@owl.example".parse().unwrap(), UserRole::Owner).await;
    let (rosa_sid, by) = (rosa.user.sid, &rosa.actor);
    let last = "Forbidden(\"this is the last owner; make somebody else an owner first\")";
    let step_down = UserChange::Role(UserRole::Editor);
    assert_eq!(refusal(colleagues::update(&hub.hub, by, rosa_sid, step_down).await), last);
    assert_eq!(refusal(colleagues::update(&hub.hub, by, rosa_sid, UserChange::Disable).await), last);
    assert_eq!(refusal(colleagues::remove(&hub.hub, by, rosa_sid).await), last);
    colleagues::remove(&hub.hub, by, ida.unwrap().0.sid).await.unwrap();
    colleagues::update(&hub.hub, by, otto.user.sid, UserChange::Role(UserRole::Owner)).await.unwrap();
    colleagues::update(&hub.hub, by, rosa_sid, step_down).await.unwrap();
    colleagues::remove(&hub.hub, &owl.actor, otto.user.sid).await.unwrap();
    let entries = audit::export(&hub.hub, &Actor::operator(), owl.sid, 0, 100).await.unwrap();
    let user = format!("user:{rosa_sid}");
    let done: Vec<&str> =
        entries.iter().filter(|entry| entry.actor == user).map(|entry| entry.action.as_str()).collect();
    assert_eq!(done, ["password.accept", "user.create", "user.delete", "user.set_role", "user.set_role"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_owners_who_remove_each_other_leave_one() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let otto = hub.user(&owl, "otto@owl.example", UserRole::Owner).await;
    let remove = async |by: &Actor, sid| -> Result<()> { colleagues::remove(&hub.hub, by, sid).await };
    let (one, other) = tokio::join!(remove(&rosa.actor, otto.user.sid), remove(&otto.actor, rosa.user.sid));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    let left = colleagues::list(&hub.hub, &owl.actor, first_page(10)).await.unwrap().items;
    assert_eq!(left.len(), 1, "{one:?} {other:?}");
}

#[tokio::test]
async fn invitations_that_nobody_accepts_come_to_an_end() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let invite = async |number: u32| {
        let email = format!("stranger{number}@elsewhere.example").parse().unwrap();
        colleagues::create(&hub.hub, &owl.actor, email, UserRole::Viewer).await
    };
    for number in 0..50 {
        invite(number).await.unwrap();
    }
    assert!(refusal(invite(50).await).contains("too many people were invited"));
    let all = colleagues::list(&hub.hub, &owl.actor, first_page(1)).await.unwrap();
    colleagues::remove(&hub.hub, &owl.actor, all.items[0].sid).await.unwrap();
    invite(50).await.unwrap();
}

#[tokio::test]
async fn mails_are_everybodys_own_choice() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Viewer).await;
    assert_eq!(rosa.user.notifications, Notifications::default());
    let wanted = Notifications { decisions: true, expiry: false };
    let saved = colleagues::set_notifications(&hub.hub, &rosa.actor, wanted).await.unwrap();
    assert_eq!((saved.notifications, saved.version), (wanted, rosa.user.version + 1));
    let same = colleagues::set_notifications(&hub.hub, &rosa.actor, wanted).await.unwrap();
    assert_eq!(same.version, saved.version);
    assert!(
        refusal(colleagues::set_notifications(&hub.hub, &owl.actor, wanted).await)
            .contains("people of an account")
    );
}

#[tokio::test]
async fn what_is_held_about_an_account_includes_its_people_and_no_password() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Viewer).await;
    let mut held = Vec::new();
    let sink = |one: &accounts::Exported| {
        held.push(one.clone());
        Ok(())
    };
    accounts::export(&hub.hub, &Actor::operator(), owl.sid, sink).await.unwrap();
    let users: Vec<_> = held.iter().filter(|one| one.kind == "user").collect();
    assert_eq!(users.len(), 1);
    assert_eq!(users[0].value["email"], "rosa@owl.example");
    assert_eq!(users[0].value["sid"], rosa.user.sid.to_string());
    assert!(!format!("{held:?}").contains("argon2"));
}
