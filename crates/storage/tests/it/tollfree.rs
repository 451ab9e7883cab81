//! Submissions for toll-free numbers, and what is kept beside them.

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::item::PhoneNumber;
use trusthub_domain::sid::{PhoneNumberSid, Sid};
use trusthub_domain::tollfree::{
    BusinessType, Conclusion, Entered, OptInType, Rejection, RejectionReason, State, Status, Submission,
    TextField, UseCase, Verification,
};
use trusthub_storage::{Db, Error, Key, PageRequest, Position, Scope, Stale, TollfreeDraft, TollfreeFilter};

use crate::harness::dual;
use crate::harness::samples::{account, instant, number, sid, store_account, tenant};
use crate::raw;

const PAGE: PageRequest = PageRequest { size: 10, position: Position::Start };

pub(crate) fn entered() -> Entered {
    let mut entered = Entered {
        use_cases: vec![UseCase::Marketing],
        opt_in_image_urls: vec!["https://owl.example/opt-in.png".to_owned()],
        opt_in_type: Some(OptInType::Verbal),
        business_type: Some(BusinessType::SoleProprietor),
        ..Entered::default()
    };
    for (field, text) in [
        (TextField::BusinessName, "Owl Telecom"),
        (TextField::BusinessWebsite, "https://owl.example"),
        (TextField::NotificationEmail, "wintermoor@owl.example"),
        (TextField::UseCaseSummary, "Offers of the week."),
        (TextField::ProductionMessageSample, "Owl: fresh bread."),
        (TextField::MessageVolume, "1,000"),
        (TextField::BusinessContactLastName, "Wintermoor"),
        (TextField::ExternalReferenceId, "crm-7"),
    ] {
        entered.enter(field, Some(text));
    }
    entered
}

/// A stored number, and what is submitted for it.
pub(crate) async fn submitted(db: &Db, scope: &Scope, phone: &str) -> Verification {
    let stored = PhoneNumber { phone_number: phone.parse().unwrap(), ..number(scope) };
    let mut tx = db.write().await.unwrap();
    tx.number_insert(&stored).await.unwrap();
    tx.commit().await.unwrap();
    let now = instant();
    Verification {
        sid: sid(),
        account_sid: scope.account(),
        number_sid: stored.sid,
        phone_number: stored.phone_number,
        customer_profile_sid: Some(sid()),
        trust_product_sid: None,
        regulated_item_sid: None,
        submission: Submission::new(entered()).unwrap(),
        edit_reason: None,
        state: State::Pending,
        queued_at: now,
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

pub(crate) fn referred(verification: &Verification) -> Verification {
    verification.concluded(Conclusion::Refer(vec!["30808 nobody vouches".to_owned()]), instant()).unwrap()
}

fn rejected(verification: &Verification) -> Verification {
    let reason = RejectionReason { code: ReasonCode(30857), reason: "Write to Carla Wintermoor.".to_owned() };
    verification
        .concluded(Conclusion::Reject(Rejection { reasons: vec![reason], can_mend: true }), instant())
        .unwrap()
}

dual! {
    async fn a_submission_is_stored_as_it_was_made_and_saved_by_its_version(db: Db) {
        let scope = tenant(&db).await;
        let made = submitted(&db, &scope, "+18005550100").await;
        let mut tx = db.write().await.unwrap();
        tx.tollfree_insert(&made).await.unwrap();
        assert_eq!(tx.tollfree_find(&scope, made.sid).await.unwrap(), Some(made.clone()));
        assert_eq!(tx.tollfree_find_of_number(&scope, made.number_sid).await.unwrap(), Some(made.clone()));
        assert_eq!(tx.sid_owner_any_account(&made.sid.to_string()).await.unwrap(), Some(scope.account()));
        let linked = Verification {
            trust_product_sid: Some(sid()),
            regulated_item_sid: Some(sid()),
            edit_reason: Some("The website is back".to_owned()),
            ..rejected(&made)
        };
        let saved = tx.tollfree_save(&linked).await.unwrap();
        assert_eq!(tx.tollfree_find(&scope, made.sid).await.unwrap(), Some(saved.clone()));
        assert!(matches!(tx.tollfree_save(&made).await, Err(Error::Conflict)));
        assert!(matches!(tx.tollfree_delete(&made).await, Err(Error::Conflict)));
        tx.tollfree_delete(&saved).await.unwrap();
        assert_eq!(tx.tollfree_find(&scope, made.sid).await.unwrap(), None);
        assert_eq!(tx.sid_owner_any_account(&made.sid.to_string()).await.unwrap(), None);
    }
}

dual! {
    async fn a_number_has_one_and_is_not_released_while_it_has_it(db: Db) {
        let scope = tenant(&db).await;
        let made = submitted(&db, &scope, "+18005550100").await;
        let mut tx = db.write().await.unwrap();
        tx.tollfree_insert(&made).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.write().await.unwrap();
        let second = Verification { sid: sid(), ..made.clone() };
        let refused = tx.tollfree_insert(&second).await;
        assert!(matches!(refused, Err(Error::Duplicate(Key::TollfreeNumber))), "{refused:?}");
        drop(tx);
        let mut tx = db.write().await.unwrap();
        assert!(matches!(tx.number_delete(&scope, made.number_sid).await, Err(Error::Conflict)));
        drop(tx);
        let mut tx = db.write().await.unwrap();
        tx.tollfree_delete(&made).await.unwrap();
        assert!(tx.number_delete(&scope, made.number_sid).await.unwrap());
        assert!(matches!(tx.tollfree_insert(&made).await, Err(Error::Conflict)), "the number is gone");
    }
}

dual! {
    async fn a_parent_lists_its_subaccounts_and_nobody_elses(db: Db) {
        let parent = tenant(&db).await;
        let child = store_account(&db, &account(Some(parent.account()))).await;
        let stranger = tenant(&db).await;
        let of_child = submitted(&db, &child, "+18005550101").await;
        let of_parent = submitted(&db, &parent, "+18005550102").await;
        let of_stranger = submitted(&db, &stranger, "+18005550103").await;
        let mut tx = db.write().await.unwrap();
        for one in [&of_child, &of_parent, &of_stranger] {
            tx.tollfree_insert(one).await.unwrap();
        }
        let all = TollfreeFilter::default();
        let family = tx.tollfree_list_family(&parent, &all, &PAGE).await.unwrap().items;
        assert_eq!(family.len(), 2);
        assert!(family.contains(&(child.account(), of_child.sid)) && family.contains(&(parent.account(), of_parent.sid)));
        let own = tx.tollfree_list(&parent, &all, &PAGE).await.unwrap().items;
        assert_eq!(own, std::slice::from_ref(&of_parent));
        let childs = tx.tollfree_list_family(&child, &all, &PAGE).await.unwrap().items;
        assert_eq!(childs, [(child.account(), of_child.sid)]);
        assert_eq!(tx.tollfree_find(&stranger, of_child.sid).await.unwrap(), None);

        tx.tollfree_delete(&of_child).await.unwrap();
        tx.account_erase_rows(&parent, instant()).await.unwrap();
        assert_eq!(tx.tollfree_list_family(&parent, &all, &PAGE).await.unwrap().items, []);
    }
}

dual! {
    async fn a_list_is_narrowed_by_each_filter(db: Db) {
        let scope = tenant(&db).await;
        let plain = submitted(&db, &scope, "+18005550101").await;
        let on_product = Verification { trust_product_sid: Some(sid()), ..submitted(&db, &scope, "+18005550102").await };
        let mut tx = db.write().await.unwrap();
        tx.tollfree_insert(&plain).await.unwrap();
        tx.tollfree_insert(&on_product).await.unwrap();
        let decided = tx.tollfree_save(&referred(&on_product)).await.unwrap();
        let filters = [
            TollfreeFilter { number_sid: Some(decided.number_sid), ..TollfreeFilter::default() },
            TollfreeFilter { status: Some(Status::InReview), ..TollfreeFilter::default() },
            TollfreeFilter {
                trust_products: vec![sid(), decided.trust_product_sid.unwrap()],
                ..TollfreeFilter::default()
            },
        ];
        for filter in &filters {
            let own = tx.tollfree_list(&scope, filter, &PAGE).await.unwrap().items;
            assert_eq!(own, std::slice::from_ref(&decided), "{filter:?}");
            let family = tx.tollfree_list_family(&scope, filter, &PAGE).await.unwrap().items;
            assert_eq!(family, [(scope.account(), decided.sid)], "{filter:?}");
        }
        let named = |name: &str| TollfreeFilter { external_reference_id: Some(name.to_owned()), ..TollfreeFilter::default() };
        assert_eq!(tx.tollfree_list(&scope, &named("crm-7"), &PAGE).await.unwrap().items.len(), 2);
        assert_eq!(tx.tollfree_list(&scope, &named("crm-8"), &PAGE).await.unwrap().items, []);
    }
}

dual! {
    async fn the_queue_holds_what_a_person_must_decide(db: Db) {
        let (scope, other) = (tenant(&db).await, tenant(&db).await);
        let first = submitted(&db, &scope, "+18005550101").await;
        let second = submitted(&db, &other, "+18005550102").await;
        let mut tx = db.write().await.unwrap();
        for one in [&first, &second] {
            tx.tollfree_insert(one).await.unwrap();
        }
        assert_eq!(tx.tollfree_waiting_any_account(10).await.unwrap(), []);
        let first = tx.tollfree_save(&referred(&first)).await.unwrap();
        let second = tx.tollfree_save(&referred(&second)).await.unwrap();
        let waiting = tx.tollfree_waiting_any_account(10).await.unwrap();
        let mut expected = vec![first.sid, second.sid];
        expected.sort();
        assert_eq!(waiting.iter().map(|one| one.sid).collect::<Vec<_>>(), expected);
        tx.tollfree_save(&first.approved(instant()).unwrap()).await.unwrap();
        tx.tollfree_delete(&second).await.unwrap();
        assert_eq!(tx.tollfree_waiting_any_account(10).await.unwrap(), []);
    }
}

dual! {
    async fn a_draft_is_kept_until_the_number_goes(db: Db) {
        let scope = tenant(&db).await;
        let stored = PhoneNumber { phone_number: "+18005550100".parse().unwrap(), ..number(&scope) };
        let draft = TollfreeDraft {
            account_sid: scope.account(),
            number_sid: stored.sid,
            customer_profile_sid: Some(sid()),
            entered: entered(),
            skips_use_case: true,
            date_updated: instant(),
        };
        let mut tx = db.write().await.unwrap();
        tx.number_insert(&stored).await.unwrap();
        tx.tollfree_draft_set(&draft).await.unwrap();
        let later = TollfreeDraft { entered: Entered::default(), ..draft.clone() };
        tx.tollfree_draft_set(&later).await.unwrap();
        assert_eq!(tx.tollfree_draft_find(&scope, stored.sid).await.unwrap(), Some(later.clone()));
        assert_eq!(tx.tollfree_draft_list_all(&scope, None, 9).await.unwrap(), [later]);
        assert_eq!(tx.tollfree_draft_list_all(&scope, Some(stored.sid), 9).await.unwrap(), []);
        let nobodys = PhoneNumberSid::from_uuid(uuid::Uuid::nil());
        assert_eq!(tx.tollfree_draft_find(&scope, nobodys).await.unwrap(), None);
        assert!(tx.number_delete(&scope, stored.sid).await.unwrap());
        assert_eq!(tx.tollfree_draft_find(&scope, stored.sid).await.unwrap(), None);
    }
}

dual! {
    async fn what_was_turned_down_is_past_its_period_and_what_is_needed_is_not(db: Db) {
        let scope = tenant(&db).await;
        let kept = submitted(&db, &scope, "+18005550101").await;
        let left = submitted(&db, &scope, "+18005550102").await;
        let mut tx = db.write().await.unwrap();
        tx.tollfree_insert(&kept).await.unwrap();
        tx.tollfree_insert(&left).await.unwrap();
        tx.tollfree_save(&rejected(&left)).await.unwrap();
        let later = instant().plus(std::time::Duration::from_secs(60));
        let stale = tx.stale_list_any_account(Stale::Tollfree, None, later, 10).await.unwrap();
        assert_eq!(stale.iter().map(|row| row.sid.clone()).collect::<Vec<_>>(), [left.sid.to_string()]);
        assert_eq!(tx.stale_list_any_account(Stale::TollfreeDrafts, None, later, 10).await.unwrap(), []);
    }
}

dual! {
    async fn nobody_can_read_what_was_submitted(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let made = submitted(&db, &scope, "+18005550100").await;
        let draft = TollfreeDraft {
            account_sid: scope.account(),
            number_sid: made.number_sid,
            customer_profile_sid: None,
            entered: entered(),
            skips_use_case: false,
            date_updated: instant(),
        };
        let mut tx = db.write().await.unwrap();
        tx.tollfree_draft_set(&draft).await.unwrap();
        tx.tollfree_insert(&made).await.unwrap();
        let made = tx.tollfree_save(&rejected(&made)).await.unwrap();
        tx.commit().await.unwrap();
        let tables = ["tollfree_verifications", "tollfree_overview", "tollfree_queue", "tollfree_drafts"];
        assert!(raw::holds(&place, &tables, &made.sid.to_string()).await);
        for personal in ["Wintermoor", "wintermoor@owl.example", "Carla", "Offers of the week"] {
            assert!(!raw::holds(&place, &tables, personal).await, "{personal}");
        }
    }
}
