//! What may be an item of a bundle.

use trusthub_app::bundles::{self, items};
use trusthub_app::items::end_users;
use trusthub_domain::bundle::{BundleKind, ObjectSid};
use trusthub_domain::sid::{BundleSid, EndUserSid, Sid, SupportingDocumentSid};
use trusthub_testkit::{CNAM, PRIMARY, SECONDARY, SHAKEN, SOUND_BUSINESS, object};

use crate::support::{first_page, hub, is_missing, items_of, refusal};

const PROFILE: BundleKind = BundleKind::CustomerProfile;
const PRODUCT: BundleKind = BundleKind::TrustProduct;

#[tokio::test]
async fn an_object_that_does_not_belong_into_the_bundle_is_refused() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let account = hub.subaccount(&isv, "Owl").await;
    let sibling = hub.subaccount(&isv, "Wren").await;
    let stranger = hub.account("Crow").await;
    let information = SOUND_BUSINESS.information();
    let kind = "customer_profile_business_information";
    let own = hub.end_user(&account, kind, information.clone()).await;
    let deleted = hub.end_user(&account, kind, information.clone()).await;
    end_users::delete(&hub.hub, &account.actor, deleted).await.unwrap();
    let of_parent = hub.end_user(&isv, kind, information.clone()).await;
    let foreign = hub.end_user(&stranger, kind, information).await;
    let cnam = hub.end_user(&account, "cnam_information", object(serde_json::json!({}))).await;
    let foreign_document = hub.address_document(&stranger).await;
    let draft = hub.draft(&account, PROFILE, SECONDARY).await;
    let of_sibling = hub.draft(&sibling, PROFILE, PRIMARY).await;
    let of_stranger = hub.draft(&stranger, PROFILE, PRIMARY).await;
    let product = hub.draft(&account, PRODUCT, SHAKEN).await;
    let nobody = uuid();
    let unknown = "Invalid(ObjectSid)";
    let rows = [
        ("an end user of nobody", ObjectSid::EndUser(EndUserSid::from_uuid(nobody)), unknown),
        ("a deleted end user", ObjectSid::EndUser(deleted), unknown),
        ("a stranger's end user", ObjectSid::EndUser(foreign), unknown),
        ("the parent's end user", ObjectSid::EndUser(of_parent), unknown),
        (
            "a document of nobody",
            ObjectSid::SupportingDocument(SupportingDocumentSid::from_uuid(nobody)),
            unknown,
        ),
        ("a stranger's document", ObjectSid::SupportingDocument(foreign_document), unknown),
        ("a bundle of nobody", ObjectSid::Bundle(BundleSid::from_uuid(nobody)), unknown),
        ("a sibling's profile", ObjectSid::Bundle(of_sibling.sid), unknown),
        ("a stranger's profile", ObjectSid::Bundle(of_stranger.sid), unknown),
        ("itself", ObjectSid::Bundle(draft.sid), unknown),
        (
            "an end user of another type",
            ObjectSid::EndUser(cnam),
            "does not belong into a bundle of Secondary",
        ),
        (
            "a product under a profile",
            ObjectSid::Bundle(product.sid),
            "does not belong into a bundle of Secondary",
        ),
    ];
    for (what, object, expected) in rows {
        let answer = refusal(items::assign(&hub.hub, &account.actor, PROFILE, draft.sid, object).await);
        assert!(answer.contains(expected), "{what}: {answer}");
    }
    assert_eq!(items_of(&hub, &account, &draft).await, [], "none of them left a trace");
    items::assign(&hub.hub, &account.actor, PROFILE, draft.sid, ObjectSid::EndUser(own)).await.unwrap();
}

fn uuid() -> uuid::Uuid {
    uuid::Uuid::from_u128(0x0123_4567_89ab_7def_8123_4567_89ab_cdef)
}

#[tokio::test]
async fn an_object_is_assigned_once_and_each_requirement_met_once() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (draft, parts) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let assign = |object| items::assign(&hub.hub, &account.actor, PROFILE, draft.sid, object);
    let twice = refusal(assign(ObjectSid::EndUser(parts.business)).await);
    assert!(twice.starts_with("AlreadyExists"), "{twice}");

    let kind = "customer_profile_business_information";
    let other = hub.end_user(&account, kind, SOUND_BUSINESS.information()).await;
    let second = refusal(assign(ObjectSid::EndUser(other)).await);
    let present = items_of(&hub, &account, &draft).await;
    let held = present.iter().find(|item| item.object_type == kind).unwrap();
    assert!(second.contains("SecondOfType") && second.contains(&held.sid.to_string()), "{second}");
    items::remove(&hub.hub, &account.actor, PROFILE, draft.sid, held.sid).await.unwrap();
    assign(ObjectSid::EndUser(other)).await.unwrap();
}

#[tokio::test]
async fn one_of_two_alternative_profiles_suffices_and_a_second_is_refused() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let primary = hub.draft(&account, PROFILE, PRIMARY).await;
    let secondary = hub.draft(&account, PROFILE, SECONDARY).await;
    let product = hub.draft(&account, PRODUCT, CNAM).await;
    hub.assign(&account, &product, ObjectSid::Bundle(primary.sid)).await;
    let second =
        items::assign(&hub.hub, &account.actor, PRODUCT, product.sid, ObjectSid::Bundle(secondary.sid));
    let second = refusal(second.await);
    assert!(second.contains("SecondOfType"), "{second}");
}

#[tokio::test]
async fn a_subaccount_may_rest_on_its_parents_profile() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let account = hub.subaccount(&isv, "Owl").await;
    let primary = hub.draft(&isv, PROFILE, PRIMARY).await;
    let secondary = hub.draft(&account, PROFILE, SECONDARY).await;
    let object = ObjectSid::Bundle(primary.sid);
    let item = items::assign(&hub.hub, &account.actor, PROFILE, secondary.sid, object).await.unwrap();
    assert_eq!(item.object_type, "primary_customer_profile_type_business");
    assert_eq!((item.account_sid, item.object_account_sid), (account.sid, isv.sid));
}

#[tokio::test]
async fn a_removed_item_is_gone_from_the_bundle_and_stays_in_the_account() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (at, actor) = (&hub.hub, &account.actor);
    let (draft, parts) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let other = hub.draft(&account, PROFILE, PRIMARY).await;
    let item = items_of(&hub, &account, &draft).await[0].sid;
    assert!(is_missing(&items::remove(at, actor, PROFILE, other.sid, item).await), "under another bundle");
    assert!(is_missing(&items::find(at, actor, PROFILE, other.sid, item).await));
    assert!(items::find(at, actor, PROFILE, draft.sid, item).await.is_ok());
    items::remove(at, actor, PROFILE, draft.sid, item).await.unwrap();
    assert!(is_missing(&items::remove(at, actor, PROFILE, draft.sid, item).await), "twice");
    assert!(end_users::find(at, actor, parts.business).await.is_ok());
}

#[tokio::test]
async fn items_are_listed_by_type() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (draft, parts) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let kind = Some("authorized_representative_1".to_owned());
    let page = items::list(&hub.hub, &account.actor, PROFILE, draft.sid, kind, first_page(10)).await.unwrap();
    let objects: Vec<_> = page.items.iter().map(|item| item.object_sid).collect();
    assert_eq!(objects, [ObjectSid::EndUser(parts.representative)]);
}

#[tokio::test]
async fn a_bundle_answers_under_its_own_kind_only() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = hub.draft(&account, PROFILE, PRIMARY).await;
    assert!(is_missing(&bundles::find(&hub.hub, &account.actor, PRODUCT, profile.sid).await));
    assert!(is_missing(&bundles::submit(&hub.hub, &account.actor, PRODUCT, profile.sid).await));
    assert!(is_missing(&bundles::delete(&hub.hub, &account.actor, PRODUCT, profile.sid).await));
}
