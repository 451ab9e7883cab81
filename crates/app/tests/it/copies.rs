//! Provisional copies: an approved bundle is changed while it stays in force.

use trusthub_app::bundles::{self, channels, copies};
use trusthub_app::items::addresses::{self, AddressFilter};
use trusthub_app::items::documents::{self, DocumentEdit};
use trusthub_app::items::end_users;
use trusthub_app::review::{self, CaseFilter, GivenReason};
use trusthub_domain::bundle::{BundleKind, Edit, ObjectSid, ReasonCode, Status};
use trusthub_domain::item::DocumentStatus;
use trusthub_testkit::{Business, DAY, SOUND_BUSINESS};

use crate::support::{
    after, end_user_in, first_page, hub, is_missing, items_of, lead, pdf, present, refusal,
};

const PROFILE: BundleKind = BundleKind::CustomerProfile;
const INFORMATION: &str = "customer_profile_business_information";
/// The same business after it moved to another domain.
const MOVED: Business = Business { domain: "owlbread.com", ..SOUND_BUSINESS };

#[tokio::test]
async fn an_approved_copy_replaces_the_content_and_nothing_else() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (original, parts) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let number = hub.number(&account, "+15105550100").await;
    let (at, actor) = (&hub.hub, &account.actor);
    channels::assign(at, actor, PROFILE, original.sid, number).await.unwrap();
    hub.advance(100 * DAY);

    let copy = copies::create(at, actor, PROFILE, original.sid).await.unwrap();
    assert_eq!((copy.status, copy.copy_of), (Status::Draft, Some(original.sid)));
    assert_eq!(copies::find(at, actor, PROFILE, original.sid).await.unwrap(), copy);
    let own = end_user_in(&hub, &account, &copy, INFORMATION).await;
    assert_ne!(own, parts.business, "the original's items are frozen, so the copy has its own");
    end_users::update(at, actor, own, None, Some(MOVED.information())).await.unwrap();
    let edit = Edit { friendly_name: Some("Owl Bread".to_owned()), ..Edit::default() };
    bundles::edit(at, actor, PROFILE, copy.sid, edit).await.unwrap();
    let submitted = hub.submit(&account, &copy).await;
    assert_eq!(submitted.status, Status::InReview);
    let meanwhile = present(&hub, &account, &original).await;
    assert!(meanwhile.is_in_force(hub.hub.now()), "the original is in force throughout");

    let replaced = hub.approve(&lead, &copy).await;
    assert_eq!((replaced.sid, replaced.status), (original.sid, Status::Approved));
    assert_eq!(replaced.friendly_name, "Owl Bread");
    assert!(replaced.valid_until > meanwhile.valid_until, "it is approved anew");
    assert_eq!(end_user_in(&hub, &account, &replaced, INFORMATION).await, own, "it has the copy's items");
    assert_eq!(items_of(&hub, &account, &replaced).await.len(), 3, "and only those");
    let numbers = channels::list(at, actor, PROFILE, original.sid, None, first_page(10)).await.unwrap();
    assert_eq!(numbers.items.len(), 1, "numbers stay");

    assert!(is_missing(&bundles::find(at, actor, PROFILE, copy.sid).await), "the copy is gone");
    assert!(is_missing(&copies::find(at, actor, PROFILE, original.sid).await));
    assert!(end_users::find(at, actor, parts.business).await.is_ok(), "former items stay in the account");
    let again = copies::create(at, actor, PROFILE, original.sid).await.unwrap();
    assert_eq!(again.friendly_name, "Owl Bread", "the next change is a new copy");
}

#[tokio::test]
async fn the_identity_of_an_approved_copy_is_the_one_looked_for_afterwards() {
    const RENUMBERED: Business = Business { ein: "941234567", ..SOUND_BUSINESS };
    let hub = hub!();
    let account = hub.account("Owl").await;
    let stranger = hub.account("Wren").await;
    let lead = lead(&hub).await;
    let (original, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let copy = copies::create(&hub.hub, &account.actor, PROFILE, original.sid).await.unwrap();
    let own = end_user_in(&hub, &account, &copy, INFORMATION).await;
    end_users::update(&hub.hub, &account.actor, own, None, Some(RENUMBERED.information())).await.unwrap();
    hub.submit(&account, &copy).await;
    hub.approve(&lead, &copy).await;

    for (business, is_seen) in [(&SOUND_BUSINESS, false), (&RENUMBERED, true)] {
        let (draft, _) = hub.complete_profile(&stranger, business, None).await;
        hub.submit(&stranger, &draft).await;
        let dossier = review::show(&hub.hub, &lead, draft.sid).await.unwrap();
        let evidence = &dossier.cases[0].assessment.as_ref().unwrap().evidence;
        let duplicate = evidence.iter().find(|one| one.check == "duplicate.other_account").unwrap();
        assert_eq!(duplicate.compared.contains(&original.sid.to_string()), is_seen, "{}", business.ein);
    }
}

#[tokio::test]
async fn a_rejected_copy_leaves_the_original_and_can_be_mended() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (original, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let copy = copies::create(&hub.hub, &account.actor, PROFILE, original.sid).await.unwrap();
    hub.submit(&account, &copy).await;
    let reason = GivenReason { code: ReasonCode::ADDRESS, field: None, note: None };
    review::reject(&hub.hub, &lead, copy.sid, vec![reason], None).await.unwrap();
    assert_eq!(present(&hub, &account, &original).await, original, "nothing of it changed");
    assert_eq!(present(&hub, &account, &copy).await.status, Status::Rejected);
    hub.submit(&account, &copy).await;
    assert_eq!(hub.approve(&lead, &copy).await.sid, original.sid);
}

#[tokio::test]
async fn a_deleted_copy_leaves_the_original() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (original, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let copy = copies::create(&hub.hub, &account.actor, PROFILE, original.sid).await.unwrap();
    bundles::delete(&hub.hub, &account.actor, PROFILE, copy.sid).await.unwrap();
    assert_eq!(present(&hub, &account, &original).await, original);
    copies::create(&hub.hub, &account.actor, PROFILE, original.sid).await.unwrap();
}

#[tokio::test]
async fn only_what_is_in_force_is_copied_and_once_at_a_time() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (bundle, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let copy = || copies::create(&hub.hub, &account.actor, PROFILE, bundle.sid);
    assert_eq!(refusal(copy().await), "Rule(NotCopyable)", "a draft");
    hub.submit(&account, &bundle).await;
    assert_eq!(refusal(copy().await), "Rule(NotCopyable)", "under review");
    hub.approve(&lead, &bundle).await;
    review::suspend(&hub.hub, &lead, bundle.sid, None).await.unwrap();
    assert_eq!(refusal(copy().await), "Rule(NotCopyable)", "suspended");
    review::reinstate(&hub.hub, &lead, bundle.sid).await.unwrap();
    let first = copy().await.unwrap();
    assert_eq!(refusal(copy().await), "Rule(AlreadyCopied)");
    let of_copy = copies::create(&hub.hub, &account.actor, PROFILE, first.sid).await;
    assert_eq!(refusal(of_copy), "Rule(NotCopyable)", "a copy");
    hub.advance(366 * DAY);
    bundles::delete(&hub.hub, &account.actor, PROFILE, first.sid).await.unwrap();
    assert_eq!(refusal(copy().await), "Rule(NotCopyable)", "past its date, even before the hub has noticed");
}

#[tokio::test]
async fn a_bundle_whose_address_is_gone_cannot_be_copied() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (original, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let all = addresses::list(&hub.hub, &account.actor, AddressFilter::default(), first_page(10)).await;
    // No use case deletes an address of a frozen bundle; an import or an older version may have.
    let address = all.unwrap().items[0].sid;
    hub.sql(&format!("DELETE FROM addresses WHERE sid = '{address}'")).await;
    let copy = copies::create(&hub.hub, &account.actor, PROFILE, original.sid).await;
    assert_eq!(refusal(copy), "Rule(CopyMissesAddress)");
    assert!(is_missing(&copies::find(&hub.hub, &account.actor, PROFILE, original.sid).await));
}

#[tokio::test]
async fn a_copied_document_has_a_file_of_its_own() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (at, actor) = (&hub.hub, &account.actor);
    let (draft, parts) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let lease = DocumentEdit { file: Some(pdf("the lease")), ..DocumentEdit::default() };
    documents::update(at, actor, parts.address, lease).await.unwrap();
    hub.submit(&account, &draft).await;
    hub.approve(&lead, &draft).await;
    let copy = copies::create(at, actor, PROFILE, draft.sid).await.unwrap();
    let of_copy = items_of(&hub, &account, &copy).await.into_iter().find_map(|item| match item.object_sid {
        ObjectSid::SupportingDocument(sid) => Some(sid),
        _ => None,
    });
    let of_copy = of_copy.unwrap();
    assert_eq!(documents::file(at, actor, of_copy).await.unwrap().1, pdf("the lease"));
    assert_eq!(documents::find(at, actor, of_copy).await.unwrap().status, DocumentStatus::Draft);

    let newer = DocumentEdit { file: Some(pdf("the new lease")), ..DocumentEdit::default() };
    documents::update(at, actor, of_copy, newer).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(documents::file(at, actor, of_copy).await.unwrap().1, pdf("the new lease"));
    assert_eq!(
        documents::file(at, actor, parts.address).await.unwrap().1,
        pdf("the lease"),
        "the original's"
    );
}

#[tokio::test]
async fn a_copy_approved_for_a_suspended_original_does_not_lift_the_suspension() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (original, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let copy = copies::create(&hub.hub, &account.actor, PROFILE, original.sid).await.unwrap();
    hub.submit(&account, &copy).await;
    review::suspend(&hub.hub, &lead, original.sid, None).await.unwrap();
    let replaced = hub.approve(&lead, &copy).await;
    assert_eq!(replaced.shown_status(), Status::Rejected);
    let lifted = review::reinstate(&hub.hub, &lead, original.sid).await.unwrap();
    assert_eq!((lifted.shown_status(), lifted.valid_until), (Status::Approved, replaced.valid_until));
}

#[tokio::test]
async fn a_copy_approved_after_its_original_ran_out_decides_the_originals_own_case() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (original, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let copy = copies::create(&hub.hub, &account.actor, PROFILE, original.sid).await.unwrap();
    hub.submit(&account, &copy).await;
    after(&hub, 366 * DAY).await;
    assert_eq!(present(&hub, &account, &original).await.status, Status::Rejected, "it ran out");
    assert_eq!(hub.submit(&account, &original).await.status, Status::InReview);

    let replaced = hub.approve(&lead, &copy).await;
    assert_eq!((replaced.sid, replaced.status), (original.sid, Status::Approved));
    let queue = review::list(&hub.hub, &lead, CaseFilter::default()).await.unwrap();
    assert_eq!(queue, [], "no case is left that nobody can decide");
}

#[tokio::test]
async fn lists_leave_copies_out() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (original, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    copies::create(&hub.hub, &account.actor, PROFILE, original.sid).await.unwrap();
    let filter = bundles::BundleFilter::default();
    let listed = bundles::list(&hub.hub, &account.actor, PROFILE, filter, first_page(10)).await.unwrap();
    assert_eq!(listed.items.iter().map(|bundle| bundle.sid).collect::<Vec<_>>(), [original.sid]);
}
