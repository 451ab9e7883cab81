//! How a website looked: drawn for a case that waits for a person, once, kept and given away as documents are.

use serde_json::Value;
use trusthub_app::items::end_users;
use trusthub_app::{Actor, accounts, review};
use trusthub_domain::bundle::{Bundle, Status};
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub, TestSite, Wish, files};

use crate::export::kinds;
use crate::support::{hub, lead};

async fn submitted(hub: &TestHub, account: &TestAccount, site: &TestSite) -> Bundle {
    let (draft, items) = hub.complete_profile(account, &SOUND_BUSINESS, None).await;
    let mut information = SOUND_BUSINESS.information();
    information.insert("website_url".to_owned(), Value::from(site.url()));
    end_users::update(&hub.hub, &account.actor, items.business, None, Some(information)).await.unwrap();
    hub.submit(account, &draft).await
}

#[tokio::test]
async fn a_case_that_waits_gets_one_picture_which_goes_where_its_account_goes() {
    let site = TestSite::start(&format!("<p>Owl Bakery Incorporated {}</p>", "bread ".repeat(60))).await;
    let png = files::png_head(100);
    let hub = hub!(Wish { refers_everything: true, outside: site.visited(&png), ..Wish::default() });
    let account = hub.account("Owl").await;
    let begun = hub.hub.now();
    let bundle = submitted(&hub, &account, &site).await;
    assert_eq!(bundle.status, Status::InReview);
    hub.run_jobs().await;
    let reviewer = lead(&hub).await;
    let dossier = review::show(&hub.hub, &reviewer, bundle.sid).await.unwrap();
    let picture = dossier.site_picture.expect("a picture");
    assert_eq!(picture.url, site.url());
    assert!(begun < picture.seen_at && picture.seen_at < hub.hub.now(), "{:?}", picture.seen_at);
    assert_eq!(review::site_picture(&hub.hub, &reviewer, bundle.sid).await.unwrap(), png);
    assert!(review::site_picture(&hub.hub, &account.actor, bundle.sid).await.is_err(), "a customer");
    let held = kinds(&hub, &account).await;
    assert_eq!(held.get("site_picture"), Some(&1));
    assert!(held.get("file") >= Some(&1));
    accounts::erase(&hub.hub, &Actor::operator(), account.sid).await.unwrap();
    assert!(review::site_picture(&hub.hub, &reviewer, bundle.sid).await.is_err());
}
