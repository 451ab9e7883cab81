//! What everybody may read.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::client::{Api, some_or_skip};

#[tokio::test]
async fn health_needs_no_credentials() {
    let api = some_or_skip!(Api::new().await);
    let health = api.anonymous().get("/health").await;
    assert_eq!((health.status, health.text()), (200, r#"{"status":"ok"}"#.to_owned()));
    let ready = api.anonymous().get("/ready").await;
    let checks = ["process", "database", "schema", "attestation"]
        .map(|name| json!({"name": name, "status": "ok", "trouble": null}));
    assert_eq!((ready.status, ready.json()), (200, json!({"status": "ok", "checks": checks})));
}

#[tokio::test]
async fn a_hub_whose_database_lacks_migrations_is_not_ready_and_says_so() {
    let api = some_or_skip!(Api::new().await);
    api.test.sql("DELETE FROM _sqlx_migrations WHERE version > 1").await;
    let answer = api.anonymous().get("/ready").await;
    assert_eq!(
        (answer.status, answer.json()),
        (
            503,
            json!({
                "code": 20503,
                "message": "Not ready: schema.",
                "more_info": "https://hub.example/docs/errors/20503",
                "status": 503,
                "checks": [
                    {"name": "process", "status": "ok", "trouble": null},
                    {"name": "database", "status": "ok", "trouble": null},
                    {"name": "schema", "status": "failing", "trouble": "it lacks migrations of this version"},
                    {"name": "attestation", "status": "ok", "trouble": null},
                ],
            })
        )
    );
}

#[tokio::test]
async fn a_process_that_is_about_to_end_says_so_and_answers() {
    let api = some_or_skip!(Api::new().await);
    api.test.hub.announce_end();
    let answer = api.anonymous().get("/ready").await;
    assert_eq!((answer.status, answer.json()["message"].as_str()), (503, Some("Not ready: process.")));
    let ending = json!({"name": "process", "status": "failing", "trouble": "it is about to end"});
    assert_eq!(answer.json()["checks"][0], ending);
    assert_eq!(api.anonymous().get("/health").await.status, 200);
}

#[tokio::test]
async fn the_document_names_every_operation() {
    let api = some_or_skip!(Api::new().await);
    let document = api.anonymous().get("/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], "https://hub.example");
    let mut lines = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let answers: Vec<&str> =
                operation["responses"].as_object().unwrap().keys().map(String::as_str).collect();
            let query = operation["parameters"].as_array().into_iter().flatten();
            let query: Vec<&str> =
                query.filter(|one| one["in"] == "query").map(|one| one["name"].as_str().unwrap()).collect();
            let id = operation["operationId"].as_str().unwrap();
            lines.push(format!(
                "{} {path} {id} [{}] {}",
                method.to_uppercase(),
                query.join(" "),
                answers.join(" ")
            ));
        }
    }
    lines.sort();
    assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn every_reference_in_the_document_resolves() {
    let api = some_or_skip!(Api::new().await);
    let document = api.anonymous().get("/openapi.json").await.json();
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 100);
    for reference in references {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(text) if key == "$ref" => found.push(text.clone()),
                    _ => collect(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_document_is_the_same_on_the_command_line() {
    let api = some_or_skip!(Api::new().await);
    let served = api.anonymous().get("/openapi.json").await.json();
    let printed: Value =
        serde_json::from_str(&trusthub_api::openapi_json("https://hub.example").unwrap()).unwrap();
    assert_eq!(served, printed);
}

#[tokio::test]
async fn pages_are_whole_and_load_nothing() {
    let api = some_or_skip!(Api::new().await);
    for (path, words) in [
        ("/docs", "Copy an approved Customer Profile, to change it."),
        ("/docs/callbacks", "X-Twilio-Signature"),
        ("/docs/test-mode", "decide.test"),
        ("/docs/errors", "20404"),
        ("/docs/errors/22207", "What to do"),
    ] {
        let answer = api.anonymous().get(path).await;
        let html = answer.text();
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some("text/html; charset=utf-8")),
            "{path}"
        );
        assert!(html.contains(words), "{path}");
        assert!(html.starts_with("<!doctype html>") && html.contains("<html lang=\"en\">"), "{path}");
        for foreign in ["<script", "src=", "<link", "@import", "url("] {
            assert!(!html.contains(foreign), "{path} has {foreign}");
        }
        assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    }
    api.anonymous().get("/docs/errors/1").await.assert_error(404, 20404);
    api.anonymous().get("/docs/errors/x").await.assert_error(404, 20404);
}
