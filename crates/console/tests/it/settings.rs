//! Settings: a person's own, and the account's people, keys and tokens.

use axum::http::StatusCode;
use secrecy::ExposeSecret;
use trusthub_app::accounts::keys;
use trusthub_app::auth::authenticate;
use trusthub_app::people::{UserRole, colleagues};
use trusthub_app::{PageRequest, Position};
use trusthub_console::ConsoleConfig;
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub, TestUser};

use crate::browser::{Answer, Browser, hub, token_on};

async fn of(test: &TestHub, person: &TestUser) -> Browser {
    let browser = Browser::at(test);
    browser.sign_in(person.user.email.as_str(), person.password.expose_secret()).await;
    browser
}

fn settings(account: &TestAccount) -> String {
    format!("/console/{}/settings", account.sid)
}

/// What a page shows once.
fn secret_on(page: &Answer) -> String {
    let (_, rest) =
        page.text.split_once("data-secret>").unwrap_or_else(|| panic!("no secret: {}", page.text));
    rest.split('<').next().unwrap().to_owned()
}

fn all() -> PageRequest {
    PageRequest { size: 50, position: Position::Start }
}

#[tokio::test]
async fn somebody_changes_their_password_and_their_mails() {
    let test = hub!();
    let owl = test.account("Owl").await;
    let rosa = test.user(&owl, "rosa@owl.example", UserRole::Viewer).await;
    let (browser, other) = (of(&test, &rosa).await, of(&test, &rosa).await);
    let page = settings(&owl);
    let old = rosa.password.expose_secret();
    let change = |present: &'static str, next: &'static str| {
        let fields = [("present", if present.is_empty() { old } else { present }), ("next", next)];
        let (browser, page) = (&browser, &page);
        async move { browser.fill(page, &format!("{page}/password"), &fields).await }
    };
    let wrong = change("not it at all", "kettle on the stove").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("id=\"present-error\" role=\"status\">It is not the one"), "{}", wrong.text);
    let short = change("", "short").await;
    assert!(
        short.text.contains("id=\"next-error\" role=\"status\">Use at least 12 characters."),
        "{}",
        short.text
    );
    let done = change("", "kettle on the stove").await;
    assert_eq!(done.location(), format!("{page}?done=password"));
    assert_eq!(browser.get(&page).await.status, StatusCode::OK, "this session stays");
    assert_eq!(other.get(&page).await.status, StatusCode::SEE_OTHER, "the other has ended");

    let saved = browser.fill(&page, &format!("{page}/mails"), &[("decisions", "true")]).await;
    assert_eq!(saved.location(), format!("{page}?done=mails"));
    let user = colleagues::find(&test.hub, &owl.actor, rosa.user.sid).await.unwrap();
    assert!(user.notifications.decisions && !user.notifications.expiry);
    let shown = browser.get(&page).await.text;
    assert!(
        shown.contains("id=\"decisions\" type=\"checkbox\" value=\"true\" name=\"decisions\""),
        "{shown}"
    );

    let out = browser.fill(&page, &format!("{page}/sign-out-everywhere"), &[]).await;
    assert_eq!(out.location(), "/console/sign-in?done=out");
    assert_eq!(browser.get(&page).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn guessing_the_present_password_is_counted_as_at_the_door() {
    let test = hub!();
    let owl = test.account("Owl").await;
    let rosa = test.user(&owl, "rosa@owl.example", UserRole::Viewer).await;
    let config = ConsoleConfig { failed_logins_per_minute: 3, ..ConsoleConfig::default() };
    let browser = Browser::with(&test, config);
    browser.sign_in("rosa@owl.example", rosa.password.expose_secret()).await;
    let page = settings(&owl);
    let change = |present: &'static str| {
        let fields = [("present", present), ("next", "kettle on the stove")];
        let (browser, page) = (&browser, &page);
        async move { browser.fill(page, &format!("{page}/password"), &fields).await.status }
    };
    for _ in 0..3 {
        assert_eq!(change("a guess").await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(change("a guess").await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn an_account_signed_in_by_its_token_has_no_password_to_change() {
    let test = hub!();
    let owl = test.account("Owl").await;
    let browser = Browser::of(&test, &owl).await;
    let page = browser.get(&settings(&owl)).await;
    assert!(
        page.text.contains("auth token, which is for programs") && !page.text.contains("Present password")
    );
    let tried =
        browser.fill(&settings(&owl), &format!("{}/password", settings(&owl)), &[("next", "x")]).await;
    assert_eq!(tried.status, StatusCode::FORBIDDEN);
    let tried = browser.fill(&settings(&owl), &format!("{}/mails", settings(&owl)), &[]).await;
    assert_eq!(tried.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_owner_invites_changes_disables_and_removes_colleagues() {
    let test = hub!();
    let owl = test.account("Owl").await;
    let rosa = test.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let browser = of(&test, &rosa).await;
    let list = format!("{}/colleagues", settings(&owl));
    let wrong = browser.fill(&list, &list, &[("email", "nobody"), ("role", "editor")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("Enter one e-mail address") && wrong.text.contains("value=\"nobody\""));
    let invited = browser.fill(&list, &list, &[("email", "otto@owl.example"), ("role", "editor")]).await;
    assert_eq!(invited.location(), format!("{list}?done=invited"));
    let again = browser.fill(&list, &list, &[("email", "OTTO@owl.example"), ("role", "editor")]).await;
    assert!(again.text.contains("Somebody signs in with this e-mail already."), "{}", again.text);
    test.run_jobs().await;
    assert_eq!(test.mails().len(), 1);

    let otto = colleagues::list(&test.hub, &owl.actor, all()).await.unwrap().items[0].clone();
    assert_eq!((otto.email.as_str(), otto.role), ("otto@owl.example", UserRole::Editor));
    let page = format!("{list}/{}", otto.sid);
    assert!(browser.get(&list).await.text.contains(&page));
    for (step, fields, done) in [
        ("invite", &[][..], "invited"),
        ("role", &[("role", "owner")][..], "role"),
        ("disable", &[], "disabled"),
        ("enable", &[], "enabled"),
    ] {
        let answer = browser.fill(&page, &format!("{page}/{step}"), fields).await;
        assert_eq!(answer.location(), format!("{page}?done={done}"), "{step}: {}", answer.text);
        assert_eq!(browser.get(answer.location()).await.status, StatusCode::OK);
    }
    let removed = browser.fill(&page, &format!("{page}/remove"), &[]).await;
    assert_eq!(removed.location(), format!("{list}?done=removed"));
    assert_eq!(browser.get(&page).await.status, StatusCode::NOT_FOUND);
    let own = format!("{list}/{}", rosa.user.sid);
    let last = browser.fill(&own, &format!("{own}/remove"), &[]).await;
    assert_eq!(last.status, StatusCode::FORBIDDEN);
    assert!(last.text.contains("last owner"), "{}", last.text);
}

#[tokio::test]
async fn keys_and_tokens_are_shown_once_and_work() {
    let test = hub!();
    let owl = test.account("Owl").await;
    let rosa = test.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let browser = of(&test, &rosa).await;
    let (base, page) = (settings(&owl), format!("{}/keys", settings(&owl)));
    let made = browser.fill(&page, &page, &[("name", "billing")]).await;
    assert_eq!(made.status, StatusCode::OK);
    let secret = secret_on(&made);
    let key = keys::list(&test.hub, &owl.actor, all()).await.unwrap().items[0].clone();
    authenticate(&test.hub, &key.sid.to_string(), &secret.as_str().into()).await.unwrap();
    let later = browser.get(&page).await.text;
    assert!(
        later.contains(&key.sid.to_string()) && !later.contains(&secret) && !later.contains("data-secret")
    );
    let of_key = format!("{page}/{}", key.sid);
    let renamed = browser.fill(&page, &of_key, &[("name", "billing <server>")]).await;
    assert_eq!(renamed.location(), format!("{page}?done=renamed"));
    assert!(browser.get(&page).await.text.contains("value=\"billing &#60;server&#62;\""));
    browser.fill(&page, &format!("{of_key}/delete"), &[]).await;
    assert!(keys::list(&test.hub, &owl.actor, all()).await.unwrap().items.is_empty());

    let account = owl.sid.to_string();
    let token = secret_on(&browser.fill(&page, &format!("{base}/token"), &[]).await);
    authenticate(&test.hub, &account, &token.as_str().into()).await.unwrap();
    assert!(browser.get(&page).await.text.contains("There is a secondary token since"));
    let promoted = browser.fill(&page, &format!("{base}/token/promote"), &[]).await;
    assert_eq!(promoted.location(), format!("{page}?done=promoted"));
    assert!(authenticate(&test.hub, &account, &owl.auth_token).await.is_err());
    let none = browser.fill(&page, &format!("{base}/token/delete"), &[]).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

/// Every form of the account's settings, with a colleague and a key that are there.
fn forms(base: &str, user: &str, key: &str) -> Vec<String> {
    let of_user = ["role", "disable", "enable", "remove", "invite"];
    let of_user = of_user.into_iter().map(|step| format!("{base}/colleagues/{user}/{step}"));
    let others = [
        format!("{base}/colleagues"),
        format!("{base}/keys"),
        format!("{base}/keys/{key}"),
        format!("{base}/keys/{key}/delete"),
        format!("{base}/token"),
        format!("{base}/token/promote"),
        format!("{base}/token/delete"),
    ];
    of_user.chain(others).collect()
}

#[tokio::test]
async fn who_is_no_owner_or_of_another_account_or_sends_no_token_changes_nothing() {
    let test = hub!();
    let (owl, lark) = (test.account("Owl").await, test.account("Lark").await);
    let owner = test.user(&owl, "owner@owl.example", UserRole::Owner).await;
    let editor = test.user(&owl, "editor@owl.example", UserRole::Editor).await;
    let viewer = test.user(&owl, "viewer@owl.example", UserRole::Viewer).await;
    let stranger = test.user(&lark, "owner@lark.example", UserRole::Owner).await;
    let (key, _) = keys::create(&test.hub, &owl.actor, None).await.unwrap();
    let base = settings(&owl);
    let (user, key) = (editor.user.sid.to_string(), key.sid.to_string());
    let fields = [("email", "x@owl.example"), ("role", "viewer"), ("name", "x")];
    for person in [&editor, &viewer] {
        let browser = of(&test, person).await;
        let list = browser.get(&format!("{base}/colleagues")).await;
        assert_eq!(list.status, StatusCode::OK, "everybody sees who is there");
        assert!(!list.text.contains("Send the invitation") && !list.text.contains("API keys and tokens"));
        assert_eq!(browser.get(&format!("{base}/keys")).await.status, StatusCode::FORBIDDEN);
        for form in forms(&base, &user, &key) {
            let tried = browser.fill(&format!("{base}/colleagues"), &form, &fields).await;
            assert_eq!(tried.status, StatusCode::FORBIDDEN, "{form}");
        }
    }
    let browser = of(&test, &owner).await;
    for form in
        forms(&base, &user, &key).into_iter().chain([format!("{base}/password"), format!("{base}/mails")])
    {
        assert_eq!(browser.post(&form, &fields).await.status, StatusCode::FORBIDDEN, "{form}: no token");
    }
    let browser = of(&test, &stranger).await;
    let own = settings(&lark);
    for form in forms(&base, &user, &key) {
        let tried = browser.fill(&own, &form, &fields).await;
        assert_eq!(tried.status, StatusCode::NOT_FOUND, "{form}: somebody else's account");
    }
    let mut others = forms(&own, &user, &key);
    others.retain(|form| form.contains(&user) || form.contains(&key));
    for form in others {
        let tried = browser.fill(&own, &form, &fields).await;
        assert_eq!(tried.status, StatusCode::NOT_FOUND, "{form}: somebody else's in one's own account");
    }
    assert_eq!(browser.get(&format!("{own}/colleagues/{user}")).await.status, StatusCode::NOT_FOUND);
    let still = colleagues::find(&test.hub, &owl.actor, editor.user.sid).await.unwrap();
    assert_eq!(still, editor.user);
    assert_eq!(keys::list(&test.hub, &owl.actor, all()).await.unwrap().items.len(), 1);
    assert!(!token_on(&browser.get(&own).await.text).is_empty());
}

#[tokio::test]
async fn a_viewer_reads_profiles_and_is_offered_nothing_that_would_be_refused() {
    let test = hub!();
    let owl = test.account("Owl").await;
    let (draft, _) = test.complete_profile(&owl, &SOUND_BUSINESS, None).await;
    let home = format!("/console/{}", owl.sid);
    let profile = format!("{home}/profiles/{}", draft.sid);
    let step = format!("{profile}/steps/customer_profile_business_information");
    let editor = of(&test, &test.user(&owl, "editor@owl.example", UserRole::Editor).await).await;
    let viewer = of(&test, &test.user(&owl, "viewer@owl.example", UserRole::Viewer).await).await;
    for (page, offer) in [(&home, "New profile"), (&profile, "Submit</button>"), (&profile, "Delete it")] {
        assert!(editor.get(page).await.text.contains(offer), "{page}: {offer}");
        let seen = viewer.get(page).await;
        assert_eq!(seen.status, StatusCode::OK, "{page}");
        assert!(!seen.text.contains(offer), "{page}: {offer}");
    }
    let seen = viewer.get(&step).await.text;
    assert!(
        seen.contains("You can read this") && seen.contains("<fieldset class=\"stack\" disabled>"),
        "{seen}"
    );
    assert!(!editor.get(&step).await.text.contains("You can read this"));
    for form in
        [format!("{profile}/submit"), format!("{profile}/delete"), step.clone(), format!("{profile}/details")]
    {
        let fields = [("friendly_name", "x"), ("email", "x@owl.example")];
        let tried = viewer.fill(&profile, &form, &fields).await;
        assert_eq!(tried.status, StatusCode::FORBIDDEN, "{form}");
    }
}
