//! What representatives were asked, on the page of `review show`.

use trusthub_app::Hub;
use trusthub_app::review::Dossier;
use trusthub_domain::confirmation::{Answer, Answered, Delivery, Standing};

use crate::commands::words;
use crate::output::{self, Style};

/// Who was asked, when and how, and what came of it.
pub(super) fn section(hub: &Hub, dossier: &Dossier, style: Style) -> Vec<String> {
    if dossier.confirmations.is_empty() {
        return Vec::new();
    }
    let mut lines = super::section("representatives asked", "by us, not by the customer", style).to_vec();
    for question in &dossier.confirmations {
        let asked = &question.asked;
        let who = format!("{} {}, {}", asked.first_name, asked.last_name, asked.title);
        lines.push(format!("  {}  {}", style.name(question.seat.as_str()), output::harmless(&who)));
        let delivery = match question.delivery {
            Delivery::Queued => "not sent yet".to_owned(),
            Delivery::Held => style.attention("held back: this address has had its messages of the day"),
            Delivery::Begun => "being sent".to_owned(),
            Delivery::Sent { at } => format!("sent by {} at {at}", question.channel.as_str()),
            Delivery::Unreachable { at } => {
                style.bad(format!("not reached: the address was refused for good at {at}"))
            }
        };
        lines.push(format!("        asked at {}; {delivery}", question.asked_at));
        lines.extend(question.reminded_at.map(|at| format!("        reminded at {at}")));
        let now = hub.now();
        let answer = match question.standing(now) {
            Standing::Answered(Answered { answer: Answer::Confirm, at }) => {
                format!("{} at {at}", style.good("confirmed"))
            }
            Standing::Answered(Answered { answer: Answer::Deny, at }) => {
                format!("{} at {at}", style.bad("denied"))
            }
            Standing::Expired => style.attention(format!("no answer until {}", question.expires_at)),
            Standing::Waiting => {
                let left = words::from_now(question.expires_at, now);
                format!("no answer yet; one is taken until {} ({left})", question.expires_at)
            }
        };
        lines.push(format!("        {answer}"));
    }
    lines
}
