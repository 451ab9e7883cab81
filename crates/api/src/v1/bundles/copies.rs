//! Provisional copies: how an approved bundle is changed while it stays in force.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Serialize;
use trusthub_app::bundles::copies;
use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::sid::BundleSid;
use trusthub_domain::time::Timestamp;
use utoipa::ToSchema;

use super::Names;
use super::view::BundleReference;
use crate::error::Result;
use crate::input::{Caller, SidPath};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;
use crate::urls::Urls;

pub(super) fn mount(routes: Routes, names: &Names) -> Routes {
    let (tag, words, singular) = (names.collection, names.words, names.singular);
    let path = format!("{}/ProvisionalCopy", names.parent);
    routes
        .post(
            &path,
            create,
            describe(format!("Create{singular}ProvisionalCopy"), tag, format!("Copy an approved {words}, to change it."))
                .explained(
                    "The copy is a draft under its own identifier, with copies of the end users and documents. Change \
                     and submit it like any other; its approval replaces the original. One copy at a time.",
                )
                .answers::<CopyView>(201, "The copy.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .get(
            &path,
            find,
            describe(format!("Fetch{singular}ProvisionalCopy"), tag, format!("Look at the copy of a {words}."))
                .answers::<CopyView>(200, "The copy.")
                .refuses_unknown(),
        )
}

/// A provisional copy.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProvisionalCopy)]
struct CopyView {
    /// The copy's own identifier.
    #[serde(flatten)]
    bundle: BundleReference,
    /// The account that it belongs to.
    account_sid: String,
    /// What it must hold.
    policy_sid: String,
    /// Your own name for it.
    friendly_name: String,
    /// Where the copy stands.
    status: String,
    /// Who is told when its status changes.
    email: String,
    /// The URL that is called when its status changes.
    status_callback: Option<String>,
    /// Until when its approval holds.
    valid_until: Option<String>,
    /// When it was made.
    date_created: String,
    /// When it last changed.
    date_updated: String,
    /// Where it is, as the copy of its original.
    url: String,
}

impl CopyView {
    fn of(copy: &Bundle, original: BundleSid, urls: Urls<'_>) -> Self {
        Self {
            bundle: BundleReference::to(copy.kind, copy.sid),
            account_sid: copy.account_sid.to_string(),
            policy_sid: copy.policy_sid.to_string(),
            friendly_name: copy.friendly_name.clone(),
            status: copy.shown_status().to_string(),
            email: copy.email.as_str().to_owned(),
            status_callback: copy.status_callback.clone(),
            valid_until: copy.valid_until.map(Timestamp::to_rfc3339),
            date_created: copy.date_created.to_rfc3339(),
            date_updated: copy.date_updated.to_rfc3339(),
            url: urls.below_bundle(copy.kind, original, "ProvisionalCopy"),
        }
    }
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath(original): SidPath<BundleSid>,
) -> Result<(StatusCode, Json<CopyView>)> {
    let copy = copies::create(state.hub(), &actor, kind, original).await?;
    Ok((StatusCode::CREATED, Json(CopyView::of(&copy, original, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath(original): SidPath<BundleSid>,
) -> Result<Json<CopyView>> {
    let copy = copies::find(state.hub(), &actor, kind, original).await?;
    Ok(Json(CopyView::of(&copy, original, state.urls())))
}
