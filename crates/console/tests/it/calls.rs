//! Calls: flagged numbers are answered by their owner and settled at the desk; numbers show how far each carrier is.

use axum::http::StatusCode;
use secrecy::ExposeSecret;
use std::sync::Arc;
use trusthub_app::attestation::catch_up;
use trusthub_app::bundles::channels;
use trusthub_app::partners::accounts::{self, NewPartner};
use trusthub_app::partners::consents;
use trusthub_app::partners::tickets::flags::{self, NewFlag};
use trusthub_app::{Actor, review};
use trusthub_domain::bundle::{BundleKind, ObjectSid};
use trusthub_domain::partner::{ConsentField, FlagReason, PartnerKind, PartnerQuota, Recipient};
use trusthub_domain::people::UserRole;
use trusthub_domain::review::Role;
use trusthub_testkit::{CNAM, SOUND_BUSINESS, TestHub, object};

use crate::browser::{Browser, hub};

const NUMBER: &str = "+15105550123";

async fn engine(test: &TestHub) -> Actor {
    let new = NewPartner {
        friendly_name: "Labels <Inc>".to_owned(),
        kind: PartnerKind::Analytics,
        scopes: Vec::new(),
        quota: PartnerQuota::default(),
        tls_name: None,
    };
    Actor::partner(Arc::new(accounts::create(&test.hub, &Actor::operator(), new).await.unwrap().0))
}

#[tokio::test]
async fn a_flagged_number_is_answered_and_settled_at_the_desk() {
    let test = hub!();
    let account = test.account("Owl").await;
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let engine = engine(&test).await;
    let (profile, _) = test.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    test.number(&account, NUMBER).await;
    let browser = Browser::of(&test, &account).await;
    let list = format!("/console/{}/calls", account.sid);
    let empty = browser.get(&list).await.text;
    assert!(
        empty.contains("No number was flagged") && empty.contains("No product registers numbers yet"),
        "{empty}"
    );

    catch_up(&test.hub).await.unwrap();
    let evidence = "Complaints of <many>".to_owned();
    let new =
        NewFlag { number: NUMBER.parse().unwrap(), reason: FlagReason::SpamLikely, seen_at: None, evidence };
    let flagged = flags::flag(&test.hub, &engine, new).await.unwrap().ticket;
    let place = format!("{list}/tickets/{}", flagged.sid);
    assert!(browser.get(&list).await.text.contains(&place));
    let numbers = format!("/console/{}/numbers", account.sid);
    let beside = browser.get(&numbers).await.text;
    assert!(beside.contains(&place) && beside.contains("Flagged: Likely spam"), "{beside}");
    let page = browser.get(&place).await.text;
    assert!(page.contains("Needs an answer") && page.contains("Complaints of &#60;many&#62;"), "{page}");
    let viewer = Browser::of_user(&test, &account, UserRole::Viewer).await;
    assert!(!viewer.get(&place).await.text.contains("Send the answer"));
    let none = browser.fill(&place, &format!("{place}/answer"), &[("Text", " ")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let foreign = browser.post(&format!("{place}/answer"), &[("Text", "x")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "a form of no page");
    let text = [("Text", "Customers asked for these.\r\nWe call them back.")];
    let sent = browser.fill(&place, &format!("{place}/answer"), &text).await;
    assert_eq!(sent.location(), format!("{place}?done=answered"), "{}", sent.text);

    let (operator, email) = (Actor::operator(), "one@hub.example".parse().unwrap());
    let made = review::reviewers::create(&test.hub, &operator, email, Role::Reviewer);
    let (_, password) = made.await.unwrap();
    let desk = Browser::at(&test);
    desk.sign_in("one@hub.example", password.expose_secret()).await;
    let waiting = desk.get("/console/review/tickets").await.text;
    let at_desk = format!("/console/review/tickets/{}", flagged.sid);
    assert!(waiting.contains(&at_desk) && waiting.contains("Read the answer"), "{waiting}");
    let case = desk.get(&format!("/console/review/{}", profile.sid)).await.text;
    assert!(case.contains(&at_desk) && !case.contains("on this bundle"), "{case}");
    let case = desk.get(&at_desk).await.text;
    assert!(case.contains("Labels &#60;Inc&#62;") && case.contains("We call them back."), "{case}");
    let decide = format!("{at_desk}/decide");
    let asked = desk.fill(&at_desk, &decide, &[("Note", "Look again."), ("decision", "ask")]).await;
    assert_eq!(asked.location(), "/console/review/tickets?done=ask");
    let closed = desk.fill(&at_desk, &decide, &[("Note", "It is settled."), ("decision", "resolve")]).await;
    assert_eq!(closed.location(), "/console/review/tickets?done=resolve");
    assert!(desk.get("/console/review/tickets").await.text.contains("No ticket is open"));
    assert!(!desk.get(&format!("/console/review/{}", profile.sid)).await.text.contains(&at_desk));
    assert!(!browser.get(&numbers).await.text.contains(&place));
    let over = browser.get(&place).await.text;
    assert!(over.contains("It is settled.") && !over.contains("Send the answer"), "{over}");
    assert_eq!(browser.get(&at_desk).await.status, StatusCode::NOT_FOUND, "not for customers");
    test.run_jobs().await;
}

#[tokio::test]
async fn a_product_shows_how_far_its_numbers_are() {
    let test = hub!();
    let account = test.account("Owl").await;
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    engine(&test).await;
    let (profile, _) = test.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let draft = test.draft(&account, BundleKind::TrustProduct, CNAM).await;
    test.assign(&account, &draft, ObjectSid::Bundle(profile.sid)).await;
    let shown = object(serde_json::json!({ "cnam_display_name": "OWL BAKERY" }));
    let shown = test.end_user(&account, "cnam_information", shown).await;
    test.assign(&account, &draft, ObjectSid::EndUser(shown)).await;
    let number = test.number(&account, NUMBER).await;
    for (kind, bundle) in [(profile.kind, profile.sid), (draft.kind, draft.sid)] {
        channels::assign(&test.hub, &account.actor, kind, bundle, number).await.unwrap();
    }
    test.submit(&account, &draft).await;
    test.approve(&lead, &draft).await;
    let browser = Browser::of(&test, &account).await;
    let list = format!("/console/{}/calls", account.sid);
    let place = format!("{list}/{}", draft.sid);
    assert!(browser.get(&list).await.text.contains(&place));
    assert!(browser.get(&place).await.text.contains("Nobody is told of it."));
    let fields = [ConsentField::Registrations].into_iter().collect();
    let engines = Recipient::Kind(PartnerKind::Analytics);
    consents::give(&test.hub, &account.actor, engines, fields).await.unwrap();
    let page = browser.get(&place).await.text;
    assert!(page.contains("Labels &#60;Inc&#62;") && page.contains("In progress"), "{page}");
    let profile = format!("{list}/{}", profile.sid);
    assert_eq!(browser.get(&profile).await.status, StatusCode::NOT_FOUND);
}
