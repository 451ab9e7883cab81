//! Many phone numbers of a bundle at once, from a list or a CSV file.

use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::contact::Phone;
use trusthub_domain::item::PhoneNumber;
use trusthub_domain::number_list::{self, ListedNumber};
use trusthub_domain::sid::{BundleSid, ChannelAssignmentSid};
use trusthub_storage::{Scope, Tx};

use super::channels::{for_numbers, insert};
use crate::retry;
use crate::{Actor, Error, Hub, Invalid, Permit, Result};

/// Most lines of one list. Ours: what both databases assign within a few seconds.
pub const MOST_LINES: usize = 2000;

/// Lines per transaction: few enough that a running server's writes are not held up. Ours.
const LINES_PER_TRANSACTION: usize = 100;

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignedLine {
    /// Its place in the list, from 1.
    pub line: u64,
    /// What stands there.
    pub text: String,
    /// What became of it.
    pub outcome: LineOutcome,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineOutcome {
    /// The number is assigned.
    Assigned(ChannelAssignmentSid),
    /// It was assigned before.
    Unchanged,
    /// It is not; says why.
    Refused(String),
}

impl LineOutcome {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Assigned(_) => "assigned",
            Self::Unchanged => "unchanged",
            Self::Refused(_) => "refused",
        }
    }
}

/// Assigns each number of a list to a bundle: numbers of the account or of its subaccounts. A bad line does not stop the
/// others, and repeating a list is harmless.
///
/// # Errors
/// `Invalid` for a list without a line, or with more than [`MOST_LINES`]; `NotFound`; `Rule` while the bundle is suspended;
/// `Conflict`, `Unavailable`: what came before is kept.
pub async fn assign(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    bundle: BundleSid,
    list: &str,
) -> Result<Vec<AssignedLine>> {
    let scope = actor.may(Permit::Own)?;
    let lines = number_list::parse(list);
    if lines.is_empty() {
        return Err(Invalid::Missing("PhoneNumbers").into());
    }
    if lines.len() > MOST_LINES {
        let why = format!("it has {} lines; send at most {MOST_LINES} at a time", lines.len());
        return Err(Invalid::Field { field: "PhoneNumbers", why }.into());
    }
    // Looked for first, so that a list of nothing but mistakes about nobody's bundle is not found, either.
    for_numbers(&mut hub.db().read().await?, &scope, kind, bundle).await?;
    let mut done = Vec::with_capacity(lines.len());
    for chunk in lines.chunks(LINES_PER_TRANSACTION) {
        done.extend(retry::on_conflict(|| some(hub, actor, kind, bundle, chunk)).await?);
    }
    Ok(done)
}

async fn some(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    sid: BundleSid,
    lines: &[ListedNumber],
) -> Result<Vec<AssignedLine>> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let bundle = for_numbers(&mut tx, &scope, kind, sid).await?;
    let mut done = Vec::with_capacity(lines.len());
    for line in lines {
        let outcome = match &line.number {
            Ok(number) => one(&mut tx, hub, actor, &bundle, number).await?,
            Err(error) => LineOutcome::Refused(error.to_string()),
        };
        done.push(AssignedLine { line: line.line, text: line.text.clone(), outcome });
    }
    if done.iter().any(|line| matches!(line.outcome, LineOutcome::Assigned(_))) {
        tx.bundle_touch(&bundle.touched(hub.now())).await?;
        tx.commit().await?;
    }
    Ok(done)
}

/// Refusals are found by looking, before anything is written: a statement that fails would end the whole transaction.
async fn one(tx: &mut Tx, hub: &Hub, actor: &Actor, bundle: &Bundle, phone: &Phone) -> Result<LineOutcome> {
    let scope = Scope::own(bundle.account_sid);
    let Some(number) = number_of_family(tx, &scope, phone).await? else {
        return Ok(LineOutcome::Refused("neither this account nor one below it has this number".to_owned()));
    };
    let assigned = tx.channel_assignment_of_number(&scope, number.sid).await?;
    if assigned.iter().any(|one| one.bundle_sid == bundle.sid) {
        return Ok(LineOutcome::Unchanged);
    }
    match insert(tx, hub, actor, bundle, &number).await {
        Ok(assignment) => Ok(LineOutcome::Assigned(assignment.sid)),
        Err(Error::AlreadyExists(why)) => Ok(LineOutcome::Refused(why)),
        Err(Error::Invalid(why)) => Ok(LineOutcome::Refused(why.to_string())),
        Err(error) => Err(error),
    }
}

/// The number, if the account or one below it has it.
async fn number_of_family(tx: &mut Tx, scope: &Scope, phone: &Phone) -> Result<Option<PhoneNumber>> {
    let Some((owner, sid)) = tx.number_owner_any_account(phone).await? else { return Ok(None) };
    if tx.account_find_in_family(scope, owner).await?.is_none() {
        return Ok(None);
    }
    Ok(tx.number_find(&Scope::own(owner), sid).await?)
}
