//! API keys.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use trusthub_app::accounts::keys;
use trusthub_domain::account::ApiKey;
use trusthub_domain::sid::{AccountSid, KeySid};
use utoipa::ToSchema;

use super::list_path;
use crate::error::Result;
use crate::input::{Caller, CorePath, TwilioForm};
use crate::openapi::{Routes, describe};
use crate::paging::{CorePage, Listing, PageQuery};
use crate::state::ApiState;

const TAG: &str = "Keys";
const LIST: &str = "/2010-04-01/Accounts/{AccountSid}/Keys.json";
const ONE: &str = "/2010-04-01/Accounts/{AccountSid}/Keys/{Sid}.json";
const NOT_BY_KEY: &str = "API keys cannot do this; use the auth token.";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateNewKey", TAG, "Make an API key.")
                .form::<KeyParameters>()
                .answers::<NewKeyView>(201, "The key with its secret, shown this once.")
                .refuses_bad_input()
                .refuses_with(403, NOT_BY_KEY)
                .refuses_unknown(),
        )
        .get(
            LIST,
            list,
            describe("ListKey", TAG, "List the API keys, newest first.")
                .lists_flat::<KeyView>("keys")
                .refuses_bad_input()
                .refuses_with(403, NOT_BY_KEY)
                .refuses_unknown(),
        )
        .get(
            ONE,
            find,
            describe("FetchKey", TAG, "Look at an API key.")
                .answers::<KeyView>(200, "Without its secret.")
                .refuses_with(403, NOT_BY_KEY)
                .refuses_unknown(),
        )
        .post(
            ONE,
            update,
            describe("UpdateKey", TAG, "Rename an API key.")
                .form::<KeyParameters>()
                .answers::<KeyView>(200, "As it stands now.")
                .refuses_bad_input()
                .refuses_with(403, NOT_BY_KEY)
                .refuses_unknown(),
        )
        .delete(
            ONE,
            delete,
            describe("DeleteKey", TAG, "Delete an API key; it stops working at once.")
                .answers_nothing()
                .refuses_with(403, NOT_BY_KEY)
                .refuses_unknown(),
        )
}

/// An API key.
#[derive(Serialize, ToSchema)]
#[schema(as = Key)]
struct KeyView {
    /// Its identifier, `SK…`: the user name.
    sid: String,
    /// A name for people.
    friendly_name: String,
    /// When it was made.
    date_created: String,
    /// When it last changed.
    date_updated: String,
}

impl KeyView {
    fn of(key: &ApiKey) -> Self {
        Self {
            sid: key.sid.to_string(),
            friendly_name: key.friendly_name.clone(),
            date_created: key.date_created.to_rfc2822(),
            date_updated: key.date_updated.to_rfc2822(),
        }
    }
}

/// A new API key.
#[derive(Serialize, ToSchema)]
#[schema(as = NewKey)]
struct NewKeyView {
    #[serde(flatten)]
    key: KeyView,
    /// The password. The hub keeps a hash only.
    secret: String,
}

/// What an API key is called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
struct KeyParameters {
    /// A name for people.
    friendly_name: Option<String>,
}

async fn create(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath(account): CorePath<AccountSid>,
    TwilioForm(given): TwilioForm<KeyParameters>,
) -> Result<(StatusCode, Json<NewKeyView>)> {
    let actor = caller.on(state.hub(), account).await?;
    let (key, secret) = keys::create(state.hub(), &actor, given.friendly_name).await?;
    let view = NewKeyView { key: KeyView::of(&key), secret: secret.expose_secret().to_owned() };
    Ok((StatusCode::CREATED, Json(view)))
}

async fn list(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath(account): CorePath<AccountSid>,
    query: PageQuery,
) -> Result<Json<CorePage<KeyView>>> {
    let actor = caller.on(state.hub(), account).await?;
    let listing = Listing::new(state.hub(), &actor, list_path(account, "Keys"), Vec::new(), query);
    let page = keys::list(state.hub(), &actor, listing.request()?).await?;
    Ok(Json(listing.core("keys", page, |key| KeyView::of(&key))))
}

async fn find(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath((account, sid)): CorePath<(AccountSid, KeySid)>,
) -> Result<Json<KeyView>> {
    let actor = caller.on(state.hub(), account).await?;
    Ok(Json(KeyView::of(&keys::find(state.hub(), &actor, sid).await?)))
}

async fn update(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath((account, sid)): CorePath<(AccountSid, KeySid)>,
    TwilioForm(given): TwilioForm<KeyParameters>,
) -> Result<Json<KeyView>> {
    let actor = caller.on(state.hub(), account).await?;
    let key = match given.friendly_name {
        Some(name) => keys::rename(state.hub(), &actor, sid, name).await?,
        None => keys::find(state.hub(), &actor, sid).await?,
    };
    Ok(Json(KeyView::of(&key)))
}

async fn delete(
    State(state): State<ApiState>,
    caller: Caller,
    CorePath((account, sid)): CorePath<(AccountSid, KeySid)>,
) -> Result<StatusCode> {
    let actor = caller.on(state.hub(), account).await?;
    keys::delete(state.hub(), &actor, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}
