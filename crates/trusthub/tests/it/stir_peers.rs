//! Another implementation beside ours: secsipidx (Debian package `secsipidx`), which Kamailio signs with. Each takes what the
//! other signs; what it takes and we refuse is named.

use std::path::PathBuf;
use std::process::Command;

use crate::hub::{Done, binary, run};

const X5U: &str = "https://cert.example.org/passport.pem";
const ORIGID: &str = "de305d54-75b4-431b-adb2-eb6b9e546014";

pub fn peer_is_installed() -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join("secsipidx").exists()))
}

/// A folder with a test authority; none where the peer is not installed.
fn folder() -> Option<tempfile::TempDir> {
    if !peer_is_installed() {
        eprintln!("SKIPPED: secsipidx is not installed");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let done = run(binary().args(["stir", "ca-init", "--out"]).arg(folder.path()));
    assert_eq!(done.code, 0, "{}", done.err);
    Some(folder)
}

/// The header that the peer signs.
fn theirs(key: &PathBuf, attest: &str, origid: &str) -> String {
    let mut peer = Command::new("secsipidx");
    peer.args(["-sign-full", "-attest", attest, "-orig-tn", "12155551212", "-dest-tn", "12355551212"]);
    peer.args(["-x5u", X5U, "-orig-id", origid, "-k"]).arg(key);
    let done = run(&mut peer);
    assert_eq!(done.code, 0, "{}", done.err);
    done.out.trim().to_owned()
}

fn verified(folder: &tempfile::TempDir, header: &str) -> Done {
    let mut ours = binary();
    ours.args([
        "stir",
        "verify",
        "--json",
        "--from",
        "+12155551212",
        "--to",
        "+12355551212",
        "--identity",
        header,
    ]);
    ours.arg("--chain").arg(folder.path().join("chain.pem"));
    ours.arg("--trust-root").arg(folder.path().join("root.pem"));
    run(&mut ours)
}

/// What the peer says of a header.
fn verified_by_peer(folder: &tempfile::TempDir, header: &str) -> Done {
    let file = folder.path().join("identity.txt");
    std::fs::write(&file, header).unwrap();
    let mut peer = Command::new("secsipidx");
    peer.args(["-check", "-expire", "60", "-fidentity"]).arg(file);
    peer.arg("-fpubkey").arg(folder.path().join("chain.pem"));
    run(&mut peer)
}

#[test]
fn a_peer_takes_what_we_sign_and_we_take_what_it_signs() {
    let Some(folder) = folder() else { return };
    let key = folder.path().join("signer.key");
    let mut ours = binary();
    ours.args([
        "stir",
        "sign",
        "--x5u",
        X5U,
        "--attest",
        "A",
        "--orig",
        "+12155551212",
        "--dest",
        "+12355551212",
    ]);
    ours.arg("--key").arg(&key);
    let signed = run(&mut ours);
    let header = signed.out.trim();
    let done = verified_by_peer(&folder, header);
    assert_eq!((done.code, done.out.trim()), (0, "ok"), "{}", done.err);
    let (token, parameters) = header.split_once(';').unwrap();
    let (signed, _) = token.rsplit_once('.').unwrap();
    let forged = verified_by_peer(&folder, &format!("{signed}.{};{parameters}", "A".repeat(86)));
    assert_ne!(forged.out.trim(), "ok", "the peer does look");

    let done = verified(&folder, &theirs(&key, "B", ORIGID));
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
}

#[test]
fn what_a_peer_signs_and_takes_all_the_same_is_refused_here() {
    let Some(folder) = folder() else { return };
    let key = folder.path().join("signer.key");
    let header = theirs(&key, "D", ORIGID);
    assert_eq!(verified_by_peer(&folder, &header).out.trim(), "ok");
    let done = verified(&folder, &header);
    assert_eq!((done.code, &done.json()["verificationResponse"]["reasoncode"]), (1, &438.into()));
}
