//! What is signed verifies, here and with another library; what is written is read back; any bytes are survived.

use p256::ecdsa::signature::{Signer as _, Verifier as _};
use proptest::prelude::*;
use trusthub_stir::identity::{self, Identity};
use trusthub_stir::json;
use trusthub_stir::key::{BadKey, SigningKey, has_signed, public_key};
use trusthub_stir::passport::{
    Attest, BadType, Claims, Destinations, Diversion, Encoded, Fingerprint, Lints, Party, Ppt,
};
use trusthub_stir::signing::{NoSigner, NotSigned, Signer, diverted};
use trusthub_stir::verification::{Case, Outcome, Settings, prepare};
use trusthub_stir::x5u::BadX5u;

use crate::fixtures::{KEY, NOW, ORIGID, X5U, call, certificate, key, number, shaken, signer, verified};

const SEC1: &str = "-----BEGIN EC PARAMETERS-----
BggqhkjOPQMBBw==
-----END EC PARAMETERS-----
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIEzmHfpPMgH3KwDJQJCVy8vJCyf4eRdIj9Ywy6oJSeMQoAoGCCqGSM49
AwEHoUQDQgAEvH16QnpIqPVV8sNoB3p2GnmnEq9nB36AJBxEQk4BcQePbh2aIF/R
mEelpSYCJIclhguaInFoVcdROe90dlHw7g==
-----END EC PRIVATE KEY-----
";

#[test]
fn a_signed_call_is_written_in_the_one_form_and_passes() {
    let value = signer().sign(Some(Ppt::Shaken), &shaken()).unwrap();
    let (token, parameters) = value.split_once(';').unwrap();
    assert_eq!(parameters, "info=<https://cert.example.org/passport.cer>;alg=ES256;ppt=shaken");
    let encoded = Encoded::split(token).unwrap();
    let (header, payload) = encoded.signed().split_once('.').unwrap();
    let json = |part: &str| {
        use base64::Engine;
        String::from_utf8(base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    assert_eq!(
        json(header),
        r#"{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"https://cert.example.org/passport.cer"}"#
    );
    assert_eq!(
        json(payload),
        r#"{"attest":"A","dest":{"tn":["12355551212"]},"iat":1443208345,"orig":{"tn":"12155551212"},"origid":"de305d54-75b4-431b-adb2-eb6b9e546014"}"#
    );
    let Outcome::Passed(passed) = verified(&value, &call(), &Settings::SHAKEN) else { panic!("refused") };
    assert!(passed.lints.is_empty());
    assert_eq!(passed.claims, shaken());
}

#[test]
fn an_ampersand_is_signed_as_it_is() {
    let signer = Signer::new(key(), "https://cert.example.org/a&b", None).unwrap();
    let value = signer.sign(Some(Ppt::Shaken), &shaken()).unwrap();
    let Outcome::Passed(passed) = verified(&value, &call(), &Settings::SHAKEN) else { panic!("refused") };
    assert!(passed.lints.is_empty(), "{:?}", passed.lints);
}

#[test]
fn another_library_takes_our_signatures_and_we_take_its() {
    let public = p256::ecdsa::VerifyingKey::from_sec1_bytes(key().public_point()).unwrap();
    let value = signer().sign(Some(Ppt::Shaken), &shaken()).unwrap();
    let encoded = Encoded::split(Identity::parse(&value).unwrap().token).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&encoded.signature().unwrap()).unwrap();
    public.verify(encoded.signed().as_bytes(), &signature).unwrap();

    let secret = p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
    let theirs: p256::ecdsa::Signature = secret.sign(encoded.signed().as_bytes());
    let bytes: [u8; 64] = theirs.to_bytes().into();
    let point = secret.verifying_key().to_sec1_point(false);
    let ours = public_key(point.as_bytes()).unwrap();
    assert!(has_signed(&ours, encoded.signed().as_bytes(), &bytes));
    assert!(!has_signed(&ours, b"something else", &bytes));
    assert!(!has_signed(&certificate().key, encoded.signed().as_bytes(), &bytes));
}

#[test]
fn keys_are_read_in_both_forms_and_others_are_told_why_not() {
    let point = key().public_point().to_vec();
    assert_eq!(SigningKey::from_pem(SEC1.as_bytes()).unwrap().public_point(), point);
    let reason = |pem: &str| SigningKey::from_pem(pem.as_bytes()).map(|_| ()).unwrap_err();
    assert_eq!(reason(""), BadKey::NotPem);
    assert_eq!(reason("nonsense"), BadKey::NotPem);
    assert_eq!(reason(&KEY.replace(" PRIVATE KEY", " CERTIFICATE")), BadKey::NotPem);
    assert_eq!(reason(&KEY.replace(" PRIVATE KEY", " ENCRYPTED PRIVATE KEY")), BadKey::Encrypted);
    assert_eq!(
        reason(
            &SEC1.replace(
                "KEY-----\nMHc",
                "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nMHc"
            )
        ),
        BadKey::Encrypted
    );
    assert_eq!(reason("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"), BadKey::NotP256);
    assert_eq!(format!("{:?}", key()), "Memory(MemoryKey(..))");
}

#[test]
fn what_no_verifier_may_accept_is_not_signed() {
    let signer = signer();
    let refusal = |change: &dyn Fn(&mut Claims), ppt| {
        let mut claims = shaken();
        change(&mut claims);
        signer.sign(ppt, &claims).unwrap_err()
    };
    let ppt = Some(Ppt::Shaken);
    let digits = |text: &str| number(text).number().unwrap().clone();
    assert_eq!(refusal(&|claims| claims.attest = None, ppt), NotSigned::Type(BadType::Needs("attest")));
    assert_eq!(refusal(&|claims| claims.origid = None, ppt), NotSigned::Type(BadType::Needs("origid")));
    assert_eq!(refusal(&|claims| claims.origid = Some("Z".to_owned()), ppt), NotSigned::Origid);
    for text in ["123456", "1234567890123456", "0123456789", "123#456789"] {
        assert_eq!(
            refusal(&|claims| claims.orig = number(text), ppt),
            NotSigned::Number(digits(text)),
            "{text}"
        );
    }
    for text in ["1", "0911", "*67", "1234567890123456"] {
        let change = |claims: &mut Claims| claims.dest = Destinations::new([number(text)]).unwrap();
        assert_eq!(refusal(&change, ppt), NotSigned::Number(digits(text)), "{text}");
    }
    assert_eq!(refusal(&|_| (), None), NotSigned::Type(BadType::MustNot("attest")));
    assert_eq!(refusal(&|_| (), Some(Ppt::Div)), NotSigned::Type(BadType::MustNot("attest")));
    let bare = |claims: &mut Claims| (claims.attest, claims.origid) = (None, None);
    assert_eq!(refusal(&bare, Some(Ppt::Div)), NotSigned::Type(BadType::Needs("div")));
    assert_eq!(refusal(&bare, Some(Ppt::Rcd)), NotSigned::Type(BadType::Needs("rcd")));
    assert_eq!(refusal(&bare, Some(Ppt::Rph)), NotSigned::Type(BadType::Needs("rph")));
    let same = |claims: &mut Claims| {
        bare(claims);
        claims.div = Some(Diversion { from: number("12355551212"), history_index: None });
    };
    assert_eq!(refusal(&same, Some(Ppt::Div)), NotSigned::NoDiversion);
    assert_eq!(refusal(&same, Some(Ppt::DivO)), NotSigned::Type(BadType::Needs("opt")));
    let to = Destinations::new([number("12155550000")]).unwrap();
    assert_eq!(diverted(&shaken(), number("1999"), to), Err(NotSigned::NotCalled(number("1999"))));
    assert_eq!(Destinations::new([]), None);
}

#[test]
fn a_certificate_that_nobody_would_fetch_makes_no_signer() {
    let reason = |url| Signer::new(key(), url, None).err();
    assert_eq!(reason("http://cert.example.org/a"), Some(NoSigner::X5u(BadX5u::NotHttps)));
    assert_eq!(reason("https://cert.example.org/a?b"), Some(NoSigner::X5u(BadX5u::Query)));
}

#[test]
fn emergency_numbers_can_be_called() {
    let mut claims = shaken();
    claims.dest = Destinations::new([number("911")]).unwrap();
    assert!(signer().sign(Some(Ppt::Shaken), &claims).is_ok());
}

#[test]
fn one_changed_bit_anywhere_in_the_token_never_passes() {
    let value = signer().sign(Some(Ppt::Shaken), &shaken()).unwrap();
    let end = value.find(';').unwrap();
    for at in (0..end).step_by(3) {
        let mut bytes = value.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        if changed != value {
            assert!(matches!(verified(&changed, &call(), &Settings::SHAKEN), Outcome::Refused(_)), "{at}");
        }
    }
}

#[test]
fn the_certificate_is_asked_for_only_when_the_rest_is_sound() {
    let value = signer().sign(Some(Ppt::Shaken), &shaken()).unwrap();
    assert_eq!(prepare(&value, &call(), &Settings::SHAKEN).unwrap().x5u(), X5U);
    let mut other = call();
    other.from = number("12155550000");
    let Err(Outcome::Refused(refusal)) = prepare(&value, &other, &Settings::SHAKEN) else { panic!("taken") };
    assert_eq!(refusal.case, Case::OtherCall);
}

fn digits() -> impl Strategy<Value = Party> {
    "[1-9][0-9]{6,14}".prop_map(|text| number(&text))
}

fn party() -> impl Strategy<Value = Party> {
    prop_oneof![digits(), "sip:[a-z&\"\\\\ä]{1,12}@example\\.com".prop_map(Party::Uri)]
}

prop_compose! {
    fn any_claims()(
        orig in party(),
        dest in prop::collection::vec(party(), 1..5),
        iat in any::<i64>(),
        attest in prop::option::of(prop::sample::select(vec![Attest::A, Attest::B, Attest::C])),
        origid in prop::option::of(Just(ORIGID.to_owned())),
        div in prop::option::of((party(), prop::option::of("[0-9](\\.[0-9]){0,3}"))),
        mky in prop::collection::btree_set(("sha-(256|512)", "[0-9A-F]{4,8}"), 0..3),
        others in prop::collection::btree_map("[!-~]{1,4}", "\\PC{0,8}", 0..4),
    ) -> Claims {
        let mut claims = Claims::new(orig, Destinations::new(dest).unwrap(), iat);
        (claims.attest, claims.origid) = (attest, origid);
        claims.div = div.map(|(from, history_index)| Diversion { from, history_index });
        claims.mky = mky.into_iter().map(|(algorithm, digest)| Fingerprint { algorithm, digest }).collect();
        let own = ["attest", "dest", "div", "iat", "mky", "opt", "orig", "origid"];
        claims.others = others.into_iter().filter(|(name, _)| !own.contains(&name.as_str())).map(|(name, text)| (name, text.into())).collect();
        claims
    }
}

proptest! {
    #[test]
    fn claims_are_read_back_as_they_were_written_and_are_canonical(claims in any_claims()) {
        let written = claims.to_json();
        let token = format!("e30.{}.AA", trusthub_stir::passport::encode(&written));
        let mut lints = Lints::default();
        let read = Encoded::split(&token).unwrap().claims(&mut lints).unwrap();
        prop_assert!(lints.is_empty(), "{lints:?} of {written}");
        prop_assert_eq!(&read.claims, &claims);
        // A reader of somebody else's agrees that it is JSON, and sorted.
        let theirs: std::collections::BTreeMap<String, serde_json::Value> = serde_json::from_str(&written).unwrap();
        prop_assert!(theirs.contains_key("iat"));
    }

    #[test]
    fn identity_headers_are_read_back_as_they_were_built(token in "[A-Za-z0-9_-]{1,40}(\\.[A-Za-z0-9_-]{1,40}){2}", info in "[!-;=?-~]{0,60}", ppt in "[a-z-]{1,8}") {
        let value = identity::build(&token, &info, Some(&ppt));
        let read = Identity::parse(&value).unwrap();
        prop_assert_eq!((read.token, read.info, read.ppt.as_deref()), (token.as_str(), Some(info.as_str()), Some(ppt.as_str())));
    }

    #[test]
    fn no_header_breaks_the_verifier(value in "\\PC{0,300}") {
        let _ = verified(&value, &call(), &Settings::SHAKEN);
        let _ = verified(&value, &call(), &Settings::SIP);
        identity::split(&value);
    }

    #[test]
    fn no_payload_breaks_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut lints = Lints::default();
        if let Ok(value) = json::read(&bytes, &mut lints) {
            // What is taken is taken by others too, and means the same.
            prop_assert_eq!(value.to_owned_value(), serde_json::from_slice::<serde_json::Value>(&bytes).unwrap());
        }
    }

    #[test]
    fn what_looks_like_json_means_what_others_say(text in "[\\[\\]{}\",:0-9a\\\\eE.+\\- ]{0,40}") {
        let ours = json::read(text.as_bytes(), &mut Lints::default());
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours.to_owned_value(), theirs),
            (Err(json::NotJson::Duplicate(_)), Ok(_)) | (Err(_), Err(_)) => {}
            // Numbers beyond a float's range are JSON to us, and refused where a number is needed.
            (Ok(_), Err(theirs)) => prop_assert!(theirs.to_string().contains("number out of range"), "{text}: {theirs}"),
            (Err(ours), Ok(_)) => prop_assert!(false, "{text}: {ours}"),
        }
    }
}

#[test]
fn the_time_of_a_token_is_its_own() {
    let mut claims = shaken();
    claims.iat = NOW - 61;
    let value = signer().sign(Some(Ppt::Shaken), &claims).unwrap();
    let Outcome::Refused(refusal) = verified(&value, &call(), &Settings::SHAKEN) else { panic!("passed") };
    assert_eq!(refusal.case, Case::IatNotFresh);
}
