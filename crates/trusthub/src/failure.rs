//! How a command ends badly: what went wrong, what to do next, and the exit code that goes with it.

use std::fmt;
use std::process::ExitCode;

use trusthub_app::Error;

use crate::config::ConfigError;

/// Result of a command.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// A command that did not do what was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    error: anyhow::Error,
    hint: Option<String>,
}

/// Whose turn it is to change something; decides the exit code (documented in docs/cli.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// 1: a rule of the hub says no, or something was found wanting.
    Refused,
    /// 2: the command line makes no sense.
    Usage,
    /// 3: configuration, disk, network, database.
    Environment,
}

/// Something was found wanting, and the command has printed it already.
#[derive(Debug)]
struct FoundWanting;

impl fmt::Display for FoundWanting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("found wanting")
    }
}

impl std::error::Error for FoundWanting {}

impl Failure {
    /// A rule says no.
    pub(crate) fn refused(error: impl Into<anyhow::Error>) -> Self {
        Self { kind: Kind::Refused, error: error.into(), hint: None }
    }

    /// A rule says no, in words.
    pub(crate) fn refused_because(why: impl fmt::Display) -> Self {
        Self::refused(anyhow::anyhow!("{why}"))
    }

    /// Something was found wanting; the command has printed what.
    pub(crate) fn found_wanting() -> Self {
        Self::refused(FoundWanting)
    }

    /// The command line makes no sense.
    pub(crate) fn usage(why: impl fmt::Display) -> Self {
        Self { kind: Kind::Usage, error: anyhow::anyhow!("{why}"), hint: None }
    }

    /// The machine is not as it should be.
    pub(crate) fn environment(error: impl Into<anyhow::Error>) -> Self {
        Self { kind: Kind::Environment, error: error.into(), hint: None }
    }

    /// The machine is not as it should be, in words.
    pub(crate) fn environment_because(why: impl fmt::Display) -> Self {
        Self::environment(anyhow::anyhow!("{why}"))
    }

    /// Adds what was being done.
    pub(crate) fn while_doing(self, what: impl fmt::Display) -> Self {
        Self { error: self.error.context(what.to_string()), ..self }
    }

    /// Adds what to do next.
    pub(crate) fn hint(self, what: impl fmt::Display) -> Self {
        Self { hint: Some(what.to_string()), ..self }
    }

    /// What people read: the error, its causes, what to do next. Empty if the command has said it.
    pub(crate) fn lines(&self) -> Vec<String> {
        if self.error.is::<FoundWanting>() {
            return Vec::new();
        }
        let mut lines = vec![format!("error: {}", self.error)];
        let mut last = self.error.to_string();
        for cause in self.error.chain().skip(1) {
            let text = cause.to_string();
            // Some libraries repeat their cause in their own text.
            if !last.ends_with(&text) {
                lines.push(format!("  because: {text}"));
            }
            last = text;
        }
        lines.extend(self.hint.iter().map(|hint| format!("  hint: {hint}")));
        lines
    }

    /// For the shell.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self.kind {
            Kind::Refused => 1,
            Kind::Usage => 2,
            Kind::Environment => 3,
        })
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::environment(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable(_) | Error::Internal(_) => Self::environment(error),
            Error::Unauthenticated
            | Error::Forbidden(_)
            | Error::NotFound(_)
            | Error::Invalid(_)
            | Error::Rule(_)
            | Error::Messaging(_)
            | Error::Case(_)
            | Error::Tollfree(_)
            | Error::ItemFrozen(_)
            | Error::InUse(_)
            | Error::AlreadyExists(_)
            | Error::Conflict
            | Error::IdempotencyMismatch
            | Error::IdempotencyRunning
            | Error::TooLarge { .. } => Self::refused(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_told_once_and_the_hint_last() {
        let io = std::io::Error::other("disk full");
        let failure = Failure::environment(io).while_doing("cannot write to data").hint("make room");
        assert_eq!(
            failure.lines(),
            ["error: cannot write to data", "  because: disk full", "  hint: make room"]
        );
        assert!(Failure::found_wanting().lines().is_empty());
    }
}
