//! The log of what changed for calls, and the decisions about them.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;
use trusthub_domain::account::{Account, AccountStatus, Switch};
use trusthub_domain::bundle::{Bundle, Status};
use trusthub_domain::retention::{HoldSubject, LegalHold};
use trusthub_domain::sid::{AttestationSid, BundleSid, Sid, SwitchSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{AttestationChange, BlockedNumber, Db, Error, Key, Scope, StoredDecision};
use uuid::Uuid;

use crate::harness::dual;
use crate::harness::samples::{account, bundle, channel, number, store_account, tenant};

/// When everything here happens.
const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

/// Everything numbered since, and the last number.
async fn changes(db: &Db, since: i64) -> (BTreeSet<String>, i64) {
    db.attestation_sequence().await.unwrap();
    let changes = db.read().await.unwrap().attestation_changes_since(since, 10_000).await.unwrap();
    assert!(changes.is_sorted_by_key(|(sequence, _)| *sequence));
    let last = changes.last().map_or(since, |(sequence, _)| *sequence);
    (changes.into_iter().map(|(_, change)| format!("{change:?}")).collect(), last)
}

fn told(changes: impl IntoIterator<Item = AttestationChange>) -> BTreeSet<String> {
    changes.into_iter().map(|change| format!("{change:?}")).collect()
}

dual! {
    async fn whatever_decides_about_calls_is_in_the_log(db: Db) {
        let made = account(None);
        let scope = store_account(&db, &made).await;
        let of_account = || told([AttestationChange::Account(made.sid)]);
        let (seen, last) = changes(&db, 0).await;
        assert_eq!(seen, of_account());

        let mut tx = db.write().await.unwrap();
        let profile = Bundle { status: Status::Draft, event_sequence: 0, suspension: None, ..bundle(&scope) };
        let phone = number(&scope);
        tx.bundle_insert(&profile).await.unwrap();
        tx.number_insert(&phone).await.unwrap();
        tx.commit().await.unwrap();
        let of_number = || told([AttestationChange::Number(phone.phone_number.clone())]);
        let (seen, last) = changes(&db, last).await;
        assert_eq!(seen, of_number(), "a draft that never moved carries no call");

        let mut tx = db.write().await.unwrap();
        let assigned = channel(&profile, &phone);
        tx.channel_assignment_insert(&assigned).await.unwrap();
        let approved = Bundle { status: Status::Approved, event_sequence: 3, ..profile.clone() };
        let approved = tx.bundle_save(&approved).await.unwrap();
        tx.commit().await.unwrap();
        let of_bundle = told([AttestationChange::Bundle(scope.account(), profile.sid)]);
        let (seen, last) = changes(&db, last).await;
        assert_eq!(seen, &of_number() | &of_bundle);

        let mut tx = db.write().await.unwrap();
        tx.channel_assignment_delete(&scope, profile.sid, assigned.sid).await.unwrap();
        tx.number_delete(&scope, phone.sid).await.unwrap();
        tx.bundle_save(&Bundle { status: Status::Rejected, ..approved }).await.unwrap();
        tx.commit().await.unwrap();
        let (seen, last) = changes(&db, last).await;
        assert_eq!(seen, &of_number() | &of_bundle, "the same again has the next number");

        let mut tx = db.write().await.unwrap();
        let held = tx.account_save(&Account { status: AccountStatus::Suspended, ..made.clone() }).await.unwrap();
        assert!(tx.account_save(&made).await.is_err(), "outdated");
        drop(tx);
        assert_eq!(changes(&db, last).await, (BTreeSet::new(), last), "what was not committed never happened");
        let mut tx = db.write().await.unwrap();
        tx.account_save(&Account { version: held.version - 1, ..held }).await.unwrap();
        tx.account_erase_rows(&scope, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let (seen, _) = changes(&db, last).await;
        assert_eq!(seen, &of_account() | &told([AttestationChange::Erasure(made.sid)]));
    }
}

dual! {
    async fn blocked_numbers_and_switches_are_in_the_log_when_they_change(db: Db) {
        let blocked =
            BlockedNumber { digits: "18005550100".to_owned(), note: "inbound".to_owned(), date_created: NOW };
        let switch = Switch {
            sid: SwitchSid::from_uuid(Uuid::from_u128(7)),
            friendly_name: "Berkeley".to_owned(),
            date_created: NOW,
            tls_name: Some("sbc.provider.example".to_owned()),
            revoked_at: None,
        };
        let mut tx = db.write().await.unwrap();
        assert!(tx.blocked_number_set(&blocked).await.unwrap());
        assert!(!tx.blocked_number_set(&blocked).await.unwrap());
        tx.switch_insert(&switch, b"hash").await.unwrap();
        tx.commit().await.unwrap();
        let both = told([
            AttestationChange::Block(blocked.digits.clone()),
            AttestationChange::Switch(switch.sid),
        ]);
        let (seen, last) = changes(&db, 0).await;
        assert_eq!(seen, both);

        let mut tx = db.write().await.unwrap();
        let twin = Switch { sid: SwitchSid::from_uuid(Uuid::from_u128(8)), ..switch.clone() };
        let refused = tx.switch_insert(&twin, b"").await;
        assert!(matches!(refused, Err(Error::Duplicate(Key::SwitchTlsName))), "{refused:?}");
        drop(tx);

        let mut tx = db.write().await.unwrap();
        assert_eq!(tx.switch_credentials(switch.sid).await.unwrap().unwrap().switch, switch);
        assert_eq!(tx.blocked_number_find(&blocked.digits).await.unwrap(), Some(blocked.clone()));
        assert_eq!(tx.switch_credentials(switch.sid).await.unwrap().unwrap().secret_hash, b"hash");
        assert!(tx.switch_revoke(switch.sid, NOW).await.unwrap());
        assert!(!tx.switch_revoke(switch.sid, NOW).await.unwrap());
        assert!(tx.blocked_number_delete(&blocked.digits).await.unwrap());
        assert!(!tx.blocked_number_delete(&blocked.digits).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(changes(&db, last).await.0, both);

        let mut tx = db.write().await.unwrap();
        tx.switch_insert(&twin, b"").await.unwrap();
        tx.commit().await.unwrap();
        let listed = db.read().await.unwrap().switch_credentials_list().await.unwrap();
        assert_eq!((listed.len(), listed[0].switch.revoked_at), (2, Some(NOW)));
        assert_eq!(db.read().await.unwrap().blocked_number_list("", 10).await.unwrap(), []);
    }
}

dual! {
    /// Writers and several sequencers at a time: whoever has read up to a number has missed nothing below it.
    async fn the_log_has_no_gaps_whoever_numbers_it(db: Db) {
        const WRITERS: u128 = 8;
        const EACH: u128 = 12;
        let writer = |writer: u128| {
            let db = db.clone();
            async move {
                for step in 0..EACH {
                    let mut tx = db.write().await.unwrap();
                    let digits = format!("1{writer:03}{step:03}");
                    let blocked = BlockedNumber { digits, note: String::new(), date_created: NOW };
                    tx.blocked_number_set(&blocked).await.unwrap();
                    // And one that all of them change.
                    let shared = BlockedNumber { digits: "999".to_owned(), ..blocked };
                    if !tx.blocked_number_delete("999").await.unwrap() {
                        tx.blocked_number_set(&shared).await.unwrap();
                    }
                    tx.commit().await.unwrap();
                }
            }
        };
        let reader = || {
            let db = db.clone();
            async move {
                let (mut all, mut last) = (BTreeSet::new(), 0);
                for _ in 0..60 {
                    let (seen, now_at) = changes(&db, last).await;
                    all.extend(seen);
                    last = now_at;
                    tokio::task::yield_now().await;
                }
                (all, last)
            }
        };
        let mut writers = JoinSet::new();
        (0..WRITERS).for_each(|number| drop(writers.spawn(writer(number))));
        let (_, one, other) = tokio::join!(writers.join_all(), reader(), reader());
        for (mut all, last) in [one, other] {
            all.extend(changes(&db, last).await.0);
            assert_eq!(all.len(), usize::try_from(WRITERS * EACH + 1).unwrap());
        }
        let head = db.read().await.unwrap().attestation_head().await.unwrap();
        assert!(head.sequence >= i64::try_from(WRITERS * EACH + 1).unwrap());
        assert_eq!(db.attestation_sequence().await.unwrap(), 0);
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Why(String);

fn decision(scope: Option<&Scope>, number: u128, origid: Option<&str>) -> StoredDecision<Why> {
    StoredDecision {
        account_sid: scope.map(Scope::account),
        sid: AttestationSid::from_uuid(Uuid::from_u128(number)),
        origid: origid.map(ToOwned::to_owned),
        decided_at: NOW.plus(Duration::from_secs(u64::try_from(number).unwrap())),
        evidence: Why(format!("12155550{number:03}")),
    }
}

dual! {
    async fn decisions_are_found_by_themselves_and_by_what_was_signed(db: Db) {
        let (one, other) = (tenant(&db).await, tenant(&db).await);
        let (first, second) = ("de305d54-75b4-431b-adb2-eb6b9e546014", "00000000-0000-4000-8000-000000000001");
        let kept = [
            decision(Some(&one), 1, Some(first)),
            decision(Some(&other), 2, Some(second)),
            decision(None, 3, Some(second)),
            decision(Some(&one), 4, None),
        ];
        let mut tx = db.write().await.unwrap();
        for _ in 0..2 {
            tx.decisions_insert(&kept.each_ref()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = db.read().await.unwrap();
        for decision in &kept {
            assert_eq!(tx.decision_find_any_account(decision.sid).await.unwrap().as_ref(), Some(decision));
        }
        let traced: Vec<StoredDecision<Why>> = tx.decisions_of_origid_any_account(second).await.unwrap();
        assert_eq!(traced, [kept[2].clone(), kept[1].clone()], "newest first, whosever");
        let own: Vec<StoredDecision<Why>> = tx.decision_list_all(&one, None, 9).await.unwrap();
        assert_eq!(own, [kept[0].clone(), kept[3].clone()], "its own alone");
        let next: Vec<StoredDecision<Why>> = tx.decision_list_all(&one, Some(kept[0].sid), 1).await.unwrap();
        assert_eq!(next, [kept[3].clone()]);
        let nothing: Option<StoredDecision<Why>> =
            tx.decision_find_any_account(AttestationSid::from_uuid(Uuid::from_u128(9))).await.unwrap();
        assert_eq!(nothing, None);
        drop(tx);

        let mut tx = db.write().await.unwrap();
        tx.account_erase_rows(&one, NOW).await.unwrap();
        tx.commit().await.unwrap();
        db.vault().account_key_destroy(one.account(), NOW).await.unwrap();
        let mut tx = db.write().await.unwrap();
        tx.decisions_insert(&[&kept[0]]).await.unwrap();
        tx.commit().await.unwrap();
        let traced: Vec<StoredDecision<Why>> =
            db.read().await.unwrap().decisions_of_origid_any_account(first).await.unwrap();
        assert_eq!(traced, [], "what waited when its account was erased does not come back");
    }
}

dual! {
    async fn many_decisions_are_stored_at_once_each_as_it_is(db: Db) {
        let (one, gone) = (tenant(&db).await, tenant(&db).await);
        db.vault().account_key_destroy(gone.account(), NOW).await.unwrap();
        // Two statements of many rows, and some more; the second half of them is known already.
        let origid = |number: u128| format!("origid-{number}");
        let all: Vec<_> = (1..=53).map(|number| decision(Some(&one), number, Some(&origid(number)))).collect();
        let mut wanted: Vec<_> = all.iter().collect();
        let erased = decision(Some(&gone), 99, Some("origid-99"));
        wanted.insert(7, &erased);
        wanted.push(&all[0]);
        let mut tx = db.write().await.unwrap();
        tx.decisions_insert(&wanted[30..]).await.unwrap();
        tx.decisions_insert(&wanted).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.read().await.unwrap();
        for (number, decision) in (1..).zip(&all) {
            let found: Vec<StoredDecision<Why>> =
                tx.decisions_of_origid_any_account(&origid(number)).await.unwrap();
            assert_eq!(found.iter().collect::<Vec<_>>(), [decision]);
        }
        let found: Vec<StoredDecision<Why>> = tx.decisions_of_origid_any_account("origid-99").await.unwrap();
        assert_eq!(found, []);
    }
}

dual! {
    async fn decisions_are_purged_by_time_but_for_accounts_under_a_hold(db: Db) {
        let (held, other) = (tenant(&db).await, tenant(&db).await);
        let mut tx = db.write().await.unwrap();
        for number in 0..6 {
            let scope = [Some(&held), Some(&other), None][usize::try_from(number % 3).unwrap()];
            tx.decisions_insert(&[&decision(scope, number, None)]).await.unwrap();
        }
        let hold = |subject| LegalHold {
            account_sid: held.account(),
            subject,
            reason: "court".to_owned(),
            since: NOW,
        };
        tx.hold_set(&hold(HoldSubject::Account(held.account()))).await.unwrap();
        let of_bundle = BundleSid::from_uuid(Uuid::from_u128(1));
        tx.hold_set(&hold(HoldSubject::Bundle(of_bundle))).await.unwrap();
        tx.commit().await.unwrap();
        let from = db.read().await.unwrap().decision_oldest_any_account(NOW).await.unwrap();
        assert_eq!(from, Some(NOW));
        let mut tx = db.write().await.unwrap();
        let to = NOW.plus(Duration::from_secs(4));
        assert_eq!(tx.decisions_purge_any_account(NOW, to).await.unwrap(), 2, "of the first four, two are held");
        assert_eq!(tx.decisions_purge_any_account(to, to.plus(Duration::from_secs(9))).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let left = db.read().await.unwrap().decision_oldest_any_account(to).await.unwrap();
        assert_eq!(left, None);
    }
}
