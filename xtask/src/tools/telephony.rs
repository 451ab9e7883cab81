//! Other people's programs that calls are made with.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{install, on_path};

/// Where they are.
pub struct Telephony {
    /// Makes calls.
    pub sipp: PathBuf,
    /// Signs, verifies and passes calls on.
    pub kamailio: PathBuf,
}

/// sipp, and Kamailio with its module secsipid; installs Debian's packages if something is missing. A Kamailio that Debian
/// may start on the usual port is not asked: the test starts its own, on addresses of its own.
///
/// # Errors
/// Something is missing and cannot be installed.
pub fn telephony() -> Result<Telephony> {
    let find = || {
        let is_whole = on_path("openssl").is_some() && has_secsipid();
        // Those who are not root seldom have /usr/sbin on their PATH.
        let kamailio = on_path("kamailio")
            .or_else(|| Some(PathBuf::from("/usr/sbin/kamailio")).filter(|place| place.is_file()));
        is_whole.then_some(Telephony { sipp: on_path("sipp")?, kamailio: kamailio? })
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    install(&["sip-tester", "kamailio", "kamailio-secsipid-modules", "openssl"])?;
    find().context("the packages were installed, but not all of their programs are where they belong")
}

fn has_secsipid() -> bool {
    // /usr/lib/x86_64-linux-gnu/kamailio/modules/secsipid.so
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    folders.map(|entry| entry.path().join("kamailio/modules/secsipid.so")).any(|module| module.is_file())
}
