use serde_json::Value;

use crate::hub::Hub;

/// What `doctor` says about one subject: its level, what was seen, and how to mend it.
fn seen(hub: &Hub, subject: &str) -> (String, String) {
    let report = hub.run(&["doctor", "--json"]).json();
    let found = report.as_array().unwrap().iter().find(|one| one["subject"] == subject);
    let found = found.unwrap_or_else(|| panic!("nothing about {subject}: {report:#}"));
    let text = |key: &str| found[key].as_str().unwrap().to_owned();
    (text("level"), format!("{}; {}", text("what"), text("mend")))
}

fn is_silent(hub: &Hub, subject: &str) -> bool {
    let report = hub.run(&["doctor", "--json"]).json();
    report.as_array().unwrap().iter().all(|one: &Value| one["subject"] != subject)
}

#[track_caller]
fn assert_seen(settings: &[(&str, &str)], subject: &str, level: &str, words: &str) {
    let mut hub = Hub::new();
    std::fs::create_dir(hub.data_dir()).unwrap();
    for (variable, value) in settings {
        hub = hub.set(variable, value);
    }
    let found = seen(&hub, subject);
    assert_eq!(found.0, level, "{settings:?}: {}", found.1);
    assert!(found.1.contains(words), "{settings:?}: {}", found.1);
}

#[test]
fn credentials_in_clear_are_found() {
    let subject = "exposure";
    assert_seen(
        &[("TRUSTHUB_PUBLIC_URL", "http://trust.example")],
        subject,
        "fail",
        "credentials travel in clear",
    );
    assert_seen(
        &[("TRUSTHUB_LISTEN", "0.0.0.0:8080")],
        subject,
        "warn",
        "0.0.0.0:8080 is open to the network",
    );
    assert_seen(
        &[("TRUSTHUB_PUBLIC_URL", "https://trust.example"), ("TRUSTHUB_LISTEN", "127.0.0.1:8080")],
        subject,
        "warn",
        "TRUSTHUB_SUPPORT_EMAIL",
    );
}

#[test]
fn proxies_that_are_not_trusted_or_too_many_are_found() {
    let public = ("TRUSTHUB_PUBLIC_URL", "https://trust.example");
    assert_seen(&[public], "proxies", "warn", "TRUSTHUB_TRUSTED_PROXIES");
    for wide in ["0.0.0.0/0", "::/0", "64.0.0.0/4"] {
        assert_seen(&[public, ("TRUSTHUB_TRUSTED_PROXIES", wide)], "proxies", "fail", wide);
    }
}

#[test]
fn holes_in_the_guard_are_found() {
    let subject = "outbound guard";
    for (networks, level, words) in [
        ("0.0.0.0/0", "fail", "almost everything"),
        ("10.0.0.0/8, ::/0", "fail", "::/0"),
        ("169.254.0.0/16", "fail", "credentials"),
        ("127.0.0.1", "warn", "own services"),
        ("10.20.0.0/16", "warn", "10.20.0.0/16"),
    ] {
        assert_seen(&[("TRUSTHUB_WEBHOOK_ALLOW", networks)], subject, level, words);
    }
    let hub = Hub::new();
    std::fs::create_dir(hub.data_dir()).unwrap();
    assert!(is_silent(&hub, subject));
}

#[test]
fn a_registry_that_is_not_asked_is_found() {
    let settings = [
        ("TRUSTHUB_REGISTRY_URL", "http://127.0.0.1:9"),
        ("TRUSTHUB_REGISTRY_KEY", "owl"),
        ("TRUSTHUB_REGISTRY_SECRET", "secret"),
    ];
    assert_seen(&settings, "campaign registry", "fail", "TRUSTHUB_FETCH_ALLOW");
}

#[test]
fn metrics_for_everybody_are_found() {
    assert_seen(&[("TRUSTHUB_METRICS_LISTEN", "0.0.0.0:9464")], "metrics", "warn", "0.0.0.0:9464");
}

#[test]
fn keys_of_another_hub_are_found() {
    let mut hub = Hub::started();
    hub.stop();
    let other = hub.path("other-keys");
    let hub = hub.set("TRUSTHUB_KEYS_URL", &format!("file:{}", other.display()));
    let (level, words) = seen(&hub, "keys");
    assert_eq!(level, "fail");
    assert!(words.contains("the keys do not belong to this database"), "{words}");
}

#[test]
fn somebody_else_at_the_public_url_is_found() {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let other = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 1024];
        assert!(stream.read(&mut request).unwrap() > 0);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi").unwrap();
    });
    assert_seen(&[("TRUSTHUB_PUBLIC_URL", &url)], "public URL", "fail", "somebody else answers");
    other.join().unwrap();
}

#[test]
fn the_machine_and_the_documents_place_are_looked_at() {
    let hub = Hub::started();
    let (level, words) = seen(&hub, "disk");
    assert!(level != "fail" && words.contains("MB free"), "{words}");
    assert_eq!(seen(&hub, "clock").0, "ok");
    assert_eq!(seen(&hub, "worker").0, "ok");
    let (level, words) = seen(&hub, "documents");
    assert!(level == "ok" && words.contains("written, read and deleted"), "{words}");
    let documents = hub.data_dir().join("documents");
    std::fs::remove_dir_all(&documents).unwrap();
    std::fs::write(&documents, "a file").unwrap();
    assert_eq!(seen(&hub, "documents").0, "fail");
}
