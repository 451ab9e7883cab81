//! The arguments of `trusthub stir cert`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use trusthub_domain::sid::AccountSid;

use super::Json;

#[derive(Debug, Subcommand)]
pub(crate) enum Cert {
    /// Say what is not as the SHAKEN profile has it; advice, and for a whole list of certificates if you like.
    Lint(Lint),
    /// Take in a certificate with its key, which is sealed; the one that lasts longest signs.
    Import {
        /// The signing certificate and those above it, PEM or DER, in any order.
        #[arg(value_name = "CHAIN")]
        chain: PathBuf,
        /// Its private key, PEM.
        #[arg(long, value_name = "FILE", required_unless_present = "module_key")]
        key: Option<PathBuf>,
        /// Instead: the label of its key pair in the module of the configuration (pkcs11_module).
        #[arg(long, value_name = "LABEL", conflicts_with = "key")]
        module_key: Option<String>,
        /// The account whose own service provider code it is; without it, it is the hub's.
        #[arg(long, value_name = "AC…")]
        account: Option<AccountSid>,
        /// Authorities that the chain must lead to [default: stir_roots_file of the configuration].
        #[arg(long, value_name = "FILE")]
        trust_root: Option<PathBuf>,
        #[command(flatten)]
        json: Json,
    },
    /// Order a certificate for a new key from the authority in the configuration, and take it in. The server does so by itself
    /// when a third of the old one's time is left.
    Order(Json),
    /// List the certificates that were taken in: whose, until when, which signs.
    List(Json),
}

#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// PEM, DER, or lines of `sha256 base64`; packed with gzip or not.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Verify signatures against the authorities in this file, which may be a list of all kinds.
    #[arg(long, value_name = "FILE")]
    pub(crate) issuers: Option<PathBuf>,
    /// Exit code 1 if anything is found.
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) json: Json,
}
