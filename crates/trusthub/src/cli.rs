//! The command line: every command, its arguments, its help. What a command does stands in `commands`.

mod campaign;
mod credential;
mod matching;
mod partner;
mod people;
mod registry;
mod review;
mod stir;
mod tollfree;
mod upkeep;
mod vet;
mod watchlist;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use trusthub_domain::sid::{AccountSid, BundleSid, PolicySid, SwitchSid};

use crate::config::Given;

pub(crate) use campaign::Campaign;
pub(crate) use credential::{Credential, Issue, Verify as VerifyCredential};
pub(crate) use matching::Match;
pub(crate) use partner::{NewPartner, Partner};
pub(crate) use people::{Reviewer, User};
pub(crate) use registry::{Registry, SourceName, day_in_name};
pub(crate) use review::{As, Review};
pub(crate) use stir::{Cert, Lint, PptName, Rich, Rules, Sign, Stir, Verify};
pub(crate) use tollfree::Tollfree;
pub(crate) use upkeep::{Audit, Backup, JobStateName, Jobs, Key, Migrate, Restore};
pub(crate) use vet::Vet;
pub(crate) use watchlist::{Screen, Watchlist};

/// An open Trust Hub: business profiles, vetting, review and trust products, on your own machine.
#[derive(Debug, Parser)]
#[command(
    name = "trusthub",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "Exit codes: 0 done, 1 refused or found wanting, 2 usage, 3 environment.\nStart with `trusthub demo`, then `trusthub serve`."
)]
pub(crate) struct CommandLine {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where the hub is.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Place {
    /// Folder of the hub's own files [default: data; or TRUSTHUB_DATA_DIR].
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Configuration file [default: DIR/trusthub.toml if it exists].
    #[arg(long, global = true, value_name = "FILE", env = "TRUSTHUB_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,
}

impl Place {
    /// What the command line says about the configuration.
    pub(crate) fn given(&self) -> Given {
        let data_dir =
            self.data_dir.iter().map(|path| ("data_dir", "--data-dir", path.display().to_string()));
        Given { file: self.config.clone(), flags: data_dir.collect() }
    }

    /// `--data-dir` alone, for commands that make their own hub.
    pub(crate) fn data_dir(&self) -> Option<PathBuf> {
        self.data_dir.clone()
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the hub: API, workers, metrics.
    Serve(Serve),
    /// Watch three businesses go through the hub, over its real API, in a folder of its own.
    Demo(Demo),
    /// Accounts: your customers and their subaccounts.
    #[command(subcommand)]
    Account(Account),
    /// The people of an account who sign in to the console.
    #[command(subcommand)]
    User(User),
    /// The people who decide cases.
    #[command(subcommand)]
    Reviewer(Reviewer),
    /// Look at cases and decide them.
    #[command(subcommand)]
    Review(Review),
    /// Campaigns and tokens that wait for a person: list, look, decide.
    #[command(subcommand)]
    Campaign(Campaign),
    /// Toll-free numbers that wait for a reviewer's decision.
    #[command(subcommand)]
    Tollfree(Tollfree),
    /// The inventory of phone numbers.
    #[command(subcommand)]
    Number(Number),
    /// Bring in an ISV's customers, each with an account and a profile.
    #[command(subcommand)]
    Customer(Customer),
    /// The provider's switches, which ask how calls are attested.
    #[command(subcommand)]
    Switch(Switch),
    /// The provider's partners, which ask whom they may trust.
    #[command(subcommand)]
    Partner(Partner),
    /// Company registers: which are in force, and bringing new versions of them into force.
    #[command(subcommand)]
    Registry(Registry),
    /// Vet one business offline, or past cases under new rules: each check, its evidence, the conclusion.
    Vet(Vet),
    /// Look for a name on the sanctions lists in force; exit code 1 if vetting would refer it.
    Screen(Screen),
    /// Sanctions lists: which are in force, and bringing new versions of them into force.
    #[command(subcommand)]
    Watchlist(Watchlist),
    /// Whole CSV files through one part of vetting: the same rows out, with what it found.
    #[command(subcommand)]
    Match(Match),
    /// Signed calls (SHAKEN/STIR): certificates, and a test authority.
    #[command(subcommand)]
    Stir(Stir),
    /// Credentials about approved businesses, which partners check offline.
    #[command(subcommand)]
    Credential(Credential),
    /// Background work: mail, callbacks, vetting.
    #[command(subcommand)]
    Jobs(Jobs),
    /// The audit log: who changed what, and proof that nobody changed the log.
    #[command(subcommand)]
    Audit(Audit),
    /// The keys that seal personal data.
    #[command(subcommand)]
    Key(Key),
    /// Write the whole hub but its keys to one file, while it serves.
    Backup(Backup),
    /// Take in a backup, on this database or the other kind; no server may run meanwhile.
    Restore(Restore),
    /// Bring the database to this version.
    Migrate(Migrate),
    /// Check configuration, files, database, mail, keys and policies, and say how to mend what is wrong.
    Doctor(Json),
    /// Ask the running hub beside this command whether it is ready; for containers and scripts.
    Health(Health),
    /// Print the configuration in force, and where each value comes from.
    Config(Json),
    /// Print the OpenAPI document of the API.
    Openapi,
    /// Print a completion script for a shell.
    Completions {
        /// Which shell.
        shell: Shell,
    },
    /// Read one uploaded file from standard input, within limits. The server starts this for itself.
    #[command(hide = true)]
    InspectDocument {
        /// What the file is, and what may help to read it, in JSON.
        task: String,
    },
    /// Write the manual pages, one per command, into a folder.
    Man {
        /// An existing folder.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// How a reading command answers.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Json {
    /// Answer in JSON (stable, see docs/cli.md).
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address of the API; port 0 takes a free one.
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) listen: Option<String>,
    /// Where switches ask by SIP: udp:ADDRESS:PORT or tcp:ADDRESS:PORT; may be given several times.
    #[arg(long, value_name = "TRANSPORT:ADDRESS:PORT")]
    pub(crate) sip_listen: Vec<String>,
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Health {
    /// Only whether the process answers, not whether it can serve requests.
    #[arg(long)]
    pub(crate) live: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// End when the story is told, instead of leaving the hub running.
    #[arg(long)]
    pub(crate) exit: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Make an account and print its auth token, this once.
    Create {
        /// A name for people.
        #[arg(long, value_name = "NAME")]
        friendly_name: String,
        /// The parent account, for a subaccount.
        #[arg(long, value_name = "AC…")]
        parent: Option<AccountSid>,
        /// Make a sandbox account.
        #[arg(long)]
        test: bool,
        #[command(flatten)]
        json: Json,
    },
    /// List all accounts, newest first.
    List(Json),
    /// Make a secondary auth token; with --promote make it the only one. Both work in between.
    RotateToken {
        #[arg(value_name = "AC…")]
        sid: AccountSid,
        /// Make the secondary token the primary one; the old primary stops working.
        #[arg(long)]
        promote: bool,
        #[command(flatten)]
        json: Json,
    },
    /// Refuse the account's credentials and take its bundles out of force, until it is reinstated.
    Suspend {
        #[arg(value_name = "AC…")]
        sid: AccountSid,
    },
    /// Lift a suspension.
    Reinstate {
        #[arg(value_name = "AC…")]
        sid: AccountSid,
    },
    /// Everything that is held about an account and its persons, in clear: one JSON object per line, files included.
    Export {
        #[arg(value_name = "AC…")]
        sid: AccountSid,
        /// Where it is written, for its owner's eyes only; standard output without it.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Put a legal hold on an account or one of its bundles: nothing of it is erased until the hold is released.
    Hold {
        #[arg(value_name = "AC…")]
        sid: AccountSid,
        /// Only this bundle, its cases and its events.
        #[arg(long, value_name = "BU…")]
        bundle: Option<BundleSid>,
        /// Why; sealed, and shown by `account holds`.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Release a legal hold.
    Release {
        #[arg(value_name = "AC…")]
        sid: AccountSid,
        /// The hold on this bundle; without it the one on the account.
        #[arg(long, value_name = "BU…")]
        bundle: Option<BundleSid>,
    },
    /// List the legal holds on an account and its bundles.
    Holds {
        #[arg(value_name = "AC…")]
        sid: AccountSid,
        #[command(flatten)]
        json: Json,
    },
    /// List what is past its retention period: what the daily retention will erase, and what a legal hold keeps.
    Retention(Json),
    /// Destroy the account's key and rows for good: nothing of it can be read again.
    Erase {
        #[arg(value_name = "AC…")]
        sid: AccountSid,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Customer {
    /// Take in customers from a CSV file, a line each; the same file again goes on where it stopped.
    Import {
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
        /// The ISV's account.
        #[arg(long, value_name = "AC…")]
        account: AccountSid,
        /// What the profiles must hold [default: a secondary business profile].
        #[arg(long, value_name = "RN…")]
        policy: Option<PolicySid>,
        /// The ISV's approved profile that they rest on [default: its newest].
        #[arg(long, value_name = "BU…")]
        primary: Option<BundleSid>,
        /// Submit the profiles that are complete, and register their brands as soon as they are approved.
        #[arg(long)]
        submit: bool,
        #[command(flatten)]
        json: Json,
    },
    /// Print the first line of such a file, with every column there can be.
    Columns {
        /// What the profiles must hold [default: a secondary business profile].
        #[arg(long, value_name = "RN…")]
        policy: Option<PolicySid>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Number {
    /// Take in numbers from a CSV file with the columns account_sid, phone_number and, if you like, friendly_name.
    Import {
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
        #[command(flatten)]
        json: Json,
    },
    /// Put numbers on the do-not-originate list: no call from them is signed.
    Block {
        #[command(flatten)]
        numbers: Numbers,
        /// Why, for other operators.
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
        #[command(flatten)]
        json: Json,
    },
    /// Take numbers off the do-not-originate list.
    Unblock {
        #[command(flatten)]
        numbers: Numbers,
        #[command(flatten)]
        json: Json,
    },
    /// Print the do-not-originate list.
    Blocked(Json),
}

/// Some numbers.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Numbers {
    /// Numbers, as they are written: +1 215 555 0100, or a toll-free number, or a short code.
    #[arg(value_name = "NUMBER")]
    pub(crate) numbers: Vec<String>,
    /// A file with one number in each line; what follows a comma or # is not read.
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// The provider's switches.
#[derive(Debug, Subcommand)]
pub(crate) enum Switch {
    /// Make credentials for a switch; the secret is shown this once.
    Create {
        /// Which switch it is, for people.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// No secret: it shows client certificates that name this host (see tls_client_ca_file).
        #[arg(long, value_name = "HOST")]
        tls_name: Option<String>,
        #[command(flatten)]
        json: Json,
    },
    /// List the switches, revoked ones too.
    List(Json),
    /// Refuse a switch from now on.
    Revoke {
        #[arg(value_name = "SW…")]
        sid: SwitchSid,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn every_command_is_documented() {
        let page = include_str!("../../../docs/cli.md");
        let root = CommandLine::command();
        for command in root.get_subcommands().filter(|command| !command.is_hide_set()) {
            assert!(page.contains(&format!("trusthub {}", command.get_name())), "{}", command.get_name());
            for part in command.get_subcommands() {
                let name = format!("{} {}", command.get_name(), part.get_name());
                assert!(page.contains(&format!("trusthub {name}")), "docs/cli.md lacks `trusthub {name}`");
                for argument in part.get_arguments().filter_map(clap::Arg::get_long) {
                    assert!(
                        page.contains(&format!("--{argument}")),
                        "docs/cli.md lacks --{argument} of {name}"
                    );
                }
            }
        }
    }
}
