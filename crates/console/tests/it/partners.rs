//! Who sees what: consent given by kind and to one partner, and taken back.

use axum::http::StatusCode;
use trusthub_app::Actor;
use trusthub_app::partners::accounts::{self, NewPartner};
use trusthub_app::partners::consents;
use trusthub_domain::partner::{Consent, ConsentField, Partner, PartnerKind, PartnerQuota, Recipient};
use trusthub_domain::people::UserRole;
use trusthub_testkit::{TestAccount, TestHub};

use crate::browser::{Browser, hub};

async fn carrier(test: &TestHub) -> Partner {
    let new = NewPartner {
        friendly_name: "Carrier <One>".to_owned(),
        kind: PartnerKind::Carrier,
        scopes: Vec::new(),
        quota: PartnerQuota::default(),
        tls_name: None,
    };
    accounts::create(&test.hub, &Actor::operator(), new).await.unwrap().0
}

async fn given(test: &TestHub, account: &TestAccount) -> Vec<Consent> {
    consents::list(&test.hub, &account.actor).await.unwrap()
}

#[tokio::test]
async fn consent_is_given_by_kind_or_to_one_and_is_as_easily_taken_back() {
    let test = hub!();
    let account = test.account("Owl").await;
    let partner = carrier(&test).await;
    let browser = Browser::of(&test, &account).await;
    let list = format!("/console/{}/partners", account.sid);
    let empty = browser.get(&list).await.text;
    assert!(empty.contains("Carrier &#60;One&#62;") && empty.contains("All e-mail providers"), "{empty}");
    assert_eq!(empty.matches("Nothing more").count(), 4, "three kinds and a partner: {empty}");

    let carriers = format!("{list}/carrier");
    let none = browser.fill(&carriers, &carriers, &[]).await;
    assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.text.contains("Choose at least one."));
    let fields = [("Fields", "legal_name"), ("Fields", "country")];
    assert_eq!(browser.fill(&carriers, &carriers, &fields).await.location(), format!("{list}?done=given"));
    let one = format!("{list}/{}", partner.sid);
    let asked = browser.get(&one).await.text;
    assert!(asked.contains("It sees these in any case") && asked.contains("Legal name, Country."), "{asked}");
    browser.fill(&one, &one, &[("Fields", "website")]).await;
    let shown = browser.get(&list).await.text;
    assert!(shown.contains("As all of its kind: Legal name, Country"), "{shown}");
    let consents = given(&test, &account).await;
    let seen: Vec<ConsentField> = Consent::covers(&consents, &partner).into();
    assert_eq!(seen, [ConsentField::LegalName, ConsentField::Website, ConsentField::Country]);

    // What is given again takes the place of what was given.
    browser.fill(&carriers, &carriers, &[("Fields", "numbers")]).await;
    let page = browser.get(&carriers).await.text;
    assert!(page.contains("value=\"numbers\" checked") && !page.contains("value=\"country\" checked"));
    let withdrawn = browser.fill(&list, &format!("{one}/withdraw"), &[]).await;
    assert_eq!(withdrawn.location(), format!("{list}?done=withdrawn"));
    let left = given(&test, &account).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].recipient, Recipient::Kind(PartnerKind::Carrier));
    assert_eq!(Vec::from(left[0].fields), [ConsentField::Numbers]);
    let twice = browser.fill(&list, &format!("{one}/withdraw"), &[]).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn consent_to_a_partner_that_left_can_only_be_taken_back() {
    let test = hub!();
    let account = test.account("Owl").await;
    let partner = carrier(&test).await;
    let fields = [ConsentField::Website].into_iter().collect();
    consents::give(&test.hub, &account.actor, Recipient::Partner(partner.sid), fields).await.unwrap();
    accounts::revoke(&test.hub, &Actor::operator(), partner.sid).await.unwrap();
    let browser = Browser::of(&test, &account).await;
    let list = format!("/console/{}/partners", account.sid);
    let one = format!("{list}/{}", partner.sid);
    let page = browser.get(&list).await.text;
    assert!(page.contains("No longer with us") && !page.contains(&format!("href=\"{one}\"")), "{page}");
    for page in [&one, &format!("{list}/nobody"), &format!("{list}/PT0123456789abcdef0123456789abcdef")] {
        assert_eq!(browser.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    browser.fill(&list, &format!("{one}/withdraw"), &[]).await;
    assert_eq!(given(&test, &account).await, []);
}

#[tokio::test]
async fn a_viewer_reads_who_sees_what_and_changes_nothing() {
    let test = hub!();
    let account = test.account("Owl").await;
    let list = format!("/console/{}/partners", account.sid);
    let carriers = format!("{list}/carrier");
    let fields = [ConsentField::Website].into_iter().collect();
    let kind = Recipient::Kind(PartnerKind::Carrier);
    consents::give(&test.hub, &account.actor, kind, fields).await.unwrap();
    let viewer = Browser::of_user(&test, &account, UserRole::Viewer).await;
    let page = viewer.get(&list).await.text;
    assert!(page.contains("Website") && !page.contains("Take back"), "{page}");
    assert!(viewer.get(&carriers).await.text.contains("You show: Website."));
    for (path, fields) in
        [(carriers.clone(), &[("Fields", "country")][..]), (format!("{carriers}/withdraw"), &[])]
    {
        assert_eq!(viewer.fill(&list, &path, fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let owner = Browser::of(&test, &account).await;
    let foreign = owner.post(&format!("{carriers}/withdraw"), &[]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "a form of no page");
    let left = given(&test, &account).await;
    assert_eq!(Vec::from(left[0].fields), [ConsentField::Website]);
}
