//! Keys in a PKCS#11 module, played by SoftHSM (Debian package `softhsm2`). It finds its tokens by an environment variable, so
//! each test runs itself again in a process that has it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use secrecy::SecretString;
use trusthub_gateways::pkcs11::{Module, ModuleError, open};
use trusthub_stir::key::{SigningKey, has_signed, public_key};

const CONFIG: &str = "SOFTHSM2_CONF";
const PIN: &str = "4711";

fn library() -> Option<PathBuf> {
    let places = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so"];
    places.into_iter().map(PathBuf::from).find(|place| place.exists())
}

/// Whether this is the process with a token; the other one makes the token and runs this one.
fn is_inner(test: &str) -> bool {
    if std::env::var_os(CONFIG).is_some() {
        return true;
    }
    if library().is_none() {
        eprintln!("SKIPPED: SoftHSM is not installed");
        return false;
    }
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("softhsm2.conf");
    let tokens = folder.path().join("tokens");
    std::fs::create_dir(&tokens).unwrap();
    std::fs::write(&config, format!("directories.tokendir = {}\n", tokens.display())).unwrap();
    make_token(folder.path(), &config);
    let inner = Command::new(std::env::current_exe().unwrap())
        .args([&format!("hardware_keys::{test}"), "--exact", "--nocapture"])
        .env(CONFIG, &config)
        .status()
        .unwrap();
    assert!(inner.success());
    false
}

fn make_token(folder: &Path, config: &Path) {
    let run = |arguments: &[&str]| {
        let done = Command::new("softhsm2-util").env(CONFIG, config).args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    run(&["--init-token", "--free", "--label", "hub", "--pin", PIN, "--so-pin", "0815"]);
    let keys =
        [("calls", "01", &rcgen::PKCS_ECDSA_P256_SHA256), ("other", "02", &rcgen::PKCS_ECDSA_P384_SHA384)];
    for (label, id, algorithm) in keys {
        let file = folder.join(label);
        std::fs::write(&file, rcgen::KeyPair::generate_for(algorithm).unwrap().serialize_pem()).unwrap();
        let path = file.to_str().unwrap();
        run(&["--import", path, "--token", "hub", "--label", label, "--id", id, "--pin", PIN]);
    }
}

fn module() -> Module {
    Module { library: library().unwrap(), token: "hub".to_owned(), pin: SecretString::from(PIN) }
}

fn signs(key: &SigningKey, message: &[u8]) {
    let signature = key.sign(message).unwrap();
    assert!(has_signed(&public_key(key.public_point()).unwrap(), message, &signature));
}

#[test]
fn a_key_in_a_module_signs_for_many_at_once() {
    if !is_inner("a_key_in_a_module_signs_for_many_at_once") {
        return;
    }
    let key = open(&module(), "calls").unwrap();
    thread::scope(|scope| {
        for number in 0..8_u8 {
            let key = &key;
            scope.spawn(move || (0..50).for_each(|round| signs(key, &[number, round])));
        }
    });
    // It may be opened more than once.
    signs(&open(&module(), "calls").unwrap(), b"again");
    signs(&key, b"still");
}

#[test]
fn what_is_wrong_with_a_module_is_named() {
    if !is_inner("what_is_wrong_with_a_module_is_named") {
        return;
    }
    let error = |module: Module, key| open(&module, key).unwrap_err();
    assert!(matches!(error(module(), "nobody"), ModuleError::Keys { found: 0, .. }));
    assert!(matches!(error(module(), "other"), ModuleError::NotP256(_)));
    let token = Module { token: "other".to_owned(), ..module() };
    assert_eq!(error(token, "calls").to_string(), "the module has no token labelled \"other\"");
    let library = Module { library: "/nonexistent.so".into(), ..module() };
    assert!(matches!(error(library, "calls"), ModuleError::Library(..)));
}

#[test]
fn a_wrong_pin_is_told_and_not_shown() {
    if !is_inner("a_wrong_pin_is_told_and_not_shown") {
        return;
    }
    let module = Module { pin: SecretString::from("9999"), ..module() };
    let error = open(&module, "calls").unwrap_err();
    assert!(matches!(error, ModuleError::Pin(_)));
    assert!(!format!("{error:?} {module:?}").contains("9999"));
}
