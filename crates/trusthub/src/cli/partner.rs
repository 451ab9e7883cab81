//! `trusthub partner`.

use clap::{Args, Subcommand};
use trusthub_domain::partner::{PartnerKind, PartnerScope};
use trusthub_domain::sid::PartnerSid;

use super::Json;

/// The provider's partners.
#[derive(Debug, Subcommand)]
pub(crate) enum Partner {
    /// Make credentials for a partner; the secret is shown this once.
    Create(NewPartner),
    /// List the partners, revoked ones too.
    List(Json),
    /// Refuse a partner from now on; what it has open ends.
    Revoke {
        #[arg(value_name = "PT…")]
        sid: PartnerSid,
    },
}

#[derive(Debug, Args)]
pub(crate) struct NewPartner {
    /// Which partner it is, for people; customers see it where they give consent.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// What it is: carrier, email-provider or analytics.
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub(crate) kind: PartnerKind,
    /// What it may: lookup, feed or registrations; may be given several times. Without it, all.
    #[arg(long, value_name = "SCOPE", value_parser = scope)]
    pub(crate) scope: Vec<PartnerScope>,
    /// Requests a minute, of each node [default: 600].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) quota: Option<u32>,
    /// Numbers and accounts looked up a day, of each node [default: 10000000].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) daily_quota: Option<u32>,
    /// No secret: it shows client certificates that name this host (see tls_client_ca_file).
    #[arg(long, value_name = "HOST")]
    pub(crate) tls_name: Option<String>,
    #[command(flatten)]
    pub(crate) json: Json,
}

fn kind(text: &str) -> Result<PartnerKind, String> {
    text.parse().map_err(|_| format!("it is one of {}", PartnerKind::ALL.map(PartnerKind::as_str).join(", ")))
}

fn scope(text: &str) -> Result<PartnerScope, String> {
    text.parse()
        .map_err(|_| format!("it is one of {}", PartnerScope::ALL.map(PartnerScope::as_str).join(", ")))
}
