//! Customers at work: as many as are told, each as fast as it is answered, or so many per second whatever happens.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;

use crate::journey::{Account, Customer, Step};

/// How long the requests of each step took.
pub type Times = BTreeMap<Step, Vec<Duration>>;

/// Whose turn it is in the numbering of businesses, over all of a run.
static NUMBER: AtomicU64 = AtomicU64::new(1);

/// Whom to send requests to, and as whom.
pub struct Target<'a> {
    pub addresses: Vec<String>,
    pub accounts: &'a [Account],
}

impl Target<'_> {
    /// Customer `number`, at one of the addresses and in one of the accounts.
    async fn customer(&self, number: usize) -> Result<Customer> {
        let turn = |length: usize| number % length.max(1);
        let address = self.addresses.get(turn(self.addresses.len())).context("nowhere to send to")?;
        let account = self.accounts.get(turn(self.accounts.len())).context("no account")?;
        Customer::connect(address, account.clone()).await
    }

    async fn customers(&self, count: usize) -> Result<Vec<Customer>> {
        let mut customers = Vec::new();
        for number in 0..count {
            customers.push(self.customer(number).await?);
        }
        Ok(customers)
    }
}

/// One round: build profiles for `lasts`, submit them all, then fetch and list for a third of it each.
pub async fn round(target: &Target<'_>, connections: usize, lasts: Duration) -> Result<Times> {
    let began = Instant::now();
    let mut working = JoinSet::new();
    for mut customer in target.customers(connections).await? {
        working.spawn(async move {
            let mut built = Vec::new();
            while built.is_empty() || began.elapsed() < lasts {
                built.push(customer.build(NUMBER.fetch_add(1, Ordering::Relaxed)).await?);
            }
            Ok((customer, built))
        });
    }
    let built = all(working).await?;
    let mut working = JoinSet::new();
    for (mut customer, built) in built {
        working.spawn(async move {
            for profile in &built {
                customer.submit(profile).await?;
            }
            Ok((customer, built))
        });
    }
    let submitted = all(working).await?;
    let mut customers = submitted;
    for step in [Step::Fetch, Step::List] {
        let began = Instant::now();
        let mut working = JoinSet::new();
        for (mut customer, built) in customers {
            working.spawn(async move {
                let mut profiles = built.iter().cycle();
                while began.elapsed() < lasts / 3 {
                    match step {
                        Step::List => customer.list().await?,
                        _ => customer.fetch(profiles.next().context("nothing was built")?).await?,
                    }
                }
                Ok((customer, built))
            });
        }
        customers = all(working).await?;
    }
    let mut times = Times::new();
    for (step, took) in customers.into_iter().flat_map(|(customer, _)| customer.took) {
        times.entry(step).or_default().push(took);
    }
    Ok(times)
}

async fn all<T: 'static>(mut working: JoinSet<Result<T>>) -> Result<Vec<T>> {
    let mut done = Vec::new();
    while let Some(one) = working.join_next().await {
        done.push(one??);
    }
    Ok(done)
}

/// Whole journeys that arrive at `per_second`, whether or not those before are done. The first request of a journey is
/// timed from when it was due, so that waiting counts.
pub async fn open_loop(target: &Target<'_>, per_second: f64, lasts: Duration) -> Result<Times> {
    const CUSTOMERS: usize = 64;
    let (due, arriving) = mpsc::unbounded_channel::<Instant>();
    let arriving = Arc::new(Mutex::new(arriving));
    let mut working = JoinSet::new();
    for mut customer in target.customers(CUSTOMERS).await? {
        let arriving = Arc::clone(&arriving);
        working.spawn(async move {
            while let Some(due) = { arriving.lock().await.recv().await } {
                let (waited, first) = (due.elapsed(), customer.took.len());
                let profile = customer.build(NUMBER.fetch_add(1, Ordering::Relaxed)).await?;
                if let Some((_, took)) = customer.took.get_mut(first) {
                    *took += waited;
                }
                customer.submit(&profile).await?;
                customer.fetch(&profile).await?;
                customer.list().await?;
            }
            Ok(customer.took)
        });
    }
    let began = Instant::now();
    let mut arrivals = 0_u32;
    while began.elapsed() < lasts {
        let next = Duration::from_secs_f64(f64::from(arrivals) / per_second);
        tokio::time::sleep_until((began + next).into()).await;
        due.send(began + next).context("nobody works any more")?;
        arrivals += 1;
    }
    drop(due);
    let mut times = Times::new();
    for (step, took) in all(working).await?.into_iter().flatten() {
        times.entry(step).or_default().push(took);
    }
    Ok(times)
}
