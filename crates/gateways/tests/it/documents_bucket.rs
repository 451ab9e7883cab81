//! Documents in a bucket: on a real S3 server, and what only a stand-in can be made to do.

use std::error::Error;
use std::fs;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use trusthub_gateways::documents::{DocumentError, DocumentKey, Documents, ReferenceKey};
use uuid::Uuid;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::s3_server::{BUCKET, S3Server, SECRET, bucket};

const KEY: &str =
    "AC00000000000000000000000000000001/RD00000000000000000000000000000002/00000000000000000000000000000003";
/// Another upload of the same document.
const NEXT_KEY: &str =
    "AC00000000000000000000000000000001/RD00000000000000000000000000000002/00000000000000000000000000000004";

fn key() -> DocumentKey {
    KEY.parse().unwrap()
}

/// The error with its causes, as the command line prints it.
fn told(error: &DocumentError) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}

/// What every operation of a place that does not work says.
async fn failures(documents: &Documents) -> [DocumentError; 4] {
    [
        documents.healthy().await.unwrap_err(),
        documents.put(&key(), b"sealed".to_vec()).await.unwrap_err(),
        documents.get(&key()).await.unwrap_err(),
        documents.delete(&key()).await.unwrap_err(),
    ]
}

#[tokio::test]
async fn a_document_is_written_once_read_and_deleted_in_a_bucket() {
    let server = S3Server::start().await;
    let documents = server.documents(1000);
    documents.healthy().await.unwrap();
    assert!(matches!(documents.get(&key()).await, Err(DocumentError::NotFound)));
    documents.put(&key(), b"sealed".to_vec()).await.unwrap();
    assert_eq!(documents.get(&key()).await.unwrap().as_ref(), b"sealed");
    let again = documents.put(&key(), b"other".to_vec()).await;
    assert!(matches!(again, Err(DocumentError::AlreadyExists)), "{again:?}");
    assert_eq!(documents.get(&key()).await.unwrap().as_ref(), b"sealed");
    documents.healthy().await.unwrap();
    documents.delete(&key()).await.unwrap();
    documents.delete(&key()).await.unwrap();
    assert!(matches!(documents.get(&key()).await, Err(DocumentError::NotFound)));
    documents.put(&key(), b"another".to_vec()).await.unwrap();
    assert_eq!(documents.get(&key()).await.unwrap().as_ref(), b"another");
}

#[tokio::test]
async fn a_register_goes_into_a_bucket_in_pieces() {
    let server = S3Server::start().await;
    let documents = server.documents(1000);
    let key = ReferenceKey::registry(Uuid::from_u128(5));
    let content: Vec<u8> = (0..9 << 20).map(|place: u32| place.to_le_bytes()[1]).collect();
    documents.reference_put(&key, content.clone().into()).await.unwrap();
    assert!(documents.reference_get(&key, u64::MAX).await.unwrap() == content);
    assert!(server.file(&format!("hub/documents/{key}")).exists());
    documents.reference_delete(&key).await.unwrap();
    let gone = documents.reference_get(&key, u64::MAX).await;
    assert!(matches!(gone, Err(DocumentError::NotFound)), "{gone:?}");
}

#[tokio::test]
async fn a_document_lies_under_the_prefix_and_goes_alone() {
    let server = S3Server::start().await;
    let documents = server.documents(1000);
    let next: DocumentKey = NEXT_KEY.parse().unwrap();
    documents.put(&key(), b"sealed".to_vec()).await.unwrap();
    documents.put(&next, b"next".to_vec()).await.unwrap();
    assert_eq!(fs::read(server.file(&format!("hub/documents/{KEY}"))).unwrap(), b"sealed");
    documents.delete(&key()).await.unwrap();
    assert!(!server.file(&format!("hub/documents/{KEY}")).exists());
    assert_eq!(documents.get(&next).await.unwrap().as_ref(), b"next");
}

#[tokio::test]
async fn a_document_of_megabytes_comes_back_from_a_bucket_byte_for_byte() {
    // More than one read of any buffer on the way, and no two neighbouring blocks alike.
    let sealed: Vec<u8> =
        (0_u32..2_000_003).flat_map(|word| word.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let server = S3Server::start().await;
    let documents = server.documents(u64::try_from(sealed.len()).unwrap());
    documents.put(&key(), sealed.clone()).await.unwrap();
    let read = documents.get(&key()).await.unwrap();
    assert!(read == sealed, "{} bytes came back of {}", read.len(), sealed.len());
}

#[tokio::test]
async fn a_document_over_the_limit_is_neither_stored_in_a_bucket_nor_read() {
    let server = S3Server::start().await;
    let documents = server.documents(1000);
    let refused = documents.put(&key(), vec![0; 1001]).await;
    assert!(
        matches!(refused, Err(DocumentError::TooLarge { size_bytes: 1001, most_bytes: 1000 })),
        "{refused:?}"
    );
    assert!(matches!(documents.get(&key()).await, Err(DocumentError::NotFound)));
    server.documents(1001).put(&key(), vec![0; 1001]).await.unwrap();
    let refused = documents.get(&key()).await;
    assert!(
        matches!(refused, Err(DocumentError::TooLarge { size_bytes: 1001, most_bytes: 1000 })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_wrong_secret_is_refused_and_the_error_says_so_without_telling_it() {
    let server = S3Server::start().await;
    server.documents(1000).put(&key(), b"sealed".to_vec()).await.unwrap();
    for error in failures(&server.documents_as(BUCKET, "not the secret")).await {
        let told = told(&error);
        assert!(matches!(error, DocumentError::Store(_)), "{told}");
        assert!(told.contains("SignatureDoesNotMatch"), "{told}");
        assert!(!told.contains("not the secret"), "{told}");
    }
    assert_eq!(server.documents(1000).get(&key()).await.unwrap().as_ref(), b"sealed");
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_not_healthy() {
    let server = S3Server::start().await;
    let error = server.documents_as("elsewhere", SECRET).healthy().await.unwrap_err();
    assert!(told(&error).contains("NoSuchBucket"), "{}", told(&error));
}

#[tokio::test]
async fn a_store_that_is_gone_is_said_to_be_and_used_again_when_it_is_back() {
    let mut server = S3Server::start().await;
    let documents = server.documents(1000);
    documents.put(&key(), b"sealed".to_vec()).await.unwrap();
    server.stop().await;
    let begun = Instant::now();
    for error in failures(&documents).await {
        assert!(matches!(error, DocumentError::Store(_)), "{}", told(&error));
    }
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    server.listen().await;
    documents.healthy().await.unwrap();
    assert_eq!(documents.get(&key()).await.unwrap().as_ref(), b"sealed");
}

#[tokio::test]
async fn a_store_that_takes_connections_and_is_silent_is_not_healthy() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let documents = bucket(&format!("http://{}", silent.local_addr().unwrap()), BUCKET, SECRET, 1000);
    let begun = Instant::now();
    let error = documents.healthy().await.unwrap_err();
    assert!(matches!(error, DocumentError::Timeout), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_store_that_is_busy_for_a_moment_is_asked_again() {
    let server = MockServer::start().await;
    let place = || path(format!("/{BUCKET}/hub/documents/{KEY}"));
    let busy = || ResponseTemplate::new(503);
    let stored = ResponseTemplate::new(200).insert_header("etag", "\"1\"");
    let object = stored.clone().insert_header("last-modified", "Mon, 23 Nov 2026 12:00:00 GMT");
    for asked in ["PUT", "GET"] {
        Mock::given(method(asked)).and(place()).respond_with(busy()).up_to_n_times(1).mount(&server).await;
    }
    Mock::given(method("PUT"))
        .and(place())
        .and(header("if-none-match", "*"))
        .respond_with(stored)
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .and(place())
        .respond_with(object.set_body_bytes("sealed"))
        .expect(1)
        .mount(&server)
        .await;
    let documents = bucket(&server.uri(), BUCKET, SECRET, 1000);
    documents.put(&key(), b"sealed".to_vec()).await.unwrap();
    assert_eq!(documents.get(&key()).await.unwrap().as_ref(), b"sealed");
}
