//! The first start: an account and a reviewer on an empty database, and the one file that tells their secrets.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use secrecy::ExposeSecret;
use trusthub_app::Hub;
use trusthub_app::start::{FirstStart, first_start, is_first_start};

use super::test_root;
use crate::config::Config;
use crate::data_dir;
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

/// Makes account and reviewer if the database has none. The file is in place before they are, so that no kill can
/// leave an account whose token nobody has.
///
/// # Errors
/// Exit code 3; then nothing was made.
pub(crate) async fn begin(config: &Config, hub: &Hub, public_url: &str) -> Outcome<Begun> {
    if is_first_start(hub).await? {
        // Before the account: killed in between, this is still the first start.
        test_root::make(config, hub).await?;
    }
    let credentials = config.data_dir.join(CREDENTIALS_FILE);
    let mut is_kept = false;
    let keep = |made: &FirstStart| {
        is_kept = true;
        data_dir::replace(&credentials, text(made, public_url).as_bytes())
    };
    match first_start(hub, config.reviewer_email.clone(), keep).await {
        Ok(Some(made)) => Ok(Begun::First { made: Box::new(made), credentials }),
        Ok(None) => Ok(Begun::Again),
        Err(error) => {
            if is_kept {
                // What is in it was never made.
                let _ = fs::remove_file(&credentials);
            }
            Err(Failure::from(error)
                .while_doing(format!("the first start cannot keep {}", credentials.display())))
        }
    }
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
