use serde_json::json;

use crate::hub::{Customer, Hub, binary, run};

fn names(value: &serde_json::Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn an_account_made_beside_the_server_works_at_once() {
    let hub = Hub::started();
    let made = hub.must(&["account", "create", "--friendly-name", "Lantern", "--json"]).json();
    assert_eq!(names(&made), ["sid", "auth_token", "friendly_name"]);
    assert_eq!(made["friendly_name"], "Lantern");
    let customer =
        Customer::new(&hub.url, made["sid"].as_str().unwrap(), made["auth_token"].as_str().unwrap());
    assert_eq!(customer.get("/v1/CustomerProfiles").await.0, 200);

    let parent = made["sid"].as_str().unwrap();
    let child =
        hub.must(&["account", "create", "--friendly-name", "Tenant", "--parent", parent, "--json"]).json();
    let listed = hub.must(&["account", "list", "--json"]).json();
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), 3);
    let tenant = listed.iter().find(|one| one["sid"] == child["sid"]).unwrap();
    assert_eq!(
        (&tenant["parent_sid"], &tenant["status"], &tenant["test"]),
        (&made["sid"], &json!("active"), &json!(false))
    );
    assert!(hub.must(&["account", "list"]).out.contains("Lantern"));
}

#[tokio::test]
async fn a_token_is_rotated_without_downtime() {
    let hub = Hub::started();
    let old = hub.first();
    let rotated = hub.must(&["account", "rotate-token", &old.sid, "--json"]).json();
    assert_eq!(rotated["is_primary"], false);
    let new = Customer::new(&hub.url, &old.sid, rotated["auth_token"].as_str().unwrap());
    assert_eq!((old.get("/v1/Policies").await.0, new.get("/v1/Policies").await.0), (200, 200));
    hub.must(&["account", "rotate-token", &old.sid, "--promote"]);
    assert_eq!((old.get("/v1/Policies").await.0, new.get("/v1/Policies").await.0), (401, 200));
    assert_eq!(hub.run(&["account", "rotate-token", &old.sid, "--promote"]).code, 1);
}

#[tokio::test]
async fn a_suspended_account_is_refused_until_it_is_reinstated() {
    let hub = Hub::started();
    let customer = hub.first();
    hub.must(&["account", "suspend", &customer.sid]);
    let (status, _) = customer.get("/v1/Policies").await;
    assert!(matches!(status, 401 | 403), "{status}");
    hub.must(&["account", "reinstate", &customer.sid]);
    assert_eq!(customer.get("/v1/Policies").await.0, 200);
}

#[tokio::test]
async fn an_erased_account_is_gone_and_the_log_still_verifies() {
    let hub = Hub::started();
    let made = hub.must(&["account", "create", "--friendly-name", "Gone", "--json"]).json();
    let sid = made["sid"].as_str().unwrap();
    let customer = Customer::new(&hub.url, sid, made["auth_token"].as_str().unwrap());
    crate::business::draft(&customer, "Gone").await;
    hub.must(&["account", "erase", sid, "--yes"]);
    assert_eq!(customer.get("/v1/Policies").await.0, 401);
    hub.must(&["audit", "verify"]);
}

#[test]
fn reviewers_are_made_listed_disabled_and_reset() {
    let hub = Hub::started();
    let email = "lead@trust.example";
    let made = hub.must(&["reviewer", "create", "--email", email, "--role", "lead", "--json"]).json();
    assert_eq!(names(&made), ["sid", "email", "role", "password"]);
    assert_eq!(hub.run(&["reviewer", "create", "--email", email]).code, 1);
    hub.must(&["reviewer", "disable", email]);
    assert_eq!(hub.run(&["review", "list", "--as", email]).code, 1);
    let reset = hub.must(&["reviewer", "reset-password", email, "--json"]).json();
    assert_ne!(reset["password"], made["password"]);
    let listed = hub.must(&["reviewer", "list", "--json"]).json();
    let states: Vec<_> =
        listed.as_array().unwrap().iter().map(|one| (&one["role"], &one["disabled"])).collect();
    assert_eq!(states, [(&json!("admin"), &json!(false)), (&json!("lead"), &json!(false))]);
    let last = hub.run(&["reviewer", "disable", "reviewer@trusthub.example"]);
    assert_eq!(last.code, 1, "the last admin stays");
}

#[test]
fn users_of_an_account_are_made_listed_disabled_and_given_links() {
    let hub = Hub::started();
    let account = hub.must(&["account", "create", "--friendly-name", "Owl", "--json"]).json();
    let (account, email) = (account["sid"].as_str().unwrap(), "rosa@owl.example");
    let made = hub.must(&["user", "create", "--account", account, "--email", email, "--json"]).json();
    assert_eq!(names(&made), ["sid", "account_sid", "email", "role", "link", "link_expires_at"]);
    assert_eq!((&made["role"], &made["account_sid"]), (&json!("owner"), &json!(account)));
    assert!(made["link"].as_str().unwrap().contains("/console/welcome/"));
    assert_eq!(hub.run(&["user", "create", "--account", account, "--email", email]).code, 1, "it is taken");
    let again = hub.must(&["user", "reset-password", "--account", account, email, "--json"]).json();
    assert_ne!(again["link"], made["link"]);
    hub.must(&["user", "create", "--account", account, "--email", "v@owl.example", "--role", "viewer"]);
    hub.must(&["user", "disable", "--account", account, email]);
    assert_eq!(hub.run(&["user", "reset-password", "--account", account, email]).code, 1);
    let listed = hub.must(&["user", "list", "--account", account, "--json"]).json();
    let states: Vec<_> = listed.as_array().unwrap().iter().map(|one| (&one["role"], &one["state"])).collect();
    let expected = [(&json!("viewer"), &json!("invited")), (&json!("owner"), &json!("disabled"))];
    assert_eq!(states, expected);
    let other = hub.must(&["account", "create", "--friendly-name", "Lark", "--json"]).json();
    let other = other["sid"].as_str().unwrap();
    assert_eq!(hub.run(&["user", "disable", "--account", other, email]).code, 1, "it is not theirs");
}

#[test]
fn passkeys_are_looked_for_by_whose_they_are() {
    let hub = Hub::started();
    let account = hub.must(&["account", "create", "--friendly-name", "Owl", "--json"]).json();
    let (account, email) = (account["sid"].as_str().unwrap(), "rosa@owl.example");
    hub.must(&["user", "create", "--account", account, "--email", email]);
    let reviewer = "reviewer@trusthub.example";
    assert_eq!(hub.must(&["user", "passkeys", "--account", account, email, "--json"]).json(), json!([]));
    assert_eq!(hub.must(&["reviewer", "passkeys", reviewer, "--json"]).json(), json!([]));
    assert!(hub.must(&["reviewer", "passkeys", reviewer]).out.contains("They have no passkeys."));
    let unknown = "PK00000000000000000000000000000001";
    for (arguments, says) in [
        (&["user", "remove-passkey", "--account", account, email, unknown][..], unknown),
        (&["reviewer", "remove-passkey", reviewer, unknown], unknown),
        (
            &["user", "passkeys", "--account", account, "otto@owl.example"],
            "A user of the account with this e-mail",
        ),
        (&["reviewer", "passkeys", "otto@owl.example"], "A reviewer with this e-mail"),
    ] {
        let done = hub.run(arguments);
        assert_eq!(done.code, 1, "{arguments:?}");
        assert!(done.err.contains(says) && done.err.contains("was not found"), "{}", done.err);
    }
    assert_eq!(hub.run(&["reviewer", "remove-passkey", reviewer, "PK1"]).code, 2, "it is no identifier");
}

#[test]
fn a_healthy_hub_passes_the_doctor() {
    let mut hub = Hub::started();
    hub = {
        let url = hub.url.clone();
        hub.set("TRUSTHUB_PUBLIC_URL", &url)
    };
    let report = hub.must(&["doctor", "--json"]).json();
    let of = |subject: &str| {
        report.as_array().unwrap().iter().find(|one| one["subject"] == subject).unwrap()["level"].clone()
    };
    for subject in [
        "configuration",
        "policies",
        "data directory",
        "master key",
        "documents",
        "database",
        "jobs",
        "reviews",
        "public URL",
    ] {
        assert_eq!(of(subject), "ok", "{subject}: {report:#}");
    }
    assert_eq!(of("mail"), "warn", "mail as files is for trying out");
}

#[test]
fn the_doctor_finds_files_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let hub = Hub::started();
    let key = hub.data_dir().join("master.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let done = hub.run(&["doctor"]);
    assert_eq!(done.code, 1);
    assert!(done.out.contains(&format!("chmod 600 {}", key.display())), "{}", done.out);
}

#[test]
fn the_configuration_is_shown_with_its_sources_and_without_secrets() {
    let hub = Hub::new()
        .set("TRUSTHUB_SMTP_URL", "smtps://hub:hunter2@mail.example")
        .set("TRUSTHUB_MAIL_FROM", "Hub <hub@trust.example>");
    let done = hub.must(&["config"]);
    assert!(!done.out.contains("hunter2"), "{}", done.out);
    let shown = hub.must(&["config", "--json"]).json();
    let smtp = shown.as_array().unwrap().iter().find(|one| one["key"] == "smtp_url").unwrap();
    assert_eq!(names(smtp), ["key", "value", "source", "variable", "meaning"]);
    assert_eq!(
        (&smtp["value"], &smtp["source"]),
        (&json!("smtps://hub:hidden@mail.example"), &json!("TRUSTHUB_SMTP_URL"))
    );
}

#[tokio::test]
async fn the_openapi_document_is_the_servers_own() {
    let mut hub = Hub::started();
    let url = hub.url.clone();
    hub = hub.set("TRUSTHUB_PUBLIC_URL", &url);
    let printed = hub.must(&["openapi"]).json();
    let (_, served) = hub.first().get("/openapi.json").await;
    assert_eq!(printed, served);
}

#[test]
fn a_shell_gets_its_completions() {
    for shell in ["bash", "zsh", "fish"] {
        let done = run(binary().args(["completions", shell]));
        assert!(done.code == 0 && done.out.contains("rotate-token"), "{shell}");
    }
}

#[test]
fn a_database_is_prepared_before_the_first_start() {
    let hub = Hub::new();
    let done = hub.must(&["migrate"]);
    assert!(done.out.contains("applied 0001_"), "{}", done.out);
    assert!(hub.must(&["migrate"]).out.contains("up to date"));
    hub.must(&["migrate", "--check"]);
    assert!(!hub.data_dir().join("credentials.env").exists());
}

#[test]
fn an_embedded_database_is_not_distributed() {
    let hub = Hub::new();
    let done = hub.run(&["migrate", "--distribute"]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("an embedded database has one node"), "{}", done.err);
    assert!(done.err.contains("hint: use a Citus coordinator"), "{}", done.err);
    // It was refused before anything was done.
    assert!(hub.must(&["migrate"]).out.contains("applied 0001_"));
    assert_eq!(hub.run(&["migrate", "--distribute", "--check"]).code, 1);
}

#[test]
fn an_exported_checkpoint_is_found_again_and_a_forged_one_is_not() {
    let hub = Hub::started();
    let file = hub.path("checkpoint.json");
    let file = file.to_str().unwrap();
    hub.must(&["audit", "checkpoint", "--out", file]);
    hub.must(&["account", "create", "--friendly-name", "later"]);
    let report = hub.must(&["audit", "verify", "--against", file, "--json"]).json();
    assert_eq!(report["findings"], json!([]));
    let forged = std::fs::read_to_string(file).unwrap();
    let root =
        serde_json::from_str::<serde_json::Value>(&forged).unwrap()["root_hash"].as_str().unwrap().to_owned();
    std::fs::write(file, forged.replace(&root, &"0".repeat(64))).unwrap();
    let done = hub.run(&["audit", "verify", "--against", file]);
    assert_eq!(done.code, 1, "{}", done.out);
    assert!(done.out.contains("wrong:"), "{}", done.out);
}

#[test]
fn the_audit_log_is_exported_line_by_line() {
    let hub = Hub::started();
    let sid = hub.credentials()["TRUSTHUB_ACCOUNT_SID"].clone();
    let done = hub.must(&["audit", "export", "--account", &sid]);
    let first: serde_json::Value = serde_json::from_str(done.out.lines().next().unwrap()).unwrap();
    assert_eq!((&first["sequence"], &first["account_sid"]), (&json!(1), &json!(sid)));
}
