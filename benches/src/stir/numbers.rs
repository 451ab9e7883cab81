//! How a call is attested, looked up among all numbers of a provider: how long it takes, and what the index weighs.
//!
//! The rows are written straight into the tables, because millions of requests would take hours; read they are by the hub
//! itself, as a node reads them when it starts. A tenth of the numbers is on a profile and a product in force.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use trusthub_app::attestation::{self, Call, CallingNumber};
use trusthub_domain::attestation::{Attest, Certificate, Traffic};
use trusthub_domain::sid::AccountSid;
use trusthub_testkit::database::Backend;
use trusthub_testkit::{PRIMARY, SHAKEN, TestHub, Wish};

use super::contest::{Contest, Contestant};
use crate::process::resident_mib;
use crate::stats;

/// Customers of the provider.
const ACCOUNTS: u64 = 100;

/// Of so many numbers one is on a profile and a product.
const ONE_IN: u64 = 10;

/// Look-ups that are timed one by one.
const TIMED: u64 = 200_000;

/// 1 200 000 0000, and on from there with this step: numbers that differ in all of their digits.
const FIRST: u64 = 12_000_000_000;
const STEP: u64 = 79;

/// Measures look-ups among `count` numbers.
///
/// # Errors
/// The hub does not say what it must.
pub async fn run(count: u64) -> Result<()> {
    let hub = TestHub::on(Backend::Sqlite, Wish::default()).await.context("no database")?;
    let each = count.div_ceil(ACCOUNTS);
    let mut accounts = Vec::new();
    for number in 0..ACCOUNTS {
        accounts.push(hub.account(&format!("Bench {number}")).await.sid);
    }
    for (place, account) in (0..).zip(&accounts) {
        fill(&hub, *account, place, each).await;
    }
    let before = resident_mib()?;
    let began = Instant::now();
    attestation::catch_up(&hub.hub).await?;
    let loaded = began.elapsed();
    let weighs = resident_mib()? - before;
    println!("\n{} numbers of {ACCOUNTS} accounts, loaded in {:.1} s", each * ACCOUNTS, loaded.as_secs_f64());
    println!(
        "the process grew by {weighs:.0} MiB: {:.0} bytes a number\n",
        weighs * 1048576.0 / count as f64
    );

    let call = |turn: u64| -> Result<Call> {
        // Another account and another number each time, all over the index.
        let place = turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) % (each * ACCOUNTS);
        let account = usize::try_from(place / each).ok().and_then(|place| accounts.get(place)).copied();
        let from = CallingNumber::parse("From", &digits(place))?;
        Ok(Call { account, from, traffic: Traffic::Own, at_most: None, asked_brand: None })
    };
    let mut times = Vec::new();
    let mut attested = 0_u64;
    for turn in 0..TIMED.min(count * 10) {
        let call = call(turn)?;
        let began = Instant::now();
        let answer = attestation::answer(&hub.hub, &call, Certificate::Test);
        times.push(began.elapsed());
        attested += u64::from(answer.decision.attest == Some(Attest::A));
    }
    let turns = times.len() as u64;
    ensure!((turns / 20..turns / 5).contains(&attested), "{attested} of {turns} calls got an A");
    let [half, most, all] = stats::quantiles(times, [0.5, 0.99, 0.999]);
    let look: Contestant<'_> = Box::new(|turn| {
        let answer = attestation::answer(&hub.hub, &call(turn as u64)?, Certificate::Test);
        ensure!(answer.decision.attest.is_some(), "refused");
        Ok(())
    });
    let rate = Contest::run([look], 5, 20_000)?.rate(0);
    println!("| decision, from a number as it is written | |\n|---|---:|");
    println!(
        "| a second of processor | {rate:.0} |\n| p50 | {half:?} |\n| p99 (goal: ≤ 10 µs) | {most:?} |\n| p99.9 | {all:?} |"
    );
    Ok(())
}

fn digits(place: u64) -> String {
    (FIRST + place * STEP).to_string()
}

/// The rows of one account.
async fn fill(hub: &TestHub, account: AccountSid, place: u64, each: u64) {
    let (profile, product) = (format!("BU{:032x}", place * 2), format!("BU{:032x}", place * 2 + 1));
    for (sid, kind, policy) in [(&profile, "customer_profile", PRIMARY), (&product, "trust_product", SHAKEN)]
    {
        hub.sql(&format!(
            "INSERT INTO bundles (account_sid, sid, kind, policy_sid, friendly_name, contact, status, shown_status, \
             event_sequence, version, date_created, date_updated) VALUES ('{account}', '{sid}', '{kind}', '{policy}', \
             'bench', x'00', 'twilio-approved', 'twilio-approved', 1, 1, 0, 0)"
        ))
        .await;
    }
    let (from, to) = (place * each, (place + 1) * each);
    let numbers =
        format!("WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {to})");
    hub.sql(&format!(
        "{numbers} INSERT INTO phone_numbers (account_sid, sid, phone_number, friendly_name, settings, version, \
         date_created, date_updated) SELECT '{account}', printf('PN%032x', i), '+' || ({FIRST} + i * {STEP}), '', x'00', \
         1, 0, 0 FROM n"
    ))
    .await;
    for bundle in [&profile, &product] {
        hub.sql(&format!(
            "{numbers} INSERT INTO channel_assignments (account_sid, bundle_sid, sid, number_sid, number_account_sid, \
             date_created) SELECT '{account}', '{bundle}', printf('RA%032x', i), printf('PN%032x', i), '{account}', 0 \
             FROM n WHERE i % {ONE_IN} = 0"
        ))
        .await;
    }
}
