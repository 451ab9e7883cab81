//! A switch that asks by SIP over UDP, one call at a time on each of its sockets.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::net::UdpSocket;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::asking::in_order;

/// Who calls.
pub const CALLER: &str = "12155551212";

const PATIENCE: Duration = Duration::from_secs(10);

/// Whom the call of this number is for.
pub fn called(number: usize) -> String {
    format!("1235{:07}", number % 10_000_000)
}

/// Has calls signed for an account; their Identity headers, in order.
///
/// # Errors
/// One is not signed.
pub async fn signed(hub: SocketAddr, calls: usize, at_once: usize, account: &str) -> Result<Vec<String>> {
    let headers = vec![format!("X-TrustHub-Account-Sid: {account}\r\n"); calls];
    let answers = asked(hub, headers, at_once).await?;
    let identity = |answer: &String| -> Result<String> {
        let value = answer.lines().find_map(|line| line.strip_prefix("Identity: "));
        Ok(value.with_context(|| format!("not signed: {answer}"))?.to_owned())
    };
    answers.iter().map(identity).collect()
}

/// Has the same calls verified.
///
/// # Errors
/// One is not believed.
pub async fn verified(hub: SocketAddr, identities: Vec<String>, at_once: usize) -> Result<()> {
    let headers = identities.into_iter().map(|identity| format!("Identity: {identity}\r\n"));
    for answer in asked(hub, headers.collect(), at_once).await? {
        ensure!(answer.contains("verstat=TN-Validation-Passed"), "not believed: {answer}");
    }
    Ok(())
}

/// The final answers to calls with these headers.
async fn asked(hub: SocketAddr, headers: Vec<String>, at_once: usize) -> Result<Vec<String>> {
    let share = headers.len().div_ceil(at_once).max(1);
    let mut working = JoinSet::new();
    for (place, headers) in headers.chunks(share).enumerate() {
        let headers = headers.to_vec();
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        socket.connect(hub).await?;
        working.spawn(async move {
            let mut answers = Vec::with_capacity(headers.len());
            for (number, headers) in headers.iter().enumerate() {
                answers.push(call(&socket, place * share + number, headers).await?);
            }
            Ok((place, answers))
        });
    }
    in_order(working).await
}

async fn call(socket: &UdpSocket, number: usize, headers: &str) -> Result<String> {
    let (own, to) = (socket.local_addr()?, called(number));
    let kind = if headers.starts_with("Identity") { "verify" } else { "sign" };
    let message = |method: &str, tag: &str, headers: &str| {
        format!(
            "{method} sip:+{to}@hub.example SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK-{kind}-{number}\r\n\
             Max-Forwards: 70\r\nFrom: <sip:+{CALLER}@switch.example>;tag={number}\r\nTo: <sip:+{to}@hub.example>{tag}\r\n\
             Call-ID: {kind}-{number}@{own}\r\nCSeq: 1 {method}\r\n{headers}Content-Length: 0\r\n\r\n"
        )
    };
    socket.send(message("INVITE", "", headers).as_bytes()).await?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = timeout(PATIENCE, socket.recv(&mut buffer)).await.context("no answer")??;
        let answer = String::from_utf8_lossy(buffer.get(..length).unwrap_or_default()).into_owned();
        // What is sent again until the ACK has come may still be that of the call before.
        if answer.starts_with("SIP/2.0 1") || !answer.contains(&format!("Call-ID: {kind}-{number}@")) {
            continue;
        }
        let tag = answer.lines().find_map(|line| line.strip_prefix("To: ")?.split_once(";tag="));
        let tag = tag.map(|(_, tag)| format!(";tag={tag}")).unwrap_or_default();
        socket.send(message("ACK", &tag, "").as_bytes()).await?;
        return Ok(answer);
    }
}
