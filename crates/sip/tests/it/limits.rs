use crate::switch::{FAST, Switch, request, serve, served, status};
use trusthub_sip::Limits;
use trusthub_sip::transaction::{self, Times};

#[tokio::test]
async fn what_is_too_much_is_answered_with_when_to_come_again() {
    let transactions = transaction::Limits { pending: 1, all: 100 };
    let running = serve(FAST, Limits { transactions, ..Limits::default() }, "127.0.0.1").await;
    running.permits.forget_permits(1000);
    let switch = Switch::of(&running).await;
    assert_eq!(status(&switch.ask(&request("INVITE", "1")).await), "100");
    let answer = switch.ask(&request("INVITE", "2")).await;
    assert!(status(&answer) == "503" && answer.contains("\r\nRetry-After: 2\r\n"), "{answer}");
    assert_eq!(status(&switch.ask(&request("OPTIONS", "3")).await), "503");
    running.permits.add_permits(1);
    assert_eq!(status(&switch.hear().await), "302");
    switch.say(&request("ACK", "1")).await;
    while !switch.hears_nothing().await {}
    running.permits.add_permits(1);
    assert_eq!(status(&switch.ask(&request("INVITE", "4")).await), "302");
}

#[tokio::test]
async fn a_service_that_does_not_answer_costs_a_call_and_no_place() {
    let transactions = transaction::Limits { pending: 1, all: 100 };
    let limits = Limits { transactions, answer: FAST.round_trip, ..Limits::default() };
    let running = serve(FAST, limits, "127.0.0.1").await;
    let switch = Switch::of(&running).await;
    switch.say(&request("INVITE", "1").replace("sip:+12155551213@hub.example SIP", "sip:panic SIP")).await;
    while status(&switch.ask(&request("OPTIONS", "2")).await) != "200" {}
    running.permits.forget_permits(1000);
    let mut answer = switch.ask(&request("INVITE", "3")).await;
    while status(&answer) != "504" {
        assert!(["100", "200"].contains(&status(&answer)), "{answer}");
        answer = switch.hear().await;
    }
}

#[tokio::test]
async fn strangers_are_told_so_and_what_they_say_is_not_listened_to() {
    let running = serve(FAST, Limits::default(), "127.0.0.2").await;
    let switch = Switch::of(&running).await;
    let answer = switch.ask(&request("INVITE", "1")).await;
    assert!(answer.starts_with("SIP/2.0 403 Unknown Trunk\r\n"), "{answer}");
    assert!(switch.hears_nothing().await, "once");
    for message in
        [request("ACK", "1"), request("INVITE", "2").replace("CSeq: 1", "CSeq: x"), "\r\n\r\n".to_owned()]
    {
        switch.say(&message).await;
        assert!(switch.hears_nothing().await, "{message}");
    }
}

#[tokio::test]
async fn messages_and_answers_may_be_as_long_as_a_datagram() {
    let running = serve(Times::RFC, Limits::default(), "127.0.0.1").await;
    let switch = Switch::of(&running).await;
    let long = "y".repeat(60_000);
    let answer = switch
        .ask(&request("INVITE", "1").replace("Max-Forwards", &format!("Identity: {long}\r\nMax-Forwards")))
        .await;
    assert!(answer.len() > 60_000 && answer.ends_with("\r\n\r\n"), "{}", answer.len());
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_leads_nowhere_is_passed_over() {
    let running = served().await;
    let switch = Switch::of(&running).await;
    let answer = switch.ask(&request("INVITE", "1").replace("CSeq: 1", "CSeq: x")).await;
    assert!(answer.starts_with("SIP/2.0 400 Bad CSeq\r\n"), "{answer}");
    switch.say(&request("ACK", "1").replace("CSeq: 1", "CSeq: x")).await;
    switch.say("SIP/2.0 200 OK\r\n\r\n").await;
    switch.say("\0\0\0\0").await;
    assert!(switch.hears_nothing().await);
    assert_eq!(status(&switch.ask(&request("OPTIONS", "2")).await), "200");
}
