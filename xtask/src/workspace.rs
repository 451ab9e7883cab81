//! Where things lie, and how to call cargo.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the checkout.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Where everything that is built or fetched goes.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |path| root().join(path))
}

/// With what the binary is handed out, and therefore checked and tested: what only `cargo build` leaves out.
pub const FEATURES: [&str; 2] = ["--features", "trusthub-trusthub/otlp"];

/// Where the SDKs are installed.
pub fn conformance_tools() -> PathBuf {
    target().join("conformance")
}

/// Cargo, in the root, without what the outer cargo told this program about itself.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH"].contains(&name)
        });
        if ours {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// A program, started in the root.
pub fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut program = Command::new(name);
    program.current_dir(root());
    program
}
