//! `trusthub stir cert lint`: certificates against the SHAKEN profile, one by one as they are read.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::Context;
use trusthub_stir::certificate::Certificate;
use trusthub_stir::lint::{Issuers, ListState, Record, Records, Report, SignatureState, report_record};
use trusthub_vetting::unpacked::Unpacked;

use crate::cli::Lint;
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

pub(super) fn run(arguments: &Lint) -> Outcome {
    let issuers = arguments.issuers.as_deref().map(issuers).transpose()?;
    let style = Style::of_standard_output();
    let mut tally = Tally::default();
    for file in &arguments.files {
        for record in records(file)? {
            let report = report_record(&record.map_err(|error| unreadable(file, error))?, issuers.as_ref());
            tally.count(&report);
            if arguments.json.json {
                output::line(serde_json::to_string(&report).map_err(Failure::environment)?);
            } else {
                show(&report, style);
            }
        }
    }
    if tally.certificates == 0 {
        return Err(Failure::refused_because("there is no certificate in what was given")
            .hint("PEM, DER and lines of `sha256 base64` are read, packed with gzip or not"));
    }
    if !arguments.json.json {
        output::line(style.dim(tally.told()));
    }
    if arguments.strict && tally.with_findings > 0 { Err(Failure::found_wanting()) } else { Ok(()) }
}

#[derive(Debug, Default)]
struct Tally {
    certificates: usize,
    with_findings: usize,
}

impl Tally {
    fn count(&mut self, report: &Report) {
        self.certificates = self.certificates.saturating_add(1);
        let is_wanting = !report.findings.is_empty() || report.signature == Some(SignatureState::Bad);
        self.with_findings = self.with_findings.saturating_add(usize::from(is_wanting));
    }

    fn told(&self) -> String {
        let Self { certificates, with_findings } = self;
        match certificates {
            1 => "1 certificate".to_owned(),
            _ => format!("{certificates} certificates, {with_findings} with findings"),
        }
    }
}

fn issuers(file: &Path) -> Outcome<Issuers> {
    let mut issuers = Issuers::default();
    for record in records(file)? {
        let record = record.map_err(|error| unreadable(file, error))?;
        // What is no certificate issues none.
        if let Some(certificate) = record.der.ok().and_then(|der| Certificate::from_der(&der).ok()) {
            issuers.add(certificate);
        }
    }
    if issuers.is_empty() {
        return Err(Failure::refused_because(format!(
            "no certificate in {} may issue others",
            file.display()
        ))
        .hint("name a file with the authorities' certificates"));
    }
    Ok(issuers)
}

fn records(file: &Path) -> Outcome<impl Iterator<Item = std::io::Result<Record>>> {
    let opened = File::open(file).map_err(|error| unreadable(file, error))?;
    let unpacked = Unpacked::open(BufReader::new(opened)).map_err(|error| unreadable(file, error))?;
    Ok(Records::new(BufReader::new(unpacked)))
}

fn unreadable(file: &Path, error: std::io::Error) -> Failure {
    let error = Err::<(), _>(error).with_context(|| format!("cannot read {}", file.display()));
    Failure::environment(error.err().unwrap_or_else(|| anyhow::anyhow!("cannot read")))
}

/// One certificate for a person.
fn show(report: &Report, style: Style) {
    let subject = report.subject.as_deref().unwrap_or("no certificate");
    let kind = match (report.parsed, report.ca) {
        (false, _) => style.bad("unreadable"),
        (true, true) => "authority".to_owned(),
        (true, false) => "signer".to_owned(),
    };
    output::line(format!("{}  {kind}", style.bold(output::harmless(subject))));
    if let Some(sha256) = &report.sha256 {
        output::line(format!("  {}", style.dim(format!("SHA-256 {sha256}"))));
    }
    if report.tn_auth_list == ListState::Ok && !report.spc.is_empty() {
        output::line(format!("  speaks for {}", output::harmless(&report.spc.join(", "))));
    }
    match report.signature {
        None => {}
        Some(SignatureState::Ok) => {
            output::line(format!("  {}", style.good("signed by an issuer that was given")));
        }
        Some(SignatureState::Bad) => {
            output::line(format!("  {}", style.bad("not signed by the issuer it names")));
        }
        Some(SignatureState::IssuerUnknown) => {
            output::line(format!("  {}", style.attention("its issuer is not among those given")));
        }
    }
    for finding in &report.findings {
        let text = output::harmless(&finding.text);
        output::line(format!(
            "  {}  {text} {}",
            style.attention(finding.code),
            style.dim(format!("({})", finding.clause))
        ));
    }
}
