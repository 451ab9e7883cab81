use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::hub::{Hub, run};

fn mode(path: &std::path::Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn the_first_start_makes_an_account_whose_credentials_work_and_says_where() {
    let mut hub = Hub::new();
    let said = hub.start();
    let credentials = hub.credentials();
    assert_eq!(credentials["TRUSTHUB_URL"], hub.url);
    assert!(said.contains("This was the first start."), "{said}");
    assert!(said.contains(&credentials["TRUSTHUB_ACCOUNT_SID"]), "{said}");
    for secret in ["TRUSTHUB_AUTH_TOKEN", "TRUSTHUB_REVIEWER_PASSWORD"] {
        assert!(!said.contains(&credentials[secret]), "{secret} was printed");
        assert!(!hub.log().contains(&credentials[secret]), "{secret} was logged");
    }
    let (status, policies) = hub.first().get("/v1/Policies?PageSize=1").await;
    assert_eq!(status, 200, "{policies}");
    assert_eq!(hub.stop(), 0);
}

#[test]
fn a_shell_that_loads_the_credentials_hands_them_to_its_programs() {
    let hub = Hub::started();
    let script = "set -a; . \"$1\"; set +a; env";
    let file = hub.data_dir().join("credentials.env");
    let loaded = run(std::process::Command::new("sh").args(["-c", script, "sh"]).arg(file));
    for (name, value) in hub.credentials() {
        assert!(loaded.out.lines().any(|line| line == format!("{name}={value}")), "{name}");
    }
}

#[test]
fn what_the_first_start_makes_is_for_its_owner_only() {
    let hub = Hub::started();
    let folder = hub.data_dir();
    for (name, expected) in [
        ("", 0o700),
        ("credentials.env", 0o600),
        ("master.key", 0o600),
        ("trusthub.db", 0o600),
        ("trusthub.db-wal", 0o600),
        ("keys", 0o700),
        ("documents", 0o700),
        ("mail", 0o700),
    ] {
        assert_eq!(mode(&folder.join(name)), expected, "{name:?}");
    }
}

#[test]
fn credentials_are_never_written_again() {
    let mut hub = Hub::started();
    let file = hub.data_dir().join("credentials.env");
    let first = fs::read_to_string(&file).unwrap();
    hub.stop();
    let said = hub.start();
    assert!(!said.contains("first start"), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), first);
    hub.stop();
    fs::remove_file(&file).unwrap();
    hub.start();
    assert!(!file.exists());
}

#[tokio::test]
async fn an_account_whose_secrets_cannot_be_kept_is_not_made() {
    let mut hub = Hub::new();
    let file = hub.data_dir().join("credentials.env");
    fs::create_dir_all(&file).unwrap();
    let done = run(&mut hub.serve());
    assert_eq!(done.code, 3);
    assert!(done.err.contains("credentials.env"), "{}", done.err);
    assert_eq!(hub.must(&["account", "list"]).out, "");
    fs::remove_dir(&file).unwrap();
    hub.start();
    assert_eq!(hub.first().get("/v1/Policies").await.0, 200);
}

#[test]
fn a_lost_master_key_is_never_replaced() {
    let mut hub = Hub::started();
    hub.stop();
    fs::remove_file(hub.data_dir().join("master.key")).unwrap();
    let done = run(&mut hub.serve());
    assert_eq!(done.code, 3);
    assert!(done.err.contains("master.key is missing"), "{}", done.err);
    assert!(done.err.contains("TRUSTHUB_MASTER_KEY_FILE"), "{}", done.err);
}

#[test]
fn a_wrong_master_key_opens_nothing() {
    let mut hub = Hub::started();
    hub.stop();
    fs::write(hub.data_dir().join("master.key"), "00".repeat(32)).unwrap();
    let done = run(&mut hub.serve());
    assert_eq!(done.code, 3);
    assert!(done.err.contains("the keys cannot be opened"), "{}", done.err);
}

#[test]
fn keys_of_another_hub_are_refused_before_they_seal_anything() {
    let mut hub = Hub::started();
    hub.stop();
    let other = hub.path("other-keys");
    let hub = hub.set("TRUSTHUB_KEYS_URL", &format!("file:{}", other.display()));
    for done in [run(&mut hub.serve()), hub.run(&["account", "create", "--friendly-name", "lost"])] {
        assert_eq!(done.code, 3);
        assert!(done.err.contains("the keys do not belong to this database"), "{}", done.err);
    }
}
