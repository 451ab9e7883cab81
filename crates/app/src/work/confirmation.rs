//! Brings a question to a representative, and reminds who has not answered.
//!
//! A try is written down before it is made, so that it counts once among the messages of the day, however often a process
//! dies in the middle; what leaves then is the same message, with the same identifier.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};

use tracing::Instrument;
use trusthub_domain::bundle::{Status, UnknownName};
use trusthub_domain::confirmation::{Channel, Confirmation, Delivery, Standing};
use trusthub_domain::contact::{Email, Phone};
use trusthub_domain::sid::ConfirmationSid;
use trusthub_domain::time::Timestamp;
use trusthub_gateways::mail::{Envelope, Mail, Question, question_letter, question_text};
use trusthub_gateways::sms::TextMessage;
use trusthub_storage::{Job, Scope, Tx};

use super::{Outcome, causes, letters, trace_of_delivery};
use crate::confirmations::link::Link;
use crate::confirmations::{ConfirmationSettings, count, name_of, reassess, save};
use crate::record::internal;
use crate::{Actor, Hub, Result};

/// Tries of a text message before the question goes by mail. Ours: a gateway that is down for minutes must not use up the
/// day that reviewers have.
const SMS_TRIES: i64 = 3;

/// How soon a question about a suspended profile looks again.
const PAUSE: Duration = Duration::from_secs(60 * 60);

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What a job is about: a question, for the first time or again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking {
    First(ConfirmationSid),
    Again(ConfirmationSid),
}

/// `CF… first`
impl fmt::Display for Asking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::First(sid) => write!(f, "{sid} first"),
            Self::Again(sid) => write!(f, "{sid} again"),
        }
    }
}

impl FromStr for Asking {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let (sid, which) = text.split_once(' ').ok_or(UnknownName)?;
        let sid = sid.parse().map_err(|_| UnknownName)?;
        match which {
            "first" => Ok(Self::First(sid)),
            "again" => Ok(Self::Again(sid)),
            _ => Err(UnknownName),
        }
    }
}

impl Asking {
    fn sid(self) -> ConfirmationSid {
        match self {
            Self::First(sid) | Self::Again(sid) => sid,
        }
    }

    fn is_reminder(self) -> bool {
        matches!(self, Self::Again(_))
    }
}

/// A message that may leave now.
struct Begun {
    question: Confirmation,
    account_name: String,
}

/// Why a try ended without the message being taken.
enum Failed {
    ForNow(String),
    ForGood(String),
}

pub(super) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let scope = Scope::own(job.account_sid);
    let asking: Asking = job.subject.parse().map_err(internal)?;
    let Some(settings) = &hub.settings().confirmations else { return Ok(Outcome::Done) };
    let begun = match begin(hub, &scope, asking, settings).await? {
        Ok(begun) => begun,
        Err(outcome) => return Ok(outcome),
    };
    let sent = match begun.question.channel {
        Channel::Mail => by_mail(hub, &begun, asking).await?,
        Channel::Sms => by_sms(hub, &begun, asking).await,
    };
    match sent {
        Ok(()) => finish(hub, job, &scope, asking, Delivery::Sent { at: hub.now() }).await,
        Err(Failed::ForNow(why)) if begun.question.channel == Channel::Sms && job.attempts >= SMS_TRIES => {
            tracing::info!("question {}: {why}; it goes by mail", begun.question.sid);
            turn_to_mail(hub, &scope, asking).await
        }
        Err(Failed::ForNow(why)) => Ok(Outcome::Retry(why)),
        Err(Failed::ForGood(why)) if begun.question.channel == Channel::Sms => {
            tracing::info!("question {}: {why}; it goes by mail", begun.question.sid);
            turn_to_mail(hub, &scope, asking).await
        }
        Err(Failed::ForGood(why)) => {
            tracing::info!("question {} cannot be delivered: {why}", begun.question.sid);
            finish(hub, job, &scope, asking, Delivery::Unreachable { at: hub.now() }).await
        }
    }
}

/// Writes down that it may leave, if there is still something to ask, and takes it from the messages of the day.
async fn begin(
    hub: &Hub,
    scope: &Scope,
    asking: Asking,
    settings: &ConfirmationSettings,
) -> Result<std::result::Result<Begun, Outcome>> {
    let now = hub.now();
    let mut tx = hub.db().write().await?;
    let Some(question) = waiting(&mut tx, scope, asking, now).await? else { return Ok(Err(Outcome::Done)) };
    let bundle = tx.bundle_find(scope, question.bundle_sid).await?;
    let wants_answer = |status| match status {
        Status::InReview => true,
        Status::Approved => !asking.is_reminder(),
        Status::Draft | Status::PendingReview | Status::Rejected => false,
    };
    let Some(bundle) = bundle.filter(|bundle| wants_answer(bundle.status)) else {
        return Ok(Err(Outcome::Done));
    };
    if bundle.is_suspended() {
        return Ok(Err(Outcome::Wait(now.plus(PAUSE))));
    }
    let Some(account) = tx.account_find(scope).await? else { return Ok(Err(Outcome::Done)) };
    let is_begun = match asking {
        Asking::First(_) => question.delivery == Delivery::Begun,
        Asking::Again(_) => question.reminded_at.is_some(),
    };
    let question = if is_begun {
        question
    } else {
        let address = match question.channel {
            Channel::Mail => &question.asked.email,
            Channel::Sms => &question.asked.phone_number,
        };
        let actor = Actor::system();
        if !tx.contact_quota_take_any_account(address, now, settings.most_per_day).await? {
            return hold(tx, hub, scope, asking, &question).await.map(Err);
        }
        let after = match asking {
            Asking::First(_) => question.with_delivery(Delivery::Begun),
            Asking::Again(_) => Confirmation { reminded_at: Some(now), ..question.clone() },
        };
        let action = if asking.is_reminder() { "confirmation.remind" } else { "confirmation.send" };
        let after = save(&mut tx, hub, &actor, scope, action, &question, &after).await?;
        tx.commit().await?;
        after
    };
    Ok(Ok(Begun { question, account_name: account.friendly_name }))
}

/// The question, if it still waits for an answer and, for a reminder, reached anybody.
async fn waiting(tx: &mut Tx, scope: &Scope, asking: Asking, now: Timestamp) -> Result<Option<Confirmation>> {
    let found = tx.confirmation_find(scope, asking.sid()).await?;
    let found = found.filter(|question| question.standing(now) == Standing::Waiting);
    Ok(found.filter(|question| match (asking, question.delivery) {
        (Asking::First(_), Delivery::Queued | Delivery::Held | Delivery::Begun) => true,
        (Asking::Again(_), Delivery::Sent { .. }) => true,
        (Asking::First(_), Delivery::Sent { .. } | Delivery::Unreachable { .. })
        | (
            Asking::Again(_),
            Delivery::Queued | Delivery::Held | Delivery::Begun | Delivery::Unreachable { .. },
        ) => false,
    }))
}

/// Too many messages to this address today: the question waits for tomorrow, a reminder is left out.
async fn hold(
    mut tx: Tx,
    hub: &Hub,
    scope: &Scope,
    asking: Asking,
    question: &Confirmation,
) -> Result<Outcome> {
    count("held", question);
    if asking.is_reminder() {
        return Ok(Outcome::Done);
    }
    if question.delivery != Delivery::Held {
        let after = question.with_delivery(Delivery::Held);
        save(&mut tx, hub, &Actor::system(), scope, "confirmation.hold", question, &after).await?;
        tx.commit().await?;
    }
    Ok(Outcome::Wait(next_day(hub.now())))
}

/// When the count of messages begins anew, which is before that day's reminders.
fn next_day(now: Timestamp) -> Timestamp {
    let passed = now.since(Timestamp::from_micros(0)).as_secs() % DAY.as_secs();
    now.plus(DAY.saturating_sub(Duration::from_secs(passed)))
}

async fn turn_to_mail(hub: &Hub, scope: &Scope, asking: Asking) -> Result<Outcome> {
    let now = hub.now();
    let mut tx = hub.db().write().await?;
    let Some(before) = waiting(&mut tx, scope, asking, now).await? else { return Ok(Outcome::Done) };
    // Whoever got the first message has it; a reminder may be missed.
    if asking.is_reminder() {
        return Ok(Outcome::Done);
    }
    save(&mut tx, hub, &Actor::system(), scope, "confirmation.turn_to_mail", &before, &before.by_mail())
        .await?;
    tx.commit().await?;
    Ok(Outcome::Wait(now))
}

/// Writes down how it went and takes the job from the queue, in one transaction. Who answered meanwhile has answered.
async fn finish(hub: &Hub, job: &Job, scope: &Scope, asking: Asking, delivery: Delivery) -> Result<Outcome> {
    let mut tx = hub.db().write().await?;
    let is_refused = matches!(delivery, Delivery::Unreachable { .. });
    if let Some(before) = tx.confirmation_find(scope, asking.sid()).await?
        && (is_refused || !asking.is_reminder())
    {
        let (action, event) = if is_refused {
            ("confirmation.not_reached", "unreachable")
        } else {
            ("confirmation.sent", "sent")
        };
        let after = before.with_delivery(delivery);
        let after = save(&mut tx, hub, &Actor::system(), scope, action, &before, &after).await?;
        if is_refused {
            reassess(&mut tx, hub, scope, after.bundle_sid).await?;
        }
        count(event, &after);
    }
    tx.job_finish(job).await?;
    tx.commit().await?;
    Ok(Outcome::Settled)
}

fn worded(hub: &Hub, begun: &Begun, asking: Asking, link: &Link) -> Question {
    let question = &begun.question;
    Question {
        bundle_sid: question.bundle_sid,
        name: name_of(question),
        title: question.asked.title.clone(),
        business_name: question.asked.business_name.clone(),
        account_name: begun.account_name.clone(),
        url: link.url(hub),
        until: question.expires_at,
        is_reminder: asking.is_reminder(),
        support_email: hub.settings().support_email.clone(),
    }
}

/// The same for every try: a question and its reminder are two messages.
fn message_id(question: &Confirmation, asking: Asking) -> String {
    let again = if asking.is_reminder() { "r" } else { "" };
    format!("{}{again}", question.sid)
}

async fn by_mail(hub: &Hub, begun: &Begun, asking: Asking) -> Result<std::result::Result<(), Failed>> {
    let question = &begun.question;
    let Ok(to) = question.asked.email.parse::<Email>() else {
        return Ok(Err(Failed::ForGood("the address is none".to_owned())));
    };
    let worded = worded(hub, begun, asking, &Link::sealed(hub, question.sid));
    let letter = question_letter(&worded).map_err(internal)?;
    let settings = hub.settings();
    let envelope =
        Envelope { from: settings.mail_from.clone(), to, reply_to: settings.support_email.clone() };
    let date = question.reminded_at.filter(|_| asking.is_reminder()).unwrap_or(question.asked_at);
    let mail = Mail::named(&message_id(question, asking), date, envelope, letter);
    Ok(letters::hand_over(hub, &mail).await.map_err(|error| {
        if error.is_permanent() { Failed::ForGood(causes(&error)) } else { Failed::ForNow(causes(&error)) }
    }))
}

async fn by_sms(hub: &Hub, begun: &Begun, asking: Asking) -> std::result::Result<(), Failed> {
    let question = &begun.question;
    let (Some(gateway), Ok(to)) = (hub.sms(), question.asked.phone_number.parse::<Phone>()) else {
        return Err(Failed::ForGood("there is no gateway, or the number is none".to_owned()));
    };
    let worded = worded(hub, begun, asking, &Link::WithCode { sid: question.sid });
    let text = question_text(&worded, hub.db().vault().confirmation_code(question.sid));
    let message = TextMessage { id: message_id(question, asking), to, text };
    let (since, trace) = (Instant::now(), trace_of_delivery("sms"));
    let sent = gateway.send(&message).instrument(trace.clone()).await;
    let outcome = match &sent {
        Ok(()) => "delivered",
        Err(error) if error.is_permanent() => "refused",
        Err(_) => "failed",
    };
    trace.record("delivery.outcome", outcome);
    metrics::histogram!("trusthub_delivery_duration_seconds", "channel" => "sms", "outcome" => outcome)
        .record(since.elapsed());
    sent.map_err(|error| {
        if error.is_permanent() {
            Failed::ForGood(error.to_string())
        } else {
            Failed::ForNow(error.to_string())
        }
    })
}
