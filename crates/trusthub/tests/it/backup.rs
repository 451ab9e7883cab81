use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::business;
use crate::hub::{Customer, Hub};

/// A folder with the keys of another hub and nothing else of it.
fn with_keys_of(hub: &Hub) -> Hub {
    let other = Hub::new();
    fs::create_dir(other.data_dir()).unwrap();
    fs::copy(hub.data_dir().join("master.key"), other.data_dir().join("master.key")).unwrap();
    let keys = hub.path("keys.txt");
    hub.must(&["key", "export", "--out", text(&keys)]);
    other.must(&["migrate"]);
    other.must(&["key", "import", text(&keys)]);
    other
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What the API tells, without what differs from one address to another.
async fn told(hub: &Hub, customer: &Customer, profile: &str) -> String {
    let core = format!("/2010-04-01/Accounts/{}", customer.sid);
    let paths = [
        format!("/v1/CustomerProfiles/{profile}"),
        format!("/v1/CustomerProfiles/{profile}/EntityAssignments"),
        format!("/v1/CustomerProfiles/{profile}/Evaluations"),
        "/v1/CustomerProfiles".to_owned(),
        "/v1/TrustProducts".to_owned(),
        "/v1/EndUsers".to_owned(),
        "/v1/SupportingDocuments".to_owned(),
        format!("{core}.json"),
        format!("{core}/Addresses.json"),
        format!("{core}/IncomingPhoneNumbers.json"),
        format!("{core}/Keys.json"),
    ];
    let mut all = String::new();
    for path in paths {
        let (status, answer) = customer.get(&path).await;
        assert_eq!(status, 200, "{path}");
        all.push_str(&format!("{path} {answer:#}\n").replace(&hub.url, ""));
    }
    all
}

#[tokio::test]
async fn a_serving_hub_is_backed_up_and_restored_elsewhere() {
    let mut hub = Hub::started();
    let customer = hub.first();
    let profile = business::submitted(&customer, "Lantern Books, Inc.").await;
    fs::create_dir_all(hub.data_dir().join("policies")).unwrap();
    fs::write(hub.data_dir().join("policies/own.toml"), "# nothing yet\n").unwrap();
    let scorecard = hub.must(&["vet", "--show-scorecard"]).out.replacen('\n', "\n# our own\n", 1);
    fs::write(hub.data_dir().join("scorecard.toml"), &scorecard).unwrap();
    let file = hub.path("hub.backup");
    let made = hub.must(&["backup", text(&file), "--json"]).json();
    assert_eq!(made["size_bytes"], fs::metadata(&file).unwrap().len());
    assert_eq!((&made["policies"], &made["tables"]["bundles"]), (&json!(2), &json!(1)));
    assert!(made["checkpoint"]["root_hash"].is_string(), "{made:#}");
    let before = told(&hub, &customer, &profile).await;

    let mut other = with_keys_of(&hub);
    let restored = other.must(&["restore", text(&file), "--json"]).json();
    assert_eq!(restored["rows"], made["rows"]);
    assert_eq!(restored["audit_findings"], json!([]));
    let policies = fs::read_to_string(other.data_dir().join("policies/own.toml")).unwrap();
    assert_eq!(policies, "# nothing yet\n");
    assert_eq!(fs::read_to_string(other.data_dir().join("scorecard.toml")).unwrap(), scorecard);
    hub.stop();
    fs::copy(hub.data_dir().join("credentials.env"), other.data_dir().join("credentials.env")).unwrap();
    other.start();
    let customer = other.first();
    assert_eq!(told(&other, &customer, &profile).await, before);
    other.must(&["audit", "verify"]);
    // Work that was under way goes on, and new work is taken.
    crate::hub::eventually("the case is decided", async || {
        (other.run(&["review", "approve", &profile]).code == 0).then_some(())
    })
    .await;
    business::draft(&customer, "Quicksilver").await;
}

#[test]
fn a_restore_wants_the_folder_to_itself() {
    let mut hub = Hub::started();
    let file = hub.path("hub.backup");
    let file = text(&file);
    hub.must(&["backup", file]);
    let refused = hub.run(&["restore", file, "--replace"]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(refused.err.contains("a server or another command is running"), "{}", refused.err);
    hub.stop();
    let refused = hub.run(&["restore", file]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(refused.err.contains("there is a hub here already"), "{}", refused.err);
    let done = hub.must(&["restore", file, "--replace", "--hold-jobs"]);
    assert!(done.out.contains("The audit log is whole"), "{}{}", done.out, done.err);
}

#[test]
fn what_is_no_backup_of_this_hub_is_refused() {
    let hub = Hub::started();
    let file = hub.path("hub.backup");
    hub.must(&["backup", text(&file)]);
    let again = hub.run(&["backup", text(&file)]);
    assert_eq!(again.code, 1, "{}", again.err);
    assert!(again.err.contains("is there already"), "{}", again.err);

    let stranger = Hub::new();
    let missing = stranger.run(&["restore", text(&hub.path("none"))]);
    assert_eq!(missing.code, 3, "{}", missing.err);
    let keyless = stranger.run(&["restore", text(&file)]);
    assert_eq!(keyless.code, 3, "{}", keyless.err);
    assert!(keyless.err.contains("master key"), "{}", keyless.err);
    stranger.must(&["migrate"]);
    let foreign = stranger.run(&["restore", text(&file)]);
    assert_eq!(foreign.code, 1, "{}", foreign.err);
    assert!(
        foreign.err.contains("the keys of another hub") && foreign.err.contains("key import"),
        "{}",
        foreign.err
    );

    let own = with_keys_of(&hub);
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let damaged = hub.path("damaged.backup");
    fs::write(&damaged, &bytes).unwrap();
    let refused = own.run(&["restore", text(&damaged)]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(refused.err.contains("it is damaged"), "{}", refused.err);
    fs::write(&damaged, b"not a backup").unwrap();
    let refused = own.run(&["restore", text(&damaged)]);
    assert_eq!((refused.code, refused.err.contains("no backup")), (1, true), "{}", refused.err);
    own.must(&["restore", text(&file)]);
}

#[test]
fn a_backup_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let hub = Hub::started();
    let file = hub.path("hub.backup");
    hub.must(&["backup", text(&file)]);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let accounts: Value = hub.must(&["account", "list", "--json"]).json();
    assert_eq!(accounts.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn everything_held_about_an_account_is_exported_in_clear() {
    use std::os::unix::fs::PermissionsExt;
    let hub = Hub::started();
    let customer = hub.first();
    business::submitted(&customer, "Lantern Books, Inc.").await;
    let file = hub.path("export.jsonl");
    hub.must(&["account", "export", &customer.sid, "--out", text(&file)]);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("ines.marlow@lantern-books.example"));
    let printed = hub.must(&["account", "export", &customer.sid]).out;
    for line in printed.lines() {
        let one: Value = serde_json::from_str(line).unwrap();
        assert!(one["kind"].is_string() && one["value"].is_object(), "{line}");
    }
    assert!(printed.contains("account.export"), "the second tells of the first, in the audit log");
    let taken = hub.run(&["account", "export", &customer.sid, "--out", text(&file)]);
    assert_eq!(taken.code, 1, "{}", taken.err);
    let nobody = hub.run(&["account", "export", &format!("AC{}", "0".repeat(32))]);
    assert_eq!((nobody.code, nobody.out.as_str()), (1, ""), "{}", nobody.err);
}

#[tokio::test]
async fn a_legal_hold_keeps_an_account_from_being_erased() {
    let hub = Hub::started();
    let made = hub.must(&["account", "create", "--friendly-name", "Held", "--json"]).json();
    let sid = made["sid"].as_str().unwrap();
    hub.must(&["account", "hold", sid, "--reason", "Letter of 3 May"]);
    let refused = hub.run(&["account", "erase", sid, "--yes"]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(refused.err.contains("legal hold"), "{}", refused.err);
    let held = hub.must(&["account", "holds", sid, "--json"]).json();
    assert_eq!((&held[0]["subject"], &held[0]["reason"]), (&json!(sid), &json!("Letter of 3 May")));
    assert_eq!(hub.must(&["account", "retention", "--json"]).json(), json!([]));
    hub.must(&["account", "release", sid]);
    assert_eq!(hub.run(&["account", "release", sid]).code, 1);
    hub.must(&["account", "erase", sid, "--yes"]);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_by_everything() {
    let mut hub = Hub::started();
    hub.stop();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
        VALUES (9999, 'from the future', TRUE, x'00', 0)";
    let file = hub.data_dir().join("trusthub.db");
    trusthub_testkit::raw::run(&format!("sqlite:{}", file.display()), newer).await;
    for arguments in [&["account", "list"][..], &["migrate"], &["backup", "x.backup"]] {
        let refused = hub.run(arguments);
        assert_eq!(refused.code, 3, "{arguments:?}: {}", refused.err);
        assert!(refused.err.contains("a newer version than"), "{arguments:?}: {}", refused.err);
    }
    let refused = crate::hub::run(&mut hub.serve());
    assert_eq!((refused.code, refused.err.contains("a newer version than")), (3, true), "{}", refused.err);
}
