//! Traces by OTLP, as a collector of an operator's gets them: what is in them, what never is, and that the hub does not
//! mind a collector that is away or does not answer.

mod collector;

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use reqwest::Method;

use collector::{Collector, Told};

use crate::business;
use crate::hub::{Hub, eventually};
use crate::leaks::receiver::Receiver;
use crate::leaks::search::Search;
use crate::leaks::story::{CLEAR, tell};

/// Kinds of spans in OTLP.
const SERVER: i32 = 2;
const CLIENT: i32 = 3;
const CONSUMER: i32 = 5;

/// The sender's trace and span.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const SENDER: &str = "00f067aa0ba902b7";

fn traced(url: &str) -> Hub {
    Hub::new().set("TRUSTHUB_OTLP_URL", url)
}

fn sent_by(flags: &str) -> String {
    format!("00-{TRACE}-{SENDER}-{flags}")
}

fn named<'a>(spans: &'a [Told], name: &str) -> &'a Told {
    spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no {name} in {spans:#?}"))
}

/// The names of everything below that span, at any depth.
fn below(spans: &[Told], top: &Told) -> BTreeSet<String> {
    let mut ids = BTreeSet::from([top.id.as_str()]);
    let mut names = BTreeSet::new();
    // Children may come before their parents.
    for _ in 0..spans.len() {
        for span in spans.iter().filter(|span| span.trace == top.trace) {
            if ids.contains(span.parent.as_str()) && ids.insert(&span.id) {
                names.insert(span.name.clone());
            }
        }
    }
    names
}

#[tokio::test]
async fn a_submission_continues_its_senders_trace_and_its_jobs_have_theirs() {
    let collector = Collector::start();
    let mut hub = traced(&collector.url())
        .set("TRUSTHUB_OTLP_HEADERS", "Authorization=Basic%20b3duZXI6a2V5,x-tenant=hub")
        .set("TRUSTHUB_AUTO_DECIDE", "off");
    hub.start();
    let customer = hub.first();
    let draft = business::draft(&customer, "Lantern Books, Inc.").await;
    let profile = business::submitted(&customer, "Lantern Books, Inc.").await;
    let ask = |path: &str| customer.request(Method::GET, path).header("traceparent", sent_by("01"));
    let (status, _) = customer.send(ask(&format!("/v1/CustomerProfiles/{profile}?Hint=marlow"))).await;
    assert_eq!(status, 200);
    let keyed = customer
        .request(Method::POST, &format!("/v1/CustomerProfiles/{draft}"))
        .header("Idempotency-Key", "one")
        .header("traceparent", format!("00-{}-{SENDER}-01", "7".repeat(32)))
        .form(&[("FriendlyName", "Lantern Books of Zanzibar")]);
    assert_eq!(customer.send(keyed).await.0, 200);
    eventually("the case is open", async || {
        (hub.run(&["review", "approve", &profile]).code == 0).then_some(())
    })
    .await;
    eventually("the letter is sent", async || {
        collector.spans().iter().any(|span| span.name == "job mail").then_some(())
    })
    .await;
    assert_eq!(hub.stop(), 0);
    let spans = collector.spans();

    let fetched = spans.iter().find(|span| span.trace == TRACE && span.kind == SERVER).unwrap();
    assert_eq!(fetched.parent, SENDER);
    assert_eq!(fetched.name, "GET /v1/CustomerProfiles/{Sid}");
    let told: Vec<_> = fetched.attributes.keys().map(String::as_str).collect();
    assert_eq!(
        told,
        ["account.sid", "http.request.method", "http.response.status_code", "http.route", "request.id"]
    );
    assert_eq!(fetched.attributes["http.response.status_code"], "200");
    assert_eq!(fetched.attributes["account.sid"], customer.sid);
    assert!(below(&spans, fetched).contains("tenant::bundles::FIND"), "{:?}", below(&spans, fetched));

    let submissions = spans.iter().filter(|span| span.name == "POST /v1/CustomerProfiles/{Sid}");
    let by_trace: BTreeMap<_, _> = submissions.map(|span| (span.trace.as_str(), span)).collect();
    for submitted in by_trace.values() {
        let names = below(&spans, submitted);
        assert_eq!((submitted.kind, submitted.is_error), (SERVER, false));
        for part in ["begin write", "tenant::bundles::SAVE", "commit"] {
            assert!(names.contains(part), "{part} is not part of it: {names:?}");
        }
    }
    assert!(by_trace.contains_key("7".repeat(32).as_str()), "a keyed request runs as a task of its own");
    assert!(by_trace.len() >= 2, "the submission has a trace that begins with it");

    let job = named(&spans, "job mail");
    assert_eq!((job.kind, job.parent.as_str(), job.is_error), (CONSUMER, "", false));
    for (key, value) in [("job.kind", "mail"), ("job.attempt", "1"), ("job.end", "done")] {
        assert_eq!(job.attributes[key], value, "{job:?}");
    }
    assert_eq!(job.attributes["account.sid"], customer.sid);
    let mail = spans.iter().find(|span| span.name == "mail" && span.trace == job.trace).unwrap();
    assert_eq!((mail.kind, mail.parent.as_str()), (CLIENT, job.id.as_str()));
    assert_eq!(mail.attributes, BTreeMap::from([("delivery.outcome".to_owned(), "delivered".to_owned())]));

    // What the hub asks between requests and jobs is nobody's trace.
    let roots: BTreeSet<_> =
        spans.iter().filter(|span| span.parent.is_empty()).map(|span| span.kind).collect();
    assert_eq!(roots, BTreeSet::from([SERVER, CONSUMER]));
    for message in collector.messages() {
        assert!(message.head.starts_with("post /v1/traces http/1.1\r\n"), "{}", message.head);
        for header in ["content-type: application/x-protobuf", "authorization: basic b3", "x-tenant: hub"] {
            assert!(message.head.contains(header), "{header}: {}", message.head);
        }
    }
}

#[tokio::test]
async fn a_whole_story_is_traced_without_a_name_a_secret_or_a_path() {
    let collector = Collector::start();
    let mut hub = traced(&collector.url())
        .set("TRUSTHUB_LOG", "trace")
        .set("TRUSTHUB_WEBHOOK_ALLOW", "127.0.0.0/8")
        .set("TRUSTHUB_RATE_LIMIT_PER_SECOND", "1000");
    hub.start();
    let told = tell(&hub, &Receiver::start()).await;
    assert_eq!(hub.stop(), 0);
    let spans = collector.spans();
    for name in ["callback", "mail", "job callback", "job vet", "POST /v1/EndUsers"] {
        named(&spans, name);
    }
    let credentials = hub.credentials();
    let mut marks = told.marks();
    // Neither what the hub keeps in clear on purpose (docs/security.md), nor what it was given as a header.
    marks.extend([CLEAR, credentials["TRUSTHUB_AUTH_TOKEN"].as_str(), "lantern-books.example"]);
    let search = Search::new(&marks);
    for message in collector.messages() {
        assert_eq!(search.of_bytes(&message.body), None);
    }
    let all = format!("{spans:?}");
    assert!(!all.contains("/v1/CustomerProfiles/BU"), "a path is an attribute");
    assert!(!hub.log().contains("trusthub_traces"), "log lines have spans of their own");
}

#[tokio::test]
async fn without_a_share_only_what_the_sender_keeps_is_kept() {
    let collector = Collector::start();
    let mut hub = traced(&collector.url()).set("TRUSTHUB_OTLP_SAMPLE", "0");
    hub.start();
    let customer = hub.first();
    let ask = || customer.request(Method::GET, "/v1/Policies");
    assert_eq!(customer.send(ask()).await.0, 200);
    assert_eq!(customer.send(ask().header("traceparent", sent_by("00"))).await.0, 200);
    assert_eq!(hub.stop(), 0);
    assert_eq!(collector.spans(), Vec::new());

    hub.start();
    let customer = hub.first();
    let kept = customer.request(Method::GET, "/v1/Policies").header("traceparent", sent_by("01"));
    assert_eq!(customer.send(kept).await.0, 200);
    // The end sends what waits.
    assert_eq!(hub.stop(), 0);
    let spans = collector.spans();
    assert!(!spans.is_empty() && spans.iter().all(|span| span.trace == TRACE), "{spans:?}");
}

#[tokio::test]
async fn a_collector_that_is_away_hangs_or_refuses_neither_slows_nor_stops_the_hub() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let silent = Collector::answering("");
    let refusing =
        Collector::answering("HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    for (what, url, complains) in [
        ("away", format!("http://{nobody}"), true),
        ("silent", silent.url(), false),
        ("refusing", refusing.url(), true),
    ] {
        let mut hub = traced(&url)
            .set("TRUSTHUB_METRICS_LISTEN", "127.0.0.1:0")
            .set("TRUSTHUB_RATE_LIMIT_PER_SECOND", "10000")
            .set("TRUSTHUB_RATE_LIMIT_BURST", "10000");
        let said = hub.start();
        let customer = hub.first();
        let mut slowest = Duration::ZERO;
        // More spans than may wait.
        for _ in 0..600 {
            let begun = Instant::now();
            let (status, _) = customer.get("/v1/CustomerProfiles").await;
            assert_eq!(status, 200, "{what}");
            slowest = slowest.max(begun.elapsed());
        }
        assert!(slowest < Duration::from_secs(2), "{what}: {slowest:?}");
        let metrics = said.lines().find_map(|line| line.trim().strip_prefix("Metrics")).unwrap().trim();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        if complains {
            eventually("losses are counted", async || {
                let metrics = client.get(metrics).send().await.unwrap().text().await.unwrap();
                let lost = metrics
                    .lines()
                    .find_map(|line| line.strip_prefix(r#"trusthub_trace_spans_total{outcome="lost"} "#));
                lost.is_some_and(|lost| lost.parse::<u64>().unwrap() > 512).then_some(())
            })
            .await;
        }
        let begun = Instant::now();
        assert_eq!(hub.stop(), 0, "{what}");
        assert!(begun.elapsed() < Duration::from_secs(8), "{what}: {:?}", begun.elapsed());
        let complaints = hub.log().matches("traces do not reach the collector").count();
        assert!(complaints == 1 || (!complains && complaints <= 1), "{what}: {complaints} {}", hub.log());
        assert!(!hub.log().contains("panicked"), "{what}: {}", hub.log());
    }
}

#[test]
fn what_cannot_be_meant_is_refused_without_showing_a_secret() {
    let hub =
        traced("http://127.0.0.1:4318").set("TRUSTHUB_OTLP_HEADERS", "authorization=secret-of-the-collector");
    let shown = hub.must(&["config"]).out;
    assert!(shown.contains("http://127.0.0.1:4318") && !shown.contains("secret-of-the-collector"), "{shown}");
    let hub = traced("http://127.0.0.1:4318").set("TRUSTHUB_OTLP_HEADERS", "secret-of-the-collector");
    let done = hub.run(&["config"]);
    assert_eq!(done.code, 3);
    assert!(
        done.err.contains("TRUSTHUB_OTLP_HEADERS: otlp_headers: part 1 is not NAME=VALUE"),
        "{}",
        done.err
    );
    assert!(!done.err.contains("secret-of-the-collector"), "{}", done.err);
}
