//! What a partner waits for when it looks up ten thousand numbers at once: over HTTP on a kept connection, answered from the
//! memory of the hub.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use axum::Router;
use axum::serve::ListenerExt;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::net::TcpListener;
use trusthub_api::ApiConfig;
use trusthub_app::partners::accounts::{self, NewPartner};
use trusthub_app::{Actor, attestation};
use trusthub_domain::partner::{PartnerKind, PartnerQuota, PartnerScope};
use trusthub_testkit::TestHub;

use crate::http::Client;
use crate::stats;

/// Look-ups of a batch: the most that the API takes.
const BATCH: u32 = 10_000;

/// Asks for so many batches, one after the other. `number` writes one of the hub's numbers by its place.
pub async fn run(hub: &TestHub, batches: u64, number: impl Fn(u64) -> String) -> Result<()> {
    let new = NewPartner {
        friendly_name: "Carrier of batches".to_owned(),
        kind: PartnerKind::Carrier,
        scopes: vec![PartnerScope::Lookup],
        quota: PartnerQuota { requests_per_minute: 1_000_000, lookups_per_day: 1_000_000_000 },
        tls_name: None,
    };
    let (partner, secret) = accounts::create(&hub.hub, &Actor::operator(), new).await?;
    let secret = secret.context("a partner without a secret")?;
    attestation::catch_up(&hub.hub).await?;
    let login = STANDARD.encode(format!("{}:{}", partner.sid, secret.expose_secret()));
    let headers = format!("Authorization: Basic {login}\r\n");

    let config =
        ApiConfig { requests_per_second: NonZeroU32::MAX, burst: NonZeroU32::MAX, ..ApiConfig::default() };
    let router = trusthub_api::router(hub.hub.clone(), config, Router::new());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?.to_string();
    // As the hub does: the end of an answer does not wait for an acknowledgement.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::select! {
        ended = async { axum::serve(listener, service).await } => bail!("the server ended: {ended:?}"),
        measured = measure(&address, &headers, batches, number) => measured,
    }
}

async fn measure(address: &str, headers: &str, batches: u64, number: impl Fn(u64) -> String) -> Result<()> {
    let mut client = Client::connect(address).await?;
    let (mut times, began) = (Vec::new(), Instant::now());
    for batch in 0..batches {
        // All over the index.
        let place = |at: u32| (batch * u64::from(BATCH) + u64::from(at)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let numbers: Vec<String> = (0..BATCH).map(|at| number(place(at))).collect();
        let body = json!({ "Numbers": numbers }).to_string();
        let asking = Instant::now();
        let answer = client.post_json("/partner/v1/Lookups", headers, &body).await?;
        times.push(asking.elapsed());
        let known = answer.body.matches("\"known\":true").count();
        ensure!(answer.status == 200 && known == numbers.len(), "{}: {known} are known", answer.status);
    }
    let rate = batches as f64 * f64::from(BATCH) / began.elapsed().as_secs_f64();
    let [half, most] = stats::quantiles(times, [0.5, 0.99]);
    println!("\n| a batch of {BATCH} look-ups, from the partner and back | |\n|---|---:|");
    println!(
        "| look-ups a second, one batch after the other, what the partner does included | {rate:.0} |\n\
         | a batch, p50 | {half:?} |\n| p99 | {most:?} |\n\
         | a look-up in it, p50 | {:?} |\n| p99 | {:?} |",
        half / BATCH,
        most / BATCH
    );
    Ok(())
}
