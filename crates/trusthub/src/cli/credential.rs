//! The arguments of `trusthub credential`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use trusthub_domain::contact::Phone;
use trusthub_domain::credential::{CredentialClaim, CredentialFormat};
use trusthub_domain::sid::{BundleSid, CredentialSid};
use trusthub_domain::time::Timestamp;

use super::Json;

#[derive(Debug, Subcommand)]
pub(crate) enum Credential {
    /// Issue a credential about an approved business and print it, this once.
    Issue(Issue),
    /// Check a credential offline; exit code 1 if it must not be relied on.
    Verify(Verify),
    /// Revoke a credential for good.
    Revoke {
        #[arg(value_name = "CD…")]
        sid: CredentialSid,
    },
    /// Print the issuer's keys, as partners find them; `credential verify --issuer-keys` takes them.
    Keys,
    /// Sign with a new key from now on; what was signed before holds as long as it did.
    RotateKey,
}

#[derive(Debug, Args)]
pub(crate) struct Issue {
    /// The profile of the business.
    #[arg(long, value_name = "BU…")]
    pub(crate) profile: BundleSid,
    /// sd-jwt: whoever holds it chooses what to show; jwt: everything is shown.
    #[arg(long, value_name = "FORMAT", default_value = "sd-jwt", value_parser = format)]
    pub(crate) format: CredentialFormat,
    /// What it says: legal_name, registration, country, trust_level, ruleset; may be given several times [default: all].
    #[arg(long, value_name = "CLAIM", value_parser = claim)]
    pub(crate) disclose: Vec<CredentialClaim>,
    /// A phone number of the profile that it names, as +12155550100; may be given several times.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) number: Vec<Phone>,
    /// A domain that it names: one that the account has proven.
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) domain: Option<String>,
    /// For how many days it holds, 1 to 366; never longer than the approval.
    #[arg(long, value_name = "DAYS")]
    pub(crate) days: Option<u32>,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// A file that holds the credential; - for standard input.
    #[arg(value_name = "FILE")]
    pub(crate) credential: PathBuf,
    /// The issuer's keys: what is under /.well-known/jwt-vc-issuer, or a JWK set.
    #[arg(long, value_name = "FILE")]
    pub(crate) issuer_keys: PathBuf,
    /// The list that the credential names; without it nobody knows whether it was revoked.
    #[arg(long, value_name = "FILE")]
    pub(crate) status_list: Option<PathBuf>,
    /// As of when, such as 2027-01-31T12:00:00Z [default: now].
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub(crate) now: Option<Timestamp>,
    #[command(flatten)]
    pub(crate) json: Json,
}

fn format(text: &str) -> Result<CredentialFormat, String> {
    text.parse().map_err(|_| "it is sd-jwt or jwt".to_owned())
}

fn claim(text: &str) -> Result<CredentialClaim, String> {
    let names: Vec<&str> = CredentialClaim::ALL.iter().map(|claim| claim.as_str()).collect();
    text.parse().map_err(|_| format!("it is one of {}", names.join(", ")))
}

fn instant(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse_rfc3339(text).ok_or_else(|| "write it as 2027-01-31T12:00:00Z".to_owned())
}
