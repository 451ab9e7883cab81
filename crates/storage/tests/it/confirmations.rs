//! Questions to representatives, and how often an address is written to.

use std::time::Duration;

use trusthub_domain::confirmation::{Answer, Answered, Asked, Channel, Confirmation, Delivery, Seat};
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{Error, Scope, Stale};

use crate::harness::dual;
use crate::harness::samples::{bundle, instant, sid, tenant};
use crate::raw;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) fn question(scope: &Scope, about: BundleSid) -> Confirmation {
    let now = instant();
    Confirmation {
        sid: sid(),
        account_sid: scope.account(),
        bundle_sid: about,
        seat: Seat::Second,
        asked: Asked {
            first_name: "Carla".to_owned(),
            last_name: "Wintermoor".to_owned(),
            title: "Director".to_owned(),
            email: "w@owl.example".to_owned(),
            phone_number: "+15102345678".to_owned(),
            business_name: "Owl Telecom".to_owned(),
            business_identity: "ein:942404110".to_owned(),
        },
        channel: Channel::Sms,
        delivery: Delivery::Queued,
        answered: None,
        reminded_at: None,
        code_tries: 0,
        asked_at: now,
        expires_at: now.plus(3 * DAY),
        version: 1,
    }
}

dual! {
    async fn a_question_is_stored_as_it_was_put_and_saved_by_its_version(db: Db) {
        let scope = tenant(&db).await;
        let asked = question(&scope, sid());
        let mut tx = db.write().await.unwrap();
        tx.confirmation_insert(&asked).await.unwrap();
        assert_eq!(tx.confirmation_find(&scope, asked.sid).await.unwrap(), Some(asked.clone()));
        assert_eq!(tx.sid_owner_any_account(&asked.sid.to_string()).await.unwrap(), Some(scope.account()));
        let mut present = asked.clone();
        for delivery in [
            Delivery::Held,
            Delivery::Begun,
            Delivery::Sent { at: instant() },
            Delivery::Unreachable { at: instant() },
        ] {
            present = tx.confirmation_save(&present.with_delivery(delivery)).await.unwrap();
            assert_eq!(tx.confirmation_find(&scope, asked.sid).await.unwrap(), Some(present.clone()));
        }
        let answered = Confirmation {
            channel: Channel::Mail,
            answered: Some(Answered { answer: Answer::Deny, at: instant() }),
            reminded_at: Some(instant()),
            code_tries: 3,
            ..present
        };
        let answered = tx.confirmation_save(&answered).await.unwrap();
        assert_eq!(tx.confirmation_find(&scope, asked.sid).await.unwrap(), Some(answered));
        assert!(matches!(tx.confirmation_save(&asked).await, Err(Error::Conflict)));
    }
}

dual! {
    async fn the_same_person_is_found_again_and_a_bundle_has_its_own(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let (first, second) = (question(&scope, sid()), question(&scope, sid()));
        let mut other = question(&scope, first.bundle_sid);
        other.asked.title = "Clerk".to_owned();
        let mut tx = db.write().await.unwrap();
        for one in [&first, &second, &other] {
            tx.confirmation_insert(one).await.unwrap();
        }
        let identity = first.asked.identity();
        let of_subject = tx.confirmation_list_of(&scope, &identity).await.unwrap();
        assert_eq!(of_subject, [second.clone(), first.clone()], "newest first");
        let of_bundle = tx.confirmation_list(&scope, first.bundle_sid).await.unwrap();
        assert_eq!(of_bundle, [other.clone(), first.clone()]);
        let all = tx.confirmation_list_all(&scope, None, 2).await.unwrap();
        let rest = tx.confirmation_list_all(&scope, Some(all[1].sid), 2).await.unwrap();
        assert_eq!((all.len(), rest.len()), (2, 1));

        assert_eq!(tx.confirmation_find(&stranger, first.sid).await.unwrap(), None);
        assert_eq!(tx.confirmation_list_of(&stranger, &identity).await.unwrap(), []);
        assert_eq!(tx.confirmation_list(&stranger, first.bundle_sid).await.unwrap(), []);
        assert_eq!(tx.confirmation_list_all(&stranger, None, 9).await.unwrap(), []);
        tx.confirmation_move_all(&stranger, first.bundle_sid, second.bundle_sid).await.unwrap();
        let foreign = Confirmation { account_sid: stranger.account(), ..first.clone() };
        assert!(matches!(tx.confirmation_save(&foreign).await, Err(Error::Conflict)));
        assert!(!tx.confirmation_delete(&stranger, sid()).await.unwrap());

        tx.confirmation_move_all(&scope, first.bundle_sid, second.bundle_sid).await.unwrap();
        assert_eq!(tx.confirmation_list(&scope, first.bundle_sid).await.unwrap(), []);
        assert_eq!(tx.confirmation_list(&scope, second.bundle_sid).await.unwrap().len(), 3);
        assert!(tx.confirmation_delete(&scope, first.sid).await.unwrap());
        assert_eq!(tx.sid_owner_any_account(&first.sid.to_string()).await.unwrap(), None);
    }
}

dual! {
    async fn a_question_is_past_its_period_once_its_bundle_is_gone(db: Db) {
        let scope = tenant(&db).await;
        let present = bundle(&scope);
        let mut tx = db.write().await.unwrap();
        tx.bundle_insert(&present).await.unwrap();
        let (kept, left) = (question(&scope, present.sid), question(&scope, sid()));
        tx.confirmation_insert(&kept).await.unwrap();
        tx.confirmation_insert(&left).await.unwrap();
        let before = instant();
        let stale = tx.stale_list_any_account(Stale::Confirmations, None, before, 10).await.unwrap();
        assert_eq!(stale.iter().map(|row| row.sid.clone()).collect::<Vec<_>>(), [left.sid.to_string()]);
        let stale = tx.stale_list_any_account(Stale::Confirmations, None, left.asked_at, 10).await.unwrap();
        assert_eq!(stale, []);
    }
}

dual! {
    async fn nobody_can_read_who_was_asked(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let asked = question(&scope, sid());
        let mut tx = db.write().await.unwrap();
        tx.confirmation_insert(&asked).await.unwrap();
        assert!(tx.contact_quota_take_any_account(&asked.asked.email, instant(), 1).await.unwrap());
        tx.commit().await.unwrap();
        let tables = ["confirmations", "contact_quota"];
        assert!(raw::holds(&place, &tables, &asked.bundle_sid.to_string()).await);
        for personal in ["Carla", "Wintermoor", "Director", "owl.example", "5102345678", "942404110"] {
            assert!(!raw::holds(&place, &tables, personal).await, "{personal}");
        }
    }
}

dual! {
    async fn an_address_gets_so_many_messages_a_day_and_no_more(db: Db) {
        let now = instant();
        let mut tx = db.write().await.unwrap();
        let mut taken = Vec::new();
        for _ in 0..4 {
            taken.push(tx.contact_quota_take_any_account("W@owl.example ", now, 3).await.unwrap());
        }
        assert_eq!(taken, [true, true, true, false]);
        assert!(!tx.contact_quota_take_any_account("w@owl.example", now, 3).await.unwrap(), "however written");
        assert!(tx.contact_quota_take_any_account("x@owl.example", now, 3).await.unwrap());
        assert!(tx.contact_quota_take_any_account("w@owl.example", now.plus(DAY), 3).await.unwrap());
        // Yesterday still counts; the day before it does not.
        tx.contact_quota_purge_any_account(now.plus(DAY)).await.unwrap();
        assert!(!tx.contact_quota_take_any_account("w@owl.example", now, 3).await.unwrap());
        tx.contact_quota_purge_any_account(now.plus(2 * DAY)).await.unwrap();
        assert!(tx.contact_quota_take_any_account("w@owl.example", now, 3).await.unwrap());
    }
}

dual! {
    async fn of_many_messages_at_once_as_many_leave_as_may(db: Db) {
        let now = instant();
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let db = db.clone();
            tries.spawn(async move {
                let mut tx = db.write().await.unwrap();
                let taken = tx.contact_quota_take_any_account("w@owl.example", now, 5).await.unwrap();
                tx.commit().await.unwrap();
                taken
            });
        }
        let taken = tries.join_all().await;
        assert_eq!(taken.into_iter().filter(|is_taken| *is_taken).count(), 5);
    }
}

dual! {
    async fn links_and_codes_are_the_same_for_every_process_and_of_one_question_each(db: Db, place: Arc<TestDb>) {
        let (one, other) = (sid(), sid());
        let (vault, again) = (db.vault(), place.vault().await);
        assert_eq!(vault.confirmation_seal(one), again.confirmation_seal(one));
        assert_eq!(vault.confirmation_code(one), again.confirmation_code(one));
        assert_ne!(vault.confirmation_seal(one), vault.confirmation_seal(other));
        assert!((0..50).all(|_| vault.confirmation_code(sid()) < 1_000_000));
    }
}
