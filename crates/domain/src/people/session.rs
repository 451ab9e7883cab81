//! How long somebody who signed in stays signed in: until they rest too long, and in any case not for ever.

use std::time::Duration;

use super::Person;
use crate::sid::AccountSid;
use crate::time::Timestamp;

/// How often it is noted that a session is in use. Ours: a page a second must not be a write a second.
const NOTED_EVERY: Duration = Duration::from_secs(60);

/// Who signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A person, by their password.
    Person(Person),
    /// An account, by its auth token.
    Account(AccountSid),
}

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLife {
    /// Without a request.
    pub idle: Duration,
    /// With requests.
    pub absolute: Duration,
}

impl Holder {
    /// How long this holder's sessions last. Ours: reviewers see everybody's papers, so theirs are a shift long.
    #[must_use]
    pub const fn life(&self) -> SessionLife {
        match self {
            Self::Person(Person::Reviewer(_)) => {
                SessionLife { idle: Duration::from_hours(2), absolute: Duration::from_hours(12) }
            }
            Self::Person(Person::User { .. }) | Self::Account(_) => {
                SessionLife { idle: Duration::from_hours(12), absolute: Duration::from_hours(14 * 24) }
            }
        }
    }
}

/// A session, without the token that opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub holder: Holder,
    /// Since when.
    pub created_at: Timestamp,
    /// The last request that was noted.
    pub seen_at: Timestamp,
}

impl SignedIn {
    /// One that begins now.
    #[must_use]
    pub const fn begin(holder: Holder, now: Timestamp) -> Self {
        Self { holder, created_at: now, seen_at: now }
    }

    /// The first instant at which it no longer opens anything, if nothing is asked until then.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        let SessionLife { idle, absolute } = self.holder.life();
        self.seen_at.plus(idle).min(self.created_at.plus(absolute))
    }

    /// Whether it opens something now.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires_at()
    }

    /// The session as it is to be stored after a request now; `None` if that was noted a moment ago.
    #[must_use]
    pub fn seen(&self, now: Timestamp) -> Option<Self> {
        (now.since(self.seen_at) >= NOTED_EVERY).then_some(Self { seen_at: now, ..*self })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::sid::Sid;

    fn holders() -> [Holder; 3] {
        let account_sid = Sid::from_uuid(Uuid::nil());
        [
            Holder::Person(Person::Reviewer(Sid::from_uuid(Uuid::nil()))),
            Holder::Person(Person::User { account_sid, sid: Sid::from_uuid(Uuid::nil()) }),
            Holder::Account(account_sid),
        ]
    }

    proptest! {
        /// Whatever is asked for and when: nobody rests longer than the one period nor stays longer than the other, and
        /// whoever does neither stays signed in.
        #[test]
        fn a_session_ends_by_rest_or_by_age_and_by_nothing_else(
            which in 0..3_usize,
            pauses in prop::collection::vec(0..50_000_u64, 1..60),
        ) {
            let begun = Timestamp::from_seconds(1_700_000_000);
            let mut session = SignedIn::begin(holders()[which], begun);
            let life = session.holder.life();
            let mut now = begun;
            for pause in pauses {
                let pause = Duration::from_secs(pause);
                let noted = session.seen_at;
                now = now.plus(pause);
                let is_rested = now.since(noted) >= life.idle;
                let is_old = now.since(begun) >= life.absolute;
                prop_assert_eq!(session.is_live(now), !is_rested && !is_old);
                if !session.is_live(now) {
                    return Ok(());
                }
                if let Some(seen) = session.seen(now) {
                    prop_assert!(seen.expires_at() >= session.expires_at());
                    prop_assert!(now.since(noted) >= NOTED_EVERY);
                    session = seen;
                }
                // What is not noted is less than a minute old, so nobody loses more than that of their rest.
                prop_assert!(now.since(session.seen_at) < NOTED_EVERY);
            }
        }
    }

    #[test]
    fn a_reviewers_session_is_a_shift_long_and_a_users_a_fortnight() {
        let [reviewer, user, account] = holders().map(|holder| holder.life());
        assert_eq!((reviewer.idle.as_secs(), reviewer.absolute.as_secs()), (7_200, 43_200));
        assert_eq!((user.idle.as_secs(), user.absolute.as_secs()), (43_200, 1_209_600));
        assert_eq!(account, user);
    }
}
