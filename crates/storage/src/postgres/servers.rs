//! Which of several servers is the primary.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{ConnectOptions, Connection};
use tokio::task::JoinSet;

use crate::error::Error;

/// How long one server is waited for. All are asked at once, and a machine that is gone does not even refuse.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// `on` on a server that follows another, and on one whose operator forbids writing.
const IS_READ_ONLY: &str = "SELECT current_setting('transaction_read_only') = 'on' AS is_read_only";

#[derive(Debug, thiserror::Error)]
#[error("none of the {0} servers takes writes")]
struct NoPrimary(usize);

#[derive(Debug, thiserror::Error)]
#[error("the server does not take writes")]
struct ReadsOnly;

/// The servers of one URL, in its order.
#[derive(Debug)]
pub(super) struct Servers(Vec<PgConnectOptions>);

impl Servers {
    pub(super) fn new(servers: Vec<PgConnectOptions>) -> Self {
        Self(servers)
    }

    pub(super) fn are_several(&self) -> bool {
        self.0.len() > 1
    }

    /// Where to connect first: the only one, whatever it can do, or the primary.
    pub(super) async fn first_choice(&self) -> Result<PgConnectOptions, Error> {
        let found = match self.0.as_slice() {
            [only] => Some(only.clone()),
            _ => self.primary().await,
        };
        found.ok_or_else(|| Error::Unavailable(NoPrimary(self.0.len()).into()))
    }

    /// The first that answers and takes writes; `None` if none does at the moment.
    pub(super) async fn primary(&self) -> Option<PgConnectOptions> {
        let mut asked = JoinSet::new();
        for server in &self.0 {
            let server = server.clone();
            asked.spawn(async move {
                match tokio::time::timeout(ANSWER_WITHIN, takes_writes(&server)).await {
                    Ok(Ok(true)) => Some(server),
                    Ok(Ok(false) | Err(_)) | Err(_) => None,
                }
            });
        }
        while let Some(answer) = asked.join_next().await {
            if let Ok(Some(primary)) = answer {
                return Some(primary);
            }
        }
        None
    }
}

async fn takes_writes(server: &PgConnectOptions) -> sqlx::Result<bool> {
    // A name of its own: who asks whether other hubs are connected must not count this.
    let mut connection = server.clone().application_name("trusthub, asking who is primary").connect().await?;
    let is_read_only = is_read_only(&mut connection).await?;
    connection.close().await?;
    Ok(!is_read_only)
}

async fn is_read_only(connection: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar(IS_READ_ONLY).fetch_one(connection).await
}

/// Whether a server said that it does not take writes: of a statement (25006), or of `BEGIN … READ WRITE` on a standby
/// (0A000). Only where nothing but that is asked does it mean that another server is the primary now: elsewhere it is
/// what a reader gets that tries to write.
pub(super) fn reads_only(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| matches!(code.as_ref(), "25006" | "0A000"))
}

/// A pool that takes no connection to a server which has become a standby: it would answer what was true a while ago.
pub(super) fn primaries_only(pool: PgPoolOptions) -> PgPoolOptions {
    pool.after_connect(|connection, _| {
        Box::pin(async move {
            if is_read_only(connection).await? {
                return Err(sqlx::Error::Configuration(ReadsOnly.into()));
            }
            Ok(())
        })
    })
}
