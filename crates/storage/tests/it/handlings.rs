//! Who is at what of messages waits for reviewers: written once of two, shown in the queue, sealed, and gone with it.

use std::time::Duration;

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::review::{GivenReason, Handling, MessageDecision, MessageItem, MessageRuling};
use trusthub_domain::sid::{CampaignSid, ReviewerSid};
use trusthub_storage::{Error, Holder};

use crate::harness::dual;
use crate::harness::samples::{instant, sid, tenant};
use crate::raw;
use crate::tollfree::{referred, submitted};

fn rejection(note: &str) -> MessageDecision {
    let reason = GivenReason { code: ReasonCode(30956), field: None, note: Some(note.to_owned()) };
    MessageDecision { ruling: MessageRuling::Reject(vec![reason]), of_version: 2 }
}

dual! {
    async fn of_two_who_begin_at_one_thing_one_does_and_nobody_reads_what_they_write(db: Db, place: Arc<TestDb>) {
        let (scope, stranger) = (tenant(&db).await, tenant(&db).await);
        let (campaign, reviewer): (CampaignSid, ReviewerSid) = (sid(), sid());
        let (item, now) = (MessageItem::Campaign(campaign), instant());
        let free = Handling::none(scope.account(), item);
        let mut tx = db.write().await.unwrap();
        tx.messaging_queue_push(campaign, scope.account(), now).await.unwrap();
        assert_eq!(tx.handling_find(&scope, item).await.unwrap(), None);
        let claimed = tx.handling_save(&free.claim(reviewer, now).unwrap()).await.unwrap();
        assert_eq!(tx.handling_find(&scope, item).await.unwrap().as_ref(), Some(&claimed));
        assert_eq!(tx.handling_find(&stranger, item).await.unwrap(), None);
        let due_at = now.plus(Duration::from_secs(60));
        let later = claimed.decide_later(reviewer, rejection("Wintermoor needs an age gate."), due_at, now).unwrap();
        let later = tx.handling_save(&later).await.unwrap();
        assert_eq!(tx.handling_find(&scope, item).await.unwrap().as_ref(), Some(&later));
        let holder = Holder {
            claimed_by: Some(reviewer),
            claimed_until: claimed.claim.map(|claim| claim.until),
            pending_by: Some(reviewer),
            pending_until: Some(due_at),
        };
        assert_eq!(tx.messaging_queue_list_any_account(9).await.unwrap()[0].holder, holder);
        let back = tx.handling_save(&later.given_back("Wintermoor is disabled.".to_owned())).await.unwrap();
        assert_eq!(tx.handling_find(&scope, item).await.unwrap(), Some(back));
        assert_eq!(tx.messaging_queue_list_any_account(9).await.unwrap()[0].holder, Holder::default());
        tx.commit().await.unwrap();
        for outdated in [free.claim(sid(), now).unwrap(), claimed, later] {
            let mut tx = db.write().await.unwrap();
            assert!(matches!(tx.handling_save(&outdated).await, Err(Error::Conflict)), "{outdated:?}");
        }
        assert!(!raw::holds(&place, &["message_handlings", "messaging_queue"], "Wintermoor").await);

        let mut tx = db.write().await.unwrap();
        tx.messaging_queue_delete(&scope, item).await.unwrap();
        assert_eq!(tx.handling_find(&scope, item).await.unwrap(), None);
    }
}

dual! {
    async fn whoever_is_at_a_number_is_shown_until_it_is_decided_deleted_or_erased(db: Db) {
        let scope = tenant(&db).await;
        let mut made = Vec::new();
        for phone in ["+18005550101", "+18005550102", "+18005550103"] {
            made.push(submitted(&db, &scope, phone).await);
        }
        let (reviewer, now): (ReviewerSid, _) = (sid(), instant());
        let mut tx = db.write().await.unwrap();
        let mut waiting = Vec::new();
        for one in &made {
            tx.tollfree_insert(one).await.unwrap();
            let one = tx.tollfree_save(&referred(one)).await.unwrap();
            let free = Handling::none(scope.account(), MessageItem::TollFree(one.sid));
            tx.handling_save(&free.claim(reviewer, now).unwrap()).await.unwrap();
            waiting.push(one);
        }
        let listed = tx.tollfree_waiting_any_account(9).await.unwrap();
        assert_eq!(listed.len(), 3);
        assert!(listed.iter().all(|one| one.holder.claimant(now) == Some(reviewer)), "{listed:?}");
        tx.tollfree_save(&waiting[0].approved(now).unwrap()).await.unwrap();
        tx.tollfree_delete(&waiting[1]).await.unwrap();
        let item = |place: usize| MessageItem::TollFree(waiting[place].sid);
        assert_eq!(tx.handling_find(&scope, item(0)).await.unwrap(), None);
        assert_eq!(tx.handling_find(&scope, item(1)).await.unwrap(), None);
        assert!(tx.handling_find(&scope, item(2)).await.unwrap().is_some());
        tx.account_erase_rows(&scope, now).await.unwrap();
        assert_eq!(tx.handling_find(&scope, item(2)).await.unwrap(), None);
    }
}
