//! Pages of a list: what a client asks for, and the two envelopes that the vendor puts around the answer.
//!
//! A page token is opaque, names the row beside which the page begins, and is bound to the list and the account that
//! it was given out for. Source: the vendor's OpenAPI document.

mod constant;
mod envelope;
mod token;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;
use trusthub_app::{Actor, Hub, Page, PageRequest, Position};
use url::form_urlencoded;
use utoipa::IntoParams;

pub(crate) use constant::constant_page;
pub(crate) use envelope::{CorePage, Meta, V1Page};

use crate::error::{ApiError, Result};
use crate::input::TwilioQuery;
use crate::state::ApiState;
use crate::urls::Urls;
use token::{Direction, Token};

/// Most rows per page; more is taken for this.
const MAX_SIZE: u32 = 1000;
/// Rows per page unless told.
const DEFAULT_SIZE: u32 = 50;

/// The part of a query that pages.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
pub(crate) struct PageParameters {
    /// Rows per page, 1 to 1000; 50 unless given. More than 1000 is taken for 1000.
    #[param(value_type = Option<u32>, minimum = 1, default = 50)]
    page_size: Option<String>,
    /// Number of the page, from 0. Follow `next_page_url` instead of counting: it stays right while rows are added.
    #[param(value_type = Option<u32>, minimum = 0)]
    page: Option<String>,
    /// Given out by the hub in `next_page_url` and `previous_page_url`.
    page_token: Option<String>,
}

/// Which page of a list is asked for.
#[derive(Debug, Clone)]
pub(crate) struct PageQuery {
    size: u32,
    page: u32,
    token: Option<String>,
}

impl FromRequestParts<ApiState> for PageQuery {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        let TwilioQuery(given) = TwilioQuery::<PageParameters>::from_request_parts(parts, state).await?;
        let size = number("PageSize", given.page_size.as_deref(), DEFAULT_SIZE)?;
        if size == 0 {
            return Err(ApiError::parameter("PageSize", "it is a number from 1 to 1000"));
        }
        Ok(Self {
            size: size.min(MAX_SIZE),
            page: number("Page", given.page.as_deref(), 0)?,
            token: given.page_token.filter(|token| !token.is_empty()),
        })
    }
}

fn number(field: &str, given: Option<&str>, otherwise: u32) -> Result<u32> {
    match given.filter(|text| !text.is_empty()) {
        None => Ok(otherwise),
        Some(text) => {
            text.parse().map_err(|_| ApiError::parameter(field, "it is a whole number, not negative"))
        }
    }
}

/// One list as one caller sees it: makes the request to the use case, and the envelope of the answer.
pub(crate) struct Listing<'a> {
    hub: &'a Hub,
    account: String,
    path: String,
    filters: Vec<(&'static str, String)>,
    query: PageQuery,
}

impl<'a> Listing<'a> {
    /// A list at `path`; `filters` are repeated in every URL, in this order.
    pub(crate) fn new(
        hub: &'a Hub,
        actor: &Actor,
        path: String,
        filters: Vec<(&'static str, Option<String>)>,
        query: PageQuery,
    ) -> Self {
        // A partner is nobody's account; its tokens are its own all the same.
        let account = actor.account_sid().map_or_else(|| actor.label(), |sid| sid.to_string());
        let filters = filters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        Self { hub, account, path, filters, query }
    }

    /// What to ask the use case for.
    ///
    /// # Errors
    /// 400 for a token that is damaged, of another list or of another account.
    pub(crate) fn request(&self) -> Result<PageRequest> {
        let position = match &self.query.token {
            Some(text) => {
                let token = Token::read(text, |signed| self.tag(signed)).ok_or_else(|| {
                    ApiError::parameter(
                        "PageToken",
                        "it belongs to another list or account; start from the first page",
                    )
                })?;
                match token.direction {
                    Direction::After => Position::After(token.cursor),
                    Direction::Before => Position::Before(token.cursor),
                }
            }
            None if self.query.page == 0 => Position::Start,
            None => Position::Offset(
                self.query
                    .page
                    .checked_mul(self.query.size)
                    .ok_or_else(|| ApiError::parameter("Page", "it is too large"))?,
            ),
        };
        Ok(PageRequest { size: self.query.size, position })
    }

    /// The envelope of the `/v1` resources.
    pub(crate) fn v1<T, V>(&self, key: &'static str, page: Page<T>, view: impl FnMut(T) -> V) -> V1Page<V> {
        let uris = self.uris(&page);
        let urls = Urls::new(&self.hub.settings().public_url);
        V1Page::new(
            key,
            page.items.into_iter().map(view).collect(),
            &self.query,
            uris.map(|uri| urls.path(uri)),
        )
    }

    /// The envelope of the 2010-04-01 resources.
    pub(crate) fn core<T, V>(
        &self,
        key: &'static str,
        page: Page<T>,
        view: impl FnMut(T) -> V,
    ) -> CorePage<V> {
        let uris = self.uris(&page);
        CorePage::new(key, page.items.into_iter().map(view).collect(), &self.query, uris)
    }

    fn uris<T>(&self, page: &Page<T>) -> Uris {
        let number = self.query.page;
        let token = |direction, cursor: &_| {
            Token { direction, cursor: Clone::clone(cursor) }.write(|text| self.tag(text))
        };
        let next = page.next.as_ref().map(|cursor| token(Direction::After, cursor));
        let previous = page.previous.as_ref().map(|cursor| token(Direction::Before, cursor));
        Uris {
            first: self.uri(0, None),
            this: self.uri(number, self.query.token.as_deref()),
            next: next.map(|token| self.uri(number.saturating_add(1), Some(&token))),
            previous: previous.map(|token| self.uri(number.saturating_sub(1), Some(&token))),
        }
    }

    fn uri(&self, page: u32, token: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.filters);
        query.append_pair("PageSize", &self.query.size.to_string());
        query.append_pair("Page", &page.to_string());
        if let Some(token) = token {
            query.append_pair("PageToken", token);
        }
        format!("{}?{}", self.path, query.finish())
    }

    fn tag(&self, signed: &str) -> [u8; 8] {
        self.hub.page_tag(&format!("{} {} {signed}", self.account, self.path))
    }
}

/// Where the pages around an answer are, as paths with queries.
pub(crate) struct Uris {
    pub(crate) first: String,
    pub(crate) this: String,
    pub(crate) next: Option<String>,
    pub(crate) previous: Option<String>,
}

impl Uris {
    fn map(self, turn: impl Fn(String) -> String) -> Self {
        Self {
            first: turn(self.first),
            this: turn(self.this),
            next: self.next.map(&turn),
            previous: self.previous.map(&turn),
        }
    }
}
