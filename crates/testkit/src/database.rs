//! A throw-away database, migrated and empty, gone when dropped.
//!
//! SQLite is a file in a temporary folder. PostgreSQL is a database of its own in the server that
//! `TRUSTHUB_TEST_POSTGRES_URL` names, copied from a template that is migrated once per schema.
//! The storage crate's own suite includes this file by path, so it may use nothing else of this crate.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use secrecy::SecretString;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, Row};
use tempfile::TempDir;
use trusthub_storage::{Db, DbConfig, KeyStoreUrl, MasterKey, MasterKeySource, Vault};

/// Where the PostgreSQL for tests is: a URL with the right to create databases.
const SERVER: &str = "TRUSTHUB_TEST_POSTGRES_URL";

/// If `1`, tests on PostgreSQL fail instead of being skipped when there is none.
const REQUIRE: &str = "TRUSTHUB_TEST_REQUIRE_POSTGRES";

/// Held while the template is made, so that of many test processes one makes it.
const TEMPLATE_LOCK: i64 = 0x7472_7573_7468_7562;

/// Which of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A throw-away database and the keys that belong to it.
#[derive(Debug)]
pub struct TestDb {
    /// Its URL.
    pub url: SecretString,
    /// The folder of its wrapped keys.
    pub keys: PathBuf,
    /// The master key, in hex.
    pub master_key: SecretString,
    /// The SQLite file lies in it, and the keys; others may put more there.
    pub folder: TempDir,
    _server: Option<ServerDatabase>,
}

/// A new database; `None`, after a loud line, if there is no PostgreSQL to make it in.
///
/// # Panics
/// If it cannot be made, or if PostgreSQL is required and missing.
pub async fn test_db(backend: Backend) -> Option<TestDb> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = match backend {
        Backend::Sqlite => None,
        Backend::Postgres => Some(ServerDatabase::create(&server_url()?).await),
    };
    let url = match &server {
        None => format!("sqlite:{}", folder.path().join("trusthub.db").display()),
        Some(database) => database.url(),
    };
    let master_key = MasterKey::generate().expect("a master key").to_hex();
    let test =
        TestDb { url: url.into(), keys: folder.path().join("keys"), master_key, folder, _server: server };
    if backend == Backend::Sqlite {
        let db = test.open().await;
        db.migrate().await.expect("migrations");
        db.close().await;
    }
    Some(test)
}

/// A database as an earlier release left it: a dump of its tables and rows, and the folder of its keys' export
/// (`keys.txt`) with the master key (`master-key.txt`). Not brought to the present schema.
///
/// # Panics
/// If it cannot be made, or if PostgreSQL is required and missing.
pub async fn dumped(backend: Backend, release: &Path) -> Option<TestDb> {
    let read = |name: &str| std::fs::read_to_string(release.join(name)).expect("a file of the dump");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = match backend {
        Backend::Sqlite => None,
        Backend::Postgres => Some(ServerDatabase::empty(&server_url()?).await),
    };
    let url = match &server {
        None => format!("sqlite:{}", folder.path().join("trusthub.db").display()),
        Some(database) => database.url(),
    };
    let dump = AssertSqlSafe(read("dump.sql"));
    match backend {
        Backend::Sqlite => {
            let options: SqliteConnectOptions = url.parse().expect("a URL");
            let mut connection = options.create_if_missing(true).connect().await.expect("a new file");
            sqlx::raw_sql(dump).execute(&mut connection).await.expect("a sound dump");
            connection.close().await.expect("a closed connection");
        }
        Backend::Postgres => {
            let mut connection = PgConnection::connect(&url).await.expect("a connection");
            sqlx::raw_sql(dump).execute(&mut connection).await.expect("a sound dump");
            connection.close().await.expect("a closed connection");
        }
    }
    let test = TestDb {
        url: url.into(),
        keys: folder.path().join("keys"),
        master_key: read("master-key.txt").trim().to_owned().into(),
        folder,
        _server: server,
    };
    test.vault().await.import(&read("keys.txt")).await.expect("its keys");
    Some(test)
}

impl TestDb {
    /// Opens it, as a process that starts would. Can be called again, to play a second process.
    ///
    /// # Panics
    /// If it cannot be opened.
    pub async fn open(&self) -> Db {
        let config = DbConfig { url: self.url.clone(), is_synchronous: false, max_connections: 8 };
        Db::open(&config, Arc::new(self.vault().await)).await.expect("an open database")
    }

    /// Its keys.
    ///
    /// # Panics
    /// If they cannot be opened.
    pub async fn vault(&self) -> Vault {
        let master = MasterKey::parse(&self.master_key).expect("a master key");
        let store = KeyStoreUrl::Folder(self.keys.clone());
        Vault::open(MasterKeySource::Given(master), &store).await.expect("an open vault")
    }
}

/// The server's URL; `None` if there is none and none is required.
fn server_url() -> Option<String> {
    match std::env::var(SERVER) {
        Ok(url) if !url.is_empty() => Some(url),
        _ if std::env::var(REQUIRE).is_ok_and(|value| value == "1") => {
            panic!("{REQUIRE}=1, but {SERVER} names no PostgreSQL")
        }
        _ => {
            eprintln!("SKIPPED (no PostgreSQL): {SERVER} is not set");
            None
        }
    }
}

/// A database of the server, dropped with its connections when this is.
#[derive(Debug)]
struct ServerDatabase {
    server: PgConnectOptions,
    name: String,
}

impl ServerDatabase {
    async fn create(server_url: &str) -> Self {
        let server: PgConnectOptions = server_url.parse().expect("a PostgreSQL URL");
        let mut admin = server.connect().await.expect("a connection to the PostgreSQL for tests");
        let template = template(&mut admin, &server).await;
        Self::copied(server, admin, &template).await
    }

    /// Without any tables.
    async fn empty(server_url: &str) -> Self {
        let server: PgConnectOptions = server_url.parse().expect("a PostgreSQL URL");
        let admin = server.connect().await.expect("a connection to the PostgreSQL for tests");
        Self::copied(server, admin, "template0").await
    }

    async fn copied(server: PgConnectOptions, mut admin: PgConnection, template: &str) -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("trusthub_test_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
        // A killed run may have left one of this name.
        run(&mut admin, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        run(&mut admin, format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")).await;
        admin.close().await.expect("a closed connection");
        Self { server, name }
    }

    fn url(&self) -> String {
        database_url(&self.server, &self.name)
    }
}

impl Drop for ServerDatabase {
    fn drop(&mut self) {
        let server = self.server.clone();
        let name = self.name.clone();
        // Dropping cannot wait asynchronously, and may happen inside of a runtime: so it is done by a thread.
        let dropping = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let mut admin = server.connect().await.expect("a connection to the PostgreSQL for tests");
                run(&mut admin, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            });
        });
        let dropped = dropping.join();
        if !std::thread::panicking() {
            dropped.expect("the test's database is dropped");
        }
    }
}

fn database_url(server: &PgConnectOptions, name: &str) -> String {
    server.clone().database(name).to_url_lossy().to_string()
}

/// The name of the migrated, empty database that others are copied from; made if it is not there.
async fn template(admin: &mut PgConnection, server: &PgConnectOptions) -> String {
    let fingerprint = trusthub_storage::schema_fingerprint();
    let name = format!("trusthub_template_{}", fingerprint.get(..16).expect("a long fingerprint"));
    sqlx::query("SELECT pg_advisory_lock($1)")
        .bind(TEMPLATE_LOCK)
        .execute(&mut *admin)
        .await
        .expect("the lock");
    let found = sqlx::query("SELECT count(*) > 0 AS is_there FROM pg_database WHERE datname = $1")
        .bind(&name)
        .fetch_one(&mut *admin)
        .await
        .expect("the list of databases");
    if !found.get::<bool, _>("is_there") {
        let unfinished = format!("{name}_unfinished");
        run(admin, format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")).await;
        run(admin, format!("CREATE DATABASE {unfinished} TEMPLATE template0")).await;
        migrate(&database_url(server, &unfinished)).await;
        // Only a finished template gets the name that others look for.
        run(admin, format!("ALTER DATABASE {unfinished} RENAME TO {name}")).await;
    }
    sqlx::query("SELECT pg_advisory_unlock($1)")
        .bind(TEMPLATE_LOCK)
        .execute(&mut *admin)
        .await
        .expect("the lock");
    name
}

async fn migrate(url: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let master = MasterKeySource::Given(MasterKey::generate().expect("a master key"));
    let vault = Vault::open(master, &KeyStoreUrl::Folder(folder.path().join("keys"))).await.expect("a vault");
    let config = DbConfig { url: url.into(), is_synchronous: false, max_connections: 1 };
    let db = Db::open(&config, Arc::new(vault)).await.expect("an open database");
    db.migrate().await.expect("migrations");
    db.close().await;
}

/// Runs a statement that takes no arguments: names of databases cannot be any.
async fn run(connection: &mut PgConnection, statement: String) {
    if let Err(error) = sqlx::query(AssertSqlSafe(statement.clone())).execute(connection).await {
        panic!("{statement}: {error}");
    }
}
