//! Documents in a folder and in memory.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use trusthub_gateways::documents::{
    DocumentError, DocumentKey, DocumentPlace, Documents, DocumentsConfig, ReferenceKey,
};
use uuid::Uuid;

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

#[tokio::test]
async fn a_register_may_be_larger_than_a_document_and_lies_apart() {
    let place = tempfile::tempdir().unwrap();
    let key = ReferenceKey::registry(Uuid::from_u128(5));
    let content: Vec<u8> = (0..20 << 20).map(|place: u32| place.to_le_bytes()[1]).collect();
    for documents in [folder(place.path()), Documents::memory()] {
        let nothing = documents.reference_get(&key, u64::MAX).await;
        assert!(matches!(nothing, Err(DocumentError::NotFound)), "{nothing:?}");
        documents.reference_put(&key, content.clone().into()).await.unwrap();
        assert!(documents.reference_get(&key, u64::MAX).await.unwrap() == content);
        let refused = documents.reference_get(&key, 1000).await;
        assert!(matches!(refused, Err(DocumentError::TooLarge { .. })), "{refused:?}");
        documents.reference_delete(&key).await.unwrap();
        documents.reference_delete(&key).await.unwrap();
    }
}

#[test]
fn a_registers_key_is_never_a_documents() {
    let key = ReferenceKey::registry(Uuid::from_u128(5)).to_string();
    assert_eq!(key.parse::<ReferenceKey>().unwrap().to_string(), key);
    assert!(key.parse::<DocumentKey>().is_err());
    for text in [KEY, "", "reference/registries/../x", "reference/registries/"] {
        assert!(text.parse::<ReferenceKey>().is_err(), "{text}");
    }
}
