//! Messaging services, brands, campaigns.

use trusthub_domain::messaging::{
    Brand, BrandStatus, BrandType, BrandVetting, Campaign, CampaignContent, CampaignStatus, MessagingService,
    ServiceSender, ServiceSettings, VettingProvider, VettingStatus,
};
use trusthub_domain::review::MessageItem;
use trusthub_storage::{Error, NodeUsage, Scope, Tx, UsageKey};

use crate::harness::dual;
use crate::harness::samples::{instant, number, sid, tenant, whole};

pub(crate) fn service(scope: &Scope) -> MessagingService {
    let now = instant();
    MessagingService {
        sid: sid(),
        account_sid: scope.account(),
        settings: ServiceSettings { friendly_name: "Owls".to_owned(), ..ServiceSettings::default() },
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

pub(crate) fn brand(scope: &Scope) -> Brand {
    let now = instant();
    Brand {
        sid: sid(),
        account_sid: scope.account(),
        customer_profile_sid: sid(),
        a2p_profile_sid: sid(),
        brand_type: BrandType::Standard,
        skips_vetting: false,
        is_mock: false,
        status: BrandStatus::Pending,
        identity: None,
        registered_as: None,
        score: None,
        issues: Vec::new(),
        tax_exempt_status: None,
        is_government: None,
        updates: 0,
        confirmation: None,
        registry: None,
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

pub(crate) fn campaign(service: &MessagingService, brand: &Brand) -> Campaign {
    let now = instant();
    Campaign {
        sid: sid(),
        account_sid: brand.account_sid,
        service_sid: service.sid,
        brand_sid: brand.sid,
        content: CampaignContent {
            description: "Owls tell readers of books".to_owned(),
            message_flow: "Readers check a box".to_owned(),
            message_samples: vec!["Owls: a book".to_owned()],
            use_case: "MARKETING".to_owned(),
            has_embedded_links: false,
            has_embedded_phone: false,
            subscriber_opt_in: true,
            age_gated: false,
            direct_lending: false,
            opt_in_message: None,
            opt_out_message: None,
            help_message: None,
            opt_in_keywords: Vec::new(),
            opt_out_keywords: Vec::new(),
            help_keywords: Vec::new(),
            privacy_policy_url: None,
            terms_and_conditions_url: None,
        },
        status: CampaignStatus::Pending,
        registered_as: None,
        issues: Vec::new(),
        doubts: Vec::new(),
        rules: None,
        registry: None,
        is_mock: false,
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

dual! {
    async fn a_number_is_in_one_service_and_leaves_it_with_either(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let (first, second) = (service(&scope), service(&scope));
        let (phone, other) = (number(&scope), number(&scope));
        let mut tx = db.write().await.unwrap();
        for one in [&first, &second] {
            tx.service_insert(one).await.unwrap();
        }
        for one in [&phone, &other] {
            tx.number_insert(one).await.unwrap();
        }
        let sender = |service: &MessagingService, number_sid| ServiceSender {
            account_sid: scope.account(), service_sid: service.sid, number_sid, date_created: instant(),
        };
        let here = sender(&first, phone.sid);
        assert!(tx.sender_insert(&here).await.unwrap());
        assert!(!tx.sender_insert(&sender(&second, phone.sid)).await.unwrap());
        assert_eq!(tx.sender_find(&scope, phone.sid).await.unwrap(), Some(here.clone()));
        assert_eq!(tx.sender_list(&scope, first.sid, &whole()).await.unwrap().items, [here]);
        assert_eq!(tx.sender_find(&stranger, phone.sid).await.unwrap(), None);
        assert_eq!(tx.sender_count(&stranger, first.sid).await.unwrap(), 0);
        assert!(!tx.sender_delete(&stranger, first.sid, phone.sid).await.unwrap());

        tx.number_delete(&scope, phone.sid).await.unwrap();
        assert_eq!(tx.sender_count(&scope, first.sid).await.unwrap(), 0);
        assert!(tx.sender_insert(&sender(&second, other.sid)).await.unwrap());
        assert!(tx.service_delete(&scope, second.sid).await.unwrap());
        assert_eq!(tx.sender_find(&scope, other.sid).await.unwrap(), None);
        assert!(!tx.service_delete(&stranger, first.sid).await.unwrap());
        assert_eq!(tx.service_list(&scope, &whole()).await.unwrap().items, std::slice::from_ref(&first));
        assert_eq!(tx.service_find(&stranger, first.sid).await.unwrap(), None);
        let saved = tx.service_save(&first).await.unwrap();
        assert_eq!(tx.service_find(&scope, first.sid).await.unwrap(), Some(saved));
        assert!(matches!(tx.service_save(&first).await, Err(Error::Conflict)));
    }
}

dual! {
    async fn a_brand_is_found_by_what_it_rests_on_and_saved_by_its_version(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let (one, other) = (brand(&scope), brand(&scope));
        let mut tx = db.write().await.unwrap();
        for brand in [&one, &other] {
            tx.brand_insert(brand).await.unwrap();
        }
        for bundle in [one.customer_profile_sid, one.a2p_profile_sid] {
            assert_eq!(tx.brand_list_of_bundle(&scope, bundle).await.unwrap(), std::slice::from_ref(&one));
            assert_eq!(tx.brand_list_of_bundle(&stranger, bundle).await.unwrap(), []);
        }
        assert_eq!(tx.brand_list(&scope, &whole()).await.unwrap().items, [other, one.clone()]);
        assert_eq!(tx.brand_lock(&stranger, one.sid).await.unwrap(), None);
        let saved = tx.brand_save(&Brand { updates: 2, ..one.clone() }).await.unwrap();
        assert_eq!(tx.brand_find(&scope, one.sid).await.unwrap(), Some(saved));
        assert!(matches!(tx.brand_save(&one).await, Err(Error::Conflict)));

        let now = instant();
        let vetting = BrandVetting {
            sid: sid(), account_sid: scope.account(), brand_sid: one.sid, provider: VettingProvider::CampaignVerify,
            vetting_id: Some("cv|1.0|tcr|10dlc|a|b".to_owned()), status: VettingStatus::InProgress, score: None, issues: Vec::new(),
            version: 1, date_created: now, date_updated: now,
        };
        tx.brand_vetting_insert(&vetting).await.unwrap();
        assert_eq!(tx.brand_vetting_list(&scope, one.sid, &whole()).await.unwrap().items, std::slice::from_ref(&vetting));
        assert_eq!(tx.brand_vetting_find(&stranger, vetting.sid).await.unwrap(), None);
        assert_eq!(tx.sid_owner_any_account(&vetting.sid.to_string()).await.unwrap(), Some(scope.account()));
        let saved = tx.brand_vetting_save(&vetting).await.unwrap();
        assert_eq!(tx.brand_vetting_find(&scope, vetting.sid).await.unwrap(), Some(saved));
        assert!(matches!(tx.brand_vetting_save(&vetting).await, Err(Error::Conflict)));
    }
}

dual! {
    async fn a_service_has_one_campaign_and_a_brand_counts_its_own(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let (pool, brand) = (service(&scope), brand(&scope));
        let mut tx = db.write().await.unwrap();
        tx.service_insert(&pool).await.unwrap();
        tx.brand_insert(&brand).await.unwrap();
        let (first, second) = (campaign(&pool, &brand), campaign(&pool, &brand));
        assert!(tx.campaign_insert(&first).await.unwrap());
        assert!(!tx.campaign_insert(&second).await.unwrap());
        assert_eq!(tx.campaign_count(&scope, brand.sid).await.unwrap(), 1);
        assert_eq!(tx.campaign_count(&stranger, brand.sid).await.unwrap(), 0);
        assert_eq!(tx.campaign_list(&scope, pool.sid, &whole()).await.unwrap().items, std::slice::from_ref(&first));
        assert_eq!(tx.campaign_list_all(&scope, &whole()).await.unwrap().items, std::slice::from_ref(&first));
        assert_eq!(tx.campaign_list_all(&stranger, &whole()).await.unwrap().items, []);
        assert_eq!(tx.campaign_find(&stranger, first.sid).await.unwrap(), None);
        assert_eq!(tx.campaign_lock(&stranger, first.sid).await.unwrap(), None);
        assert_eq!(tx.campaign_lock(&scope, first.sid).await.unwrap(), Some(first.clone()));
        assert_eq!(tx.campaign_sids(&scope).await.unwrap(), [first.sid]);
        assert_eq!(tx.campaign_sids(&stranger).await.unwrap(), []);
        let saved = tx.campaign_save(&first).await.unwrap();
        assert_eq!(tx.campaign_find(&scope, first.sid).await.unwrap(), Some(saved));
        assert!(matches!(tx.campaign_save(&first).await, Err(Error::Conflict)));

        let now = instant();
        tx.messaging_queue_push(first.sid, scope.account(), now).await.unwrap();
        tx.messaging_queue_push(first.sid, scope.account(), instant()).await.unwrap();
        let waiting = tx.messaging_queue_list_any_account(5000).await.unwrap();
        let ours: Vec<_> = waiting.iter().filter(|one| one.sid == first.sid.to_string()).collect();
        assert_eq!((ours.len(), ours[0].since, ours[0].account_sid), (1, now, scope.account()));
        tx.messaging_queue_delete(&scope, MessageItem::Campaign(first.sid)).await.unwrap();
        assert!(tx.campaign_delete(&scope, first.sid).await.unwrap());
        assert_eq!(tx.sid_owner_any_account(&first.sid.to_string()).await.unwrap(), None);
        assert!(!tx.campaign_delete(&scope, first.sid).await.unwrap());
    }
}

dual! {
    async fn two_at_once_do_not_both_take_the_last_place_of_a_brand(db: Db) {
        let scope = tenant(&db).await;
        let (pools, brand) = ([service(&scope), service(&scope)], brand(&scope));
        let mut tx = db.write().await.unwrap();
        tx.brand_insert(&brand).await.unwrap();
        for pool in &pools {
            tx.service_insert(pool).await.unwrap();
        }
        tx.commit().await.unwrap();
        let take = async |pool: &MessagingService| {
            let mut tx = db.write().await.unwrap();
            tx.brand_lock(&scope, brand.sid).await.unwrap();
            if tx.campaign_count(&scope, brand.sid).await.unwrap() > 0 {
                return false;
            }
            tokio::task::yield_now().await;
            let taken = tx.campaign_insert(&campaign(pool, &brand)).await.unwrap();
            tx.commit().await.unwrap();
            taken
        };
        let (one, other) = tokio::join!(take(&pools[0]), take(&pools[1]));
        assert!(one != other, "{one} {other}");
    }
}

/// Five of a day's messages, four of them sent.
pub(crate) async fn use_some(tx: &mut Tx, brand: &Brand) {
    let key = day_of(brand, "all");
    assert_eq!(tx.usage_lock(&key, "a").await.unwrap(), 0);
    let usage = NodeUsage { granted: 5, used: 4 };
    tx.usage_set(&key, 5, "a", usage, instant()).await.unwrap();
}

fn day_of(brand: &Brand, lane: &str) -> UsageKey {
    UsageKey {
        account_sid: brand.account_sid,
        brand_sid: brand.sid,
        day: "2026-11-27".to_owned(),
        lane: lane.to_owned(),
    }
}

dual! {
    async fn what_nodes_say_twice_counts_once(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let brand = brand(&scope);
        let (key, now) = (day_of(&brand, "all"), instant());
        for (node, used) in [("a", 4), ("b", 1), ("a", 5), ("b", 1)] {
            let mut tx = db.write().await.unwrap();
            let others = tx.usage_lock(&key, node).await.unwrap();
            let usage = NodeUsage { granted: used + 10, used };
            tx.usage_set(&key, others + usage.granted, node, usage, now).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut tx = db.write().await.unwrap();
        assert_eq!(tx.usage_lock(&key, "a").await.unwrap(), 11);
        assert_eq!(tx.usage_nodes(&key, now).await.unwrap(), 2);
        drop(tx);
        let told = async |scope: &Scope, day: &str| {
            let days = db.read().await.unwrap().usage_of_day(scope, brand.sid, day).await.unwrap();
            days.into_iter().map(|day| (day.lane, day.granted, day.used)).collect::<Vec<_>>()
        };
        assert_eq!(told(&scope, "2026-11-27").await, [("all".to_owned(), 26, 6)]);
        assert_eq!((told(&scope, "2026-11-26").await, told(&stranger, "2026-11-27").await), (vec![], vec![]));
        let mut tx = db.write().await.unwrap();
        let all = tx.usage_list(&scope, None, 10).await.unwrap();
        assert_eq!((all.len(), tx.usage_list(&scope, all.last(), 10).await.unwrap()), (1, vec![]));
        tx.usage_purge_any_account("2026-11-27").await.unwrap();
        assert_eq!(tx.usage_list(&scope, None, 10).await.unwrap().len(), 1);
        tx.usage_purge_any_account("2026-11-28").await.unwrap();
        assert_eq!(tx.usage_list(&scope, None, 10).await.unwrap(), []);
        assert_eq!(tx.usage_lock(&key, "a").await.unwrap(), 0);
    }
}
