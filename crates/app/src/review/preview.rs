//! A rejection as the customer will get it, before it is made: the very letter, from a decision that never happens.

use std::fmt;

use trusthub_domain::contact::Email;
use trusthub_domain::sid::BundleSid;
use trusthub_gateways::mail::Letter;

use super::GivenReason;
use super::at_hand::AtHand;
use super::decisions::reject_in;
use crate::work::rejection_letter;
use crate::{Actor, Hub, Result};

/// The letter. Personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Preview {
    /// To whom.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
}

impl fmt::Debug for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Preview").finish_non_exhaustive()
    }
}

impl Preview {
    /// A letter, or none, where nobody would be written to.
    pub(crate) fn of(letter: Option<(Email, Letter)>) -> Self {
        match letter {
            Some((to, letter)) => {
                Self { to: to.as_str().to_owned(), subject: letter.subject, text: letter.text }
            }
            None => Self {
                to: "nobody: it is a test account's".to_owned(),
                subject: String::new(),
                text: String::new(),
            },
        }
    }
}

/// The letter that rejecting with these reasons would send. Nothing changes.
///
/// # Errors
/// Those of [`reject`](super::reject).
pub async fn preview(hub: &Hub, actor: &Actor, sid: BundleSid, reasons: Vec<GivenReason>) -> Result<Preview> {
    let mut tx = hub.db().write().await?;
    let at_hand = AtHand::load(&mut tx, actor, sid).await?;
    let bundle = reject_in(&mut tx, hub, actor, at_hand, reasons, None).await?;
    let letter = rejection_letter(&mut tx, hub, &bundle).await?;
    Ok(Preview::of(Some((bundle.email, letter))))
}
