//! A line of an ISV's file also says something of a brand: made with the customer, and registered without anybody's doing once
//! profile and Trust Product are approved.

use std::time::Duration;

use trusthub_app::accounts;
use trusthub_app::bundles::{self, BundleFilter};
use trusthub_app::customers::{BrandStage, Import, ImportOrder, Imported, Taken};
use trusthub_app::messaging::brands;
use trusthub_app::{Actor, Result};
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::customer_sheet::CustomerSheet;
use trusthub_domain::messaging::BrandType;
use trusthub_domain::sid::BundleSid;
use trusthub_testkit::{ISV_BUSINESS, TestAccount, TestHub, Wish};

use crate::customer_import::{COLUMNS, line};
use crate::support::{first_page, hub, lead, refusal};

const BRAND: [&str; 2] = ["brand.type", "us_a2p_messaging_profile_information.company_type"];

/// Everything waits for a reviewer: so the steps can be told apart.
async fn isv(hub: &TestHub) -> (TestAccount, Actor) {
    let (isv, lead) = (hub.account("Heron").await, lead(hub).await);
    hub.approved_profile(&isv, &lead, &ISV_BUSINESS, None).await;
    (isv, lead)
}

fn careful() -> Wish {
    Wish { refers_everything: true, ..Wish::default() }
}

/// A file whose lines give all of a profile, and this of a brand.
async fn take(hub: &TestHub, isv: &TestAccount, submits: bool, brand: &[&'static str]) -> Result<Imported> {
    let order = ImportOrder { submits, ..ImportOrder::default() };
    let import = Import::begin(&hub.hub, isv.actor.clone(), order).await.expect("an import");
    let sheet = sheet(&import);
    let row = sheet.row(&with_brand("c-1", brand)).expect("a row");
    import.take(&sheet, &row).await
}

fn sheet<'h>(import: &Import<'h>) -> CustomerSheet<'h> {
    import.sheet(BRAND.into_iter().chain(COLUMNS)).expect("a sheet")
}

fn with_brand(reference: &'static str, brand: &[&'static str]) -> Vec<&'static str> {
    let given = brand.iter().copied().chain(std::iter::repeat("")).take(BRAND.len());
    given.chain(line(reference, "Owl Bakery Inc.", "942404110")).collect()
}

async fn approve(hub: &TestHub, lead: &Actor, customer: &Actor, kind: BundleKind, sid: BundleSid) -> Bundle {
    hub.run_jobs().await;
    let bundle = bundles::find(&hub.hub, customer, kind, sid).await.expect("a bundle");
    let approved = hub.approve(lead, &bundle).await;
    hub.run_jobs().await;
    approved
}

#[tokio::test]
async fn a_brand_is_registered_by_itself_as_its_bundles_are_approved() {
    let hub = hub!(careful());
    let (isv, lead) = isv(&hub).await;
    let given = ["standard", "private"];
    let made = take(&hub, &isv, true, &given).await.unwrap();
    let begun = made.brand.clone().unwrap();
    assert_eq!((made.status, begun.status, begun.shortcomings.len()), (Status::InReview, Status::Draft, 0));
    assert_eq!(made.brand_stage(), Some(BrandStage::UnderWay));

    let customer = accounts::act_on(&hub.hub, &isv.actor, made.customer).await.unwrap();
    approve(&hub, &lead, &customer, BundleKind::CustomerProfile, made.profile).await;
    let waits = take(&hub, &isv, true, &given).await.unwrap();
    assert_eq!(waits.taken, Taken::Unchanged);
    assert_eq!(waits.brand.unwrap().status, Status::InReview, "submitted when the profile was approved");

    approve(&hub, &lead, &customer, BundleKind::TrustProduct, begun.product).await;
    let done = take(&hub, &isv, true, &given).await.unwrap();
    assert_eq!((done.taken, done.brand_stage()), (Taken::Unchanged, Some(BrandStage::Registered)));
    let all = brands::list(&hub.hub, &customer, first_page(50)).await.unwrap().items;
    assert_eq!(all.iter().map(|one| one.brand.brand_type).collect::<Vec<_>>(), [BrandType::Standard]);
    assert!(!all[0].brand.skips_vetting);
    let other = take(&hub, &isv, true, &["low_volume", "private"]).await;
    assert!(refusal(other).starts_with("Rule"), "what is approved is not changed");
}

#[tokio::test]
async fn a_brand_is_added_to_a_customer_whose_profile_is_approved_already() {
    let hub = hub!(careful());
    let (isv, lead) = isv(&hub).await;
    let made = take(&hub, &isv, true, &[]).await.unwrap();
    assert!(made.brand.is_none());
    let customer = accounts::act_on(&hub.hub, &isv.actor, made.customer).await.unwrap();
    approve(&hub, &lead, &customer, BundleKind::CustomerProfile, made.profile).await;

    let added = take(&hub, &isv, false, &["low_volume"]).await.unwrap();
    assert_eq!((added.taken, added.brand_stage()), (Taken::Mended, Some(BrandStage::Draft)));
    let lacks: Vec<_> = added.lacks().filter_map(|reason| reason.field.clone()).collect();
    assert!(matches!(lacks.as_slice(), [one] if BRAND[1].starts_with(one.as_str())), "{lacks:?}");
    let mended = take(&hub, &isv, false, &["low_volume", "private"]).await.unwrap();
    hub.run_jobs().await;
    assert_eq!((mended.taken, mended.lacks().count()), (Taken::Mended, 0));
    assert_eq!(mended.brand.unwrap().product, added.brand.unwrap().product);
    let waits = take(&hub, &isv, false, &["low_volume", "private"]).await.unwrap();
    assert_eq!(waits.brand_stage(), Some(BrandStage::Draft), "not submitted unless asked for");
    let submitted = take(&hub, &isv, true, &["low_volume", "private"]).await.unwrap();
    assert_eq!((submitted.taken, submitted.brand.unwrap().status), (Taken::Unchanged, Status::InReview));
    let told = take(&hub, &isv, true, &[]).await.unwrap();
    assert_eq!(told.brand_stage(), Some(BrandStage::UnderWay), "a line need not say it again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_with_brands_that_is_broken_off_anywhere_doubles_nothing() {
    let hub = hub!(careful());
    let (isv, _) = isv(&hub).await;
    let order = ImportOrder { submits: true, ..ImportOrder::default() };
    let import = Import::begin(&hub.hub, isv.actor.clone(), order).await.unwrap();
    let sheet = sheet(&import);
    let references = ["c-1", "c-2", "c-3", "c-1", "c-2", "c-3"];
    let rows = references.map(|one| sheet.row(&with_brand(one, &["standard", "private"])).expect("a row"));
    for round in 1..4_u64 {
        drop(tokio::time::timeout(Duration::from_millis(5 * round), import.take_all(&sheet, &rows)).await);
    }
    let mut taken = Vec::new();
    for row in &rows {
        taken.push(import.take(&sheet, row).await.expect("a customer"));
    }
    for (one, again) in taken.iter().zip(&taken[3..]) {
        assert_eq!((one.customer, one.profile), (again.customer, again.profile));
        let customer = accounts::act_on(&hub.hub, &isv.actor, one.customer).await.unwrap();
        let (kind, filter) = (BundleKind::TrustProduct, BundleFilter::default());
        let products = bundles::list(&hub.hub, &customer, kind, filter, first_page(50)).await.unwrap();
        assert_eq!(products.items.len(), 1);
    }
}
