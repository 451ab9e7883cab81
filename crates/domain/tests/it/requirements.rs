//! What the shipped rules tell whom: a table of situations, and what holds for every situation.

use std::collections::BTreeSet;

use trusthub_domain::policy::Catalog;
use trusthub_domain::requirements::{Channel, CustomerRole, Effect, Holder, Situation, Urgency};
use trusthub_domain::time::Timestamp;

use crate::fixture::catalog;

fn at(day: &str) -> Timestamp {
    Timestamp::parse_rfc3339(&format!("{day}T12:00:00Z")).unwrap()
}

fn now() -> Timestamp {
    at("2026-11-27")
}

/// `isv_customer voice,sms 5000 calls` and, where they differ from the usual, `unregistered` and a country.
fn situation(words: &str) -> Situation {
    let mut words = words.split_whitespace();
    let role: CustomerRole = words.next().unwrap().parse().unwrap();
    let channels = words.next().unwrap();
    let mut situation = Situation::of(role);
    situation.channels =
        channels.split(',').filter(|name| *name != "-").map(|name| name.parse().unwrap()).collect();
    situation.messages_per_day = words.next().unwrap().parse().unwrap();
    for word in words {
        match word {
            "calls" => situation.outbound_voice = true,
            "unregistered" => situation.is_registered = false,
            country => situation.country = country.to_owned(),
        }
    }
    situation
}

/// The names of what is required, and in brackets of what is recommended, in order.
fn advised(catalog: &Catalog, words: &str, now: Timestamp) -> String {
    let advice = catalog.requirements().advise(&situation(words), now);
    let names = advice.required.iter().map(|one| match one.need {
        Urgency::Required => one.requirement.name.clone(),
        Urgency::Recommended => format!("({})", one.requirement.name),
    });
    names.collect::<Vec<_>>().join(" ")
}

#[test]
fn each_situation_gets_what_it_needs_in_order() {
    let table = [
        ("direct - 0", "primary_profile"),
        ("direct voice 0", "primary_profile"),
        ("direct voice 0 calls", "primary_profile shaken_stir (voice_integrity) numbers"),
        ("direct sms 100", "primary_profile a2p_product a2p_brand a2p_campaign"),
        (
            "direct voice,sms 9000 calls",
            "primary_profile shaken_stir (voice_integrity) numbers a2p_product a2p_brand a2p_campaign",
        ),
        ("direct toll_free 100", "primary_profile toll_free"),
        ("direct cnam 0", "primary_profile cnam numbers"),
        (
            "direct branded_calling 0 calls",
            "primary_profile shaken_stir voice_integrity branded_calling numbers",
        ),
        ("direct voice 0 calls unregistered", "individual_profile"),
        (
            "direct sms 100 unregistered",
            "individual_profile starter_direct_profile sole_proprietor_product sole_proprietor_brand a2p_campaign",
        ),
        ("direct sms 100 unregistered DE", "individual_profile"),
        ("direct sms 100 DE", "primary_profile a2p_product a2p_brand a2p_campaign"),
        ("isv - 0", "primary_profile"),
        ("isv voice 0 calls", "primary_profile shaken_stir (voice_integrity) numbers"),
        ("isv_customer - 0", "primary_profile secondary_profile"),
        (
            "isv_customer voice 0 calls",
            "primary_profile secondary_profile shaken_stir (voice_integrity) numbers",
        ),
        (
            "isv_customer sms 3000",
            "primary_profile secondary_profile a2p_product secondary_a2p_brand a2p_campaign",
        ),
        (
            "isv_customer sms 3001",
            "primary_profile secondary_profile shaken_stir a2p_product secondary_a2p_brand a2p_campaign",
        ),
        (
            "isv_customer sms 3000 unregistered",
            "primary_profile starter_profile sole_proprietor_product sole_proprietor_brand a2p_campaign",
        ),
        (
            "isv_customer sms 3001 unregistered",
            "primary_profile secondary_profile shaken_stir a2p_product secondary_a2p_brand a2p_campaign",
        ),
    ];
    let catalog = catalog();
    for (words, expected) in table {
        assert_eq!(advised(&catalog, words, now()), expected, "{words}");
    }
}

#[test]
fn an_isvs_customer_above_the_threshold_needs_profile_brand_and_signed_calls_whatever_else_it_does() {
    let catalog = catalog();
    for words in ["isv_customer - 3001", "isv_customer voice 3001", "isv_customer toll_free 100000 GB"] {
        let advice = catalog.requirements().advise(&situation(words), now());
        for name in ["secondary_profile", "secondary_a2p_brand", "shaken_stir"] {
            let found = advice.required.iter().find(|one| one.requirement.name == name).unwrap();
            assert_eq!(found.need, Urgency::Required, "{words} {name}");
            assert!(found.because.contains(",000"), "{words} {name}: {}", found.because);
        }
    }
}

#[test]
fn the_threshold_that_decided_is_told_with_its_day() {
    let catalog = catalog();
    let table = [
        ("isv_customer sms 3001", "secondary_profile", Some((3000, "2021-01-01"))),
        ("isv_customer sms 3000", "secondary_profile", None),
        ("direct sms 6000", "a2p_brand", Some((6000, "2022-09-28"))),
        ("direct sms 6001", "a2p_brand", Some((6000, "2022-09-28"))),
    ];
    for (words, name, expected) in table {
        let advice = catalog.requirements().advise(&situation(words), now());
        let found = advice.required.iter().find(|one| one.requirement.name == name).unwrap();
        let told = found.threshold.map(|one| (one.messages_per_day, one.since.as_str()));
        assert_eq!(told, expected, "{words}");
    }
}

#[test]
fn a_threshold_holds_from_its_day_on() {
    let catalog = catalog();
    let low_volume =
        |day: &str| catalog.requirements().threshold("low_volume", day).map(|one| one.messages_per_day);
    assert_eq!(low_volume("2020-12-31"), None);
    assert_eq!(low_volume("2022-09-27"), Some(3000));
    assert_eq!(low_volume("2022-09-28"), Some(6000));
    let advice = |day| {
        let rules = catalog.requirements().advise(&situation("direct sms 5000"), at(day));
        let brand = rules.required.into_iter().find(|one| one.requirement.name == "a2p_brand").unwrap();
        brand.because
    };
    assert_eq!(
        advice("2022-09-27"),
        "You send more than 3,000 messages a day: a Standard Brand, with secondary vetting."
    );
    assert_eq!(
        advice("2022-09-28"),
        "You send at most 6,000 messages a day: a Low-Volume Standard Brand will do."
    );
}

#[test]
fn an_isvs_customer_is_told_that_its_isv_comes_first() {
    let catalog = catalog();
    let advice = catalog.requirements().advise(&situation("isv_customer voice 0 calls"), now());
    let (primary, secondary) = (&advice.required[0], &advice.required[1]);
    assert_eq!((primary.holder, secondary.holder), (Holder::Isv, Holder::Own));
    assert_eq!(secondary.after, ["primary_profile"]);
}

#[test]
fn whoever_calls_without_signatures_is_told_of_b() {
    let catalog = catalog();
    let advice = catalog.requirements().advise(&situation("direct voice 0 calls"), now());
    let signed = advice.required.iter().find(|one| one.requirement.name == "shaken_stir").unwrap();
    assert!(signed.requirement.without.iter().any(|one| one.effect == Effect::AttestationB));
}

/// Every situation there is, but for numbers between the thresholds.
fn every_situation() -> Vec<Situation> {
    let mut all = Vec::new();
    for role in CustomerRole::ALL {
        for bits in 0..1_u32 << Channel::ALL.len() {
            for messages_per_day in [0, 3000, 3001, 6001] {
                for flags in 0..4 {
                    for country in ["US", "DE"] {
                        let used =
                            Channel::ALL.iter().enumerate().filter(|(index, _)| bits >> index & 1 == 1);
                        all.push(Situation {
                            role,
                            channels: used.map(|(_, channel)| *channel).collect(),
                            messages_per_day,
                            outbound_voice: flags & 1 == 1,
                            is_registered: flags & 2 == 2,
                            country: country.to_owned(),
                        });
                    }
                }
            }
        }
    }
    all
}

#[test]
fn everybody_is_told_something_and_nothing_rests_on_what_comes_later() {
    let catalog = catalog();
    let rules = catalog.requirements();
    for situation in every_situation() {
        let advice = rules.advise(&situation, now());
        assert!(!advice.required.is_empty(), "{situation:?}");
        let mut before = BTreeSet::new();
        for one in &advice.required {
            assert!(
                one.after.iter().all(|name| before.contains(name)),
                "{situation:?}: {}",
                one.requirement.name
            );
            assert!(!one.because.contains('{'), "{}", one.because);
            before.insert(one.requirement.name.as_str());
        }
    }
}

#[test]
fn no_rule_is_there_for_nobody() {
    let catalog = catalog();
    let rules = catalog.requirements();
    let mut told = BTreeSet::new();
    for situation in every_situation() {
        told.extend(rules.advise(&situation, now()).required.into_iter().map(|one| one.because));
    }
    let reasons: BTreeSet<&str> =
        rules.rules().iter().flat_map(|rule| &rule.when).map(|when| when.because.as_str()).collect();
    assert!(told.len() >= reasons.len(), "{reasons:#?} {told:#?}");
    for rule in rules.rules() {
        assert!(!rule.without.is_empty() && rules.source(&rule.source).is_some(), "{}", rule.name);
    }
    for source in rules.sources() {
        let used = rules.rules().iter().any(|rule| {
            rule.source == source.name || rule.without.iter().any(|one| one.source == source.name)
        }) || rules.thresholds().iter().any(|one| one.source == source.name);
        assert!(used, "nobody names {}", source.name);
    }
}
