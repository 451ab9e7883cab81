//! Handing a case to somebody else: to a lead who decides, or to the customer or a representative with one question.

use trusthub_domain::confirmation::{Channel, Confirmation, Seat};
use trusthub_domain::review::{Case, CaseNote};
use trusthub_domain::sid::BundleSid;
use trusthub_storage::JobKind;

pub use crate::confirmations::asking::Askable;

use super::at_hand::AtHand;
use super::decisions::save;
use super::vetting;
use crate::confirmations::asking;
use crate::input::{self, LINE_LIMIT};
use crate::work::CustomerQuestion;
use crate::{Actor, Hub, Result};

/// Refers a case to a lead; from then on only leads and admins decide it.
///
/// # Errors
/// `NotFound` if it has no open case; `Case`; `Invalid` for an empty or overlong note; `Forbidden`; `Conflict`.
pub async fn refer(hub: &Hub, actor: &Actor, sid: BundleSid, note: String) -> Result<Case> {
    input::note(&note)?;
    let mut tx = hub.db().write().await?;
    let AtHand { reviewer, scope, case: before, .. } = AtHand::load(&mut tx, actor, sid).await?;
    let after = before.refer(reviewer.sid, note, hub.now())?;
    let case = save(&mut tx, hub, actor, &scope, "case.refer", &before, &after).await?;
    tx.commit().await?;
    Ok(case)
}

/// Asks the customer one thing, by mail to the bundle's address and where the customer sees the bundle. The clock goes on.
///
/// # Errors
/// `NotFound` if it has no open case; `Case` as long as another question waits for its answer; `Invalid` for an empty or
/// overlong text; `Forbidden`; `Conflict`.
pub async fn ask(
    hub: &Hub,
    actor: &Actor,
    sid: BundleSid,
    field: Option<String>,
    text: String,
) -> Result<Case> {
    input::note_in("question", &text)?;
    if let Some(field) = &field {
        input::required("field", field, LINE_LIMIT)?;
    }
    let mut tx = hub.db().write().await?;
    let AtHand { reviewer, scope, case: before, .. } = AtHand::load(&mut tx, actor, sid).await?;
    let after = before.ask(reviewer.sid, field, text, hub.now())?;
    let case = save(&mut tx, hub, actor, &scope, "case.ask", &before, &after).await?;
    let question = CustomerQuestion { case: case.sid, number: case.questions.len() };
    tx.job_push(&hub.job(JobKind::Ask, scope.account(), question, hub.now())).await?;
    tx.commit().await?;
    Ok(case)
}

/// Asks a representative once more whether they are who the customer says, and authorise the profile. The clock goes on.
///
/// # Errors
/// `NotFound` if it has no open case; `Case` if the person was asked within the hour or cannot be asked that way;
/// `Forbidden`; `Conflict`.
pub async fn ask_representative(
    hub: &Hub,
    actor: &Actor,
    sid: BundleSid,
    seat: Seat,
    channel: Channel,
) -> Result<Confirmation> {
    let mut tx = hub.db().write().await?;
    let AtHand { reviewer, scope, bundle, case: before } = AtHand::load(&mut tx, actor, sid).await?;
    before.may_act(reviewer.sid, hub.now())?;
    let application = vetting::content(&mut tx, hub, &bundle).await?.application;
    let question = asking::again(&mut tx, hub, actor, &bundle, &application, (seat, channel)).await?;
    // In the case too, where colleagues see it; and of two who ask at once, one is refused by it.
    let mut after = before.clone();
    let text = format!("{}, asked again by {}.", seat.in_words(), channel.in_words());
    after.notes.push(CaseNote { by: Some(reviewer.sid), at: hub.now(), field: None, text });
    save(&mut tx, hub, actor, &scope, "case.ask_representative", &before, &after).await?;
    vetting::again(&mut tx, hub, &scope, before.sid).await?;
    tx.commit().await?;
    Ok(question)
}
