//! The two shapes of a list: `/v1` (`meta` beside the rows) and 2010-04-01 (everything side by side).

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::{PageQuery, Uris};

/// Where a page of a list lies, and where its neighbours are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PageMeta)]
pub(crate) struct Meta {
    /// Number of the page, from 0.
    pub page: u32,
    /// Rows per page.
    pub page_size: u32,
    /// The first page.
    pub first_page_url: String,
    /// The page with newer rows, if there is one.
    pub previous_page_url: Option<String>,
    /// This page.
    pub url: String,
    /// The page with older rows, if there is one.
    pub next_page_url: Option<String>,
    /// Which key holds the rows.
    pub key: String,
}

/// A list of `/v1`.
pub(crate) struct V1Page<V> {
    key: &'static str,
    rows: Vec<V>,
    meta: Meta,
}

impl<V> V1Page<V> {
    pub(super) fn new(key: &'static str, rows: Vec<V>, query: &PageQuery, urls: Uris) -> Self {
        let meta = Meta {
            page: query.page,
            page_size: query.size,
            first_page_url: urls.first,
            previous_page_url: urls.previous,
            url: urls.this,
            next_page_url: urls.next,
            key: key.to_owned(),
        };
        Self { key, rows, meta }
    }
}

impl<V: Serialize> Serialize for V1Page<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry(self.key, &self.rows)?;
        map.serialize_entry("meta", &self.meta)?;
        map.end()
    }
}

/// A list of 2010-04-01. Its addresses are paths without a host, as the vendor's are.
pub(crate) struct CorePage<V> {
    key: &'static str,
    rows: Vec<V>,
    page: u32,
    page_size: u32,
    uris: Uris,
}

impl<V> CorePage<V> {
    pub(super) fn new(key: &'static str, rows: Vec<V>, query: &PageQuery, uris: Uris) -> Self {
        Self { key, rows, page: query.page, page_size: query.size, uris }
    }
}

impl<V: Serialize> Serialize for CorePage<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let start = u64::from(self.page) * u64::from(self.page_size);
        let count = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        let mut map = serializer.serialize_map(Some(9))?;
        map.serialize_entry("first_page_uri", &self.uris.first)?;
        map.serialize_entry("end", &start.saturating_add(count).saturating_sub(u64::from(count > 0)))?;
        map.serialize_entry("previous_page_uri", &self.uris.previous)?;
        map.serialize_entry(self.key, &self.rows)?;
        map.serialize_entry("uri", &self.uris.this)?;
        map.serialize_entry("page_size", &self.page_size)?;
        map.serialize_entry("start", &start)?;
        map.serialize_entry("next_page_uri", &self.uris.next)?;
        map.serialize_entry("page", &self.page)?;
        map.end()
    }
}
