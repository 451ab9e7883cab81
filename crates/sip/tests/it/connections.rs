use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::switch::{Connection, FAST, request, serve, served, status};
use trusthub_sip::Limits;

#[tokio::test]
async fn messages_are_told_apart_however_they_are_cut() {
    let running = served().await;
    let mut connection = Connection::to(&running).await;
    let both = request("INVITE", "1") + &request("OPTIONS", "2");
    for piece in both.as_bytes().chunks(7) {
        connection.say(piece).await;
    }
    let mut statuses = [connection.hear().await, connection.hear().await].map(|it| status(&it).to_owned());
    statuses.sort();
    assert_eq!(statuses, ["200", "302"]);
    connection
        .say((request("ACK", "1") + &request("OPTIONS", "3") + &request("OPTIONS", "4")).as_bytes())
        .await;
    assert_eq!([status(&connection.hear().await), status(&connection.hear().await)], ["200", "200"]);
    assert_eq!(running.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn pings_are_answered() {
    let running = served().await;
    let mut connection = Connection::to(&running).await;
    connection.say(b"\r\n\r\n").await;
    assert_eq!(connection.hear_bytes(2).await, b"\r\n");
    connection.say(request("OPTIONS", "1").as_bytes()).await;
    assert_eq!(status(&connection.hear().await), "200");
}

#[tokio::test]
async fn an_answer_is_not_sent_again_where_nothing_gets_lost() {
    let running = served().await;
    let mut connection = Connection::to(&running).await;
    connection.say(request("INVITE", "1").as_bytes()).await;
    assert_eq!(status(&connection.hear().await), "302");
    tokio::time::sleep(FAST.round_trip * 4).await;
    connection.say(request("OPTIONS", "2").as_bytes()).await;
    assert_eq!(status(&connection.hear().await), "200", "nothing came in between");
}

#[tokio::test]
async fn who_does_not_say_where_a_message_ends_is_told_and_hung_up_on() {
    let running = served().await;
    let cases = [
        (request("INVITE", "1").replace("Content-Length: 0\r\n", ""), "400 Missing Content-Length"),
        (request("INVITE", "2").replace("Length: 0", "Length: -1"), "400 Bad Content-Length"),
        (request("INVITE", "3").replace("Length: 0", "Length: 65500"), "513 Message Too Large"),
    ];
    for (message, wanted) in cases {
        let mut connection = Connection::to(&running).await;
        connection.say(message.as_bytes()).await;
        let answer = connection.hear().await;
        assert!(answer.starts_with(&format!("SIP/2.0 {wanted}\r\n")), "{answer}");
        assert!(connection.is_over().await, "{wanted}");
    }
    let mut connection = Connection::to(&running).await;
    connection.say(b"GET / HTTP/1.1\r\nHost x\r\n\r\n").await;
    assert!(connection.is_over().await);
}

#[tokio::test]
async fn who_says_nothing_or_only_half_of_something_is_hung_up_on() {
    let short = Duration::from_millis(50);
    let running = serve(FAST, Limits { idle: short, message: short, ..Limits::default() }, "127.0.0.1").await;
    let mut silent = Connection::to(&running).await;
    assert!(silent.is_over().await);
    let running = serve(FAST, Limits { message: short, ..Limits::default() }, "127.0.0.1").await;
    let mut half = Connection::to(&running).await;
    half.say(&request("OPTIONS", "1").as_bytes()[..40]).await;
    assert!(half.is_over().await);
}

#[tokio::test]
async fn strangers_and_whoever_is_too_many_are_hung_up_on() {
    let running = serve(FAST, Limits::default(), "127.0.0.2").await;
    assert!(Connection::to(&running).await.is_over().await);
    let running = serve(FAST, Limits { connections: 1, ..Limits::default() }, "127.0.0.1").await;
    let mut first = Connection::to(&running).await;
    first.say(request("OPTIONS", "1").as_bytes()).await;
    assert_eq!(status(&first.hear().await), "200");
    assert!(Connection::to(&running).await.is_over().await);
    drop(first);
}

#[tokio::test]
async fn at_the_end_a_connection_closes_once_its_calls_are_answered() {
    let running = served().await;
    running.permits.forget_permits(1000);
    let mut connection = Connection::to(&running).await;
    connection.say(request("INVITE", "1").as_bytes()).await;
    assert_eq!(status(&connection.hear().await), "100");
    running.ending.here.cancel();
    running.permits.add_permits(1);
    assert_eq!(status(&connection.hear().await), "302");
    assert!(connection.is_over().await);
    running.tasks.connections.close();
    running.tasks.connections.wait().await;
}

#[tokio::test]
async fn however_many_calls_come_at_once_on_a_connection_all_are_answered() {
    let running = served().await;
    let mut connection = Connection::to(&running).await;
    let calls: String = (0..1000).map(|call| request("INVITE", &call.to_string())).collect();
    connection.say(calls.as_bytes()).await;
    let mut answered = 0;
    while answered < 1000 {
        match status(&connection.hear().await) {
            "302" => answered += 1,
            other => assert_eq!(other, "100"),
        }
    }
}
