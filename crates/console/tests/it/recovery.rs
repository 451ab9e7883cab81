//! Invitations and forgotten passwords, from the mail to being signed in.

use axum::http::StatusCode;
use trusthub_app::people::{UserRole, invite};
use trusthub_testkit::TestHub;

use crate::browser::{Browser, hub};

/// Where the newest mail leads, as a path.
fn link(test: &TestHub) -> String {
    let mail = test.mails().pop().expect("a mail");
    let (_, rest) = mail.text.split_once("https://hub.example").expect("a link");
    rest.lines().next().unwrap().to_owned()
}

#[tokio::test]
async fn an_invitation_leads_to_a_password_and_that_to_the_account() {
    let test = hub!();
    let owl = test.account("Owl <Bakery>").await;
    invite(&test.hub, &owl.actor, "rosa@owl.example".parse().unwrap(), UserRole::Editor).await.unwrap();
    test.run_jobs().await;
    let (browser, link) = (Browser::at(&test), link(&test));
    assert!(link.starts_with("/console/welcome/"), "{link}");
    for _ in 0..2 {
        let page = browser.get(&link).await;
        assert_eq!(page.status, StatusCode::OK, "looking uses nothing up");
        assert!(page.text.contains("Owl &#60;Bakery&#62;") && page.text.contains("rosa@owl.example"));
    }
    let short = browser.post(&link, &[("password", "short")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text.contains("Use at least 12 characters."), "{}", short.text);
    let chosen = browser.post(&link, &[("password", "kettle on the stove")]).await;
    assert_eq!(chosen.location(), "/console/sign-in?done=password");
    assert_eq!(browser.get(&link).await.status, StatusCode::NOT_FOUND, "once");
    let again = browser.post(&link, &[("password", "another long enough")]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert!(again.text.contains("This link is no longer good"));
    browser.sign_in("rosa@owl.example", "kettle on the stove").await;
    assert_eq!(browser.get("/console").await.location(), format!("/console/{}", owl.sid));
}

#[tokio::test]
async fn whoever_forgot_their_password_gets_a_link_and_nobody_learns_who_is_there() {
    let test = hub!();
    let owl = test.account("Owl").await;
    test.user(&owl, "rosa@owl.example", UserRole::Editor).await;
    let browser = Browser::at(&test);
    let known = browser.post("/console/forgot", &[("email", "rosa@owl.example")]).await;
    let unknown = browser.post("/console/forgot", &[("email", "nobody@owl.example")]).await;
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    let wrong = browser.post("/console/forgot", &[("email", "nobody")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    test.run_jobs().await;
    assert_eq!(test.mails().len(), 1);
    let link = link(&test);
    assert!(link.starts_with("/console/reset/"), "{link}");
    let elsewhere = link.replace("/reset/", "/welcome/");
    assert_eq!(browser.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
    let chosen = browser.post(&link, &[("password", "kettle on the stove")]).await;
    assert_eq!(chosen.location(), "/console/sign-in?done=password");
    browser.sign_in("rosa@owl.example", "kettle on the stove").await;
}

#[tokio::test]
async fn asking_for_links_is_counted() {
    let test = hub!();
    let browser = Browser::at(&test);
    for number in 0..10 {
        let email = format!("stranger{number}@elsewhere.example");
        assert_eq!(browser.post("/console/forgot", &[("email", &email)]).await.status, StatusCode::OK);
    }
    let answer = browser.post("/console/forgot", &[("email", "rosa@owl.example")]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn whoever_is_signed_in_sends_the_token_on_these_pages_too() {
    let test = hub!();
    let owl = test.account("Owl").await;
    let browser = Browser::of(&test, &owl).await;
    let fields = [("email", "rosa@owl.example")];
    assert_eq!(browser.post("/console/forgot", &fields).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.fill("/console/forgot", "/console/forgot", &fields).await.status, StatusCode::OK);
}
