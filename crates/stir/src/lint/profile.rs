//! Rules for every certificate: version, serial number, algorithms, validity, and the extensions that all have.

use super::{Findings, PROFILE};
use crate::{
    certificate::{Certificate, KeyAlgorithm, SignatureAlgorithm, key_id as sha1_of_key},
    constraints, tn_auth_list,
};

const KEY_USAGE: &str = "2.5.29.15";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
/// Certificate policies of SHAKEN: 1.1.3 is version 1.3 of the policy, 1.1.4 its successor.
const SHAKEN_POLICY: &str = "2.16.840.1.114569.1.1.";

/// What the profile has certificates say; others should not be there.
const ALLOWED: [&str; 9] = [
    "2.5.29.14",
    KEY_USAGE,
    BASIC_CONSTRAINTS,
    "2.5.29.31",
    "2.5.29.32",
    "2.5.29.35",
    tn_auth_list::OID,
    constraints::OID,
    constraints::ENHANCED_OID,
];

pub(super) fn body(certificate: &Certificate, findings: &mut Findings) {
    findings.add_if(certificate.version != 3, "version", PROFILE, "not of version 3");
    serial(&certificate.serial, findings);
    let is_allowed = matches!(
        certificate.signature_algorithm,
        SignatureAlgorithm::EcdsaSha256 | SignatureAlgorithm::EcdsaSha384
    );
    findings.add_if(
        !is_allowed,
        "signature-algorithm",
        PROFILE,
        "signed neither with ecdsa-with-SHA256 nor SHA384",
    );
    findings.add_if(
        !certificate.is_algorithm_consistent,
        "signature-algorithm-differs",
        "RFC 5280 4.1.1.2",
        "the signature algorithm inside the signed part is another one than outside",
    );
    findings.add_if(
        certificate.not_after < certificate.not_before,
        "validity-backwards",
        "RFC 5280 4.1.2.5",
        "ends before it begins",
    );
    let is_key_allowed = match certificate.key.algorithm {
        KeyAlgorithm::P256 => true,
        // The policy's section 6.1.5 allows it from version 1.4 on, but calls are signed with P-256.
        KeyAlgorithm::P384 => certificate.is_ca(),
        KeyAlgorithm::P521 | KeyAlgorithm::Rsa | KeyAlgorithm::Other(_) => false,
    };
    findings.add_if(!is_key_allowed, "key-algorithm", PROFILE, "the key is not on P-256");
    findings.add_if(
        matches!(certificate.key.algorithm, KeyAlgorithm::P256) && certificate.key.passport_key().is_none(),
        "key-invalid",
        "RFC 5480 2.2",
        "the key is no point of its curve",
    );
}

fn serial(serial: &[u8], findings: &mut Findings) {
    let is_negative = serial.first().is_some_and(|first| *first >= 0x80);
    let is_zero = serial.iter().all(|byte| *byte == 0);
    findings.add_if(
        is_negative || is_zero,
        "serial-not-positive",
        PROFILE,
        "the serial number is not positive",
    );
    findings.add_if(serial.len() > 20, "serial-long", PROFILE, "the serial number has more than 20 octets");
    findings.add_if(
        serial.len() < 8,
        "serial-short",
        PROFILE,
        "the serial number has no room for 64 random bits",
    );
}

pub(super) fn extensions(certificate: &Certificate, findings: &mut Findings) {
    let extensions = &certificate.extensions;
    for oid in &extensions.malformed {
        // Its own findings say more.
        if oid != tn_auth_list::OID {
            findings.add(
                "extension-malformed",
                "RFC 5280 4.2",
                format!("extension {oid} cannot be read, or is there twice"),
            );
        }
    }
    for (oid, is_critical) in &extensions.present {
        if !ALLOWED.contains(&oid.as_str()) {
            let kind = if *is_critical { "critical extension" } else { "extension" };
            findings.add("extension-other", PROFILE, format!("{kind} {oid} is none of the profile's"));
        }
    }
    key_id(certificate, findings);
    let is_root = certificate.is_ca() && certificate.is_self_issued();
    if !is_root {
        findings.add_if(
            extensions.authority_key_id.is_none(),
            "authority-key-id-missing",
            PROFILE,
            "does not say by which key it was signed",
        );
        policies(&extensions.policies, findings);
        crl_points(certificate, findings);
    }
    match extensions.key_usage {
        None => findings.add("key-usage-missing", PROFILE, "no key usage"),
        Some(_) => findings.add_if(
            !is_critical(certificate, KEY_USAGE),
            "key-usage-not-critical",
            PROFILE,
            "the key usage is not critical",
        ),
    }
    match extensions.basic_constraints {
        None => findings.add("basic-constraints-missing", PROFILE, "no basic constraints"),
        Some(_) => findings.add_if(
            !is_critical(certificate, BASIC_CONSTRAINTS),
            "basic-constraints-not-critical",
            PROFILE,
            "the basic constraints are not critical",
        ),
    }
}

fn key_id(certificate: &Certificate, findings: &mut Findings) {
    match &certificate.extensions.subject_key_id {
        None => findings.add("subject-key-id-missing", PROFILE, "no subject key identifier"),
        Some(id) => {
            findings.add_if(
                *id != sha1_of_key(certificate.key.bits()),
                "subject-key-id",
                PROFILE,
                "the subject key identifier is not the SHA-1 of the key",
            );
        }
    }
}

fn policies(policies: &[String], findings: &mut Findings) {
    match policies {
        [] => findings.add("policy-missing", PROFILE, "no certificate policy"),
        [policy] if policy.starts_with(SHAKEN_POLICY) => {}
        [policy] => {
            findings.add("policy-other", PROFILE, format!("policy {policy} is not the SHAKEN policy"));
        }
        many => findings.add("policy-several", PROFILE, format!("{} policies; there is one", many.len())),
    }
}

fn crl_points(certificate: &Certificate, findings: &mut Findings) {
    match certificate.extensions.crl_points.as_slice() {
        [] => findings.add("crl-point-missing", PROFILE, "does not say where its revocation list is"),
        [point] => {
            let is_web = |url: &String| url.starts_with("http://") || url.starts_with("https://");
            findings.add_if(
                !matches!(point.urls.as_slice(), [url] if is_web(url)),
                "crl-point-url",
                PROFILE,
                "the revocation list is not at exactly one HTTP URL",
            );
            findings.add_if(
                point.issuers.is_empty(),
                "crl-issuer-missing",
                PROFILE,
                "does not say who signs its revocation list",
            );
        }
        many => {
            findings.add(
                "crl-point-several",
                PROFILE,
                format!("{} distribution points; there is one", many.len()),
            );
        }
    }
}

pub(super) fn is_critical(certificate: &Certificate, oid: &str) -> bool {
    certificate.extensions.present.iter().any(|(own, is_critical)| own == oid && *is_critical)
}
