//! Each rule by an example: `tests/cases/*.toml`, with the code, reason and verstat that the texts demand.
//!
//! A row changes one thing of a sound call. What it names raw (`header`, `payload`, `token`) is used byte for byte and then
//! truly signed, so that nothing but the changed thing can be what is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use trusthub_stir::constraints::ClaimConstraints;
use trusthub_stir::identity;
use trusthub_stir::key::SigningKey;
use trusthub_stir::passport::{Party, encode};
use trusthub_stir::path::SigningCertificate;
use trusthub_stir::tn_auth_list::{TnAuthList, TnEntry};
use trusthub_stir::verification::{
    Call, Coverage, Freshness, Future, NoCredential, Outcome, Settings, Together, VerificationResponse,
    prepare, together,
};

use crate::fixtures::{self, NOW, ORIGID, X5U, certificate, number};
use crate::pki;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Row>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Row {
    /// What is so.
    is: String,
    /// What it is the example of: a clause, or the product that gets it wrong.
    source: String,
    /// Members of the PASSporT header, raw JSON each; an empty one is left out.
    #[serde(default)]
    head: BTreeMap<String, String>,
    /// Claims, likewise.
    #[serde(default)]
    claims: BTreeMap<String, String>,
    /// The whole PASSporT header, raw.
    header: Option<String>,
    /// The whole payload, raw.
    payload: Option<String>,
    /// Encoded parts; `{}` is what they would be.
    header_part: Option<String>,
    payload_part: Option<String>,
    signature_part: Option<String>,
    /// `other-key`, `der`, `other-payload`.
    signature: Option<String>,
    /// The whole token; `{}` is what it would be.
    token: Option<String>,
    /// What follows the token.
    parameters: Option<String>,
    /// The whole header; `{}` is the token.
    identity: Option<String>,
    from: Option<String>,
    to: Option<Vec<String>>,
    /// Seconds from `NOW`.
    #[serde(default)]
    time: i64,
    #[serde(default)]
    now: i64,
    /// Which certificate there is.
    certificate: Option<String>,
    /// `shaken` or `sip`.
    profile: Option<String>,
    is_future_taken: Option<bool>,
    is_coverage_asked: Option<bool>,
    /// `passed`, `ignored`, or case, code, verstat and reason text.
    expect: String,
    #[serde(default)]
    lints: Vec<String>,
}

#[test]
fn every_rule_has_its_examples_and_each_comes_out_as_the_texts_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut count, mut wrong, mut names) = (0, Vec::new(), std::collections::BTreeSet::new());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let rows: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for row in rows.case {
            count += 1;
            assert!(names.insert(row.is.clone()), "twice: {}", row.is);
            assert!(!row.source.is_empty(), "{}", row.is);
            let (told, lints) = outcome(&row);
            if told != row.expect || lints != row.lints {
                wrong.push(format!(
                    "{}: {}\n  wanted {} {:?}\n  got    {told} {lints:?}",
                    file.file_name().unwrap().display(),
                    row.is,
                    row.expect,
                    row.lints
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 200, "{count} rows");
}

fn outcome(row: &Row) -> (String, Vec<String>) {
    let value = row.value();
    let call = row.call();
    let settings = row.settings();
    let outcome = match prepare(&value, &call, &settings) {
        Err(outcome) => outcome,
        Ok(prepared) => match row.certificate() {
            Ok(certificate) => prepared.finish(Ok(&certificate), None),
            Err(why) => prepared.finish(Err(why), None),
        },
    };
    match &outcome {
        Outcome::Passed(passed) => {
            assert_eq!(
                serde_json::to_string(&VerificationResponse::from(&outcome).body()).unwrap(),
                r#"{"verificationResponse":{"verstat":"TN-Validation-Passed"}}"#
            );
            ("passed".to_owned(), passed.lints.iter().map(|lint| lint.code().to_owned()).collect())
        }
        Outcome::Ignored(_) => {
            assert!(
                matches!(together(std::slice::from_ref(&outcome)), Together::Refused(refusal) if refusal.case.code() == 428)
            );
            ("ignored".to_owned(), Vec::new())
        }
        Outcome::Refused(refusal) => {
            let response = VerificationResponse::from(&outcome);
            assert!(response.reasondesc.is_some_and(|text| !text.is_empty()));
            let (code, text) = (response.reasoncode.unwrap(), response.reasontext.unwrap());
            (format!("{} {code} {} {text}", refusal.case.label(), response.verstat), Vec::new())
        }
    }
}

/// Raw JSON of sorted members.
fn object(members: BTreeMap<String, String>) -> String {
    let members: Vec<String> = members
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", members.join(","))
}

fn patched(usual: &[(&str, String)], changes: &BTreeMap<String, String>) -> String {
    let mut members: BTreeMap<String, String> =
        usual.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    members.extend(changes.clone());
    object(members)
}

fn filled(form: Option<&String>, usual: &str) -> String {
    form.map_or_else(|| usual.to_owned(), |form| form.replace("{}", usual))
}

impl Row {
    fn value(&self) -> String {
        let token = filled(self.token.as_ref(), &self.signed_token());
        let parameters =
            self.parameters.clone().unwrap_or_else(|| format!(";info=<{X5U}>;alg=ES256;ppt=shaken"));
        match &self.identity {
            Some(form) => form.replace("{}", &token),
            None => format!("{token}{parameters}"),
        }
    }

    fn signed_token(&self) -> String {
        let head = [
            ("alg", r#""ES256""#.to_owned()),
            ("ppt", r#""shaken""#.to_owned()),
            ("typ", r#""passport""#.to_owned()),
            ("x5u", format!("\"{X5U}\"")),
        ];
        let claims = [
            ("attest", r#""A""#.to_owned()),
            ("dest", r#"{"tn":["12355551212"]}"#.to_owned()),
            ("iat", NOW.to_string()),
            ("orig", r#"{"tn":"12155551212"}"#.to_owned()),
            ("origid", format!("\"{ORIGID}\"")),
        ];
        let header = self.header.clone().unwrap_or_else(|| patched(&head, &self.head));
        let payload = self.payload.clone().unwrap_or_else(|| patched(&claims, &self.claims));
        let header = filled(self.header_part.as_ref(), &encode(header));
        let payload = filled(self.payload_part.as_ref(), &encode(payload));
        let signed = match self.signature.as_deref() {
            Some("other-payload") => format!("{header}.{}", encode("{}")),
            _ => format!("{header}.{payload}"),
        };
        let key = match self.signature.as_deref() {
            Some("other-key") => {
                SigningKey::from_pem(rcgen::KeyPair::generate().unwrap().serialize_pem().as_bytes()).unwrap()
            }
            _ => fixtures::key(),
        };
        let raw = key.sign(signed.as_bytes()).unwrap();
        let signature = match self.signature.as_deref() {
            Some("der") => encode(p256::ecdsa::Signature::from_slice(&raw).unwrap().to_der()),
            Some("none") => String::new(),
            Some("other-key" | "other-payload") | None => encode(raw),
            Some(other) => panic!("no such signature: {other}"),
        };
        format!("{header}.{payload}.{}", filled(self.signature_part.as_ref(), &signature))
    }

    fn call(&self) -> Call {
        let party = |text: &str| {
            if text.contains(':') { Party::Uri(text.to_owned()) } else { number(text) }
        };
        let to = self.to.clone().unwrap_or_else(|| vec!["12355551212".to_owned()]);
        Call {
            from: party(self.from.as_deref().unwrap_or("12155551212")),
            to: to.iter().map(|text| party(text)).collect(),
            time: NOW + self.time,
            now: NOW + self.now,
        }
    }

    fn settings(&self) -> Settings {
        let mut settings = match self.profile.as_deref() {
            None | Some("shaken") => Settings::SHAKEN,
            Some("sip") => Settings::SIP,
            Some(other) => panic!("no such profile: {other}"),
        };
        if self.is_future_taken == Some(true) {
            settings.iat = Freshness { future: Future::Taken, ..Freshness::MINUTE };
        }
        if self.is_coverage_asked == Some(false) {
            settings.coverage = Coverage::NotAsked;
        }
        settings
    }

    fn certificate(&self) -> Result<SigningCertificate, NoCredential> {
        let of = |entries: Vec<TnEntry>| SigningCertificate {
            authority: TnAuthList::new(entries),
            ..certificate()
        };
        let one = |digits: &str| TnEntry::One(pki::number(digits));
        let constrained =
            |value: &[u8]| SigningCertificate { constraints: constraints(value), ..certificate() };
        Ok(match self.certificate.as_deref().unwrap_or("spc") {
            "spc" => certificate(),
            "none" => return Err(NoCredential::Unavailable("no answer in 2 s".to_owned())),
            "untrusted" => return Err(NoCredential::Untrusted("no path to a trusted root".to_owned())),
            "expired" => SigningCertificate { not_after: NOW - 1, ..certificate() },
            "not-yet" => SigningCertificate { not_before: NOW + 1, ..certificate() },
            "number" => of(vec![one("12155551212")]),
            "other-number" => of(vec![one("12155551213")]),
            "called-number" => of(vec![one("12355551212")]),
            "range" => of(vec![pki::range("12155551200", 100)]),
            "range-before" => of(vec![pki::range("12155551112", 100)]),
            "range-of-fewer-digits" => of(vec![pki::range("1215555121", 2)]),
            "only-b" => constrained(&permitted("attest", "B")),
            "only-a" => constrained(&permitted("attest", "A")),
            "only-this-number" => constrained(&permitted("orig", r#"{"tn":"12155551212"}"#)),
            "demands-rcd" => constrained(&names(0xa0, "rcd")),
            other => panic!("no such certificate: {other}"),
        })
    }
}

/// JWTClaimConstraints with one permitted value.
fn permitted(claim: &str, value: &str) -> Vec<u8> {
    let values = pki::der(0x30, &[&pki::der(0x0c, &[value.as_bytes()])]);
    let entry = pki::der(0x30, &[&pki::der(0x16, &[claim.as_bytes()]), &values]);
    pki::der(0x30, &[&pki::der(0xa1, &[&pki::der(0x30, &[&entry])])])
}

/// JWTClaimConstraints with one list of names.
fn names(tag: u8, claim: &str) -> Vec<u8> {
    let list = pki::der(0x30, &[&pki::der(0x16, &[claim.as_bytes()])]);
    pki::der(0x30, &[&pki::der(tag, &[&list])])
}

/// As a valid chain gives them.
fn constraints(value: &[u8]) -> Option<ClaimConstraints> {
    let root = pki::Holder::root("Test SHAKEN ROOT");
    let mut params = pki::leaf(&[pki::spc("709J")]);
    pki::extend(&mut params, pki::CONSTRAINTS, false, value.to_vec());
    let signer = root.issue(params);
    let chain = [signer.certificate];
    trusthub_stir::path::validate(&chain, &pki::roots(&[&root]), &[], pki::NOW).unwrap().constraints
}

#[test]
fn headers_joined_by_a_comma_are_judged_one_by_one() {
    let row = Row::default();
    let joined = format!("{}, {}", row.value(), row.value());
    assert_eq!(identity::split(&joined).len(), 2);
}
