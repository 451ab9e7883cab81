//! Several headers, diversions, and tokens that were seen before.

use trusthub_stir::identity::Identity;
use trusthub_stir::passport::{Claims, Destinations, Ppt};
use trusthub_stir::signing::diverted;
use trusthub_stir::verification::{
    BadChain, Call, Case, Freshness, Outcome, Refusal, Replays, Settings, Together, Verstat, chain,
    identity_of_nested, prepare, together,
};

use crate::fixtures::{NOW, call, certificate, number, shaken, signer, token, verified};

const STOPS: [&str; 7] =
    ["12355551212", "12355551213", "12355551214", "12355551215", "12355551216", "12355551217", "12355551218"];

fn diversions(many: usize) -> Vec<Claims> {
    let mut last = shaken();
    (0..many)
        .map(|stop| {
            let to = Destinations::new([number(STOPS[stop + 1])]).unwrap();
            last = diverted(&last, number(STOPS[stop]), to).unwrap();
            last.clone()
        })
        .collect()
}

fn order(base: &Claims, diversions: &[Claims], target: &str) -> Result<Vec<usize>, BadChain> {
    chain(base, &diversions.iter().collect::<Vec<_>>(), &number(target), NOW, Freshness::MINUTE)
}

#[test]
fn up_to_five_diversions_are_followed_in_any_order() {
    let mut all = diversions(5);
    assert_eq!(order(&shaken(), &all, STOPS[5]), Ok(vec![0, 1, 2, 3, 4]));
    all.reverse();
    assert_eq!(order(&shaken(), &all, STOPS[5]), Ok(vec![4, 3, 2, 1, 0]));
    assert_eq!(order(&shaken(), &diversions(6), STOPS[6]), Err(BadChain::Long));
    assert_eq!(order(&shaken(), &[], STOPS[0]), Ok(vec![]));
}

#[test]
fn a_chain_that_does_not_lead_there_is_broken() {
    let all = diversions(3);
    assert_eq!(order(&shaken(), &all, STOPS[4]), Err(BadChain::Target));
    assert_eq!(order(&shaken(), &all[1..], STOPS[3]), Err(BadChain::Unlinked));
    let mut other = all.clone();
    other[1].orig = number("12155550000");
    assert_eq!(order(&shaken(), &other, STOPS[3]), Err(BadChain::Caller));
    let mut odd = all.clone();
    odd[0].div = None;
    assert_eq!(order(&shaken(), &odd, STOPS[3]), Err(BadChain::NoDiversion));
    let mut stale = all.clone();
    stale[2].iat = NOW - 61;
    assert_eq!(order(&shaken(), &stale, STOPS[3]), Err(BadChain::Stale));
    let mut transferred = shaken();
    transferred.iat = NOW - 3 * 60 * 60;
    assert!(order(&transferred, &all, STOPS[3]).is_ok());
    transferred.iat -= 1;
    assert_eq!(order(&transferred, &all, STOPS[3]), Err(BadChain::Old));
}

#[test]
fn a_diversion_and_the_passport_inside_it_are_verified_alike() {
    let original = signer().sign(Some(Ppt::Shaken), &shaken()).unwrap();
    let inner = Identity::parse(&original).unwrap().token.to_owned();
    let mut claims = diversions(1).remove(0);
    claims.opt = Some(inner.clone());
    let value = signer().sign(Some(Ppt::DivO), &claims).unwrap();
    let target = Call { to: vec![number(STOPS[1])], ..call() };
    let Outcome::Passed(passed) = verified(&value, &target, &Settings::SIP) else { panic!("refused") };
    let nested = identity_of_nested(passed.claims.opt.as_deref().unwrap()).unwrap();
    assert_eq!(nested, original);
    let Outcome::Passed(base) = verified(&nested, &call(), &Settings::SIP) else { panic!("refused") };
    assert_eq!(order(&base.claims, &[passed.claims], STOPS[1]), Ok(vec![0]));
    assert!(identity_of_nested("..c").is_err() && identity_of_nested("a.b.c").is_err());
}

#[test]
fn a_request_is_invalid_only_if_all_its_headers_are() {
    let good = verified(&signer().sign(Some(Ppt::Shaken), &shaken()).unwrap(), &call(), &Settings::SIP);
    let bad = |case| Outcome::Refused(Refusal { case, description: String::new() });
    let ignored = || Outcome::Ignored("msec".to_owned());
    let div = {
        let claims = diversions(1).remove(0);
        verified(&signer().sign(Some(Ppt::Div), &claims).unwrap(), &call(), &Settings::SIP)
    };
    assert!(matches!(div, Outcome::Passed(_)));

    let outcomes = [bad(Case::NoCertificate), div, ignored(), good];
    let Together::Passed(passed) = together(&outcomes) else { panic!("refused") };
    assert_eq!((passed.ppt, together(&outcomes).verstat()), (Some(Ppt::Shaken), Verstat::Passed));

    let case = |outcomes: &[Outcome]| match together(outcomes) {
        Together::Refused(refusal) => (refusal.case, refusal.case.code()),
        Together::Passed(_) => panic!("passed"),
    };
    assert_eq!(
        case(&[ignored(), bad(Case::BadSignature), bad(Case::NoCertificate)]),
        (Case::BadSignature, 438)
    );
    assert_eq!(case(&[ignored()]), (Case::NoneUsable, 428));
    assert_eq!(case(&[]), (Case::NoneUsable, 428));
}

#[test]
fn a_call_that_continues_says_why_with_the_token_it_means() {
    let refusal = Refusal { case: Case::NoCertificate, description: String::new() };
    assert_eq!(refusal.reason_header("a.b.c_-"), r#"STIR ;cause=436 ;text="Bad Identity Info" ;ppi="..c_-""#);
    assert_eq!(
        refusal.reason_header("eyJh.eyJi.c2-_n; info=<https://x>;alg=ES256"),
        r#"STIR ;cause=436 ;text="Bad Identity Info" ;ppi="..c2-_n""#
    );
    assert_eq!(refusal.reason_header("a.b.\"evil"), r#"STIR ;cause=436 ;text="Bad Identity Info""#);
    assert_eq!(refusal.reason_header(""), r#"STIR ;cause=436 ;text="Bad Identity Info""#);
}

#[test]
fn the_same_token_passes_once() {
    let value = signer().sign(Some(Ppt::Shaken), &shaken()).unwrap();
    let mut replays = Replays::new(1000, 120);
    let mut once = || {
        let prepared = prepare(&value, &call(), &Settings::SHAKEN).unwrap();
        prepared.finish(Ok(&certificate()), Some(&mut replays))
    };
    assert!(matches!(once(), Outcome::Passed(_)));
    let Outcome::Refused(refusal) = once() else { panic!("passed") };
    assert_eq!((refusal.case, refusal.case.code()), (Case::Replayed, 438));
}

#[test]
fn an_invalid_token_is_not_remembered() {
    let payload = shaken().to_json();
    let header =
        r#"{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"https://cert.example.org/passport.cer"}"#;
    let good = token(header.as_bytes(), payload.as_bytes());
    let (signed, _) = good.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{};info=<https://cert.example.org/passport.cer>", "A".repeat(86));
    let mut replays = Replays::new(1000, 120);
    for _ in 0..2 {
        let prepared = prepare(&forged, &call(), &Settings::SHAKEN).unwrap();
        let Outcome::Refused(refusal) = prepared.finish(Ok(&certificate()), Some(&mut replays)) else {
            panic!("passed")
        };
        assert_eq!(refusal.case, Case::BadSignature);
    }
    assert!(replays.is_empty());
}
