//! Pages of a list, newest first, by key and not by offset: stable while rows are inserted.

use trusthub_domain::time::Timestamp;

use crate::db::seal::{Sealed, open_rows};
use crate::db::statement::{Listing, Statement};
use crate::db::value::{Value, args};
use crate::db::{Db, Tx};
use crate::error::Result;

/// The place of one row in the order `(date_created, sid)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// When the row was made.
    pub date_created: Timestamp,
    /// Its identifier.
    pub sid: String,
}

impl Cursor {
    /// The place of a stored row.
    pub(crate) fn of(date_created: i64, sid: &str) -> Self {
        Self { date_created: Timestamp::from_micros(date_created), sid: sid.to_owned() }
    }

    /// Newer than any row can be. No identifier sorts after a tilde.
    fn newest() -> Self {
        Self { date_created: Timestamp::from_micros(i64::MAX), sid: "~".to_owned() }
    }

    /// Older than any row can be.
    fn oldest() -> Self {
        Self { date_created: Timestamp::from_micros(i64::MIN), sid: String::new() }
    }
}

/// Where a page starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// With the newest row.
    Start,
    /// After that many rows (a client asked for `Page=n` without a token).
    Offset(u32),
    /// With the first row older than this.
    After(Cursor),
    /// With the page that ends just before this row.
    Before(Cursor),
}

/// What a client asks of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// Most rows per page, 1 to 1000.
    pub size: u32,
    /// Where it starts.
    pub position: Position,
}

/// One page, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Set if newer rows exist before this page.
    pub previous: Option<Cursor>,
    /// Set if older rows exist after this page.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// The same page with each row turned into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(turn).collect(), previous: self.previous, next: self.next }
    }
}

/// A stored row that knows its place in the order.
pub(crate) trait Placed: Sealed {
    /// Its place.
    fn cursor(&self) -> Cursor;
}

/// One reading of a list: from a place on, in one direction.
struct Window {
    direction: Direction,
    from: Cursor,
    limit: i64,
    offset: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Older,
    Newer,
}

impl Window {
    /// One row more than the page holds tells whether there is another page.
    fn of(request: &PageRequest) -> Self {
        let (direction, from, offset) = match &request.position {
            Position::Start => (Direction::Older, Cursor::newest(), 0),
            Position::Offset(rows) => (Direction::Older, Cursor::newest(), i64::from(*rows)),
            Position::After(cursor) => (Direction::Older, cursor.clone(), 0),
            Position::Before(cursor) => (Direction::Newer, cursor.clone(), 0),
        };
        Self { direction, from, limit: i64::from(request.size) + 1, offset }
    }

    /// Looks for one row beyond a place.
    fn probe(direction: Direction, from: Cursor) -> Self {
        Self { direction, from, limit: 1, offset: 0 }
    }

    fn statement<'a>(&self, listing: &'a Listing) -> &'a Statement {
        match self.direction {
            Direction::Older => &listing.older,
            Direction::Newer => &listing.newer,
        }
    }

    fn values(&self, filters: &[Value]) -> Vec<Value> {
        let mut values = args![self.from.date_created, &self.from.sid, self.limit, self.offset];
        values.extend_from_slice(filters);
        values
    }
}

/// As many rows as were asked for, and whether there was one more.
fn cut<R>(mut rows: Vec<R>, request: &PageRequest) -> (Vec<R>, bool) {
    let size = usize::try_from(request.size).unwrap_or(usize::MAX);
    let has_more = rows.len() > size;
    rows.truncate(size);
    (rows, has_more)
}

impl Db {
    /// As [`Tx::page`], when the page is all there is to read. The first page of a list takes one statement, and that is
    /// the one which everybody asks for.
    pub(crate) async fn page<R: Placed>(
        &self,
        listing: &Listing,
        request: &PageRequest,
        filters: &[Value],
    ) -> Result<Page<R::Clear>> {
        if request.position != Position::Start {
            return self.read().await?.page::<R>(listing, request, filters).await;
        }
        let window = Window::of(request);
        let rows = self.rows::<R>(window.statement(listing), window.values(filters)).await?;
        let (rows, has_more) = cut(rows, request);
        let last = rows.last().map_or_else(Cursor::newest, Placed::cursor);
        let items = open_rows(rows, self.vault()).await?;
        Ok(Page { items, previous: None, next: has_more.then_some(last) })
    }
}

impl Tx {
    /// One page of a list, in clear. `filters` are the listing's own arguments, `$5` and on.
    ///
    /// A page without rows (its rows were deleted meanwhile, or the client guessed a number) leads back to where
    /// there are some: its neighbour is the last or the first page.
    pub(crate) async fn page<R: Placed>(
        &mut self,
        listing: &Listing,
        request: &PageRequest,
        filters: &[Value],
    ) -> Result<Page<R::Clear>> {
        let window = Window::of(request);
        let rows = self.rows::<R>(window.statement(listing), window.values(filters)).await?;
        let (mut rows, has_more) = cut(rows, request);
        if window.direction == Direction::Newer {
            rows.reverse();
        }
        let first = rows.first().map_or_else(Cursor::oldest, Placed::cursor);
        let last = rows.last().map_or_else(Cursor::newest, Placed::cursor);
        let (previous, next) = match window.direction {
            Direction::Older => {
                let has_newer = match request.position {
                    Position::Start => false,
                    _ => {
                        self.has_row::<R>(listing, Window::probe(Direction::Newer, first.clone()), filters)
                            .await?
                    }
                };
                (has_newer, has_more)
            }
            Direction::Newer => {
                let probe = Window::probe(Direction::Older, last.clone());
                (has_more, self.has_row::<R>(listing, probe, filters).await?)
            }
        };
        let items = open_rows(rows, self.vault()).await?;
        Ok(Page { items, previous: previous.then_some(first), next: next.then_some(last) })
    }

    async fn has_row<R: Placed>(
        &mut self,
        listing: &Listing,
        probe: Window,
        filters: &[Value],
    ) -> Result<bool> {
        Ok(self.row::<R>(probe.statement(listing), probe.values(filters)).await?.is_some())
    }
}
