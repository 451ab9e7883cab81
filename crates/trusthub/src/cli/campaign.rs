//! The arguments of `trusthub campaign`.

use clap::Subcommand;

use super::{As, Json};

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum Campaign {
    /// What waits for a person: campaigns that may be read otherwise, tokens of Campaign Verify.
    List {
        #[command(flatten)]
        by: As,
        #[command(flatten)]
        json: Json,
    },
    /// One of them, with everything it would send and what the machine doubts.
    Show {
        /// QE… or VT…
        sid: String,
        #[command(flatten)]
        by: As,
    },
    /// Claim it for half an hour.
    Claim {
        /// QE… or VT…
        sid: String,
        #[command(flatten)]
        by: As,
    },
    /// Give a claim back before it lapses.
    Release {
        /// QE… or VT…
        sid: String,
        #[command(flatten)]
        by: As,
    },
    /// Let it be sent; of a token, say that it is genuine.
    Approve {
        /// QE… or VT…
        sid: String,
        #[command(flatten)]
        by: As,
    },
    /// Turn it down, with a code and what the customer is to mend.
    Reject {
        /// QE… or VT…
        sid: String,
        /// One of the codes of campaigns, such as 30896.
        #[arg(long, value_name = "CODE")]
        code: u32,
        /// What is wrong and what to do, to the customer.
        #[arg(long, value_name = "TEXT")]
        note: String,
        #[command(flatten)]
        by: As,
    },
}
