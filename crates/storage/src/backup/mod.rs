//! Every row of every table, out of one database and into another, of either kind.
//!
//! The tables are those that the database itself describes, so a new one is in the next backup without a word here.
//! Rows leave as they are stored: what is sealed stays sealed, and keys are not among them. A row looks the same from
//! both databases (truth is 0 or 1, bytes are base64), so a backup moves between them. Start at `Db::backup_begin` and
//! `Db::restore_begin`.

pub(crate) mod dump;
pub(crate) mod hold;
pub(crate) mod load;
pub(crate) mod row;
pub(crate) mod schema;
mod sign;

pub use self::dump::{BackupPage, Snapshot};
pub use self::load::{Restore, RestoreError};
pub use self::row::RowMark;
pub use self::schema::{Column, ColumnKind, Table};

use crate::db::Statement;

/// For the registry.
pub(crate) const STATEMENTS: &[&[&Statement]] = &[hold::ALL, load::ALL, schema::ALL];
