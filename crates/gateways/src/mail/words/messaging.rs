//! Letters about brands, campaigns and toll-free numbers.

use trusthub_domain::time::Timestamp;

use super::{Words, moment};

/// The words of the letter about a brand or campaign that is approved; `what` says which.
pub(in crate::mail) fn messaging_approved(what: &str, name: &str) -> Words {
    Words {
        subject: format!("Your {what} for \"{name}\" is approved"),
        headline: format!("Your {what} is approved"),
        happened: vec![format!("We checked your {what} for \"{name}\" and approved it.")],
        next: vec!["You do not need to do anything. Its throughput is what it now may send.".to_owned()],
        link: "See it",
    }
}

/// The same for one that is not.
pub(in crate::mail) fn messaging_rejected(what: &str, name: &str) -> Words {
    Words {
        subject: format!("Your {what} for \"{name}\" was not approved"),
        headline: format!("Your {what} needs a correction"),
        happened: vec![format!(
            "We checked your {what} for \"{name}\" and could not approve it. This is why:"
        )],
        next: vec!["Correct what is named above, then submit it again. We check it anew.".to_owned()],
        link: "Correct it",
    }
}

/// The words of the letter with the code that proves a brand; `account` is fit for one line.
pub(in crate::mail) fn brand_code(account: &str, code: &str, until: Timestamp) -> Words {
    Words {
        subject: format!("{code} is the code for a messaging brand of \"{account}\""),
        headline: format!("Your code is {code}"),
        happened: vec![format!(
            "\"{account}\" registers a brand for text messages with us and named you as its contact. Only with this code \
             can it do so."
        )],
        next: vec![
            format!(
                "If you agree, give the code {code} to who asked you for it. It works until {}.",
                moment(until)
            ),
            "If you do not know them, keep the code to yourself. Nothing is registered without it."
                .to_owned(),
        ],
        link: "Where it is entered",
    }
}

/// The same in a text message.
pub(in crate::mail) fn brand_code_text(account: &str, code: &str) -> String {
    format!("{code} confirms your messaging brand with {account}. Not you? Keep it to yourself.")
}

/// The words of the letter about a toll-free number that may send.
pub(in crate::mail) fn tollfree_approved(number: &str) -> Words {
    Words {
        subject: format!("Your toll-free number {number} is verified"),
        headline: "Your toll-free number is verified".to_owned(),
        happened: vec![format!(
            "We checked what you submitted for {number} and approved it. You can send messages from it now."
        )],
        next: vec![
            "You do not need to do anything. If what you send changes, submit the number again.".to_owned(),
        ],
        link: "See it",
    }
}

/// The words of the letter about a toll-free number that was turned down.
pub(in crate::mail) fn tollfree_rejected(
    number: &str,
    reasons: usize,
    mend_until: Option<Timestamp>,
) -> Words {
    let why = if reasons == 1 { "This is the reason:" } else { "These are the reasons:" };
    let (next, link) = match mend_until {
        Some(until) => (
            format!(
                "Correct what is named above and submit it again. Until {} you keep your place in the queue.",
                moment(until)
            ),
            "Correct it",
        ),
        None => (
            "No change of its fields settles this. Write to our support if the reason is gone or mistaken."
                .to_owned(),
            "See it",
        ),
    };
    Words {
        subject: format!("Your toll-free number {number} was not verified"),
        headline: "Your toll-free number was not verified".to_owned(),
        happened: vec![format!("We checked what you submitted for {number} and could not approve it. {why}")],
        next: vec![next],
        link,
    }
}
