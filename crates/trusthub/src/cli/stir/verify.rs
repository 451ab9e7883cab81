//! The arguments of `trusthub stir verify`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use trusthub_stir::passport::Party;

use super::{Json, party};

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// An Identity header; repeat it for all headers of the request.
    #[arg(long, value_name = "HEADER", required = true, allow_hyphen_values = true)]
    pub(crate) identity: Vec<String>,
    /// Who calls: P-Asserted-Identity, else From.
    #[arg(long, value_name = "TN", value_parser = party)]
    pub(crate) from: Party,
    /// Who was called; repeat it for a call to many.
    #[arg(long, value_name = "TN", required = true, value_parser = party)]
    pub(crate) to: Vec<Party>,
    /// When the call was made, in seconds since 1970; everything is judged as of then [default: now].
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) time: Option<i64>,
    /// The certificate with its intermediates, in any order, in place of what would be fetched; with an address before it, for
    /// headers that name that address.
    #[arg(long, value_name = "[URL=]FILE.pem", required = true)]
    pub(crate) chain: Vec<String>,
    /// The roots that are trusted.
    #[arg(long, value_name = "FILE.pem", required = true)]
    pub(crate) trust_root: Vec<PathBuf>,
    /// Revocation lists, signed by a root or by a certificate in a chain.
    #[arg(long, value_name = "FILE")]
    pub(crate) crl: Vec<PathBuf>,
    /// Whose rules are followed.
    #[arg(long, value_enum, default_value = "shaken")]
    pub(crate) rules: Rules,
    /// Where the call is now, if it was diverted: the request's target.
    #[arg(long, value_name = "TN", value_parser = party)]
    pub(crate) target: Option<Party>,
    /// How many seconds `iat` may be from the time of the call.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(i64).range(0..))]
    pub(crate) fresh: i64,
    #[command(flatten)]
    pub(crate) json: Json,
}

/// Whose rules, as they are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rules {
    /// ATIS-1000082: shaken alone.
    Shaken,
    /// RFC 8224: every type; unknown ones are ignored.
    Sip,
}
