//! The overview of an ISV: all profiles of its customers, and of nobody else's.

use std::time::Duration;

use futures::StreamExt;
use trusthub_app::bundles::overview::{self, Wanted};
use trusthub_app::{Error, Permit};
use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_testkit::{DAY, ISV_BUSINESS, PRIMARY, SECONDARY, SOUND_BUSINESS, TestAccount, TestHub, Wish};

use crate::support::{first_page, hub, lead, refusal};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

async fn seen(hub: &TestHub, account: &TestAccount, wanted: Wanted) -> Vec<(String, Status)> {
    let page = overview::list(&hub.hub, &account.actor, PROFILE, wanted, first_page(100)).await.unwrap();
    page.items.into_iter().map(|row| (row.owner_name, row.status)).collect()
}

#[tokio::test]
async fn an_isv_follows_its_customers_profiles_through_their_lives() {
    let hub = hub!(Wish { refers_everything: true, ..Wish::default() });
    let (isv, lead) = (hub.account("Heron").await, lead(&hub).await);
    let customer = hub.subaccount(&isv, "Owl").await;
    let stranger = hub.account("Crow").await;
    let (primary, _) = hub.approved_profile(&isv, &lead, &ISV_BUSINESS, None).await;
    let (draft, _) = hub.complete_profile(&customer, &SOUND_BUSINESS, Some(primary.sid)).await;
    let all = Wanted::default;
    let owl = |status| ("Owl".to_owned(), status);
    let heron = ("Heron".to_owned(), Status::Approved);
    assert_eq!(seen(&hub, &isv, all()).await, [owl(Status::Draft), heron.clone()]);
    hub.submit(&customer, &draft).await;
    assert_eq!(seen(&hub, &isv, all()).await, [owl(Status::InReview), heron.clone()]);
    hub.approve(&lead, &draft).await;
    assert_eq!(seen(&hub, &isv, all()).await, [owl(Status::Approved), heron]);
    assert_eq!(seen(&hub, &customer, all()).await, [owl(Status::Approved)], "its own, and not its parent's");
    assert_eq!(seen(&hub, &stranger, all()).await, []);

    let within = |days: u32| Wanted { ends_within: Some(DAY * days), ..Wanted::default() };
    assert_eq!(seen(&hub, &isv, within(30)).await, []);
    hub.advance(DAY * 340);
    assert_eq!(seen(&hub, &isv, within(30)).await.len(), 2);
    assert_eq!(seen(&hub, &isv, Wanted { account_sid: Some(customer.sid), ..within(30) }).await.len(), 1);
    hub.advance(Duration::from_secs(1));
}

#[tokio::test]
async fn an_export_has_every_line_once_however_many_there_are() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    for _ in 0..5 {
        hub.draft(&isv, PROFILE, PRIMARY).await;
        hub.draft(&customer, PROFILE, SECONDARY).await;
    }
    let wanted = Wanted { name: "test".to_owned(), ..Wanted::default() };
    let pages = overview::export(&hub.hub, &isv.actor, PROFILE, wanted).unwrap();
    let pages: Vec<_> = pages.map(Result::unwrap).collect().await;
    assert_eq!(pages.iter().map(Vec::len).sum::<usize>(), 10);
    let nothing = Wanted { name: "heron".to_owned(), ..Wanted::default() };
    let pages = overview::export(&hub.hub, &isv.actor, PROFILE, nothing).unwrap();
    assert_eq!(pages.map(Result::unwrap).collect::<Vec<_>>().await, [vec![]]);
}

#[tokio::test]
async fn who_acts_on_no_account_has_no_overview() {
    let hub = hub!();
    let nobody = lead(&hub).await;
    assert!(matches!(nobody.may(Permit::Own), Err(Error::Forbidden(_))));
    let listed = overview::list(&hub.hub, &nobody, PROFILE, Wanted::default(), first_page(1)).await;
    assert!(refusal(listed).starts_with("Forbidden"));
    assert!(overview::export(&hub.hub, &nobody, PROFILE, Wanted::default()).is_err());
}
