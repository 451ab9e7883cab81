//! Style and scripts, embedded and packed once at start. Their addresses name their content, so that browsers keep them for
//! good and never show yesterday's.
//!
//! Pages are not packed: beside a secret (the form's token) they hold what others entered, and the length of a packed page
//! tells of both (BREACH). They are small; a proxy that packs them decides for itself.

use std::io::Write;

use aws_lc_rs::digest;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::state::ConsoleState;

const STYLE: &str = include_str!("../assets/console.css");
const SCRIPT: &str = include_str!("../assets/console.js");
const DESK: &str = include_str!("../assets/desk.js");
const PASSKEYS: &str = include_str!("../assets/passkeys.js");
const HTMX: &str = include_str!("../assets/htmx.min.js");
const ICON: &str = include_str!("../assets/icon.svg");

/// One file.
struct Asset {
    name: String,
    media_type: &'static str,
    plain: Bytes,
    packed: Bytes,
}

impl Asset {
    fn pack(stem: &str, ending: &str, media_type: &'static str, text: &'static str) -> std::io::Result<Self> {
        let hash = digest::digest(&digest::SHA256, text.as_bytes());
        let mark: String = hex::encode(hash.as_ref()).chars().take(12).collect();
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text.as_bytes())?;
        Ok(Self {
            name: format!("{stem}-{mark}.{ending}"),
            media_type,
            plain: Bytes::from_static(text.as_bytes()),
            packed: encoder.finish()?.into(),
        })
    }

    fn url(&self) -> String {
        format!("/console/assets/{}", self.name)
    }
}

/// All files.
pub(crate) struct Assets {
    files: Vec<Asset>,
    /// The addresses that every page names.
    pub(crate) urls: Urls,
}

/// The addresses that every page names.
#[derive(Debug, Clone)]
pub(crate) struct Urls {
    pub(crate) style: String,
    pub(crate) script: String,
    /// Only on reviewers' pages.
    pub(crate) desk: String,
    /// Only where people sign in, and where they keep their passkeys.
    pub(crate) passkeys: String,
    pub(crate) htmx: String,
    pub(crate) icon: String,
}

impl Assets {
    pub(crate) fn pack() -> std::io::Result<Self> {
        let style = Asset::pack("console", "css", "text/css; charset=utf-8", STYLE)?;
        let script = Asset::pack("console", "js", "text/javascript; charset=utf-8", SCRIPT)?;
        let desk = Asset::pack("desk", "js", "text/javascript; charset=utf-8", DESK)?;
        let passkeys = Asset::pack("passkeys", "js", "text/javascript; charset=utf-8", PASSKEYS)?;
        let htmx = Asset::pack("htmx", "js", "text/javascript; charset=utf-8", HTMX)?;
        let icon = Asset::pack("icon", "svg", "image/svg+xml", ICON)?;
        let urls = Urls {
            style: style.url(),
            script: script.url(),
            desk: desk.url(),
            passkeys: passkeys.url(),
            htmx: htmx.url(),
            icon: icon.url(),
        };
        Ok(Self { files: vec![style, script, desk, passkeys, htmx, icon], urls })
    }
}

pub(crate) fn routes() -> Router<ConsoleState> {
    Router::new().route("/console/assets/{name}", get(file))
}

async fn file(State(state): State<ConsoleState>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = state.assets().files.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let takes_packed = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(|coding| coding.trim() == "gzip"));
    let always = [
        (CONTENT_TYPE, asset.media_type),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (VARY, "Accept-Encoding"),
    ];
    if takes_packed {
        (always, [(CONTENT_ENCODING, "gzip")], asset.packed.clone()).into_response()
    } else {
        (always, asset.plain.clone()).into_response()
    }
}
