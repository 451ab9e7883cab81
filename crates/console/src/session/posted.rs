//! What a form sent: its fields in order, and its files. The guard has read and checked it before any handler sees it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use bytes::{Bytes, BytesMut};

use crate::fault::{Fault, Result};

/// Most bytes of a form without files. Ours: ten times the longest page of fields.
const FORM_MAX_BYTES: u64 = 256 * 1024;
/// What a form with a file may hold besides the file.
const SLACK_BYTES: u64 = 256 * 1024;
/// Most fields of one form.
const MOST_FIELDS: usize = 1000;

/// What a form sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Posted(Arc<Content>);

#[derive(Debug, Default)]
struct Content {
    fields: Vec<(String, String)>,
    files: Vec<UploadedFile>,
}

/// A file of a form.
#[derive(Debug, Clone)]
pub(crate) struct UploadedFile {
    /// The name of the input.
    pub(crate) field: String,
    /// What came; never empty, a browser's "no file" is left out.
    pub(crate) bytes: Bytes,
}

impl Posted {
    /// Reads it off a request.
    pub(super) async fn read(request: Request, document_max_bytes: u64) -> Result<(Parts, Self)> {
        let (parts, body) = request.into_parts();
        let is_multipart = media_type(&parts.headers) == "multipart/form-data";
        let limit =
            if is_multipart { document_max_bytes.saturating_add(SLACK_BYTES) } else { FORM_MAX_BYTES };
        let bytes = collect(&parts.headers, body, limit).await?;
        let content = if is_multipart { multipart(&parts, bytes).await? } else { urlencoded(&bytes)? };
        Ok((parts, Self(Arc::new(content))))
    }

    /// The first field of that name, as it came.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first field of that name without blanks around it; empty if there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default().trim()
    }

    /// All fields of that name.
    pub(crate) fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.0.fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The file of that name.
    pub(crate) fn file(&self, name: &str) -> Option<&UploadedFile> {
        self.0.files.iter().find(|file| file.field == name)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Posted {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Fault::Form("nothing was sent".to_owned()))
    }
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

async fn collect(headers: &HeaderMap, mut body: Body, limit_bytes: u64) -> Result<Bytes> {
    use axum::body::HttpBody;
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let too_large = Fault::TooLarge { limit_bytes };
    // A browser reads no answer while it sends, so a little too much is read and thrown away.
    if announced.is_some_and(|length| length > limit_bytes.saturating_mul(4)) {
        return Err(too_large);
    }
    let mut collected = BytesMut::new();
    let mut seen: u64 = 0;
    loop {
        let frame = std::future::poll_fn(|context| std::pin::Pin::new(&mut body).poll_frame(context)).await;
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|_| Fault::Form("it breaks off before its end".to_owned()))?;
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(u64::try_from(data.len()).unwrap_or(u64::MAX));
        if seen <= limit_bytes {
            collected.extend_from_slice(&data);
        } else if seen > limit_bytes.saturating_mul(4) {
            break;
        }
    }
    if seen > limit_bytes { Err(too_large) } else { Ok(collected.freeze()) }
}

fn urlencoded(bytes: &[u8]) -> Result<Content> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::Form("it is not UTF-8".to_owned()))?;
    let fields: Vec<(String, String)> =
        serde_html_form::from_str(text).map_err(|error| Fault::Form(error.to_string()))?;
    bounded(Content { fields, files: Vec::new() })
}

async fn multipart(parts: &Parts, bytes: Bytes) -> Result<Content> {
    let broken = |error: axum::extract::multipart::MultipartError| Fault::Form(error.body_text());
    let mut request = Request::new(Body::from(bytes));
    request.headers_mut().clone_from(&parts.headers);
    // The body was measured already.
    request.headers_mut().remove(CONTENT_LENGTH);
    request.extensions_mut().insert(axum::extract::DefaultBodyLimit::disable());
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|rejection| Fault::Form(rejection.body_text()))?;
    let mut content = Content::default();
    while let Some(part) = form.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            let bytes = part.bytes().await.map_err(broken)?;
            if !bytes.is_empty() {
                content.files.push(UploadedFile { field: name, bytes });
            }
        } else {
            content.fields.push((name, part.text().await.map_err(broken)?));
        }
    }
    bounded(content)
}

fn bounded(content: Content) -> Result<Content> {
    if content.fields.len() > MOST_FIELDS {
        return Err(Fault::Form(format!("it has more than {MOST_FIELDS} fields")));
    }
    Ok(content)
}
