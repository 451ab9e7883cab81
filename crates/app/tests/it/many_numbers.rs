//! Many numbers at once: what can be assigned is, what cannot is told line by line, and repeating it is harmless.

use trusthub_app::bundles::many_numbers::{LineOutcome, MOST_LINES, assign};
use trusthub_app::bundles::{channels, copies};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid};
use trusthub_testkit::{PRIMARY, SHAKEN, SOUND_BUSINESS, TestAccount, TestHub};

use crate::support::{first_page, hub, is_missing, lead, refusal};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

async fn outcomes(
    hub: &TestHub,
    account: &TestAccount,
    bundle: &Bundle,
    list: &str,
) -> Vec<(u64, &'static str)> {
    let lines = assign(&hub.hub, &account.actor, bundle.kind, bundle.sid, list).await.unwrap();
    lines.iter().map(|line| (line.line, line.outcome.as_str())).collect()
}

async fn count(hub: &TestHub, account: &TestAccount, bundle: &Bundle) -> usize {
    let page = channels::list(&hub.hub, &account.actor, bundle.kind, bundle.sid, None, first_page(1000));
    page.await.unwrap().items.len()
}

#[tokio::test]
async fn each_line_is_told_and_a_bad_one_does_not_stop_the_others() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let customer = hub.subaccount(&isv, "Owl").await;
    let stranger = hub.account("Crow").await;
    let (profile, other) = (hub.draft(&isv, PROFILE, PRIMARY).await, hub.draft(&isv, PROFILE, PRIMARY).await);
    hub.number(&isv, "+15105550100").await;
    hub.number(&customer, "+15105550101").await;
    hub.number(&stranger, "+15105550102").await;
    let taken = hub.number(&isv, "+15105550103").await;
    channels::assign(&hub.hub, &isv.actor, PROFILE, other.sid, taken).await.unwrap();

    let list = "phone_number,label\n+1 510 555 0100,front\n+15105550101,\n+15105550102,x\n+15105550103,y\n\
        +15105550199,nobody's\n5105550100,no country\n+15105550100,again\n";
    let told = outcomes(&hub, &isv, &profile, list).await;
    let expected = [
        (2, "assigned"),
        (3, "assigned"),
        (4, "refused"),
        (5, "refused"),
        (6, "refused"),
        (7, "refused"),
        (8, "unchanged"),
    ];
    assert_eq!(told, expected);
    assert_eq!(count(&hub, &isv, &profile).await, 2);

    let again = assign(&hub.hub, &isv.actor, PROFILE, profile.sid, list).await.unwrap();
    let changed = again.iter().filter(|line| matches!(line.outcome, LineOutcome::Assigned(_))).count();
    assert_eq!(changed, 0, "{again:?}");
    let why = |line: usize| match &again[line].outcome {
        LineOutcome::Refused(why) => why.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(why(2), why(4), "somebody else's number looks like nobody's");
    assert!(why(3).contains(&other.sid.to_string()), "{}", why(3));
    assert!(why(5).contains("plus sign"), "{}", why(5));
}

#[tokio::test]
async fn a_product_takes_what_its_profile_has() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = hub.draft(&account, PROFILE, PRIMARY).await;
    let product = hub.draft(&account, BundleKind::TrustProduct, SHAKEN).await;
    hub.assign(&account, &product, ObjectSid::Bundle(profile.sid)).await;
    for number in ["+15105550100", "+15105550101"] {
        hub.number(&account, number).await;
    }
    outcomes(&hub, &account, &profile, "+15105550100").await;
    let told = outcomes(&hub, &account, &product, "+15105550100\n+15105550101").await;
    assert_eq!(told, [(1, "assigned"), (2, "refused")]);
}

#[tokio::test]
async fn lists_without_an_end_or_a_line_are_refused_and_so_are_other_accounts() {
    let hub = hub!();
    let (owner, stranger) = (hub.account("Owl").await, hub.account("Crow").await);
    let profile = hub.draft(&owner, PROFILE, PRIMARY).await;
    let by = |account: &TestAccount, list: String| {
        let (hub, actor) = (hub.hub.clone(), account.actor.clone());
        async move { assign(&hub, &actor, PROFILE, profile.sid, &list).await }
    };
    let many = "+15105550100\n".repeat(MOST_LINES + 1);
    assert!(refusal(by(&owner, many).await).contains("2001 lines"));
    assert_eq!(refusal(by(&owner, " \n".to_owned()).await), "Invalid(Missing(\"PhoneNumbers\"))");
    assert!(is_missing(&by(&stranger, "+15105550100".to_owned()).await));
}

#[tokio::test]
async fn what_takes_no_numbers_takes_no_list_of_them() {
    let hub = hub!(trusthub_testkit::Wish { refers_everything: true, ..Default::default() });
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    hub.number(&account, "+15105550100").await;
    let copy = copies::create(&hub.hub, &account.actor, PROFILE, profile.sid).await.unwrap();
    let refused = assign(&hub.hub, &account.actor, PROFILE, copy.sid, "+15105550100").await;
    assert!(refusal(refused).contains("provisional copy"));
}

#[tokio::test]
async fn more_lines_than_one_transaction_takes_are_all_assigned() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = hub.draft(&account, PROFILE, PRIMARY).await;
    let numbers: Vec<String> = (0..120).map(|number| format!("+1510555{number:04}")).collect();
    for number in &numbers {
        hub.number(&account, number).await;
    }
    let told = outcomes(&hub, &account, &profile, &numbers.join("\n")).await;
    assert!(told.iter().all(|(_, outcome)| *outcome == "assigned"), "{told:?}");
    assert_eq!(count(&hub, &account, &profile).await, 120);
}
