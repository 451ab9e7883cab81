//! Attestation: the rules one by one. Every combination of what matters is in `attestation_table`.

use trusthub_domain::account::AccountStatus;
use trusthub_domain::attestation::{
    Attest, AttestReason, BestProfile, BundleFacts, BundleStanding, CallFacts, Caller, CallerFacts, Ceiling,
    Certificate, Decision, Ground, IndexState, NumberFacts, OwnerFacts, ParentFacts, Profiles, Traffic,
    decide,
};
use trusthub_domain::policy::Catalog;
use trusthub_domain::sid::{AccountSid, BundleSid, Sid};
use uuid::Uuid;

pub fn account(number: u128) -> AccountSid {
    AccountSid::from_uuid(Uuid::from_u128(number))
}

pub fn bundle(number: u128) -> BundleSid {
    BundleSid::from_uuid(Uuid::from_u128(number))
}

/// The accounts of the tests: a parent, its two subaccounts, and somebody else.
pub const PARENT: u128 = 1;
pub const CALLER: u128 = 2;
pub const SIBLING: u128 = 3;
pub const STRANGER: u128 = 4;

pub fn best(number: u128, is_business: bool) -> Profiles {
    Profiles { in_force: Some(BestProfile { sid: bundle(number), is_business }), suspended: None }
}

pub fn held(number: u128, owner: u128, standing: BundleStanding) -> Option<BundleFacts> {
    Some(BundleFacts { sid: bundle(number), account_sid: account(owner), standing, is_business: true })
}

/// A main account's own call, with all that A takes.
pub fn full() -> CallFacts {
    CallFacts {
        index: IndexState::Current,
        caller: Caller::Known(CallerFacts {
            account_sid: account(CALLER),
            status: AccountStatus::Active,
            is_test: false,
            profiles: best(10, true),
            parent: None,
        }),
        number: NumberFacts {
            owner: Some(OwnerFacts { account_sid: account(CALLER), parent_sid: None }),
            profile: held(10, CALLER, BundleStanding::InForce),
            product: held(20, CALLER, BundleStanding::InForce),
            is_blocked: false,
            is_emergency: false,
        },
        traffic: Traffic::Own,
        at_most: None,
        certificate: Certificate::Live,
        brand: None,
        is_diversion: false,
        asked_brand: None,
    }
}

pub fn caller_of(facts: &mut CallFacts) -> &mut CallerFacts {
    match &mut facts.caller {
        Caller::Known(caller) => caller,
        Caller::NotNamed | Caller::Unknown(_) => unreachable!("the tests begin with a known caller"),
    }
}

fn changed(change: impl FnOnce(&mut CallFacts)) -> Decision {
    let mut facts = full();
    change(&mut facts);
    decide(&facts)
}

fn grounds(decision: &Decision) -> Vec<Ground> {
    decision.reasons.iter().map(|reason| reason.ground).collect()
}

/// The same call by a subaccount, whose parent has a business profile.
fn of_subaccount(change: impl FnOnce(&mut CallFacts)) -> Decision {
    changed(|facts| {
        let profiles = best(11, true);
        caller_of(facts).parent =
            Some(ParentFacts { account_sid: account(PARENT), status: AccountStatus::Active, profiles });
        facts.number.owner =
            Some(OwnerFacts { account_sid: account(CALLER), parent_sid: Some(account(PARENT)) });
        change(facts);
    })
}

#[test]
fn a_business_with_its_number_on_profile_and_product_gets_a() {
    let decision = decide(&full());
    assert_eq!(decision.attest, Some(Attest::A));
    assert_eq!(
        grounds(&decision),
        [Ground::BusinessInForce, Ground::NumberOnProfile, Ground::NumberOnProduct],
        "an A says what it rests on"
    );
    assert!(decision.reasons.iter().all(|reason| reason.bundle_sid.is_some()));
}

#[test]
fn each_missing_condition_of_a_gives_b_and_is_named() {
    type Harm = fn(&mut CallFacts);
    let table: [(Harm, &[Ground]); 9] = [
        (|facts| facts.number.profile = None, &[Ground::NumberNotOnProfile]),
        (|facts| facts.number.product = None, &[Ground::NumberNotOnProduct]),
        (
            |facts| facts.number.profile = held(10, CALLER, BundleStanding::NotInForce),
            &[Ground::ProfileNotInForce],
        ),
        (
            |facts| facts.number.product = held(20, CALLER, BundleStanding::NotInForce),
            &[Ground::ProductNotInForce],
        ),
        (|facts| facts.number = NumberFacts::default(), &[Ground::NumberNotInInventory]),
        (
            |facts| {
                caller_of(facts).profiles = best(10, false);
                facts.number.profile.as_mut().unwrap().is_business = false;
            },
            &[Ground::NotABusiness],
        ),
        (
            |facts| {
                caller_of(facts).profiles = best(10, false);
                facts.number.profile = None;
                facts.number.product = None;
            },
            &[Ground::NotABusiness, Ground::NumberNotOnProfile, Ground::NumberNotOnProduct],
        ),
        (|facts| facts.at_most = Some(Attest::B), &[Ground::RequestedAtMostB]),
        (
            |facts| {
                facts.number.owner =
                    Some(OwnerFacts { account_sid: account(SIBLING), parent_sid: Some(account(CALLER)) });
                facts.number.profile = held(10, SIBLING, BundleStanding::InForce);
                facts.number.product = held(20, SIBLING, BundleStanding::InForce);
            },
            &[Ground::NumberOfFamily, Ground::NumberNotOnProfile, Ground::NumberNotOnProduct],
        ),
    ];
    for (harm, expected) in table {
        let decision = changed(harm);
        assert_eq!(decision.attest, Some(Attest::B), "{expected:?}");
        let limits = grounds(&decision).into_iter().filter(|g| g.ceiling() == Ceiling::AtMost(Attest::B));
        assert_eq!(limits.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn gateway_traffic_and_unknown_customers_get_c() {
    type Harm = fn(&mut CallFacts);
    let table: [(Harm, Ground); 4] = [
        (|facts| facts.traffic = Traffic::Gateway, Ground::GatewayTraffic),
        (|facts| facts.caller = Caller::NotNamed, Ground::NoAccountNamed),
        (|facts| caller_of(facts).profiles = Profiles::default(), Ground::NoProfileInForce),
        (|facts| facts.at_most = Some(Attest::C), Ground::RequestedAtMostC),
    ];
    for (harm, expected) in table {
        let decision = changed(harm);
        assert_eq!(decision.attest, Some(Attest::C), "{expected:?}");
        assert_eq!(grounds(&decision)[0], expected);
    }
}

#[test]
fn what_refuses_a_call_refuses_it_alone_and_all_of_it_is_told() {
    type Harm<'a> = &'a dyn Fn(&mut CallFacts);
    let parent = |status| {
        move |facts: &mut CallFacts| {
            let profiles = Profiles::default();
            caller_of(facts).parent = Some(ParentFacts { account_sid: account(PARENT), status, profiles });
            facts.number.owner.as_mut().unwrap().parent_sid = Some(account(PARENT));
        }
    };
    let (suspended, closed) = (parent(AccountStatus::Suspended), parent(AccountStatus::Closed));
    let table: [(Harm<'_>, Ground); 14] = [
        (
            &(|facts: &mut CallFacts| facts.index = IndexState::NotLoaded) as &dyn Fn(&mut CallFacts),
            Ground::IndexNotLoaded,
        ),
        (&|facts| facts.index = IndexState::OutOfDate, Ground::IndexOutOfDate),
        (&|facts| facts.caller = Caller::Unknown(account(9)), Ground::AccountUnknown),
        (&|facts| caller_of(facts).status = AccountStatus::Suspended, Ground::AccountSuspended),
        (&|facts| caller_of(facts).status = AccountStatus::Closed, Ground::AccountClosed),
        (&suspended, Ground::ParentSuspended),
        (&closed, Ground::ParentClosed),
        (
            &|facts| facts.number.profile = held(10, CALLER, BundleStanding::Suspended),
            Ground::ProfileSuspended,
        ),
        (
            &|facts| facts.number.product = held(20, CALLER, BundleStanding::Suspended),
            Ground::ProductSuspended,
        ),
        (
            &|facts| {
                facts.number.owner = Some(OwnerFacts { account_sid: account(STRANGER), parent_sid: None });
            },
            Ground::NumberOfAnotherTenant,
        ),
        (&|facts| facts.number.is_blocked = true, Ground::NumberDoNotOriginate),
        (&|facts| facts.number.is_emergency = true, Ground::NumberForEmergencies),
        (&|facts| facts.certificate = Certificate::None, Ground::NoUsableCertificate),
        (&|facts| caller_of(facts).is_test = true, Ground::TestAccount),
    ];
    let mut all = full();
    for (harm, expected) in &table {
        let decision = changed(*harm);
        assert!(decision.is_refused(), "{expected:?}");
        assert_eq!(grounds(&decision)[0], *expected);
    }
    // Those that exclude one another aside; and what of a stranger is suspended is told nobody.
    let together = table.iter().filter(|(_, ground)| {
        ![
            Ground::IndexNotLoaded,
            Ground::AccountUnknown,
            Ground::AccountSuspended,
            Ground::ParentSuspended,
            Ground::NumberOfAnotherTenant,
            Ground::TestAccount,
        ]
        .contains(ground)
    });
    for (harm, _) in together.clone() {
        harm(&mut all);
    }
    let told = grounds(&decide(&all));
    for (_, ground) in together {
        assert!(told.contains(ground), "{ground:?} is not told beside the others: {told:?}");
    }
}

#[test]
fn a_customer_whose_only_profile_is_suspended_is_not_carried_by_its_isv() {
    let decision = of_subaccount(|facts| {
        caller_of(facts).profiles = Profiles { in_force: None, suspended: Some(bundle(10)) };
        facts.number.profile = None;
        facts.number.product = None;
    });
    assert!(decision.is_refused());
    assert_eq!(grounds(&decision)[0], Ground::ProfileSuspended);
}

#[test]
fn a_suspended_profile_beside_one_in_force_only_refuses_its_own_numbers() {
    let beside = |profile: u128, standing| {
        changed(move |facts| {
            caller_of(facts).profiles.suspended = Some(bundle(12));
            facts.number.profile = held(profile, CALLER, standing);
        })
    };
    assert_eq!(beside(10, BundleStanding::InForce).attest, Some(Attest::A));
    assert!(beside(12, BundleStanding::Suspended).is_refused());
}

#[test]
fn the_unregistered_customer_of_an_isv_gets_b() {
    let decision = of_subaccount(|facts| {
        caller_of(facts).profiles = Profiles::default();
        facts.number.profile = None;
        facts.number.product = None;
    });
    assert_eq!(decision.attest, Some(Attest::B));
    assert!(grounds(&decision).contains(&Ground::ParentInForce));
}

#[test]
fn a_subaccounts_number_on_its_parents_bundles_counts_as_the_parents() {
    let on_parents = |facts: &mut CallFacts| {
        facts.number.profile = held(11, PARENT, BundleStanding::InForce);
        facts.number.product = held(21, PARENT, BundleStanding::InForce);
    };
    let by_subaccount = of_subaccount(|facts| {
        caller_of(facts).profiles = Profiles::default();
        on_parents(facts);
    });
    assert_eq!(by_subaccount.attest, Some(Attest::A), "{by_subaccount:?}");
    let by_parent = changed(|facts| {
        let caller = caller_of(facts);
        (caller.account_sid, caller.profiles) = (account(PARENT), best(11, true));
        facts.number.owner =
            Some(OwnerFacts { account_sid: account(CALLER), parent_sid: Some(account(PARENT)) });
        on_parents(facts);
    });
    assert_eq!(by_parent.attest, Some(Attest::A), "{by_parent:?}");
    let by_sibling = of_subaccount(|facts| {
        facts.number.owner =
            Some(OwnerFacts { account_sid: account(SIBLING), parent_sid: Some(account(PARENT)) });
        on_parents(facts);
    });
    assert_eq!(
        by_sibling.attest,
        Some(Attest::B),
        "the number is neither the caller's nor on the caller's bundles"
    );
    assert!(grounds(&by_sibling).contains(&Ground::NumberOfFamily));
}

#[test]
fn whose_a_strangers_number_is_stays_untold() {
    for standing in [BundleStanding::InForce, BundleStanding::Suspended] {
        let on_theirs = |owner: u128| {
            move |facts: &mut CallFacts| {
                let parent_sid = (owner == SIBLING).then(|| account(PARENT));
                facts.number.owner = Some(OwnerFacts { account_sid: account(owner), parent_sid });
                facts.number.profile = held(30, owner, standing);
                facts.number.product = held(31, owner, standing);
            }
        };
        let strangers = changed(on_theirs(STRANGER));
        assert_eq!(grounds(&strangers), [Ground::NumberOfAnotherTenant, Ground::BusinessInForce]);
        // Two customers of an ISV are strangers, too; what becomes of the call is told, and of whom is not.
        for decision in [strangers, of_subaccount(on_theirs(SIBLING))] {
            let text = serde_json::to_string(&decision).unwrap();
            for untold in [
                account(STRANGER).to_string(),
                account(SIBLING).to_string(),
                bundle(30).to_string(),
                bundle(31).to_string(),
            ] {
                assert!(!text.contains(&untold), "{text}");
            }
        }
    }
}

#[test]
fn a_request_for_more_than_is_due_changes_nothing() {
    let asked = |at_most| {
        changed(|facts| {
            facts.number.product = None;
            facts.at_most = at_most;
        })
    };
    assert_eq!(asked(Some(Attest::A)), asked(None));
    assert_eq!(asked(Some(Attest::B)), asked(None), "B was due anyway: the request is no ground");
    let refused = changed(|facts| {
        facts.number.is_blocked = true;
        facts.at_most = Some(Attest::A);
    });
    assert!(refused.is_refused());
}

#[test]
fn a_test_account_may_be_signed_for_with_a_test_certificate() {
    let with = |certificate| {
        changed(|facts| {
            caller_of(facts).is_test = true;
            facts.certificate = certificate;
        })
    };
    assert_eq!(with(Certificate::Test).attest, Some(Attest::A));
    assert_eq!(with(Certificate::NotAsked).attest, Some(Attest::A), "a preview tells what would be");
    assert!(with(Certificate::Live).is_refused());
}

#[test]
fn grounds_have_names_and_sentences_of_their_own() {
    for (place, ground) in Ground::ALL.iter().enumerate() {
        let json = serde_json::to_value(ground).unwrap();
        assert_eq!(json, ground.as_str(), "stored as on the wire");
        assert!(ground.in_words().ends_with('.'));
        assert!(Ground::ALL[place + 1..].iter().all(|other| {
            other != ground && other.as_str() != ground.as_str() && other.in_words() != ground.in_words()
        }));
    }
}

#[test]
fn facts_and_decisions_are_stored_and_read_again() {
    let facts = full();
    let again: CallFacts = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();
    assert_eq!(again, facts);
    let decision = decide(&facts);
    let again: Decision = serde_json::from_str(&serde_json::to_string(&decision).unwrap()).unwrap();
    assert_eq!(again, decision);
}

#[test]
fn what_is_not_there_is_left_out_and_older_decisions_are_read_all_the_same() {
    let nothing = NumberFacts::default();
    assert_eq!(serde_json::to_string(&nothing).unwrap(), r#"{"is_blocked":false,"is_emergency":false}"#);
    let older = r#"{"owner":null,"profile":null,"product":null,"is_blocked":false,"is_emergency":false}"#;
    assert_eq!(serde_json::from_str::<NumberFacts>(older).unwrap(), nothing);
    let older = r#"{"ground":"no_account_named","account_sid":null,"bundle_sid":null}"#;
    let reason: AttestReason = serde_json::from_str(older).unwrap();
    assert_eq!(serde_json::to_string(&reason).unwrap(), r#"{"ground":"no_account_named"}"#);
}

#[test]
fn emergency_numbers_are_data_with_sources() {
    let catalog = Catalog::builtin().unwrap();
    let numbers = catalog.emergency_numbers();
    assert!(numbers.contains("911") && numbers.contains("112") && !numbers.contains("12155551212"));
    assert!(numbers.numbers().iter().all(|one| one.source.is_some()));
    let own = |text: &str| Catalog::with_files([("own.toml".to_owned(), text.to_owned())]);
    let added = own("[[emergency_number]]\nnumber = \"118\"\nplace = \"Nowhere\"\n").unwrap();
    assert!(added.emergency_numbers().contains("118"));
    for wrong in ["+1911", "12155551212", "", "9 1 1"] {
        let text = format!("[[emergency_number]]\nnumber = {wrong:?}\nplace = \"Nowhere\"\n");
        assert!(own(&text).is_err(), "{wrong}");
    }
    assert!(own("[[emergency_number]]\nnumber = \"911\"\nplace = \"again\"\n").is_err());
}
