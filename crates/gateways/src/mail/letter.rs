//! A letter about one event: facts in, subject, text and HTML out. Pure.
//!
//! Both parts are made of the same words (`words`), so that they never tell different things. Everything a customer
//! or reviewer wrote is brought onto single lines first, and escaped in the HTML.

use std::fmt;

use askama::Template;
use trusthub_domain::bundle::{BundleKind, EventKind, ReasonCode, Status};
use trusthub_domain::contact::Email;
use trusthub_domain::sid::BundleSid;
use trusthub_domain::time::Timestamp;

use super::error::{MailError, MailFailure};
use super::words::Words;
use crate::text::{lines, one_line, short_line};

/// The longest name shown; also keeps a name from being used to send a message of one's own through our mail.
pub(super) const MOST_NAME_CHARACTERS: usize = 64;

/// What a letter needs to know. Its `Debug` shows the event and the bundle's identifier only.
#[derive(Clone)]
pub struct Notice {
    /// What happened. `Submitted` and `ReviewStarted` are told by the same letter.
    pub event: EventKind,
    /// The status the wire shows since then.
    pub status: Status,
    /// What the bundle is.
    pub bundle_kind: BundleKind,
    /// Which one.
    pub bundle_sid: BundleSid,
    /// The customer's own name for it.
    pub friendly_name: String,
    /// The account's name.
    pub account_name: String,
    /// The policy's name.
    pub policy_name: String,
    /// Why, where it was turned down, suspended or has expired.
    pub reasons: Vec<NoticeReason>,
    /// Until when it is, or was, approved.
    pub valid_until: Option<Timestamp>,
    /// By when the review will be done.
    pub review_due_at: Option<Timestamp>,
    /// It is looked at again because the customer appealed.
    pub is_appeal: bool,
    /// It was turned down, and the customer may ask that somebody else looks at it.
    pub may_appeal: bool,
    /// Where it can be seen and changed.
    pub mend_url: String,
    /// Who helps.
    pub support_email: Option<Email>,
}

/// One reason in words.
#[derive(Clone)]
pub struct NoticeReason {
    /// Its number.
    pub code: ReasonCode,
    /// What happened, one sentence.
    pub message: String,
    /// Which field it is about, in words.
    pub field: Option<String>,
    /// What to do about it.
    pub mend: Option<String>,
    /// What the reviewer wrote; may have several lines.
    pub note: Option<String>,
}

impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notice")
            .field("event", &self.event)
            .field("bundle_sid", &self.bundle_sid)
            .finish_non_exhaustive()
    }
}

/// A letter, ready to be addressed.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// For programs that show no HTML.
    pub text: String,
    /// A page of its own; loads nothing.
    pub html: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").finish_non_exhaustive()
    }
}

/// Writes the letter about an event.
///
/// # Errors
/// `Permanent`: the template failed, which is a bug.
pub fn letter(notice: &Notice) -> Result<Letter, MailError> {
    written(&Shown::of(notice))
}

/// Both parts of a letter.
pub(super) fn written(shown: &Shown) -> Result<Letter, MailError> {
    let failed = |error| MailError::Permanent(MailFailure::Template(error));
    Ok(Letter {
        subject: shown.words.subject.clone(),
        text: TextLetter { letter: shown }.render().map_err(failed)?,
        html: HtmlLetter { letter: shown }.render().map_err(failed)?,
    })
}

#[derive(Template)]
#[template(path = "letter.txt", escape = "none")]
struct TextLetter<'a> {
    letter: &'a Shown,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct HtmlLetter<'a> {
    letter: &'a Shown,
}

/// What the templates show, every text on single lines.
pub(super) struct Shown {
    pub(super) words: Words,
    pub(super) reasons: Vec<ShownReason>,
    pub(super) url: String,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) support: Option<Support>,
    /// What whoever asks the support names.
    pub(super) identifier: String,
}

/// An address, and its two halves, which a `mailto:` link encodes apart (RFC 6068).
pub(super) struct Support {
    email: String,
    local_part: String,
    domain: String,
}

pub(super) struct ShownReason {
    message: String,
    code: u32,
    field: Option<String>,
    mend: Option<String>,
    note: Vec<String>,
}

impl Shown {
    fn of(notice: &Notice) -> Self {
        let name = short_line(&notice.friendly_name, MOST_NAME_CHARACTERS);
        let bundle_sid = notice.bundle_sid.to_string();
        Self {
            words: Words::of(notice, &name),
            reasons: notice.reasons.iter().map(ShownReason::of).collect(),
            url: one_line(&notice.mend_url),
            facts: vec![
                (notice.bundle_kind.in_words(), name),
                ("Type", one_line(&notice.policy_name)),
                ("Account", short_line(&notice.account_name, MOST_NAME_CHARACTERS)),
                ("Identifier", bundle_sid.clone()),
            ],
            support: notice.support_email.as_ref().map(Support::of),
            identifier: bundle_sid,
        }
    }
}

impl Support {
    pub(super) fn of(email: &Email) -> Self {
        let (local_part, domain) = email.as_str().rsplit_once('@').unwrap_or_default();
        Self {
            email: email.as_str().to_owned(),
            local_part: local_part.to_owned(),
            domain: domain.to_owned(),
        }
    }
}

impl ShownReason {
    pub(super) fn of(reason: &NoticeReason) -> Self {
        Self {
            message: one_line(&reason.message),
            code: reason.code.0,
            field: reason.field.as_deref().map(one_line),
            mend: reason.mend.as_deref().map(one_line),
            note: reason.note.as_deref().map(lines).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests;
