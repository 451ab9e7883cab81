//! The registry of statements. A test prepares every one of them on both migrated databases and compares parameters
//! and columns; so a statement that is not in the registry is a statement nobody has checked.

use super::migrate;
use crate::{backup, operations, tenant};

/// A named SQL text, with another one for PostgreSQL only where locking differs.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Statement {
    /// Module and constant.
    pub name: &'static str,
    /// For SQLite.
    pub sqlite: &'static str,
    /// For PostgreSQL.
    pub postgres: &'static str,
}

impl Statement {
    pub(crate) const fn new(name: &'static str, sqlite: &'static str, postgres: &'static str) -> Self {
        Self { name, sqlite, postgres }
    }
}

/// The two directions in which a list can be read. See [`crate::page::Window`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listing {
    /// From a place on to older rows, newest first.
    pub(crate) older: Statement,
    /// From a place on to newer rows, oldest first.
    pub(crate) newer: Statement,
}

/// Every statement of this crate.
pub fn registry() -> impl Iterator<Item = &'static Statement> {
    let plain = [tenant::STATEMENTS, operations::STATEMENTS, backup::STATEMENTS, &[migrate::ALL]].concat();
    let listings = tenant::LISTINGS.iter().flat_map(|listings| listings.iter());
    plain
        .into_iter()
        .flat_map(|statements| statements.iter())
        .copied()
        .chain(listings.flat_map(|listing| [&listing.older, &listing.newer]))
}

/// Declares statements as constants, and `ALL` for the registry.
///
/// `FIND = "…";` is one text for both databases; `CLAIM = "…", postgres: "…";` is two, with a comment saying why.
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $sql:expr $(, postgres: $postgres:expr)?;)+) => {
        $(
            $(#[$meta])*
            const $name: $crate::db::statement::Statement =
                $crate::db::statement::statements!(@one $name, $sql $(, $postgres)?);
        )+

        pub(crate) const ALL: &[&$crate::db::statement::Statement] = &[$(&$name),+];
    };
    (@one $name:ident, $sql:expr) => {
        $crate::db::statement::statements!(@one $name, $sql, $sql)
    };
    (@one $name:ident, $sql:expr, $postgres:expr) => {
        $crate::db::statement::Statement::new(
            concat!(module_path!(), "::", stringify!($name)),
            $sql,
            $postgres,
        )
    };
}
pub(crate) use statements;

/// Declares lists that are read in pages, and `LISTINGS` for the registry.
///
/// The text ends within its WHERE. `$1` to `$4` belong to the page (place, limit, offset); its own arguments begin
/// with `$5`. Rows are ordered by `(date_created, KEY)`.
macro_rules! listings {
    ($($name:ident by $key:literal = $sql:expr;)+) => {
        $(
            const $name: $crate::db::statement::Listing = $crate::db::statement::Listing {
                older: $crate::db::statement::Statement::new(
                    concat!(module_path!(), "::", stringify!($name), " older"),
                    concat!($sql, listings!(@older $key)),
                    concat!($sql, listings!(@older $key)),
                ),
                newer: $crate::db::statement::Statement::new(
                    concat!(module_path!(), "::", stringify!($name), " newer"),
                    concat!($sql, listings!(@newer $key)),
                    concat!($sql, listings!(@newer $key)),
                ),
            };
        )+

        pub(crate) const LISTINGS: &[&$crate::db::statement::Listing] = &[$(&$name),+];
    };
    (@older $key:literal) => {
        concat!(
            " AND (date_created, ", $key, ") < ($1, $2) ORDER BY date_created DESC, ", $key, " DESC LIMIT $3 OFFSET $4"
        )
    };
    (@newer $key:literal) => {
        concat!(" AND (date_created, ", $key, ") > ($1, $2) ORDER BY date_created, ", $key, " LIMIT $3 OFFSET $4")
    };
}
pub(crate) use listings;
