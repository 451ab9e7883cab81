//! A whole table read page by page in the order of the chains, so that several can be read side by side.
//!
//! They are compared here and not joined by the database: entries lie with their accounts, perhaps on many nodes, and
//! the tree lies in one place.

use std::collections::VecDeque;

use super::PAGE;
use crate::db::value::{Record, args};
use crate::db::{Statement, Tx};
use crate::error::Result;

/// Account and sequence: what entries, leaves and waiting leaves are told apart by.
pub(super) type Place = (String, i64);

/// A row that stands for an entry.
pub(super) trait Placed: Record {
    fn account(&self) -> &str;
    fn sequence(&self) -> i64;
}

/// The rows that are still to come.
pub(super) struct Ordered<R> {
    /// Takes account and sequence to begin after, and how many rows at most.
    statement: &'static Statement,
    page: VecDeque<R>,
    after: Place,
    is_read: bool,
}

impl<R: Placed> Ordered<R> {
    pub(super) fn new(statement: &'static Statement) -> Self {
        Self { statement, page: VecDeque::new(), after: (String::new(), i64::MIN), is_read: false }
    }

    /// Where the next row stands.
    pub(super) async fn place(&mut self, tx: &mut Tx) -> Result<Option<Place>> {
        if self.page.is_empty() && !self.is_read {
            let rows = tx.rows::<R>(self.statement, args![&self.after.0, self.after.1, PAGE]).await?;
            self.page = rows.into();
            match self.page.back() {
                Some(last) => self.after = (last.account().to_owned(), last.sequence()),
                None => self.is_read = true,
            }
        }
        Ok(self.page.front().map(|next| (next.account().to_owned(), next.sequence())))
    }

    /// The next row if it stands there. To be asked right after [`Self::place`].
    pub(super) fn take(&mut self, place: &Place) -> Option<R> {
        let is_there = |next: &R| next.account() == place.0 && next.sequence() == place.1;
        if self.page.front().is_some_and(is_there) { self.page.pop_front() } else { None }
    }
}
