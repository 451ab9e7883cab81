//! Files of documents: PDF, PNG and JPEG by content, up to the limit, back as they came.

use axum::body::Body;
use axum::http::Method;

use crate::client::{Answer, Api, Client, some_or_skip};

const PATH: &str = "/v1/SupportingDocuments";
const BOUNDARY: &str = "----frontier";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// A part: its name, its file name, its bytes.
type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

async fn upload(client: &Client, path: &str, parts: &[Part<'_>]) -> Answer {
    let mut body = Vec::new();
    for (name, file_name, bytes) in parts {
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"").as_bytes(),
        );
        if let Some(file_name) = file_name {
            body.extend_from_slice(
                format!("; filename=\"{file_name}\"\r\nContent-Type: image/png").as_bytes(),
            );
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    client.send(Method::POST, path, &[("content-type", &content_type)], Body::from(body)).await
}

async fn upload_file(client: &Client, name: &str, bytes: &[u8]) -> Answer {
    let parts: [Part<'_>; 4] = [
        ("FriendlyName", None, "Prüfung".as_bytes()),
        ("Type", None, b"letter_of_authorization_document"),
        ("Attributes", None, b"{\"kept\":true}"),
        ("File", Some(name), bytes),
    ];
    upload(client, PATH, &parts).await
}

#[tokio::test]
async fn a_file_comes_back_as_it_went_in() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let made = upload_file(&client, "holiday.png", PDF).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(
        (made.field("mime_type"), made.field("friendly_name")),
        ("application/pdf".to_owned(), "Prüfung".to_owned())
    );
    assert_eq!(made.json()["attributes"]["kept"], true);
    let path = format!("/trust/v1/SupportingDocuments/{}/File", made.field("sid"));
    let file = client.get(&path).await;
    assert_eq!((file.status, file.body.as_ref()), (200, PDF));
    assert_eq!(file.header("content-type"), Some("application/pdf"));
    let disposition = format!("attachment; filename=\"{}.pdf\"", made.field("sid"));
    assert_eq!(file.header("content-disposition"), Some(disposition.as_str()));
    assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    let stranger = api.client_of(&api.test.account("Stranger").await);
    stranger.get(&path).await.assert_error(404, 20404);
    api.anonymous().get(&path).await.assert_error(401, 20003);
}

#[tokio::test]
async fn another_file_replaces_the_first() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let made = upload_file(&client, "a.pdf", PDF).await;
    let jpeg: &[u8] = b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\xd2\xff\xd9";
    let changed = upload(&client, &made.field("url"), &[("File", Some("b"), jpeg)]).await;
    assert_eq!((changed.status, changed.field("mime_type")), (200, "image/jpeg".to_owned()));
    assert_eq!(changed.field("friendly_name"), "Prüfung");
    let path = format!("/trust/v1/SupportingDocuments/{}/File", made.field("sid"));
    assert_eq!(client.get(&path).await.body.as_ref(), jpeg);
}

#[tokio::test]
async fn disguised_empty_and_double_files_are_refused() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    for (name, bytes) in [
        ("invoice.pdf", b"MZ\x90\x00\x03\x00\x00\x00" as &[u8]),
        ("page.pdf", b"<html><script>alert(1)</script>"),
        ("picture.png", b"GIF89a"),
        ("empty.pdf", b""),
    ] {
        let answer = upload_file(&client, name, bytes).await;
        answer.assert_error(400, 20001);
    }
    let parts: [Part<'_>; 4] = [
        ("FriendlyName", None, b"x"),
        ("Type", None, b"letter_of_authorization_document"),
        ("File", Some("a.pdf"), PDF),
        ("File", Some("b.pdf"), PDF),
    ];
    upload(&client, PATH, &parts).await.assert_error(400, 20001);
    let twice: [Part<'_>; 2] = [("FriendlyName", None, b"x"), ("FriendlyName", None, b"y")];
    upload(&client, PATH, &twice).await.assert_error(400, 20001);
    upload(&client, PATH, &[("FriendlyName", None, b"\xff")]).await.assert_error(400, 20001);
    assert_eq!(client.get(PATH).await.json()["results"], serde_json::json!([]));
}

#[tokio::test]
async fn too_large_is_too_large() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let limit = usize::try_from(api.test.hub.settings().document_max_bytes).unwrap();
    let padded = |length: usize| {
        let (head, tail) = PDF.split_at(10);
        [head, &b" ".repeat(length - PDF.len()), tail].concat()
    };
    assert_eq!(upload_file(&client, "a.pdf", &padded(limit)).await.status, 201);
    upload_file(&client, "a.pdf", &padded(limit + 1)).await.assert_error(413, 20413);
    upload_file(&client, "a.pdf", &padded(limit * 2)).await.assert_error(413, 20413);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let body = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"File\"\r\n\r\n%PDF-");
    let answer = client.send(Method::POST, PATH, &[("content-type", &content_type)], Body::from(body)).await;
    answer.assert_error(400, 20001);
}
