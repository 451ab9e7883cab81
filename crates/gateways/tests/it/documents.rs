//! Documents in a folder, in memory and in a bucket.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use trusthub_gateways::documents::{
    DocumentError, DocumentKey, DocumentPlace, Documents, DocumentsConfig, S3Access, S3Credentials,
};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const KEY: &str =
    "AC00000000000000000000000000000001/RD00000000000000000000000000000002/00000000000000000000000000000003";

fn key() -> DocumentKey {
    KEY.parse().unwrap()
}

fn folder(path: &Path) -> Documents {
    Documents::new(&DocumentsConfig { place: DocumentPlace::Folder(path.to_owned()), most_bytes: 1000 })
        .unwrap()
}

#[tokio::test]
async fn a_document_is_written_once_read_and_deleted() {
    let place = tempfile::tempdir().unwrap();
    for documents in [folder(place.path()), Documents::memory()] {
        documents.healthy().await.unwrap();
        assert!(matches!(documents.get(&key()).await, Err(DocumentError::NotFound)));
        documents.put(&key(), b"sealed".to_vec()).await.unwrap();
        assert_eq!(documents.get(&key()).await.unwrap().as_ref(), b"sealed");
        let again = documents.put(&key(), b"other".to_vec()).await;
        assert!(matches!(again, Err(DocumentError::AlreadyExists)), "{again:?}");
        assert_eq!(documents.get(&key()).await.unwrap().as_ref(), b"sealed");
        documents.delete(&key()).await.unwrap();
        documents.delete(&key()).await.unwrap();
        assert!(matches!(documents.get(&key()).await, Err(DocumentError::NotFound)));
    }
}

#[tokio::test]
async fn a_folder_of_documents_is_for_the_owner_alone_and_outlives_the_process() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("hub/documents");
    folder(&path).put(&key(), b"sealed".to_vec()).await.unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(folder(&path).get(&key()).await.unwrap().as_ref(), b"sealed");
    assert_eq!(fs::read(path.join(KEY)).unwrap(), b"sealed");
}

#[tokio::test]
async fn a_document_over_the_limit_is_neither_stored_nor_read() {
    let place = tempfile::tempdir().unwrap();
    let documents = folder(place.path());
    let refused = documents.put(&key(), vec![0; 1001]).await;
    assert!(
        matches!(refused, Err(DocumentError::TooLarge { size_bytes: 1001, most_bytes: 1000 })),
        "{refused:?}"
    );
    documents.put(&key(), vec![0; 1000]).await.unwrap();
    fs::write(place.path().join(KEY), vec![0; 1001]).unwrap();
    assert!(matches!(documents.get(&key()).await, Err(DocumentError::TooLarge { .. })));
}

#[tokio::test]
async fn a_folder_that_is_gone_is_not_healthy() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("documents");
    let documents = folder(&path);
    fs::remove_dir(&path).unwrap();
    assert!(matches!(documents.healthy().await, Err(DocumentError::Folder { .. })));
}

fn bucket(server: &MockServer) -> Documents {
    let access = S3Access {
        endpoint: Some(server.uri()),
        credentials: Some(S3Credentials {
            access_key_id: "hub".to_owned(),
            secret_access_key: "secret".into(),
            session_token: None,
        }),
        allow_http: true,
        ..S3Access::default()
    };
    let place = DocumentPlace::parse("s3://vault/hub/documents", access).unwrap();
    Documents::new(&DocumentsConfig { place, most_bytes: 1000 }).unwrap()
}

#[tokio::test]
async fn a_bucket_is_asked_to_store_under_free_keys_only() {
    let server = MockServer::start().await;
    let put = || {
        Mock::given(method("PUT"))
            .and(path(format!("/vault/hub/documents/{KEY}")))
            .and(header("if-none-match", "*"))
    };
    let stored = ResponseTemplate::new(200).insert_header("etag", "\"1\"");
    put().respond_with(stored).up_to_n_times(1).mount(&server).await;
    put().respond_with(ResponseTemplate::new(412)).mount(&server).await;
    let documents = bucket(&server);
    documents.put(&key(), b"sealed".to_vec()).await.unwrap();
    let again = documents.put(&key(), b"sealed".to_vec()).await;
    assert!(matches!(again, Err(DocumentError::AlreadyExists)), "{again:?}");
    let requests = server.received_requests().await.unwrap();
    let authorization = requests[0].headers.get("authorization").unwrap().to_str().unwrap();
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=hub/"), "{authorization}");
    assert_eq!(requests[0].body, b"sealed");
}

#[tokio::test]
async fn a_bucket_hands_back_what_it_has_and_says_what_it_has_not() {
    let server = MockServer::start().await;
    let object = ResponseTemplate::new(200)
        .insert_header("etag", "\"1\"")
        .insert_header("last-modified", "Mon, 23 Nov 2026 12:00:00 GMT")
        .set_body_bytes("sealed");
    let place = path(format!("/vault/hub/documents/{KEY}"));
    Mock::given(method("GET")).and(place).respond_with(object).up_to_n_times(1).mount(&server).await;
    let documents = bucket(&server);
    assert_eq!(documents.get(&key()).await.unwrap().as_ref(), b"sealed");
    assert!(matches!(documents.get(&key()).await, Err(DocumentError::NotFound)));
}

#[tokio::test]
async fn a_bucket_that_refuses_us_is_not_healthy() {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(403)).mount(&server).await;
    assert!(matches!(bucket(&server).healthy().await, Err(DocumentError::Store(_))));
}
