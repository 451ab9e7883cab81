//! What lines of an ISV's file became: once each, the ISV's own, and gone with it.

use trusthub_storage::{Error, ImportedBrand, ImportedCustomer};

use crate::harness::dual;
use crate::harness::samples::{instant, sid, tenant};

dual! {
    async fn a_reference_is_one_customer_of_its_isv(db: Db, place: Arc<TestDb>) {
        let _ = &place;
        let (isv, stranger) = (tenant(&db).await, tenant(&db).await);
        let line_hash = db.vault().line_hash("a line");
        let known = |reference: &str| ImportedCustomer {
            reference: reference.to_owned(),
            customer_sid: sid(),
            bundle_sid: sid(),
            line_hash: line_hash.clone(),
            brand: None,
        };
        let (first, second) = (known("c-1"), known("c-2"));
        let mut tx = db.write().await.unwrap();
        for one in [&second, &first] {
            tx.imported_customer_insert(&isv, one, instant()).await.unwrap();
        }
        let twice = tx.imported_customer_insert(&isv, &known("c-1"), instant()).await;
        assert!(matches!(twice, Err(Error::Conflict)), "{twice:?}");
        tx.imported_customer_insert(&stranger, &known("c-1"), instant()).await.unwrap();
        assert_eq!(tx.imported_customer_find(&isv, "c-1").await.unwrap().as_ref(), Some(&first));
        assert_eq!(tx.imported_customer_find(&isv, "c-3").await.unwrap(), None);
        assert_eq!(tx.imported_customer_list(&isv, "", 10).await.unwrap(), [first.clone(), second.clone()]);
        assert_eq!(tx.imported_customer_list(&isv, "c-1", 10).await.unwrap(), [second]);
        let other = db.vault().line_hash("another line");
        assert_ne!(other, line_hash);
        tx.imported_customer_save(&isv, "c-1", other.clone(), instant()).await.unwrap();
        assert_eq!(tx.imported_customer_find(&isv, "c-1").await.unwrap().map(|one| one.line_hash), Some(other));
        let begun = |text: &str| ImportedBrand { product_sid: sid(), hash: db.vault().line_hash(text) };
        let brand = begun("a brand");
        tx.imported_customer_save_brand(&isv, "c-1", &brand, instant()).await.unwrap();
        let elsewhere = tx.imported_customer_save_brand(&isv, "c-1", &begun("a brand"), instant()).await;
        assert!(matches!(elsewhere, Err(Error::Conflict)), "{elsewhere:?}");
        let brand = ImportedBrand { hash: begun("another brand").hash, ..brand };
        tx.imported_customer_save_brand(&isv, "c-1", &brand, instant()).await.unwrap();
        assert_eq!(tx.imported_customer_find(&isv, "c-1").await.unwrap().and_then(|one| one.brand), Some(brand));
        assert_eq!(tx.imported_customer_find(&stranger, "c-1").await.unwrap().and_then(|one| one.brand), None);
        tx.account_erase_rows(&isv, instant()).await.unwrap();
        assert_eq!(tx.imported_customer_list(&isv, "", 10).await.unwrap(), []);
        assert_eq!(tx.imported_customer_list(&stranger, "", 10).await.unwrap().len(), 1);
        tx.commit().await.unwrap();
    }
}
