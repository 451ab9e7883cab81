//! `trusthub review`: the queue, the evidence, the decision. Works beside a running server and takes effect in it at
//! once, since both look at the same rows.

mod arguments;
mod decide;
pub(crate) mod held;
mod list;
pub(crate) mod show;

use trusthub_app::review::reviewers;
use trusthub_app::{Actor, Error, Hub};
use trusthub_domain::confirmation::Seat;
use trusthub_domain::review::CaseRefusal;

use super::{beside, words};
use crate::cli::{As, Place, Review};
use crate::failure::{Failure, Outcome};

pub(super) async fn run(place: &Place, command: Review) -> Outcome {
    match command {
        Review::List { narrowed, by, json } => {
            as_reviewer(place, &by, async |hub, actor| list::run(hub, actor, narrowed.view(), json).await)
                .await
        }
        Review::Show { sid, by, json } => {
            as_reviewer(place, &by, async |hub, actor| show::run(hub, actor, sid, json).await).await
        }
        Review::File { sid, out, by } => {
            as_reviewer(place, &by, async |hub, actor| show::file(hub, actor, sid, &out).await).await
        }
        Review::Claim { sid, by } => {
            as_reviewer(place, &by, async |hub, actor| decide::claim(hub, actor, sid).await).await
        }
        Review::Release { sid, by } => {
            as_reviewer(place, &by, async |hub, actor| decide::release(hub, actor, sid).await).await
        }
        Review::Approve { sid, note, by } => {
            as_reviewer(place, &by, async |hub, actor| {
                decide::approve(hub, actor, sid, arguments::joined(&note)).await
            })
            .await
        }
        Review::Reject { sid, codes, notes, by } => {
            let reasons = arguments::reasons(&codes, &notes)?;
            as_reviewer(place, &by, async |hub, actor| decide::reject(hub, actor, sid, reasons).await).await
        }
        Review::Refer { sid, note, by } => {
            as_reviewer(place, &by, async |hub, actor| decide::refer(hub, actor, sid, note.join("\n")).await)
                .await
        }
        Review::Ask { sid, question, field, by } => {
            as_reviewer(place, &by, async |hub, actor| decide::ask(hub, actor, sid, field, question).await)
                .await
        }
        Review::AskRepresentative { sid, representative, way, by } => {
            let seat = if representative == 2 { Seat::Second } else { Seat::First };
            as_reviewer(place, &by, async |hub, actor| {
                decide::ask_representative(hub, actor, sid, seat, way.into()).await
            })
            .await
        }
        Review::Suspend { sid, note, by } => {
            as_reviewer(place, &by, async |hub, actor| {
                decide::suspend(hub, actor, sid, arguments::joined(&note)).await
            })
            .await
        }
        Review::Reinstate { sid, by } => {
            as_reviewer(place, &by, async |hub, actor| decide::reinstate(hub, actor, sid).await).await
        }
        Review::Note { sid, notes, by } => {
            as_reviewer(place, &by, async |hub, actor| {
                decide::note(hub, actor, sid, arguments::notes(&notes)).await
            })
            .await
        }
    }
}

/// Opens the hub, works with it as the reviewer who acts, closes it.
pub(super) async fn as_reviewer(
    place: &Place,
    by: &As,
    work: impl AsyncFnOnce(&Hub, &Actor) -> Outcome,
) -> Outcome {
    beside(place, async |hub| work(hub, &reviewer(hub, by).await?).await).await
}

/// The reviewer who acts: `--as`, else the one of the first start.
async fn reviewer(hub: &Hub, by: &As) -> Outcome<Actor> {
    let found = reviewers::act_as(hub, &Actor::operator(), by.email.as_ref()).await;
    found.map_err(|error| {
        let failure = Failure::from(error);
        match &by.email {
            Some(email) => failure.while_doing(format!("cannot act as {}", email.as_str())),
            None => failure.while_doing("there is no enabled admin to act as"),
        }
        .hint("`trusthub reviewer list` shows who there is")
    })
}

/// A refusal with the other reviewer's name in it: the domain knows only identifiers.
pub(crate) async fn explained(hub: &Hub, error: Error) -> Failure {
    let (reviewer, until, how, hint) = match &error {
        Error::Case(CaseRefusal::ClaimedBy { reviewer, until }) => {
            (reviewer, until, "claimed", "wait until the claim lapses, or ask them to decide")
        }
        Error::Case(CaseRefusal::Pending { reviewer, until }) => {
            (reviewer, until, "decided", "until then they can undo it; afterwards it has taken effect")
        }
        _ => return error.into(),
    };
    let known = reviewers::list(hub, &Actor::operator()).await.unwrap_or_default();
    let name = known
        .iter()
        .find(|one| one.sid == *reviewer)
        .map_or_else(|| reviewer.to_string(), |one| one.email.as_str().to_owned());
    let left = words::time_left(*until, hub.now());
    Failure::refused_because(format!("{how} by {name} until {until} ({left})")).hint(hint)
}
