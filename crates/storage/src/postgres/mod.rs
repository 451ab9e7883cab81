//! A PostgreSQL server, or several of which one at a time may be written to.
//!
//! With one host in the URL this is a pool. With several, as in `postgres://a,b,c/name`, the one that takes writes is
//! looked for at the start and again whenever it no longer answers, so that the hub follows a failover by itself.

mod servers;
mod url;

use std::future::Future;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgPool, Postgres, Transaction};
use tokio::sync::Mutex;

use self::servers::Servers;
use crate::error::Error;

pub(crate) use self::url::BadUrl;

/// How long a caller waits for a connection before it is told to try again. Longer than any honest queue, shorter
/// than the patience of an HTTP client.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// With several servers: how long one connection is waited for before asking which of them is the primary now. A
/// failover takes longer, a busy pool hardly ever.
const DOUBT_AFTER: Duration = Duration::from_secs(3);

/// Between two searches that found nobody.
const PAUSE: Duration = Duration::from_millis(250);

/// Connections to whichever server is the primary.
#[derive(Debug)]
pub(crate) struct Primary {
    servers: Servers,
    pool: PgPool,
    /// Pools of other settings, which follow.
    followers: Vec<PgPool>,
    /// One search at a time; whoever waited for it need not begin another.
    found_at: Mutex<Instant>,
}

impl Primary {
    /// Connects. `settings` are applied to the connections, `pool` to how many there may be.
    pub(crate) async fn connect(
        url: &str,
        settings: impl Fn(PgConnectOptions) -> PgConnectOptions,
        pool: PgPoolOptions,
    ) -> Result<Self, Error> {
        let servers = Servers::new(url::parse(url)?.into_iter().map(settings).collect());
        let target = servers.first_choice().await?;
        let patience = if servers.are_several() { DOUBT_AFTER } else { PATIENCE };
        let pool = pool.acquire_timeout(patience);
        let pool = if servers.are_several() { servers::primaries_only(pool) } else { pool };
        let pool = pool.connect_with(target).await?;
        Ok(Self { servers, pool, followers: Vec::new(), found_at: Mutex::new(Instant::now()) })
    }

    /// A pool of other settings to the same server, connected when first used.
    pub(crate) fn follow(&mut self, pool: PgPoolOptions) -> PgPool {
        let pool =
            pool.acquire_timeout(PATIENCE).connect_lazy_with(self.pool.connect_options().as_ref().clone());
        self.followers.push(pool.clone());
        pool
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// A transaction begun by this statement, which must be one that may be said twice.
    pub(crate) async fn begin(
        &self,
        statement: &'static str,
    ) -> Result<Transaction<'static, Postgres>, Error> {
        self.persist(move |pool| async move { pool.begin_with(statement).await }).await
    }

    /// Tries until it works or patience is over. What is tried must do no harm when done twice.
    pub(crate) async fn persist<T, F>(&self, attempt: impl Fn(PgPool) -> F) -> Result<T, Error>
    where
        F: Future<Output = sqlx::Result<T>>,
    {
        let started = Instant::now();
        let mut attempts = 0_u32;
        loop {
            let asked = Instant::now();
            let error = match attempt(self.pool.clone()).await {
                Ok(done) => return Ok(done),
                Err(error) if servers::reads_only(&error) => Error::Unavailable(error.into()),
                Err(error) => Error::from(error),
            };
            attempts = attempts.saturating_add(1);
            // One server: a second attempt is for connections that broke while nobody used them; more would not help.
            let may_try_again = matches!(error, Error::Unavailable(_))
                && started.elapsed() < PATIENCE
                && (self.servers.are_several() || attempts < 2);
            if !may_try_again || self.pool.is_closed() {
                return Err(error);
            }
            self.find(asked).await;
            self.drop_idle_connections().await;
        }
    }

    /// What one connection learned holds for its neighbours: they lead to the same server.
    async fn drop_idle_connections(&self) {
        for _ in 0..self.pool.num_idle() {
            let Some(connection) = self.pool.try_acquire() else { break };
            connection.detach().close_hard().await.ok();
        }
    }

    /// Points the pools at the primary, unless somebody did since `asked`.
    async fn find(&self, asked: Instant) {
        if !self.servers.are_several() {
            // Time for the connection that failed to come back to the pool, from where it is taken out.
            return tokio::time::sleep(PAUSE).await;
        }
        let mut found_at = self.found_at.lock().await;
        if *found_at > asked {
            return;
        }
        match self.servers.primary().await {
            Some(target) => {
                for pool in self.followers.iter().chain([&self.pool]) {
                    pool.set_connect_options(target.clone());
                }
                *found_at = Instant::now();
            }
            None => tokio::time::sleep(PAUSE).await,
        }
    }
}
