//! Pictures of websites: one for each case, sealed, and gone with the case or the account.

use trusthub_domain::item::{DocumentFile, MediaType};
use trusthub_domain::review::SitePicture;

use crate::harness::dual;
use crate::harness::samples::{instant, sid, tenant};
use crate::raw;

fn picture(host: &str) -> SitePicture {
    let file = DocumentFile {
        media_type: MediaType::Png,
        size_bytes: 40_000,
        sha256: "aa".repeat(32),
        object_key: "a key".to_owned(),
    };
    SitePicture { case_sid: sid(), url: format!("https://{host}/"), seen_at: instant(), file }
}

dual! {
    async fn a_case_has_one_picture_and_nobody_else_sees_it(db: Db, place: Arc<TestDb>) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let (one, other) = (picture("wintermoor.example"), picture("owl.example"));
        let mut tx = db.write().await.unwrap();
        assert!(tx.site_picture_insert(&scope, &one).await.unwrap());
        assert!(tx.site_picture_insert(&scope, &other).await.unwrap());
        let again = SitePicture { case_sid: one.case_sid, ..other.clone() };
        assert!(!tx.site_picture_insert(&scope, &again).await.unwrap());
        assert_eq!(tx.site_picture_find(&scope, one.case_sid).await.unwrap().as_ref(), Some(&one));
        assert_eq!(tx.site_picture_find(&stranger, one.case_sid).await.unwrap(), None);
        let mut all = vec![one, other];
        all.sort_by_key(|picture| picture.case_sid.to_string());
        assert_eq!(tx.site_picture_list(&scope, None, 10).await.unwrap(), all);
        assert_eq!(tx.site_picture_list(&scope, Some(all[0].case_sid), 10).await.unwrap(), all[1..]);
        tx.commit().await.unwrap();
        assert!(!raw::holds(&place, &["site_pictures"], "wintermoor").await);
        let mut tx = db.write().await.unwrap();
        tx.account_erase_rows(&scope, instant()).await.unwrap();
        assert_eq!(tx.site_picture_list(&scope, None, 10).await.unwrap(), []);
    }
}
