//! Signing in by the operator's provider: where the pages send a browser, and what they make of its coming back.

use axum::http::{StatusCode, header};
use trusthub_app::people::UserRole;
use trusthub_console::ConsoleConfig;
use trusthub_testkit::{TestProvider, Wish};

use crate::browser::{Answer, Browser, hub};

const BEGIN: &str = "/console/sign-in/provider";

/// The cookie that an answer sets for the way.
fn ticket(answer: &Answer) -> String {
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(set.contains("; HttpOnly; SameSite=Lax; Secure"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

/// Comes back with what the provider says, and with that cookie.
async fn back(browser: &Browser, ticket: &str, query: &str) -> Answer {
    let path = format!("{BEGIN}/back?{query}");
    let request = axum::http::Request::get(path).header(header::COOKIE, ticket);
    browser.send(request.body(axum::body::Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_browser_goes_there_and_comes_back_to_where_it_was_going() {
    let provider = TestProvider::start().await;
    let test = hub!(Wish { sign_in_provider: Some(provider.config()), ..Wish::default() });
    let owl = test.account("Owl").await;
    test.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let browser = Browser::at(&test);
    let page = format!("/console/{}/settings", owl.sid);
    let outside = browser.get("/console/sign-in?next=https://evil.example/").await.text;
    assert!(outside.contains(&format!("{BEGIN}?next=%2Fconsole")), "{outside}");
    let asked = browser.get(&format!("/console/sign-in?next={page}")).await.text;
    let link = format!("{BEGIN}?next={}", page.replace('/', "%2F"));
    assert!(asked.contains("Sign in with Owl Telecom") && asked.contains(&link), "{asked}");
    let begun = browser.get(&link).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER);
    assert!(begun.location().starts_with(&provider.config().issuer), "{}", begun.location());

    let answer = provider.answer(begun.location(), "1", "rosa@owl.example", true).await;
    let query = format!("code={}&state={}", answer.code, answer.state);
    let entered = back(&browser, &ticket(&begun), &query).await;
    assert_eq!(
        (entered.status, entered.location()),
        (StatusCode::SEE_OTHER, page.as_str()),
        "{}",
        entered.text
    );
    let ended = entered
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .any(|set| set.to_str().unwrap().starts_with("__Secure-trusthub-provider=; "));
    assert!(ended, "{:?}", entered.headers);
    assert!(browser.get(&page).await.text.contains("rosa@owl.example"));
}

#[tokio::test]
async fn whoever_comes_back_with_nothing_is_told_and_guesses_are_counted() {
    let provider = TestProvider::start().await;
    let test = hub!(Wish { sign_in_provider: Some(provider.config()), ..Wish::default() });
    let browser =
        Browser::with(&test, ConsoleConfig { failed_logins_per_minute: 3, ..ConsoleConfig::default() });
    let begun = browser.get(BEGIN).await;
    let denied = back(&browser, &ticket(&begun), "error=access_denied&state=x").await;
    assert_eq!(denied.status, StatusCode::UNAUTHORIZED);
    assert!(denied.text.contains("You were not signed in there."), "{}", denied.text);
    for _ in 0..3 {
        let guessed = back(&browser, "a=b", "code=1&state=2").await;
        assert_eq!(guessed.status, StatusCode::UNAUTHORIZED);
        assert!(guessed.text.contains("begun in another window"), "{}", guessed.text);
    }
    assert_eq!(back(&browser, "a=b", "code=1&state=2").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn without_a_provider_there_is_no_such_way() {
    let test = hub!();
    let browser = Browser::at(&test);
    assert!(!browser.get("/console/sign-in").await.text.contains(BEGIN));
    assert_eq!(browser.get(BEGIN).await.status, StatusCode::NOT_FOUND);
    assert_eq!(back(&browser, "a=b", "code=1&state=2").await.status, StatusCode::NOT_FOUND);
}
