//! What each letter says. Voice: docs/voice.md. All words of all letters are below here and in `templates/letter.*`.

mod bundles;
mod messaging;
mod people;
mod representatives;
mod tickets;

pub(super) use self::bundles::asked;
pub(super) use self::messaging::{
    brand_code, brand_code_text, messaging_approved, messaging_rejected, tollfree_approved, tollfree_rejected,
};
pub(super) use self::people::{invitation, passkey, password_reset};
pub(super) use self::representatives::{Quoted, question, question_text};
pub(super) use self::tickets::{ticket_closed, ticket_opened};

use trusthub_domain::time::Timestamp;

/// The words of one letter.
pub(super) struct Words {
    pub subject: String,
    pub headline: String,
    /// What happened.
    pub happened: Vec<String>,
    /// What to do next.
    pub next: Vec<String>,
    /// In front of the address where it can be seen.
    pub link: &'static str,
}

fn day(at: Timestamp) -> String {
    at.to_date_in_words()
}

/// `30 July 2019, 22:29 UTC`
fn moment(at: Timestamp) -> String {
    let wire = at.to_rfc3339();
    let time = wire.get(11..16).unwrap_or_default();
    format!("{}, {time} UTC", at.to_date_in_words())
}
