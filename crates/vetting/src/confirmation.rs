//! What the representatives say themselves, when asked by mail or text message.
//!
//! Nobody else can know it better: who denies it has ended it, and no number of good signs outweighs that. Silence says
//! nothing: mail gets lost, and people are away.

use serde::{Deserialize, Serialize};
use trusthub_domain::confirmation::{Channel, Seat};
use trusthub_domain::time::Timestamp;

use crate::application::{Application, Representative};
use crate::finding::{Check, Finding};

const CHECK: &str = "representatives.confirmed";

/// What is known from one representative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// Which.
    pub seat: Seat,
    /// What.
    #[serde(flatten)]
    pub said: Said,
}

/// What a representative said, or why nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "said", rename_all = "snake_case")]
pub enum Said {
    /// They confirmed it.
    Yes {
        /// When.
        at: Timestamp,
        /// For an earlier submission of the same account, with the same data.
        is_carried_over: bool,
    },
    /// They denied it.
    No {
        /// When.
        at: Timestamp,
    },
    /// They were asked and may still answer.
    NothingYet {
        /// When they were asked.
        asked_at: Timestamp,
        /// How.
        channel: Channel,
    },
    /// They did not answer in time.
    Nothing {
        /// When they were asked.
        asked_at: Timestamp,
    },
    /// Their address was refused for good.
    Unreachable {
        /// When.
        at: Timestamp,
    },
    /// They were not asked about this submission.
    NotAsked,
    /// There is no address that can be written to, or a text that is not to be quoted to strangers.
    CannotBeAsked,
}

/// Nothing where nobody is asked, and for an application from before: its assessment replays as it was.
pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let said = application.confirmations.iter().flatten();
    let about = said.filter_map(|one| {
        let representative = application.representatives.iter().find(|other| other.seat == one.seat)?;
        Some(of(representative, &one.said))
    });
    about.collect()
}

fn of(representative: &Representative, said: &Said) -> Finding {
    let (person, seat) = (&representative.person, representative.seat);
    let check = Check::hard(CHECK, seat.code(), person.place(person.email_field()));
    let who = format!("{} {}, {}", person.first_name, person.last_name, representative.business_title);
    match said {
        Said::Yes { at, is_carried_over: false } => check
            .comparing(format!("{who}: confirmed at {at}"))
            .passes("The representative confirmed name, title and authorisation."),
        Said::Yes { at, is_carried_over: true } => check
            .comparing(format!("{who}: confirmed at {at}"))
            .passes("The representative confirmed name, title and authorisation for an earlier submission."),
        Said::No { at } => check.comparing(format!("{who}: denied at {at}")).fails(
            "The representative denied it: name, title or authorisation is not as given.",
            "Name a representative who authorises this profile, or settle it with this one, and submit again.",
        ),
        Said::NothingYet { asked_at, channel } => check
            .comparing(format!("{who}: asked by {} at {asked_at}", channel.as_str()))
            .cannot_tell("The representative was asked and has not answered yet."),
        Said::Nothing { asked_at } => check
            .comparing(format!("{who}: asked at {asked_at}"))
            .cannot_tell("The representative was asked and did not answer in time."),
        Said::Unreachable { at } => check
            .comparing(format!("{who}: refused at {at}"))
            .cannot_tell("The representative could not be reached: the address was refused for good."),
        Said::NotAsked => check.comparing(who).cannot_tell("The representative has not been asked."),
        Said::CannotBeAsked => check.comparing(who).cannot_tell(
            "The representative cannot be asked: no address can be written to, or a text of it holds a web address.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_with_a_case_reads_back() {
        let at = Timestamp::from_micros(1_795_435_200_000_000);
        for said in [
            Said::Yes { at, is_carried_over: true },
            Said::No { at },
            Said::NothingYet { asked_at: at, channel: Channel::Sms },
            Said::Nothing { asked_at: at },
            Said::Unreachable { at },
            Said::NotAsked,
            Said::CannotBeAsked,
        ] {
            let one = Confirmed { seat: Seat::Second, said };
            let stored = serde_json::to_value(&one).unwrap();
            assert_eq!(serde_json::from_value::<Confirmed>(stored.clone()).unwrap(), one, "{stored}");
        }
    }
}
