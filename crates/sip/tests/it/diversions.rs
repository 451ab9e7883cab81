//! Calls to a customer's number that its switch sends on, signed by a hub.

use std::time::Duration;

use trusthub_app::attestation::catch_up;
use trusthub_app::bundles::channels;
use trusthub_app::certificates::{Import, import};
use trusthub_app::{Actor, calls};
use trusthub_domain::attestation::Traffic;
use trusthub_domain::bundle::{BundleKind, ObjectSid};
use trusthub_domain::review::Role as ReviewerRole;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_sip::message::{Request, Response};
use trusthub_sip::redirect::{Policy, Redirect, Role, Trunk, Trunks};
use trusthub_sip::{Caller, HubCalls, Service};
use trusthub_testkit::{SHAKEN, SOUND_BUSINESS, TestHub, Wish, certificate};

const NUMBER: &str = "+15105550123";
const NEXT: &str = "+12355551212";
/// Before any test's clock begins.
const VALID_FROM: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);
const VALID_FOR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A hub with a certificate, and an account with an approved business and the number.
async fn hub() -> Option<(TestHub, AccountSid)> {
    let made = certificate("709J", VALID_FROM, VALID_FOR);
    let test = TestHub::with(Wish { stir_roots: made.roots(), ..Wish::default() }).await?;
    let hub = &test.hub;
    let chain =
        Import { chain: made.chain.as_bytes(), key: made.key.as_str().into(), account: None, roots: None };
    import(hub, &Actor::operator(), chain).await.unwrap();
    calls::refresh(hub).await.unwrap();
    let account = test.account("Owl").await;
    let lead = test.reviewer("lead@hub.example", ReviewerRole::Lead).await;
    let (profile, _) = test.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let number = test.number(&account, NUMBER).await;
    let assign = async |kind, bundle| {
        channels::assign(hub, &account.actor, kind, bundle, number).await.unwrap();
    };
    assign(BundleKind::CustomerProfile, profile.sid).await;
    let product = test.draft(&account, BundleKind::TrustProduct, SHAKEN).await;
    test.assign(&account, &product, ObjectSid::Bundle(profile.sid)).await;
    test.submit(&account, &product).await;
    assign(BundleKind::TrustProduct, product.sid).await;
    catch_up(hub).await.unwrap();
    Some((test, account.sid))
}

/// What other networks send comes from 10.1, what the customer's switch sends from 10.2.
fn redirect(test: &TestHub, account: AccountSid) -> Redirect<HubCalls> {
    let trunk = |name: &str, from: &str, role, account, traffic, is_diverting| Trunk {
        name: name.into(),
        from: vec![from.parse().unwrap()],
        role,
        is_diverting,
        policy: Policy::default(),
        caller: Caller { trunk: name.into(), account, may_name_account: false, at_most: None, traffic },
    };
    let trunks = [
        trunk("others", "10.1.0.0/16", Role::Sign, None, Traffic::Gateway, false),
        trunk("customer", "10.2.0.0/16", Role::Both, Some(account), Traffic::Own, true),
    ];
    Redirect { calls: HubCalls(test.hub.clone()), trunks: Trunks::new(trunks).unwrap().into() }
}

/// The answer to a call to the customer's number that goes to `target`.
async fn answer(redirect: &Redirect<HubCalls>, from: &str, target: &str, identities: &[&str]) -> Response {
    let identities: String = identities.iter().map(|one| format!("Identity: {one}\r\n")).collect();
    let call = format!(
        "INVITE sip:{target}@next.example;user=phone SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\n\
         From: <sip:+12025550147@caller.example>;tag=1\r\nTo: <sip:{NUMBER}@hub.example>\r\n\
         Call-ID: 1\r\nCSeq: 1 INVITE\r\n{identities}\r\n"
    );
    let request = Request::read(call.as_bytes()).unwrap();
    let peer = redirect.recognise(from.parse().unwrap()).unwrap();
    redirect.answer(peer, &request).await
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers.iter().find(|(it, _)| *it == name).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn a_call_to_a_customers_number_is_sent_on_with_a_signature_for_that_number_only() {
    let Some((test, account)) = hub().await else { return };
    let redirect = redirect(&test, account);
    let arrived = answer(&redirect, "10.1.0.1", NUMBER, &[]).await;
    let incoming = header(&arrived, "Identity").expect("a signature").to_owned();
    assert!(incoming.ends_with(";ppt=shaken"), "{incoming}");

    let sent_on = answer(&redirect, "10.2.0.1", NEXT, &[&incoming]).await;
    let div = header(&sent_on, "Identity").expect("a signature").to_owned();
    assert!(div.ends_with(";alg=ES256;ppt=div"), "{div}");
    assert_eq!(header(&sent_on, "Contact"), Some("<sip:+12355551212@next.example;user=phone>"));
    // Where it goes from there is for the next number's holder to sign, in whichever order the headers come.
    let further = answer(&redirect, "10.2.0.1", "+12355551213", &[&div, &incoming]).await;
    assert_eq!(header(&further, "Identity"), None);
    assert!(header(&further, "Warning").unwrap().contains("not known to be the account's"));
    // A call that goes where it was going is verified, as on any other trunk.
    let there = answer(&redirect, "10.2.0.1", NUMBER, &[&incoming]).await;
    assert_eq!((there.status, header(&there, "Identity")), (302, None));
    assert!(header(&there, "P-Asserted-Identity").unwrap().contains("verstat="));
}
