//! Attestation: every combination of what matters, against the design's own words.

use trusthub_domain::account::AccountStatus;
use trusthub_domain::attestation::{
    Attest, BundleFacts, BundleStanding, CallFacts, Caller, NumberFacts, OwnerFacts, ParentFacts, Profiles,
    Traffic, decide,
};

use crate::attestation::{CALLER, PARENT, SIBLING, STRANGER, account, best, bundle, caller_of, full, held};

/// The design's sentences, written down a second time and in its order: refuse, C, A, B.
fn as_designed(facts: &CallFacts) -> Option<Attest> {
    let number = &facts.number;
    let Caller::Known(caller) = &facts.caller else { unreachable!("not in this table") };
    let is_on_hold = |status| status != AccountStatus::Active;
    // What is in no inventory is assigned to nothing.
    let assigned = number.owner.map(|_| [number.profile, number.product]).into_iter().flatten();
    let suspended = assigned.flatten().any(|bundle| bundle.standing == BundleStanding::Suspended);
    let has_own = caller.profiles.in_force.is_some();
    let has_any = has_own || caller.parent.as_ref().is_some_and(|parent| parent.profiles.in_force.is_some());
    let root = caller.parent.as_ref().map_or(caller.account_sid, |parent| parent.account_sid);
    let owner_root = number.owner.map(|owner| owner.parent_sid.unwrap_or(owner.account_sid));
    if is_on_hold(caller.status)
        || caller.parent.as_ref().is_some_and(|parent| is_on_hold(parent.status))
        || suspended
        || (!has_own && caller.profiles.suspended.is_some())
        || owner_root.is_some_and(|owner| owner != root)
        || number.is_blocked
    {
        return None;
    }
    if facts.traffic == Traffic::Gateway || !has_any {
        return Some(Attest::C);
    }
    let counts = |bundle: Option<BundleFacts>| {
        bundle.filter(|bundle| {
            bundle.standing == BundleStanding::InForce
                && (bundle.account_sid == caller.account_sid
                    || (bundle.account_sid == root
                        && number.owner.is_some_and(|owner| owner.account_sid == caller.account_sid)))
        })
    };
    let has_a = number.owner.is_some()
        && counts(number.profile).is_some_and(|profile| profile.is_business)
        && counts(number.product).is_some();
    Some(if has_a { Attest::A } else { Attest::B })
}

#[test]
fn every_combination_is_decided_as_designed() {
    use BundleStanding::{InForce, NotInForce, Suspended};
    let bundles: Vec<Option<(u128, BundleStanding)>> = [CALLER, PARENT, SIBLING]
        .into_iter()
        .flat_map(|owner| [InForce, NotInForce, Suspended].map(|standing| Some((owner, standing))))
        .chain([None])
        .collect();
    let owners = [
        None,
        Some((CALLER, Some(PARENT))),
        Some((PARENT, None)),
        Some((SIBLING, Some(PARENT))),
        Some((STRANGER, None)),
    ];
    let profiles = [
        Profiles::default(),
        best(10, true),
        best(10, false),
        Profiles { in_force: None, suspended: Some(bundle(10)) },
        Profiles { suspended: Some(bundle(12)), ..best(10, true) },
    ];
    let mut count = 0_u32;
    let mut seen = [0_u32; 4];
    for profile in &bundles {
        for product in &bundles {
            for owner in owners {
                for own in profiles {
                    for above in [None, Some(Profiles::default()), Some(best(11, true))] {
                        for (traffic, is_blocked, status, is_business) in [
                            (Traffic::Own, false, AccountStatus::Active, true),
                            (Traffic::Own, false, AccountStatus::Active, false),
                            (Traffic::Gateway, false, AccountStatus::Active, true),
                            (Traffic::Own, true, AccountStatus::Active, true),
                            (Traffic::Own, false, AccountStatus::Suspended, true),
                        ] {
                            let mut facts = full();
                            let caller = caller_of(&mut facts);
                            (caller.status, caller.profiles) = (status, own);
                            caller.parent = above.map(|profiles| ParentFacts {
                                account_sid: account(PARENT),
                                status: AccountStatus::Active,
                                profiles,
                            });
                            facts.traffic = traffic;
                            let of = |bundle: &Option<(u128, BundleStanding)>, number| {
                                bundle.and_then(|(owner, standing)| held(number, owner, standing))
                            };
                            facts.number = NumberFacts {
                                owner: owner.map(|(owner, parent)| OwnerFacts {
                                    account_sid: account(owner),
                                    parent_sid: parent.map(account),
                                }),
                                profile: of(profile, 10)
                                    .map(|profile| BundleFacts { is_business, ..profile }),
                                product: of(product, 20),
                                is_blocked,
                                is_emergency: false,
                            };
                            let decision = decide(&facts);
                            assert_eq!(decision.attest, as_designed(&facts), "{facts:?}\n{decision:?}");
                            assert!(!decision.reasons.is_empty());
                            count += 1;
                            seen[decision.attest.map_or(0, |attest| 1 + attest as usize)] += 1;
                        }
                    }
                }
            }
        }
    }
    assert_eq!(count, 10 * 10 * 5 * 5 * 3 * 5);
    assert!(seen.iter().all(|times| *times > 10), "every answer occurs: {seen:?}");
}
