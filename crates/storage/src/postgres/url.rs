//! Database URLs with several hosts, as libpq has them: `postgres://user@a:5432,b:5433/name?target_session_attrs=…`.
//! The driver knows one host, so the URL is taken apart here into one for each.

use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

use crate::error::Error;

/// Why a database URL is refused. Names no part of it: it may hold a password.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadUrl {
    #[error("a database URL begins with sqlite: or postgres://")]
    Scheme,
    #[error("a database in memory would be gone with its last connection; give a file")]
    InMemory,
    #[error("the database URL has an empty host in its list")]
    EmptyHost,
    #[error("the hub writes: target_session_attrs can only be read-write or primary")]
    SessionAttributes,
}

impl From<BadUrl> for Error {
    fn from(error: BadUrl) -> Self {
        Self::Driver(error.into())
    }
}

/// One set of options for each host.
pub(super) fn parse(url: &str) -> Result<Vec<PgConnectOptions>, Error> {
    let options = |url: &String| PgConnectOptions::from_str(url).map_err(Error::from);
    one_by_one(url)?.iter().map(options).collect()
}

fn one_by_one(url: &str) -> Result<Vec<String>, BadUrl> {
    let (scheme, rest) = url.split_once("://").ok_or(BadUrl::Scheme)?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let (user, hosts) = match authority.rsplit_once('@') {
        Some((user, hosts)) => (format!("{user}@"), hosts),
        None => (String::new(), authority),
    };
    let path = without_session_attributes(path)?;
    let hosts: Vec<&str> = hosts.split(',').collect();
    if hosts.len() > 1 && hosts.iter().any(|host| host.is_empty() || host.starts_with(':')) {
        return Err(BadUrl::EmptyHost);
    }
    Ok(hosts.into_iter().map(|host| format!("{scheme}://{user}{host}{path}")).collect())
}

/// With several hosts the hub looks for the primary anyway; libpq wants to be told.
fn without_session_attributes(path: &str) -> Result<String, BadUrl> {
    let Some((path, query)) = path.split_once('?') else { return Ok(path.to_owned()) };
    let mut kept = Vec::new();
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("target_session_attrs", "read-write" | "primary")) => {}
            Some(("target_session_attrs", _)) => return Err(BadUrl::SessionAttributes),
            _ => kept.push(pair),
        }
    }
    Ok(if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_of_several_hosts_is_one_url_for_each() {
        let table: [(&str, &[&str]); 6] = [
            ("postgres://db/hub", &["postgres://db/hub"]),
            ("postgres://u:p@db:5433/hub?sslmode=require", &["postgres://u:p@db:5433/hub?sslmode=require"]),
            (
                "postgres://u:p,q@a:1,b,[::1]:3/hub?target_session_attrs=read-write",
                &["postgres://u:p,q@a:1/hub", "postgres://u:p,q@b/hub", "postgres://u:p,q@[::1]:3/hub"],
            ),
            (
                "postgresql://a,b/hub?target_session_attrs=primary&sslmode=require",
                &["postgresql://a/hub?sslmode=require", "postgresql://b/hub?sslmode=require"],
            ),
            ("postgres://a,b", &["postgres://a", "postgres://b"]),
            ("postgres:///hub?host=/run/postgresql", &["postgres:///hub?host=/run/postgresql"]),
        ];
        for (url, expected) in table {
            assert_eq!(one_by_one(url).unwrap(), expected, "{url}");
        }
    }

    #[test]
    fn hosts_and_ports_reach_the_driver() {
        let options = parse("postgres://u@a:5433,b/hub").unwrap();
        let places: Vec<(&str, u16)> =
            options.iter().map(|options| (options.get_host(), options.get_port())).collect();
        assert_eq!(places, [("a", 5433), ("b", 5432)]);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        assert!(matches!(one_by_one("postgres://a,,b/hub"), Err(BadUrl::EmptyHost)));
        assert!(matches!(one_by_one("postgres://a,:5433/hub"), Err(BadUrl::EmptyHost)));
        let standby = one_by_one("postgres://a,b/hub?target_session_attrs=standby");
        assert!(matches!(standby, Err(BadUrl::SessionAttributes)));
    }
}
