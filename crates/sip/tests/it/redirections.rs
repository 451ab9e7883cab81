use std::sync::Mutex;

use trusthub_sip::Service;
use trusthub_sip::message::{Request, Response};
use trusthub_sip::redirect::{
    Call, Calls, Handling, NotSigned, Policy, Redirect, Role, Trunk, Trunks, Verified,
};

/// Says what it was told to, and remembers what it was asked.
struct Told {
    signed: Result<Vec<String>, NotSigned>,
    diverted: Result<Option<Vec<String>>, NotSigned>,
    verified: Verified,
    asked: Mutex<Vec<String>>,
}

impl Calls for Told {
    type Caller = &'static str;

    async fn sign(&self, caller: &&'static str, call: &Call) -> Result<Vec<String>, NotSigned> {
        self.remember(&format!("sign for {caller}"), call);
        self.signed.clone()
    }

    async fn divert(
        &self,
        caller: &&'static str,
        call: &Call,
        target: &str,
        identities: &[&str],
    ) -> Result<Option<Vec<String>>, NotSigned> {
        self.remember(&format!("divert to {target} for {caller} with {}", identities.join(" and ")), call);
        self.diverted.clone()
    }

    async fn verify(&self, call: &Call, identities: &[&str]) -> Verified {
        self.remember(&format!("verify {}", identities.join(" and ")), call);
        self.verified.clone()
    }
}

impl Told {
    fn remember(&self, what: &str, call: &Call) {
        let Call { from, to, date, account, call_id: _ } = call;
        self.asked.lock().unwrap().push(format!("{what}: {from} calls {to}, {date:?}, {account:?}"));
    }
}

fn told() -> Told {
    let signed = Ok(vec!["token;info=<https://x>;alg=ES256;ppt=shaken".to_owned()]);
    let verified = Verified::Passed { verstat: "TN-Validation-Passed" };
    Told { signed, diverted: Ok(None), verified, asked: Mutex::default() }
}

fn failed() -> Verified {
    Verified::Failed {
        verstat: "TN-Validation-Failed",
        status: 438,
        phrase: "Invalid Identity Header",
        reasons: vec![r#"STIR ;cause=438 ;text="Invalid Identity Header" ;ppi="..sig""#.to_owned()],
    }
}

const REJECTING: Policy =
    Policy { failed: Handling::Reject, unsigned: Handling::Reject, anonymous: Handling::Reject };

fn call(headers: &str) -> String {
    let from =
        if headers.contains("From:") { "" } else { "From: <sip:+12155551212@switch.example>;tag=1\r\n" };
    let to = if headers.contains("To:") { "" } else { "To: <sip:+12155551213@hub.example>\r\n" };
    format!(
        "INVITE sip:+12155551299@hub.example;user=phone SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\n{from}{to}\
         Call-ID: 1\r\nCSeq: 1 INVITE\r\n{headers}\r\n"
    )
}

/// The answer, and what was asked for it.
async fn answer(told: Told, role: Role, policy: Policy, headers: &str) -> (Response, Vec<String>) {
    ask(told, trunk(role, policy), &call(headers)).await
}

fn trunk(role: Role, policy: Policy) -> Trunk<&'static str> {
    let from = vec!["10.0.0.0/8".parse().unwrap()];
    Trunk { name: "switch".into(), from, role, is_diverting: false, policy, caller: "AC1" }
}

async fn ask(told: Told, trunk: Trunk<&'static str>, call: &str) -> (Response, Vec<String>) {
    let redirect = Redirect { calls: told, trunks: Trunks::new([trunk]).unwrap().into() };
    let request = Request::read(call.as_bytes()).unwrap();
    let peer = redirect.recognise("10.0.0.7".parse().unwrap()).unwrap();
    let response = redirect.answer(peer, &request).await;
    let asked = redirect.calls.asked.into_inner().unwrap();
    (response, asked)
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers.iter().find(|(it, _)| *it == name).map(|(_, value)| value.as_str())
}

/// Status and phrase of the answer.
async fn status(told: Told, role: Role, policy: Policy, headers: &str) -> String {
    let (response, _) = answer(told, role, policy, headers).await;
    format!("{} {}", response.status, response.reason)
}

const IDENTITY: &str = "Identity: a.b.c;info=<https://x>\r\n";

#[tokio::test]
async fn a_call_that_leaves_goes_back_with_its_signature() {
    let (response, asked) = answer(told(), Role::Sign, Policy::default(), "").await;
    assert_eq!(response.status, 302);
    assert_eq!(header(&response, "Contact"), Some("<sip:+12155551299@hub.example;user=phone>"));
    assert_eq!(header(&response, "Identity"), Some("token;info=<https://x>;alg=ES256;ppt=shaken"));
    assert_eq!(asked, ["sign for AC1: +12155551212 calls +12155551213, None, None"]);
}

#[tokio::test]
async fn the_caller_is_who_the_network_asserts_and_the_call_says_when_and_for_whom() {
    let headers = "From: <sip:anonymous@anonymous.invalid>;tag=1\r\nP-Asserted-Identity: \"A\" <sip:a@x>, <tel:+1-215-555-1214>\r\n\
        Privacy: id\r\nDate: Sat, 13 Nov 2010 23:29:00 GMT\r\nX-TrustHub-Account-Sid: AC2\r\n";
    let (_, asked) = answer(told(), Role::Sign, Policy::default(), headers).await;
    assert_eq!(asked, [r#"sign for AC1: +1-215-555-1214 calls +12155551213, Some(1289690940), Some("AC2")"#]);
}

#[tokio::test]
async fn what_is_not_signed_goes_on_as_it_is_or_ends_as_the_trunk_wants() {
    let cases = [
        (
            NotSigned::Refused("The \"number\" is blocked".to_owned()),
            "403 The \"number\" is blocked",
            "The 'number' is blocked",
        ),
        (NotSigned::Stale, "403 Stale Date", "Stale Date"),
        (NotSigned::Unavailable, "500 Signing Unavailable", "Signing Unavailable"),
    ];
    for (why, rejected, warned) in cases {
        let told = || Told { signed: Err(why.clone()), ..told() };
        assert_eq!(status(told(), Role::Sign, REJECTING, "").await, rejected);
        let (response, _) = answer(told(), Role::Sign, Policy::default(), "").await;
        assert_eq!((response.status, header(&response, "Identity")), (302, None));
        let warning = format!("399 trusthub \"Not signed: {warned}\"");
        assert_eq!(header(&response, "Warning"), Some(warning.as_str()));
    }
}

#[tokio::test]
async fn a_call_that_arrives_goes_on_with_the_verdict_on_its_number() {
    let headers = format!(
        "From: <sip:+12155551212;verstat=forged@switch.example>;tag=1\r\n{IDENTITY}Identity: second\r\n"
    );
    let (response, asked) = answer(told(), Role::Verify, REJECTING, &headers).await;
    assert_eq!(response.status, 302);
    assert_eq!(
        header(&response, "P-Asserted-Identity"),
        Some("<sip:+12155551212;verstat=TN-Validation-Passed@switch.example>")
    );
    assert_eq!(header(&response, "Reason"), None);
    assert_eq!(
        asked,
        ["verify a.b.c;info=<https://x> and second: +12155551212 calls +12155551213, None, None"]
    );
}

#[tokio::test]
async fn a_bad_signature_ends_the_call_or_goes_on_with_the_reason() {
    let told = || Told { verified: failed(), ..told() };
    assert_eq!(status(told(), Role::Verify, REJECTING, IDENTITY).await, "438 Invalid Identity Header");
    let (response, _) = answer(told(), Role::Verify, Policy::default(), IDENTITY).await;
    assert_eq!(response.status, 302);
    let reason = r#"STIR ;cause=438 ;text="Invalid Identity Header" ;ppi="..sig""#;
    assert_eq!(header(&response, "Reason"), Some(reason));
    let asserted = header(&response, "P-Asserted-Identity").unwrap();
    assert!(asserted.contains(";verstat=TN-Validation-Failed@"), "{asserted}");
}

#[tokio::test]
async fn what_arrives_without_a_signature_or_cannot_be_looked_at_is_not_called_valid() {
    assert_eq!(status(told(), Role::Verify, REJECTING, "").await, "428 Use Identity Header");
    let (response, asked) = answer(told(), Role::Verify, Policy::default(), "").await;
    let asserted = header(&response, "P-Asserted-Identity").unwrap();
    assert!(asserted.contains(";verstat=No-TN-Validation@") && asked.is_empty(), "{asserted}");
    let away = || Told { verified: Verified::Unavailable, ..told() };
    assert_eq!(status(away(), Role::Verify, REJECTING, IDENTITY).await, "500 Verification Unavailable");
    let (response, _) = answer(away(), Role::Verify, Policy::default(), IDENTITY).await;
    assert!(header(&response, "P-Asserted-Identity").unwrap().contains(";verstat=No-TN-Validation@"));
}

#[tokio::test]
async fn who_hides_and_who_has_no_number_is_treated_as_the_trunk_wants() {
    let hidden = "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1\r\n";
    for role in [Role::Sign, Role::Verify, Role::Both] {
        assert_eq!(status(told(), role, REJECTING, hidden).await, "433 Anonymity Disallowed");
        let (response, asked) = answer(told(), role, Policy::default(), hidden).await;
        assert_eq!((response.status, response.headers.len(), asked.len()), (302, 1, 0), "{response:?}");
    }
    let name = "From: <sip:alice@switch.example>;tag=1\r\n";
    assert_eq!(status(told(), Role::Sign, REJECTING, name).await, "403 The Caller Has No Number");
    assert_eq!(status(told(), Role::Verify, REJECTING, name).await, "428 Use Identity Header");
    let nobody = "To: <sip:bob@hub.example>\r\n";
    assert_eq!(status(told(), Role::Sign, REJECTING, nobody).await, "403 The Called Has No Number");
}

#[tokio::test]
async fn a_trunk_of_both_kinds_verifies_what_is_signed_and_signs_what_is_not() {
    let (_, asked) = answer(told(), Role::Both, Policy::default(), "").await;
    assert!(asked[0].starts_with("sign for"), "{asked:?}");
    let (_, asked) = answer(told(), Role::Both, Policy::default(), IDENTITY).await;
    assert!(asked[0].starts_with("verify"), "{asked:?}");
}

#[tokio::test]
async fn what_cannot_be_read_is_said() {
    let cases = [
        ("Date: yesterday\r\n", "400 Bad Date: it is no date such as Sat, 13 Nov 2010 23:29:00 GMT"),
        ("P-Asserted-Identity: \"A\r\n", "400 Bad P-Asserted-Identity: a quotation or a bracket has no end"),
    ];
    for (headers, wanted) in cases {
        assert_eq!(status(told(), Role::Both, Policy::default(), headers).await, wanted);
    }
}

#[tokio::test]
async fn a_call_that_is_sent_on_gets_a_signature_for_the_number_it_was_for() {
    let added = "div;info=<https://x>;alg=ES256;ppt=div";
    let diverted = || Told { diverted: Ok(Some(vec![added.to_owned()])), ..told() };
    let diverting = |role, policy| Trunk { is_diverting: true, ..trunk(role, policy) };
    for role in [Role::Sign, Role::Both] {
        let (response, asked) = ask(diverted(), diverting(role, REJECTING), &call(IDENTITY)).await;
        assert_eq!((response.status, header(&response, "Identity")), (302, Some(added)));
        let what = "divert to +12155551299 for AC1 with a.b.c;info=<https://x>: +12155551212 calls +12155551213, None, None";
        assert_eq!(asked, [what]);
    }
    let refused = || Told { diverted: Err(NotSigned::Refused("Not Yours".to_owned())), ..told() };
    let (response, _) = ask(refused(), diverting(Role::Both, REJECTING), &call(IDENTITY)).await;
    assert_eq!((response.status, response.reason.as_ref()), (403, "Not Yours"));
    let (response, _) = ask(refused(), diverting(Role::Both, Policy::default()), &call(IDENTITY)).await;
    assert_eq!(header(&response, "Warning"), Some("399 trusthub \"Not signed: Not Yours\""));
}

#[tokio::test]
async fn what_is_not_sent_on_is_treated_as_on_any_other_trunk() {
    let diverting = |role| Trunk { is_diverting: true, ..trunk(role, Policy::default()) };
    let what = |asked: &[String]| asked.iter().map(|one| one[..6].to_owned()).collect::<Vec<_>>();
    let inside = call(IDENTITY).replacen("sip:+12155551299@", "sip:1299@", 1);
    for (trunk, call, expected) in [
        (diverting(Role::Both), call(IDENTITY), &["divert", "verify"] as &[&str]),
        (diverting(Role::Sign), call(IDENTITY), &["divert", "sign f"]),
        // Never without an Identity header (RFC 8946 section 4.1), nor into the house.
        (diverting(Role::Both), call(""), &["sign f"]),
        (diverting(Role::Both), inside, &["verify"]),
        (trunk(Role::Both, Policy::default()), call(IDENTITY), &["verify"]),
    ] {
        let (_, asked) = ask(told(), trunk, &call).await;
        assert_eq!(what(&asked), expected, "{call}");
    }
}
