//! The body of `POST /v1/SupportingDocuments`: a form, or a multipart body with a part `File`.

use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use serde::Deserialize;
use url::form_urlencoded;
use utoipa::ToSchema;

use super::attributes::AttributesParameter;
use super::body::media_type;
use super::form::{TwilioForm, form};
use crate::error::{ApiError, Result};
use crate::state::ApiState;

/// The part that carries the file. Its name and declared type do not matter; its content does.
const FILE: &str = "File";

/// The texts of the body.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = SupportingDocumentParameters)]
pub(crate) struct DocumentParameters {
    /// Your own name for it.
    pub friendly_name: Option<String>,
    /// Machine name of its type; when it is made only.
    #[serde(rename = "Type")]
    pub type_name: Option<String>,
    /// Its content.
    pub attributes: Option<AttributesParameter>,
}

/// The body.
pub(crate) struct DocumentForm {
    pub(crate) parameters: DocumentParameters,
    pub(crate) file: Option<Vec<u8>>,
}

impl FromRequest<ApiState> for DocumentForm {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self> {
        if media_type(request.headers()).as_deref() != Some("multipart/form-data") {
            let TwilioForm(parameters) = TwilioForm::from_request(request, state).await?;
            return Ok(Self { parameters, file: None });
        }
        let mut request = request;
        // It is in memory already, and was measured on the way.
        DefaultBodyLimit::disable().apply(&mut request);
        let multipart = Multipart::from_request(request, state).await.map_err(|_| malformed())?;
        collect(multipart).await
    }
}

async fn collect(mut multipart: Multipart) -> Result<DocumentForm> {
    let mut texts = Vec::new();
    let mut file = None;
    while let Some(field) = multipart.next_field().await.map_err(|_| malformed())? {
        let Some(name) = field.name().map(ToOwned::to_owned) else {
            return Err(malformed());
        };
        if name == FILE {
            let bytes = field.bytes().await.map_err(|_| malformed())?;
            if file.replace(bytes.to_vec()).is_some() {
                return Err(ApiError::parameter(FILE, "it may be given only once"));
            }
        } else if field.file_name().is_none() {
            let text = text(&name, field).await?;
            texts.push((name, text));
        }
    }
    let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(texts).finish();
    Ok(DocumentForm { parameters: form(encoded.as_bytes())?, file })
}

async fn text(name: &str, field: Field<'_>) -> Result<String> {
    let bytes = field.bytes().await.map_err(|_| malformed())?;
    String::from_utf8(bytes.to_vec()).map_err(|_| ApiError::parameter(name, "it must be UTF-8 text"))
}

fn malformed() -> ApiError {
    ApiError::parameter("the request body", "it is not well-formed multipart/form-data")
}
