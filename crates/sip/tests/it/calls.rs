use std::sync::atomic::Ordering;

use crate::switch::{FAST, Switch, request, serve, served, status};
use trusthub_sip::Limits;
use trusthub_sip::transaction::Times;

#[tokio::test]
async fn a_call_is_answered_with_what_the_service_says_and_what_it_must_repeat() {
    let running = served().await;
    let switch = Switch::of(&running).await;
    let answer = switch.ask(&request("INVITE", "1")).await;
    assert!(answer.starts_with("SIP/2.0 302 Moved Temporarily\r\nVia: SIP/2.0/UDP switch.example;branch=z9hG4bK1;received=127.0.0.1;rport="), "{answer}");
    assert!(answer.contains("\r\nContact: <sip:+12155551213@hub.example>\r\n"), "{answer}");
    assert!(answer.contains("\r\nTo: <sip:+12155551213@hub.example>;tag="), "{answer}");
}

#[tokio::test]
async fn a_request_that_comes_again_is_answered_alike_and_asked_once() {
    let running = serve(Times::RFC, Limits::default(), "127.0.0.1").await;
    let switch = Switch::of(&running).await;
    let first = switch.ask(&request("INVITE", "1")).await;
    assert_eq!(switch.ask(&request("INVITE", "1")).await, first);
    assert_eq!(running.asked.load(Ordering::SeqCst), 1);
    let options = switch.ask(&request("OPTIONS", "2")).await;
    assert_eq!(switch.ask(&request("OPTIONS", "2")).await, options);
}

#[tokio::test]
async fn an_answer_comes_again_until_it_is_acknowledged() {
    let running = served().await;
    let switch = Switch::of(&running).await;
    let first = switch.ask(&request("INVITE", "1")).await;
    assert_eq!(switch.hear().await, first);
    assert_eq!(switch.hear().await, first);
    switch.say(&request("ACK", "1")).await;
    // One may have been on its way.
    while !switch.hears_nothing().await {}
}

#[tokio::test]
async fn who_waits_is_told_and_who_hangs_up_meanwhile_is_released() {
    let running = served().await;
    running.permits.forget_permits(1000);
    let switch = Switch::of(&running).await;
    let trying = switch.ask(&request("INVITE", "1")).await;
    assert_eq!(status(&trying), "100", "{trying}");
    switch.say(&request("CANCEL", "1")).await;
    let (one, other) = (switch.hear().await, switch.hear().await);
    let (cancel, call) = if one.contains("1 CANCEL") { (one, other) } else { (other, one) };
    assert_eq!((status(&cancel), status(&call)), ("200", "487"), "{cancel}{call}");
    let tag = |answer: &str| answer.split("To: ").nth(1).unwrap().split("\r\n").next().unwrap().to_owned();
    assert_eq!(tag(&cancel), tag(&call), "both answers are of one dialog");
    switch.say(&request("ACK", "1")).await;
    running.permits.add_permits(1);
    while !switch.hears_nothing().await {}
    assert_eq!(running.permits.available_permits(), 1, "the service was let go");
}

#[tokio::test]
async fn hanging_up_on_nothing_or_too_late_is_answered_as_such() {
    let running = serve(Times::RFC, Limits::default(), "127.0.0.1").await;
    let switch = Switch::of(&running).await;
    assert_eq!(status(&switch.ask(&request("CANCEL", "0")).await), "481");
    switch.ask(&request("INVITE", "1")).await;
    let answer = switch.ask(&request("CANCEL", "1")).await;
    assert!(status(&answer) == "200" && answer.contains("1 CANCEL"), "{answer}");
    assert!(switch.hears_nothing().await, "the call has its answer");
}

#[tokio::test]
async fn whoever_is_not_asked_to_sign_says_what_it_can() {
    let running = served().await;
    let switch = Switch::of(&running).await;
    let options = switch.ask(&request("OPTIONS", "1")).await;
    assert_eq!(status(&options), "200");
    for (method, branch) in [("BYE", "2"), ("MESSAGE", "3"), ("invite", "4")] {
        let answer = switch.ask(&request(method, branch)).await;
        assert_eq!(status(&answer), "405", "{answer}");
        assert!(answer.contains("\r\nAllow: INVITE, ACK, CANCEL, OPTIONS\r\n"), "{answer}");
    }
    assert_eq!(running.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn before_the_end_calls_go_on_and_distributors_are_told_to_go_elsewhere() {
    let running = served().await;
    let switch = Switch::of(&running).await;
    running.ending.near.cancel();
    let options = switch.ask(&request("OPTIONS", "1")).await;
    assert!(status(&options) == "503" && options.contains("\r\nRetry-After: "), "{options}");
    assert_eq!(status(&switch.ask(&request("INVITE", "2")).await), "302");
    assert!(running.alive.is_alive());
}

#[tokio::test]
async fn at_the_end_what_was_begun_is_answered_and_nothing_else_is_read() {
    let running =
        serve(Times { patience: FAST.patience, ..Times::RFC }, Limits::default(), "127.0.0.1").await;
    running.permits.forget_permits(1000);
    let switch = Switch::of(&running).await;
    assert_eq!(status(&switch.ask(&request("INVITE", "1")).await), "100");
    running.ending.here.cancel();
    running.tasks.work.close();
    switch.say(&request("OPTIONS", "2")).await;
    running.permits.add_permits(1);
    assert_eq!(status(&switch.hear().await), "302");
    assert!(switch.hears_nothing().await);
    running.tasks.work.wait().await;
    assert!(!running.alive.is_alive());
}
