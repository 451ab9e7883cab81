//! The files that the commands about signed calls read.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use trusthub_stir::certificate::{Certificate, certificates as read_certificates};
use trusthub_stir::crl::Crl;
use trusthub_stir::path::Roots;

use crate::failure::{Failure, Outcome};

/// The policy administrator's revocation list is the largest there is.
const MOST_BYTES: u64 = 32 << 20;
/// Roots in one file.
const MOST_CERTIFICATES: usize = 1000;

pub(super) fn bytes(file: &Path) -> Outcome<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|opened| opened.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    let size =
        read.with_context(|| format!("cannot read {}", file.display())).map_err(Failure::environment)?;
    if u64::try_from(size).is_ok_and(|size| size > MOST_BYTES) {
        return Err(Failure::environment_because(format!("{} is larger than 32 MiB", file.display())));
    }
    Ok(bytes)
}

pub(super) fn certificates(file: &Path) -> Outcome<Vec<Certificate>> {
    read_certificates(&bytes(file)?, MOST_CERTIFICATES)
        .map_err(|error| Failure::refused(error).while_doing(format!("cannot use {}", file.display())))
}

/// The roots in all files together.
pub(super) fn roots(files: &[PathBuf]) -> Outcome<Roots> {
    let mut anchors = Vec::new();
    for file in files {
        let found =
            certificates(file).map_err(|failure| failure.hint("roots are certificates, PEM or DER"))?;
        anchors.extend(found);
    }
    Roots::new(anchors).map_err(Failure::refused)
}

/// A revocation list that somebody trusted has signed.
pub(super) fn crl(file: &Path, signers: &[Certificate], roots: &Roots, at: i64) -> Outcome<Crl> {
    let bytes = bytes(file)?;
    let unusable = |failure: Failure| failure.while_doing(format!("cannot use {}", file.display()));
    let der =
        trusthub_stir::certificate::crl_der(&bytes).map_err(|error| unusable(Failure::refused(error)))?;
    Crl::verified(&der, signers, roots, at).map_err(|error| unusable(Failure::refused(error)))
}
