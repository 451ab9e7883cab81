//! Pages, as storage gives them; named here so that the faces need not name storage.

pub use trusthub_storage::{Cursor, Page, PageRequest, Position};

/// A list that is read to its end, page by page.
#[derive(Debug)]
pub struct Pages {
    size: u32,
    /// Where the next page starts; `None` where none is to be asked for.
    next: Option<Position>,
}

impl Pages {
    /// From its first row on, `size` rows at once.
    #[must_use]
    pub const fn of(size: u32) -> Self {
        Self { size, next: Some(Position::Start) }
    }

    /// What to ask for now; `None` at the end.
    pub fn request(&mut self) -> Option<PageRequest> {
        let position = self.next.take()?;
        Some(PageRequest { size: self.size, position })
    }

    /// The rows that were answered; behind the last of them it goes on.
    pub fn rows<T>(&mut self, page: Page<T>) -> Vec<T> {
        self.next = page.next.map(Position::After);
        page.items
    }
}

#[cfg(test)]
mod tests {
    use trusthub_domain::time::Timestamp;

    use super::*;

    #[test]
    fn a_list_is_read_behind_each_page_until_there_is_none() {
        let cursor = Cursor { date_created: Timestamp::from_seconds(1), sid: "AC1".to_owned() };
        let mut pages = Pages::of(2);
        let first = pages.request().unwrap();
        assert_eq!((first.size, first.position), (2, Position::Start));
        let page = Page { items: vec![1, 2], previous: None, next: Some(cursor.clone()) };
        assert_eq!(pages.rows(page), [1, 2]);
        assert_eq!(pages.request().unwrap().position, Position::After(cursor));
        assert_eq!(pages.rows(Page { items: vec![3], previous: None, next: None }), [3]);
        assert!(pages.request().is_none());
    }
}
