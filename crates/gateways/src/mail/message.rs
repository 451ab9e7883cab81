//! A mail as data, and the Internet message (RFC 5322) made of it.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use trusthub_domain::contact::{Email, EmailError};
use trusthub_domain::time::Timestamp;

use super::error::{MailError, MailFailure};
use super::letter::Letter;
use crate::text::one_line;

/// Whom a mail is from: an address, and a name in front of it if wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The name people see.
    pub name: Option<String>,
    /// The address.
    pub address: Email,
}

/// Why a text names no sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sender is written as hub@example.com or Trust Hub <hub@example.com>")]
pub struct SenderError(#[from] EmailError);

/// `hub@example.com` or `Trust Hub <hub@example.com>`.
impl FromStr for Sender {
    type Err = SenderError;

    fn from_str(text: &str) -> Result<Self, SenderError> {
        let text = text.trim();
        let Some((name, address)) = text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) else {
            return Ok(Self { name: None, address: text.parse()? });
        };
        let name = one_line(name.trim().trim_matches('"'));
        Ok(Self { name: Some(name).filter(|name| !name.is_empty()), address: address.parse()? })
    }
}

/// One mail to one person. Its `Debug` shows the `Message-ID` only.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Without the angle brackets.
    pub message_id: String,
    /// When what it tells of happened.
    pub date: Timestamp,
    /// Whom it is from.
    pub from: Sender,
    /// Whom it is for.
    pub to: Email,
    /// Who gets the answers, if not the sender.
    pub reply_to: Option<Email>,
    /// One line.
    pub subject: String,
    /// What it says, for programs that show no HTML.
    pub text: String,
    /// What it says.
    pub html: String,
}

impl Mail {
    /// A letter as a mail. `name` makes its `Message-ID`: letters and digits, the same at each attempt.
    #[must_use]
    pub fn named(name: &str, date: Timestamp, envelope: Envelope, letter: Letter) -> Self {
        let Envelope { from, to, reply_to } = envelope;
        Self {
            message_id: format!("{name}@{}", from.address.domain()),
            date,
            from,
            to,
            reply_to,
            subject: letter.subject,
            text: letter.text,
            html: letter.html,
        }
    }

    /// The message as it leaves.
    ///
    /// # Errors
    /// `Permanent`: an address or a header that no mail server takes.
    pub(super) fn to_message(&self) -> Result<Message, MailError> {
        let mut builder = Message::builder()
            .message_id(Some(format!("<{}>", self.message_id)))
            .date(instant(self.date))
            .from(mailbox(self.from.name.as_deref(), &self.from.address)?)
            .to(mailbox(None, &self.to)?)
            .subject(one_line(&self.subject))
            // RFC 3834: keeps absence notices and other robots from answering.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(mailbox(None, reply_to)?);
        }
        // The boundary is told by the event too, so that a repetition is the same message, byte for byte.
        let boundary: String = self.message_id.chars().filter(char::is_ascii_alphanumeric).take(60).collect();
        let parts = MultiPart::alternative()
            .boundary(format!("part-{boundary}"))
            .singlepart(SinglePart::plain(self.text.clone()))
            .singlepart(SinglePart::html(self.html.clone()));
        builder.multipart(parts).map_err(|_| MailError::Permanent(MailFailure::Message))
    }
}

/// Who writes to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Whom the mail is from.
    pub from: Sender,
    /// Whom it is for.
    pub to: Email,
    /// Who gets the answers, if not the sender.
    pub reply_to: Option<Email>,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

fn mailbox(name: Option<&str>, email: &Email) -> Result<Mailbox, MailError> {
    let address: Address = email.as_str().parse().map_err(|_| MailError::Permanent(MailFailure::Address))?;
    Ok(Mailbox::new(name.map(one_line), address))
}

fn instant(at: Timestamp) -> SystemTime {
    let since_epoch = Duration::from_micros(u64::try_from(at.as_micros()).unwrap_or(0));
    SystemTime::UNIX_EPOCH.checked_add(since_epoch).unwrap_or(SystemTime::UNIX_EPOCH)
}
