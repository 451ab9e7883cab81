//! Real certificates: a public corpus beside the repository (`../shared`), whose verdicts are frozen. Without it, said so loudly.

use std::{collections::BTreeMap, io::BufReader, path::Path};

use flate2::read::GzDecoder;
use trusthub_stir::{
    certificate::Certificate,
    lint::{Finding, Issuers, ListState, Record, Records, report_record},
};

fn corpus() -> Option<impl Iterator<Item = Record>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/stir/sti-certificates.b64.gz");
    match std::fs::File::open(&path) {
        Ok(file) => {
            let records = Records::new(BufReader::new(GzDecoder::new(file)));
            Some(records.map(|record| record.expect("the corpus reads")))
        }
        Err(_) => {
            eprintln!("SKIPPED: {} is not there, real certificates were not read", path.display());
            None
        }
    }
}

#[test]
fn real_certificates_get_the_verdicts_that_they_got_before() {
    let Some(records) = corpus() else { return };
    let mut issuers = Issuers::default();
    for record in records {
        if let Some(certificate) = record.der.ok().and_then(|der| Certificate::from_der(&der).ok()) {
            issuers.add(certificate);
        }
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for record in corpus().into_iter().flatten() {
        let report = report_record(&record, Some(&issuers));
        assert!(report.parsed, "{report:?}");
        let kind = if report.ca { "authority" } else { "signer" };
        let mut count = |what: String| *counts.entry(what).or_default() += 1;
        count(format!("{kind} list {:?}", report.tn_auth_list));
        count(format!("{kind} signature {:?}", report.signature.expect("issuers were given")));
        let codes = usize::from(report.tn_auth_list == ListState::Ok);
        assert_eq!(report.spc.len(), codes, "{report:?}");
        let malformed = |finding: &Finding| finding.code == "tn-auth-list-malformed";
        for finding in report.findings.into_iter().filter(malformed) {
            *reasons.entry(finding.text).or_default() += 1;
        }
    }
    let told: Vec<(&str, usize)> = counts.iter().map(|(what, count)| (what.as_str(), *count)).collect();
    assert_eq!(
        told,
        [
            ("authority list Absent", 32),
            ("authority signature IssuerUnknown", 8),
            ("authority signature Ok", 24),
            ("signer list Malformed", 4),
            ("signer list Ok", 8_217),
            ("signer signature IssuerUnknown", 1_071),
            ("signer signature Ok", 7_150),
        ]
    );
    let told: Vec<(&str, usize)> = reasons.iter().map(|(text, count)| (text.as_str(), *count)).collect();
    assert_eq!(
        told,
        [
            ("entry 0x13 is neither a code nor a range nor a number", 2),
            ("not a TNAuthorizationList in DER: the encoding ends early", 2),
        ]
    );
}
