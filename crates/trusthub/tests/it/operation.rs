use std::collections::BTreeSet;

use serde_json::Value;

use crate::business::{status, submitted};
use crate::hub::{Hub, eventually};

const PAGE: &str = include_str!("../../../../docs/operations.md");

fn observed() -> Hub {
    Hub::new().set("TRUSTHUB_METRICS_LISTEN", "127.0.0.1:0")
}

/// Where the hub said that its metrics are.
pub fn metrics_url(said: &str) -> String {
    said.lines().find_map(|line| line.trim().strip_prefix("Metrics")).unwrap().trim().to_owned()
}

async fn text(url: &str) -> String {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    client.get(url).send().await.unwrap().text().await.unwrap()
}

/// The names of all families that have at least one sample.
fn families(metrics: &str) -> BTreeSet<&str> {
    metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect()
}

fn documented() -> BTreeSet<&'static str> {
    let cells = PAGE.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    cells.filter(|name| name.starts_with("trusthub_") || name.starts_with("process_")).collect()
}

/// A profile through submission, vetting and a reviewer's approval.
async fn a_life(hub: &Hub) {
    let customer = hub.first();
    let profile = submitted(&customer, "Lantern Books, Inc.").await;
    eventually("the case is open", async || {
        (hub.run(&["review", "approve", &profile, "--note", "Somebody else."]).code == 0).then_some(())
    })
    .await;
    // Where somebody on a list is named like one of them, it takes two.
    if status(&customer, &profile).await == "in-review" {
        let second = "second@hub.example";
        hub.must(&["reviewer", "create", "--email", second]);
        hub.must(&["review", "approve", &profile, "--as", second, "--note", "Somebody else indeed."]);
    }
    assert_eq!(status(&customer, &profile).await, "twilio-approved");
}

#[tokio::test]
async fn metrics_have_a_listener_of_their_own() {
    let mut hub = observed();
    let url = metrics_url(&hub.start());
    let metrics = text(&url).await;
    assert!(metrics.contains("trusthub_build_info{version="), "{metrics}");
    let (status, _) = hub.first().get("/metrics").await;
    assert_eq!(status, 404, "the API must not tell metrics");
    let ready: Value = serde_json::from_str(&text(&url.replace("/metrics", "/ready")).await).unwrap();
    assert_eq!(ready["status"], "ok", "{ready}");
    assert_eq!(text(&url.replace("/metrics", "/health")).await, r#"{"status":"ok"}"#);
}

#[tokio::test]
async fn a_whole_life_is_counted_under_documented_names_and_no_other() {
    let mut hub = observed();
    let url = metrics_url(&hub.start());
    let list = hub.path("own.csv");
    std::fs::write(&list, "entity_id,kind,name\n1,business,Lantern Books\n").unwrap();
    assert_eq!(hub.run(&["watchlist", "import", "--source", "csv", list.to_str().unwrap()]).code, 0);
    a_life(&hub).await;
    let told = [
        r#"trusthub_decisions_total{kind="customer_profile",outcome="approved",by="reviewer"} 1"#,
        r#"trusthub_transitions_total{kind="customer_profile",event="submitted",by="machine"} 1"#,
        // The question to the representative, and the decision.
        r#"trusthub_delivery_duration_seconds_count{channel="mail",outcome="delivered"} 2"#,
        r#"trusthub_confirmations_total{event="asked",channel="mail"} 1"#,
        r#"trusthub_vetting_duration_seconds_count{outcome="referred"} 1"#,
        r#"trusthub_job_attempts_count{kind="vet",end="done"} 1"#,
        r#"trusthub_jobs{kind="mail",state="dead"} 0"#,
        r#"trusthub_cases_overdue{state="open"} 0"#,
        r#"trusthub_watchlist_entries{list="csv"} 1"#,
        r#"trusthub_screening_hits_total{list="csv"} 1"#,
        r#"trusthub_database_connections{pool="write",state="idle"} 1"#,
        r#"trusthub_http_requests_total{method="POST",route="/v1/CustomerProfiles",status="201"} 1"#,
        "trusthub_audit_pending_entries ",
        "process_resident_memory_bytes ",
    ];
    let metrics = eventually("everything is counted", async || {
        let metrics = text(&url).await;
        let is_told = |wanted: &&str| metrics.lines().any(|line| line.starts_with(*wanted));
        told.iter().all(is_told).then_some(metrics)
    })
    .await;
    let (seen, documented) = (families(&metrics), documented());
    assert_eq!(seen.difference(&documented).collect::<Vec<_>>(), Vec::<&&str>::new(), "not in the page");
    // Those are counted where there are lists.
    let needs_lists =
        |name: &str| ["trusthub_watchlist_", "trusthub_screening_"].iter().any(|of| name.starts_with(of));
    let silent: Vec<_> = documented.difference(&seen).copied().filter(|name| !needs_lists(name)).collect();
    let expected = [
        "trusthub_appeals_total",
        "trusthub_attestation_decisions_total",
        "trusthub_brands_total",
        "trusthub_campaigns_total",
        "trusthub_certificate_orders_total",
        "trusthub_database_errors_total",
        "trusthub_lookup_duration_seconds",
        "trusthub_message_decisions_total",
        "trusthub_partner_deliveries_total",
        "trusthub_partner_lookups_total",
        "trusthub_partner_requests_total",
        "trusthub_partner_stream_behind",
        "trusthub_partner_stream_events_total",
        "trusthub_partner_tickets_total",
        "trusthub_registry_differences_total",
        "trusthub_registry_looks_total",
        "trusthub_registry_unknown",
        "trusthub_reverifications_total",
        "trusthub_sip_answer_duration_seconds",
        "trusthub_sip_discarded_total",
        "trusthub_sip_requests_total",
        "trusthub_sip_transactions",
        "trusthub_sip_trunks",
        "trusthub_sip_trunks_refused",
        "trusthub_sip_up",
        "trusthub_stir_list_age_seconds",
        "trusthub_stir_list_fetches_total",
        "trusthub_stir_list_seconds_left",
        "trusthub_stir_prefetches_total",
        "trusthub_stir_signings_total",
        "trusthub_stir_verifications_total",
        "trusthub_trace_spans_total",
    ];
    assert_eq!(silent, expected, "documented and never seen");
    for name in documented.intersection(&seen) {
        assert!(metrics.contains(&format!("# HELP {name} ")), "{name} has no words");
    }
    assert!(!metrics.contains("AC0") && !metrics.contains(&hub.first().sid), "an account is a label");
}

#[tokio::test]
async fn each_line_of_a_json_log_says_what_it_belongs_to() {
    let mut hub =
        Hub::new().set("TRUSTHUB_LOG_FORMAT", "json").set("TRUSTHUB_LOG", "info,trusthub_app=debug");
    hub.start();
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.get(format!("{}/v1/Policies", hub.url));
    let request = request.header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01"));
    let request_id = request.send().await.unwrap().headers()["twilio-request-id"].clone();
    a_life(&hub).await;
    let lines = eventually("a mail job has ended", async || {
        let log = hub.log();
        let lines: Vec<Value> = log
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect();
        lines.iter().any(|line| line["span"]["job.kind"] == "mail").then_some(lines)
    })
    .await;
    for line in &lines {
        for key in ["timestamp", "level", "message", "target"] {
            assert!(line[key].is_string(), "{key}: {line}");
        }
    }
    let answered: Vec<_> = lines.iter().filter(|line| line["message"] == "request answered").collect();
    let ours = answered.iter().find(|line| line["span"]["trace.id"] == trace).unwrap();
    assert_eq!(ours["span"]["request.id"], request_id.to_str().unwrap());
    assert_eq!((&ours["span"]["http.route"], &ours["http.status"]), (&"/v1/Policies".into(), &401.into()));
    let account = hub.first().sid;
    assert!(answered.iter().any(|line| line["account.sid"] == account.as_str()));
    for line in lines.iter().filter(|line| line["span"]["name"] == "job") {
        for key in ["job.id", "job.kind", "job.subject", "account.sid"] {
            assert!(line["span"][key].is_string(), "{key}: {line}");
        }
    }
    let log = hub.log();
    for personal in ["Marlow", "lantern-books.example", "4155552671", "418 Market"] {
        assert!(!log.contains(personal), "{personal} was logged");
    }
}

#[test]
fn the_hub_beside_a_command_says_whether_it_is_well() {
    let mut hub = Hub::new();
    // A port that was free a moment ago; nobody else of this test run asks for it.
    let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let (listen, metrics) = (free(), free());
    hub = hub.set("TRUSTHUB_METRICS_LISTEN", &metrics).set("TRUSTHUB_LISTEN", &listen);
    let done = hub.run(&["health"]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains(&format!("nobody answers at http://{metrics}/ready")), "{}", done.err);
    hub.start();
    assert_eq!(hub.must(&["health"]).json()["status"], "ok");
    assert_eq!(hub.must(&["health", "--live"]).json()["status"], "ok");
}

#[tokio::test]
async fn a_reload_does_not_end_a_hub_that_has_nothing_to_read_again() {
    let mut hub = Hub::started();
    hub.hang_up();
    assert_eq!(hub.first().get("/v1/Policies").await.0, 200);
    assert_eq!(hub.stop(), 0);
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let hub = Hub::new();
    let folder = hub.path("man");
    std::fs::create_dir(&folder).unwrap();
    hub.must(&["man", folder.to_str().unwrap()]);
    for page in ["trusthub.1", "trusthub-serve.1", "trusthub-account-create.1", "trusthub-review-reject.1"] {
        let text = std::fs::read_to_string(folder.join(page)).unwrap();
        assert!(text.contains(".SH SYNOPSIS"), "{page}");
    }
    let done = hub.run(&["man", hub.path("nowhere").to_str().unwrap()]);
    assert_eq!(done.code, 3);
    assert!(done.err.contains("hint: name a folder that exists"), "{}", done.err);
}
