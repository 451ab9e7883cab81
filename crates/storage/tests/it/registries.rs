//! Versions of registers.

use trusthub_domain::time::Timestamp;
use trusthub_storage::{Db, Error, RegistryVersion};
use uuid::Uuid;

use crate::harness::dual;

fn version(number: u128, source: &str) -> RegistryVersion {
    RegistryVersion {
        id: Uuid::from_u128(number),
        source: source.to_owned(),
        object_key: format!("reference/registries/{number}"),
        digest: "00".repeat(32),
        size_bytes: 5_000_000_000,
        companies: 3,
        published: (number == 1).then(|| "2026-11-20".to_owned()),
        imported_at: Timestamp::from_micros(i64::try_from(number).unwrap()),
        replaced_at: None,
    }
}

async fn store(db: &Db, version: &RegistryVersion) -> Result<(), Error> {
    let mut tx = db.write().await.unwrap();
    tx.registry_version_insert(version).await?;
    tx.commit().await
}

dual! {
    async fn a_version_takes_the_place_of_the_one_before_and_of_no_other_source(db: Db) {
        for version in [version(1, "gleif"), version(2, "sec"), version(3, "gleif")] {
            store(&db, &version).await.unwrap();
        }
        let replaced = RegistryVersion { replaced_at: Some(Timestamp::from_micros(3)), ..version(1, "gleif") };
        let listed = db.read().await.unwrap().registry_version_list().await.unwrap();
        assert_eq!(listed, [version(3, "gleif"), replaced, version(2, "sec")]);
        assert_eq!(listed.iter().map(RegistryVersion::is_in_force).collect::<Vec<_>>(), [true, false, true]);
    }
}

dual! {
    async fn a_version_in_force_is_not_forgotten(db: Db) {
        for number in [1, 2] {
            store(&db, &version(number, "gleif")).await.unwrap();
        }
        let mut tx = db.write().await.unwrap();
        let in_force = tx.registry_version_delete(Uuid::from_u128(2)).await;
        assert!(matches!(in_force, Err(Error::Conflict)), "{in_force:?}");
        tx.registry_version_delete(Uuid::from_u128(1)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(db.read().await.unwrap().registry_version_list().await.unwrap(), [version(2, "gleif")]);
    }
}

dual! {
    async fn an_import_that_is_not_committed_leaves_the_old_version_in_force(db: Db) {
        store(&db, &version(1, "gleif")).await.unwrap();
        let mut tx = db.write().await.unwrap();
        tx.registry_version_insert(&version(2, "gleif")).await.unwrap();
        drop(tx);
        assert_eq!(db.read().await.unwrap().registry_version_list().await.unwrap(), [version(1, "gleif")]);
    }
}
