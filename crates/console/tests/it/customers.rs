//! An ISV's customers: found, filtered, saved as a file, and another one begun.

use axum::http::StatusCode;
use trusthub_app::accounts::{self, AccountFilter};
use trusthub_app::{PageRequest, Position};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::people::UserRole;
use trusthub_testkit::{PRIMARY, SECONDARY, TestAccount, TestHub};

use crate::browser::{Browser, hub};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

async fn subaccounts(test: &TestHub, isv: &TestAccount) -> usize {
    let page = PageRequest { size: 100, position: Position::Start };
    let all = accounts::list(&test.hub, &isv.actor, AccountFilter::default(), page).await.unwrap();
    all.items.len() - 1
}

#[tokio::test]
async fn profiles_of_all_customers_are_on_one_list_and_lead_to_their_accounts() {
    let test = hub!();
    let isv = test.account("Heron").await;
    let customer = test.subaccount(&isv, "Owl <i>Bakery</i>").await;
    let theirs = test.draft(&customer, PROFILE, SECONDARY).await;
    let stranger = test.draft(&test.account("Crow").await, PROFILE, PRIMARY).await;
    let browser = Browser::of(&test, &isv).await;
    let page = format!("/console/{}/customers", isv.sid);
    let list = browser.get(&page).await.text;
    let way = format!("/console/{}/profiles/{}", customer.sid, theirs.sid);
    assert!(list.contains(&way) && list.contains("Owl &#60;i&#62;Bakery"), "{list}");
    assert!(!list.contains(&stranger.sid.to_string()));
    assert_eq!(browser.get(&way).await.status, StatusCode::OK, "and there it can be worked on");

    let found = |query: &'static str| {
        let (browser, page) = (&browser, &page);
        async move { browser.get(&format!("{page}?{query}")).await.text.matches("<th scope=\"row\">").count() }
    };
    assert_eq!(found("name=test+bun").await, 1);
    assert_eq!(found("name=heron").await, 0);
    assert_eq!(found("status=twilio-approved").await, 0);
    assert_eq!(found("status=draft&policy=RNdfbf3fae0e1107f8aded0e7cead80bf5").await, 1);
    assert_eq!(found("ends=30").await, 0);

    let file = browser.get(&format!("{page}.csv?status=draft")).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert!(file.text.lines().count() == 2 && file.text.contains(&theirs.sid.to_string()), "{}", file.text);
    assert_eq!(browser.get(&format!("{page}.csv?status=twilio-approved")).await.text.lines().count(), 1);
}

#[tokio::test]
async fn the_list_is_read_in_pages_that_keep_the_search() {
    let test = hub!();
    let isv = test.account("Heron").await;
    for _ in 0..55 {
        test.draft(&isv, PROFILE, PRIMARY).await;
    }
    let browser = Browser::of(&test, &isv).await;
    let first = browser.get(&format!("/console/{}/customers?name=test", isv.sid)).await.text;
    assert!(first.len() < 100 * 1024);
    assert_eq!(first.matches("<th scope=\"row\">").count(), 50);
    let (before, _) = first.split_once("rel=\"next\"").unwrap();
    let older = before.rsplit_once("href=\"").unwrap().1.split('"').next().unwrap().replace("&#38;", "&");
    assert!(older.contains("name=test"), "{older}");
    let second = browser.get(&older).await.text;
    assert_eq!(second.matches("<th scope=\"row\">").count(), 5);
}

#[tokio::test]
async fn a_customer_is_registered_in_an_account_of_its_own() {
    let test = hub!();
    let isv = test.account("Heron").await;
    let browser = Browser::of(&test, &isv).await;
    let new = format!("/console/{}/customers/new", isv.sid);
    let empty = browser.fill(&new, &new, &[("which", "new")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(subaccounts(&test, &isv).await, 0);
    let made = browser.fill(&new, &new, &[("which", "new"), ("name", "Owl")]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    assert!(made.location().ends_with(&format!("/profiles/new?policy={SECONDARY}")), "{}", made.location());
    assert_eq!(subaccounts(&test, &isv).await, 1);
    let form = browser.get(made.location()).await;
    assert!(form.text.contains("Owl") && form.text.contains("Back to your own account"), "{}", form.text);

    let known = test.subaccount(&isv, "Crow").await;
    let found =
        browser.fill(&new, &new, &[("which", "known"), ("account_sid", &known.sid.to_string())]).await;
    assert!(found.location().starts_with(&format!("/console/{}/", known.sid)));
    let stranger = test.account("Magpie").await;
    for other in [stranger.sid.to_string(), isv.sid.to_string(), "AC1".to_owned()] {
        let refused = browser.fill(&new, &new, &[("which", "known"), ("account_sid", &other)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
        assert!(refused.text.contains("There is no such account below yours."));
    }
}

#[tokio::test]
async fn who_may_only_read_registers_nobody_and_a_foreign_form_neither() {
    let test = hub!();
    let isv = test.account("Heron").await;
    let new = format!("/console/{}/customers/new", isv.sid);
    for role in [UserRole::Viewer, UserRole::Editor] {
        let browser = Browser::of_user(&test, &isv, role).await;
        assert_eq!(browser.get(&format!("/console/{}/customers", isv.sid)).await.status, StatusCode::OK);
        let refused = browser.fill(&new, &new, &[("which", "new"), ("name", "Owl")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role:?}");
    }
    let owner = Browser::of(&test, &isv).await;
    let foreign = owner.post(&new, &[("which", "new"), ("name", "Owl"), ("csrf", "0")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert_eq!(subaccounts(&test, &isv).await, 0);
    let stranger = Browser::of(&test, &test.account("Crow").await).await;
    for page in ["customers", "customers.csv", "customers/new"] {
        let answer = stranger.get(&format!("/console/{}/{page}", isv.sid)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
    }
}
