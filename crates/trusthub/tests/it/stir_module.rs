//! Calls signed by a key that stays in a PKCS#11 module, played by SoftHSM (Debian package `softhsm2`); skipped loudly without it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::hub::{Hub, run};
use crate::stir_trial::{signs, verstat};

const LIBRARY: &str = "/usr/lib/softhsm/libsofthsm2.so";
const PIN: &str = "471147";

/// A token with the key pair `calls`.
fn make_token(folder: &Path, config: &Path, key: &str) {
    let tokens = folder.join("tokens");
    fs::create_dir(&tokens).unwrap();
    fs::write(config, format!("directories.tokendir = {}\n", tokens.display())).unwrap();
    let util = |arguments: &[&str]| {
        let done = run(Command::new("softhsm2-util").env("SOFTHSM2_CONF", config).args(arguments));
        assert_eq!(done.code, 0, "{}", done.err);
    };
    util(&["--init-token", "--free", "--label", "hub", "--pin", PIN, "--so-pin", "081508"]);
    util(&["--import", key, "--token", "hub", "--label", "calls", "--id", "01", "--pin", PIN]);
}

#[tokio::test]
async fn a_key_that_stays_in_a_module_signs_calls_after_a_restart_too() {
    if !Path::new(LIBRARY).exists() {
        eprintln!("SKIPPED: SoftHSM is not installed");
        return;
    }
    let hub = Hub::new();
    let path = |name: &str| hub.path(name).display().to_string();
    let (folder, config, pin) = (path("ca"), path("softhsm2.conf"), path("pin"));
    hub.must(&["stir", "ca-init", "--spc", "709J", "--out", &folder]);
    let file = |name: &str| format!("{folder}/{name}");
    make_token(hub.path("ca").parent().unwrap(), Path::new(&config), &file("signer.key"));
    fs::write(&pin, format!("{PIN}\n")).unwrap();
    let root = file("root.pem");
    let mut hub = hub
        .set("SOFTHSM2_CONF", &config)
        .set("TRUSTHUB_PKCS11_MODULE", LIBRARY)
        .set("TRUSTHUB_PKCS11_TOKEN", "hub")
        .set("TRUSTHUB_PKCS11_PIN_FILE", &pin)
        .set("TRUSTHUB_STIR_ROOTS_FILE", &root);
    hub.start();
    let chain = file("chain.pem");
    let import = |label: &str| hub.run(&["stir", "cert", "import", &chain, "--module-key", label]);
    let wrong = import("nothing");
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("the token has 0 private keys labelled \"nothing\""), "{}", wrong.err);
    let done = import("calls");
    assert_eq!(done.code, 0, "{}", done.err);
    // What would sign without the module is gone.
    fs::remove_file(file("signer.key")).unwrap();
    for _ in 0..2 {
        let identity = signs(&hub).await;
        assert_eq!(verstat(&hub, &identity).await, "TN-Validation-Passed");
        hub.stop();
        hub.start();
    }
    let shown = hub.must(&["config"]).out;
    assert!(!shown.contains(PIN) && !hub.log().contains(PIN), "the PIN is told");
}
