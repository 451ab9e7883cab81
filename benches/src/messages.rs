//! `bench decisions`: whether a message may be sent, looked up among all numbers of a provider; what a partner waits for when
//! it looks up many of them; and how fast partners are told that trust has changed.
//!
//! Senders are registered by the hub itself, the many numbers beside them written straight into the tables, because
//! millions of requests would take hours; read they are by the hub, as a node reads them when it starts.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use trusthub_app::messaging::sending::{self, Asked};
use trusthub_app::messaging::{brands, campaigns};
use trusthub_app::partners::accounts::{self, NewPartner};
use trusthub_app::partners::{self, StartAt};
use trusthub_app::{Actor, attestation, review};
use trusthub_domain::bundle::Bundle;
use trusthub_domain::partner::{PartnerKind, PartnerQuota};
use trusthub_domain::review::Role;
use trusthub_domain::sid::MessagingServiceSid;
use trusthub_testkit::database::Backend;
use trusthub_testkit::{TestAccount, TestHub, Wish, messaging};

use crate::process::resident_mib;
use crate::{batches, stats};

/// Customers of the provider, each with a campaign of its own.
const SENDERS: u64 = 20;

/// 1 200 000 0000, and on from there with this step: numbers that differ in all of their digits.
const FIRST: u64 = 12_000_000_000;
const STEP: u64 = 79;

/// What a large provider has.
const TEN_MILLION: u64 = 10_000_000;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Numbers that messages are sent from
    #[arg(long, default_value_t = 100_000)]
    numbers: u64,
    /// Decisions that are timed one by one
    #[arg(long, default_value_t = 200_000)]
    decisions: u64,
    /// Batches of 10,000 look-ups that a partner asks for
    #[arg(long, default_value_t = 200)]
    batches: u64,
    /// Changes of trust that a partner is told of
    #[arg(long, default_value_t = 400)]
    changes: u64,
    /// Ten million numbers: takes minutes and gigabytes of disk
    #[arg(long)]
    full: bool,
}

struct Sender {
    account: TestAccount,
    profile: Bundle,
    service: MessagingServiceSid,
}

/// Runs everything.
///
/// # Errors
/// The hub does not say what it must.
pub async fn run(options: &Options) -> Result<()> {
    let hub = TestHub::on(Backend::Sqlite, Wish::default()).await.context("no database")?;
    let lead = hub.reviewer("lead@hub.example", Role::Lead).await;
    let mut senders = Vec::new();
    for place in 0..SENDERS {
        senders.push(sender(&hub, &lead, place).await?);
    }
    let count = if options.full { TEN_MILLION } else { options.numbers };
    let each = count.div_ceil(SENDERS);
    for (place, sender) in (0..).zip(&senders) {
        fill(&hub, sender, place * each, (place + 1) * each).await;
    }
    let before = resident_mib()?;
    let began = Instant::now();
    attestation::catch_up(&hub.hub).await?;
    let (loaded, weighs) = (began.elapsed(), resident_mib()? - before);
    println!("{} numbers of {SENDERS} senders, loaded in {:.1} s", each * SENDERS, loaded.as_secs_f64());
    println!(
        "the process grew by {weighs:.0} MiB: {:.0} bytes a number\n",
        weighs * 1_048_576.0 / count as f64
    );
    decisions(&hub, &senders, each, options.decisions).await?;
    batches::run(&hub, options.batches, |place| number(place % (each * SENDERS))).await?;
    changes(&hub, &lead, &senders, options.changes).await
}

/// The number in this place.
fn number(place: u64) -> String {
    format!("+{}", FIRST + place * STEP)
}

async fn decisions(hub: &TestHub, senders: &[Sender], each: u64, count: u64) -> Result<()> {
    let mut times = Vec::new();
    let began = Instant::now();
    for turn in 0..count {
        // Another sender and another number each time, all over the index; a second apart for each sender.
        hub.advance(Duration::from_millis(100));
        let place = turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) % (each * SENDERS);
        let sender = usize::try_from(place / each).ok().and_then(|at| senders.get(at)).context("a sender")?;
        let from = number(place).parse()?;
        let asked = Asked { account: sender.account.sid, from, count: 1, carrier: None };
        let asking = Instant::now();
        let decision = sending::decide(&hub.hub, &sender.account.actor, &asked).await?;
        times.push(asking.elapsed());
        ensure!(decision.ground.as_str() == "registered", "{decision:?}");
        // As a node does while it serves; not counted, as it is beside the requests.
        if turn % 2_000 == 0 {
            attestation::catch_up(&hub.hub).await?;
            sending::settle(&hub.hub).await?;
        }
    }
    let rate = count as f64 / began.elapsed().as_secs_f64();
    let [half, most, all] = stats::quantiles(times, [0.5, 0.99, 0.999]);
    println!("| decision about a message, counted | |\n|---|---:|");
    println!(
        "| a second, one after the other, what is told the database included | {rate:.0} |\n| p50 | {half:?} |\n\
         | p99 (goal: ≤ 50 µs) | {most:?} |\n| p99.9 | {all:?} |"
    );
    sending::finish(&hub.hub).await?;
    Ok(())
}

/// Trust is taken and given back; a partner reads until it knows of the last change.
async fn changes(hub: &TestHub, lead: &Actor, senders: &[Sender], count: u64) -> Result<()> {
    let new = NewPartner {
        friendly_name: "Carrier".to_owned(),
        kind: PartnerKind::Carrier,
        scopes: Vec::new(),
        quota: PartnerQuota::default(),
        tls_name: None,
    };
    let (partner, _) = accounts::create(&hub.hub, &Actor::operator(), new).await?;
    attestation::catch_up(&hub.hub).await?;
    let partner = Actor::partner(Arc::new(partner));
    let mut cursor = partners::start(&hub.hub, &partner, StartAt::Latest).await?;
    let (mut told, mut delays) = (0, Vec::new());
    let began = Instant::now();
    for turn in 0..count.div_ceil(SENDERS * 2) * 2 {
        for sender in senders {
            hub.advance(Duration::from_millis(1));
            if turn % 2 == 0 {
                review::suspend(&hub.hub, lead, sender.profile.sid, None).await?;
            } else {
                review::reinstate(&hub.hub, lead, sender.profile.sid).await?;
            }
            let changed = Instant::now();
            attestation::catch_up(&hub.hub).await?;
            loop {
                let batch = partners::read(&hub.hub, &partner, cursor, 100).await?;
                if batch.events.is_empty() {
                    break;
                }
                told += batch.events.len();
                cursor = batch.cursor;
            }
            delays.push(changed.elapsed());
        }
    }
    ensure!(told >= delays.len(), "{told} of {} changes were told", delays.len());
    let rate = delays.len() as f64 / began.elapsed().as_secs_f64();
    let [half, most] = stats::quantiles(delays, [0.5, 0.99]);
    println!("\n| a change of trust, from the reviewer to a partner | |\n|---|---:|");
    println!(
        "| a second, one after the other | {rate:.0} |\n| from its commit to the partner, p50 | {half:?} |\n| p99 | {most:?} |"
    );
    Ok(())
}

async fn sender(hub: &TestHub, lead: &Actor, place: u64) -> Result<Sender> {
    let account = hub.account(&format!("Bench {place}")).await;
    let (profile, product) = messaging::approved(hub, &account, lead, messaging::private()).await;
    let new = messaging::new_brand(&profile, &product);
    let brand = brands::create(&hub.hub, &account.actor, new).await?.brand.sid;
    hub.run_jobs().await;
    let service = messaging::service(hub, &account).await.service.sid;
    let made = campaigns::create(&hub.hub, &account.actor, service, brand, messaging::content()).await?;
    hub.run_jobs().await;
    let found = campaigns::find(&hub.hub, &account.actor, service, made.campaign.sid).await?;
    ensure!(found.campaign.registered_as.is_some(), "{:?}", found.campaign);
    Ok(Sender { account, profile, service })
}

/// The rows of one sender's numbers.
async fn fill(hub: &TestHub, sender: &Sender, from: u64, to: u64) {
    let (account, service) = (sender.account.sid, sender.service);
    let numbers =
        format!("WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {to})");
    hub.sql(&format!(
        "{numbers} INSERT INTO phone_numbers (account_sid, sid, phone_number, friendly_name, settings, version, \
         date_created, date_updated) SELECT '{account}', printf('PN%032x', i), '+' || ({FIRST} + i * {STEP}), '', x'00', \
         1, 0, 0 FROM n"
    ))
    .await;
    hub.sql(&format!(
        "{numbers} INSERT INTO messaging_senders (account_sid, number_sid, service_sid, date_created) \
         SELECT '{account}', printf('PN%032x', i), '{service}', 0 FROM n"
    ))
    .await;
}
