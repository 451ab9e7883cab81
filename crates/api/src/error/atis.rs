//! What a switch is told when something cannot be done: the error bodies of ATIS-1000082, section 5.3, under `/stir/v1`.

use axum::http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};

use super::{ApiError, Message};

/// Below it errors have this shape.
const PATH: &str = "/stir/v1/";

/// Errors of the services, by what is wrong.
#[derive(Debug, Clone)]
pub(crate) enum Atis {
    /// No body.
    NoBody,
    /// A mandatory parameter is missing.
    Missing(&'static str),
    /// The answer would be of another type than is wanted.
    NotAcceptable(String),
    /// The body is of another type; says which it should be.
    MediaType(&'static str),
    /// A parameter is not what it should be.
    Invalid { name: String, why: String },
    /// The body cannot be read; says where.
    Unparsed(String),
    /// Nobody said how long the body is.
    NoLength,
    /// The call is not signed; the names of the reasons. The number is ours: the document knows no such case.
    NotSigned(String),
}

/// Number, words and variables of an error.
#[derive(Debug, Clone)]
pub(super) struct Words {
    id: &'static str,
    text: &'static str,
    variables: Vec<String>,
}

impl Atis {
    fn words(self) -> (StatusCode, Words) {
        let words = |id, text, variables| Words { id, text, variables };
        match self {
            Self::NoBody => (StatusCode::BAD_REQUEST, words("SVC4000", "Missing request body", vec![])),
            Self::Missing(name) => (
                StatusCode::BAD_REQUEST,
                words("SVC4001", "Missing mandatory parameter '%1'", vec![name.to_owned()]),
            ),
            Self::NotAcceptable(kind) => (
                StatusCode::NOT_ACCEPTABLE,
                words("SVC4002", "Requested response body type '%1' is not supported", vec![kind]),
            ),
            Self::MediaType(kind) => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                words("SVC4004", "Unsupported request body type, expected '%1'", vec![kind.to_owned()]),
            ),
            Self::Invalid { name, why } => (
                StatusCode::BAD_REQUEST,
                words("SVC4005", "Invalid '%1' parameter value: %2", vec![name, why]),
            ),
            Self::Unparsed(place) => (
                StatusCode::BAD_REQUEST,
                words("SVC4006", "Failed to parse received message body: %1", vec![place]),
            ),
            Self::NoLength => (
                StatusCode::LENGTH_REQUIRED,
                words("SVC4007", "Missing mandatory Content-Length header", vec![]),
            ),
            Self::NotSigned(reasons) => {
                (StatusCode::FORBIDDEN, words("POL4030", "The call is not signed: %1", vec![reasons]))
            }
        }
    }
}

impl From<Atis> for ApiError {
    fn from(atis: Atis) -> Self {
        let (status, words) = atis.words();
        let error = Self::new(status, 0, "");
        Self { message: Message::Atis(words), ..error }
    }
}

#[derive(Serialize)]
struct Exception<'a> {
    #[serde(rename = "messageId")]
    id: &'a str,
    text: &'a str,
    variables: &'a [String],
}

/// The body of an error, if the path asked for is one of the services'.
pub(super) fn body(path: &str, error: &ApiError) -> Option<Value> {
    if !path.starts_with(PATH) {
        return None;
    }
    let own;
    let words = match &error.message {
        Message::Atis(words) => words,
        Message::Text(text) => {
            own = of_status(error.status, text);
            &own
        }
        Message::PathNotFound => {
            own = of_status(error.status, "");
            &own
        }
    };
    let kind = if words.id.starts_with("SVC") { "serviceException" } else { "policyException" };
    let exception = Exception { id: words.id, text: words.text, variables: &words.variables };
    Some(json!({ "requestError": { kind: exception } }))
}

/// What the rest of the hub refuses, in this document's numbers; those that it does not have are ours, by its pattern.
fn of_status(status: StatusCode, text: &str) -> Words {
    let with = |id| Words { id, text: "%1", variables: vec![text.to_owned()] };
    let plain = |id, text| Words { id, text, variables: Vec::new() };
    match status.as_u16() {
        400 => with("SVC4005"),
        401 => plain("POL4010", "The credentials are missing or wrong"),
        404 => plain("SVC4003", "Requested resource was not found"),
        405 => plain("POL4050", "Method not allowed"),
        408 => with("SVC4080"),
        409 | 422 => with("SVC4090"),
        413 => with("SVC4130"),
        414 => with("SVC4140"),
        415 => with("SVC4004"),
        429 => with("POL4290"),
        431 => with("SVC4310"),
        403 => with("POL4030"),
        503 => with("POL5030"),
        _ => plain("POL5000", "Internal Server Error. Please try again later"),
    }
}
