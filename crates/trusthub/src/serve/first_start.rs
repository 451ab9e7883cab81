//! The first start: an account and a reviewer on an empty database, and the one file that tells their secrets.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context;
use secrecy::ExposeSecret;
use trusthub_app::Hub;
use trusthub_app::start::{FirstStart, first_start};

use crate::config::Config;
use crate::data_dir::PendingFile;
use crate::failure::{Failure, Outcome};
use crate::output;

/// The file's name in the data directory.
pub(crate) const CREDENTIALS_FILE: &str = "credentials.env";

/// What a start found.
pub(crate) enum Begun {
    /// An empty database: the file was written.
    First {
        /// What was made.
        made: Box<FirstStart>,
        /// Where its secrets are.
        credentials: PathBuf,
    },
    /// A database with accounts: the file was not touched.
    Again,
}

/// Makes account and reviewer if the database has none. The file is in place before anybody is told of them.
///
/// # Errors
/// Exit code 3.
pub(crate) async fn begin(config: &Config, hub: &Hub, public_url: &str) -> Outcome<Begun> {
    let credentials = config.data_dir.join(CREDENTIALS_FILE);
    let doing = || format!("cannot write {}", credentials.display());
    // Room first: an account whose token nobody ever saw would be of no use.
    let file = PendingFile::beside(&credentials).with_context(doing).map_err(Failure::environment)?;
    let Some(made) = first_start(hub, config.reviewer_email.clone()).await? else {
        return Ok(Begun::Again);
    };
    let written =
        file.fill(text(&made, public_url).as_bytes()).with_context(doing).map_err(Failure::environment);
    written.map_err(|failure| {
        failure.hint(format!(
            "account {} exists, but its token is lost; `trusthub account rotate-token` and `trusthub reviewer \
             reset-password` give new secrets",
            made.account.account.sid
        ))
    })?;
    Ok(Begun::First { made: Box::new(made), credentials })
}

fn text(made: &FirstStart, public_url: &str) -> String {
    let values = [
        ("TRUSTHUB_ACCOUNT_SID", made.account.account.sid.to_string()),
        ("TRUSTHUB_AUTH_TOKEN", made.account.auth_token.expose_secret().to_owned()),
        ("TRUSTHUB_REVIEWER_EMAIL", made.reviewer.email.as_str().to_owned()),
        ("TRUSTHUB_REVIEWER_PASSWORD", made.password.expose_secret().to_owned()),
        ("TRUSTHUB_URL", public_url.to_owned()),
    ];
    let mut text = String::from(
        "# Made by the first start; never written again. In a shell: set -a; . credentials.env; set +a\n",
    );
    for (name, value) in values {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{name}={}", output::shell_word(&value));
    }
    text
}
