//! What stands in the way of deleting a bundle, and what goes with it.

use trusthub_app::bundles::{self, channels, copies, evaluations};
use trusthub_app::items::{addresses, documents, end_users, numbers};
use trusthub_app::review;
use trusthub_domain::bundle::{BundleKind, ObjectSid, Status};
use trusthub_testkit::{ISV_BUSINESS, PRIMARY, SECONDARY, SHAKEN, SOUND_BUSINESS};

use crate::support::{first_page, hub, is_missing, items_of, lead, refusal};

const PROFILE: BundleKind = BundleKind::CustomerProfile;
const PRODUCT: BundleKind = BundleKind::TrustProduct;

#[tokio::test]
async fn a_deleted_draft_takes_its_assignments_along_and_leaves_its_items() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (at, actor) = (&hub.hub, &account.actor);
    let (draft, parts) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let evaluation =
        evaluations::create(at, actor, PROFILE, draft.sid, PRIMARY.parse().unwrap()).await.unwrap();
    bundles::delete(at, actor, PROFILE, draft.sid).await.unwrap();
    assert!(is_missing(&bundles::find(at, actor, PROFILE, draft.sid).await));
    assert!(is_missing(&evaluations::find(at, actor, PROFILE, draft.sid, evaluation.sid).await));
    assert!(is_missing(&bundles::delete(at, actor, PROFILE, draft.sid).await), "twice");
    end_users::delete(at, actor, parts.business).await.unwrap();
    documents::delete(at, actor, parts.address).await.unwrap();
    let left = addresses::list(at, actor, addresses::AddressFilter::default(), first_page(10)).await.unwrap();
    assert_eq!(left.items.len(), 1, "the address is nobody's item and stays");
}

#[tokio::test]
async fn a_profile_under_review_or_suspended_stays() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let delete = || bundles::delete(&hub.hub, &account.actor, PROFILE, draft.sid);
    hub.submit(&account, &draft).await;
    assert_eq!(refusal(delete().await), "Rule(NotDeletable)", "under review");
    hub.approve(&lead, &draft).await;
    review::suspend(&hub.hub, &lead, draft.sid, None).await.unwrap();
    assert_eq!(refusal(delete().await), "Rule(NotDeletable)", "suspended");
    review::reinstate(&hub.hub, &lead, draft.sid).await.unwrap();
    delete().await.unwrap();
}

#[tokio::test]
async fn a_rejected_profile_can_be_deleted() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let draft = hub.draft(&account, PROFILE, PRIMARY).await;
    assert_eq!(hub.submit(&account, &draft).await.status, Status::Rejected);
    bundles::delete(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(hub.mails().len(), 1, "the rejection is told nevertheless");
}

#[tokio::test]
async fn numbers_leave_before_the_profile() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (at, actor) = (&hub.hub, &account.actor);
    let draft = hub.draft(&account, PROFILE, PRIMARY).await;
    let number = hub.number(&account, "+15105550100").await;
    let assigned = channels::assign(at, actor, PROFILE, draft.sid, number).await.unwrap();
    assert_eq!(refusal(bundles::delete(at, actor, PROFILE, draft.sid).await), "Rule(HasNumbers)");
    assert_eq!(refusal(numbers::delete(at, actor, number).await), "InUse(NumberAssigned)");
    channels::remove(at, actor, PROFILE, draft.sid, assigned.sid).await.unwrap();
    bundles::delete(at, actor, PROFILE, draft.sid).await.unwrap();
    numbers::delete(at, actor, number).await.unwrap();
}

#[tokio::test]
async fn what_another_bundle_rests_on_stays() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let (at, actor) = (&hub.hub, &isv.actor);
    let primary = hub.draft(&isv, PROFILE, PRIMARY).await;
    let delete = || bundles::delete(at, actor, PROFILE, primary.sid);

    let product = hub.draft(&isv, PRODUCT, SHAKEN).await;
    hub.assign(&isv, &product, ObjectSid::Bundle(primary.sid)).await;
    assert_eq!(refusal(delete().await), "Rule(IsSupporting)", "a product of the same account");
    bundles::delete(at, actor, PRODUCT, product.sid).await.unwrap();

    let secondary = hub.draft(&customer, PROFILE, SECONDARY).await;
    hub.assign(&customer, &secondary, ObjectSid::Bundle(primary.sid)).await;
    assert_eq!(refusal(delete().await), "Rule(IsSupporting)", "a profile of a subaccount");
    let item = items_of(&hub, &customer, &secondary).await[0].sid;
    bundles::items::remove(at, &customer.actor, PROFILE, secondary.sid, item).await.unwrap();
    delete().await.unwrap();
}

#[tokio::test]
async fn a_copy_goes_with_its_original_unless_it_is_under_review() {
    let hub = hub!();
    let account = hub.account("Heron").await;
    let lead = lead(&hub).await;
    let (at, actor) = (&hub.hub, &account.actor);
    let (original, _) = hub.approved_profile(&account, &lead, &ISV_BUSINESS, None).await;
    let copy = copies::create(at, actor, PROFILE, original.sid).await.unwrap();
    hub.submit(&account, &copy).await;
    assert_eq!(refusal(bundles::delete(at, actor, PROFILE, original.sid).await), "Rule(NotDeletable)");
    let reason = review::GivenReason {
        code: trusthub_domain::bundle::ReasonCode::OTHER,
        field: None,
        note: Some("No.".to_owned()),
    };
    review::reject(at, &lead, copy.sid, vec![reason], None).await.unwrap();
    bundles::delete(at, actor, PROFILE, original.sid).await.unwrap();
    assert!(is_missing(&bundles::find(at, actor, PROFILE, copy.sid).await));
}
