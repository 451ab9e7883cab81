//! A business that nobody has registered, and past cases under other rules.

use trusthub_app::review::replay::{Replayed, replay};
use trusthub_app::review::trial::{self, Draft};
use trusthub_app::{Actor, Error, Scorecard};
use trusthub_domain::policy::Catalog;
use trusthub_domain::review::{Outcome, Verdict};
use trusthub_testkit::{SOUND_BUSINESS, TestHub};

use crate::support::hub;
use crate::watchlists::import;

const LISTED: &str = "7,person,Rosalind Achterberg\n";

/// The profile that the guide shows.
fn shown() -> Draft {
    let guide = include_str!("../../../../docs/scorecard.md");
    let json = guide.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    serde_json::from_str(json).unwrap()
}

fn outcome(trial: &trial::Trial, check: &str) -> Option<Outcome> {
    trial.assessment.evidence.iter().find(|one| one.check == check).map(|one| one.outcome)
}

#[test]
fn the_profile_in_the_guide_complies_and_is_for_a_reviewer() {
    let tried = trial::alone(shown(), &Catalog::builtin().unwrap(), &Scorecard::shipped().unwrap()).unwrap();
    assert_eq!(tried.shortcomings, []);
    assert_eq!(tried.assessment.verdict, Verdict::Refer, "nobody was looked for anywhere");
    assert_eq!(outcome(&tried, "sanctions.not_listed"), Some(Outcome::Unknown));
}

#[test]
fn what_would_be_turned_down_is_said_and_a_policy_that_is_none_refused() {
    let (catalog, card) = (Catalog::builtin().unwrap(), Scorecard::shipped().unwrap());
    let mut draft = shown();
    draft.end_users.truncate(1);
    draft.addresses[0].street = "PO Box 7".to_owned();
    let tried = trial::alone(draft, &catalog, &card).unwrap();
    assert!(tried.shortcomings.iter().any(|reason| reason.message.contains("epresentative")), "{tried:?}");
    assert!(matches!(tried.assessment.verdict, Verdict::Reject { .. }));
    let nowhere = Draft { policy: "no_such_policy".to_owned(), ..shown() };
    assert!(matches!(trial::alone(nowhere, &catalog, &card), Err(Error::Invalid(_))));
}

#[tokio::test]
async fn a_trial_looks_on_the_hubs_lists_and_keeps_nothing() {
    let hub = hub!();
    import(&hub, LISTED).await.unwrap();
    let card = hub.hub.scorecard().clone();
    let tried = trial::beside(&hub.hub, &Actor::operator(), shown(), &card).await.unwrap();
    assert_eq!(outcome(&tried, "sanctions.not_listed"), Some(Outcome::Fail), "Rosalind Achterberg is listed");
    let account = hub.account("Owl").await;
    assert!(matches!(
        trial::beside(&hub.hub, &account.actor, shown(), &card).await,
        Err(Error::Forbidden(_))
    ));
    assert_eq!(replayed(&hub, &card).await, []);
}

async fn replayed(hub: &TestHub, card: &Scorecard) -> Vec<Replayed> {
    let mut all = Vec::new();
    replay(&hub.hub, &Actor::operator(), card, |one| all.push(one)).await.unwrap();
    all
}

#[tokio::test]
async fn past_cases_come_out_bit_for_bit_and_other_rules_show_whom_they_would_let_through() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    for _ in 0..2 {
        let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
        hub.submit(&account, &draft).await;
    }
    let same = replayed(&hub, hub.hub.scorecard()).await;
    assert_eq!(same.len(), 2);
    assert!(same.iter().all(|one| one.is_of_same_rules() && !one.is_broken()));

    let lax = "version = \"lax\"\n[checks]\n\"name.business\" = { pass = 1 }\n[[approve]]\n\
               policies = [\"primary_customer_profile_type_business\"]\nat = 1\nmust_pass = [\"name.business\"]";
    let other = replayed(&hub, &Scorecard::with_text(lax).unwrap()).await;
    assert!(other.iter().all(|one| one.is_other_conclusion() && !one.is_broken()), "{other:?}");
    assert!(other.iter().all(|one| one.after.verdict == Verdict::Approve));
}
