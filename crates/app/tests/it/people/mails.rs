//! Invitations and forgotten passwords, by mail.

use secrecy::SecretString;
use trusthub_app::people::colleagues::{self, UserChange};
use trusthub_app::people::{Notifications, UserRole, accept, forgot, invite, invite_again, reset};
use trusthub_app::review::reviewers;
use trusthub_app::work::{self, JobFilter};
use trusthub_app::{Actor, Error};
use trusthub_domain::review::Role;
use trusthub_gateways::mail::Mail;
use trusthub_testkit::{DAY, SOUND_BUSINESS, TestHub};

use super::{secret, tried};
use crate::support::{hub, is_missing, lead, present as present_bundle, refusal};

/// The token of the link in a mail to this page.
fn link(mail: &Mail, page: &str) -> SecretString {
    let start = format!("https://hub.example/console/{page}/");
    let (_, rest) =
        mail.text.split_once(&start).unwrap_or_else(|| panic!("no link to {page}: {}", mail.text));
    assert!(mail.html.contains(&start));
    rest.lines().next().unwrap().into()
}

async fn ask(hub: &TestHub, email: &str) {
    forgot(&hub.hub, &email.parse().unwrap()).await.unwrap();
}

#[tokio::test]
async fn somebody_who_is_invited_gets_a_link_and_no_job_holds_it() {
    let hub = hub!();
    let owl = hub.account("Owl & Sons").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let otto =
        invite(&hub.hub, &rosa.actor, "otto@owl.example".parse().unwrap(), UserRole::Editor).await.unwrap();
    let jobs = work::list(&hub.hub, &Actor::operator(), JobFilter::default()).await.unwrap();
    assert_eq!(jobs.len(), 1);
    assert_eq!(jobs[0].subject, format!("invitation {}", otto.sid));
    hub.run_jobs().await;
    let mails = hub.mails();
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "otto@owl.example"));
    assert_eq!(mails[0].subject, "You are invited to \"Owl & Sons\" on Trust Hub");
    accept(&hub.hub, &link(&mails[0], "welcome"), &secret("kettle on the stove")).await.unwrap();
    assert_eq!(
        tried(&hub, "otto@owl.example", &secret("kettle on the stove")).await,
        format!("user:{}", otto.sid)
    );
    let again = invite_again(&hub.hub, &rosa.actor, otto.sid).await;
    assert!(is_missing(&again), "who has come is not invited");
}

#[tokio::test]
async fn an_invitation_can_be_sent_again_a_few_times_a_day_and_not_by_whoever_is_no_owner() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let editor = hub.user(&owl, "editor@owl.example", UserRole::Editor).await;
    let address = || "otto@owl.example".parse().unwrap();
    let refused = invite(&hub.hub, &editor.actor, address(), UserRole::Viewer).await;
    assert!(refusal(refused).contains("owner of the account"));
    let otto = invite(&hub.hub, &owl.actor, address(), UserRole::Viewer).await.unwrap();
    let taken = invite(&hub.hub, &owl.actor, address(), UserRole::Viewer).await;
    assert!(matches!(taken, Err(Error::AlreadyExists(_))), "{taken:?}");
    for _ in 0..4 {
        invite_again(&hub.hub, &owl.actor, otto.sid).await.unwrap();
    }
    assert!(refusal(invite_again(&hub.hub, &owl.actor, otto.sid).await).contains("tomorrow"));
    hub.run_jobs().await;
    let mails = hub.mails();
    assert_eq!(mails.len(), 5);
    hub.advance(DAY);
    invite_again(&hub.hub, &owl.actor, otto.sid).await.unwrap();
    // The first link is as good as the last, until one is used.
    accept(&hub.hub, &link(&mails[0], "welcome"), &secret("kettle on the stove")).await.unwrap();
    assert!(is_missing(&accept(&hub.hub, &link(&mails[4], "welcome"), &secret("kettle on the stove")).await));
    hub.run_jobs().await;
    assert_eq!(hub.mails().len(), 5, "who has come needs no more mail");
}

#[tokio::test]
async fn a_forgotten_password_is_mailed_to_whoever_has_one_and_to_nobody_else() {
    let hub = hub!();
    let owl = hub.test_account("Owl").await;
    let rosa = hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let gone = hub.user(&owl, "gone@owl.example", UserRole::Viewer).await;
    let invited =
        colleagues::create(&hub.hub, &owl.actor, "ida@owl.example".parse().unwrap(), UserRole::Viewer).await;
    let operator = Actor::operator();
    reviewers::create(&hub.hub, &operator, "carla@hub.example".parse().unwrap(), Role::Lead).await.unwrap();
    colleagues::update(&hub.hub, &owl.actor, gone.user.sid, UserChange::Disable).await.unwrap();
    for email in
        ["nobody@owl.example", "gone@owl.example", "ROSA@owl.example", "carla@hub.example", "ida@owl.example"]
    {
        ask(&hub, email).await;
    }
    hub.run_jobs().await;
    let mails = hub.mails();
    let told: Vec<(&str, &str)> =
        mails.iter().map(|mail| (mail.to.as_str(), mail.subject.as_str())).collect();
    assert_eq!(
        told,
        [
            ("rosa@owl.example", "[Test] Choose a new password for Trust Hub"),
            ("carla@hub.example", "Choose a new password for Trust Hub"),
            ("ida@owl.example", "[Test] You are invited to \"Owl\" on Trust Hub"),
        ]
    );
    let next = secret("kettle on the stove");
    reset(&hub.hub, &link(&mails[0], "reset"), &next).await.unwrap();
    reset(&hub.hub, &link(&mails[1], "reset"), &next).await.unwrap();
    accept(&hub.hub, &link(&mails[2], "welcome"), &next).await.unwrap();
    assert_eq!(tried(&hub, "rosa@owl.example", &next).await, format!("test-user:{}", rosa.user.sid));
    assert!(tried(&hub, "carla@hub.example", &next).await.starts_with("reviewer:"));
    assert_eq!(tried(&hub, "ida@owl.example", &next).await, format!("test-user:{}", invited.unwrap().0.sid));
}

#[tokio::test]
async fn people_who_chose_it_are_told_what_the_bundles_own_address_is_told() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let lead = lead(&hub).await;
    for (email, decisions, expiry) in [("rosa", true, false), ("otto", false, true), ("ida", false, false)] {
        let person = hub.user(&owl, &format!("{email}@owl.example"), UserRole::Viewer).await;
        let chosen = Notifications { decisions, expiry };
        colleagues::set_notifications(&hub.hub, &person.actor, chosen).await.unwrap();
    }
    let told = || {
        let mut told: Vec<(String, String)> =
            hub.mails().into_iter().map(|mail| (mail.to.as_str().to_owned(), mail.subject)).collect();
        told.sort();
        told
    };
    let (profile, _) = hub.approved_profile(&owl, &lead, &SOUND_BUSINESS, None).await;
    hub.run_jobs().await;
    let first = told();
    assert_eq!(
        first.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(),
        [profile.email.as_str(), "rosa@owl.example"]
    );
    assert_eq!(first[0].1, first[1].1);
    assert!(first[1].1.ends_with("is approved"), "{first:?}");

    let until = present_bundle(&hub, &owl, &profile).await.valid_until.unwrap();
    hub.advance(until.since(hub.hub.now()) - 30 * DAY);
    hub.run_jobs().await;
    let reminded: Vec<_> = told().into_iter().filter(|(_, subject)| subject.contains("expires on")).collect();
    let to: Vec<&str> = reminded.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, [profile.email.as_str(), "otto@owl.example"]);
    hub.run_jobs().await;
    assert_eq!(told().len(), first.len() + 2, "nobody is told twice");
}

#[tokio::test]
async fn nobody_is_pestered_with_links() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    hub.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    for _ in 0..8 {
        ask(&hub, "rosa@owl.example").await;
    }
    hub.run_jobs().await;
    assert_eq!(hub.mails().len(), 5);
    hub.advance(DAY);
    ask(&hub, "rosa@owl.example").await;
    hub.run_jobs().await;
    assert_eq!(hub.mails().len(), 6);
}
