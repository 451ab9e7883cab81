//! Representatives are asked, answer, and are heard.

mod answers;
mod asking;
mod messages;

use trusthub_app::Actor;
use trusthub_app::confirmations::{self, Seen};
use trusthub_app::review;
use trusthub_domain::bundle::Bundle;
use trusthub_domain::confirmation::{Answer, Confirmation};
use trusthub_domain::review::{Evidence, Role};
use trusthub_gateways::mail::Mail;
use trusthub_testkit::{TestHub, Wish};

pub(crate) const ROSALIND: &str = "rosalind@owlbakery.com";
pub(crate) const CHECK: &str = "representatives.confirmed";

/// A hub that asks.
pub(crate) fn asks() -> Wish {
    Wish { confirms: true, ..Wish::default() }
}

pub(crate) async fn reviewer(hub: &TestHub) -> Actor {
    hub.reviewer("reviewer@hub.example", Role::Lead).await
}

/// Questions sent to that address so far.
pub(crate) fn questions(hub: &TestHub, address: &str) -> Vec<Mail> {
    let is_question = |mail: &Mail| mail.to.as_str() == address && mail.subject.contains("Do you represent");
    hub.mails().into_iter().filter(is_question).collect()
}

/// The last part of the link in a message.
pub(crate) fn link_in(text: &str) -> String {
    let (_, rest) = text.split_once("https://hub.example/confirm/").expect("a link");
    rest.chars().take_while(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter)).collect()
}

/// The link in the last question to Rosalind.
pub(crate) fn link(hub: &TestHub) -> String {
    link_in(&questions(hub, ROSALIND).pop().expect("a question").text)
}

/// What a page would show, in a word.
pub(crate) fn word(seen: trusthub_app::Result<Seen>) -> String {
    match seen.expect("a page") {
        Seen::Question(_) => "question".to_owned(),
        Seen::WantsCode => "wants code".to_owned(),
        Seen::Taken(answer) => format!("taken: {}", answer.as_str()),
        Seen::Answered => "answered".to_owned(),
        Seen::Over => "over".to_owned(),
        Seen::Unknown => "unknown".to_owned(),
    }
}

pub(crate) async fn look(hub: &TestHub, link: &str) -> String {
    word(confirmations::look(&hub.hub, link).await)
}

/// Answers, and lets the hub do what follows.
pub(crate) async fn answer(hub: &TestHub, link: &str, answer: Answer) -> String {
    let said = word(confirmations::answer(&hub.hub, link, answer).await);
    hub.run_jobs().await;
    said
}

/// What was asked about a bundle, newest first.
pub(crate) async fn asked(hub: &TestHub, reviewer: &Actor, bundle: &Bundle) -> Vec<Confirmation> {
    review::show(&hub.hub, reviewer, bundle.sid).await.expect("a page").confirmations
}

/// What the newest case says of the representatives.
pub(crate) async fn evidence(hub: &TestHub, reviewer: &Actor, bundle: &Bundle) -> Vec<Evidence> {
    let dossier = review::show(&hub.hub, reviewer, bundle.sid).await.expect("a page");
    let assessment =
        dossier.cases.into_iter().next().and_then(|case| case.assessment).expect("an assessment");
    assessment.evidence.into_iter().filter(|one| one.check == CHECK).collect()
}
