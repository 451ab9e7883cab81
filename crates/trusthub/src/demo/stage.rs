//! How the story looks: acts, what is said, what goes over the wire.

use std::path::Path;

use serde_json::Value;

use crate::output::{self, Style};

/// Width of narration.
const WIDTH: usize = 92;

/// Where the story is told.
pub(super) struct Stage {
    style: Style,
}

impl Stage {
    pub(super) fn new() -> Self {
        Self { style: Style::of_standard_output() }
    }

    pub(super) fn style(&self) -> Style {
        self.style
    }

    /// A new act.
    pub(super) fn act(&self, number: u32, title: &str) {
        let rule = "─".repeat(WIDTH.saturating_sub(title.chars().count() + 6));
        output::line(format!(
            "\n{} {}",
            self.style.bold(format!("── {number}. {title}")),
            self.style.dim(rule)
        ));
    }

    /// The narrator.
    pub(super) fn say(&self, text: &str) {
        output::line("");
        for line in output::wrapped(text, WIDTH) {
            output::line(line);
        }
    }

    /// A request goes out.
    pub(super) fn request(&self, method: &str, path: &str, fields: &[(&str, String)]) {
        output::line("");
        output::line(format!("  {} {}", self.style.name(format!("→ {method}")), self.style.name(path)));
        for (name, value) in fields {
            match serde_json::from_str::<Value>(value) {
                Ok(Value::Object(attributes)) => {
                    output::line(format!("      {name} ="));
                    for (name, value) in &attributes {
                        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                        output::line(format!("        {} {text}", self.style.dim(format!("{name}:"))));
                    }
                }
                Ok(_) | Err(_) => {
                    output::line(format!("      {} {value}", self.style.dim(format!("{name} ="))));
                }
            }
        }
    }

    /// Its answer.
    pub(super) fn answer(&self, status: u16, text: &str) {
        let number = status.to_string();
        let number = if status < 400 { self.style.good(number) } else { self.style.bad(number) };
        output::line(format!("  {} {number}  {text}", self.style.name("←")));
    }

    /// Something good under an answer.
    pub(super) fn good(&self, text: &str) {
        self.marked(&self.style.good("✓"), text);
    }

    /// Something bad under an answer.
    pub(super) fn bad(&self, text: &str) {
        self.marked(&self.style.bad("✗"), text);
    }

    fn marked(&self, mark: &str, text: &str) {
        for (index, line) in output::wrapped(text, WIDTH.saturating_sub(8)).iter().enumerate() {
            output::line(format!("      {} {line}", if index == 0 { mark } else { " " }));
        }
    }

    /// More about the line above.
    pub(super) fn detail(&self, text: &str) {
        for line in output::wrapped(text, WIDTH.saturating_sub(8)) {
            output::line(format!("        {}", self.style.dim(line)));
        }
    }

    /// A command at the reviewer's shell.
    pub(super) fn command(&self, text: &str) {
        output::line("");
        output::line(format!("  {}", self.style.attention(format!("$ {text}"))));
    }

    /// What the command printed.
    pub(super) fn printed(&self, lines: &[String]) {
        for line in lines {
            output::line(format!("    {line}"));
        }
    }

    /// A status callback came in.
    pub(super) fn callback(&self, text: &str) {
        output::line(format!("  {} {text}", self.style.attention("⇐ callback")));
    }

    /// A mail was sent.
    pub(super) fn mail(&self, to: &str, subject: &str, text: &[String], file: &Path) {
        output::line("");
        output::line(format!("  {} to {to}: {}", self.style.attention("✉ mail"), self.style.bold(subject)));
        for line in text.iter().flat_map(|line| output::wrapped_or_empty(line, WIDTH.saturating_sub(8))) {
            output::line(format!("      {} {line}", self.style.dim("│")).trim_end());
        }
        output::line(format!("      {}", self.style.dim(file.display().to_string())));
    }

    /// The end: what there is to look at.
    pub(super) fn curtain(&self, url: &str, credentials: &Path, folder: &Path, is_over: bool) {
        let style = self.style;
        output::line(format!("\n{}", style.bold("── What you can look at")));
        let rows = [
            ["  The console".to_owned(), style.name(format!("{url}/console"))],
            ["  Documentation of the API".to_owned(), style.name(format!("{url}/docs"))],
            ["  Every request in OpenAPI".to_owned(), style.name(format!("{url}/openapi.json"))],
            ["  Credentials".to_owned(), credentials.display().to_string()],
            ["  The mails, for any mail program".to_owned(), folder.join("mail").display().to_string()],
            ["  Everything else of this hub".to_owned(), folder.display().to_string()],
        ];
        output::table(rows.map(Vec::from));
        if is_over {
            let address = url.split_once("://").map_or(url, |(_, address)| address);
            output::line("\nThe hub has ended. Bring it back at the same place, on the same data, with:");
            output::line(format!(
                "  trusthub serve --data-dir {} --listen {address}",
                output::shell_word(&folder.display().to_string())
            ));
            return;
        }
        output::line(
            "\nThe hub is still running. Sign in to its console as the reviewer, or as the customer by the account and its",
        );
        output::line("token: they are among the credentials. Or, in another terminal:");
        output::line(format!(
            "  set -a; . {}; set +a",
            output::shell_word(&credentials.display().to_string())
        ));
        output::line(
            "  curl -u \"$TRUSTHUB_ACCOUNT_SID:$TRUSTHUB_AUTH_TOKEN\" \"$TRUSTHUB_URL/v1/CustomerProfiles\"",
        );
        output::line(format!(
            "  trusthub review list --data-dir {}",
            output::shell_word(&folder.display().to_string())
        ));
        output::line("\nStop it with Ctrl-C.");
    }
}
