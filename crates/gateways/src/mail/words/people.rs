//! Letters to people about how they sign in.

use trusthub_domain::time::Timestamp;

use super::{Words, moment};
use crate::mail::passkey::PasskeyChange;

/// The words of an invitation to the console; `account` is fit for one line.
pub(in crate::mail) fn invitation(account: Option<&str>, until: Timestamp) -> Words {
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
pub(in crate::mail) fn password_reset(until: Timestamp) -> Words {
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
pub(in crate::mail) fn passkey(change: PasskeyChange, at: Timestamp) -> Words {
    let own = "If it was you, you do not need to do anything.";
    let (subject, happened, next) = match change {
        PasskeyChange::Added => (
            "A passkey was added to your Trust Hub sign-in",
            format!(
                "On {}, a passkey was added with your password. It signs you in without one.",
                moment(at)
            ),
            [
                own,
                "If it was not you, remove it, choose a new password, and sign out everywhere: each is in your settings.",
            ],
        ),
        PasskeyChange::Removed => (
            "A passkey was removed from your Trust Hub sign-in",
            format!("On {}, a passkey was removed. It no longer signs you in.", moment(at)),
            [
                own,
                "If it was not you, choose a new password and sign out everywhere: both are in your settings.",
            ],
        ),
        PasskeyChange::TakenAway => (
            "A passkey was removed from your Trust Hub sign-in",
            format!(
                "On {}, we removed a passkey of yours and signed you out everywhere. It no longer signs you in.",
                moment(at)
            ),
            [
                "If you asked for it, sign in with your password or with another passkey.",
                "If you did not ask for it, write to us: somebody may have asked in your name.",
            ],
        ),
    };
    Words {
        subject: subject.to_owned(),
        headline: subject.to_owned(),
        happened: vec![happened],
        next: next.map(str::to_owned).to_vec(),
        link: "See your settings",
    }
}
