//! A database URL with several hosts. That the hub follows a primary which moves is seen in `conformance/failover`.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::ExposeSecret;
use trusthub_storage::{Db, DbConfig, Error};

use crate::harness::database::{Backend, TestDb, test_db};

/// An address nobody listens at.
fn nobody() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// The test's URL with these hosts in the place of its own, which `{}` stands for.
fn with_hosts(test: &TestDb, hosts: &str) -> String {
    let url = test.url.expose_secret();
    let (before, rest) = url.split_once('@').unwrap();
    let (own, path) = rest.split_once('/').unwrap();
    let (path, _) = path.split_once('?').unwrap_or((path, ""));
    format!("{before}@{}/{path}?target_session_attrs=read-write", hosts.replace("{}", own))
}

async fn open(test: &TestDb, url: String) -> Result<Db, Error> {
    let config = DbConfig { url: url.into(), is_synchronous: true, max_connections: 2 };
    Db::open(&config, Arc::new(test.vault().await)).await
}

#[tokio::test]
async fn the_host_that_takes_writes_is_found_wherever_it_stands() {
    let Some(test) = test_db(Backend::Postgres).await else { return };
    for hosts in [format!("{},{{}}", nobody()), format!("{{}},{},{}", nobody(), nobody())] {
        let db = open(&test, with_hosts(&test, &hosts)).await.unwrap();
        db.ping().await.unwrap();
        db.write().await.unwrap().commit().await.unwrap();
        db.read().await.unwrap();
        db.close().await;
    }
}

#[tokio::test]
async fn without_any_host_that_answers_the_database_is_unavailable_and_soon_said_to_be() {
    let Some(test) = test_db(Backend::Postgres).await else { return };
    let started = Instant::now();
    let opened = open(&test, with_hosts(&test, &format!("{},{}", nobody(), nobody()))).await;
    assert!(matches!(opened, Err(Error::Unavailable(_))), "{opened:?}");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_list_of_hosts_that_cannot_be_meant_is_refused() {
    let test = test_db(Backend::Sqlite).await.unwrap();
    for url in ["postgres://a,,b/hub", "postgres://a,b/hub?target_session_attrs=standby"] {
        assert!(matches!(open(&test, url.to_owned()).await, Err(Error::Driver(_))), "{url}");
    }
}
