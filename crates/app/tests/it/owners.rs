//! Declared owners: assigned without being asked for, and looked for on sanctions lists with what is known of them.

use std::io::Cursor;

use serde_json::{Value, json};
use trusthub_app::bundles::items;
use trusthub_app::watchlists::{self, Import};
use trusthub_app::{Actor, review};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid, Status};
use trusthub_domain::review::{Evidence, Outcome};
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub, object};
use trusthub_vetting::watchlists::{ListFile, Source, read};

use crate::support::{hub, lead, refusal};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

fn owner(last_name: &str, born: &str) -> Value {
    json!({ "first_name": "Wenceslas", "last_name": last_name, "birth_date": born, "country": "US", "share": "25" })
}

async fn import(hub: &TestHub, rows: &str) {
    let content = format!("entity_id,kind,name,birth_date\n{rows}");
    let file = ListFile { name: "own.csv".to_owned(), content: Box::new(Cursor::new(content.into_bytes())) };
    let list = read(Source::Csv, vec![file]).unwrap();
    watchlists::import(&hub.hub, &Actor::operator(), Import { list, accepts_shrink: false }).await.unwrap();
}

async fn submitted(hub: &TestHub, account: &TestAccount, owner: Value) -> Bundle {
    let (draft, _) = hub.complete_profile(account, &SOUND_BUSINESS, None).await;
    let sid = hub.end_user(account, "beneficial_owner_1", object(owner)).await;
    hub.assign(account, &draft, ObjectSid::EndUser(sid)).await;
    hub.submit(account, &draft).await
}

/// What screening said of the owner.
async fn found(hub: &TestHub, reviewer: &Actor, bundle: &Bundle) -> Vec<Evidence> {
    let dossier = review::show(&hub.hub, reviewer, bundle.sid).await.unwrap();
    let evidence = dossier.cases.into_iter().next().unwrap().assessment.unwrap().evidence;
    let of_owner = evidence.into_iter().filter(|one| {
        one.check == "sanctions.not_listed" && one.field.as_deref() == Some("beneficial_owner_1.last_name")
    });
    of_owner.collect()
}

#[tokio::test]
async fn four_owners_fit_into_a_profile_each_once() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    for number in 1..=4 {
        let type_name = format!("beneficial_owner_{number}");
        let sid = hub.end_user(&account, &type_name, object(owner("Threadgold", "1961-07-04"))).await;
        hub.assign(&account, &draft, ObjectSid::EndUser(sid)).await;
    }
    let second = hub.end_user(&account, "beneficial_owner_4", object(owner("Other", "1961-07-04"))).await;
    let refused =
        items::assign(&hub.hub, &account.actor, PROFILE, draft.sid, ObjectSid::EndUser(second)).await;
    assert!(refusal(refused).contains("SecondOfType"));
    assert_eq!(hub.submit(&account, &draft).await.status, Status::InReview);
    let shown = review::show(&hub.hub, &lead, draft.sid).await.unwrap().end_users;
    assert_eq!(shown.iter().filter(|one| one.type_name.starts_with("beneficial_owner")).count(), 4);
    assert_eq!(hub.where_readable(&["Threadgold", "1961-07-04"]).await, None, "owners are sealed");
}

#[tokio::test]
async fn an_owner_who_is_declared_wrongly_is_rejected_like_any_other_field() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let bundle = submitted(&hub, &account, owner("Threadgold", "4 July 1961")).await;
    assert_eq!(bundle.status, Status::Rejected);
    assert!(bundle.reasons.iter().any(|one| one.field.as_deref() == Some("beneficial_owner_1.birth_date")));
}

#[tokio::test]
async fn a_listed_owner_is_found_and_the_date_of_birth_is_weighed_and_told() {
    let hub = hub!();
    let lead = lead(&hub).await;
    import(&hub, "1,person,Wenceslas Threadgold,1961-07-04\n2,person,Marzipan Otter,1970\n").await;
    let mut scores = Vec::new();
    for (born, says) in [("1961-07-04", "the same day"), ("1988-01-02", "another year")] {
        let account = hub.account("Owl").await;
        let bundle = submitted(&hub, &account, owner("Threadgold", born)).await;
        let evidence = found(&hub, &lead, &bundle).await;
        let hit = evidence.iter().find(|one| one.outcome == Outcome::Fail);
        let hit = hit.expect("another date takes no entry away whose name settles it");
        assert!(hit.compared.contains("entry 1") && hit.compared.contains(says), "{}", hit.compared);
        let score = hit.compared.split("score 0.").nth(1).unwrap()[..3].parse::<u16>().unwrap();
        scores.push(score);
    }
    assert!(scores[0] > scores[1], "{scores:?}");
    let account = hub.account("Owl").await;
    let clean = submitted(&hub, &account, owner("Underhill", "1975-05-05")).await;
    let evidence = found(&hub, &lead, &clean).await;
    assert_eq!(evidence.iter().map(|one| one.outcome).collect::<Vec<_>>(), [Outcome::Pass]);
}
