//! What can go wrong with a mail, told without its addressee or contents.
//!
//! A mail server's answer often repeats the address it refuses, so its text is dropped and its code kept.

use std::path::PathBuf;

/// Why a mail did not leave, by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Try again later.
    #[error("the mail could not be sent for now")]
    Temporary(#[source] MailFailure),
    /// Trying this mail again is of no use.
    #[error("the mail cannot be sent")]
    Permanent(#[source] MailFailure),
    /// The mailer cannot be set up like this.
    #[error("the mail configuration is wrong")]
    Config(#[source] MailFailure),
}

impl MailError {
    /// Whether another attempt is of no use.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        match self {
            Self::Permanent(_) => true,
            Self::Temporary(_) | Self::Config(_) => false,
        }
    }

    /// What went wrong, in one line.
    #[must_use]
    pub const fn failure(&self) -> &MailFailure {
        match self {
            Self::Temporary(failure) | Self::Permanent(failure) | Self::Config(failure) => failure,
        }
    }
}

/// What went wrong with a mail or a mailer.
#[derive(Debug, thiserror::Error)]
pub enum MailFailure {
    /// The server said no.
    #[error("the mail server answered {0}")]
    Answer(u16),
    /// The server did not finish in time.
    #[error("the mail server took too long")]
    Timeout,
    /// No TLS although it is required, or a certificate that is not trusted.
    #[error("no trusted TLS connection to the mail server")]
    Tls,
    /// The server offers no way to log in that we know, or cannot do what the mail needs.
    #[error("the mail server lacks something we need, such as a known way to log in")]
    Unsupported,
    /// The connection failed or broke, or the answers made no sense.
    #[error("no sound connection to the mail server")]
    Connection,
    /// An address that mail programs do not accept.
    #[error("an address is not one that mail can be sent to")]
    Address,
    /// The parts do not make a mail.
    #[error("the mail cannot be put together")]
    Message,
    /// The template failed.
    #[error("the letter cannot be written")]
    Template(#[source] askama::Error),
    /// The file system said no.
    #[error("cannot use the mail folder {folder}")]
    Folder {
        /// Which one.
        folder: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The SMTP URL cannot be read; it is not shown, since it may hold a password.
    #[error("{0}")]
    Url(&'static str),
    /// The extra certificate authorities cannot be read.
    #[error("the extra certificate authorities are not certificates in PEM form")]
    Roots,
}
