//! What is under review or in force cannot be changed, by whichever way.

use trusthub_app::bundles::{self, copies, items};
use trusthub_app::items::addresses::{self, AddressEdit};
use trusthub_app::items::documents::{self, DocumentEdit};
use trusthub_app::items::end_users;
use trusthub_app::review;
use trusthub_app::{Actor, Error, Invalid, Result, accounts};
use trusthub_domain::bundle::{Bundle, BundleKind, Edit, ObjectSid};
use trusthub_domain::sid::AddressSid;
use trusthub_testkit::{Items, PRIMARY, SOUND_BUSINESS, TestAccount, TestHub, Wish};

use crate::support::{error, first_page, hub, lead, pdf, refusal};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

/// Every way to change what is in a bundle, and how each was answered.
async fn attempts(
    hub: &TestHub,
    account: &TestAccount,
    bundle: &Bundle,
    parts: &Items,
) -> Vec<(String, String)> {
    fn said<T: std::fmt::Debug>(what: &str, result: Result<T>) -> (String, String) {
        (what.to_owned(), result.map_or_else(|error| format!("{error:?}"), |_| "done".to_owned()))
    }
    let (at, actor) = (&hub.hub, &account.actor);
    let renamed = || Some("Renamed".to_owned());
    let assigned = items::list(at, actor, PROFILE, bundle.sid, None, first_page(10)).await.unwrap().items;
    let of_business = |item: &&trusthub_domain::bundle::EntityAssignment| {
        item.object_sid == ObjectSid::EndUser(parts.business)
    };
    let assignment = assigned.iter().find(of_business).unwrap().sid;
    let second = hub.end_user(account, "authorized_representative_2", SOUND_BUSINESS.representative()).await;
    let address = address_of(hub, account).await;
    let edit = Edit { friendly_name: renamed(), ..Edit::default() };
    let file = DocumentEdit { file: Some(pdf("another")), ..DocumentEdit::default() };
    let street = AddressEdit { street: Some("1 Elsewhere".to_owned()), ..AddressEdit::default() };
    vec![
        said("edit the bundle", bundles::edit(at, actor, PROFILE, bundle.sid, edit).await),
        said("assign", items::assign(at, actor, PROFILE, bundle.sid, ObjectSid::EndUser(second)).await),
        said("edit end user", end_users::update(at, actor, parts.business, renamed(), None).await),
        said("edit document", documents::update(at, actor, parts.address, file).await),
        said("edit address", addresses::update(at, actor, address, street).await),
        said("delete end user", end_users::delete(at, actor, parts.business).await),
        said("delete document", documents::delete(at, actor, parts.address).await),
        said("delete address", addresses::delete(at, actor, address).await),
        said("remove", items::remove(at, actor, PROFILE, bundle.sid, assignment).await),
    ]
}

async fn address_of(hub: &TestHub, account: &TestAccount) -> AddressSid {
    let all = addresses::list(&hub.hub, &account.actor, addresses::AddressFilter::default(), first_page(10));
    all.await.unwrap().items[0].sid
}

fn rows(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(what, answer)| ((*what).to_owned(), (*answer).to_owned())).collect()
}

#[tokio::test]
async fn a_draft_takes_every_change() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (draft, parts) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    assert_eq!(
        attempts(&hub, &account, &draft, &parts).await,
        rows(&[
            ("edit the bundle", "done"),
            ("assign", "done"),
            ("edit end user", "done"),
            ("edit document", "done"),
            ("edit address", "done"),
            ("delete end user", "InUse(EndUserAssigned)"),
            ("delete document", "InUse(DocumentAssigned)"),
            ("delete address", "done"),
            ("remove", "done"),
        ])
    );
}

#[tokio::test]
async fn what_is_under_review_is_frozen() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (draft, parts) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let bundle = hub.submit(&account, &draft).await;
    assert_eq!(
        attempts(&hub, &account, &bundle, &parts).await,
        rows(&[
            ("edit the bundle", "Rule(FrozenInReview)"),
            ("assign", "Rule(FrozenInReview)"),
            ("edit end user", "ItemFrozen(\"end-user\")"),
            ("edit document", "ItemFrozen(\"supporting document\")"),
            ("edit address", "InUse(AddressVerified)"),
            ("delete end user", "InUse(EndUserAssigned)"),
            ("delete document", "InUse(DocumentUnderReview)"),
            ("delete address", "InUse(AddressVerified)"),
            ("remove", "Rule(FrozenInReview)"),
        ])
    );
}

#[tokio::test]
async fn what_is_approved_is_frozen() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (bundle, parts) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let frozen = rows(&[
        ("edit the bundle", "Rule(FrozenWhenApproved)"),
        ("assign", "Rule(FrozenWhenApproved)"),
        ("edit end user", "ItemFrozen(\"end-user\")"),
        ("edit document", "ItemFrozen(\"supporting document\")"),
        ("edit address", "InUse(AddressVerified)"),
        ("delete end user", "InUse(EndUserAssigned)"),
        ("delete document", "InUse(DocumentAssigned)"),
        ("delete address", "InUse(AddressVerified)"),
        ("remove", "Rule(FrozenWhenApproved)"),
    ]);
    assert_eq!(attempts(&hub, &account, &bundle, &parts).await, frozen);

    review::suspend(&hub.hub, &lead, bundle.sid, None).await.unwrap();
    let suspended: Vec<_> = frozen
        .into_iter()
        .map(|(what, answer)| (what, answer.replace("FrozenWhenApproved", "Suspended")))
        .collect();
    assert_eq!(attempts(&hub, &account, &bundle, &parts).await, suspended, "nor while it is suspended");
}

#[tokio::test]
async fn an_item_that_is_also_in_a_frozen_bundle_is_frozen() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (_, parts) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let draft = hub.draft(&account, PROFILE, PRIMARY).await;
    hub.assign(&account, &draft, ObjectSid::EndUser(parts.business)).await;
    hub.assign(&account, &draft, ObjectSid::SupportingDocument(parts.address)).await;
    assert_eq!(
        attempts(&hub, &account, &draft, &parts).await,
        rows(&[
            ("edit the bundle", "done"),
            ("assign", "done"),
            ("edit end user", "ItemFrozen(\"end-user\")"),
            ("edit document", "ItemFrozen(\"supporting document\")"),
            ("edit address", "InUse(AddressVerified)"),
            ("delete end user", "InUse(EndUserAssigned)"),
            ("delete document", "InUse(DocumentAssigned)"),
            ("delete address", "InUse(AddressVerified)"),
            ("remove", "done"),
        ])
    );
}

#[tokio::test]
async fn an_edit_of_an_item_is_an_edit_of_its_bundle() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (draft, parts) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let before = crate::support::present(&hub, &account, &draft).await;
    let renamed = Some("Renamed".to_owned());
    end_users::update(&hub.hub, &account.actor, parts.business, renamed, None).await.unwrap();
    let after = crate::support::present(&hub, &account, &draft).await;
    assert!(after.version > before.version, "whoever had read the bundle must read it again");
    assert!(after.date_updated > before.date_updated);
}

#[tokio::test]
async fn the_operator_may_keep_primary_profiles_from_the_api() {
    let hub = hub!(Wish { forbids_primary_by_api: true, ..Wish::default() });
    let account = hub.account("Owl").await;
    let new = bundles::NewBundle {
        kind: PROFILE,
        friendly_name: "Owl".to_owned(),
        email: "compliance@owlbakery.com".parse().unwrap(),
        policy_sid: PRIMARY.parse().unwrap(),
        status_callback: None,
    };
    assert_eq!(
        refusal(bundles::create(&hub.hub, &account.actor, new.clone()).await),
        "Invalid(PrimaryByApi)"
    );

    let operator = accounts::act_on(&hub.hub, &Actor::operator(), account.sid).await.unwrap();
    let made = bundles::create(&hub.hub, &operator, new).await.unwrap().bundle;
    let (at, actor) = (&hub.hub, &account.actor);
    let business =
        hub.end_user(&account, "customer_profile_business_information", SOUND_BUSINESS.information());
    let object = ObjectSid::EndUser(business.await);
    let edit = Edit { friendly_name: Some("Renamed".to_owned()), ..Edit::default() };
    let answers = [
        ("edit", error(bundles::edit(at, actor, PROFILE, made.sid, edit).await)),
        ("submit", error(bundles::submit(at, actor, PROFILE, made.sid).await)),
        ("assign", error(items::assign(at, actor, PROFILE, made.sid, object).await)),
        ("copy", error(copies::create(at, actor, PROFILE, made.sid).await)),
        ("delete", error(bundles::delete(at, actor, PROFILE, made.sid).await)),
    ];
    for (what, error) in answers {
        assert!(matches!(error, Error::Invalid(Invalid::PrimaryByApi)), "{what}: {error:?}");
    }
}
