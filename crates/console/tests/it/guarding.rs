//! Who has no session sees nothing; a form of another session, or none, changes nothing.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use secrecy::ExposeSecret;
use trusthub_domain::review::Role;

use crate::browser::{Browser, hub, token_on};

#[tokio::test]
async fn without_a_session_every_page_leads_to_the_sign_in_and_back() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = Browser::at(&test);
    for page in ["/console", "/console/review", &format!("/console/{}", account.sid)] {
        let answer = browser.get(page).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page}");
        assert!(answer.location().starts_with("/console/sign-in"), "{page}: {}", answer.location());
    }
    let form = [
        ("name", account.sid.to_string()),
        ("password", account.auth_token.expose_secret().to_owned()),
        ("next", "//evil.example".to_owned()),
    ];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = browser.post("/console/sign-in", &form).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/console"),
        "no way out of the console"
    );
}

#[tokio::test]
async fn every_page_forbids_what_browsers_could_be_made_to_do() {
    let test = hub!();
    let answer = Browser::at(&test).get("/console/sign-in").await;
    let policy = answer.headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
    assert!(!answer.text.contains(" style=") && !answer.text.contains("onclick"), "{}", answer.text);
}

#[tokio::test]
async fn a_form_without_the_sessions_own_token_or_from_elsewhere_changes_nothing() {
    let test = hub!();
    let (owl, heron) = (test.account("Owl").await, test.account("Heron").await);
    let (browser, other) = (Browser::of(&test, &owl).await, Browser::of(&test, &heron).await);
    let new = format!("/console/{}/profiles/new", owl.sid);
    let foreign = token_on(&other.get(&format!("/console/{}/profiles/new", heron.sid)).await.text);
    let fields = [
        ("policy", "RN6433641899984f951173ef1738c3bdd0"),
        ("friendly_name", "x"),
        ("email", "a@owl.example"),
    ];
    for token in ["", "0", &foreign] {
        let mut form = fields.to_vec();
        form.push(("csrf", token));
        assert_eq!(browser.post(&new, &form).await.status, StatusCode::FORBIDDEN, "{token}");
    }
    let own = token_on(&browser.get(&new).await.text);
    let request = Request::post(&new)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(format!("csrf={own}&friendly_name=x")))
        .unwrap();
    assert_eq!(browser.send(request).await.status, StatusCode::FORBIDDEN);
    let list = browser.get(&format!("/console/{}/profiles", owl.sid)).await;
    assert!(list.text.contains("There is no profile yet"));
}

#[tokio::test]
async fn customers_and_reviewers_do_not_see_each_others_pages() {
    let test = hub!();
    let (owl, heron) = (test.account("Owl").await, test.account("Heron").await);
    let customer = Browser::of(&test, &owl).await;
    for page in [
        "/console/review".to_owned(),
        format!("/console/{}", heron.sid),
        "/console/ACnonsense".to_owned(),
        "/console/x/y/z/w".to_owned(),
    ] {
        assert_eq!(customer.get(&page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    let operator = trusthub_app::Actor::operator();
    let (_, password) = trusthub_app::review::reviewers::create(
        &test.hub,
        &operator,
        "rita@carrier.example".parse().unwrap(),
        Role::Reviewer,
    )
    .await
    .unwrap();
    let reviewer = Browser::at(&test);
    reviewer.sign_in("rita@carrier.example", password.expose_secret()).await;
    assert_eq!(reviewer.get("/console/review").await.status, StatusCode::OK);
    assert_eq!(reviewer.get(&format!("/console/{}", owl.sid)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_parent_works_on_its_subaccount_and_the_subaccount_not_on_its_parent() {
    let test = hub!();
    let isv = test.account("ISV").await;
    let tenant = test.subaccount(&isv, "Tenant").await;
    let parent = Browser::of(&test, &isv).await;
    let page = parent.get(&format!("/console/{}", tenant.sid)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Back to your own account"));
    let child = Browser::of(&test, &tenant).await;
    assert_eq!(child.get(&format!("/console/{}", isv.sid)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn wrong_passwords_are_counted_and_then_not_even_looked_at() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = Browser::at(&test);
    let sid = account.sid.to_string();
    for _ in 0..10 {
        let answer = browser.post("/console/sign-in", &[("name", &sid), ("password", "wrong")]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let right = [("name", sid.as_str()), ("password", account.auth_token.expose_secret())];
    let answer = browser.post("/console/sign-in", &right).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn a_form_that_is_none_is_told_so() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = Browser::of(&test, &account).await;
    let path = format!("/console/{}/profiles/new", account.sid);
    let send = |media: &'static str, body: Vec<u8>| {
        let request =
            Request::post(&path).header(header::CONTENT_TYPE, media).header("sec-fetch-site", "same-origin");
        browser.send(request.body(Body::from(body)).unwrap())
    };
    let urlencoded = "application/x-www-form-urlencoded";
    assert_eq!(send(urlencoded, vec![0xff, 0xfe]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(send(urlencoded, vec![b'a'; 300 * 1024]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(send("multipart/form-data", b"x".to_vec()).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(send(urlencoded, Vec::new()).await.status, StatusCode::FORBIDDEN);
}
