//! The guided profile on somebody else's page: one profile, for a day, in a frame of the origins that may.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use secrecy::ExposeSecret;
use tower::ServiceExt;
use trusthub_app::bundles;
use trusthub_app::inquiries::{self, NewInquiry};
use trusthub_console::{ConsoleConfig, EmbedConfig, Theme, Themes};
use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::review::Role;
use trusthub_testkit::{ISV_BUSINESS, TestAccount, TestHub};

use crate::browser::{Browser, hub};

fn config() -> ConsoleConfig {
    let theme = Theme::new("#0b6b53", "#6fd6b5", 4).unwrap();
    let themes = Themes::new([("isv".to_owned(), theme)].into());
    let embed = EmbedConfig { origins: vec!["https://isv.example".to_owned()], themes };
    ConsoleConfig { embed, ..ConsoleConfig::default() }
}

/// A new primary profile's form, and the token that opens it.
async fn begun(test: &TestHub, account: &TestAccount) -> (Browser, String) {
    let new = NewInquiry {
        email: Some("a@isv.example".parse().unwrap()),
        theme: Some("isv".to_owned()),
        primary: None,
    };
    let begun = inquiries::create(&test.hub, &account.actor, new).await.unwrap();
    (Browser::with(test, config()), begun.token.expose_secret().to_owned())
}

#[tokio::test]
async fn whoever_has_the_token_fills_in_that_profile_and_submits_it() {
    let test = hub!();
    let account = test.account("ISV").await;
    let (browser, token) = begun(&test, &account).await;
    let base = format!("/embed/inquiries/{token}");
    let first = browser.get(&base).await;
    assert_eq!(first.location(), format!("{base}/steps/customer_profile_business_information"));
    let page = browser.get(first.location()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("data-event=\"ready\"") && page.text.contains("/embed/themes/isv.css"),
        "{}",
        page.text
    );
    for (step, fields) in [
        ("customer_profile_business_information", &crate::profiles::BUSINESS[..]),
        ("authorized_representative_1", &crate::profiles::REPRESENTATIVE[..]),
        ("customer_profile_address", &crate::profiles::ADDRESS[..]),
    ] {
        let answer = browser.post(&format!("{base}/steps/{step}"), fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{step}: {}", answer.text);
    }
    let summary = browser.get(&format!("{base}/summary")).await;
    assert!(summary.text.contains("Everything is there"), "{}", summary.text);
    let answer = browser.post(&format!("{base}/submit"), &[]).await;
    assert_eq!(answer.location(), format!("{base}/summary"));
    let done = browser.get(answer.location()).await;
    assert!(done.text.contains("data-event=\"submitted\""), "{}", done.text);
    let bundles = bundles::list(
        &test.hub,
        &account.actor,
        BundleKind::CustomerProfile,
        bundles::BundleFilter::default(),
        trusthub_app::PageRequest { size: 9, position: trusthub_app::Position::Start },
    )
    .await
    .unwrap();
    assert!(bundles.items.iter().all(|bundle| bundle.status != Status::Draft));
}

#[tokio::test]
async fn only_the_named_origins_may_frame_it_and_the_console_nobody() {
    let test = hub!();
    let account = test.account("ISV").await;
    let (browser, token) = begun(&test, &account).await;
    let page = browser.get(&format!("/embed/inquiries/{token}/summary")).await;
    let policy = page.headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
    assert!(policy.ends_with("frame-ancestors https://isv.example"), "{policy}");
    assert!(!page.headers.contains_key(header::X_FRAME_OPTIONS));
    let console = browser.get("/console/sign-in").await;
    let policy = console.headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
    assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
    let unnamed = Browser::at(&test).get(&format!("/embed/inquiries/{token}/summary")).await;
    let policy = unnamed.headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
    assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
}

#[tokio::test]
async fn a_token_that_is_over_or_changed_opens_nothing() {
    let test = hub!();
    let account = test.account("ISV").await;
    let (browser, token) = begun(&test, &account).await;
    let other = test.draft(&account, BundleKind::CustomerProfile, trusthub_testkit::PRIMARY).await;
    let parts: Vec<&str> = token.split('.').collect();
    let swapped = [parts[0], &other.sid.to_string(), parts[2], parts[3], parts[4]].join(".");
    let longer = [parts[0], parts[1], "99999999999", parts[3], parts[4]].join(".");
    for wrong in [&swapped, &longer, &token[..token.len() - 1], "x", "a.b.c.d.e"] {
        let answer = browser.get(&format!("/embed/inquiries/{wrong}/summary")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong}");
        assert!(answer.text.contains("data-event=\"expired\""), "{}", answer.text);
    }
    test.advance(Duration::from_secs(24 * 60 * 60 + 1));
    let answer = browser.post(&format!("/embed/inquiries/{token}/submit"), &[]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let test = hub!();
    let account = test.account("ISV").await;
    let (_, token) = begun(&test, &account).await;
    let router = trusthub_console::router(test.hub.clone(), config()).unwrap();
    let request = Request::post(format!("/embed/inquiries/{token}/submit"))
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::empty())
        .unwrap();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    to_bytes(response.into_body(), usize::MAX).await.unwrap();
}

#[tokio::test]
async fn a_customers_profile_rests_on_the_isvs_and_is_opened_again_after_it_was_turned_down() {
    let test = hub!();
    let isv = test.account("ISV").await;
    let lead = test.reviewer("lead@carrier.example", Role::Lead).await;
    let (primary, _) = test.approved_profile(&isv, &lead, &ISV_BUSINESS, None).await;
    let new = NewInquiry { primary: Some(primary.sid), ..NewInquiry::default() };
    let begun = inquiries::create(&test.hub, &isv.actor, new).await.unwrap();
    let browser = Browser::with(&test, config());
    let base = format!("/embed/inquiries/{}", begun.token.expose_secret());
    for (step, fields) in [
        ("customer_profile_business_information", &crate::profiles::BUSINESS[..]),
        ("authorized_representative_1", &crate::profiles::REPRESENTATIVE[..]),
        ("customer_profile_address", &crate::profiles::ADDRESS[..]),
    ] {
        browser.post(&format!("{base}/steps/{step}"), fields).await;
    }
    assert_eq!(browser.post(&format!("{base}/submit"), &[]).await.status, StatusCode::SEE_OTHER);
    let resume = || inquiries::resume(&test.hub, &isv.actor, &begun.subject_id, Some(primary.sid), None);
    assert!(matches!(resume().await, Err(trusthub_app::Error::Rule(_))), "it is under review");
    test.run_jobs().await;
    let (_, sid) = begun.subject_id.rsplit_once('.').unwrap();
    let reason = trusthub_app::review::GivenReason {
        code: trusthub_domain::bundle::ReasonCode::ADDRESS,
        field: None,
        note: None,
    };
    trusthub_app::review::reject(&test.hub, &lead, sid.parse().unwrap(), vec![reason], None).await.unwrap();
    let again = resume().await.unwrap();
    let summary = browser.get(&format!("/embed/inquiries/{}/summary", again.token.expose_secret())).await;
    assert!(
        summary.text.contains("It was not approved") && summary.text.contains("Mend it"),
        "{}",
        summary.text
    );
    let stranger = test.account("Stranger").await;
    let refused = inquiries::resume(&test.hub, &stranger.actor, &begun.subject_id, None, None).await;
    assert!(matches!(refused, Err(trusthub_app::Error::NotFound(_))));
}
