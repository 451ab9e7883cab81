//! Mail to customers, their representatives, and people who sign in: what a letter says ([`letter`]) and how it leaves ([`Mailer`]).
//!
//! A mail is made of its event and nothing else: the same event gives the same `Message-ID`, date and bytes at every
//! attempt, so that a repetition can be told. Addresses and contents are personal data and appear in no error and no
//! `Debug`.

mod asked;
mod error;
mod file;
mod letter;
mod message;
mod messaging;
mod passkey;
mod password;
mod question;
mod smtp;
mod ticket;
mod tollfree;
mod words;

pub use asked::{Asked, asked_letter};
pub use error::{MailError, MailFailure};
pub use file::Folder;
pub use letter::{Letter, Notice, NoticeReason, letter};
pub use message::{Envelope, Mail, Sender, SenderError};
pub use messaging::{BrandCode, MessagingLetter, brand_code_letter, brand_code_text, messaging_letter};
pub use passkey::{PasskeyChange, PasskeyLetter, passkey_letter};
pub use password::{PasswordLetter, password_letter};
pub use question::{Question, question_letter, question_text};
pub use smtp::{Smtp, SmtpConfig};
pub use ticket::{TicketLetter, ticket_letter};
pub use tollfree::{TollfreeNotice, TollfreeOutcome, tollfree_letter};

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use trusthub_domain::contact::Email;

/// How mail leaves.
#[derive(Debug, Clone)]
pub enum MailTransport {
    /// To a mail server.
    Smtp(SmtpConfig),
    /// As `.eml` files into a folder: for trying out.
    Folder(PathBuf),
    /// Nowhere; kept in memory: for tests.
    Memory,
}

/// Sends mail.
#[derive(Debug)]
pub enum Mailer {
    /// To a mail server.
    Smtp(Box<Smtp>),
    /// As `.eml` files into a folder.
    Folder(Folder),
    /// Nowhere; kept in memory.
    Memory(Outbox),
}

/// What a [`Mailer::Memory`] has sent, and whom it cannot reach.
#[derive(Debug, Default)]
pub struct Outbox {
    sent: Mutex<Vec<Mail>>,
    unknown: Mutex<Vec<Email>>,
}

impl Mailer {
    /// A mailer as configured. A folder is made; a mail server is not called yet.
    ///
    /// # Errors
    /// The folder cannot be used, or the SMTP URL or its certificates cannot be read.
    pub fn new(transport: &MailTransport) -> Result<Self, MailError> {
        match transport {
            MailTransport::Smtp(config) => Smtp::new(config).map(|smtp| Self::Smtp(Box::new(smtp))),
            MailTransport::Folder(folder) => Folder::open(folder).map(Self::Folder),
            MailTransport::Memory => Ok(Self::memory()),
        }
    }

    /// A mailer for tests.
    #[must_use]
    pub fn memory() -> Self {
        Self::Memory(Outbox::default())
    }

    /// Sends a mail: hands it to the mail server, or has it on disk, before it returns.
    ///
    /// # Errors
    /// `Temporary`: try again later. `Permanent`: this mail will never go.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        match self {
            Self::Smtp(smtp) => smtp.send(mail).await,
            Self::Folder(folder) => folder.send(mail).await,
            Self::Memory(outbox) => {
                mail.to_message()?;
                if outbox.unknown.lock().unwrap_or_else(PoisonError::into_inner).contains(&mail.to) {
                    return Err(MailError::Permanent(MailFailure::Answer(550)));
                }
                outbox.sent.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
                Ok(())
            }
        }
    }

    /// Whether mail could leave now: the server greets us, the folder is there.
    ///
    /// # Errors
    /// What is in the way.
    pub async fn healthy(&self) -> Result<(), MailError> {
        match self {
            Self::Smtp(smtp) => smtp.healthy().await,
            Self::Folder(folder) => folder.healthy().await,
            Self::Memory(_) => Ok(()),
        }
    }

    /// What a mailer in memory has sent, oldest first; empty for the others.
    #[must_use]
    pub fn sent(&self) -> Vec<Mail> {
        match self {
            Self::Memory(outbox) => outbox.sent.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Self::Smtp(_) | Self::Folder(_) => Vec::new(),
        }
    }

    /// From now on a mailer in memory refuses mail to this address, as a server does that does not know the mailbox.
    pub fn refuse(&self, address: Email) {
        if let Self::Memory(outbox) = self {
            outbox.unknown.lock().unwrap_or_else(PoisonError::into_inner).push(address);
        }
    }
}
