//! Forms, JSON bodies and queries as typed parameters.
//!
//! Parameters are PascalCase, unknown ones are ignored, repeated ones are a list or an error. Empty bodies are empty
//! forms. Parameters that must be there are checked by the handler, because their codes differ.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_path_to_error::Path;
use url::form_urlencoded;

use super::body::{media_type, received};
use crate::error::{ApiError, Result};
use crate::state::ApiState;

/// What a body without a file may be.
const ACCEPTED: &str = "application/x-www-form-urlencoded or application/json";

/// The parameters of a body.
pub(crate) struct TwilioForm<T>(pub(crate) T);

/// The parameters of a query.
pub(crate) struct TwilioQuery<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<ApiState> for TwilioForm<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &ApiState) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let media_type = media_type(&parts.headers);
        match media_type.as_deref() {
            Some("application/x-www-form-urlencoded") | None => form(&received(body).await?).map(Self),
            Some("application/json") => json(&received(body).await?).map(Self),
            Some(_) => {
                let body = received(body).await?;
                if body.is_empty() { form(&body).map(Self) } else { Err(ApiError::media_type(ACCEPTED)) }
            }
        }
    }
}

impl<T: DeserializeOwned> FromRequestParts<ApiState> for TwilioQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self> {
        form(parts.uri.query().unwrap_or_default().as_bytes()).map(Self)
    }
}

/// Reads `application/x-www-form-urlencoded`.
pub(super) fn form<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    check_text(bytes)?;
    let deserializer = serde_html_form::Deserializer::new(form_urlencoded::parse(bytes));
    serde_path_to_error::deserialize(deserializer)
        .map_err(|error| refusal(error.path(), &error.inner().to_string()))
}

fn json<T: DeserializeOwned>(bytes: &Bytes) -> Result<T> {
    // A body of nothing is a form of nothing, whatever its media type says.
    let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { bytes };
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(ApiError::parameter("the request body", "it must be a JSON object"));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let inner = error.inner();
        if inner.is_data() {
            refusal(error.path(), &without_position(&inner.to_string()))
        } else {
            let why = format!("it is not JSON (line {}, column {})", inner.line(), inner.column());
            ApiError::parameter("the request body", &why)
        }
    })?;
    deserializer
        .end()
        .map_err(|_| ApiError::parameter("the request body", "something follows the JSON object"))?;
    Ok(value)
}

fn without_position(text: &str) -> String {
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

fn refusal(path: &Path, why: &str) -> ApiError {
    let field = path.to_string();
    match why {
        "unsupported value" => ApiError::parameter(&field, "it may be given only once"),
        _ => ApiError::parameter(&field, why),
    }
}

/// Refuses bytes that are no text, which the parser would replace silently, and the one character that PostgreSQL
/// cannot hold.
fn check_text(bytes: &[u8]) -> Result<()> {
    for pair in bytes.split(|byte| *byte == b'&') {
        let name = pair.split(|byte| *byte == b'=').next().unwrap_or_default();
        let shown = String::from_utf8(percent_decoded(name)).ok().filter(|name| !name.contains('\0'));
        let Some(shown) = shown else {
            return Err(ApiError::parameter("the name of a parameter", "it must be UTF-8 text"));
        };
        match String::from_utf8(percent_decoded(pair)) {
            Err(_) => return Err(ApiError::parameter(&shown, "it must be UTF-8 text")),
            Ok(text) if text.contains('\0') => {
                return Err(ApiError::parameter(&shown, "the character U+0000 is not allowed"));
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| byte == b'%').and_then(hex_pair);
        if let Some(value) = escaped {
            decoded.push(value);
            rest = after.get(2..).unwrap_or_default();
        } else {
            decoded.push(byte);
            rest = after;
        }
    }
    decoded
}

fn hex_pair(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    if text.bytes().all(|digit| digit.is_ascii_hexdigit()) { u8::from_str_radix(text, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Parameters {
        friendly_name: Option<String>,
        emergency_enabled: Option<bool>,
        #[serde(default)]
        sids: Vec<String>,
    }

    #[track_caller]
    fn refused_for(field: &str, answer: Result<Parameters>) {
        let message = format!("{:?}", answer.unwrap_err());
        assert!(message.contains(field), "{message}");
    }

    #[test]
    fn a_form_and_a_json_body_say_the_same() {
        let from_form =
            form::<Parameters>(b"FriendlyName=A+%C3%BC&EmergencyEnabled=true&Sids=1&Sids=2&Unknown=x")
                .unwrap();
        let from_json = json::<Parameters>(&Bytes::from_static(
            br#"{"FriendlyName":"A \u00fc","EmergencyEnabled":true,"Sids":["1","2"],"Unknown":[{}]}"#,
        ));
        assert_eq!(from_form.friendly_name.as_deref(), Some("A ü"));
        assert_eq!(from_form, from_json.unwrap());
    }

    #[test]
    fn nothing_is_an_empty_form() {
        let nothing = Parameters { friendly_name: None, emergency_enabled: None, sids: Vec::new() };
        assert_eq!(form::<Parameters>(b"").unwrap(), nothing);
        assert_eq!(json::<Parameters>(&Bytes::new()).unwrap(), nothing);
    }

    #[test]
    fn an_empty_text_is_not_an_absent_one() {
        assert_eq!(form::<Parameters>(b"FriendlyName=").unwrap().friendly_name.as_deref(), Some(""));
    }

    #[test]
    fn a_refusal_names_the_field() {
        refused_for("FriendlyName", form(b"FriendlyName=a&FriendlyName=b"));
        refused_for("only once", form(b"FriendlyName=a&FriendlyName=b"));
        refused_for("FriendlyName", form(b"FriendlyName=%FF"));
        refused_for("FriendlyName", form(b"FriendlyName=a%00b"));
        refused_for("EmergencyEnabled", form(b"EmergencyEnabled=perhaps"));
        refused_for("FriendlyName", json(&Bytes::from_static(br#"{"FriendlyName":5}"#)));
        refused_for("Sids[1]", json(&Bytes::from_static(br#"{"Sids":["a",{}]}"#)));
        refused_for("line 1", json(&Bytes::from_static(br#"{"FriendlyName":"#)));
        refused_for("object", json(&Bytes::from_static(b"[]")));
        refused_for("follows", json(&Bytes::from_static(b"{}{}")));
        refused_for("UTF-8", form(b"%C3=1"));
    }
}
