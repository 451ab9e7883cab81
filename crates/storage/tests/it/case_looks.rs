//! Who looked at a bundle's page: once in an hour, sealed, and gone with the account.

use std::time::Duration;

use trusthub_domain::review::{CaseLook, LookKind};

use crate::harness::dual;
use crate::harness::samples::{instant, sid, tenant};
use crate::raw;

dual! {
    async fn a_view_is_written_down_once_in_an_hour_and_an_unmasking_each_time(db: Db, place: Arc<TestDb>) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let (bundle, one, other) = (sid(), sid(), sid());
        let hour = trusthub_domain::time::Timestamp::from_seconds(instant().as_seconds() / 3600 * 3600);
        let at = |by, minutes: u64, kind| CaseLook { by, at: hour.plus(Duration::from_secs(minutes * 60)), kind };
        let why = |reason: &str| LookKind::Unmask { reason: reason.to_owned() };
        let mut tx = db.write().await.unwrap();
        for (look, is_new) in [
            (at(one, 0, LookKind::View), true),
            (at(one, 59, LookKind::View), false),
            (at(other, 59, LookKind::View), true),
            (at(one, 60, LookKind::View), true),
            (at(one, 61, why("call Ms Wintermoor")), true),
            (at(one, 62, why("call her again")), true),
        ] {
            assert_eq!(tx.case_look_exists(&scope, bundle, &look).await.unwrap(), !is_new, "{look:?}");
            assert_eq!(tx.case_look_insert(&scope, bundle, &look).await.unwrap(), is_new, "{look:?}");
        }
        let expected = [
            at(one, 62, why("call her again")),
            at(one, 61, why("call Ms Wintermoor")),
            at(one, 60, LookKind::View),
            at(other, 59, LookKind::View),
            at(one, 0, LookKind::View),
        ];
        assert_eq!(tx.case_look_list(&scope, bundle).await.unwrap(), expected);
        assert_eq!(tx.case_look_list(&stranger, bundle).await.unwrap(), []);
        assert_eq!(tx.case_unmasked_at(&scope, bundle, one).await.unwrap(), Some(expected[0].at));
        assert_eq!(tx.case_unmasked_at(&scope, bundle, other).await.unwrap(), None);
        tx.commit().await.unwrap();
        assert!(!raw::holds(&place, &["case_looks"], "Wintermoor").await);
        let mut tx = db.write().await.unwrap();
        tx.account_erase_rows(&scope, instant()).await.unwrap();
        assert_eq!(tx.case_look_list(&scope, bundle).await.unwrap(), []);
    }
}
