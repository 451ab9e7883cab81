//! Domains: added, proven by their record, explained, and removed.

use axum::http::StatusCode;
use trusthub_app::domains;
use trusthub_app::{PageRequest, Position};
use trusthub_domain::people::UserRole;
use trusthub_domain::sending::{DomainState, SendingDomain};
use trusthub_testkit::{NameServer, TestAccount, TestHub, Wish};

use crate::browser::Browser;

const FIRST: PageRequest = PageRequest { size: 1, position: Position::Start };

/// A hub whose domains stand on this name server, or the end of the test where there is no database.
macro_rules! hub {
    ($names:expr) => {
        match TestHub::with(Wish { outside: $names.outside(), ..Wish::default() }).await {
            Some(hub) => hub,
            None => return,
        }
    };
}

async fn newest(test: &TestHub, account: &TestAccount) -> SendingDomain {
    let page = domains::list(&test.hub, &account.actor, FIRST).await.unwrap();
    page.items.into_iter().next().expect("a domain")
}

#[tokio::test]
async fn a_domain_is_proven_by_the_record_on_its_page_and_told_what_to_mend() {
    let names = NameServer::start().await;
    let test = hub!(names);
    let account = test.account("Owl").await;
    let browser = Browser::of(&test, &account).await;
    let list = format!("/console/{}/domains", account.sid);
    let new = format!("{list}/new");
    assert!(browser.get(&list).await.text.contains("There is no domain yet"));
    for (domain, selectors, element) in [
        ("https://owl.example/", "", "Domain-error"),
        ("co.uk", "", "Domain-error"),
        ("owl.example", "s1\nnot one", "DkimSelectors-error"),
    ] {
        let refused = browser.fill(&new, &new, &[("Domain", domain), ("DkimSelectors", selectors)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{domain}");
        assert!(!refused.text.contains(&format!("{element}\" role=\"status\"></")), "{}", refused.text);
    }
    let fields = [("Domain", " Owl.example "), ("DkimSelectors", "s1\r\n\r\ns2")];
    let made = browser.fill(&new, &new, &fields).await;
    let domain = newest(&test, &account).await;
    let place = format!("{list}/{}", domain.sid);
    assert_eq!(made.location(), format!("{place}?done=added"), "{}", made.text);
    let twice = browser.fill(&new, &new, &fields).await;
    assert!(twice.text.contains("The domain owl.example was added before."), "{}", twice.text);

    let page = browser.get(&place).await.text;
    for words in [&domain.challenge_name(), &domain.challenge_value(), "We have not looked yet."] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let check = format!("{place}/check");
    assert_eq!(browser.fill(&place, &check, &[]).await.location(), format!("{place}?done=checked"));
    let missing = browser.get(&place).await.text;
    assert!(missing.contains("We did not see it when we last looked."), "{missing}");
    assert!(missing.contains("Publish one that names the servers"), "what to mend: {missing}");

    names.publish(&domain.challenge_name(), &[&domain.challenge_value()]);
    names.publish("owl.example", &["v=spf1 +all"]);
    names.publish("_dmarc.owl.example", &["v=DMARC1; p=reject"]);
    names.publish(
        "default._bimi.owl.example",
        &["v=BIMI1; l=https://owl.example/<b>.svg; a=https://owl.example/vmc.pem"],
    );
    browser.fill(&place, &check, &[]).await;
    let proven = browser.get(&place).await.text;
    for words in [
        "It is proven",
        "DKIM key s2",
        "It allows every server of the world to send.",
        "https://owl.example/&#60;b&#62;.svg",
        "https://owl.example/vmc.pem",
        "Neither can pass now",
    ] {
        assert!(proven.contains(words), "{words}: {proven}");
    }
    assert!(browser.get(&list).await.text.contains("Proven"));
    let removed = browser.fill(&place, &format!("{place}/remove"), &[]).await;
    assert_eq!(removed.location(), format!("{list}?done=removed"));
    assert_eq!(browser.get(&place).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_domain_that_another_account_still_proves_is_not_taken() {
    let names = NameServer::start().await;
    let test = hub!(names);
    let (owl, heron) = (test.account("Owl").await, test.account("Heron").await);
    for account in [&owl, &heron] {
        let domain = domains::create(&test.hub, &account.actor, "owl.example", Vec::new()).await.unwrap();
        names.publish(&domain.challenge_name(), &[&domain.challenge_value()]);
        if account.sid == owl.sid {
            domains::check(&test.hub, &account.actor, domain.sid).await.unwrap();
        }
    }
    let (theirs, ours) = (newest(&test, &owl).await, newest(&test, &heron).await);
    names.publish(&ours.challenge_name(), &[&theirs.challenge_value(), &ours.challenge_value()]);
    let browser = Browser::of(&test, &heron).await;
    let place = format!("/console/{}/domains/{}", heron.sid, ours.sid);
    let refused = browser.fill(&place, &format!("{place}/check"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("Another account has proven owl.example and still does"),
        "{}",
        refused.text
    );
    let stranger = format!("/console/{}/domains/{}", heron.sid, theirs.sid);
    assert_eq!(browser.get(&stranger).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_viewer_reads_and_a_form_of_no_page_changes_nothing() {
    let names = NameServer::start().await;
    let test = hub!(names);
    let account = test.account("Owl").await;
    let domain = domains::create(&test.hub, &account.actor, "owl.example", Vec::new()).await.unwrap();
    let list = format!("/console/{}/domains", account.sid);
    let place = format!("{list}/{}", domain.sid);
    let viewer = Browser::of_user(&test, &account, UserRole::Viewer).await;
    let page = viewer.get(&place).await.text;
    assert!(page.contains(&domain.challenge_value()) && !page.contains("Check now"), "{page}");
    for (path, fields) in [
        (format!("{list}/new"), &[("Domain", "heron.example")][..]),
        (format!("{place}/check"), &[]),
        (format!("{place}/remove"), &[]),
    ] {
        assert_eq!(viewer.fill(&list, &path, fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let owner = Browser::of(&test, &account).await;
    assert_eq!(owner.post(&format!("{place}/remove"), &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(newest(&test, &account).await.state, DomainState::Pending);
}
