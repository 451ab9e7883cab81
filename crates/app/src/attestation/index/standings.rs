//! Where accounts stand, as partners see it now. What was noted when something last changed never counts for more than
//! what carries it does at this moment: a date may have passed a second ago.

use trusthub_domain::account::AccountStatus;
use trusthub_domain::attestation::BundleStanding;
use trusthub_domain::partner::{Standing, StandingStatus};
use trusthub_domain::sid::{AccountSid, Sid};
use trusthub_domain::time::Timestamp;
use trusthub_domain::trust::TrustLevel;

use super::partners::Partners;
use super::{AccountRow, BundleRow, Index, Role};

/// How an account stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountView {
    pub(crate) sid: AccountSid,
    pub(crate) parent_sid: Option<AccountSid>,
    /// A main account stands where it stands; of one below it, the numbers may rest on its parent's.
    pub(crate) is_carried_by_parent: bool,
    /// `None` for one that never had a level.
    pub(crate) standing: Option<Standing>,
    /// Until when the level holds, if nothing happens before.
    pub(crate) valid_until: Option<Timestamp>,
}

impl Index {
    pub(super) fn standing_set(&mut self, sid: AccountSid, standing: Option<Standing>) {
        let slot = self.account_slot(sid);
        if let Some(row) = self.accounts.row_mut(slot) {
            row.standing = standing;
        }
    }

    pub(crate) fn partners(&self) -> &Partners {
        &self.partners
    }

    /// `None` for accounts that partners are told nothing of: those of tests, and those that are not there.
    pub(in crate::attestation) fn account_view(
        &self,
        sid: AccountSid,
        now: Timestamp,
    ) -> Option<AccountView> {
        let row = self.accounts.find(sid.uuid()).filter(|row| !row.is_test)?;
        let status = row.status?;
        let parent = row.parent.and_then(|slot| self.accounts.row(slot));
        let (standing, valid_until) = match row.standing {
            Some(noted) => {
                let (standing, until) = self.standing_now(row, status, noted, now);
                (Some(standing), until)
            }
            None => (None, None),
        };
        Some(AccountView {
            sid,
            parent_sid: parent.map(|parent| parent.sid),
            is_carried_by_parent: parent.is_some_and(|parent| {
                parent.standing.is_some_and(|standing| standing.status == StandingStatus::InForce)
            }),
            standing,
            valid_until,
        })
    }

    fn standing_now(
        &self,
        row: &AccountRow,
        account: AccountStatus,
        noted: Standing,
        now: Timestamp,
    ) -> (Standing, Option<Timestamp>) {
        let out = |status, since| (Standing { level: TrustLevel::Unknown, status, since }, None);
        match (account, noted.status) {
            (AccountStatus::Active, StandingStatus::InForce) => {}
            (AccountStatus::Active, _) => return (noted, None),
            (AccountStatus::Suspended, _) => return out(StandingStatus::Suspended, noted.since),
            (AccountStatus::Closed, _) => return out(StandingStatus::Withdrawn, noted.since),
        }
        let carries = |bundle: &BundleRow| match bundle.role {
            Role::Business => true,
            Role::Person => noted.level <= TrustLevel::Identified,
            Role::Shaken | Role::Brand(_) | Role::Other => false,
        };
        let rows =
            || row.bundles.iter().filter_map(|slot| self.bundles.row(*slot)).filter(|row| carries(row));
        let mut in_force = rows().filter(|row| row.standing(now) == BundleStanding::InForce).peekable();
        if in_force.peek().is_some() {
            // One without an end outlasts all others.
            let ends = in_force.map(|row| row.valid_until).collect::<Option<Vec<_>>>();
            return (noted, ends.and_then(|ends| ends.into_iter().max()));
        }
        let ended =
            rows().filter(|row| row.standing == BundleStanding::InForce).filter_map(|row| row.valid_until);
        if let Some(ended) = ended.filter(|until| *until <= now).max() {
            return out(StandingStatus::Expired, ended);
        }
        match rows().any(|row| row.standing(now) == BundleStanding::Suspended) {
            true => out(StandingStatus::Suspended, noted.since),
            false => out(StandingStatus::Withdrawn, noted.since),
        }
    }
}
