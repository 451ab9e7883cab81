//! What is no longer needed goes when its period is over, and a legal hold beats both retention and erasure.

use std::time::Duration;

use trusthub_app::accounts::{self, AccountEdit};
use trusthub_app::items::{addresses, documents, end_users};
use trusthub_app::retention::{self, Due, NewHold, Swept};
use trusthub_app::{Actor, Error, audit, bundles};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::sid::BundleSid;
use trusthub_testkit::{DAY, PRIMARY, SOUND_BUSINESS, TestAccount, TestHub, Wish};

use crate::support::{after, error, first_page, hub, is_missing, lead, refusal};

const KIND: BundleKind = BundleKind::CustomerProfile;

async fn sweep(hub: &TestHub) -> Swept {
    retention::sweep(&hub.hub, &Actor::retention()).await.expect("a sweep")
}

async fn due(hub: &TestHub) -> Vec<Due> {
    retention::list(&hub.hub, &Actor::operator()).await.expect("a list")
}

async fn find(hub: &TestHub, account: &TestAccount, bundle: &Bundle) -> Result<Bundle, Error> {
    bundles::find(&hub.hub, &account.actor, KIND, bundle.sid).await
}

async fn hold(hub: &TestHub, account: &TestAccount, bundle: Option<BundleSid>) {
    let new = NewHold { account_sid: account.sid, bundle_sid: bundle, reason: "case 4711".to_owned() };
    retention::set(&hub.hub, &Actor::operator(), new).await.expect("a hold");
}

fn days(count: u32) -> Duration {
    DAY * count
}

/// How many end users, documents and addresses there are.
async fn items(hub: &TestHub, account: &TestAccount) -> [usize; 3] {
    let (at, actor) = (&hub.hub, &account.actor);
    [
        end_users::list(at, actor, first_page(100)).await.unwrap().items.len(),
        documents::list(at, actor, first_page(100)).await.unwrap().items.len(),
        addresses::list(at, actor, Default::default(), first_page(100)).await.unwrap().items.len(),
    ]
}

#[tokio::test]
async fn a_forgotten_draft_goes_first_and_then_what_was_in_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    after(&hub, days(364)).await;
    assert_eq!((due(&hub).await, sweep(&hub).await), (vec![], Swept::default()), "a day too early");
    after(&hub, days(2)).await;
    let listed = due(&hub).await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!((listed[0].subject.clone(), listed[0].class.as_str()), (draft.sid.to_string(), "draft"));
    assert!(find(&hub, &account, &draft).await.is_ok(), "listing changes nothing");
    assert!(sweep(&hub).await.erased >= 1);
    assert!(is_missing(&find(&hub, &account, &draft).await));
    sweep(&hub).await;
    assert_eq!(
        items(&hub, &account).await,
        [0, 0, 0],
        "nothing uses them, and nobody touched them for a year"
    );
    let entries = audit::export(&hub.hub, &Actor::operator(), account.sid, 0, 1000).await.unwrap();
    let erased: Vec<_> = entries.iter().filter(|entry| entry.action.ends_with(".delete")).collect();
    assert_eq!(erased.len(), 5, "a bundle, two persons, a document, an address");
    assert!(erased.iter().all(|entry| entry.actor == "retention"), "{erased:?}");
    let report = audit::verify(&hub.hub, &Actor::operator(), None).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[tokio::test]
async fn what_is_in_force_or_under_review_stays_however_old() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (approved, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let other = hub.account("Lark").await;
    let (waiting, _) = hub.complete_profile(&other, &SOUND_BUSINESS, None).await;
    hub.submit(&other, &waiting).await;
    // Not a day of it passes for the jobs: the approval is not expired by them.
    hub.advance(days(10_000));
    assert_eq!(sweep(&hub).await.erased, 0);
    assert_eq!(find(&hub, &account, &approved).await.unwrap().status, Status::Approved);
    assert_eq!(find(&hub, &other, &waiting).await.unwrap().status, Status::InReview);
}

#[tokio::test]
async fn a_rejected_profile_goes_with_its_events_and_an_ended_one_stays_longer() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (ended, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let other = hub.account("Lark").await;
    let rejected = hub.draft(&other, KIND, PRIMARY).await;
    assert_eq!(hub.submit(&other, &rejected).await.status, Status::Rejected);
    after(&hub, days(366)).await;
    assert_eq!(find(&hub, &account, &ended).await.unwrap().status, Status::Rejected, "expired");
    after(&hub, days(366)).await;
    sweep(&hub).await;
    assert!(is_missing(&find(&hub, &other, &rejected).await));
    assert!(find(&hub, &account, &ended).await.is_ok());
    // Its events are as old, and go in the same sweep or the next.
    sweep(&hub).await;
    let left = crate::export::kinds(&hub, &other).await;
    assert_eq!((left.get("event"), left.get("bundle")), (None, None), "{left:?}");
    after(&hub, days(1_826 - 366 + 2)).await;
    sweep(&hub).await;
    assert!(is_missing(&find(&hub, &account, &ended).await));
    sweep(&hub).await;
    let left = crate::export::kinds(&hub, &account).await;
    for gone in ["case", "event", "end_user", "document", "address"] {
        assert_eq!(left.get(gone), None, "{gone}: {left:?}");
    }
}

#[tokio::test]
async fn a_closed_account_is_erased_when_the_relation_is_long_over() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let close = AccountEdit { status: Some(AccountStatus::Closed), ..AccountEdit::default() };
    accounts::update(&hub.hub, &Actor::operator(), account.sid, close).await.unwrap();
    hub.advance(days(1_830));
    sweep(&hub).await;
    assert_eq!(hub.where_readable(&["Achterberg"]).await, None);
    let found = accounts::find(&hub.hub, &Actor::operator(), account.sid).await.unwrap();
    assert_eq!(found.friendly_name, "");
    assert_eq!(sweep(&hub).await, Swept::default());
}

#[tokio::test]
async fn a_legal_hold_beats_retention_until_it_is_released() {
    let hub = hub!();
    let operator = Actor::operator();
    let account = hub.account("Owl").await;
    let (held, free) = (hub.draft(&account, KIND, PRIMARY).await, hub.draft(&account, KIND, PRIMARY).await);
    hold(&hub, &account, Some(held.sid)).await;
    hub.advance(days(400));
    let listed = due(&hub).await;
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|due| due.is_held == (due.subject == held.sid.to_string())), "{listed:?}");
    assert_eq!(sweep(&hub).await, Swept { erased: 1, held: 1, kept: 0 });
    assert!(find(&hub, &account, &held).await.is_ok() && is_missing(&find(&hub, &account, &free).await));
    let holds = retention::holds(&hub.hub, &operator, account.sid).await.unwrap();
    assert_eq!((holds.len(), holds[0].reason.as_str()), (1, "case 4711"));
    assert_eq!(hub.where_readable(&["case 4711"]).await, None, "the reason is sealed");
    let absent = retention::release(&hub.hub, &operator, account.sid, None).await;
    assert!(is_missing(&absent), "the account itself is not held");
    retention::release(&hub.hub, &operator, account.sid, Some(held.sid)).await.unwrap();
    assert_eq!(sweep(&hub).await.erased, 1);
    let entries = audit::export(&hub.hub, &operator, account.sid, 0, 100).await.unwrap();
    let actions: Vec<_> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert!(actions.contains(&"hold.set") && actions.contains(&"hold.release"), "{actions:?}");
}

#[tokio::test]
async fn a_legal_hold_beats_erasure() {
    let hub = hub!();
    let operator = Actor::operator();
    let account = hub.account("Owl").await;
    let draft = hub.draft(&account, KIND, PRIMARY).await;
    for bundle in [None, Some(draft.sid)] {
        hold(&hub, &account, bundle).await;
        let refused = error(accounts::erase(&hub.hub, &operator, account.sid).await);
        assert!(matches!(refused, Error::Forbidden(why) if why.contains("legal hold")), "{refused:?}");
        assert!(find(&hub, &account, &draft).await.is_ok());
        retention::release(&hub.hub, &operator, account.sid, bundle).await.unwrap();
    }
    accounts::erase(&hub.hub, &operator, account.sid).await.unwrap();
}

#[tokio::test]
async fn only_the_operator_holds_releases_and_looks() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let new =
        |reason: &str| NewHold { account_sid: account.sid, bundle_sid: None, reason: reason.to_owned() };
    let (at, actor, operator) = (&hub.hub, &account.actor, &Actor::operator());
    let forbidden = "Forbidden(\"this is for the operator\")";
    assert_eq!(refusal(retention::set(at, actor, new("x")).await), forbidden);
    assert_eq!(refusal(retention::release(at, actor, account.sid, None).await), forbidden);
    assert_eq!(refusal(retention::holds(at, actor, account.sid).await), forbidden);
    assert_eq!(refusal(retention::list(at, actor).await), forbidden);
    assert_eq!(refusal(retention::sweep(at, actor).await), forbidden);
    assert_eq!(refusal(retention::set(at, operator, new("")).await), "Invalid(Missing(\"Reason\"))");
    let elsewhere =
        NewHold { bundle_sid: Some("BU00000000000000000000000000000001".parse().unwrap()), ..new("x") };
    assert!(is_missing(&retention::set(at, operator, elsewhere).await));
}

#[tokio::test]
async fn an_operators_own_periods_hold_by_country() {
    let text = r#"
        [[retention]]
        class = "draft"
        days = 10
        replaces = true

        [[retention]]
        class = "draft"
        country = "US"
        days = 30
        source = "a law of ours"

        [[retention]]
        class = "unused_item"
        forever = true
        replaces = true
    "#;
    let hub = hub!(Wish { policies: vec![("own.toml".to_owned(), text.to_owned())], ..Wish::default() });
    let account = hub.account("Owl").await;
    let nowhere = hub.draft(&account, KIND, PRIMARY).await;
    let (american, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    hub.advance(days(11));
    sweep(&hub).await;
    assert!(is_missing(&find(&hub, &account, &nowhere).await));
    assert!(find(&hub, &account, &american).await.is_ok(), "its address is in the United States");
    hub.advance(days(20));
    sweep(&hub).await;
    assert!(is_missing(&find(&hub, &account, &american).await));
    hub.advance(days(10_000));
    sweep(&hub).await;
    assert_eq!(items(&hub, &account).await, [2, 1, 1], "kept for ever");
}
