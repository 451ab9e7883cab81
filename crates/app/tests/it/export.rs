//! What a person who asks is owed: all of it, in clear, and nothing that signs in.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use trusthub_app::accounts::{self, Exported, keys};
use trusthub_app::attestation::{self, Call, CallingNumber};
use trusthub_app::items::documents::{self, NewDocument};
use trusthub_app::{Actor, Error, audit, bundles};
use trusthub_domain::attestation::Traffic;
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::item::Attributes;
use trusthub_testkit::{PRIMARY, SOUND_BUSINESS, TestAccount, TestHub};

use crate::support::{error, hub, lead, pdf};

async fn exported(hub: &TestHub, account: &TestAccount) -> Vec<Exported> {
    let mut all = Vec::new();
    let sink = |one: &Exported| {
        all.push(one.clone());
        Ok(())
    };
    let count = accounts::export(&hub.hub, &Actor::operator(), account.sid, sink).await.expect("an export");
    assert_eq!(count, u64::try_from(all.len()).unwrap());
    all
}

fn counted(all: &[Exported]) -> BTreeMap<&'static str, u32> {
    let mut counts = BTreeMap::new();
    for one in all {
        *counts.entry(one.kind).or_insert(0) += 1;
    }
    counts
}

/// How many things of each kind are held about an account.
pub async fn kinds(hub: &TestHub, account: &TestAccount) -> BTreeMap<&'static str, u32> {
    counted(&exported(hub, account).await)
}

#[tokio::test]
async fn everything_that_is_held_is_in_it_and_no_secret() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = lead(&hub).await;
    hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    let (_, secret) = keys::create(&hub.hub, &account.actor, Some("switch".to_owned())).await.unwrap();
    hub.number(&account, "+14155550123").await;
    let new = NewDocument {
        friendly_name: "Register extract".to_owned(),
        type_name: "customer_profile_address".to_owned(),
        attributes: Attributes::new(),
        file: Some(pdf("of the owl")),
    };
    documents::create(&hub.hub, &account.actor, new).await.unwrap();
    // A bundle that is gone again: its events are still held.
    let gone = hub.draft(&account, BundleKind::CustomerProfile, PRIMARY).await;
    hub.submit(&account, &gone).await;
    bundles::delete(&hub.hub, &account.actor, BundleKind::CustomerProfile, gone.sid).await.unwrap();
    // How a call of its would be signed.
    let from = CallingNumber::parse("From", "+14155550123").unwrap();
    let to = [CallingNumber::parse("To", "+12025550147").unwrap()];
    let call =
        Call { account: Some(account.sid), from, traffic: Traffic::Own, at_most: None, asked_brand: None };
    attestation::preview(&hub.hub, &account.actor, &call, &to).await.unwrap();
    // Somebody else's.
    let other = hub.account("Lark").await;
    hub.draft(&other, BundleKind::CustomerProfile, PRIMARY).await;

    let all = exported(&hub, &account).await;
    let counts = counted(&all);
    let expected = [
        ("account", 1),
        ("address", 1),
        ("api_key", 1),
        ("attestation_decision", 1),
        ("bundle", 1),
        ("case", 1),
        ("document", 2),
        ("end_user", 2),
        ("entity_assignment", 3),
        ("file", 1),
        ("phone_number", 1),
    ];
    for (kind, count) in expected {
        assert_eq!(counts.get(kind), Some(&count), "{kind}: {counts:?}");
    }
    let text = serde_json::to_string(&all).unwrap();
    for held in ["Achterberg", "rosalind@owlbakery.com", "942404110", "1200 Hearst Avenue"] {
        assert!(text.contains(held), "{held}");
    }
    assert!(all.iter().any(|one| one.kind == "event" && one.value["bundle_sid"] == gone.sid.to_string()));
    let decision = all.iter().find(|one| one.kind == "attestation_decision").unwrap();
    assert_eq!(decision.value["evidence"]["to"][0], "12025550147", "{decision:?}");
    assert_eq!(decision.value["evidence"]["decision"]["attest"], Value::Null, "nothing is loaded here");
    let file = all.iter().find(|one| one.kind == "file").unwrap();
    assert_eq!(STANDARD.decode(file.value["content_base64"].as_str().unwrap()).unwrap(), pdf("of the owl"));
    let (_, token) = account.basic();
    let secret = secrecy::ExposeSecret::expose_secret(&secret).to_owned();
    for absent in [token.as_str(), &secret, "token", "secret", &other.sid.to_string()] {
        assert!(!text.contains(absent), "{absent}");
    }
    for one in &all {
        assert_eq!(microseconds(&one.value), None, "an instant nobody can read in {one:?}");
    }
    let entries = audit::export(&hub.hub, &Actor::operator(), account.sid, 0, 1000).await.unwrap();
    let last = entries.last().unwrap();
    assert_eq!((last.actor.as_str(), last.action.as_str()), ("operator", "account.export"));
}

/// A number that can only be an instant.
fn microseconds(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().filter(|number| *number > 1_000_000_000_000_000),
        Value::Array(values) => values.iter().find_map(microseconds),
        Value::Object(fields) => fields.values().find_map(microseconds),
        Value::Null | Value::Bool(_) | Value::String(_) => None,
    }
}

#[tokio::test]
async fn an_export_is_for_the_operator_and_of_an_account_that_is_there() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let sink = |_: &Exported| Ok(());
    let refused = error(accounts::export(&hub.hub, &account.actor, account.sid, sink).await);
    assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
    accounts::erase(&hub.hub, &Actor::operator(), account.sid).await.unwrap();
    let refused = error(accounts::export(&hub.hub, &Actor::operator(), account.sid, sink).await);
    assert!(matches!(refused, Error::NotFound(_)), "{refused:?}");
}
