//! The partners' feed, where accounts stand, what they let partners see, and who delivers to whom.

use std::collections::{BTreeMap, BTreeSet};

use tokio::task::JoinSet;
use trusthub_domain::partner::{
    Consent, ConsentField, FeedEvent, FeedKind, Partner, PartnerKind, PartnerQuota, PartnerScope, Recipient,
    Standing, StandingStatus,
};
use trusthub_domain::sid::{AccountSid, ConsentSid, EventSid, PartnerSid, Sid};
use trusthub_domain::time::Timestamp;
use trusthub_domain::trust::TrustLevel;
use trusthub_storage::{Db, Error, Key, PartnerWebhook};
use uuid::Uuid;

use crate::harness::dual;
use crate::harness::samples::{account, store_account, tenant};

/// When everything here happens.
const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

fn event(account: AccountSid, number: Option<&str>, at: Timestamp) -> FeedEvent {
    FeedEvent {
        sid: EventSid::from_uuid(Uuid::new_v4()),
        account_sid: account,
        number: number.map(|number| number.parse().unwrap()),
        kind: if number.is_some() { FeedKind::NumberAdded } else { FeedKind::Granted },
        from: TrustLevel::Unknown,
        to: TrustLevel::Verified,
        status: StandingStatus::InForce,
        withdrawn_from: None,
        at,
    }
}

fn partner(tls_name: Option<&str>) -> Partner {
    Partner {
        sid: PartnerSid::from_uuid(Uuid::new_v4()),
        friendly_name: "Carrier One".to_owned(),
        kind: PartnerKind::Carrier,
        scopes: vec![PartnerScope::Lookup, PartnerScope::Feed],
        quota: PartnerQuota { requests_per_minute: 5, lookups_per_day: 7 },
        tls_name: tls_name.map(str::to_owned),
        date_created: NOW,
        revoked_at: None,
    }
}

async fn push(db: &Db, event: &FeedEvent) {
    let mut tx = db.write().await.unwrap();
    tx.feed_push(event).await.unwrap();
    tx.commit().await.unwrap();
}

async fn since(db: &Db, after: i64) -> Vec<(i64, FeedEvent)> {
    let read = db.read().await.unwrap().feed_since(after, i64::MAX, 10_000).await.unwrap();
    read.into_iter().map(|stored| (stored.sequence, stored.event)).collect()
}

dual! {
    async fn what_is_told_is_numbered_once_and_dated_in_order(db: Db) {
        let scope = tenant(&db).await;
        let account = scope.account();
        let first = event(account, None, NOW);
        push(&db, &first).await;
        assert_eq!(since(&db, 0).await, [], "not numbered yet");
        // From a node whose clock is behind.
        let earlier = Timestamp::from_micros(NOW.as_micros() - 1_000_000);
        let withdrawn_from = Some(Recipient::Kind(PartnerKind::Carrier));
        let second = FeedEvent { withdrawn_from, ..event(account, None, earlier) };
        push(&db, &second).await;
        let of_number = event(account, Some("+15105550123"), NOW);
        push(&db, &of_number).await;
        let mut lost = db.write().await.unwrap();
        lost.feed_push(&event(account, None, NOW)).await.unwrap();
        drop(lost);
        let numbered = db.feed_sequence().await.unwrap();
        assert_eq!((numbered.count, numbered.oldest), (3, Some(NOW)), "what was not committed never happened");
        let after = Timestamp::from_micros(NOW.as_micros() + 1);
        let told = since(&db, 0).await;
        let of_account: Vec<_> = told.iter().filter(|(_, event)| event.number.is_none()).map(|(_, event)| event.clone()).collect();
        assert_eq!(of_account, [first, FeedEvent { at: after, ..second }]);
        assert!(told.iter().any(|(_, event)| *event == of_number));
        assert_eq!(told.iter().map(|(sequence, _)| *sequence).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(db.feed_sequence().await.unwrap().count, 0);
        assert_eq!(since(&db, 2).await, told[2..]);

        assert_eq!(db.feed_prune(NOW).await.unwrap(), 0);
        assert_eq!(db.feed_prune(after).await.unwrap(), 2);
        let head = db.read().await.unwrap().feed_head().await.unwrap();
        assert_eq!((head.sequence, head.pruned_to), (3, 2));
        assert_eq!(since(&db, 0).await, told[2..]);
    }
}

dual! {
    /// Writers and several who number at a time: whoever has read up to a number has missed nothing below it, and each subject
    /// is told of in the order in which its writers committed.
    async fn the_feed_has_no_gaps_and_keeps_the_order_of_each_subject(db: Db) {
        const WRITERS: usize = 6;
        const EACH: usize = 10;
        const SUBJECTS: usize = 3;
        let mut scopes = Vec::new();
        for _ in 0..SUBJECTS {
            scopes.push(tenant(&db).await);
        }
        let writer = |writer: usize| {
            let (db, scopes) = (db.clone(), scopes.clone());
            async move {
                for step in 0..EACH {
                    let scope = &scopes[(writer + step) % SUBJECTS];
                    let mut tx = db.write().await.unwrap();
                    tx.audit_hold(scope).await.unwrap();
                    // The standing counts the changes: so what is told has an order that the test knows.
                    let count = tx.standing_find(scope).await.unwrap().map_or(0, |known| known.since.as_micros()) + 1;
                    let standing = Standing {
                        level: TrustLevel::Verified, status: StandingStatus::InForce, since: Timestamp::from_micros(count),
                    };
                    tx.standing_save(scope, &standing).await.unwrap();
                    let told = event(scope.account(), None, NOW);
                    let sid = EventSid::from_uuid(Uuid::from_u64_pair(told.sid.uuid().as_u64_pair().0, count.unsigned_abs()));
                    tx.feed_push(&FeedEvent { sid, ..told }).await.unwrap();
                    tokio::task::yield_now().await;
                    tx.commit().await.unwrap();
                }
            }
        };
        let reader = || {
            let db = db.clone();
            async move {
                let mut all = Vec::new();
                for _ in 0..80 {
                    db.feed_sequence().await.unwrap();
                    let last = all.last().map_or(0, |(sequence, _)| *sequence);
                    all.extend(since(&db, last).await);
                    tokio::task::yield_now().await;
                }
                all
            }
        };
        let mut writers = JoinSet::new();
        (0..WRITERS).for_each(|number| drop(writers.spawn(writer(number))));
        let (_, one, other) = tokio::join!(writers.join_all(), reader(), reader());
        db.feed_sequence().await.unwrap();
        let whole = since(&db, 0).await;
        assert_eq!(whole.len(), WRITERS * EACH);
        for mut read in [one, other] {
            let last = read.last().map_or(0, |(sequence, _)| *sequence);
            read.extend(since(&db, last).await);
            assert_eq!(read, whole, "read while it was written and afterwards");
        }
        let mut counts: BTreeMap<AccountSid, u64> = BTreeMap::new();
        for (_, event) in &whole {
            let count = counts.entry(event.account_sid).or_default();
            *count += 1;
            assert_eq!(event.sid.uuid().as_u64_pair().1, *count, "{} out of its order", event.sid);
        }
        assert_eq!(counts.len(), SUBJECTS);
    }
}

dual! {
    async fn partners_are_stored_listed_and_shut_out(db: Db) {
        let (one, other) = (partner(None), partner(Some("trust.carrier.example")));
        let mut tx = db.write().await.unwrap();
        tx.partner_insert(&one, b"hash").await.unwrap();
        tx.partner_insert(&other, b"").await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.write().await.unwrap();
        let refused = tx.partner_insert(&partner(Some("trust.carrier.example")), b"").await;
        assert!(matches!(refused, Err(Error::Duplicate(Key::PartnerTlsName))), "{refused:?}");
        drop(tx);
        let mut tx = db.write().await.unwrap();
        assert!(tx.partner_revoke(other.sid, NOW).await.unwrap());
        assert!(!tx.partner_revoke(other.sid, NOW).await.unwrap());
        tx.partner_insert(&partner(Some("trust.carrier.example")), b"").await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.read().await.unwrap();
        let found = tx.partner_credentials(one.sid).await.unwrap().unwrap();
        assert_eq!((found.partner, found.secret_hash), (one, b"hash".to_vec()));
        let revoked = Partner { revoked_at: Some(NOW), ..other };
        assert_eq!(tx.partner_credentials(revoked.sid).await.unwrap().unwrap().partner, revoked);
        assert_eq!(tx.partner_credentials_list().await.unwrap().len(), 3);
    }
}

dual! {
    async fn consent_is_one_for_each_recipient_and_goes_with_the_account(db: Db) {
        let made = account(None);
        let scope = store_account(&db, &made).await;
        let stranger = tenant(&db).await;
        let consent = |recipient, fields: &[ConsentField], at| Consent {
            sid: ConsentSid::from_uuid(Uuid::new_v4()),
            account_sid: scope.account(),
            recipient,
            fields: fields.iter().copied().collect(),
            date_created: at,
            date_updated: at,
        };
        let carriers = Recipient::Kind(PartnerKind::Carrier);
        let later = Timestamp::from_micros(NOW.as_micros() + 5);
        let mut tx = db.write().await.unwrap();
        let first = tx.consent_set(&consent(carriers, &[ConsentField::Website], NOW)).await.unwrap();
        let again = tx.consent_set(&consent(carriers, &[ConsentField::LegalName], later)).await.unwrap();
        let fields = [ConsentField::LegalName].into_iter().collect();
        assert_eq!(again, Consent { fields, date_updated: later, ..first.clone() });
        let standing = Standing { level: TrustLevel::Verified, status: StandingStatus::InForce, since: NOW };
        tx.standing_save(&scope, &standing).await.unwrap();
        tx.feed_push(&event(scope.account(), None, NOW)).await.unwrap();
        tx.feed_push(&event(scope.account(), Some("+15105550123"), NOW)).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = db.read().await.unwrap();
        assert_eq!(tx.consent_list(&scope).await.unwrap(), std::slice::from_ref(&again));
        assert_eq!(tx.consent_find(&scope, first.sid).await.unwrap(), Some(again.clone()));
        assert_eq!(tx.consent_find_recipient(&scope, &carriers).await.unwrap(), Some(again.clone()));
        assert_eq!(tx.consent_find(&stranger, first.sid).await.unwrap(), None);
        assert_eq!(tx.consenting_accounts_any_account(None, 9).await.unwrap(), [scope.account()]);
        assert_eq!(tx.consenting_accounts_any_account(Some(scope.account()), 9).await.unwrap(), []);
        assert_eq!(tx.standing_find(&scope).await.unwrap(), Some(standing));
        assert_eq!(tx.standings_any_account(None, 9).await.unwrap(), [(scope.account(), standing)]);
        drop(tx);

        let mut tx = db.write().await.unwrap();
        assert!(!tx.consent_delete(&stranger, first.sid).await.unwrap());
        tx.account_erase_rows(&scope, NOW).await.unwrap();
        tx.commit().await.unwrap();
        db.feed_sequence().await.unwrap();
        let mut tx = db.read().await.unwrap();
        assert_eq!(tx.consent_list(&scope).await.unwrap(), []);
        assert_eq!(tx.standing_find(&scope).await.unwrap(), None);
        drop(tx);
        let left: BTreeSet<bool> = since(&db, 0).await.iter().map(|(_, event)| event.number.is_some()).collect();
        assert_eq!(left, BTreeSet::from([false]), "no number of an erased account is told of any more");
    }
}

dual! {
    async fn one_process_at_a_time_publishes_to_a_stream(db: Db) {
        let at = |seconds: i64| Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000);
        let mut tx = db.write().await.unwrap();
        assert_eq!(tx.feed_stream_find("TRUST").await.unwrap(), None);
        assert_eq!(tx.feed_stream_claim("TRUST", 0, NOW, at(60)).await.unwrap(), None, "there is nothing yet");
        let claimed = tx.feed_stream_claim("TRUST", 9, NOW, at(60)).await.unwrap().unwrap();
        assert_eq!((claimed.position, claimed.lease_until), (0, at(60)));
        assert_eq!(tx.feed_stream_claim("TRUST", 9, at(59), at(90)).await.unwrap(), None, "somebody has it");
        assert!(tx.feed_stream_claim("OTHER", 9, NOW, at(60)).await.unwrap().is_some());
        assert!(tx.feed_stream_advance("TRUST", at(60), 4, at(70), at(10)).await.unwrap());
        assert!(!tx.feed_stream_advance("TRUST", at(60), 5, at(80), at(10)).await.unwrap(), "an old lease");
        tx.feed_stream_fail("TRUST", at(70), at(20), "nobody answers").await.unwrap();
        let found = tx.feed_stream_find("TRUST").await.unwrap().unwrap();
        assert_eq!((found.position, found.failures, found.next_at), (4, 1, at(20)));
        assert_eq!((found.last_error.as_deref(), found.published_at), (Some("nobody answers"), Some(at(10))));
        assert_eq!(tx.feed_stream_claim("TRUST", 9, at(19), at(90)).await.unwrap(), None, "not due");
        assert!(tx.feed_stream_claim("TRUST", 9, at(20), at(80)).await.unwrap().is_some());
        // Its lease was lost to a process that was killed: another takes it when it has lapsed.
        assert!(tx.feed_stream_claim("TRUST", 9, at(80), at(140)).await.unwrap().is_some());
        tx.feed_stream_release("TRUST", at(140)).await.unwrap();
        assert_eq!(tx.feed_stream_claim("TRUST", 4, at(80), at(140)).await.unwrap(), None, "it has everything");
        assert_eq!(tx.feed_stream_find("OTHER").await.unwrap().unwrap().position, 0);
        drop(tx);
    }
}

dual! {
    async fn one_process_at_a_time_delivers_to_a_partner(db: Db) {
        let receiver = partner(None);
        let webhook = PartnerWebhook {
            partner_sid: receiver.sid,
            url: "https://carrier.example/secret".to_owned().into(),
            signing_secret: "whsec_AAAA".to_owned().into(),
            position: 3,
            failures: 0,
            next_at: NOW,
            last_error: None,
            delivered_at: None,
            date_created: NOW,
        };
        let at = |seconds: i64| Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000);
        let mut tx = db.write().await.unwrap();
        tx.partner_insert(&receiver, b"hash").await.unwrap();
        tx.partner_webhook_set(&webhook).await.unwrap();
        assert_eq!(tx.partner_webhooks_due(3, NOW).await.unwrap(), [], "it has everything");
        assert_eq!(tx.partner_webhooks_due(4, NOW).await.unwrap(), [receiver.sid]);
        assert_eq!(tx.partner_webhooks_behind(9).await.unwrap(), 6);
        assert!(tx.partner_webhook_claim(receiver.sid, NOW, at(60)).await.unwrap());
        assert!(!tx.partner_webhook_claim(receiver.sid, at(59), at(90)).await.unwrap(), "somebody has it");
        assert_eq!(tx.partner_webhooks_due(4, at(59)).await.unwrap(), []);
        assert!(tx.partner_webhook_advance(receiver.sid, at(60), 4, at(70), at(10)).await.unwrap());
        assert!(!tx.partner_webhook_advance(receiver.sid, at(60), 5, at(80), at(10)).await.unwrap(), "an old lease");
        tx.partner_webhook_fail(receiver.sid, at(70), at(20), "the receiver answered 500").await.unwrap();
        let found = tx.partner_webhook_find(receiver.sid).await.unwrap().unwrap();
        assert_eq!((found.position, found.failures, found.next_at), (4, 1, at(20)));
        assert_eq!(found.last_error.as_deref(), Some("the receiver answered 500"));
        assert_eq!(found.delivered_at, Some(at(10)));
        assert_eq!(tx.partner_webhooks_due(9, at(19)).await.unwrap(), []);
        assert_eq!(tx.partner_webhooks_due(9, at(20)).await.unwrap(), [receiver.sid]);
        // Its lease was lost to a process that was killed: another takes it when it has lapsed.
        assert!(tx.partner_webhook_claim(receiver.sid, at(20), at(80)).await.unwrap());
        assert!(tx.partner_webhook_claim(receiver.sid, at(80), at(140)).await.unwrap());
        tx.partner_webhook_release(receiver.sid, at(140)).await.unwrap();
        assert_eq!(tx.partner_webhooks_due(9, at(80)).await.unwrap(), [receiver.sid]);
        tx.partner_revoke(receiver.sid, NOW).await.unwrap();
        assert_eq!(tx.partner_webhooks_due(9, at(80)).await.unwrap(), []);
        assert!(tx.partner_webhook_delete(receiver.sid).await.unwrap());
        assert!(!tx.partner_webhook_delete(receiver.sid).await.unwrap());
        drop(tx);
    }
}
