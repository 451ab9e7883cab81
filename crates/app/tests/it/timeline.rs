//! The timeline of a bundle through a whole life, as its customer sees it.

use trusthub_app::bundles::{appeals, timeline};
use trusthub_app::review::{self, GivenReason};
use trusthub_domain::bundle::{Bundle, BundleKind, ReasonCode, Status};
use trusthub_domain::timeline::Timeline;
use trusthub_testkit::{DAY, SOUND_BUSINESS, TestAccount, TestHub, Wish};

use crate::support::{after, hub, is_missing, lead};

async fn seen(hub: &TestHub, account: &TestAccount, bundle: &Bundle) -> Timeline {
    timeline(&hub.hub, &account.actor, bundle.kind, bundle.sid).await.unwrap()
}

fn steps(timeline: &Timeline) -> Vec<&'static str> {
    timeline.entries.iter().map(|entry| entry.step.as_str()).collect()
}

#[tokio::test]
async fn a_profiles_life_is_told_from_draft_to_expiry() {
    let hub = hub!(Wish { refers_everything: true, confirms: true, ..Wish::default() });
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    assert_eq!(steps(&seen(&hub, &account, &draft).await), ["created"]);

    hub.submit(&account, &draft).await;
    let told = seen(&hub, &account, &draft).await;
    assert_eq!(steps(&told), ["created", "submitted", "checks_run", "representative_asked"]);
    assert_eq!((told.status, told.next.as_str()), (Status::InReview, "wait_for_representative"));
    assert!(told.due_at.is_some_and(|due| due > hub.hub.now()));

    review::claim(&hub.hub, &lead, draft.sid).await.unwrap();
    let told = seen(&hub, &account, &draft).await;
    assert_eq!(steps(&told).last(), Some(&"reviewer_at_it"));
    assert_eq!(told.next.as_str(), "wait_for_reviewer");

    let reason =
        GivenReason { code: ReasonCode::WEBSITE, field: None, note: Some("Another name.".to_owned()) };
    review::reject(&hub.hub, &lead, draft.sid, vec![reason], None).await.unwrap();
    let told = seen(&hub, &account, &draft).await;
    assert_eq!((told.next.as_str(), told.next.may_appeal(), told.due_at), ("mend", true, None));
    assert_eq!(told.problems.len(), 1);
    assert_eq!(steps(&told).last(), Some(&"rejected"));

    appeals::create(&hub.hub, &account.actor, draft.sid, "The imprint shows it.".to_owned()).await.unwrap();
    hub.run_jobs().await;
    let told = seen(&hub, &account, &draft).await;
    assert!(steps(&told).contains(&"appealed"), "{:?}", steps(&told));
    let another = hub.reviewer("another@hub.example", trusthub_domain::review::Role::Reviewer).await;
    hub.approve(&another, &draft).await;
    let told = seen(&hub, &account, &draft).await;
    assert_eq!((told.status, told.next.as_str(), told.problems.len()), (Status::Approved, "in_force", 0));

    after(&hub, DAY * 366).await;
    let told = seen(&hub, &account, &draft).await;
    assert_eq!((steps(&told).last(), told.next.as_str()), (Some(&"expired"), "renew"));
}

#[tokio::test]
async fn nobody_else_sees_it() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let (draft, _) = hub.complete_profile(&customer, &SOUND_BUSINESS, None).await;
    for other in [&isv, &hub.account("Crow").await] {
        assert!(is_missing(&timeline(&hub.hub, &other.actor, draft.kind, draft.sid).await));
    }
    let as_product = timeline(&hub.hub, &customer.actor, BundleKind::TrustProduct, draft.sid).await;
    assert!(is_missing(&as_product), "a profile is no product");
}
