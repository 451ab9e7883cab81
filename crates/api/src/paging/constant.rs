//! Pages of lists that are read whole and counted: those of the policy files, and short ones.

use super::{PageQuery, Uris, V1Page};
use crate::error::{ApiError, Result};
use crate::urls::Urls;

/// One page of `rows` at `path`.
///
/// # Errors
/// 400 if a token comes along: these lists give none out.
pub(crate) fn constant_page<T, V>(
    urls: Urls<'_>,
    path: &str,
    key: &'static str,
    rows: &[T],
    query: &PageQuery,
    view: impl FnMut(&T) -> V,
) -> Result<V1Page<V>> {
    if query.token.is_some() {
        return Err(ApiError::parameter(
            "PageToken",
            "it belongs to another list; start from the first page",
        ));
    }
    let size = usize::try_from(query.size).unwrap_or(usize::MAX);
    let start = usize::try_from(query.page).unwrap_or(usize::MAX).saturating_mul(size);
    let shown: Vec<V> = rows.iter().skip(start).take(size).map(view).collect();
    let has_more = start.saturating_add(size) < rows.len();
    let uri = |page: u32| urls.path(format!("{path}?PageSize={}&Page={page}", query.size));
    let uris = Uris {
        first: uri(0),
        this: uri(query.page),
        next: has_more.then(|| uri(query.page.saturating_add(1))),
        previous: query.page.checked_sub(1).map(uri),
    };
    Ok(V1Page::new(key, shown, query, uris))
}
