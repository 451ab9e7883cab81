//! What each letter says. Voice: docs/voice.md. All words of all letters are here and in `templates/letter.*`.

use trusthub_domain::bundle::{BundleKind, EventKind, ReasonCode, Status};
use trusthub_domain::time::Timestamp;

use super::letter::{Notice, NoticeReason};
use super::passkey::PasskeyChange;

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

impl Words {
    /// The words for a notice; `name` is the bundle's name, fit for one line.
    pub(super) fn of(notice: &Notice, name: &str) -> Self {
        match notice.event {
            EventKind::Submitted | EventKind::ReviewStarted => received(notice, name),
            EventKind::Approved => approved(notice, name),
            EventKind::Rejected => rejected(notice, name),
            EventKind::Expired => expired(notice, name),
            EventKind::Expiring => expiring(notice, name),
            EventKind::Suspended => suspended(notice, name),
            EventKind::Reinstated => reinstated(notice, name),
        }
    }
}

fn received(notice: &Notice, name: &str) -> Words {
    let kind = notice.bundle_kind.in_words();
    let answer = match notice.review_due_at {
        Some(due) => format!("You will have our decision by {}.", moment(due)),
        None => "We will write to you as soon as it is decided.".to_owned(),
    };
    if notice.is_appeal {
        return Words {
            subject: format!("We received your appeal about the {kind} \"{name}\""),
            headline: "Your appeal is in review".to_owned(),
            happened: vec![format!(
                "We received your appeal about the {kind} \"{name}\". Somebody who did not turn it down looks at it now. {answer}"
            )],
            next: vec![
                "You do not need to do anything. It cannot be changed while it is in review.".to_owned(),
            ],
            link: "See where it stands",
        };
    }
    Words {
        subject: format!("We received your {kind} \"{name}\""),
        headline: format!("Your {kind} is in review"),
        happened: vec![format!("We received your {kind} \"{name}\" and are checking it. {answer}")],
        next: vec!["You do not need to do anything. It cannot be changed while it is in review.".to_owned()],
        link: "See where it stands",
    }
}

fn approved(notice: &Notice, name: &str) -> Words {
    let kind = notice.bundle_kind.in_words();
    let holds = match notice.valid_until {
        Some(until) => format!("It is in force until {}. We will remind you before that day.", day(until)),
        None => "It is in force from now on.".to_owned(),
    };
    let change = "If something in it changes, make a provisional copy, correct the copy and submit it. \
                  The approval stands until the copy is approved.";
    Words {
        subject: format!("Your {kind} \"{name}\" is approved"),
        headline: format!("Your {kind} is approved"),
        happened: vec![format!("We checked your {kind} \"{name}\" and approved it. {holds}")],
        next: vec![used_for(notice.bundle_kind).to_owned(), change.to_owned()],
        link: "See it",
    }
}

const fn used_for(kind: BundleKind) -> &'static str {
    match kind {
        BundleKind::CustomerProfile => {
            "You can now assign phone numbers to it and build Trust Products on it."
        }
        BundleKind::TrustProduct => "You can now assign phone numbers to it.",
    }
}

fn rejected(notice: &Notice, name: &str) -> Words {
    let kind = notice.bundle_kind.in_words();
    let why = match notice.reasons.len() {
        0 => "Our support will tell you why.",
        1 => "This is the reason:",
        _ => "These are the reasons:",
    };
    let mut words = Words {
        subject: format!("Your {kind} \"{name}\" was not approved"),
        headline: format!("Your {kind} needs a correction"),
        happened: vec![format!("We checked your {kind} \"{name}\" and could not approve it. {why}")],
        next: vec![format!("Correct what is named above, then submit the {kind} again. We check it anew.")],
        link: "Correct it",
    };
    if !notice.reasons.is_empty() && notice.reasons.iter().all(is_beyond_correction) {
        words.headline = format!("Your {kind} was not approved");
        words.next = vec![format!("No change in the {kind} settles this. Write to our support about it.")];
        words.link = "See it";
    }
    if notice.may_appeal {
        words.next.push(
            "If you think that we are mistaken, appeal once through the API (Appeals), with a note. Somebody who did \
             not turn it down then looks at it again."
                .to_owned(),
        );
    }
    words
}

/// It is about who they are, not about what they entered.
const fn is_beyond_correction(reason: &NoticeReason) -> bool {
    matches!(reason.code, ReasonCode::SANCTIONS | ReasonCode::DUPLICATE)
}

fn expired(notice: &Notice, name: &str) -> Words {
    let kind = notice.bundle_kind.in_words();
    let since = match notice.valid_until {
        Some(until) => format!("Its approval ended on {}.", day(until)),
        None => "Its approval has ended.".to_owned(),
    };
    Words {
        subject: format!("Your {kind} \"{name}\" has expired"),
        headline: format!("Your {kind} has expired"),
        happened: vec![format!("Your {kind} \"{name}\" is no longer in force. {since}")],
        next: vec![format!(
            "Bring its information up to date, then submit the {kind} again. We check it anew."
        )],
        link: "Bring it up to date",
    }
}

fn expiring(notice: &Notice, name: &str) -> Words {
    let kind = notice.bundle_kind.in_words();
    let (when, before) = match notice.valid_until {
        Some(until) => (format!("on {}", day(until)), "before that day"),
        None => ("soon".to_owned(), "soon"),
    };
    let renew = format!(
        "To keep it in force, make a provisional copy, bring the copy up to date and submit it {before}. \
         Allow a day for the review."
    );
    Words {
        subject: format!("Your {kind} \"{name}\" expires {when}"),
        headline: format!("Your {kind} expires {when}"),
        happened: vec![format!(
            "The approval of your {kind} \"{name}\" ends {when}. After that it is not in force."
        )],
        next: vec![renew],
        link: "Renew it",
    }
}

fn suspended(notice: &Notice, name: &str) -> Words {
    let kind = notice.bundle_kind.in_words();
    let is_by_support =
        |reason: &NoticeReason| matches!(reason.code, ReasonCode::SUPPORT_LOST | ReasonCode::SUPPORT_UNFIT);
    if !notice.reasons.is_empty() && notice.reasons.iter().all(is_by_support) {
        return Words {
            subject: format!("Your {kind} \"{name}\" is suspended"),
            headline: format!("Your {kind} is suspended"),
            happened: vec![format!(
                "Your {kind} \"{name}\" is not in force at the moment, because what it rests on does not carry it."
            )],
            next: vec![
                "Bring that back into force. Your approval then returns by itself; you do not need to submit it again."
                    .to_owned(),
            ],
            link: "See it",
        };
    }
    Words {
        subject: format!("Your {kind} \"{name}\" is suspended"),
        headline: format!("Your {kind} is suspended"),
        happened: vec![format!(
            "We suspended your {kind} \"{name}\". It is not in force, and it cannot be changed or submitted, until \
             we lift the suspension."
        )],
        next: vec![
            "Write to our support to settle this. Once the suspension is lifted, it returns to the status it had \
             before."
                .to_owned(),
        ],
        link: "See it",
    }
}

fn reinstated(notice: &Notice, name: &str) -> Words {
    let kind = notice.bundle_kind.in_words();
    let (stands, next) = match (notice.status, notice.valid_until) {
        (Status::Approved, Some(until)) => {
            (format!("It is in force again, until {}.", day(until)), "You do not need to do anything.")
        }
        (Status::Approved, None) => ("It is in force again.".to_owned(), "You do not need to do anything."),
        (Status::PendingReview | Status::InReview, _) => (
            "Its review goes on.".to_owned(),
            "You do not need to do anything. We will write to you once it is decided.",
        ),
        (Status::Draft, _) => ("It is a draft again.".to_owned(), "Submit it when it is complete."),
        (Status::Rejected, _) => {
            ("It is not in force yet.".to_owned(), "Bring its information up to date, then submit it again.")
        }
    };
    Words {
        subject: format!("Your {kind} \"{name}\" is no longer suspended"),
        headline: format!("Your {kind} is no longer suspended"),
        happened: vec![format!("The suspension of your {kind} \"{name}\" has ended. {stands}")],
        next: vec![next.to_owned()],
        link: "See it",
    }
}

/// The words of a question to the customer during the review; `text` are the lines of the question.
pub(super) fn asked(
    kind: BundleKind,
    name: &str,
    field: Option<&str>,
    text: Vec<String>,
    due: Timestamp,
) -> Words {
    let kind = kind.in_words();
    let about = field.map(|field| format!(" about {field}")).unwrap_or_default();
    let mut happened =
        vec![format!("We are checking your {kind} \"{name}\", and have a question{about} before we decide:")];
    happened.extend(text);
    let next = format!(
        "Answer it where you see your {kind}. The review goes on meanwhile: we decide by {}, with what we know by then.",
        moment(due)
    );
    Words {
        subject: format!("We have a question about your {kind} \"{name}\""),
        headline: "We need one thing from you".to_owned(),
        happened,
        next: vec![next],
        link: "Answer it",
    }
}

/// What a question quotes of what a customer wrote, fit for one line.
pub(super) struct Quoted {
    pub name: String,
    pub title: String,
    pub business: String,
    pub account: String,
}

/// The words of the question to a representative.
pub(super) fn question(quoted: &Quoted, until: Timestamp, is_reminder: bool) -> Words {
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
pub(super) fn question_text(business: &str, code: u32, url: &str, is_reminder: bool) -> String {
    let reminder = if is_reminder { "Reminder: " } else { "" };
    format!(
        "{reminder}{business} names you as its representative. Confirm or deny at {url} with the code {code:06}."
    )
}

/// The words of the letter about a brand or campaign that is approved; `what` says which.
pub(super) fn messaging_approved(what: &str, name: &str) -> Words {
    Words {
        subject: format!("Your {what} for \"{name}\" is approved"),
        headline: format!("Your {what} is approved"),
        happened: vec![format!("We checked your {what} for \"{name}\" and approved it.")],
        next: vec!["You do not need to do anything. Its throughput is what it now may send.".to_owned()],
        link: "See it",
    }
}

/// The same for one that is not.
pub(super) fn messaging_rejected(what: &str, name: &str) -> Words {
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

/// The words of the letter about a number that a partner flagged; `said` is fit for one line.
pub(super) fn ticket_opened(number: &str, reason: &str, said: &str) -> Words {
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
pub(super) fn ticket_closed(number: &str, said: &str) -> Words {
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

/// The words of the letter with the code that proves a brand; `account` is fit for one line.
pub(super) fn brand_code(account: &str, code: &str, until: Timestamp) -> Words {
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
pub(super) fn brand_code_text(account: &str, code: &str) -> String {
    format!("{code} confirms your messaging brand with {account}. Not you? Keep it to yourself.")
}

/// The words of an invitation to the console; `account` is fit for one line.
pub(super) fn invitation(account: Option<&str>, until: Timestamp) -> Words {
    let (subject, whose) = match account {
        Some(account) => {
            (format!("You are invited to \"{account}\" on Trust Hub"), format!("of \"{account}\""))
        }
        None => ("You are invited to Trust Hub".to_owned(), "of the provider".to_owned()),
    };
    Words {
        headline: "Choose a password".to_owned(),
        subject,
        happened: vec![format!(
            "Somebody {whose} invited you to work on their Customer Profiles and Trust Products with them. Choose a password \
             to begin; you sign in with this e-mail address."
        )],
        next: vec![
            format!("The link is yours alone and works once, until {}. Do not pass it on.", moment(until)),
            "If you do not know who invited you, you do not need to do anything.".to_owned(),
        ],
        link: "Choose a password",
    }
}

/// The words of the letter to somebody who forgot their password.
pub(super) fn password_reset(until: Timestamp) -> Words {
    Words {
        subject: "Choose a new password for Trust Hub".to_owned(),
        headline: "Choose a new password".to_owned(),
        happened: vec![
            "Somebody asked for a new password for this e-mail address. Choose one to sign in again."
                .to_owned(),
        ],
        next: vec![
            format!(
                "The link works once, until {}. When you use it, you are signed out everywhere. Do not pass it on.",
                moment(until)
            ),
            "If it was not you, you do not need to do anything: your password stays as it is.".to_owned(),
        ],
        link: "Choose a new password",
    }
}

/// The words of the letter to somebody whose passkeys changed.
pub(super) fn passkey(change: PasskeyChange, at: Timestamp) -> Words {
    let (subject, happened, next) = match change {
        PasskeyChange::Added => (
            "A passkey was added to your Trust Hub sign-in",
            format!(
                "On {}, a passkey was added with your password. It signs you in without one.",
                moment(at)
            ),
            "If it was not you, remove it, choose a new password, and sign out everywhere: each is in your settings.",
        ),
        PasskeyChange::Removed => (
            "A passkey was removed from your Trust Hub sign-in",
            format!("On {}, a passkey was removed. It no longer signs you in.", moment(at)),
            "If it was not you, choose a new password and sign out everywhere: both are in your settings.",
        ),
    };
    Words {
        subject: subject.to_owned(),
        headline: subject.to_owned(),
        happened: vec![happened],
        next: vec!["If it was you, you do not need to do anything.".to_owned(), next.to_owned()],
        link: "See your settings",
    }
}

/// The words of the letter about a toll-free number that may send.
pub(super) fn tollfree_approved(number: &str) -> Words {
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
pub(super) fn tollfree_rejected(number: &str, reasons: usize, mend_until: Option<Timestamp>) -> Words {
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

fn day(at: Timestamp) -> String {
    at.to_date_in_words()
}

/// `30 July 2019, 22:29 UTC`
fn moment(at: Timestamp) -> String {
    let wire = at.to_rfc3339();
    let time = wire.get(11..16).unwrap_or_default();
    format!("{}, {time} UTC", at.to_date_in_words())
}
