//! What reviewers asked the customer about a bundle, and the customer's answers. Who asked stays with the reviewers.

use std::fmt;

use trusthub_domain::bundle::BundleKind;
use trusthub_domain::review::{Case, CaseQuestion, CaseRefusal};
use trusthub_domain::sid::BundleSid;
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Scope, Tx};

use super::load;
use crate::input;
use crate::record::{Changed, record};
use crate::{Actor, Hub, Permit, Result};

/// A question as the customer sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
    /// Which of the review; they begin with 1.
    pub number: usize,
    /// Since when.
    pub asked_at: Timestamp,
    /// The field it is about, `<object type>.<field>`.
    pub field: Option<String>,
    /// The question.
    pub text: String,
    /// What was answered, and when.
    pub answer: Option<(Timestamp, String)>,
    /// By when the review should be done.
    pub due_at: Timestamp,
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("number", &self.number).finish_non_exhaustive()
    }
}

/// The questions of the review that runs, oldest first; none if no review does.
///
/// # Errors
/// `NotFound`.
pub async fn list(hub: &Hub, actor: &Actor, kind: BundleKind, sid: BundleSid) -> Result<Vec<Question>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let case = reviewed(&mut tx, &scope, kind, sid).await?;
    let Some(case) = case else { return Ok(Vec::new()) };
    let questions = case.questions.into_iter().enumerate();
    Ok(questions.map(|(index, one)| of_question(index, one, case.due_at)).collect())
}

/// Answers the question of this number. The review goes on with it; nothing in the bundle changes.
///
/// # Errors
/// `NotFound`; `Invalid` for an empty or overlong text; `Case` if no such question waits for an answer; `Conflict`.
pub async fn answer(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    sid: BundleSid,
    number: usize,
    text: String,
) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    input::note_in("Answer", &text)?;
    let mut tx = hub.db().write().await?;
    let case = reviewed(&mut tx, &scope, kind, sid).await?;
    let before = case.ok_or(CaseRefusal::NothingAsked)?;
    let after = before.answered(number, actor.label(), text, hub.now())?;
    let case = tx.case_save(&after).await?;
    record(&mut tx, hub, actor, &scope, "case.answer", case.sid, Changed::from_to(&before, &case)).await?;
    Ok(tx.commit().await?)
}

async fn reviewed(tx: &mut Tx, scope: &Scope, kind: BundleKind, sid: BundleSid) -> Result<Option<Case>> {
    load(tx, scope, kind, sid).await?;
    Ok(tx.case_find_open(scope, sid).await?)
}

fn of_question(index: usize, question: CaseQuestion, due_at: Timestamp) -> Question {
    Question {
        number: index + 1,
        asked_at: question.at,
        field: question.field,
        text: question.text,
        answer: question.answer.map(|answer| (answer.at, answer.text)),
        due_at,
    }
}
