//! Pages of a list through the use cases: complete, without repetition, and unmoved by what is made meanwhile.

use trusthub_app::bundles::{self, BundleFilter};
use trusthub_app::{Page, PageRequest, Position};
use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::sid::BundleSid;
use trusthub_testkit::{PRIMARY, TestAccount, TestHub};

use crate::support::hub;

const PROFILE: BundleKind = BundleKind::CustomerProfile;

async fn page(hub: &TestHub, account: &TestAccount, size: u32, position: Position) -> Page<Bundle> {
    let request = PageRequest { size, position };
    bundles::list(&hub.hub, &account.actor, PROFILE, BundleFilter::default(), request).await.unwrap()
}

fn sids(page: &Page<Bundle>) -> Vec<BundleSid> {
    page.items.iter().map(|bundle| bundle.sid).collect()
}

#[tokio::test]
async fn a_list_read_in_pages_while_others_write_is_what_it_was_at_its_first_page() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    for _ in 0..13 {
        hub.draft(&account, PROFILE, PRIMARY).await;
    }
    for size in [1, 3, 5, 13, 14] {
        let there = sids(&page(&hub, &account, 1000, Position::Start).await);
        let mut read = Vec::new();
        let mut position = Position::Start;
        loop {
            let page = page(&hub, &account, size, position).await;
            assert!(page.items.len() <= usize::try_from(size).unwrap());
            read.extend(sids(&page));
            hub.draft(&account, PROFILE, PRIMARY).await;
            match page.next {
                Some(cursor) => position = Position::After(cursor),
                None => break,
            }
        }
        assert_eq!(read, there, "pages of {size}: each once, newest first");
    }
}

#[tokio::test]
async fn the_page_before_is_the_page_one_came_from_with_what_is_new_on_another() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    for _ in 0..7 {
        hub.draft(&account, PROFILE, PRIMARY).await;
    }
    let first = page(&hub, &account, 3, Position::Start).await;
    assert_eq!(first.previous, None);
    let second = page(&hub, &account, 3, Position::After(first.next.clone().unwrap())).await;
    let new = hub.draft(&account, PROFILE, PRIMARY).await;
    let back = page(&hub, &account, 3, Position::Before(second.previous.clone().unwrap())).await;
    assert_eq!(sids(&back), sids(&first));
    let newest = page(&hub, &account, 3, Position::Before(back.previous.clone().unwrap())).await;
    assert_eq!(sids(&newest), [new.sid]);
}

#[tokio::test]
async fn deletions_meanwhile_neither_repeat_nor_skip_what_stays() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    for _ in 0..9 {
        hub.draft(&account, PROFILE, PRIMARY).await;
    }
    let there = sids(&page(&hub, &account, 1000, Position::Start).await);
    let first = page(&hub, &account, 4, Position::Start).await;
    // The row that the cursor stands on, and one that is still to come.
    for gone in [there[3], there[5]] {
        bundles::delete(&hub.hub, &account.actor, PROFILE, gone).await.unwrap();
    }
    let rest = page(&hub, &account, 100, Position::After(first.next.unwrap())).await;
    assert_eq!(sids(&rest), [there[4], there[6], there[7], there[8]]);
}
