//! The queue: what waits for reviewers, narrowed and in the order they want, and how much of it there is.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use trusthub_domain::bundle::{BundleKind, UnknownName};
use trusthub_domain::review::{Risk, Role};
use trusthub_domain::sid::{AccountSid, CaseSid, ReviewerSid};
pub use trusthub_storage::{BandCount, COUNTED, QueueCounts};
pub use trusthub_storage::{CaseFilter, CaseOrder, CasePlace, CaseSummary, Hold, Holder};
use trusthub_storage::{Job, JobKind, Scope, Tx};
use trusthub_vetting::Application;

use super::{present_reviewer, test_mode};
use crate::erased::unless_erased;
use crate::record::internal;
use crate::work::Outcome;
use crate::{Actor, Error, Hub, Result};

/// Cases on a page. Ours: more than a reviewer looks at before deciding one.
pub const PAGE: u32 = 50;

/// What is due so soon is about to be late. Ours: time for a careful decision, and for finding somebody to take it.
pub(super) const ABOUT_TO_BREACH: Duration = Duration::from_secs(2 * 60 * 60);

/// Lines of one transaction of the walk. Ours: it stays below a tenth of a second.
const AT_ONCE: u32 = 50;

/// A case in the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuedCase {
    /// The case.
    pub case: CaseSummary,
    /// Its account is a test account: nothing depends on the decision.
    pub is_test: bool,
}

/// What a reviewer wants to see of the queue, and in which order. Can be kept under a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct View {
    /// Only the reviewer's own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mine: bool,
    /// Only those that somebody, or nobody, is at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// Only this band.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<Risk>,
    /// Only this country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Only this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<BundleKind>,
    /// Only names that begin so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Only those referred to a lead.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub for_leads: bool,
    /// What comes first.
    pub order: CaseOrder,
}

impl View {
    /// As storage takes it.
    ///
    /// # Errors
    /// `Forbidden` for anybody but reviewers: nothing is theirs.
    pub fn filter(&self, actor: &Actor) -> Result<CaseFilter> {
        Ok(self.filter_of(actor.must_review(Role::Reviewer)?.sid))
    }

    fn filter_of(&self, reviewer: ReviewerSid) -> CaseFilter {
        CaseFilter {
            claimed_by: self.mine.then_some(reviewer),
            // A claim that has lapsed is nobody's.
            hold: if self.mine { Some(Hold::Claimed) } else { self.hold },
            risk: self.risk,
            country: self.country.clone(),
            bundle_kind: self.kind,
            name: self.name.clone(),
            is_for_leads: self.for_leads,
            order: self.order,
            ..CaseFilter::default()
        }
    }
}

/// A page of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuePage {
    /// The cases.
    pub cases: Vec<QueuedCase>,
    /// Where to read on; `None` at the end.
    pub next: Option<CasePlace>,
}

/// The queue over all accounts.
///
/// # Errors
/// `Forbidden` for anybody but reviewers.
pub async fn list(hub: &Hub, actor: &Actor, filter: CaseFilter) -> Result<Vec<QueuedCase>> {
    let mut tx = hub.db().read().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    listed(&mut tx, hub, &filter).await
}

/// A page of the queue as the reviewer wants it, from `after` on.
///
/// # Errors
/// `Forbidden` for anybody but reviewers.
pub async fn page(hub: &Hub, actor: &Actor, view: &View, after: Option<CasePlace>) -> Result<QueuePage> {
    let mut tx = hub.db().read().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let filter = CaseFilter { after, limit: PAGE + 1, ..view.filter_of(reviewer.sid) };
    let mut cases = listed(&mut tx, hub, &filter).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = cases.len() > most;
    cases.truncate(most);
    let next = cases.last().filter(|_| has_more).map(|last| last.case.place());
    Ok(QueuePage { cases, next })
}

async fn listed(tx: &mut Tx, hub: &Hub, filter: &CaseFilter) -> Result<Vec<QueuedCase>> {
    let mut tests: BTreeMap<AccountSid, bool> = BTreeMap::new();
    let mut queue = Vec::new();
    for case in tx.case_queue_list_any_account(filter, hub.now()).await? {
        let is_test = match tests.get(&case.account_sid) {
            Some(known) => *known,
            None => test_mode::is_on(tx, &Scope::own(case.account_sid)).await?,
        };
        tests.insert(case.account_sid, is_test);
        queue.push(QueuedCase { case, is_test });
    }
    Ok(queue)
}

/// How much waits, each number counted up to [`COUNTED`].
///
/// # Errors
/// `Forbidden` for anybody but reviewers.
pub async fn counts(hub: &Hub, actor: &Actor) -> Result<QueueCounts> {
    let mut tx = hub.db().read().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let now = hub.now();
    Ok(tx.case_queue_counts_any_account(now, now.plus(ABOUT_TO_BREACH), reviewer.sid).await?)
}

/// Fills lines from before there was anything to narrow the queue by, page by page; the migration queues the walk. A page
/// and its successor change hands in one transaction, so a walk that is broken off goes on where it was.
pub(crate) async fn walk(hub: &Hub, job: &Job) -> Result<Outcome> {
    let walk: Walk = job.subject.parse().map_err(internal)?;
    let mut tx = hub.db().write().await?;
    tx.job_finish(job).await?;
    let page = tx.case_queue_unindexed_any_account(walk.after, AT_ONCE).await?;
    for (account, case) in &page {
        match index(&mut tx, &Scope::own(*account), *case).await {
            // Without the account's key there is nothing to read.
            Ok(()) | Err(Error::NotFound(_)) => {}
            Err(error @ (Error::Unavailable(_) | Error::Conflict)) => return Err(error),
            // One that cannot be read must not keep the others from being found.
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                case.sid = %case,
                "case {case} could not be filed in the queue"
            ),
        }
    }
    if let Some((_, last)) = page.last().filter(|_| u32::try_from(page.len()) == Ok(AT_ONCE)) {
        let next = Walk { after: Some(*last) };
        tx.job_push(&hub.job(JobKind::IndexQueue, job.account_sid, next, hub.now())).await?;
    }
    tx.commit().await?;
    Ok(Outcome::Settled)
}

async fn index(tx: &mut Tx, scope: &Scope, sid: CaseSid) -> Result<()> {
    let Some(case) = unless_erased(tx.case_find(scope, sid).await)? else { return Ok(()) };
    let application: Option<Application> = serde_json::from_value(case.inputs.clone()).ok();
    let country = application.and_then(|application| application.country());
    Ok(tx.case_set_country(&trusthub_domain::review::Case { country, ..case }).await?)
}

/// How far a walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Walk {
    after: Option<CaseSid>,
}

/// `walk`, `walk VC…`
impl fmt::Display for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.after {
            None => f.write_str("walk"),
            Some(after) => write!(f, "walk {after}"),
        }
    }
}

impl FromStr for Walk {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        match text.strip_prefix("walk ") {
            None if text == "walk" => Ok(Self { after: None }),
            None => Err(UnknownName),
            Some(after) => Ok(Self { after: Some(after.parse().map_err(|_| UnknownName)?) }),
        }
    }
}
