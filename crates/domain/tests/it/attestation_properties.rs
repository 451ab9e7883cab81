//! Attestation, for facts of any kind: what is taken away never raises the answer, and the answer follows its reasons.

use proptest::option;
use proptest::prelude::*;
use trusthub_domain::account::AccountStatus;
use trusthub_domain::attestation::{
    Attest, BestProfile, BundleFacts, BundleStanding, CallFacts, Caller, CallerFacts, Ceiling, Certificate,
    IndexState, NumberFacts, OwnerFacts, ParentFacts, Profiles, Traffic, decide,
};

use crate::attestation::{CALLER, PARENT, SIBLING, STRANGER, account, bundle, caller_of};

fn one_of<T: Clone + std::fmt::Debug + 'static>(values: &[T]) -> impl Strategy<Value = T> + use<T> {
    prop::sample::select(values.to_vec())
}

const STATUSES: [AccountStatus; 3] = [AccountStatus::Active, AccountStatus::Suspended, AccountStatus::Closed];

fn profiles() -> impl Strategy<Value = Profiles> {
    let in_force =
        option::of(any::<bool>().prop_map(|is_business| BestProfile { sid: bundle(10), is_business }));
    let suspended = option::of(Just(bundle(12)));
    (in_force, suspended).prop_map(|(in_force, suspended)| Profiles { in_force, suspended })
}

fn held() -> impl Strategy<Value = Option<BundleFacts>> {
    let standing = one_of(&[BundleStanding::InForce, BundleStanding::NotInForce, BundleStanding::Suspended]);
    let whose = one_of(&[PARENT, CALLER, SIBLING, STRANGER]);
    option::weighted(
        0.8,
        (standing, whose, any::<bool>()).prop_map(|(standing, whose, is_business)| BundleFacts {
            sid: bundle(20),
            account_sid: account(whose),
            standing,
            is_business,
        }),
    )
}

prop_compose! {
    fn facts()(
        index in one_of(&[IndexState::Current, IndexState::Current, IndexState::NotLoaded, IndexState::OutOfDate]),
        status in one_of(&STATUSES),
        parent in option::of((one_of(&STATUSES), profiles())),
        own in profiles(),
        is_test in any::<bool>(),
        owner in option::of(one_of(&[(CALLER, false), (CALLER, true), (SIBLING, true), (PARENT, false), (STRANGER, false)])),
        profile in held(),
        product in held(),
        (is_blocked, is_emergency) in (prop::bool::weighted(0.1), prop::bool::weighted(0.1)),
        traffic in one_of(&[Traffic::Own, Traffic::Own, Traffic::Gateway]),
        at_most in option::of(one_of(&[Attest::A, Attest::B, Attest::C])),
        certificate in one_of(&[Certificate::NotAsked, Certificate::Live, Certificate::Test, Certificate::None]),
    ) -> CallFacts {
        CallFacts {
            index,
            caller: Caller::Known(CallerFacts {
                account_sid: account(CALLER),
                status,
                is_test,
                profiles: own,
                parent: parent.map(|(status, profiles)| ParentFacts { account_sid: account(PARENT), status, profiles }),
            }),
            number: NumberFacts {
                owner: owner.map(|(owner, is_below)| OwnerFacts {
                    account_sid: account(owner),
                    parent_sid: is_below.then(|| account(PARENT)),
                }),
                profile,
                product,
                is_blocked,
                is_emergency,
            },
            traffic,
            at_most,
            certificate,
            brand: None,
            is_diversion: false,
            asked_brand: None,
        }
    }
}

type Revoke = fn(&mut CallFacts);

/// Ways to take something away from a caller. A bundle that is suspended keeps its numbers: the hub refuses to take them
/// off it, so that nobody gets out of a suspension that way.
const REVOCATIONS: [(&str, Revoke); 17] = [
    ("account suspended", |facts| caller_of(facts).status = AccountStatus::Suspended),
    ("account closed", |facts| caller_of(facts).status = AccountStatus::Closed),
    ("parent suspended", |facts| {
        if let Some(parent) = &mut caller_of(facts).parent {
            parent.status = AccountStatus::Suspended;
        }
    }),
    ("own profile ended", |facts| caller_of(facts).profiles.in_force = None),
    ("own profile suspended", |facts| {
        caller_of(facts).profiles = Profiles { in_force: None, suspended: Some(bundle(10)) };
    }),
    ("only a person's profile left", |facts| {
        if let Some(best) = &mut caller_of(facts).profiles.in_force {
            best.is_business = false;
        }
    }),
    ("parent's profile ended", |facts| {
        if let Some(parent) = &mut caller_of(facts).parent {
            parent.profiles.in_force = None;
        }
    }),
    ("number's profile ended", |facts| ended(&mut facts.number.profile)),
    ("number's profile suspended", |facts| suspended(&mut facts.number.profile)),
    ("number off its profile", |facts| off(&mut facts.number.profile)),
    ("number's product ended", |facts| ended(&mut facts.number.product)),
    ("number's product suspended", |facts| suspended(&mut facts.number.product)),
    ("number off its product", |facts| off(&mut facts.number.product)),
    ("number given to somebody else", |facts| {
        facts.number.owner = Some(OwnerFacts { account_sid: account(STRANGER), parent_sid: None });
    }),
    ("number blocked", |facts| facts.number.is_blocked = true),
    ("marked as gateway", |facts| facts.traffic = Traffic::Gateway),
    ("certificate gone", |facts| facts.certificate = Certificate::None),
];

fn ended(bundle: &mut Option<BundleFacts>) {
    if let Some(bundle) = bundle
        && bundle.standing == BundleStanding::InForce
    {
        bundle.standing = BundleStanding::NotInForce;
    }
}

fn suspended(bundle: &mut Option<BundleFacts>) {
    if let Some(bundle) = bundle {
        bundle.standing = BundleStanding::Suspended;
    }
}

fn off(bundle: &mut Option<BundleFacts>) {
    if bundle.is_some_and(|bundle| bundle.standing != BundleStanding::Suspended) {
        *bundle = None;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn taking_something_away_never_raises_the_answer(facts in facts()) {
        let before = decide(&facts).attest;
        for (what, revoke) in REVOCATIONS {
            let mut after = facts.clone();
            revoke(&mut after);
            prop_assert!(decide(&after).attest <= before, "{what}: {before:?} became {:?}", decide(&after).attest);
        }
    }

    #[test]
    fn a_request_bounds_the_answer_and_never_raises_it(facts in facts()) {
        let unbounded = decide(&CallFacts { at_most: None, ..facts.clone() }).attest;
        for most in [Attest::A, Attest::B, Attest::C] {
            let bounded = decide(&CallFacts { at_most: Some(most), ..facts.clone() }).attest;
            prop_assert_eq!(bounded, unbounded.map(|attest| attest.min(most)));
        }
    }

    #[test]
    fn the_answer_is_the_least_of_what_its_reasons_allow(facts in facts()) {
        let decision = decide(&facts);
        let least = decision.reasons.iter().map(|reason| reason.ground.ceiling()).min().unwrap();
        prop_assert_eq!(decision.attest, match least { Ceiling::Nothing => None, Ceiling::AtMost(attest) => Some(attest) });
        let told: Vec<_> = decision.reasons.iter().map(|reason| reason.ground.ceiling()).collect();
        prop_assert!(told.is_sorted(), "what weighs most comes first: {:?}", told);
    }

    #[test]
    fn who_is_not_named_never_gets_more_than_c(facts in facts()) {
        let unnamed = decide(&CallFacts { caller: Caller::NotNamed, ..facts });
        prop_assert!(unnamed.attest <= Some(Attest::C));
    }

    #[test]
    fn an_index_that_cannot_be_relied_on_signs_nothing(facts in facts()) {
        for index in [IndexState::NotLoaded, IndexState::OutOfDate] {
            let decision = decide(&CallFacts { index, ..facts.clone() });
            prop_assert!(decision.is_refused());
        }
    }
}
