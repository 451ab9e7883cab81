//! What is asked of whoever signs and verifies calls: the same of the hub and of what it is compared with, by the same
//! connections.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use trusthub_app::{Clock, SystemClock};

use super::switch::{self, CALLER, called};
use crate::http::Client;
use crate::process::Server;

/// Connections, or sockets, that ask at once.
pub const AT_ONCE: usize = 8;

/// Whoever is asked.
pub struct Asked {
    pub server: Server,
    pub sip: SocketAddr,
    /// The switch's credentials, for HTTP Basic.
    pub switch: String,
    /// The account that calls.
    pub account: String,
}

impl Asked {
    /// Asks for so many calls of each service: signed and verified over REST, signed and verified by SIP. What processor
    /// time of its process each of the four took.
    ///
    /// # Errors
    /// A call is not signed, or not believed.
    pub async fn turn(&self, calls: usize) -> Result<[Duration; 4]> {
        let mut meter = Meter { server: &self.server, before: self.server.usage()?.cpu };
        let identities = self.rest_signed(calls).await?;
        let rest_signed = meter.read().await?;
        self.rest_verified(identities).await?;
        let rest_verified = meter.read().await?;
        let identities = switch::signed(self.sip, calls, AT_ONCE, &self.account).await?;
        let sip_signed = meter.read().await?;
        switch::verified(self.sip, identities, AT_ONCE).await?;
        let sip_verified = meter.read().await?;
        Ok([rest_signed, rest_verified, sip_signed, sip_verified])
    }

    /// Has calls signed over REST; their Identity headers, in order.
    ///
    /// # Errors
    /// One is not signed.
    pub async fn rest_signed(&self, calls: usize) -> Result<Vec<String>> {
        let bodies = (0..calls).map(|number| {
            let request = json!({"attest": "A", "orig": {"tn": CALLER}, "dest": {"tn": [called(number)]}, "iat": now()});
            json!({ "signingRequest": request }).to_string()
        });
        let answers = self.asked("/stir/v1/signing", bodies.collect()).await?;
        let identity = |answer: &String| -> Result<String> {
            let answer: Value = serde_json::from_str(answer)?;
            let identity = answer.pointer("/signingResponse/identity").and_then(Value::as_str);
            Ok(identity.context("not signed")?.to_owned())
        };
        answers.iter().map(identity).collect()
    }

    async fn rest_verified(&self, identities: Vec<String>) -> Result<()> {
        let bodies = identities.into_iter().enumerate().map(|(number, identity)| {
            let request = json!({"from": {"tn": CALLER}, "to": {"tn": [called(number)]}, "time": now(), "identity": identity});
            json!({ "verificationRequest": request }).to_string()
        });
        for answer in self.asked("/stir/v1/verification", bodies.collect()).await? {
            ensure!(answer.contains("TN-Validation-Passed"), "not believed: {answer}");
        }
        Ok(())
    }

    /// The answers to these bodies, in their order.
    async fn asked(&self, path: &'static str, bodies: Vec<String>) -> Result<Vec<String>> {
        let share = bodies.len().div_ceil(AT_ONCE).max(1);
        let mut working = JoinSet::new();
        for (place, bodies) in bodies.chunks(share).enumerate() {
            let (bodies, mut client) = (bodies.to_vec(), Client::connect(&self.server.address).await?);
            let headers =
                format!("Authorization: {}\r\nX-TrustHub-Account-Sid: {}\r\n", self.switch, self.account);
            working.spawn(async move {
                let mut answers = Vec::with_capacity(bodies.len());
                for body in bodies {
                    let answer = client.post_json(path, &headers, &body).await?;
                    if answer.status != 200 {
                        bail!("{path} answers {}: {}", answer.status, answer.body);
                    }
                    answers.push(answer.body);
                }
                Ok((place, answers))
            });
        }
        in_order(working).await
    }
}

/// Reads what processor time a process has used.
struct Meter<'a> {
    server: &'a Server,
    before: Duration,
}

impl Meter<'_> {
    /// Since it was read last. What was put off, decisions to be stored above all, is waited for and counted.
    async fn read(&mut self) -> Result<Duration> {
        self.server.settle().await?;
        let now = self.server.usage()?.cpu;
        Ok(now.saturating_sub(std::mem::replace(&mut self.before, now)))
    }
}

/// What each of them came to, one after the other.
pub(super) async fn in_order(mut working: JoinSet<Result<(usize, Vec<String>)>>) -> Result<Vec<String>> {
    let mut parts = Vec::new();
    while let Some(part) = working.join_next().await {
        parts.push(part??);
    }
    parts.sort_by_key(|(place, _)| *place);
    Ok(parts.into_iter().flat_map(|(_, part)| part).collect())
}

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    SystemClock.now().as_seconds()
}
