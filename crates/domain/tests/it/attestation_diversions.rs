//! Who may sign for a number that a call is sent on from.

use trusthub_domain::attestation::{Attest, CallFacts, Caller, Decision, Ground, Traffic, decide};

use crate::attestation::{caller_of, full};

fn diverted(change: impl FnOnce(&mut CallFacts)) -> Decision {
    let mut facts = full();
    facts.is_diversion = true;
    change(&mut facts);
    decide(&facts)
}

#[test]
fn a_number_of_the_account_may_send_calls_on() {
    let decision = diverted(|_| {});
    assert_eq!(decision.attest, Some(Attest::A));
    let without_product = diverted(|facts| facts.number.product = None);
    assert_eq!(without_product.attest, Some(Attest::B), "the number is the account's all the same");
}

#[test]
fn what_is_not_certain_is_refused() {
    for change in [
        (|facts| facts.number.owner = None) as fn(&mut CallFacts),
        |facts| facts.caller = Caller::NotNamed,
        |facts| facts.traffic = Traffic::Gateway,
        |facts| caller_of(facts).profiles.in_force = None,
    ] {
        let decision = diverted(change);
        assert!(decision.is_refused(), "{decision:?}");
        assert_eq!(decision.reasons[0].ground, Ground::NoAuthorityToDivert);
    }
}
