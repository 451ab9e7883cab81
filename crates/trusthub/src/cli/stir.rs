//! The arguments of the commands about signed calls.

mod cert;
mod sign;
mod verify;

use std::path::PathBuf;

use clap::Subcommand;
use trusthub_stir::number::TelephoneNumber;
use trusthub_stir::passport::Party;

pub(crate) use cert::{Cert, Lint};
pub(crate) use sign::{PptName, Rich, Sign};
pub(crate) use verify::{Rules, Verify};

use super::Json;

#[derive(Debug, Subcommand)]
pub(crate) enum Stir {
    /// Sign a call: print the value of its Identity header.
    Sign(Box<Sign>),
    /// Verify the Identity headers of a call offline; exit code 1 if none is valid.
    Verify(Verify),
    /// Tell on which decision a call was signed; exit code 1 if none of this hub has that identifier.
    Trace {
        /// The identifier in the signature.
        #[arg(value_name = "ORIGID")]
        origid: String,
        #[command(flatten)]
        json: Json,
    },
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

/// A number with any punctuation, or a URI: a number has no colon.
fn party(text: &str) -> Result<Party, String> {
    if text.contains(':') {
        return Ok(Party::Uri(text.to_owned()));
    }
    TelephoneNumber::canonical(text)
        .map(Party::Number)
        .map_err(|why| format!("{why}; give a number with its country code, such as +12155551212"))
}
