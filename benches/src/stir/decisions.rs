//! What explains signed calls: how fast it is stored, and how fast one disputed call is found among all.
//!
//! What is looked for was stored by the hub; the rows around it are written straight into the table, as many and as long.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use trusthub_app::attestation::evidence::{self, Kept, Signed};
use trusthub_app::attestation::{self, Call, CallingNumber};
use trusthub_app::{Actor, RandomSource, SystemRandom};
use trusthub_domain::attestation::Traffic;
use trusthub_domain::sid::{AttestationSid, Sid};
use trusthub_storage::Db;
use trusthub_testkit::database::Backend;
use trusthub_testkit::{TestHub, Wish};
use uuid::{Builder, Uuid};

use crate::stats;

/// Decisions that are stored by the hub, and looked for.
const OURS: usize = 2_000;

/// Decisions in one transaction, as the hub writes them.
const AT_ONCE: usize = 1_000;

/// Rows of a transaction that writes others' decisions: what SQLite's log has to hold.
const IN_ONE_STATEMENT: usize = 100_000;

/// Measures with `count` decisions on SQLite; and how fast they are stored on PostgreSQL, if there is one.
///
/// # Errors
/// A decision is not found.
pub async fn run(count: u64) -> Result<()> {
    println!("\n| decisions stored a second | one by one | {AT_ONCE} at once |\n|---|---:|---:|");
    let hub = TestHub::on(Backend::Sqlite, Wish::default()).await.context("no database")?;
    let origids = store(&hub, "SQLite").await?;
    if std::env::var_os(crate::SERVER).is_some() {
        let other = TestHub::on(Backend::Postgres, Wish::default()).await.context("no database")?;
        store(&other, "PostgreSQL").await?;
    }
    surround(&hub, count).await;
    let mut times = Vec::new();
    for origid in &origids {
        let began = Instant::now();
        let found = evidence::trace(&hub.hub, &Actor::operator(), origid).await?;
        times.push(began.elapsed());
        ensure!(
            found.len() == 1 && found.iter().all(|kept| kept.evidence.from == "12155551212"),
            "not found"
        );
    }
    let [half, most, slowest] = stats::quantiles(times, [0.5, 0.99, 1.0]);
    println!("\n| a disputed call found by its origid among {count} decisions on SQLite | |\n|---|---:|");
    println!("| p50 | {half:?} |\n| p99 | {most:?} |\n| the slowest of {OURS} (goal: ≤ 1 s) | {slowest:?} |");
    Ok(())
}

/// Stores them in both ways; the identifiers of the calls.
async fn store(hub: &TestHub, name: &str) -> Result<Vec<String>> {
    let account = hub.account("Bench").await;
    let from = CallingNumber::parse("From", "+12155551212")?;
    let to = [CallingNumber::parse("To", "+12355551212")?];
    let call =
        Call { account: Some(account.sid), from, traffic: Traffic::Own, at_most: None, asked_brand: None };
    let (like, _) = attestation::preview(&hub.hub, &account.actor, &call, &to).await?;
    let db = hub.database.open().await;
    let (singly, together) = (made(&like, OURS / 10), made(&like, OURS));
    let one_by_one = rate(&db, &singly, 1).await?;
    let at_once = rate(&db, &together, AT_ONCE).await?;
    println!("| {name} | {one_by_one:.0} | {at_once:.0} |");
    db.close().await;
    Ok(together.into_iter().filter_map(|kept| kept.origid).collect())
}

/// So many like this one, each of a call of its own.
fn made(like: &Kept, count: usize) -> Vec<Kept> {
    let one = || {
        let signed =
            Signed { iat: 1_780_272_000, x5u: "https://hub.example/stir/certificates/x.pem".to_owned() };
        let mut kept = like.clone();
        (kept.sid, kept.origid) =
            (AttestationSid::from_uuid(random()), Some(random().hyphenated().to_string()));
        kept.evidence.signed = Some(signed);
        kept
    };
    std::iter::repeat_with(one).take(count).collect()
}

pub(super) fn random() -> Uuid {
    let mut bytes = [0; 16];
    SystemRandom.fill(&mut bytes);
    Builder::from_random_bytes(bytes).into_uuid()
}

/// How many are stored a second in transactions of `at_once`, each of which is one call of the storage.
async fn rate(db: &Db, all: &[Kept], at_once: usize) -> Result<f64> {
    let began = Instant::now();
    for piece in all.chunks(AT_ONCE) {
        let mut tx = db.write().await?;
        for some in piece.chunks(at_once) {
            tx.decisions_insert(&some.iter().collect::<Vec<_>>()).await?;
        }
        tx.commit().await?;
    }
    Ok(all.len() as f64 / began.elapsed().max(Duration::from_nanos(1)).as_secs_f64())
}

/// Everybody else's decisions. The index of identifiers is made afterwards, all of it at once: that is what it is like in the
/// end, and takes minutes instead of hours.
async fn surround(hub: &TestHub, count: u64) {
    let index = "attestation_decisions_origid";
    hub.sql(&format!("DROP INDEX {index}")).await;
    for from in (0..count).step_by(IN_ONE_STATEMENT) {
        let to = count.min(from + IN_ONE_STATEMENT as u64);
        hub.sql(&format!(
            "WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {to}) \
         INSERT INTO attestation_decisions (account_sid, sid, origid, decided_at, evidence) \
         SELECT printf('AC%032x', i % 1000), printf('AT%032x', i), lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), \
         hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6)))), i, \
         randomblob((SELECT length(evidence) FROM attestation_decisions LIMIT 1)) FROM n"
        ))
        .await;
    }
    hub.sql(&format!("CREATE INDEX {index} ON attestation_decisions (origid) WHERE origid IS NOT NULL"))
        .await;
}
