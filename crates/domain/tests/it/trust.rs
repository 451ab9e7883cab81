//! The trust level as a table.

use trusthub_domain::policy::Level;
use trusthub_domain::trust::{Trust, TrustChange, TrustGround, TrustLevel, TrustedProfile};

fn business(is_registered: bool, is_confirmed: bool, is_verified_again: bool) -> TrustedProfile {
    TrustedProfile {
        sid: "BU00000000000000000000000000000001".parse().unwrap(),
        level: Level::Business,
        is_registered,
        is_confirmed,
        is_verified_again,
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
    for (registered, confirmed, verified_again, level) in [
        (false, false, false, TrustLevel::Verified),
        (true, false, false, TrustLevel::Verified),
        (false, true, false, TrustLevel::Verified),
        (true, true, true, TrustLevel::Verified),
        (true, true, false, TrustLevel::VerifiedPlus),
    ] {
        let trust = Trust::of(Some(&business(registered, confirmed, verified_again)));
        assert_eq!(trust.level, level);
        assert_eq!(trust.reasons.len(), 3 + usize::from(verified_again), "every ground is named");
        assert!(trust.reasons.iter().all(|reason| reason.bundle_sid.is_some()));
    }
}

#[test]
fn a_change_is_one_of_level_and_counts_the_reasons_of_what_it_led_to() {
    let plus = Trust::of(Some(&business(true, true, false)));
    let verified = Trust::of(Some(&business(true, false, false)));
    assert_eq!(TrustChange::between(&verified, &Trust::of(Some(&business(false, true, false)))), None);
    let change = TrustChange::between(&plus, &verified).unwrap();
    assert_eq!((change.from, change.to, change.reasons), (TrustLevel::VerifiedPlus, TrustLevel::Verified, 3));
    assert_eq!(TrustChange::between(&plus, &Trust::of(None)).unwrap().reasons, 1);
}

#[test]
fn levels_are_read_by_their_names_and_words_say_nothing_of_screening() {
    for level in TrustLevel::ALL {
        assert_eq!(level.as_str().parse(), Ok(level));
    }
    assert!("suspicious".parse::<TrustLevel>().is_err());
    let pending = Trust::of(Some(&business(true, true, true)));
    let told =
        format!("{:?} {}", pending.reasons, TrustGround::VerificationPending.in_words()).to_lowercase();
    for hint in ["sanction", "screen", "list", "review", "suspic"] {
        assert!(!told.contains(hint), "{hint} in {told}");
    }
}
