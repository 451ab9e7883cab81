//! The question to a representative: who asks, about which business, and where to answer. Pure.
//!
//! It goes to people who may never have heard of us, so it quotes little of what a customer wrote, and shortens that.

use std::fmt;

use trusthub_domain::contact::Email;
use trusthub_domain::sid::BundleSid;
use trusthub_domain::time::Timestamp;

use super::error::MailError;
use super::letter::{Letter, MOST_NAME_CHARACTERS, Shown, Support, written};
use super::words;
use crate::text::{one_line, short_line};

/// How much of a name fits into a text message.
const MOST_TEXT_CHARACTERS: usize = 40;

/// What the question needs to know. Its `Debug` shows the bundle's identifier only.
#[derive(Clone)]
pub struct Question {
    /// The profile.
    pub bundle_sid: BundleSid,
    /// Whom it is to.
    pub name: String,
    /// What they are said to be.
    pub title: String,
    /// Of which business.
    pub business_name: String,
    /// The customer who says so.
    pub account_name: String,
    /// Where to answer. Whoever has it can answer.
    pub url: String,
    /// Until when.
    pub until: Timestamp,
    /// It was asked before.
    pub is_reminder: bool,
    /// Who helps.
    pub support_email: Option<Email>,
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("bundle_sid", &self.bundle_sid).finish_non_exhaustive()
    }
}

/// Writes the question as a letter.
///
/// # Errors
/// `Permanent`: the template failed, which is a bug.
pub fn question_letter(question: &Question) -> Result<Letter, MailError> {
    let short = |text: &str| short_line(text, MOST_NAME_CHARACTERS);
    let quoted = words::Quoted {
        name: short(&question.name),
        title: short(&question.title),
        business: short(&question.business_name),
        account: short(&question.account_name),
    };
    let shown = Shown {
        words: words::question(&quoted, question.until, question.is_reminder),
        reasons: Vec::new(),
        url: one_line(&question.url),
        facts: vec![
            ("Business", quoted.business),
            ("You are named as", quoted.title),
            ("Named by", quoted.account),
            ("Identifier", question.bundle_sid.to_string()),
        ],
        support: question.support_email.as_ref().map(Support::of),
        identifier: question.bundle_sid.to_string(),
    };
    written(&shown)
}

/// Writes the question as a text message, with the code that goes with the address.
#[must_use]
pub fn question_text(question: &Question, code: u32) -> String {
    let business = short_line(&question.business_name, MOST_TEXT_CHARACTERS);
    words::question_text(&business, code, &one_line(&question.url), question.is_reminder)
}

#[cfg(test)]
mod tests;
