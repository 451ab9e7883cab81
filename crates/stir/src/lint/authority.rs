//! Rules for certificates that issue others.

use super::{Findings, PROFILE};
use crate::certificate::Certificate;

pub(super) fn check(certificate: &Certificate, findings: &mut Findings) {
    let extensions = &certificate.extensions;
    if let Some(usage) = extensions.key_usage {
        findings.add_if(
            !usage.certificate_sign,
            "key-usage-authority",
            PROFILE,
            "the key of an authority may not sign certificates",
        );
        findings.add_if(
            usage.digital_signature || usage.crl_sign || usage.others,
            "key-usage-more",
            PROFILE,
            "the key of an authority may do more than sign certificates",
        );
    }
    findings.add_if(
        extensions.tn_auth_list.is_some(),
        "tn-auth-list-authority",
        PROFILE,
        "an authority of SHAKEN has no TNAuthList; one of a delegating provider does",
    );
    if certificate.is_self_issued() {
        findings.add_if(
            !extensions.policies.is_empty(),
            "policy-root",
            PROFILE,
            "a root has no certificate policy",
        );
        findings.add_if(
            !extensions.crl_points.is_empty(),
            "crl-point-root",
            PROFILE,
            "a root has no revocation list",
        );
    }
}
