//! The arguments of `trusthub tollfree`.

use clap::Subcommand;
use trusthub_domain::sid::TollfreeSid;

use super::{As, Json};

#[derive(Debug, Subcommand)]
pub(crate) enum Tollfree {
    /// List the toll-free numbers that wait for a reviewer, longest first.
    List {
        #[command(flatten)]
        by: As,
        #[command(flatten)]
        json: Json,
    },
    /// Show what was submitted for a number, and what the checks could not settle.
    Show {
        #[arg(value_name = "HH…")]
        sid: TollfreeSid,
        #[command(flatten)]
        by: As,
        #[command(flatten)]
        json: Json,
    },
    /// Claim it for half an hour.
    Claim {
        #[arg(value_name = "HH…")]
        sid: TollfreeSid,
        #[command(flatten)]
        by: As,
    },
    /// Give a claim back before it lapses.
    Release {
        #[arg(value_name = "HH…")]
        sid: TollfreeSid,
        #[command(flatten)]
        by: As,
    },
    /// Approve it: the number may send.
    Approve {
        #[arg(value_name = "HH…")]
        sid: TollfreeSid,
        #[command(flatten)]
        by: As,
    },
    /// Reject it, with at least one reason.
    Reject {
        #[arg(value_name = "HH…")]
        sid: TollfreeSid,
        /// A reason: one of the codes 30800 to 30879 that docs/reference/errors.md lists.
        #[arg(long = "code", value_name = "CODE", required = true)]
        codes: Vec<u32>,
        /// What the customer is told besides, with every reason.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        #[command(flatten)]
        by: As,
    },
}
