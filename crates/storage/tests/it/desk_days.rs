//! Decisions counted by day, whoever writes at the same time; and what a migration makes of earlier cases.

use std::time::Duration;

use trusthub_domain::bundle::ReasonCode;
use trusthub_storage::{DeskDay, DeskEvent, desk_day_of};

use crate::harness::dual;
use crate::harness::samples::{instant, sid};

dual! {
    async fn decisions_are_counted_by_day_and_decider_and_so_is_what_was_reversed(db: Db) {
        let (reviewer, now) = (sid(), instant());
        let day = desk_day_of(now);
        let yesterday = now.minus(Duration::from_secs(86_400));
        let mut tx = db.write().await.unwrap();
        let decided = |is_approval, seconds| DeskEvent::Decided {
            is_approval,
            opened_at: now.minus(Duration::from_secs(seconds)),
        };
        assert_eq!(tx.desk_counts_since_any_account().await.unwrap(), None);
        for (decider, event) in [
            (None, decided(true, 1)),
            (None, decided(false, 2)),
            (None, DeskEvent::Suspended),
            (None, DeskEvent::Overturned),
            (Some(reviewer), decided(true, 3601)),
            (Some(reviewer), decided(true, 86_401)),
            (Some(reviewer), DeskEvent::Revoked),
        ] {
            tx.desk_count(sid(), decider, event, now).await.unwrap();
        }
        let earlier = DeskEvent::Decided { is_approval: true, opened_at: yesterday };
        tx.desk_count(sid(), None, earlier, yesterday).await.unwrap();
        for code in [ReasonCode::WEBSITE, ReasonCode::OTHER, ReasonCode::WEBSITE] {
            tx.desk_count_reason(sid(), code, now).await.unwrap();
        }
        let none = DeskDay { day, ..DeskDay::default() };
        let machine = DeskDay {
            approved: 1,
            rejected: 1,
            within_second: 1,
            within_hour: 1,
            suspended: 1,
            overturned: 1,
            ..none.clone()
        };
        let own = DeskDay { decider: Some(reviewer), approved: 2, within_day: 1, late: 1, revoked: 1, ..none };
        assert_eq!(tx.desk_days_any_account(day).await.unwrap(), [own, machine]);
        assert_eq!(tx.desk_days_any_account(day - 1).await.unwrap().len(), 3);
        let reasons = tx.desk_reasons_any_account(day).await.unwrap();
        assert_eq!(reasons, [(ReasonCode::WEBSITE, 2), (ReasonCode::OTHER, 1)]);
        assert_eq!(tx.desk_counts_since_any_account().await.unwrap(), Some(day - 1));
    }
}

dual! {
    async fn of_decisions_at_the_same_moment_none_is_lost(db: Db) {
        let now = instant();
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let db = db.clone();
            writers.spawn(async move {
                let mut tx = db.write().await.unwrap();
                let event = DeskEvent::Decided { is_approval: true, opened_at: now };
                tx.desk_count(sid(), None, event, now).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        writers.join_all().await;
        let days = db.read().await.unwrap().desk_days_any_account(desk_day_of(now)).await.unwrap();
        assert_eq!(days.iter().map(|day| day.approved).collect::<Vec<_>>(), [16]);
    }
}
