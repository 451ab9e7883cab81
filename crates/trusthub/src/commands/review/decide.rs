//! A reviewer's deeds, and one line about what each led to.

use trusthub_app::review::{self, Approved, GivenReason};
use trusthub_app::{Actor, Hub};
use trusthub_domain::bundle::Bundle;
use trusthub_domain::confirmation::{Channel, Seat};
use trusthub_domain::review::CaseState;
use trusthub_domain::sid::BundleSid;

use super::arguments::Note;
use super::{explained, words};
use crate::failure::Outcome;
use crate::output;

pub(super) async fn claim(hub: &Hub, actor: &Actor, sid: BundleSid) -> Outcome {
    match review::claim(hub, actor, sid).await {
        Ok(case) => {
            let until = match case.state {
                CaseState::Claimed { until, .. } => format!(" until {until}"),
                CaseState::Vetting | CaseState::Open | CaseState::Decided { .. } => String::new(),
            };
            output::line(format!("{sid} is yours{until}; due {}.", words::from_now(case.due_at, hub.now())));
            Ok(())
        }
        Err(error) => Err(explained(hub, error).await),
    }
}

pub(super) async fn release(hub: &Hub, actor: &Actor, sid: BundleSid) -> Outcome {
    match review::release(hub, actor, sid).await {
        Ok(case) => {
            let due = words::from_now(case.due_at, hub.now());
            output::line(format!("{sid} is free again; due {due}."));
            Ok(())
        }
        Err(error) => Err(explained(hub, error).await),
    }
}

pub(super) async fn approve(hub: &Hub, actor: &Actor, sid: BundleSid, note: Option<String>) -> Outcome {
    match review::approve(hub, actor, sid, note).await {
        Ok(Approved::Final(bundle)) => {
            output::line(format!("{} is approved{}.", bundle.sid, until(&bundle)));
            Ok(())
        }
        Ok(Approved::NeedsSecond(bundle)) => {
            output::line(format!("Noted. {} needs the approval of a second reviewer.", bundle.sid));
            output::remark("`trusthub review show` says why.");
            Ok(())
        }
        Err(error) => Err(explained(hub, error).await),
    }
}

pub(super) async fn reject(hub: &Hub, actor: &Actor, sid: BundleSid, reasons: Vec<GivenReason>) -> Outcome {
    match review::reject(hub, actor, sid, reasons, None).await {
        Ok(bundle) => {
            output::line(format!("{} is rejected; its customer is told:", bundle.sid));
            reasons_of(&bundle);
            Ok(())
        }
        Err(error) => Err(explained(hub, error).await),
    }
}

pub(super) async fn suspend(hub: &Hub, actor: &Actor, sid: BundleSid, note: Option<String>) -> Outcome {
    let bundle = review::suspend(hub, actor, sid, note).await?;
    output::line(format!("{} is suspended; `trusthub review reinstate` lifts it.", bundle.sid));
    Ok(())
}

pub(super) async fn reinstate(hub: &Hub, actor: &Actor, sid: BundleSid) -> Outcome {
    let bundle = review::reinstate(hub, actor, sid).await?;
    output::line(format!("{} is {} again{}.", bundle.sid, bundle.shown_status(), until(&bundle)));
    Ok(())
}

pub(super) async fn note(hub: &Hub, actor: &Actor, sid: BundleSid, notes: Vec<Note>) -> Outcome {
    let count = u64::try_from(notes.len()).unwrap_or(u64::MAX);
    for note in notes {
        review::note(hub, actor, sid, note.field, note.text).await?;
    }
    output::line(format!(
        "{} written; reviewers see it, the customer does not.",
        words::count(count, "note", "notes")
    ));
    Ok(())
}

pub(super) async fn refer(hub: &Hub, actor: &Actor, sid: BundleSid, note: String) -> Outcome {
    match review::refer(hub, actor, sid, note).await {
        Ok(_) => {
            output::line(format!("{sid} is for a lead now; only leads and admins decide it."));
            Ok(())
        }
        Err(error) => Err(explained(hub, error).await),
    }
}

pub(super) async fn ask_representative(
    hub: &Hub,
    actor: &Actor,
    sid: BundleSid,
    seat: Seat,
    channel: Channel,
) -> Outcome {
    match review::ask_representative(hub, actor, sid, seat, channel).await {
        Ok(question) => {
            let ends = words::from_now(question.expires_at, hub.now());
            let (who, how) = (seat.in_words(), channel.in_words());
            output::line(format!("{who} is asked by {how}; the time to answer ends {ends}."));
            Ok(())
        }
        Err(error) => Err(explained(hub, error).await),
    }
}

pub(super) async fn ask(
    hub: &Hub,
    actor: &Actor,
    sid: BundleSid,
    field: Option<String>,
    question: String,
) -> Outcome {
    match review::ask(hub, actor, sid, field, question).await {
        Ok(case) => {
            let due = words::from_now(case.due_at, hub.now());
            output::line(format!("The customer is asked by mail. The clock goes on: {sid} is due {due}."));
            Ok(())
        }
        Err(error) => Err(explained(hub, error).await),
    }
}

fn until(bundle: &Bundle) -> String {
    bundle.valid_until.map(|until| format!(", in force until {until}")).unwrap_or_default()
}

fn reasons_of(bundle: &Bundle) {
    for reason in bundle.shown_reasons() {
        let field = reason.field.as_ref().map(|field| format!(" ({field})")).unwrap_or_default();
        output::line(format!("  {}{field}: {}", reason.code.0, reason.message));
        for line in reason.note.iter().flat_map(|note| note.lines()) {
            output::line(format!("    {}", output::harmless(line)));
        }
    }
}
