//! Brands and campaigns that somebody registers in a form.

use trusthub_domain::bundle::Bundle;
use trusthub_domain::messaging::{
    Brand, BrandRegistration, BrandType, CampaignRegistration, MessagingService,
};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Error, Scope, Stale};

use crate::harness::dual;
use crate::harness::samples::{bundle, instant, sid, tenant, whole};
use crate::messaging::{brand, campaign, service};

pub(crate) fn brand_registration(product: &Bundle) -> BrandRegistration {
    let now = instant();
    BrandRegistration {
        sid: product.sid,
        account_sid: product.account_sid,
        customer_profile_sid: sid(),
        brand_type: BrandType::Standard,
        is_mock: false,
        skips_vetting: true,
        vetting_token: Some("cv|1.0|tcr|10dlc|a|hidden-token".to_owned()),
        theme: Some("owl".to_owned()),
        proceeds: false,
        brand_sid: None,
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

pub(crate) fn campaign_registration(pool: &MessagingService, brand: &Brand) -> CampaignRegistration {
    let now = instant();
    CampaignRegistration {
        sid: sid(),
        account_sid: pool.account_sid,
        service_sid: pool.sid,
        brand_sid: brand.sid,
        entered: campaign(pool, brand).content,
        theme: None,
        campaign_sid: None,
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

dual! {
    async fn a_brands_registration_goes_with_its_product(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let product = bundle(&scope);
        let (one, made) = (brand_registration(&product), brand(&scope));
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&product).await.unwrap();
        tx.brand_registration_insert(&one).await.unwrap();
        assert_eq!(tx.brand_registration_find(&scope, one.sid).await.unwrap(), Some(one.clone()));
        assert_eq!(tx.brand_registration_find(&stranger, one.sid).await.unwrap(), None);
        assert_eq!(tx.brand_registration_of_brand(&scope, made.sid).await.unwrap(), None);
        let saved = tx.brand_registration_save(&one.submitted_as(made.sid, instant())).await.unwrap();
        assert_eq!((saved.version, saved.brand_sid), (2, Some(made.sid)));
        assert!(matches!(tx.brand_registration_save(&one).await, Err(Error::Conflict)));
        assert_eq!(tx.brand_registration_of_brand(&scope, made.sid).await.unwrap(), Some(saved.clone()));
        assert_eq!(tx.brand_registration_of_brand(&stranger, made.sid).await.unwrap(), None);
        assert_eq!(tx.brand_registration_list_all(&scope, &whole()).await.unwrap().items, [saved]);
        assert_eq!(tx.brand_registration_list_all(&stranger, &whole()).await.unwrap().items, []);
        tx.bundle_delete(&product).await.unwrap();
        assert_eq!(tx.brand_registration_find(&scope, one.sid).await.unwrap(), None);
    }
}

dual! {
    async fn a_service_has_one_registration_and_takes_it_along(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let (pool, brand) = (service(&scope), brand(&scope));
        let (one, other) = (campaign_registration(&pool, &brand), campaign_registration(&pool, &brand));
        let mut tx = db.write().await.unwrap();
        tx.service_insert(&pool).await.unwrap();
        assert!(tx.campaign_registration_insert(&one).await.unwrap());
        assert!(!tx.campaign_registration_insert(&other).await.unwrap());
        assert_eq!(tx.campaign_registration_of_service(&scope, pool.sid).await.unwrap(), Some(one.clone()));
        assert_eq!(tx.campaign_registration_of_service(&stranger, pool.sid).await.unwrap(), None);
        assert_eq!(tx.campaign_registration_find(&stranger, one.sid).await.unwrap(), None);
        let saved = tx.campaign_registration_save(&one).await.unwrap();
        assert!(matches!(tx.campaign_registration_save(&one).await, Err(Error::Conflict)));
        let listed = tx.campaign_registration_list_all(&scope, &whole()).await.unwrap().items;
        assert_eq!(listed, std::slice::from_ref(&saved));
        assert!(!tx.campaign_registration_delete(&stranger, one.sid).await.unwrap());
        assert!(tx.service_delete(&scope, pool.sid).await.unwrap());
        assert_eq!(tx.campaign_registration_find(&scope, one.sid).await.unwrap(), None);
    }
}

dual! {
    async fn only_registrations_that_were_never_submitted_are_stale(db: Db) {
        let scope = tenant(&db).await;
        let brand = brand(&scope);
        let pools = [service(&scope), service(&scope)];
        let mut tx = db.write().await.unwrap();
        tx.brand_insert(&brand).await.unwrap();
        for pool in &pools {
            tx.service_insert(pool).await.unwrap();
        }
        let made = campaign(&pools[1], &brand);
        let draft = campaign_registration(&pools[0], &brand);
        let submitted = campaign_registration(&pools[1], &brand).submitted_as(made.sid, instant());
        for one in [&draft, &submitted] {
            assert!(tx.campaign_registration_insert(one).await.unwrap());
        }
        let stale = stale(&mut tx, &scope).await;
        assert_eq!(stale, [draft.sid.to_string()]);
        assert!(tx.campaign_registration_delete_of(&scope, made.sid).await.unwrap());
        assert!(!tx.campaign_registration_delete_of(&scope, made.sid).await.unwrap());
        assert_eq!(tx.campaign_registration_find(&scope, submitted.sid).await.unwrap(), None);
    }
}

/// What of the account is on the list, whatever its age.
async fn stale(tx: &mut trusthub_storage::Tx, scope: &Scope) -> Vec<String> {
    let end = Timestamp::from_micros(i64::MAX);
    let all = tx.stale_list_any_account(Stale::CampaignRegistrations, None, end, 5000).await.unwrap();
    all.into_iter().filter(|row| row.account_sid == scope.account()).map(|row| row.sid).collect()
}
