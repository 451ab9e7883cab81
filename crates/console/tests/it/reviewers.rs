//! Reviewers' own settings, and the admin's list of reviewers.

use axum::http::StatusCode;
use secrecy::ExposeSecret;
use trusthub_app::Actor;
use trusthub_app::review::reviewers;
use trusthub_domain::review::Role;
use trusthub_testkit::TestHub;

use crate::browser::{Browser, hub};

const LIST: &str = "/console/reviewers";

async fn reviewer(test: &TestHub, email: &str, role: Role) -> Browser {
    let made = reviewers::create(&test.hub, &Actor::operator(), email.parse().unwrap(), role).await;
    let browser = Browser::at(test);
    browser.sign_in(email, made.unwrap().1.expose_secret()).await;
    browser
}

#[tokio::test]
async fn an_admin_adds_reviewers_gives_passwords_and_sees_them_out() {
    let test = hub!();
    let admin = reviewer(&test, "admin@carrier.example", Role::Admin).await;
    let wrong = admin.fill(LIST, LIST, &[("email", "nobody"), ("role", "lead")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let added = admin.fill(LIST, LIST, &[("email", "rita@carrier.example"), ("role", "lead")]).await;
    let password = |page: &str| {
        let (_, rest) = page.split_once("data-secret>").unwrap_or_else(|| panic!("no password: {page}"));
        rest.split('<').next().unwrap().to_owned()
    };
    let rita = Browser::at(&test);
    rita.sign_in("rita@carrier.example", &password(&added.text)).await;
    assert!(!admin.get(LIST).await.text.contains("data-secret"), "once");
    let taken = admin.fill(LIST, LIST, &[("email", "rita@carrier.example"), ("role", "lead")]).await;
    assert!(taken.text.contains("A reviewer with this e-mail exists."), "{}", taken.text);

    let named = [("email", "rita@carrier.example")];
    let renewed = admin.fill(LIST, "/console/reviewers/password", &named).await;
    assert_eq!(rita.get("/console/review").await.status, StatusCode::SEE_OTHER, "her session has ended");
    rita.sign_in("rita@carrier.example", &password(&renewed.text)).await;
    let disabled = admin.fill(LIST, "/console/reviewers/disable", &named).await;
    assert_eq!(disabled.location(), "/console/reviewers?done=disabled");
    assert_eq!(rita.get("/console/review").await.status, StatusCode::SEE_OTHER);
    let last = admin.fill(LIST, "/console/reviewers/disable", &[("email", "admin@carrier.example")]).await;
    assert_eq!(last.status, StatusCode::FORBIDDEN);
    for form in ["", "/password", "/disable"] {
        let tried = admin.post(&format!("{LIST}{form}"), &named).await;
        assert_eq!(tried.status, StatusCode::FORBIDDEN, "{form}: no token");
    }
}

#[tokio::test]
async fn reviewers_who_are_no_admins_and_customers_do_not_manage_reviewers() {
    let test = hub!();
    let lead = reviewer(&test, "lead@carrier.example", Role::Lead).await;
    assert_eq!(lead.get(LIST).await.status, StatusCode::FORBIDDEN);
    let fields = [("email", "lead@carrier.example"), ("role", "admin")];
    for form in ["", "/password", "/disable"] {
        let tried = lead.fill("/console/review/settings", &format!("{LIST}{form}"), &fields).await;
        assert_eq!(tried.status, StatusCode::FORBIDDEN, "{form}");
    }
    let owl = test.account("Owl").await;
    let customer = Browser::of(&test, &owl).await;
    assert_eq!(customer.get(LIST).await.status, StatusCode::NOT_FOUND);
    assert_eq!(customer.get("/console/review/settings").await.status, StatusCode::NOT_FOUND);
    assert_eq!(lead.get(&format!("/console/{}/settings", owl.sid)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_reviewer_changes_their_password() {
    let test = hub!();
    let (operator, email) = (Actor::operator(), "rita@carrier.example".parse().unwrap());
    let (_, password) = reviewers::create(&test.hub, &operator, email, Role::Reviewer).await.unwrap();
    let browser = Browser::at(&test);
    browser.sign_in("rita@carrier.example", password.expose_secret()).await;
    let page = "/console/review/settings";
    let fields = [("present", password.expose_secret()), ("next", "kettle on the stove")];
    let changed = browser.fill(page, "/console/review/settings/password", &fields).await;
    assert_eq!(changed.location(), "/console/review/settings?done=password", "{}", changed.text);
    Browser::at(&test).sign_in("rita@carrier.example", "kettle on the stove").await;
}
