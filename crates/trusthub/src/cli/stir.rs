//! The arguments of the commands about signed calls.

mod cert;

use std::path::PathBuf;

use clap::Subcommand;

pub(crate) use cert::{Cert, Lint};

use super::Json;

#[derive(Debug, Subcommand)]
pub(crate) enum Stir {
    /// Certificates that calls are signed with.
    #[command(subcommand)]
    Cert(Cert),
    /// Make a test authority and a certificate of it, for trying things out; nobody else trusts it.
    CaInit {
        /// Folder for the files; nothing in it is ever overwritten.
        #[arg(long, value_name = "DIR", default_value = "stir-test-ca")]
        out: PathBuf,
        /// Service provider code of the certificate: digits and capitals.
        #[arg(long, value_name = "CODE", default_value = "TEST", value_parser = code)]
        spc: String,
        #[command(flatten)]
        json: Json,
    },
}

fn code(text: &str) -> Result<String, String> {
    let is_sound = (1..=20).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if is_sound { Ok(text.to_owned()) } else { Err("give digits and capitals, such as 709J".to_owned()) }
}
