//! What is shown beside a number: only what was vetted, only with A, and never a word about strangers.

use trusthub_domain::attestation::{
    AskedBrand, Attest, Brand, BrandFacts, BundleStanding, CallFacts, Decision, Ground, Traffic, decide,
};

use crate::attestation::{CALLER, STRANGER, bundle, full, held};

fn branded(standing: BundleStanding, change: impl FnOnce(&mut CallFacts)) -> Decision {
    let mut facts = full();
    let brand = Brand { name: "Owl".to_owned(), reason: Some("Your order".to_owned()), logo: None };
    let product = held(30, CALLER, standing).expect("a product");
    facts.brand = Some(BrandFacts { product, brand, is_forbidden: false });
    change(&mut facts);
    decide(&facts)
}

fn has(decision: &Decision, ground: Ground) -> bool {
    decision.reasons.iter().any(|reason| reason.ground == ground)
}

fn asked(name: Option<&str>, reason: Option<&str>) -> Option<AskedBrand> {
    Some(AskedBrand { name: name.map(str::to_owned), reason: reason.map(str::to_owned) })
}

#[test]
fn a_product_in_force_is_shown_and_another_is_not_and_neither_changes_the_attestation() {
    let rows = [
        (BundleStanding::InForce, Ground::BrandInForce, Some(bundle(30))),
        (BundleStanding::Suspended, Ground::BrandSuspended, None),
        (BundleStanding::NotInForce, Ground::BrandNotInForce, None),
    ];
    for (standing, ground, shown) in rows {
        let decision = branded(standing, |_| {});
        assert_eq!((decision.attest, decision.brand), (Some(Attest::A), shown), "{standing:?}");
        assert!(has(&decision, ground), "{decision:?}");
    }
}

#[test]
fn less_than_a_shows_nothing() {
    for change in [
        (|facts| facts.at_most = Some(Attest::B)) as fn(&mut CallFacts),
        |facts| facts.number.product = None,
        |facts| facts.traffic = Traffic::Gateway,
    ] {
        let decision = branded(BundleStanding::InForce, change);
        assert!(decision.attest < Some(Attest::A) && decision.brand.is_none(), "{decision:?}");
        assert!(has(&decision, Ground::BrandNeedsFull), "{decision:?}");
    }
}

#[test]
fn a_certificate_can_forbid_it() {
    let decision = branded(BundleStanding::InForce, |facts| {
        if let Some(brand) = &mut facts.brand {
            brand.is_forbidden = true;
        }
    });
    assert_eq!((decision.attest, decision.brand), (Some(Attest::A), None));
    assert!(has(&decision, Ground::BrandForbidden));
}

#[test]
fn what_is_asked_for_can_only_repeat_what_was_vetted() {
    let rows = [
        (asked(Some("Owl"), None), None),
        (asked(None, Some("Your order")), None),
        (asked(Some("Owl"), Some("Your order")), None),
        (asked(Some("owl"), None), Some(Ground::NameNotVetted)),
        (asked(Some(""), None), Some(Ground::NameNotVetted)),
        (asked(None, Some("A prize")), Some(Ground::CallReasonNotVetted)),
    ];
    for (asked_brand, refused) in rows {
        let decision = branded(BundleStanding::InForce, |facts| facts.asked_brand = asked_brand.clone());
        let expected = if refused.is_some() { None } else { Some(bundle(30)) };
        assert_eq!((decision.is_refused(), decision.brand), (refused.is_some(), expected), "{asked_brand:?}");
        assert!(refused.is_none_or(|ground| has(&decision, ground)), "{decision:?}");
    }
    for (standing, most) in [(BundleStanding::Suspended, None), (BundleStanding::InForce, Some(Attest::B))] {
        let decision = branded(standing, |facts| {
            facts.asked_brand = asked(Some("Owl"), None);
            facts.at_most = most;
        });
        assert!(decision.is_refused() && has(&decision, Ground::NothingToShow), "{decision:?}");
    }
}

#[test]
fn a_strangers_product_is_neither_shown_nor_told() {
    for standing in [BundleStanding::InForce, BundleStanding::Suspended] {
        let decision = branded(standing, |facts| {
            if let (Some(brand), Some(product)) = (&mut facts.brand, held(31, STRANGER, standing)) {
                brand.product = product;
            }
        });
        assert_eq!(decision, decide(&full()), "as if it were not there");
    }
}
