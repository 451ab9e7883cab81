//! How a question gets to the person.

use std::time::Duration;

use trusthub_app::accounts::{self, Exported};
use trusthub_app::{Actor, bundles, confirmations, retention};
use trusthub_domain::confirmation::{Answer, Channel, Confirmation, Delivery};
use trusthub_domain::review::Outcome;
use trusthub_gateways::webhook::signature;
use trusthub_testkit::{DAY, SMS_SECRET, SOUND_BUSINESS, TestHub, Wish};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{ROSALIND, answer, asked, asks, evidence, link, link_in, look, questions, reviewer};
use crate::support::{after, hub};

const MINUTE: Duration = Duration::from_secs(60);

async fn gateway(status: u16) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(status)).mount(&server).await;
    server
}

fn by_sms(server: &MockServer) -> Wish {
    Wish { sms_gateway: Some(format!("{}/sms", server.uri())), ..asks() }
}

/// The texts that a gateway got.
async fn texts(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap();
    let body = |body: &[u8]| serde_json::from_slice::<serde_json::Value>(body).unwrap();
    requests.iter().map(|request| body(&request.body)["text"].as_str().unwrap().to_owned()).collect()
}

async fn submitted(hub: &TestHub) -> Confirmation {
    let account = hub.account("Owl").await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let reviewer = reviewer(hub).await;
    asked(hub, &reviewer, &draft).await.remove(0)
}

fn code_in(text: &str) -> String {
    let (_, rest) = text.split_once("the code ").unwrap();
    rest.trim_end_matches('.').to_owned()
}

#[tokio::test]
async fn the_code_of_a_text_message_is_exchanged_for_the_question() {
    let server = gateway(202).await;
    let hub = hub!(by_sms(&server));
    let question = submitted(&hub).await;
    assert_eq!((question.channel, questions(&hub, ROSALIND).len()), (Channel::Sms, 0));
    assert!(matches!(question.delivery, Delivery::Sent { .. }));
    let text = texts(&server).await.remove(0);
    let (short, code) = (link_in(&text), code_in(&text));
    assert_eq!(look(&hub, &short).await, "wants code");
    assert_eq!(
        answer(&hub, &short, Answer::Deny).await,
        "wants code",
        "the short link alone answers nothing"
    );
    let wrong = if code == "123456" { "123457" } else { "123456" };
    assert_eq!(confirmations::exchange(&hub.hub, &short, wrong).await.unwrap(), None);
    let whole = confirmations::exchange(&hub.hub, &short, &format!(" {code} ")).await.unwrap().unwrap();
    assert_eq!(look(&hub, &whole).await, "question");
    assert_eq!(answer(&hub, &whole, Answer::Confirm).await, "taken: confirm");
    let request = server.received_requests().await.unwrap().remove(0);
    let url = format!("{}/sms?{}", server.uri(), request.url.query().unwrap());
    let none: [(&str, &str); 0] = [];
    assert_eq!(request.headers["x-twilio-signature"], signature(&SMS_SECRET.into(), &url, &none));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_cannot_be_guessed_however_many_try_at_once() {
    let server = gateway(202).await;
    let hub = hub!(by_sms(&server));
    submitted(&hub).await;
    let text = texts(&server).await.remove(0);
    let (short, code) = (link_in(&text), code_in(&text));
    let wrong = if code == "123456" { "123457" } else { "123456" };
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (hub, short, wrong) = (hub.hub.clone(), short.clone(), wrong.to_owned());
        tries.spawn(async move { confirmations::exchange(&hub, &short, &wrong).await });
    }
    assert!(tries.join_all().await.iter().all(|one| !matches!(one, Ok(Some(_)))));
    assert_eq!(confirmations::exchange(&hub.hub, &short, &code).await.unwrap(), None, "too many were tried");
}

#[tokio::test]
async fn what_the_gateway_refuses_for_good_goes_by_mail() {
    let server = gateway(422).await;
    let hub = hub!(by_sms(&server));
    let question = submitted(&hub).await;
    assert_eq!((texts(&server).await.len(), questions(&hub, ROSALIND).len()), (1, 1));
    assert_eq!(question.channel, Channel::Mail);
    let short = link_in(&texts(&server).await[0]);
    let code = code_in(&texts(&server).await[0]);
    assert_eq!(
        confirmations::exchange(&hub.hub, &short, &code).await.unwrap(),
        None,
        "its code never arrived"
    );
    let whole = link_in(&questions(&hub, ROSALIND)[0].text);
    assert_eq!(answer(&hub, &whole, Answer::Confirm).await, "taken: confirm");
}

#[tokio::test]
async fn a_gateway_that_is_down_is_tried_for_minutes_and_then_mail_goes() {
    let server = gateway(503).await;
    let hub = hub!(by_sms(&server));
    submitted(&hub).await;
    assert_eq!((texts(&server).await.len(), questions(&hub, ROSALIND).len()), (1, 0));
    after(&hub, MINUTE).await;
    after(&hub, MINUTE).await;
    assert_eq!((texts(&server).await.len(), questions(&hub, ROSALIND).len()), (3, 1));
}

#[tokio::test]
async fn an_address_where_nobody_is_counts_as_not_reached() {
    let hub = hub!(asks());
    hub.nobody_is_at(ROSALIND);
    let (account, reviewer) = (hub.account("Owl").await, reviewer(&hub).await);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    let question = asked(&hub, &reviewer, &draft).await.remove(0);
    assert!(matches!(question.delivery, Delivery::Unreachable { .. }), "{question:?}");
    let found = evidence(&hub, &reviewer, &draft).await.remove(0);
    assert_eq!(found.outcome, Outcome::Unknown);
    assert!(found.why.contains("could not be reached"), "{}", found.why);
    after(&hub, 24 * 60 * MINUTE).await;
    assert_eq!(questions(&hub, ROSALIND).len(), 0, "nor is it reminded");
}

/// The process dies after the server took the mail and before that is written down: the job runs again.
#[tokio::test]
async fn a_question_that_is_sent_again_is_the_same_message_and_counts_once() {
    let hub = hub!(asks());
    let question = submitted(&hub).await;
    hub.sql("UPDATE confirmations SET delivery = 'begun', delivered_at = NULL").await;
    hub.sql(&format!(
        "INSERT INTO jobs (id, kind, account_sid, subject, state, run_at, due_at, attempts, date_created, lane) \
         VALUES ('01890000-0000-7000-8000-000000000001', 'confirm', '{}', '{} first', 'ready', 0, 0, 1, 0, 'post')",
        question.account_sid, question.sid
    ))
    .await;
    hub.run_jobs().await;
    let sent = questions(&hub, ROSALIND);
    assert_eq!(sent.len(), 2);
    assert!(sent[0] == sent[1], "the receiver sees one message twice");
    assert_eq!(hub.sql("UPDATE contact_quota SET used = used WHERE used = 1").await, 1);
}

#[tokio::test]
async fn what_was_asked_is_exported_and_goes_with_the_cases_of_a_profile_that_is_gone() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.submit(&account, &draft).await;
    answer(&hub, &link(&hub), Answer::Deny).await;
    let mut told = Vec::new();
    let sink = |one: &Exported| {
        told.extend((one.kind == "confirmation").then(|| one.value.clone()));
        Ok(())
    };
    accounts::export(&hub.hub, &Actor::operator(), account.sid, sink).await.unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(
        (&told[0]["asked"]["email"], &told[0]["answered"]["answer"]),
        (&ROSALIND.into(), &"deny".into())
    );
    assert!(told[0]["asked_at"].as_str().is_some_and(|at| at.starts_with("2026-")), "{}", told[0]);

    bundles::delete(&hub.hub, &account.actor, draft.kind, draft.sid).await.unwrap();
    let is_question = |due: &retention::Due| due.subject.starts_with("CF");
    for (days, expected) in [(1800, 0), (100, 1)] {
        hub.advance(days * DAY);
        let due = retention::list(&hub.hub, &Actor::operator()).await.unwrap();
        assert_eq!(due.iter().filter(|due| is_question(due)).count(), expected, "{due:?}");
    }
    retention::sweep(&hub.hub, &Actor::retention()).await.unwrap();
    assert!(!retention::list(&hub.hub, &Actor::operator()).await.unwrap().iter().any(is_question));
    assert_eq!(hub.sql("UPDATE confirmations SET version = version").await, 0);
}

#[tokio::test]
async fn nobody_can_read_a_link_or_who_was_asked() {
    let hub = hub!(asks());
    submitted(&hub).await;
    let link = link_in(&questions(&hub, ROSALIND)[0].text);
    assert_eq!(hub.where_readable(&[&link[22..], ROSALIND, "Achterberg"]).await, None);
}
