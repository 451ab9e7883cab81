//! The trust level as a table.

use trusthub_domain::policy::Level;
use trusthub_domain::trust::{Trust, TrustGround, TrustLevel, TrustedProfile};

fn business(is_registered: bool, is_confirmed: bool, is_under_review: bool) -> TrustedProfile {
    TrustedProfile {
        sid: "BU00000000000000000000000000000001".parse().unwrap(),
        level: Level::Business,
        is_registered,
        is_confirmed,
        is_under_review,
    }
}

fn grounds(trust: &Trust) -> Vec<TrustGround> {
    trust.reasons.iter().map(|reason| reason.ground).collect()
}

#[test]
fn without_a_profile_in_force_nothing_is_known() {
    assert_eq!(Trust::of(None).level, TrustLevel::Unknown);
    assert_eq!(grounds(&Trust::of(None)), [TrustGround::NoProfileInForce]);
    assert_eq!(grounds(&Trust::on_hold()), [TrustGround::AccountOnHold]);
}

#[test]
fn persons_are_identified_whatever_else_is_known() {
    for level in [Level::Individual, Level::Starter, Level::SoleProprietor] {
        let person = TrustedProfile { level, ..business(true, true, false) };
        assert_eq!(Trust::of(Some(&person)).level, TrustLevel::Identified);
    }
}

#[test]
fn a_business_is_verified_and_more_only_with_register_and_reply_and_nothing_open() {
    for (registered, confirmed, under_review, level) in [
        (false, false, false, TrustLevel::Verified),
        (true, false, false, TrustLevel::Verified),
        (false, true, false, TrustLevel::Verified),
        (true, true, true, TrustLevel::Verified),
        (true, true, false, TrustLevel::VerifiedPlus),
    ] {
        let trust = Trust::of(Some(&business(registered, confirmed, under_review)));
        assert_eq!(trust.level, level);
        assert_eq!(trust.reasons.len(), 3 + usize::from(under_review), "every ground is named");
        assert!(trust.reasons.iter().all(|reason| reason.bundle_sid.is_some()));
    }
}
