//! The account and its subaccounts.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use trusthub_app::accounts::{self, AccountEdit, AccountFilter, NewAccount};
use trusthub_domain::account::{Account, AccountStatus};
use trusthub_domain::sid::AccountSid;
use utoipa::{IntoParams, ToSchema};

use super::{VERSION, list_path};
use crate::error::{ApiError, Result};
use crate::input::{Caller, CorePath, TwilioForm, TwilioQuery, filter};
use crate::openapi::{Routes, describe};
use crate::paging::{CorePage, Listing, PageQuery};
use crate::state::ApiState;

const TAG: &str = "Accounts";
const LIST: &str = "/2010-04-01/Accounts.json";
const ONE: &str = "/2010-04-01/Accounts/{Sid}.json";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateAccount", TAG, "Make a subaccount.")
                .form::<NewParameters>()
                .answers::<AccountView>(201, "The subaccount with its auth token.")
                .refuses_bad_input()
                .refuses_with(403, "API keys and subaccounts cannot do this."),
        )
        .get(
            LIST,
            list,
            describe("ListAccount", TAG, "List the account and its subaccounts, newest first.")
                .query::<FilterParameters>()
                .lists_flat::<AccountView>("accounts")
                .refuses_bad_input(),
        )
        .get(
            ONE,
            find,
            describe("FetchAccount", TAG, "Look at the account or a subaccount.")
                .answers::<AccountView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .post(
            ONE,
            update,
            describe(
                "UpdateAccount",
                TAG,
                "Rename an account, or suspend, reactivate or close a subaccount.",
            )
            .form::<ChangeParameters>()
            .answers::<AccountView>(200, "As it stands now.")
            .refuses_bad_input()
            .refuses_with(403, "API keys cannot do this, and no account changes its own status.")
            .refuses_unknown()
            .refuses_conflicts(),
        )
}

/// An account.
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
struct AccountView {
    /// Its auth token; null for callers with an API key.
    auth_token: Option<String>,
    /// When it was made.
    date_created: String,
    /// When it last changed.
    date_updated: String,
    /// A name for people.
    friendly_name: String,
    /// Its parent; itself for a main account.
    owner_account_sid: String,
    /// Its identifier, `AC…`.
    sid: String,
    /// `active`, `suspended` or `closed`.
    status: String,
    /// Where its resources are.
    subresource_uris: SubresourceUris,
    /// `Full`; `Trial` for a sandbox that never counts as real.
    r#type: String,
    /// Where it is.
    uri: String,
}

/// Where an account's resources are: those that this hub serves.
#[derive(Serialize, ToSchema)]
struct SubresourceUris {
    /// Its addresses.
    addresses: String,
    /// Its phone numbers.
    incoming_phone_numbers: String,
    /// Its API keys.
    keys: String,
}

impl AccountView {
    fn of(account: &Account, token: Option<&SecretString>) -> Self {
        let kind = if account.is_test { "Trial" } else { "Full" };
        Self {
            auth_token: token.map(|token| token.expose_secret().to_owned()),
            date_created: account.date_created.to_rfc2822(),
            date_updated: account.date_updated.to_rfc2822(),
            friendly_name: account.friendly_name.clone(),
            owner_account_sid: account.parent_sid.unwrap_or(account.sid).to_string(),
            sid: account.sid.to_string(),
            status: account.status.as_str().to_owned(),
            subresource_uris: SubresourceUris {
                addresses: list_path(account.sid, "Addresses"),
                incoming_phone_numbers: list_path(account.sid, "IncomingPhoneNumbers"),
                keys: list_path(account.sid, "Keys"),
            },
            r#type: kind.to_owned(),
            uri: format!("/{VERSION}/Accounts/{}.json", account.sid),
        }
    }
}

/// What makes a subaccount.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewAccountParameters)]
struct NewParameters {
    /// A name for people; one is made up unless given.
    friendly_name: Option<String>,
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<AccountView>)> {
    let new = NewAccount { friendly_name: given.friendly_name, ..NewAccount::default() };
    let created = accounts::create(state.hub(), &actor, new).await?;
    Ok((StatusCode::CREATED, Json(AccountView::of(&created.account, Some(&created.auth_token)))))
}

/// Which accounts are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
struct FilterParameters {
    /// Only those with exactly this name.
    friendly_name: Option<String>,
    /// Only those with this status.
    status: Option<String>,
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioQuery(given): TwilioQuery<FilterParameters>,
    query: PageQuery,
) -> Result<Json<CorePage<AccountView>>> {
    let hub = state.hub();
    let (name, status) = (filter(given.friendly_name), filter(given.status));
    let wanted = AccountFilter {
        friendly_name: name.clone(),
        status: status.as_deref().map(account_status).transpose()?,
    };
    let listing =
        Listing::new(hub, &actor, LIST.to_owned(), vec![("FriendlyName", name), ("Status", status)], query);
    let page = accounts::list(hub, &actor, wanted, listing.request()?).await?;
    let mut tokens = Vec::with_capacity(page.items.len());
    for account in &page.items {
        tokens.push(accounts::auth_token(hub, &actor, account.sid).await?);
    }
    let mut tokens = tokens.into_iter();
    Ok(Json(
        listing.core("accounts", page, |account| AccountView::of(&account, tokens.next().flatten().as_ref())),
    ))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    CorePath(sid): CorePath<AccountSid>,
) -> Result<Json<AccountView>> {
    let account = accounts::find(state.hub(), &actor, sid).await?;
    let token = accounts::auth_token(state.hub(), &actor, sid).await?;
    Ok(Json(AccountView::of(&account, token.as_ref())))
}

/// What changes an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = ChangeAccountParameters)]
struct ChangeParameters {
    /// Another name.
    friendly_name: Option<String>,
    /// `active`, `suspended` or `closed`; closing is for good.
    status: Option<String>,
}

async fn update(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    CorePath(sid): CorePath<AccountSid>,
    TwilioForm(given): TwilioForm<ChangeParameters>,
) -> Result<Json<AccountView>> {
    let status = filter(given.status).as_deref().map(account_status).transpose()?;
    let edit = AccountEdit { friendly_name: given.friendly_name, status };
    let account = accounts::update(state.hub(), &actor, sid, edit).await?;
    let token = accounts::auth_token(state.hub(), &actor, sid).await?;
    Ok(Json(AccountView::of(&account, token.as_ref())))
}

fn account_status(text: &str) -> Result<AccountStatus> {
    text.parse().map_err(|_| ApiError::parameter("Status", "it is active, suspended or closed"))
}
