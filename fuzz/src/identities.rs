//! Identity headers and the tokens in them.

use trusthub_stir::identity::{self, Identity};
use trusthub_stir::json;
use trusthub_stir::number::TelephoneNumber;
use trusthub_stir::passport::{Encoded, Lints, Party, encode};
use trusthub_stir::rcd::{Integrity, RichCallData};
use trusthub_stir::verification::{Call, NoCredential, Outcome, Settings, prepare};

/// The call that the seeds are of.
fn call() -> Call {
    let number = |digits| Party::Number(TelephoneNumber::canonical(digits).expect("a number"));
    Call {
        from: number("12155551212"),
        to: vec![number("12355551212")],
        time: 1_443_208_345,
        now: 1_443_208_345,
    }
}

/// An Identity header: read or refused with a place that is in it, and never valid without its certificate. What is
/// understood is understood again in the one form that we write.
pub fn identity_headers(bytes: &[u8]) {
    let Ok(value) = std::str::from_utf8(bytes) else { return };
    for part in identity::split(value) {
        assert!(value.contains(part) && !part.trim().is_empty());
    }
    if let Ok(identity) = Identity::parse(value)
        && let Some(info) = identity.info
    {
        let built = identity::build(identity.token, info, Some("shaken"));
        if built.len() <= identity::MOST_BYTES {
            let again = Identity::parse(&built).expect("our own form");
            assert_eq!(
                (again.token, again.info, again.ppt.as_deref()),
                (identity.token, identity.info, Some("shaken"))
            );
        }
    }
    for settings in [Settings::SHAKEN, Settings::SIP] {
        let outcome = match prepare(value, &call(), &settings) {
            Err(outcome) => outcome,
            Ok(prepared) => {
                assert!(
                    prepared.x5u().get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
                );
                prepared.finish(Err(NoCredential::Unavailable("none".to_owned())), None)
            }
        };
        match outcome {
            Outcome::Passed(_) => panic!("valid without a certificate"),
            Outcome::Refused(refusal) => {
                assert!((403..=438).contains(&refusal.case.code()) && !refusal.description.is_empty());
                let reason = refusal.reason_header(value);
                assert!(!reason.contains(['\r', '\n']), "{reason}");
            }
            Outcome::Ignored(_) => {}
        }
    }
}

/// A PASSporT's payload: read or refused. What is read means to others what it means to us, and is read again from the
/// canonical form without anything odd about it.
pub fn passports(bytes: &[u8]) {
    let mut lints = Lints::default();
    if let Ok(value) = json::read(bytes, &mut lints) {
        // Others refuse numbers that no float can hold.
        if let Ok(theirs) = serde_json::from_slice::<serde_json::Value>(bytes) {
            assert_eq!(value.to_owned_value(), theirs);
        }
    }
    let token = format!("e30.{}.AA", encode(bytes));
    let Ok(encoded) = Encoded::split(&token) else { return };
    let Ok(received) = encoded.claims(&mut lints) else { return };
    let token = format!("e30.{}.AA", encode(received.claims.to_json()));
    let mut lints = Lints::default();
    let again = Encoded::split(&token).expect("ours").claims(&mut lints).expect("what we write");
    assert_eq!(again.claims.orig, received.claims.orig);
    assert_eq!(again.claims.dest, received.claims.dest);
    assert_eq!(again.claims.to_json(), received.claims.to_json());
    assert!(lints.iter().all(|lint| lint.code() == "origid-no-uuid"), "{lints:?}");
    if let Ok(Some(rich)) = RichCallData::of(&received.claims)
        && !rich.digests.is_empty()
    {
        assert!(rich.links().len() < 1100);
        // Nothing is fetched, so what is elsewhere cannot be whole.
        let integrity = rich.check(|_| None);
        assert!(integrity != Integrity::Whole || rich.icon.is_none());
    }
}
