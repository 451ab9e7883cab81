//! Numbers that partners found fault with: found by their account, by the partner and by reviewers.

use trusthub_domain::partner::{FlagReason, Ticket, TicketAuthor, TicketNote, TicketStatus, TicketStep};
use trusthub_domain::sid::PartnerSid;
use trusthub_storage::{Error, Scope};

use crate::harness::dual;
use crate::harness::samples::{instant, sid, tenant, whole};
use crate::raw;

fn ticket(scope: &Scope, partner: PartnerSid) -> Ticket {
    let now = instant();
    Ticket {
        sid: sid(),
        account_sid: scope.account(),
        partner_sid: partner,
        phone_number: "+15105550123".parse().unwrap(),
        reason: FlagReason::SpamLikely,
        status: TicketStatus::Open,
        flags: 1,
        seen_at: now,
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

fn note(author: TicketAuthor, step: TicketStep, text: &str) -> TicketNote {
    TicketNote { author, step, reason: None, text: text.to_owned(), at: instant() }
}

dual! {
    async fn a_ticket_is_found_by_whose_it_is_and_saved_by_its_version(db: Db, place: Arc<TestDb>) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let (partner, other): (PartnerSid, PartnerSid) = (sid(), sid());
        let made = ticket(&scope, partner);
        let said = [
            note(TicketAuthor::Partner, TicketStep::Flagged, "wintermoor complains"),
            note(TicketAuthor::Customer, TicketStep::Answered, "they asked for it"),
        ];
        let mut tx = db.write().await.unwrap();
        tx.ticket_insert(&made).await.unwrap();
        for one in &said {
            tx.ticket_note_push(&made, one).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert!(!raw::holds(&place, &["remediation_notes"], "wintermoor").await, "people's words");
        let mut tx = db.write().await.unwrap();
        assert_eq!(tx.ticket_find(&scope, made.sid).await.unwrap(), Some(made.clone()));
        assert_eq!(tx.ticket_find(&stranger, made.sid).await.unwrap(), None);
        assert_eq!(tx.ticket_notes(&scope, made.sid).await.unwrap(), said);
        assert_eq!(tx.ticket_notes(&stranger, made.sid).await.unwrap(), []);
        assert_eq!(tx.ticket_list(&scope, &whole()).await.unwrap().items, std::slice::from_ref(&made));
        assert_eq!(tx.ticket_list(&stranger, &whole()).await.unwrap().items, []);
        assert_eq!(tx.sid_owner_any_account(&made.sid.to_string()).await.unwrap(), Some(scope.account()));
        let number = &made.phone_number;
        assert_eq!(tx.ticket_find_open(&scope, partner, number).await.unwrap(), Some(made.clone()));
        assert_eq!(tx.ticket_find_open(&scope, other, number).await.unwrap(), None);
        let at = tx.ticket_place_of_partner_any_account(partner, made.sid).await.unwrap().unwrap();
        assert_eq!(tx.ticket_at(&at).await.unwrap(), made);
        assert_eq!(tx.ticket_place_of_partner_any_account(other, made.sid).await.unwrap(), None);
        assert_eq!(tx.ticket_places_of_partner_any_account(partner, &whole()).await.unwrap().items, [at]);
        assert_eq!(tx.ticket_places_open_any_account(&whole()).await.unwrap().items, [at]);
        for (asked, expected) in [(&scope, std::slice::from_ref(&made)), (&stranger, &[][..])] {
            assert_eq!(tx.tickets_open_of_number(asked, number).await.unwrap(), expected);
            assert_eq!(tx.tickets_open(asked, 5).await.unwrap(), expected);
        }

        let closed = tx.ticket_save(&made.closed(instant()).unwrap()).await.unwrap();
        assert_eq!(tx.ticket_find(&scope, made.sid).await.unwrap(), Some(closed));
        assert!(matches!(tx.ticket_save(&made).await, Err(Error::Conflict)));
        assert_eq!(tx.ticket_places_open_any_account(&whole()).await.unwrap().items, []);
        assert_eq!(tx.ticket_places_of_partner_any_account(partner, &whole()).await.unwrap().items, [at]);
        assert_eq!(tx.tickets_open_of_number(&scope, number).await.unwrap(), []);
        assert_eq!(tx.tickets_open(&scope, 5).await.unwrap(), []);
        tx.ticket_insert(&ticket(&scope, partner)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.write().await.unwrap();
        let second = tx.ticket_insert(&ticket(&scope, partner)).await;
        assert!(matches!(second, Err(Error::Duplicate(_))), "{second:?}");
    }
}
