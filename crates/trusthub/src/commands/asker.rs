//! What `trusthub switch` and `trusthub partner` say alike: both are let in by a secret or a client certificate, and shut out.

use std::fmt::Display;

use crate::output::{self, Style};

/// What one that was just made is, and gets in with.
pub(super) fn show_made(facts: &[(&str, &str)], secret: Option<&str>, tls_name: Option<&str>) {
    let labels = facts.iter().map(|(label, _)| label.len());
    let width = labels.fold("Secret".len(), usize::max);
    let show = |label: &str, value: &str| output::line(format!("{label:width$}  {value}"));
    for (label, value) in facts {
        show(label, value);
    }
    if let Some(secret) = secret {
        show("Secret", secret);
        output::remark("The secret is shown this once. Both are the user name and password of HTTP Basic.");
    }
    if let Some(host) = tls_name {
        show("Host", host);
        output::remark(
            "It is let in by a client certificate of tls_client_ca_file's authorities that names this host.",
        );
    }
}

/// Shut out, as of now.
pub(super) fn show_revoked(sid: impl Display) {
    output::line(format!("{sid} is refused from now on."));
}

/// A row's word about whether it is let in.
pub(super) fn state(style: Style, is_revoked: bool) -> String {
    if is_revoked { style.bad("revoked") } else { style.good("in use") }
}

/// A row's name, with the host of its certificates if it has one.
pub(super) fn name(friendly_name: &str, tls_name: Option<&str>) -> String {
    let name = output::harmless(friendly_name);
    match tls_name {
        Some(host) => format!("{name} ({host})"),
        None => name,
    }
}
