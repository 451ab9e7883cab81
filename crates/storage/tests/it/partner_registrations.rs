//! What products register, read in the order of its keys, and what partners said of it.

use trusthub_domain::bundle::{Bundle, BundleKind, EventKind, Status};
use trusthub_domain::item::PhoneNumber;
use trusthub_domain::partner::{CarrierStatus, Receipt};
use trusthub_domain::sid::PartnerSid;
use trusthub_storage::{Scope, Tx};

use crate::harness::dual;
use crate::harness::samples::{bundle, channel, instant, number, policy, sid, tenant};

async fn product(tx: &mut Tx, scope: &Scope, policy_number: u128, status: Status) -> Bundle {
    let made =
        Bundle { kind: BundleKind::TrustProduct, policy_sid: policy(policy_number), status, ..bundle(scope) };
    tx.bundle_insert(&made).await.unwrap();
    made
}

fn receipt(product: &Bundle, number: &PhoneNumber, partner: PartnerSid, status: CarrierStatus) -> Receipt {
    let now = instant();
    Receipt {
        account_sid: product.account_sid,
        bundle_sid: product.sid,
        phone_number: number.phone_number.clone(),
        partner_sid: partner,
        carrier_name: "Carrier One".to_owned(),
        status,
        errors: vec!["the name is \"taken\"".to_owned()],
        date_created: now,
        date_updated: now,
    }
}

dual! {
    async fn products_and_their_numbers_are_read_piece_by_piece(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let mut tx = db.write().await.unwrap();
        let mut registering = Vec::new();
        for status in [Status::Approved, Status::Rejected, Status::Approved] {
            registering.push(product(&mut tx, &scope, 1, status).await.sid);
        }
        registering.sort();
        product(&mut tx, &scope, 1, Status::Draft).await;
        product(&mut tx, &scope, 2, Status::Approved).await;
        let policies = [policy(1), policy(3)];
        let whole = tx.registering_products(&scope, &policies, None, 10).await.unwrap();
        assert_eq!(whole, registering);
        let first = tx.registering_products(&scope, &policies, None, 2).await.unwrap();
        assert_eq!(first, registering[..2]);
        let rest = tx.registering_products(&scope, &policies, first.last().copied(), 2).await.unwrap();
        assert_eq!(rest, registering[2..]);
        assert_eq!(tx.registering_products(&stranger, &policies, None, 10).await.unwrap(), []);

        let made = product(&mut tx, &scope, 1, Status::Approved).await;
        let partner: PartnerSid = sid();
        let mut expected = Vec::new();
        for owner in [&scope, &scope, &stranger] {
            let phone = number(owner);
            tx.number_insert(&phone).await.unwrap();
            let on_it = channel(&made, &phone);
            tx.channel_assignment_insert(&on_it).await.unwrap();
            expected.push((on_it.sid, phone));
        }
        expected.sort_by_key(|(sid, _)| *sid);
        for (_, phone) in &expected[1..] {
            assert!(tx.receipt_set(&receipt(&made, phone, partner, CarrierStatus::Active)).await.unwrap());
        }
        let (mut after, mut read) = (None, Vec::new());
        loop {
            let (numbers, last) = tx.registered_numbers(&scope, made.sid, partner, after, 2).await.unwrap();
            if last.is_none() {
                break;
            }
            after = last;
            read.extend(numbers);
        }
        let read: Vec<_> = read.into_iter().map(|one| (one.sid, one.phone_number, one.is_acknowledged)).collect();
        let expected: Vec<_> = expected.into_iter().enumerate()
            .map(|(place, (sid, phone))| (sid, phone.phone_number, place > 0)).collect();
        assert_eq!(read, expected, "a subaccount's number, too");
        let (other, _) = tx.registered_numbers(&scope, made.sid, sid(), None, 10).await.unwrap();
        assert!(other.iter().all(|one| !one.is_acknowledged), "another partner has said nothing");
        assert_eq!(tx.event_last_of_kind(&scope, made.sid, EventKind::Approved).await.unwrap(), None);
    }
}

dual! {
    async fn what_is_said_again_changes_nothing_and_what_is_said_anew_takes_its_place(db: Db) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let mut tx = db.write().await.unwrap();
        let made = product(&mut tx, &scope, 1, Status::Approved).await;
        let phone = number(&scope);
        let first = receipt(&made, &phone, sid(), CarrierStatus::InProgress);
        assert!(tx.receipt_set(&first).await.unwrap());
        assert!(!tx.receipt_set(&Receipt { date_updated: instant(), ..first.clone() }).await.unwrap());
        let second = Receipt { status: CarrierStatus::Active, errors: Vec::new(), date_updated: instant(), ..first.clone() };
        assert!(tx.receipt_set(&second).await.unwrap());
        let of_another = Receipt { carrier_name: "Carrier Two".to_owned(), ..first.clone() };
        assert!(tx.receipt_set(&of_another).await.unwrap());
        let all = [second.clone(), of_another.clone()];
        let number = &phone.phone_number;
        assert_eq!(tx.receipts_of_number(&scope, made.sid, number).await.unwrap(), all, "the first date stays");
        assert_eq!(tx.receipts_of_number(&stranger, made.sid, number).await.unwrap(), []);
        assert_eq!(tx.receipts_after(&scope, None, 1).await.unwrap(), all[..1]);
        assert_eq!(tx.receipts_after(&scope, Some(&second), 5).await.unwrap(), all[1..]);
        assert_eq!(tx.receipts_after(&scope, Some(&of_another), 5).await.unwrap(), []);
        tx.receipts_forget(&scope, made.sid, number).await.unwrap();
        assert_eq!(tx.receipts_of_number(&scope, made.sid, number).await.unwrap(), []);
    }
}
