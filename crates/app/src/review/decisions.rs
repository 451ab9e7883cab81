//! A reviewer's decision: the case, the bundle and what is told, in one transaction.

use trusthub_domain::bundle::{Bundle, EntityAssignment, ObjectSid, Reason, ReasonCode, ReasonObject};
use trusthub_domain::review::{Approval, Case, CaseNote, Role};
use trusthub_domain::sid::{BundleSid, ReviewerSid};
use trusthub_storage::{Scope, Tx};

use super::{locate, open_case, present_reviewer};
use crate::bundles::{changes, parts, policy_of};
use crate::input::{self, LINE_LIMIT};
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Invalid, Result};

/// A reason as a reviewer gives it.
#[derive(Debug, Clone)]
pub struct GivenReason {
    /// One of the codes marked for reviewers.
    pub code: ReasonCode,
    /// `<object type>.<field>`
    pub field: Option<String>,
    /// To the customer.
    pub note: Option<String>,
}

/// What an approval did.
#[derive(Debug, Clone)]
pub enum Approved {
    /// The bundle is in force.
    Final(Bundle),
    /// This policy wants a second reviewer.
    NeedsSecond(Bundle),
}

/// Approves; an unclaimed case is claimed by deciding it. The content is evaluated once more, because what it rests on
/// may have left force since it was submitted.
///
/// # Errors
/// `NotFound` if it has no open case; `Case`; `Rule`; `Invalid` if it no longer complies; `Forbidden`; `Conflict`.
pub async fn approve(hub: &Hub, actor: &Actor, sid: BundleSid, note: Option<String>) -> Result<Approved> {
    let mut tx = hub.db().write().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Reviewer).await?.sid;
    let (scope, bundle) = locate(&mut tx, sid).await?;
    let before = open_case(&mut tx, &scope, &bundle).await?;
    let noted = with_note(hub, before.clone(), reviewer, note)?;
    let (case, is_final) = match noted.approve(reviewer, hub.now())? {
        Approval::First(case) => (case, false),
        Approval::Final(case) => (case, true),
    };
    save(&mut tx, hub, actor, &scope, "case.approve", &before, &case).await?;
    let approved = if is_final {
        must_still_comply(&mut tx, hub, &bundle).await?;
        Approved::Final(changes::approve(&mut tx, hub, actor, &bundle).await?)
    } else {
        Approved::NeedsSecond(bundle)
    };
    tx.commit().await?;
    Ok(approved)
}

async fn must_still_comply(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<()> {
    let report = parts::report(tx, hub, bundle, policy_of(hub, bundle)?).await?;
    let shortcomings = report.shortcomings();
    if shortcomings.is_empty() {
        return Ok(());
    }
    let messages: Vec<String> = shortcomings.into_iter().map(|reason| reason.message).collect();
    let why = format!("it no longer complies, reject it instead: {}", messages.join(" "));
    Err(Invalid::Field { field: "bundle", why }.into())
}

/// Rejects with reasons, at least one; an unclaimed case is claimed by deciding it.
///
/// # Errors
/// `NotFound` if it has no open case; `Case`; `Rule`; `Invalid` for a code that is not for reviewers; `Forbidden`;
/// `Conflict`.
pub async fn reject(
    hub: &Hub,
    actor: &Actor,
    sid: BundleSid,
    reasons: Vec<GivenReason>,
    note: Option<String>,
) -> Result<Bundle> {
    let mut tx = hub.db().write().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Reviewer).await?.sid;
    let (scope, bundle) = locate(&mut tx, sid).await?;
    let before = open_case(&mut tx, &scope, &bundle).await?;
    let noted = with_note(hub, before.clone(), reviewer, note)?;
    let case = noted.reject(reviewer, hub.now())?;
    let items = tx.entity_assignment_all(&scope, sid).await?;
    let reasons = reasons.into_iter().map(|given| reason(hub, &items, given)).collect::<Result<Vec<_>>>()?;
    let change = bundle.reject(reasons, hub.now())?;
    save(&mut tx, hub, actor, &scope, "case.reject", &before, &case).await?;
    let bundle = changes::apply(&mut tx, hub, actor, &bundle, change, "bundle.reject").await?;
    tx.commit().await?;
    Ok(bundle)
}

async fn save(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    action: &str,
    before: &Case,
    case: &Case,
) -> Result<()> {
    let case = tx.case_save(case).await?;
    record(tx, hub, actor, scope, action, case.sid, Changed::from_to(before, &case)).await
}

fn with_note(hub: &Hub, mut case: Case, by: ReviewerSid, note: Option<String>) -> Result<Case> {
    if let Some(text) = note {
        input::note(&text)?;
        case.notes.push(CaseNote { by, at: hub.now(), field: None, text });
    }
    Ok(case)
}

/// The reason as the customer sees it: the code's own sentence, the item the field is on, the reviewer's note.
fn reason(hub: &Hub, items: &[EntityAssignment], given: GivenReason) -> Result<Reason> {
    let known = hub.catalog().error_code(given.code).filter(|code| code.is_for_reviewers);
    let known = known.ok_or_else(|| {
        let codes = hub.catalog().error_codes().filter(|code| code.is_for_reviewers);
        let codes: Vec<String> = codes.map(|code| code.code.0.to_string()).collect();
        Error::Invalid(Invalid::Field { field: "code", why: format!("use one of {}", codes.join(", ")) })
    })?;
    if let Some(note) = &given.note {
        input::note(note)?;
    }
    if let Some(field) = &given.field {
        input::required("field", field, LINE_LIMIT)?;
    }
    let object = given.field.as_deref().and_then(|field| object_of(items, field));
    Ok(Reason {
        code: given.code,
        field: given.field,
        object,
        message: known.message.clone(),
        note: given.note,
    })
}

fn object_of(items: &[EntityAssignment], field: &str) -> Option<ReasonObject> {
    let object_type = field.split('.').next()?;
    let item = items.iter().find(|item| item.object_type == object_type)?;
    match item.object_sid {
        ObjectSid::EndUser(sid) => Some(ReasonObject::EndUser(sid)),
        ObjectSid::SupportingDocument(sid) => Some(ReasonObject::SupportingDocument(sid)),
        ObjectSid::Bundle(_) => None,
    }
}
