//! Letters about numbers that a partner flagged.

use super::Words;

/// The words of the letter about a number that a partner flagged; `said` is fit for one line.
pub(in crate::mail) fn ticket_opened(number: &str, reason: &str, said: &str) -> Words {
    Words {
        subject: format!("Your number {number} was flagged"),
        headline: "One of your numbers was flagged".to_owned(),
        happened: vec![
            format!("A partner that carries or labels your calls flagged {number} as {reason}. It says: {said}"),
            "Your trust level and how your calls are signed stay as they are.".to_owned(),
        ],
        next: vec![
            "Tell us what the number is used for, and what you changed. We read it and take it up with the partner."
                .to_owned(),
        ],
        link: "Answer",
    }
}

/// The same once that is settled.
pub(in crate::mail) fn ticket_closed(number: &str, said: &str) -> Words {
    let mut happened = vec![format!("The flag on {number} is settled.")];
    if !said.is_empty() {
        happened.push(format!("It was said: {said}"));
    }
    Words {
        subject: format!("The flag on your number {number} is lifted"),
        headline: "The flag is lifted".to_owned(),
        happened,
        next: vec!["You do not need to do anything.".to_owned()],
        link: "See it",
    }
}
