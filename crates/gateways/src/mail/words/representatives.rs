//! The question whether somebody represents a business, as a letter and as a text message.

use trusthub_domain::time::Timestamp;

use super::{Words, moment};

/// What a question quotes of what a customer wrote, fit for one line.
pub(in crate::mail) struct Quoted {
    pub name: String,
    pub title: String,
    pub business: String,
    pub account: String,
}

/// The words of the question to a representative.
pub(in crate::mail) fn question(quoted: &Quoted, until: Timestamp, is_reminder: bool) -> Words {
    let Quoted { name, title, business, account } = quoted;
    let subject = format!("Do you represent \"{business}\"? Confirm or deny it");
    let holds = format!(
        "Nothing happens until you choose there. If it is not so, or you do not know the business, deny it: then we do not \
         approve the profile. The link is yours alone and works once, until {}. Do not pass it on.",
        moment(until)
    );
    Words {
        subject: if is_reminder { format!("Reminder: {subject}") } else { subject },
        headline: format!("Do you represent {business}?"),
        happened: vec![format!(
            "{account} registered the business \"{business}\" with us and named you, {name}, {title}, as a representative \
             who authorises this. Only you can tell us whether that is so."
        )],
        next: vec!["Look at what was said about you, then confirm or deny it.".to_owned(), holds],
        link: "Confirm or deny",
    }
}

/// The same in a text message.
pub(in crate::mail) fn question_text(business: &str, code: u32, url: &str, is_reminder: bool) -> String {
    let reminder = if is_reminder { "Reminder: " } else { "" };
    format!(
        "{reminder}{business} names you as its representative. Confirm or deny at {url} with the code {code:06}."
    )
}
