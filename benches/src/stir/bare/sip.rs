//! Signing and verification by SIP over UDP: a call is sent back to where it was going, with what was found out. No
//! transactions: what comes twice is answered twice, and nothing is sent again.

use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::UdpSocket;
use trusthub_stir::passport::Attest;

use super::{Calls, now, party};

pub(super) async fn serve(socket: UdpSocket, calls: Arc<Calls>) -> Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let (length, caller) = socket.recv_from(&mut buffer).await?;
        let message = std::str::from_utf8(buffer.get(..length).unwrap_or_default())?;
        if let Some(answer) = answer(&calls, message)? {
            socket.send_to(answer.as_bytes(), caller).await?;
        }
    }
}

/// The answer to an INVITE. To an ACK there is none.
fn answer(calls: &Calls, message: &str) -> Result<Option<String>> {
    let mut lines = message.split("\r\n");
    let invited = |line: &str| Some(line.strip_prefix("INVITE ")?.strip_suffix(" SIP/2.0")?.to_owned());
    let Some(uri) = lines.next().and_then(invited) else { return Ok(None) };
    let mut answer = String::with_capacity(2048);
    answer.push_str("SIP/2.0 302 Moved Temporarily\r\n");
    let (mut from, mut to, mut identity) = ("", "", None);
    for line in lines {
        let Some((name, value)) = line.split_once(": ") else { continue };
        match name {
            "From" => from = value,
            "To" => to = value,
            "Identity" => identity = Some(value),
            _ => {}
        }
        if matches!(name, "Via" | "From" | "To" | "Call-ID" | "CSeq") {
            answer.push_str(line);
            answer.push_str(if name == "To" { ";tag=bare\r\n" } else { "\r\n" });
        }
    }
    let (caller, called) = (number(from)?, vec![party(number(to)?)?]);
    let found = match identity {
        None => format!("Identity: {}", calls.sign(Attest::A, caller, called, now())?),
        Some(identity) => {
            let verstat = calls.verify(identity, caller, called, now())?.verstat;
            format!("P-Asserted-Identity: <sip:{caller};verstat={verstat}@switch.example>")
        }
    };
    answer.push_str(&format!("Contact: <{uri}>\r\n{found}\r\nContent-Length: 0\r\n\r\n"));
    Ok(Some(answer))
}

/// The number in an address.
fn number(address: &str) -> Result<&str> {
    let (_, after) = address.split_once("sip:").context("no URI")?;
    after.split_once('@').map(|(number, _)| number).context("no number")
}
