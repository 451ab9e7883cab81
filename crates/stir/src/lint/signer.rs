//! Rules for certificates that sign calls.

use super::{Findings, PROFILE, profile::is_critical};
use crate::{
    certificate::Certificate,
    constraints::{ClaimConstraints, ConstraintsError},
    tn_auth_list::{self, TnAuthList},
    x5u,
};

pub(super) fn check(certificate: &Certificate, findings: &mut Findings) {
    let extensions = &certificate.extensions;
    if let Some(usage) = extensions.key_usage {
        findings.add_if(
            !usage.digital_signature,
            "key-usage-signer",
            PROFILE,
            "the key may not sign calls: its usage lacks digitalSignature",
        );
        findings.add_if(
            usage.certificate_sign || usage.crl_sign || usage.others,
            "key-usage-more",
            PROFILE,
            "the key may do more than sign calls",
        );
    }
    match &extensions.tn_auth_list {
        None if extensions.tn_auth_list_urls.is_empty() => {
            findings.add("tn-auth-list-absent", PROFILE, "no TNAuthList: it speaks for nobody");
        }
        None => {}
        Some(Err(error)) => {
            let cause =
                std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
            findings.add("tn-auth-list-malformed", "RFC 8226 9", format!("{error}{cause}"));
        }
        Some(Ok(list)) => entries(list, findings),
    }
    findings.add_if(
        !extensions.tn_auth_list_urls.is_empty(),
        "tn-auth-list-reference",
        PROFILE,
        "numbers by reference, as only delegates' certificates may have: SHAKEN's code stands in the certificate",
    );
    for (url, why) in
        extensions.tn_auth_list_urls.iter().filter_map(|url| Some((url, x5u::check(url).err()?)))
    {
        findings.add("tn-auth-list-address", "RFC 8226 10", format!("{url:?}, which nobody fetches: {why}"));
    }
    findings.add_if(
        is_critical(certificate, tn_auth_list::OID),
        "tn-auth-list-critical",
        "RFC 8226 9",
        "the TNAuthList is critical",
    );
    constraints(certificate, findings);
}

fn entries(list: &TnAuthList, findings: &mut Findings) {
    findings.add_if(
        list.has_numbers(),
        "tn-auth-list-numbers",
        PROFILE,
        "telephone numbers in the TNAuthList, as only delegates' certificates have",
    );
    let codes = list.codes().count();
    if codes > 1 {
        findings.add("spc-several", PROFILE, format!("{codes} service provider codes; there is one"));
    }
    for code in list.codes() {
        let is_sound = code.as_str().bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        if !is_sound {
            let text = format!("service provider code {:?} has more than digits and capitals", code.as_str());
            findings.add("spc-characters", PROFILE, text);
        }
    }
}

fn constraints(certificate: &Certificate, findings: &mut Findings) {
    let extensions = &certificate.extensions;
    findings.add_if(
        extensions.constraints.is_some() && extensions.enhanced_constraints.is_some(),
        "constraints-both",
        "RFC 9118 4",
        "both kinds of claim constraints; only one may be there",
    );
    let read: [&Option<Result<Option<ClaimConstraints>, ConstraintsError>>; 2] =
        [&extensions.constraints, &extensions.enhanced_constraints];
    for constraints in read.into_iter().flatten().flatten() {
        match constraints {
            None => findings.add(
                "constraints-void",
                "RFC 9118 4",
                "excludes a claim that each PASSporT has, so that the constraints count as absent",
            ),
            Some(constraints) => findings.add_if(
                constraints.must_exclude().iter().any(|name| name == "rcdi"),
                "constraints-rcdi",
                "RFC 9118 4",
                "excludes rcdi, which protects rich call data",
            ),
        }
    }
}
