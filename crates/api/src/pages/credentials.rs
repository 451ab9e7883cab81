//! What whoever is shown a credential needs: the issuer's keys, and the lists on which what was revoked stands.
//!
//! Scripts of any page may read them: they are public, and partners check credentials in browsers, too.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use trusthub_app::credentials::{STATUS_LIST_MEDIA_TYPE, published_keys, status_list};

use crate::error::Result;
use crate::openapi::{Routes, describe_public};
use crate::state::ApiState;

/// A new key signs at once, and whoever meets one that they do not know fetches the set again.
const KEYS_FRESH: &str = "public, max-age=300";

/// What was revoked is seen at once by whoever asks.
const LIST_FRESH: &str = "public, no-cache";

pub(super) fn described() -> Routes {
    Routes::new()
        .get(
            "/.well-known/jwks.json",
            keys,
            describe_public("CredentialKeys", "The keys that credentials are signed with (RFC 7517).")
                .answers_object(
                    "The set: the key that signs now, and those of which something may still be shown.",
                ),
        )
        .get(
            "/.well-known/jwt-vc-issuer",
            issuer,
            describe_public(
                "CredentialIssuer",
                "Who issues credentials here, and with which keys (SD-JWT VC).",
            )
            .answers_object("`issuer`, as credentials name it in `iss`, and `jwks`, its keys."),
        )
        .get(
            "/credentials/status/{List}",
            list,
            describe_public(
                "CredentialStatusList",
                "What was revoked or suspended: a signed Token Status List.",
            )
            .answers_text(STATUS_LIST_MEDIA_TYPE, "The list, as a JWT. 0 is valid, 1 revoked, 2 suspended.")
            .refuses_unknown(),
        )
}

async fn keys(State(state): State<ApiState>) -> Result<Response> {
    Ok(public(published_keys(state.hub()).await?))
}

async fn issuer(State(state): State<ApiState>) -> Result<Response> {
    let keys = published_keys(state.hub()).await?;
    Ok(public(json!({ "issuer": state.hub().settings().public_url, "jwks": keys })))
}

fn public(value: Value) -> Response {
    ([(CACHE_CONTROL, KEYS_FRESH), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")], Json(value)).into_response()
}

async fn list(State(state): State<ApiState>, Path(list): Path<String>) -> Result<Response> {
    let token = status_list(state.hub(), &list).await?;
    let headers = [
        (CONTENT_TYPE, STATUS_LIST_MEDIA_TYPE),
        (CACHE_CONTROL, LIST_FRESH),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    Ok((headers, token.to_string()).into_response())
}
