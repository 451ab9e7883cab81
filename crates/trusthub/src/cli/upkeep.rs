//! The arguments of the commands that keep a hub in order.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use trusthub_domain::sid::AccountSid;
use uuid::Uuid;

use super::Json;

/// Where a job stands, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum JobStateName {
    /// Waits for its time.
    Ready,
    /// A worker is at it.
    Leased,
    /// Given up.
    Dead,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Jobs {
    /// List jobs, due first.
    List {
        /// Only jobs in this state.
        #[arg(long, value_enum)]
        state: Option<JobStateName>,
        /// Most rows.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
        #[command(flatten)]
        json: Json,
    },
    /// Run dead jobs again.
    Replay {
        /// Which jobs.
        #[arg(value_name = "ID", required_unless_present = "all_dead")]
        ids: Vec<Uuid>,
        /// Every dead job.
        #[arg(long, conflicts_with = "ids")]
        all_dead: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Read the whole log again and tell what does not fit.
    Verify {
        /// A checkpoint exported earlier: the log must still begin with it.
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
        #[command(flatten)]
        json: Json,
    },
    /// Write the newest signed checkpoint to a file; keep it where the hub's operator cannot reach it.
    Checkpoint {
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Print the entries of one account, one JSON object per line.
    Export {
        #[arg(long, value_name = "AC…")]
        account: AccountSid,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Make a new master key and put all keys under it; a running hub follows.
    Rotate {
        /// Where the new key is written if the configuration gives the present one itself.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Write all wrapped keys to a file; useless without the master key.
    Export {
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Take in keys from an export; keys of erased accounts stay destroyed.
    Import {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// Only tell what would be done; exit code 1 if anything.
    #[arg(long)]
    pub(crate) check: bool,
    /// Spread the tables over a Citus cluster by account as well; see docs/scaling.md.
    #[arg(long)]
    pub(crate) distribute: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// Where it is written; a file that is there already stays.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Put the backup in the place of the hub that is here; what the backup does not hold is gone.
    #[arg(long)]
    pub(crate) replace: bool,
    /// Send nothing: mail, callbacks and all other jobs wait as dead letters for `trusthub jobs replay`.
    #[arg(long)]
    pub(crate) hold_jobs: bool,
    #[command(flatten)]
    pub(crate) json: Json,
}
