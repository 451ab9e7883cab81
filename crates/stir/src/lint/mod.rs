//! What certificates should look like, beside what they must: the profile of ATIS-1000080 and the certificate policy, as advice.
//!
//! A finding refuses nothing: whether a call is verified is decided by `path`. Real certificates break the profile often, and
//! their owners like to know before somebody else tells them.

mod authority;
mod names;
mod profile;
mod records;
mod signer;

use std::collections::HashMap;

use serde::Serialize;

pub use records::{Record, RecordError, Records};

use crate::certificate::{Certificate, Name, sha256};

/// The clause that most of the profile stands in.
const PROFILE: &str = "ATIS-1000080v005 6.4.1";

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Names the rule, for scripts.
    pub code: &'static str,
    /// Where the rule stands.
    pub clause: &'static str,
    /// What is wrong, for people.
    pub text: String,
}

/// Whether there is a list of numbers, and whether it can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ListState {
    /// There is one, and it can.
    Ok,
    /// There is none.
    Absent,
    /// There is one, and it cannot: a finding says why.
    Malformed,
}

/// Whether an issuer among those given signed the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureState {
    /// One did.
    Ok,
    /// The issuer that it names did not.
    Bad,
    /// The issuer that it names is not there.
    IssuerUnknown,
}

/// What is said of one certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// SHA-256 of the certificate, hexadecimal; of bytes that could not be decoded, what the input said it was.
    pub sha256: Option<String>,
    /// Whether it is a certificate at all.
    pub parsed: bool,
    /// Whether it may issue others.
    pub ca: bool,
    /// Whom it is about.
    pub subject: Option<String>,
    /// Its service provider codes.
    pub spc: Vec<String>,
    /// Its list of numbers and codes.
    pub tn_auth_list: ListState,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
    /// Said only when issuers were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureState>,
}

/// Those who may have signed the certificates in question.
#[derive(Debug, Default)]
pub struct Issuers {
    all: Vec<Certificate>,
    by_name: HashMap<Name, Vec<usize>>,
    by_key_id: HashMap<Vec<u8>, Vec<usize>>,
}

impl Issuers {
    /// Takes in a certificate, if it may issue others. One of version 1 cannot say whether it may, and is taken.
    pub fn add(&mut self, certificate: Certificate) {
        let may_issue = certificate.is_ca() || certificate.version < 3;
        if !may_issue {
            return;
        }
        let place = self.all.len();
        let namesakes = self.by_name.entry(certificate.subject.clone()).or_default();
        if namesakes
            .iter()
            .filter_map(|place| self.all.get(*place))
            .any(|known| known.der() == certificate.der())
        {
            return;
        }
        namesakes.push(place);
        if let Some(id) = &certificate.extensions.subject_key_id {
            self.by_key_id.entry(id.clone()).or_default().push(place);
        }
        self.all.push(certificate);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether one of them signed this certificate, and which.
    ///
    /// Looked for by name and by key identifier: some issuers sign under another spelling of their own name, which makes a
    /// chain invalid, but not the signature.
    fn signature(&self, certificate: &Certificate) -> (SignatureState, Option<&Certificate>) {
        let named = self.by_name.get(&certificate.issuer);
        let key_id = certificate.extensions.authority_key_id.as_ref();
        let keyed = key_id.and_then(|id| self.by_key_id.get(id));
        let candidates = || named.into_iter().chain(keyed).flatten().filter_map(|place| self.all.get(*place));
        if let Some(issuer) = candidates().find(|issuer| certificate.is_signed_by(&issuer.key)) {
            return (SignatureState::Ok, Some(issuer));
        }
        // A namesake with another key is not the issuer that is meant.
        let is_meant = |issuer: &Certificate| match (key_id, &issuer.extensions.subject_key_id) {
            (Some(wanted), Some(own)) => wanted == own,
            (None, _) | (_, None) => true,
        };
        let state =
            if candidates().any(is_meant) { SignatureState::Bad } else { SignatureState::IssuerUnknown };
        (state, None)
    }
}

/// Looks at one certificate.
pub fn report(certificate: &Certificate, issuers: Option<&Issuers>) -> Report {
    let list = certificate.extensions.tn_auth_list.as_ref();
    let signature = issuers.map(|issuers| issuers.signature(certificate));
    let mut findings = Findings(lint(certificate));
    if let Some(issuer) =
        signature.and_then(|(_, issuer)| issuer).filter(|issuer| issuer.subject != certificate.issuer)
    {
        let text = format!(
            "names its issuer {:?}, which calls itself {:?}",
            certificate.issuer.to_string(),
            issuer.subject.to_string()
        );
        findings.add("issuer-name-differs", "RFC 5280 6.1.3", text);
    }
    Report {
        sha256: Some(hex(&certificate.sha256())),
        parsed: true,
        ca: certificate.is_ca(),
        subject: Some(certificate.subject.to_string()),
        spc: list
            .and_then(|list| list.as_ref().ok())
            .map(|list| list.codes().map(ToString::to_string).collect())
            .unwrap_or_default(),
        tn_auth_list: match list {
            None => ListState::Absent,
            Some(Ok(_)) => ListState::Ok,
            Some(Err(_)) => ListState::Malformed,
        },
        findings: findings.0,
        signature: signature.map(|(state, _)| state),
    }
}

/// Looks at one record of an input, which may be no certificate.
pub fn report_record(record: &Record, issuers: Option<&Issuers>) -> Report {
    let der = match &record.der {
        Ok(der) => der,
        Err(error) => return unparsed(record.claimed_sha256.clone(), "not-decodable", error.to_string()),
    };
    match Certificate::from_der(der) {
        Ok(certificate) => {
            let mut report = report(&certificate, issuers);
            let is_other = record.claimed_sha256.as_ref().zip(report.sha256.as_ref());
            if let Some((claimed, _)) = is_other.filter(|(claimed, own)| !claimed.eq_ignore_ascii_case(own)) {
                let text = format!("the input calls it {claimed}, which it is not");
                report.findings.insert(0, Finding { code: "other-digest", clause: "input", text });
            }
            report
        }
        Err(error) => unparsed(Some(hex(&sha256(der))), "not-a-certificate", error.to_string()),
    }
}

fn unparsed(sha256: Option<String>, code: &'static str, text: String) -> Report {
    Report {
        sha256,
        parsed: false,
        ca: false,
        subject: None,
        spc: Vec::new(),
        tn_auth_list: ListState::Absent,
        findings: vec![Finding { code, clause: "RFC 5280 4.1", text }],
        signature: None,
    }
}

/// What is not as the profile has it, in the order of a certificate's fields.
pub fn lint(certificate: &Certificate) -> Vec<Finding> {
    let mut findings = Findings(Vec::new());
    profile::body(certificate, &mut findings);
    names::subject(certificate, &mut findings);
    profile::extensions(certificate, &mut findings);
    if certificate.is_ca() {
        authority::check(certificate, &mut findings);
    } else {
        signer::check(certificate, &mut findings);
    }
    findings.0
}

/// Gathers findings.
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, code: &'static str, clause: &'static str, text: impl Into<String>) {
        self.0.push(Finding { code, clause, text: text.into() });
    }

    fn add_if(&mut self, is_wrong: bool, code: &'static str, clause: &'static str, text: &str) {
        if is_wrong {
            self.add(code, clause, text);
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len().saturating_mul(2)), |mut text, byte| {
        // A string takes every write.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
