//! Past cases assessed again from what was stored with them: do they come out as they did, and what would other rules
//! make of them? Changes nothing.

use trusthub_domain::review::{Assessment, Case, CaseOutcome, CaseState};
use trusthub_domain::sid::{AccountSid, BundleSid, CaseSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Error as StorageError, Scope};
use trusthub_vetting::{Application, Scorecard, assess};

use crate::{Actor, Error, Hub, Pages, Result};

/// Cases and accounts that are read at once.
const PAGE: u32 = 100;

/// A case under the rules it was held against and under those of the replay.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// The case.
    pub sid: CaseSid,
    /// Whose.
    pub account_sid: AccountSid,
    /// About what.
    pub bundle_sid: BundleSid,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// How it ended; `None` for one that is open.
    pub outcome: Option<CaseOutcome>,
    /// What was concluded.
    pub before: Assessment,
    /// What is concluded now.
    pub after: Assessment,
}

impl Replayed {
    /// The rules are the same, so the assessments must be.
    #[must_use]
    pub fn is_of_same_rules(&self) -> bool {
        self.before.ruleset == self.after.ruleset
    }

    /// Same rules, another answer: somebody changed the rules without their name, or the case.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.is_of_same_rules() && self.before != self.after
    }

    /// Another conclusion than before.
    #[must_use]
    pub fn is_other_conclusion(&self) -> bool {
        std::mem::discriminant(&self.before.verdict) != std::mem::discriminant(&self.after.verdict)
    }
}

/// Tells each past case to `each`, account by account, the oldest first. Cases of test accounts are passed over: their
/// ends are asked for; so are those from before there were inputs.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Unavailable`.
pub async fn replay(
    hub: &Hub,
    actor: &Actor,
    scorecard: &Scorecard,
    mut each: impl FnMut(Replayed),
) -> Result<()> {
    actor.must_be_operator()?;
    let mut pages = Pages::of(PAGE);
    while let Some(request) = pages.request() {
        let page = hub.db().read().await?.account_list_any_account(&request).await?;
        for account in pages.rows(page).iter().filter(|account| !account.is_test) {
            of_account(hub, account.sid, scorecard, &mut each).await?;
        }
    }
    Ok(())
}

async fn of_account(
    hub: &Hub,
    account: AccountSid,
    scorecard: &Scorecard,
    each: &mut impl FnMut(Replayed),
) -> Result<()> {
    let scope = Scope::own(account);
    let mut after = None;
    loop {
        let cases = match hub.db().read().await?.case_list_all(&scope, after, PAGE).await {
            Ok(cases) => cases,
            Err(StorageError::Erased) => return Ok(()),
            Err(error) => return Err(Error::from(error)),
        };
        let Some(last) = cases.last() else { return Ok(()) };
        after = Some(last.sid);
        for case in cases {
            if let Some(replayed) = of_case(case, scorecard) {
                each(replayed);
            }
        }
    }
}

fn of_case(case: Case, scorecard: &Scorecard) -> Option<Replayed> {
    let application: Application = serde_json::from_value(case.inputs).ok()?;
    let outcome = match case.state {
        CaseState::Decided { outcome, .. } => Some(outcome),
        CaseState::Vetting | CaseState::Open | CaseState::Claimed { .. } => None,
    };
    Some(Replayed {
        sid: case.sid,
        account_sid: case.account_sid,
        bundle_sid: case.bundle_sid,
        opened_at: case.opened_at,
        outcome,
        before: case.assessment?,
        after: assess(&application, scorecard),
    })
}
