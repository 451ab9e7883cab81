//! Letters about a profile or trust product: each change of its status, and questions during its review.

use trusthub_domain::bundle::{BundleKind, EventKind, ReasonCode, Status};
use trusthub_domain::time::Timestamp;

use super::{Words, day, moment};
use crate::mail::letter::{Notice, NoticeReason};

impl Words {
    /// The words for a notice; `name` is the bundle's name, fit for one line.
    pub(in crate::mail) fn of(notice: &Notice, name: &str) -> Self {
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
pub(in crate::mail) fn asked(
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
