//! The database and the keys, opened.

use std::path::PathBuf;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use trusthub_storage::{Db, DbConfig, KeyStoreUrl, Vault};

use super::Purpose;
use crate::config::Config;
use crate::data_dir;
use crate::failure::{Failure, Outcome};

/// Opens the database and the keys.
///
/// # Errors
/// Exit code 3.
pub(crate) async fn database(config: &Config, purpose: Purpose) -> Outcome<Db> {
    let makes = match purpose {
        Purpose::Serve | Purpose::Migrate | Purpose::Restore => true,
        Purpose::Command | Purpose::Look => false,
    };
    let file = database_file(&config.database.url);
    if makes {
        data_dir::prepare(&config.data_dir)?;
    } else if file.as_ref().is_some_and(|path| !path.exists()) {
        return Err(data_dir::no_hub(config));
    }
    let master = match purpose {
        Purpose::Restore => data_dir::master_key(config, false).map_err(|failure| {
            failure.while_doing("a backup holds no keys, and no master key is here").hint(
                "put the master key in place, then `trusthub migrate` and `trusthub key import FILE`; see docs/backup.md",
            )
        })?,
        Purpose::Serve | Purpose::Migrate | Purpose::Command | Purpose::Look => {
            data_dir::master_key(config, makes)?
        }
    };
    if let Some(path) = file.filter(|_| makes) {
        data_dir::make_database_file(&path)?;
    }
    let vault = Vault::open(master, &key_store(&config.keys_url)).await.map_err(|error| {
        Failure::environment(error)
            .while_doing("the keys cannot be opened")
            .hint("`trusthub doctor` looks closer")
    })?;
    let db_config = DbConfig {
        url: config.database.url.clone(),
        is_synchronous: config.database.is_synchronous,
        max_connections: config.database.max_connections,
    };
    let db = Db::open(&db_config, Arc::new(vault)).await.map_err(|error| {
        Failure::environment(error)
            .while_doing("the database cannot be opened")
            .hint("check TRUSTHUB_DATABASE_URL")
    })?;
    match purpose {
        Purpose::Migrate | Purpose::Restore | Purpose::Look => {}
        Purpose::Serve if config.database.is_embedded() => migrate(&db).await?,
        Purpose::Serve | Purpose::Command => require_up_to_date(&db).await?,
    }
    Ok(db)
}

/// Brings the schema to this version.
///
/// # Errors
/// Exit code 3, also if a newer version has been here.
pub(crate) async fn migrate(db: &Db) -> Outcome {
    refuse_newer(db).await?;
    db.migrate().await.map_err(|error| {
        Failure::environment(error).while_doing("the database cannot be brought to this version")
    })
}

/// There are no migrations backwards, and what a newer version wrote cannot be judged by this one.
async fn refuse_newer(db: &Db) -> Outcome {
    if db.unknown_migrations().await.map_err(Failure::environment)?.is_empty() {
        return Ok(());
    }
    let why = format!("the database was last used by a newer version than {}", env!("CARGO_PKG_VERSION"));
    Err(Failure::environment_because(why)
        .hint("run that version, or restore a backup from before with --replace; see docs/backup.md"))
}

async fn require_up_to_date(db: &Db) -> Outcome {
    refuse_newer(db).await?;
    let pending = db.pending_migrations().await.map_err(Failure::environment)?;
    if pending.is_empty() {
        return Ok(());
    }
    Err(Failure::environment_because(format!(
        "the database lacks {} migration(s) of this version",
        pending.len()
    ))
    .hint("run `trusthub migrate` once; `trusthub migrate --check` shows what it would do"))
}

/// The file of an embedded database.
pub(crate) fn database_file(url: &SecretString) -> Option<PathBuf> {
    let path = url.expose_secret().strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(PathBuf::from(path))
}

fn key_store(url: &SecretString) -> KeyStoreUrl {
    match url.expose_secret().strip_prefix("file:") {
        Some(folder) => KeyStoreUrl::Folder(folder.strip_prefix("//").unwrap_or(folder).into()),
        None => KeyStoreUrl::Postgres(url.clone()),
    }
}
