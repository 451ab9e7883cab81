//! Phone numbers: the inventory, and which bundle may hold which.

use trusthub_app::bundles::{channels, copies};
use trusthub_app::items::numbers::{self, ImportRow, NewNumber, NumberFilter};
use trusthub_app::{Actor, review};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid};
use trusthub_domain::item::Attributes;
use trusthub_domain::sid::{PhoneNumberSid, Sid};
use trusthub_testkit::{CNAM, PRIMARY, SHAKEN, SOUND_BUSINESS, TestAccount, TestHub};

use crate::support::{first_page, hub, lead, refusal};

const PROFILE: BundleKind = BundleKind::CustomerProfile;
const PRODUCT: BundleKind = BundleKind::TrustProduct;

async fn assign(
    hub: &TestHub,
    account: &TestAccount,
    bundle: &Bundle,
    number: PhoneNumberSid,
) -> trusthub_app::Result<trusthub_domain::bundle::ChannelAssignment> {
    channels::assign(&hub.hub, &account.actor, bundle.kind, bundle.sid, number).await
}

async fn product_on(hub: &TestHub, account: &TestAccount, policy: &str, profile: &Bundle) -> Bundle {
    let product = hub.draft(account, PRODUCT, policy).await;
    hub.assign(account, &product, ObjectSid::Bundle(profile.sid)).await;
    product
}

#[tokio::test]
async fn a_number_is_on_the_profile_before_it_is_on_the_product_and_leaves_it_after() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = hub.draft(&account, PROFILE, PRIMARY).await;
    let product = product_on(&hub, &account, SHAKEN, &profile).await;
    let alone = hub.draft(&account, PRODUCT, SHAKEN).await;
    let number = hub.number(&account, "+15105550100").await;
    let too_early = "Invalid(NumberNotOnProfile)";
    assert_eq!(refusal(assign(&hub, &account, &product, number).await), too_early);
    assert_eq!(refusal(assign(&hub, &account, &alone, number).await), too_early, "on no profile at all");

    let on_profile = assign(&hub, &account, &profile, number).await.unwrap();
    let on_product = assign(&hub, &account, &product, number).await.unwrap();
    let twice = refusal(assign(&hub, &account, &product, number).await);
    assert!(twice.starts_with("AlreadyExists"), "{twice}");
    let remove =
        |bundle: &Bundle, sid| channels::remove(&hub.hub, &account.actor, bundle.kind, bundle.sid, sid);
    assert_eq!(refusal(remove(&profile, on_profile.sid).await), "InUse(NumberOnProduct)");
    remove(&product, on_product.sid).await.unwrap();
    remove(&profile, on_profile.sid).await.unwrap();
}

#[tokio::test]
async fn a_number_is_on_one_profile_and_on_one_product_of_each_policy() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = hub.draft(&account, PROFILE, PRIMARY).await;
    let other = hub.draft(&account, PROFILE, PRIMARY).await;
    let number = hub.number(&account, "+15105550100").await;
    assign(&hub, &account, &profile, number).await.unwrap();
    let second = refusal(assign(&hub, &account, &other, number).await);
    assert!(second.contains(&profile.sid.to_string()), "it says where the number is: {second}");

    let signed = product_on(&hub, &account, SHAKEN, &profile).await;
    let named = product_on(&hub, &account, CNAM, &profile).await;
    let signed_again = product_on(&hub, &account, SHAKEN, &profile).await;
    assign(&hub, &account, &signed, number).await.unwrap();
    assign(&hub, &account, &named, number).await.unwrap();
    let second = refusal(assign(&hub, &account, &signed_again, number).await);
    assert!(second.contains(&signed.sid.to_string()), "{second}");
}

#[tokio::test]
async fn a_parents_bundle_holds_its_subaccounts_numbers_and_nobody_elses() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let stranger = hub.account("Crow").await;
    let of_isv = hub.draft(&isv, PROFILE, PRIMARY).await;
    let of_customer = hub.draft(&customer, PROFILE, PRIMARY).await;
    let number = hub.number(&customer, "+15105550100").await;
    let isvs = hub.number(&isv, "+15105550101").await;
    let foreign = hub.number(&stranger, "+15105550102").await;
    let nobodys = PhoneNumberSid::from_uuid(uuid::Uuid::from_u128(7));

    let held = assign(&hub, &isv, &of_isv, number).await.unwrap();
    assert_eq!(held.number_account_sid, customer.sid);
    let second = refusal(assign(&hub, &customer, &of_customer, number).await);
    assert!(second.starts_with("AlreadyExists"), "one profile in the whole family: {second}");
    assert_eq!(refusal(numbers::delete(&hub.hub, &customer.actor, number).await), "InUse(NumberAssigned)");
    for (what, by, bundle, number) in [
        ("the parent's number", &customer, &of_customer, isvs),
        ("a stranger's number", &isv, &of_isv, foreign),
        ("a number of nobody", &isv, &of_isv, nobodys),
    ] {
        assert_eq!(refusal(assign(&hub, by, bundle, number).await), "Invalid(ChannelEndpoint)", "{what}");
    }
}

#[tokio::test]
async fn a_parents_profile_keeps_the_number_that_a_subaccounts_product_holds() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let profile = hub.draft(&isv, PROFILE, PRIMARY).await;
    let product = product_on(&hub, &customer, SHAKEN, &profile).await;
    let number = hub.number(&customer, "+15105550100").await;
    let on_profile = assign(&hub, &isv, &profile, number).await.unwrap();
    assign(&hub, &customer, &product, number).await.unwrap();
    let remove = channels::remove(&hub.hub, &isv.actor, PROFILE, profile.sid, on_profile.sid).await;
    assert_eq!(refusal(remove), "InUse(NumberOnProduct)");
}

#[tokio::test]
async fn numbers_come_and_go_in_every_status_but_a_suspension_and_never_on_a_copy() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let number = hub.number(&account, "+15105550100").await;
    let come_and_go = async |when: &str| {
        let held =
            assign(&hub, &account, &draft, number).await.unwrap_or_else(|error| panic!("{when}: {error}"));
        channels::remove(&hub.hub, &account.actor, PROFILE, draft.sid, held.sid).await.expect(when);
    };
    come_and_go("a draft").await;
    hub.submit(&account, &draft).await;
    come_and_go("under review").await;
    hub.approve(&lead, &draft).await;
    come_and_go("approved").await;

    let copy = copies::create(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap();
    let on_copy = refusal(assign(&hub, &account, &copy, number).await);
    assert!(on_copy.contains("provisional copy"), "{on_copy}");
    let held = assign(&hub, &account, &draft, number).await.unwrap();
    review::suspend(&hub.hub, &lead, draft.sid, None).await.unwrap();
    let other = hub.number(&account, "+15105550101").await;
    assert_eq!(refusal(assign(&hub, &account, &draft, other).await), "Rule(Suspended)");
    let remove = channels::remove(&hub.hub, &account.actor, PROFILE, draft.sid, held.sid).await;
    assert_eq!(refusal(remove), "Rule(Suspended)");
}

#[tokio::test]
async fn a_number_belongs_to_one_account() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let stranger = hub.account("Crow").await;
    hub.number(&account, "+15105550100").await;
    for by in [&account, &stranger] {
        let new = NewNumber {
            phone_number: "+15105550100".parse().unwrap(),
            friendly_name: None,
            bundle_sid: None,
            address_sid: None,
            settings: Attributes::new(),
        };
        let again = refusal(numbers::create(&hub.hub, &by.actor, new).await);
        assert!(again.starts_with("AlreadyExists"), "{again}");
    }
    let sid = numbers::list(&hub.hub, &account.actor, NumberFilter::default(), first_page(10)).await;
    numbers::delete(&hub.hub, &account.actor, sid.unwrap().items[0].sid).await.unwrap();
    hub.number(&stranger, "+15105550100").await;
}

#[tokio::test]
async fn an_import_takes_the_good_lines_and_names_the_bad_ones() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let stranger = hub.account("Crow").await;
    hub.number(&stranger, "+15105550109").await;
    let row = |line, account: &str, number: &str| ImportRow {
        line,
        account_sid: account.to_owned(),
        phone_number: number.to_owned(),
        friendly_name: None,
    };
    let own = account.sid.to_string();
    let rows = vec![
        row(2, &own, "+15105550100"),
        row(3, &own, " +15105550101 "),
        row(4, &own, "15105550102"),
        row(5, "AC12", "+15105550103"),
        row(6, "AC00000000000000000000000000000000", "+15105550104"),
        row(7, &own, "+15105550109"),
        row(8, &own, "+15105550100"),
    ];
    let operator = Actor::operator();
    let report = numbers::import(&hub.hub, &operator, rows.clone()).await.unwrap();
    assert_eq!((report.imported, report.unchanged), (2, 1));
    assert_eq!(report.problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [4, 5, 6, 7]);
    let again = numbers::import(&hub.hub, &operator, rows.clone()).await.unwrap();
    assert_eq!(
        (again.imported, again.unchanged, again.problems.len()),
        (0, 3, 4),
        "repeating it is harmless"
    );
    let by_customer = numbers::import(&hub.hub, &account.actor, rows).await;
    assert!(refusal(by_customer).starts_with("Forbidden"));
}
