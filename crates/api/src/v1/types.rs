//! `/v1/EndUserTypes` and `/v1/SupportingDocumentTypes`: the same twice.

use axum::extract::State;
use axum::{Extension, Json};
use serde::Serialize;
use trusthub_domain::policy::{ItemKind, ItemType};
use utoipa::ToSchema;

use crate::error::{ApiError, Result};
use crate::input::SidPath;
use crate::openapi::{Routes, describe};
use crate::paging::{PageQuery, V1Page, constant_page};
use crate::state::ApiState;
use crate::urls::Urls;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.merge(of_kind(ItemKind::EndUser)).merge(of_kind(ItemKind::SupportingDocument))
}

fn of_kind(kind: ItemKind) -> Routes {
    let (singular, words) = match kind {
        ItemKind::EndUser => ("EndUserType", "end-user type"),
        ItemKind::SupportingDocument => ("SupportingDocumentType", "supporting-document type"),
    };
    let list_path = format!("/v1/{}", collection(kind));
    Routes::new()
        .get(
            &list_path,
            list,
            describe(format!("List{singular}"), "Types", format!("List every {words}."))
                .lists::<TypeView>(key(kind))
                .refuses_bad_input(),
        )
        .get(
            &format!("{list_path}/{{Sid}}"),
            find,
            describe(format!("Fetch{singular}"), "Types", format!("Look at a {words}."))
                .answers::<TypeView>(200, "The type.")
                .refuses_unknown(),
        )
        .map_router(|router| router.layer(Extension(kind)))
}

const fn collection(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::EndUser => "EndUserTypes",
        ItemKind::SupportingDocument => "SupportingDocumentTypes",
    }
}

const fn key(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::EndUser => "end_user_types",
        ItemKind::SupportingDocument => "supporting_document_types",
    }
}

/// Which fields an end user or document of one type has.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ItemType)]
struct TypeView {
    /// Where it is.
    url: String,
    /// Its fields.
    fields: Vec<FieldView>,
    /// What policies and items call it.
    machine_name: String,
    /// What people call it.
    friendly_name: String,
    /// Its identifier, `OY…`.
    sid: String,
}

/// A field.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ItemTypeField)]
struct FieldView {
    /// The key in the attributes.
    machine_name: String,
    /// What people call it.
    friendly_name: String,
    /// `String` or `List`.
    constraint: String,
}

impl TypeView {
    fn of(item_type: &ItemType, urls: Urls<'_>) -> Self {
        let fields = item_type.fields.iter().map(|field| FieldView {
            machine_name: field.machine_name.clone(),
            friendly_name: field.friendly_name.clone(),
            constraint: field.constraint.as_str().to_owned(),
        });
        Self {
            url: urls.v1(collection(item_type.kind), item_type.sid),
            fields: fields.collect(),
            machine_name: item_type.machine_name.clone(),
            friendly_name: item_type.friendly_name.clone(),
            sid: item_type.sid.to_string(),
        }
    }
}

async fn list(
    State(state): State<ApiState>,
    Extension(kind): Extension<ItemKind>,
    query: PageQuery,
) -> Result<Json<V1Page<TypeView>>> {
    let types: Vec<&ItemType> = state.hub().catalog().item_types(kind).collect();
    let path = format!("/v1/{}", collection(kind));
    let view = |item_type: &&ItemType| TypeView::of(item_type, state.urls());
    constant_page(state.urls(), &path, key(kind), &types, &query, view).map(Json)
}

async fn find(
    State(state): State<ApiState>,
    Extension(kind): Extension<ItemKind>,
    SidPath(text): SidPath<String>,
) -> Result<Json<TypeView>> {
    let found =
        state.hub().catalog().item_type_by_sid_or_name(kind, &text).ok_or_else(ApiError::not_found)?;
    Ok(Json(TypeView::of(found, state.urls())))
}
