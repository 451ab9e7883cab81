//! Nobody sees or touches what is another account's: it answers as if it were not there.

use serde_json::json;
use trusthub_app::accounts::{self, AccountEdit, AccountFilter, NewAccount, keys, tokens};
use trusthub_app::bundles::{self, BundleFilter, channels, copies, evaluations, items as entries};
use trusthub_app::items::addresses::{self, AddressEdit, AddressFilter};
use trusthub_app::items::documents::{self, DocumentEdit};
use trusthub_app::items::end_users;
use trusthub_app::items::numbers::{self, NumberEdit, NumberFilter};
use trusthub_app::{Actor, Result};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::{Bundle, BundleKind, Edit, EntityAssignment, ObjectSid};
use trusthub_domain::sid::{
    AddressSid, ChannelAssignmentSid, EvaluationSid, KeySid, PhoneNumberSid, SupportingDocumentSid,
};
use trusthub_testkit::{Items, PRIMARY, SOUND_BUSINESS, TestAccount, TestHub, object};

use crate::support::{first_page, hub, items_of, pdf, refusal};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

/// One of everything an account can own.
struct Estate {
    bundle: Bundle,
    parts: Items,
    item: EntityAssignment,
    evaluation: EvaluationSid,
    address: AddressSid,
    document: SupportingDocumentSid,
    number: PhoneNumberSid,
    assigned: ChannelAssignmentSid,
    key: KeySid,
}

async fn estate(hub: &TestHub, account: &TestAccount, phone: &str) -> Estate {
    let (at, actor) = (&hub.hub, &account.actor);
    let (bundle, parts) = hub.complete_profile(account, &SOUND_BUSINESS, None).await;
    let file = DocumentEdit { file: Some(pdf("deed")), ..DocumentEdit::default() };
    documents::update(at, actor, parts.address, file).await.unwrap();
    let number = hub.number(account, phone).await;
    let assigned = channels::assign(at, actor, PROFILE, bundle.sid, number).await.unwrap().sid;
    let policy = PRIMARY.parse().unwrap();
    Estate {
        item: items_of(hub, account, &bundle).await.remove(0),
        evaluation: evaluations::create(at, actor, PROFILE, bundle.sid, policy).await.unwrap().sid,
        address: hub.address(account).await,
        document: parts.address,
        key: keys::create(at, actor, None).await.unwrap().0.sid,
        bundle,
        parts,
        number,
        assigned,
    }
}

fn said<T>(what: &'static str, result: Result<T>) -> (&'static str, String) {
    (what, result.map_or_else(|error| format!("{error:?}"), |_| "done".to_owned()))
}

/// Every use case that names an object, tried on `estate` by `actor`.
async fn attempts(hub: &TestHub, actor: &Actor, estate: &Estate) -> Vec<(&'static str, String)> {
    let at = &hub.hub;
    let bundle = estate.bundle.sid;
    let policy = PRIMARY.parse().unwrap();
    let name = || Some("Mine now".to_owned());
    let end_user = estate.parts.business;
    let rename = Edit { friendly_name: name(), ..Edit::default() };
    let retitle = DocumentEdit { friendly_name: name(), ..DocumentEdit::default() };
    let refile = DocumentEdit { file: Some(pdf("forged")), ..DocumentEdit::default() };
    let move_it = AddressEdit { city: name(), ..AddressEdit::default() };
    let relabel = NumberEdit { friendly_name: name(), ..NumberEdit::default() };
    let object = ObjectSid::EndUser(end_user);
    vec![
        said("bundle find", bundles::find(at, actor, PROFILE, bundle).await),
        said("bundle edit", bundles::edit(at, actor, PROFILE, bundle, rename).await),
        said("bundle submit", bundles::submit(at, actor, PROFILE, bundle).await),
        said("bundle delete", bundles::delete(at, actor, PROFILE, bundle).await),
        said("item assign", entries::assign(at, actor, PROFILE, bundle, object).await),
        said("item find", entries::find(at, actor, PROFILE, bundle, estate.item.sid).await),
        said("item list", entries::list(at, actor, PROFILE, bundle, None, first_page(5)).await),
        said("item remove", entries::remove(at, actor, PROFILE, bundle, estate.item.sid).await),
        said("number assign", channels::assign(at, actor, PROFILE, bundle, estate.number).await),
        said("assigned find", channels::find(at, actor, PROFILE, bundle, estate.assigned).await),
        said("assigned list", channels::list(at, actor, PROFILE, bundle, None, first_page(5)).await),
        said("assigned remove", channels::remove(at, actor, PROFILE, bundle, estate.assigned).await),
        said("evaluate", evaluations::create(at, actor, PROFILE, bundle, policy).await),
        said("evaluation find", evaluations::find(at, actor, PROFILE, bundle, estate.evaluation).await),
        said("evaluation list", evaluations::list(at, actor, PROFILE, bundle, first_page(5)).await),
        said("copy create", copies::create(at, actor, PROFILE, bundle).await),
        said("copy find", copies::find(at, actor, PROFILE, bundle).await),
        said("end user find", end_users::find(at, actor, end_user).await),
        said("end user update", end_users::update(at, actor, end_user, name(), None).await),
        said("end user delete", end_users::delete(at, actor, end_user).await),
        said("document find", documents::find(at, actor, estate.document).await),
        said("document update", documents::update(at, actor, estate.document, retitle).await),
        said("document upload", documents::update(at, actor, estate.document, refile).await),
        said("document file", documents::file(at, actor, estate.document).await),
        said("document delete", documents::delete(at, actor, estate.document).await),
        said("address find", addresses::find(at, actor, estate.address).await),
        said("address update", addresses::update(at, actor, estate.address, move_it).await),
        said("address delete", addresses::delete(at, actor, estate.address).await),
        said("number find", numbers::find(at, actor, estate.number).await),
        said("number update", numbers::update(at, actor, estate.number, relabel).await),
        said("number delete", numbers::delete(at, actor, estate.number).await),
        said("key find", keys::find(at, actor, estate.key).await),
        said("key rename", keys::rename(at, actor, estate.key, "Mine".to_owned()).await),
        said("key delete", keys::delete(at, actor, estate.key).await),
    ]
}

#[tokio::test]
async fn to_any_other_account_nothing_is_there() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let sibling = hub.subaccount(&isv, "Wren").await;
    let stranger = hub.account("Crow").await;
    let of_isv = estate(&hub, &isv, "+15105550100").await;
    let of_customer = estate(&hub, &customer, "+15105550101").await;
    for (who, by, whose, estate) in [
        ("a stranger", &stranger, "a parent's", &of_isv),
        ("a stranger", &stranger, "a subaccount's", &of_customer),
        ("a subaccount", &customer, "its parent's", &of_isv),
        ("a parent", &isv, "its subaccount's", &of_customer),
        ("a sibling", &sibling, "its sibling's", &of_customer),
    ] {
        for (what, answer) in attempts(&hub, &by.actor, estate).await {
            assert!(answer.starts_with("NotFound"), "{who} tries {what} of {whose}: {answer}");
        }
    }
    let untouched = attempts(&hub, &isv.actor, &of_isv).await;
    let gone: Vec<_> = untouched.iter().filter(|(_, answer)| answer.starts_with("NotFound")).collect();
    assert_eq!(
        gone,
        [&(
            "copy find",
            "NotFound(\"/CustomerProfiles/".to_owned()
                + &of_isv.bundle.sid.to_string()
                + "/ProvisionalCopy\")"
        )]
    );
}

#[tokio::test]
async fn lists_hold_the_accounts_own_and_nothing_else() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let stranger = hub.account("Crow").await;
    estate(&hub, &isv, "+15105550100").await;
    estate(&hub, &customer, "+15105550101").await;
    let (at, page) = (&hub.hub, || first_page(100));
    for by in [&isv, &customer, &stranger] {
        let actor = &by.actor;
        let mut owners = Vec::new();
        let bundles = bundles::list(at, actor, PROFILE, BundleFilter::default(), page()).await.unwrap();
        owners.extend(bundles.items.iter().map(|one| one.account_sid));
        owners.extend(
            end_users::list(at, actor, page()).await.unwrap().items.iter().map(|one| one.account_sid),
        );
        owners.extend(
            documents::list(at, actor, page()).await.unwrap().items.iter().map(|one| one.account_sid),
        );
        let addresses = addresses::list(at, actor, AddressFilter::default(), page()).await.unwrap();
        owners.extend(addresses.items.iter().map(|one| one.account_sid));
        let numbers = numbers::list(at, actor, NumberFilter::default(), page()).await.unwrap();
        owners.extend(numbers.items.iter().map(|one| one.account_sid));
        owners.extend(keys::list(at, actor, page()).await.unwrap().items.iter().map(|one| one.account_sid));
        let expected = if by.sid == stranger.sid { 0 } else { 8 };
        assert_eq!(owners, vec![by.sid; expected]);
    }
    let family = accounts::list(at, &isv.actor, AccountFilter::default(), page()).await.unwrap();
    let mut family: Vec<_> = family.items.into_iter().map(|one| one.sid).collect();
    family.sort();
    let mut expected = vec![isv.sid, customer.sid];
    expected.sort();
    assert_eq!(family, expected);
    let alone = accounts::list(at, &customer.actor, AccountFilter::default(), page()).await.unwrap();
    assert_eq!(alone.items.iter().map(|one| one.sid).collect::<Vec<_>>(), [customer.sid]);
}

#[tokio::test]
async fn a_parent_acts_on_its_subaccounts_and_on_nobody_else() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let sibling = hub.subaccount(&isv, "Wren").await;
    let stranger = hub.account("Crow").await;
    let estate = estate(&hub, &customer, "+15105550101").await;
    let as_customer = accounts::act_on(&hub.hub, &isv.actor, customer.sid).await.unwrap();
    assert_eq!(numbers::find(&hub.hub, &as_customer, estate.number).await.unwrap().account_sid, customer.sid);
    assert_eq!(
        addresses::find(&hub.hub, &as_customer, estate.address).await.unwrap().account_sid,
        customer.sid
    );
    for (who, by, target) in [
        ("a subaccount on its parent", &customer, isv.sid),
        ("a subaccount on its sibling", &customer, sibling.sid),
        ("a stranger on a parent", &stranger, isv.sid),
        ("a stranger on a subaccount", &stranger, customer.sid),
        ("a parent on a stranger", &isv, stranger.sid),
    ] {
        let edit = || AccountEdit { friendly_name: Some("Mine".to_owned()), status: None };
        let close = AccountEdit { status: Some(AccountStatus::Closed), ..AccountEdit::default() };
        for (what, answer) in [
            said("act", accounts::act_on(&hub.hub, &by.actor, target).await),
            said("find", accounts::find(&hub.hub, &by.actor, target).await),
            said("rename", accounts::update(&hub.hub, &by.actor, target, edit()).await),
            said("close", accounts::update(&hub.hub, &by.actor, target, close).await),
            said("token", accounts::auth_token(&hub.hub, &by.actor, target).await),
        ] {
            assert!(answer.starts_with("NotFound"), "{who}: {what}: {answer}");
        }
    }
}

#[tokio::test]
async fn accounts_are_one_level_deep_and_made_by_whom_they_belong_to() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let stranger = hub.account("Crow").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let new = || NewAccount { friendly_name: Some("New".to_owned()), ..NewAccount::default() };
    assert!(refusal(accounts::create(&hub.hub, &customer.actor, new()).await).starts_with("Forbidden"));
    let elsewhere = NewAccount { parent_sid: Some(stranger.sid), ..new() };
    let made = accounts::create(&hub.hub, &isv.actor, elsewhere).await.unwrap();
    assert_eq!(made.account.parent_sid, Some(isv.sid), "an account's own, whatever it says");
    let below = NewAccount { parent_sid: Some(customer.sid), ..new() };
    assert!(refusal(accounts::create(&hub.hub, &Actor::operator(), below).await).starts_with("Forbidden"));
    let status = |status| AccountEdit { status: Some(status), ..AccountEdit::default() };
    let own = accounts::update(&hub.hub, &isv.actor, isv.sid, status(AccountStatus::Suspended)).await;
    assert!(refusal(own).starts_with("Forbidden"), "an account cannot suspend itself");
    accounts::update(&hub.hub, &isv.actor, customer.sid, status(AccountStatus::Closed)).await.unwrap();
    let reopened = accounts::update(&hub.hub, &isv.actor, customer.sid, status(AccountStatus::Active)).await;
    assert!(refusal(reopened).contains("a closed account stays closed"));
}

#[tokio::test]
async fn a_test_accounts_subaccounts_are_test_accounts() {
    let hub = hub!();
    let new = NewAccount { is_test: true, ..NewAccount::default() };
    let made = accounts::create(&hub.hub, &Actor::operator(), new).await.unwrap().account;
    assert!(made.friendly_name.starts_with("Account made 2026-"), "{}", made.friendly_name);
    let sub = accounts::create(&hub.hub, &Actor::account(made, None), NewAccount::default()).await.unwrap();
    assert!(sub.account.is_test);
}

#[tokio::test]
async fn an_api_key_reaches_resources_but_no_credentials() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let customer = hub.subaccount(&account, "Wren").await;
    let (key, secret) = keys::create(&hub.hub, &account.actor, Some("ci".to_owned())).await.unwrap();
    let by_key = trusthub_app::auth::authenticate(&hub.hub, &key.sid.to_string(), &secret).await.unwrap();
    let at = &hub.hub;
    end_users::list(at, &by_key, first_page(1)).await.unwrap();
    let as_customer = accounts::act_on(at, &by_key, customer.sid).await.unwrap();
    let rename = AccountEdit { friendly_name: Some("Renamed".to_owned()), status: None };
    for (who, actor) in [("on itself", &by_key), ("on a subaccount", &as_customer)] {
        let attempts = [
            said("key create", keys::create(at, actor, None).await),
            said("key find", keys::find(at, actor, key.sid).await),
            said("key list", keys::list(at, actor, first_page(1)).await),
            said("key rename", keys::rename(at, actor, key.sid, "x".to_owned()).await),
            said("key delete", keys::delete(at, actor, key.sid).await),
            said("token create", tokens::create_secondary(at, actor).await),
            said("token promote", tokens::promote_secondary(at, actor).await),
            said("token delete", tokens::delete_secondary(at, actor).await),
            said("subaccount create", accounts::create(at, actor, NewAccount::default()).await),
            said("account update", accounts::update(at, actor, account.sid, rename.clone()).await),
        ];
        for (what, answer) in attempts {
            assert!(answer.starts_with("Forbidden"), "{who}: {what}: {answer}");
        }
        let token = accounts::auth_token(at, actor, customer.sid).await.unwrap();
        assert!(token.is_none(), "{who}: it sees no token");
    }
}

#[tokio::test]
async fn a_stranger_learns_nothing_from_naming_a_foreign_object_in_their_own() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let stranger = hub.account("Crow").await;
    let estate = estate(&hub, &account, "+15105550101").await;
    let draft = hub.draft(&stranger, PROFILE, PRIMARY).await;
    let address = json!({ "address_sids": estate.address.to_string() });
    let new = documents::NewDocument {
        friendly_name: "Address".to_owned(),
        type_name: "customer_profile_address".to_owned(),
        attributes: object(address),
        file: None,
    };
    let document = documents::create(&hub.hub, &stranger.actor, new).await.unwrap().sid;
    hub.assign(&stranger, &draft, ObjectSid::SupportingDocument(document)).await;
    let policy = PRIMARY.parse().unwrap();
    let foreign = evaluations::create(&hub.hub, &stranger.actor, PROFILE, draft.sid, policy).await.unwrap();
    let nobodys = json!({ "address_sids": "AD00000000000000000000000000000001" });
    let edit = DocumentEdit { attributes: Some(object(nobodys)), ..DocumentEdit::default() };
    documents::update(&hub.hub, &stranger.actor, document, edit).await.unwrap();
    let unknown = evaluations::create(&hub.hub, &stranger.actor, PROFILE, draft.sid, policy).await.unwrap();
    assert_eq!(foreign.report, unknown.report, "a foreign address is judged as one that does not exist");
}
