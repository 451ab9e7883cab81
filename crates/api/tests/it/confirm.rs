//! The page on which representatives answer.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use trusthub_domain::bundle::Status;
use trusthub_testkit::{Business, SOUND_BUSINESS, Wish};

use crate::client::{Answer, Api, roomy, some_or_skip};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A hub that asks, and the path of the link to its first question.
async fn asked(business: &Business) -> Option<(Api, String)> {
    let api = Api::with(Wish { confirms: true, ..Wish::default() }, roomy()).await?;
    let (draft, _) = api.test.complete_profile(&api.owner, business, None).await;
    api.test.submit(&api.owner, &draft).await;
    let mail = api.test.mails().pop().expect("a question");
    let (_, link) = mail.text.split_once("https://hub.example").expect("a link");
    let path = link.split_whitespace().next().expect("a path").to_owned();
    Some((api, path))
}

async fn posted(api: &Api, path: &str, body: impl Into<Body>) -> Answer {
    api.anonymous().send(Method::POST, path, &[FORM], body.into()).await
}

async fn status_of_profile(api: &Api) -> Status {
    let list = api.client().get("/v1/CustomerProfiles").await.json();
    list["results"][0]["status"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_page_says_who_asks_what_and_takes_an_answer_without_scripts() {
    let (api, path) = some_or_skip!(asked(&SOUND_BUSINESS).await);
    for _ in 0..3 {
        // Programs that scan mail open links, some with HEAD first.
        assert_eq!(api.anonymous().send(Method::HEAD, &path, &[], Body::empty()).await.status, 200);
        let page = api.anonymous().get(&path).await;
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
        let html = page.text();
        for words in [
            "Owl Bakery Inc.",
            "Rosalind Achterberg",
            "Chief Executive",
            "Primary Customer Profile",
            "value=\"confirm\"",
            "value=\"deny\"",
            "<form method=\"post\"",
            "support@hub.example",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        for foreign in ["<script", "src=", "<link", "@import", "url(", "style=", "onclick"] {
            assert!(!html.contains(foreign), "{foreign}");
        }
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(
            policy.contains("form-action 'self'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(page.header("x-robots-tag"), Some("noindex"));
    }
    for _ in 0..2 {
        let done = posted(&api, &path, "answer=confirm").await;
        assert_eq!(done.status, 200);
        assert!(done.text().contains("You confirmed it"), "{}", done.text());
    }
    for used in [posted(&api, &path, "answer=deny").await, api.anonymous().get(&path).await] {
        assert_eq!(used.status, 410);
        for personal in ["Owl", "Rosalind", "Chief", "confirmed"] {
            assert!(!used.text().contains(personal), "{personal}: {}", used.text());
        }
    }
    api.test.run_jobs().await;
    assert_ne!(status_of_profile(&api).await, Status::Rejected);
}

#[tokio::test]
async fn a_denial_by_the_page_rejects_the_profile() {
    let (api, path) = some_or_skip!(asked(&SOUND_BUSINESS).await);
    let done = posted(&api, &path, "answer=deny").await;
    assert!(done.text().contains("You denied it"), "{}", done.text());
    api.test.run_jobs().await;
    let list = api.client().get("/v1/CustomerProfiles").await.json();
    let profile = &list["results"][0];
    assert_eq!(
        (&profile["status"], &profile["errors"][0]["code"]),
        (&json!("twilio-rejected"), &json!(18604))
    );
}

#[tokio::test]
async fn a_wrong_link_learns_nothing_and_an_old_one_that_it_is_old() {
    let (api, path) = some_or_skip!(asked(&SOUND_BUSINESS).await);
    let last = if path.ends_with('A') { "B" } else { "A" };
    let altered = format!("{}{last}", &path[..path.len() - 1]);
    for wrong in [altered.as_str(), "/confirm/x", "/confirm/%2e%2e", &format!("/confirm/{}", "A".repeat(64))]
    {
        let (seen, said) = (api.anonymous().get(wrong).await, posted(&api, wrong, "answer=deny").await);
        for page in [seen, said] {
            assert_eq!(page.status, 404, "{wrong}");
            assert!(page.text().contains("There is no such link"), "{wrong}: {}", page.text());
        }
    }
    api.test.advance(3 * trusthub_testkit::DAY);
    for page in [api.anonymous().get(&path).await, posted(&api, &path, "answer=confirm").await] {
        assert_eq!(page.status, 410);
        assert!(page.text().contains("no longer valid"), "{}", page.text());
        assert!(!page.text().contains("Owl"), "{}", page.text());
    }
    assert_eq!(status_of_profile(&api).await, Status::InReview);
}

#[tokio::test]
async fn whatever_is_sent_is_answered_and_changes_nothing() {
    let (api, path) = some_or_skip!(asked(&SOUND_BUSINESS).await);
    let bodies: [Vec<u8>; 8] = [
        Vec::new(),
        b"answer=".to_vec(),
        b"answer=perhaps".to_vec(),
        b"answer=CONFIRM".to_vec(),
        vec![0xff, 0xfe, b'=', 0x80],
        b"answer=%ff%fe".to_vec(),
        b"{\"answer\": \"confirm\"}".to_vec(),
        b"\0\0\0".to_vec(),
    ];
    for body in bodies {
        let name = String::from_utf8_lossy(&body).into_owned();
        let page = posted(&api, &path, body).await;
        assert_eq!(page.status, 400, "{name:?}");
        assert!(page.text().contains("Choose one of the two"), "{name:?}");
    }
    let huge = posted(&api, &path, vec![b'a'; 5000]).await;
    huge.assert_error(413, 20413);
    let of_another_kind = [("content-type", "text/plain")];
    let plain =
        api.anonymous().send(Method::POST, &path, &of_another_kind, Body::from("answer=perhaps")).await;
    assert_eq!(plain.status, 400);
    let code = posted(&api, &path, "code=123456").await;
    assert_eq!(code.status, 403, "no code opens a whole link");
    assert_eq!(api.anonymous().delete(&path).await.status, 405);
    assert_eq!(api.anonymous().get(&path).await.status, 200, "nothing was answered");
}

#[tokio::test]
async fn what_a_customer_wrote_is_escaped() {
    let hostile = Business { name: "<img src=x onerror=alert(1)> & Sons", ..SOUND_BUSINESS };
    let (api, path) = some_or_skip!(asked(&hostile).await);
    let html = api.anonymous().get(&path).await.text();
    assert!(!html.contains("<img"), "{html}");
    assert!(html.contains("&#60;img src=x onerror=alert(1)&#62; &#38; Sons"), "{html}");
}

#[tokio::test]
async fn who_tries_codes_all_the_time_has_to_wait() {
    let config = trusthub_api::ApiConfig { failed_logins_per_minute: 3, ..roomy() };
    let wish = Wish { confirms: true, ..Wish::default() };
    let api = some_or_skip!(Api::with(wish, config).await);
    let path = format!("/confirm/{}", "A".repeat(22));
    let page = api.anonymous().get(&path).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Enter your code"), "{}", page.text());
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(posted(&api, &path, "code=000000").await.status);
    }
    assert_eq!(statuses, [403, 403, 403, 429]);
}
