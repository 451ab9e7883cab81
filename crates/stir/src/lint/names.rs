//! Rules for the subject's name.

use super::{Findings, PROFILE};
use crate::certificate::Certificate;

/// The version of the certificate policy that wants providers of the United States only.
const POLICY: &str = "SHAKEN CP 1.4";

pub(super) fn subject(certificate: &Certificate, findings: &mut Findings) {
    let subject = &certificate.subject;
    for (kind, code, text) in [
        ("CN", "common-name-missing", "the subject has no common name"),
        ("O", "organization-missing", "the subject has no organization"),
        ("C", "country-missing", "the subject has no country"),
    ] {
        findings.add_if(subject.attribute(kind).is_none_or(str::is_empty), code, PROFILE, text);
    }
    if let Some(country) = subject.attribute("C").filter(|country| *country != "US") {
        findings.add("country-other", POLICY, format!("country {country:?} is not US"));
    }
    let Some(name) = subject.attribute("CN") else { return };
    if certificate.is_ca() {
        findings.add_if(
            !name.contains("SHAKEN"),
            "common-name-shaken",
            PROFILE,
            "the common name of an authority has the word SHAKEN",
        );
        findings.add_if(
            certificate.is_self_issued() && !name.to_ascii_uppercase().contains("ROOT"),
            "common-name-root",
            PROFILE,
            "the common name of a root has the word ROOT",
        );
        return;
    }
    let list = certificate.extensions.tn_auth_list.as_ref().and_then(|list| list.as_ref().ok());
    if let Some(code) = list.and_then(|list| list.codes().next()) {
        let wanted = format!("SHAKEN {code}");
        if !name.contains(&wanted) {
            findings.add("common-name-code", PROFILE, format!("the common name {name:?} lacks {wanted:?}"));
        }
    }
}
