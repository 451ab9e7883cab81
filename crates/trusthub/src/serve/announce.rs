//! What `serve` tells whoever started it: where to go, where things lie, what to try.

use std::time::Duration;

use super::{Begun, Running};
use crate::config::Config;
use crate::output::{self, Style};

/// Prints it, once everything works.
pub(crate) fn announce(config: &Config, running: &Running) {
    let style = Style::of_standard_output();
    let url = &running.public_url;
    let mut rows = vec![
        row("API", style.name(url)),
        row("Console", style.name(format!("{url}/console"))),
        row("Documentation", style.name(format!("{url}/docs"))),
    ];
    let of_address = format!("://{}", running.address);
    if !url.ends_with(&of_address) {
        rows.push(row("Listening on", running.address.to_string()));
    }
    if let Some(address) = running.metrics_address {
        rows.push(row("Metrics", format!("http://{address}/metrics")));
    }
    for (transport, address) in &running.sip_addresses {
        rows.push(row("SIP", format!("{transport}:{address}")));
    }
    rows.push(row("Data", config.data_dir.display().to_string()));
    rows.push(row(
        "Database",
        if config.database.is_embedded() { "SQLite" } else { "PostgreSQL" }.to_owned(),
    ));
    if config.smtp_url.is_none() {
        let folder = config.data_dir.join("mail");
        rows.push(row("Mail", format!("not sent; written to {} (for trying out)", folder.display())));
    }
    if config.call_trust.test_root.as_ref().is_some_and(|path| path.exists()) {
        rows.push(row(
            "Calls",
            "signed by a TEST authority that nobody else trusts (for trying out)".to_owned(),
        ));
    }
    if let Some(file) = &config.file {
        rows.push(row("Configuration", file.display().to_string()));
    }
    let version = env!("CARGO_PKG_VERSION");
    output::line(format!("{} {version} is ready.\n", style.bold("trusthub")));
    output::table(rows);
    if let Begun::First { made, credentials } = &running.begun {
        let file = credentials.display();
        output::line(format!(
            "\nThis was the first start. Made for you: account {} and reviewer {}.",
            made.account.account.sid,
            made.reviewer.email.as_str()
        ));
        output::line(format!(
            "Their secrets are in {}; only you can read it.\n",
            style.name(file.to_string())
        ));
        output::line(
            "Sign in to the console as the reviewer by e-mail and password, as the customer by the account and its token.\n",
        );
        output::line("Try:");
        output::line(format!("  set -a; . {}; set +a", output::shell_word(&file.to_string())));
        output::line(
            "  curl -u \"$TRUSTHUB_ACCOUNT_SID:$TRUSTHUB_AUTH_TOKEN\" \"$TRUSTHUB_URL/v1/Policies\"",
        );
    }
    output::line("\nStop it with Ctrl-C.");
}

/// Says that the end has begun.
pub(crate) fn ending(drain: Duration) {
    let seconds = drain.as_secs();
    tracing::info!(
        drain_seconds = seconds,
        "ending: no new connections after {seconds} s, running work may finish"
    );
}

fn row(name: &str, value: String) -> Vec<String> {
    vec![format!("  {name}"), value]
}
