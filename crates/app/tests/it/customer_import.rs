//! An ISV brings in its customers with a file: whole, once, and again.

use std::time::Duration;

use trusthub_app::accounts::{self, AccountFilter};
use trusthub_app::bundles;
use trusthub_app::customers::{Import, ImportOrder, Imported, Taken};
use trusthub_app::{Actor, Result};
use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::customer_sheet::CustomerSheet;
use trusthub_testkit::{ISV_BUSINESS, SOUND_BUSINESS, TestAccount, TestHub};

use crate::support::{first_page, hub, lead, refusal};

pub(crate) const COLUMNS: [&str; 24] = [
    "reference",
    "email",
    "customer_profile_business_information.business_name",
    "customer_profile_business_information.business_identity",
    "customer_profile_business_information.business_type",
    "customer_profile_business_information.business_industry",
    "customer_profile_business_information.business_registration_identifier",
    "customer_profile_business_information.business_registration_number",
    "customer_profile_business_information.business_regions_of_operation",
    "customer_profile_business_information.website_url",
    "authorized_representative_1.first_name",
    "authorized_representative_1.last_name",
    "authorized_representative_1.email",
    "authorized_representative_1.phone_number",
    "authorized_representative_1.business_title",
    "authorized_representative_1.job_position",
    "address.street",
    "address.city",
    "address.region",
    "address.postal_code",
    "address.iso_country",
    "address.customer_name",
    "name",
    "authorized_representative_2.first_name",
];

pub(crate) fn line(reference: &'static str, name: &'static str, ein: &'static str) -> Vec<&'static str> {
    vec![
        reference,
        "compliance@owlbakery.com",
        name,
        "direct_customer",
        "Corporation",
        "TECHNOLOGY",
        "EIN",
        ein,
        "USA_AND_CANADA",
        "https://www.owlbakery.com",
        "Rosalind",
        "Achterberg",
        "rosalind@owlbakery.com",
        "+15102345678",
        "Chief Executive",
        "CEO",
        "1410 Broadway",
        "Oakland",
        "CA",
        "94612",
        "US",
    ]
}

async fn isv(hub: &TestHub) -> TestAccount {
    let isv = hub.account("Heron").await;
    hub.approved_profile(&isv, &lead(hub).await, &ISV_BUSINESS, None).await;
    isv
}

async fn begin<'h>(hub: &'h TestHub, isv: &TestAccount, submits: bool) -> (Import<'h>, CustomerSheet<'h>) {
    let order = ImportOrder { submits, ..ImportOrder::default() };
    let import = Import::begin(&hub.hub, isv.actor.clone(), order).await.expect("an import");
    let sheet = import.sheet(COLUMNS).expect("a sheet");
    (import, sheet)
}

async fn take(import: &Import<'_>, sheet: &CustomerSheet<'_>, line: &[&str]) -> Result<Imported> {
    import.take(sheet, &sheet.row(line).expect("a row")).await
}

async fn customers(hub: &TestHub, isv: &TestAccount) -> usize {
    let filter = AccountFilter::default();
    let page = accounts::list(&hub.hub, &isv.actor, filter, first_page(1000)).await.expect("accounts");
    page.items.iter().filter(|account| account.sid != isv.sid).count()
}

#[tokio::test]
async fn a_line_becomes_an_account_with_a_complete_profile_that_is_submitted() {
    let hub = hub!();
    let isv = isv(&hub).await;
    let (import, sheet) = begin(&hub, &isv, true).await;
    let made = take(&import, &sheet, &line("c-1", "Owl Bakery Inc.", "942404110")).await.unwrap();
    assert_eq!((made.taken, made.status, made.shortcomings.len()), (Taken::Made, Status::InReview, 0));
    let customer = accounts::act_on(&hub.hub, &isv.actor, made.customer).await.unwrap();
    let profile =
        bundles::find(&hub.hub, &customer, BundleKind::CustomerProfile, made.profile).await.unwrap();
    assert_eq!(profile.friendly_name, "Owl Bakery Inc.");
    assert_eq!(accounts::find(&hub.hub, &isv.actor, made.customer).await.unwrap().parent_sid, Some(isv.sid));

    let again = take(&import, &sheet, &line("c-1", "Owl Bakery Inc.", "942404110")).await.unwrap();
    assert_eq!((again.taken, again.profile, again.customer), (Taken::Unchanged, made.profile, made.customer));
    let changed = take(&import, &sheet, &line("c-1", "Owl Bakery LLC", "942404110")).await;
    assert!(refusal(changed).starts_with("Rule"), "what is under review is not changed");
    assert_eq!(customers(&hub, &isv).await, 1);
}

#[tokio::test]
async fn what_a_line_lacks_is_told_and_added_by_giving_it_again() {
    let hub = hub!();
    let isv = isv(&hub).await;
    let (import, sheet) = begin(&hub, &isv, true).await;
    let whole = line("c-1", "Owl Bakery Inc.", "942404110");
    let made = take(&import, &sheet, &whole[..10]).await.unwrap();
    assert_eq!((made.taken, made.status), (Taken::Made, Status::Draft));
    assert_eq!(made.shortcomings.len(), 2, "a representative and the address: {:?}", made.shortcomings);
    let mended = take(&import, &sheet, &whole).await.unwrap();
    assert_eq!(
        (mended.taken, mended.status, mended.profile),
        (Taken::Mended, Status::InReview, made.profile)
    );
}

#[tokio::test]
async fn an_incomplete_address_refuses_the_line_and_leaves_nothing() {
    let hub = hub!();
    let isv = isv(&hub).await;
    let (import, sheet) = begin(&hub, &isv, false).await;
    let mistakes = sheet.row(&line("c-1", "Owl Bakery Inc.", "942404110")[..17]).expect_err("mistakes");
    assert_eq!(mistakes.len(), 4, "city, region, postal code and country: {mistakes:?}");
    // What cannot be known of a line alone is found where it is stored, and leaves nothing either.
    let whole = sheet.row(&line("c-1", "Owl Bakery Inc.", "942404110")).expect("a row");
    let mut hasty = whole.clone();
    hasty.address.remove("city");
    assert!(refusal(import.take(&sheet, &hasty).await).starts_with("Invalid"));
    assert_eq!(customers(&hub, &isv).await, 0);
    let made = take(&import, &sheet, &line("c-1", "Owl Bakery Inc.", "942404110")).await.unwrap();
    assert_eq!((made.taken, made.status), (Taken::Made, Status::Draft), "not submitted unless asked for");
}

#[tokio::test]
async fn only_an_isv_with_a_profile_in_force_brings_in_customers() {
    let hub = hub!();
    let begin =
        async |actor: &Actor| Import::begin(&hub.hub, actor.clone(), ImportOrder::default()).await.map(drop);
    let (none, direct) = (hub.account("Wren").await, hub.account("Owl").await);
    assert!(refusal(begin(&none.actor).await).contains("no approved primary profile"));
    hub.approved_profile(&direct, &lead(&hub).await, &SOUND_BUSINESS, None).await;
    let customer = hub.subaccount(&direct, "Lark").await;
    assert!(refusal(begin(&customer.actor).await).starts_with("Forbidden"));
    // A direct customer's profile carries nobody, and the lines say so.
    let (import, sheet) = self::begin(&hub, &direct, false).await;
    let made = take(&import, &sheet, &line("c-1", "Heron Voice LLC", "911144442")).await.unwrap();
    assert_eq!(made.shortcomings.len(), 1, "{:?}", made.shortcomings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_line_twice_at_once_is_one_customer() {
    let hub = hub!();
    let isv = isv(&hub).await;
    let (import, sheet) = begin(&hub, &isv, false).await;
    let row = sheet.row(&line("c-1", "Owl Bakery Inc.", "942404110")).unwrap();
    let taken = import.take_all(&sheet, &[row.clone(), row.clone(), row]).await;
    let taken: Vec<Imported> = taken.into_iter().collect::<Result<_>>().unwrap();
    assert_eq!(taken.iter().filter(|one| one.taken == Taken::Made).count(), 1);
    assert!(taken.iter().all(|one| one.profile == taken[0].profile), "{taken:?}");
    assert_eq!(customers(&hub, &isv).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_import_that_is_broken_off_anywhere_leaves_whole_customers_and_goes_on() {
    let hub = hub!();
    let isv = isv(&hub).await;
    let (import, sheet) = begin(&hub, &isv, false).await;
    let names = ["c-1", "c-2", "c-3", "c-4", "c-5", "c-6"];
    let rows: Vec<_> =
        names.iter().map(|name| sheet.row(&line(name, "Owl Bakery Inc.", "942404110")).unwrap()).collect();
    for round in 1..5_u64 {
        let broken = tokio::time::timeout(Duration::from_millis(4 * round), import.take_all(&sheet, &rows));
        drop(broken.await);
    }
    let taken: Vec<Imported> =
        import.take_all(&sheet, &rows).await.into_iter().collect::<Result<_>>().unwrap();
    assert!(taken.iter().all(|one| one.shortcomings.is_empty()), "{taken:?}");
    assert_eq!(customers(&hub, &isv).await, names.len());
}
