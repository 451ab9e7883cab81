//! Targets that are requests.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request};
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::face::{self, Answer};

const FORM: &str = "application/x-www-form-urlencoded";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// The body of a POST. The first byte chooses the route, the second what the body is said to be.
pub fn forms(bytes: &[u8]) {
    const ROUTES: [&str; 8] = [
        "/v1/CustomerProfiles",
        "/v1/TrustProducts",
        "/v1/EndUsers",
        "/v1/SupportingDocuments",
        "/v1/CustomerProfiles/BU0123456789abcdef0123456789abcdef",
        "/v1/CustomerProfiles/BU0123456789abcdef0123456789abcdef/EntityAssignments",
        "/v1/AuthTokens/Promote",
        "/2010-04-01/Accounts.json",
    ];
    const KINDS: [Option<&str>; 5] = [
        Some(FORM),
        Some("application/json"),
        None,
        Some("text/plain"),
        Some("application/json; charset=utf-16"),
    ];
    let [route, kind, body @ ..] = bytes else { return };
    let route = ROUTES[usize::from(*route) % ROUTES.len()];
    let kind = KINDS[usize::from(*kind) % KINDS.len()];
    face::with(|face| {
        face.send(Method::POST, route, kind, body.to_vec());
        // The same as a query, where text can stand in one.
        if let Ok(query) = std::str::from_utf8(body) {
            let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
            let query = query.replace("%3D", "=").replace("%26", "&");
            if query.len() < 4096 {
                face.send(Method::GET, &format!("{route}?{query}"), None, Vec::new());
            }
        }
    });
}

/// `Attributes` of an end user: refused, or kept as they are.
pub fn attributes(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let form = [("FriendlyName", "x"), ("Type", "authorized_representative_1"), ("Attributes", text)];
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    face::with(|face| {
        let made = face.send(Method::POST, "/v1/EndUsers", Some(FORM), form.into_bytes());
        if made.status != 201 {
            return;
        }
        let made = made.json();
        let expected: Value = if text.trim().is_empty() {
            Value::Object(Map::new())
        } else {
            serde_json::from_str(text).expect("what was taken is JSON")
        };
        assert_eq!(made["attributes"], expected);
        let path = format!("/v1/EndUsers/{}", made["sid"].as_str().expect("an identifier"));
        assert_eq!(face.send(Method::GET, &path, None, Vec::new()).json()["attributes"], expected);
        assert_eq!(face.send(Method::DELETE, &path, None, Vec::new()).status, 204);
    });
}

/// `PageToken`. The first byte chooses whether the rest is the token or changes one that was given out: then it must
/// not be taken, unless it is what was given out.
pub fn page_tokens(bytes: &[u8]) {
    const LIST: &str = "/v1/Policies?PageSize=1";
    let [choice, rest @ ..] = bytes else { return };
    face::with(|face| {
        let given = || {
            let made = [("FriendlyName", "x"), ("Type", "cnam_information")];
            let form =
                form_urlencoded::Serializer::new(String::new()).extend_pairs(made).finish().into_bytes();
            let list = |face: &face::Face| {
                face.send(Method::GET, "/v1/EndUsers?PageSize=1", None, Vec::new()).json()
            };
            let mut page = list(face);
            while page["meta"]["next_page_url"].is_null() {
                assert_eq!(face.send(Method::POST, "/v1/EndUsers", Some(FORM), form.clone()).status, 201);
                page = list(face);
            }
            let url = page["meta"]["next_page_url"].as_str().expect("a URL").to_owned();
            url.split_once("PageToken=").expect("a token").1.to_owned()
        };
        let (token, original) = if choice % 2 == 0 {
            (rest.to_vec(), None)
        } else {
            let original = given().into_bytes();
            let mut changed = original.clone();
            for (byte, change) in changed.iter_mut().zip(rest) {
                *byte ^= change;
            }
            (changed, Some(original))
        };
        let encoded: String = form_urlencoded::byte_serialize(&token).collect();
        let page =
            face.send(Method::GET, &format!("/v1/EndUsers?PageSize=1&PageToken={encoded}"), None, Vec::new());
        let is_original = original.as_ref() == Some(&token) || token.is_empty();
        assert!(page.status == 400 || is_original, "{} for {encoded}", page.status);
        let elsewhere = face.send(Method::GET, &format!("{LIST}&PageToken={encoded}"), None, Vec::new());
        assert!(elsewhere.status == 400 || token.is_empty(), "{} for {encoded}", elsewhere.status);
    });
}

/// Header fields that the hub reads, each of any bytes, on a GET and a POST, with and without credentials.
pub fn headers(bytes: &[u8]) {
    const NAMES: [&str; 7] = [
        "authorization",
        "idempotency-key",
        "content-type",
        "x-forwarded-for",
        "accept",
        "content-length",
        "expect",
    ];
    let mut rest = bytes;
    let mut fields = Vec::new();
    while let [name, length, after @ ..] = rest {
        let (value, after) = after.split_at(usize::from(*length).min(after.len()));
        if let Ok(value) = HeaderValue::from_bytes(value) {
            fields.push((HeaderName::from_static(NAMES[usize::from(*name) % NAMES.len()]), value));
        }
        rest = after;
    }
    face::with(|face| {
        for method in [Method::GET, Method::POST] {
            let mut request = Request::builder().method(method).uri("/v1/EndUsers");
            for (name, value) in &fields {
                request = request.header(name, value);
            }
            let request = request.body(Body::from("FriendlyName=x")).expect("a request");
            let Answer { status, headers, .. } = face.send_request(request);
            assert!(status == 401 || status == 429 || status == 431, "nobody guesses a token: {status}");
            assert!(headers.contains_key("twilio-request-id"));
        }
    });
    with_credentials(&fields);
}

fn with_credentials(fields: &[(HeaderName, HeaderValue)]) {
    let key = fields.iter().find(|(name, _)| name == "idempotency-key");
    let kind = fields.iter().find(|(name, _)| name == "content-type");
    face::with(|face| {
        let mut request = face.authorized(Method::POST, "/v1/EndUsers");
        for (name, value) in key.into_iter().chain(kind) {
            request = request.header(name, value);
        }
        face.send_request(request.body(Body::from("FriendlyName=x")).expect("a request"));
    });
}

/// Multipart bodies and files. The first byte chooses whether the rest is the whole body or the file in a sound one; a
/// file that is taken comes back as it went.
pub fn uploads(bytes: &[u8]) {
    const BOUNDARY: &str = "frontier";
    const KIND: &str = "multipart/form-data; boundary=frontier";
    let [choice, rest @ ..] = bytes else { return };
    face::with(|face| {
        if choice % 2 == 0 {
            face.send(Method::POST, "/v1/SupportingDocuments", Some(KIND), rest.to_vec());
            return;
        }
        let part =
            |name: &str| format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        let text = |name: &str, text: &str| format!("{}{text}\r\n", part(name)).into_bytes();
        // Every other one begins as a file of a known kind does.
        let file = if choice % 4 == 1 { rest.to_vec() } else { [PDF, rest, b"\n%%EOF\n"].concat() };
        let body = [
            text("FriendlyName", "x"),
            text("Type", "letter_of_authorization_document"),
            part("File").into_bytes(),
            file.clone(),
            format!("\r\n--{BOUNDARY}--\r\n").into_bytes(),
        ];
        let made = face.send(Method::POST, "/v1/SupportingDocuments", Some(KIND), body.concat());
        let holds_boundary = file.windows(BOUNDARY.len()).any(|window| window == BOUNDARY.as_bytes());
        if made.status == 201 && !holds_boundary {
            let made = made.json();
            let sid = made["sid"].as_str().expect("an identifier");
            let path = format!("/trust/v1/SupportingDocuments/{sid}/File");
            let back = face.send(Method::GET, &path, None, Vec::new());
            assert_eq!((back.status, &back.body), (200, &file));
            assert_eq!(back.headers["x-content-type-options"], "nosniff");
            assert!(
                ["application/pdf", "image/png", "image/jpeg"]
                    .iter()
                    .any(|kind| back.headers["content-type"] == kind)
            );
        }
    });
}
