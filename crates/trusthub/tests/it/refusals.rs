//! Starts and commands that must not work, and what they say.

use std::fs;
use std::net::TcpListener;

use crate::hub::{Hub, binary, run};

#[test]
fn a_port_in_use_is_told_before_anything_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let hub = Hub::new();
    let done = run(&mut hub.beside(&["serve", "--listen", &address]));
    assert_eq!(done.code, 3);
    assert!(
        done.err.contains(&format!("cannot listen on {address}: another program listens there already")),
        "{}",
        done.err
    );
    assert!(done.err.contains("hint: end it, or choose another port with TRUSTHUB_LISTEN"), "{}", done.err);
    assert!(!hub.data_dir().exists());
}

#[test]
fn a_broken_configuration_is_told_with_file_line_and_key() {
    let hub = Hub::new();
    let file = hub.path("hub.toml");
    fs::write(&file, "listen = \"127.0.0.1:0\"\nauto_decide = \"maybe\"\n").unwrap();
    let done = run(binary().args(["serve", "--config"]).arg(&file));
    assert_eq!(done.code, 3);
    let expected = format!("error: {}:2: auto_decide: \"maybe\" is neither on nor off\n", file.display());
    assert_eq!(done.err, expected);
    let done = run(binary().args(["config", "--config"]).arg(hub.path("nowhere.toml")));
    assert_eq!(done.code, 3);
    assert!(done.err.contains("nowhere.toml: cannot be read"), "{}", done.err);
}

#[test]
fn a_broken_policy_stops_the_start_with_file_line_and_why() {
    let hub = Hub::new();
    let folder = hub.data_dir().join("policies");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("ours.toml");
    fs::write(&file, "\n[policy]\nsid = \"RN12\"\n").unwrap();
    let done = run(&mut hub.serve());
    assert_eq!(done.code, 3);
    assert!(done.err.starts_with("error: a policy file is broken\n"), "{}", done.err);
    assert!(done.err.contains(&format!("{}:", file.display())), "{}", done.err);
    let doctor = hub.run(&["doctor"]);
    assert_eq!(doctor.code, 1);
    assert!(doctor.out.contains(&format!("{}:", file.display())), "{}", doctor.out);
}

#[test]
fn a_hub_for_customers_refuses_to_write_mail_into_files() {
    let hub = Hub::new().set("TRUSTHUB_PUBLIC_URL", "https://trust.example");
    let done = run(&mut hub.serve());
    assert_eq!(done.code, 3);
    assert!(done.err.contains("the public URL is https"), "{}", done.err);
    assert!(done.err.contains("hint: set TRUSTHUB_SMTP_URL"), "{}", done.err);
}

#[test]
fn an_unusable_data_directory_is_told() {
    let hub = Hub::new();
    fs::write(hub.data_dir(), "a file").unwrap();
    let done = run(&mut hub.serve());
    assert_eq!(done.code, 3);
    assert!(done.err.contains("data directory"), "{}", done.err);
}

#[test]
fn a_command_where_no_hub_is_says_so_and_makes_nothing() {
    let hub = Hub::new();
    for arguments in
        [&["account", "list"][..], &["review", "list"], &["jobs", "list"], &["migrate", "--check"]]
    {
        let done = hub.run(arguments);
        assert_eq!(done.code, 3, "{arguments:?}");
        assert!(done.err.contains("there is no hub in"), "{arguments:?}: {}", done.err);
    }
    assert_eq!(hub.run(&["doctor"]).code, 1);
    assert!(!hub.data_dir().exists());
}

#[test]
fn exit_codes_tell_usage_from_refusal() {
    let hub = Hub::started();
    let nobody = "AC00000000000000000000000000000000";
    let bundle = "BU00000000000000000000000000000000";
    let table: [(&[&str], i32); 10] = [
        (&["--help"], 0),
        (&["review", "--help"], 0),
        (&["nonsense"], 2),
        (&["account", "create"], 2),
        (&["account", "suspend", "AC12"], 2),
        (&["account", "erase", nobody], 1),
        (&["account", "suspend", nobody], 1),
        (&["review", "show", bundle], 1),
        (&["review", "reject", bundle, "--code", "website"], 2),
        (&["review", "list", "--as", "nobody@trust.example"], 1),
    ];
    for (arguments, expected) in table {
        let done = hub.run(arguments);
        assert_eq!(done.code, expected, "{arguments:?}: {}", done.err);
    }
    let first = hub.credentials()["TRUSTHUB_ACCOUNT_SID"].clone();
    let done = hub.run(&["account", "erase", &first]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("add --yes"), "{}", done.err);
}
