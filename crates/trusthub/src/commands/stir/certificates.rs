//! `trusthub stir cert import` and `list`: what calls are signed with.

use std::path::PathBuf;

use serde::Serialize;
use trusthub_app::certificates::{
    self, Import, ImportError, Imported, Listed, NoKey, OrderError, PrivateKey, Remaining,
};
use trusthub_app::{Actor, Hub};
use trusthub_domain::sid::AccountSid;
use trusthub_stir::lint::Finding;

use super::files;
use crate::cli::Json;
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

/// As much of a digest as tells one certificate from others.
const BRIEF: usize = 12;

/// What `import` is given.
pub(super) struct Given {
    pub(super) chain: PathBuf,
    pub(super) key: Option<PathBuf>,
    pub(super) module_key: Option<String>,
    pub(super) account: Option<AccountSid>,
    pub(super) trust_root: Option<PathBuf>,
    pub(super) json: Json,
}

/// A certificate as `--json` tells it.
#[derive(Serialize)]
struct Told<'a> {
    sha256: &'a str,
    account_sid: Option<String>,
    spc: &'a str,
    url: &'a str,
    not_before: String,
    not_after: String,
    signs: bool,
    remaining: &'static str,
    imported_by: &'a str,
    imported_at: String,
}

#[derive(Serialize)]
struct ToldImport<'a> {
    sha256: &'a str,
    spc: &'a str,
    not_after: String,
    unchanged: bool,
    chain_checked: bool,
    findings: &'a [Finding],
}

pub(super) async fn import(hub: &Hub, config: &Config, given: &Given) -> Outcome {
    let chain = files::bytes(&given.chain)?;
    let key = private_key(given)?;
    let roots = given.trust_root.as_ref().or(config.call_trust.roots_file.as_ref());
    let roots = roots.map(|path| files::roots(std::slice::from_ref(path))).transpose()?;
    let import = Import { chain: &chain, key, account: given.account, roots: roots.as_ref() };
    let imported = certificates::import(hub, &Actor::operator(), import).await.map_err(refused)?;
    tell(&imported, given.json, Some(roots.is_some()))
}

/// Exactly one of both is given.
fn private_key(given: &Given) -> Outcome<PrivateKey> {
    match (&given.key, &given.module_key) {
        (Some(path), _) => String::from_utf8(files::bytes(path)?)
            .map(PrivateKey::from)
            .map_err(|_| Failure::refused_because(format!("{} is no private key in PEM", path.display()))),
        (None, Some(label)) => Ok(PrivateKey::InModule(label.clone())),
        (None, None) => Err(Failure::usage(anyhow::anyhow!("give --key or --module-key"))),
    }
}

pub(super) async fn order(hub: &Hub, json: Json) -> Outcome {
    let ordered = certificates::order(hub, &Actor::operator()).await.map_err(|error| match error {
        OrderError::Hub(error) => error.into(),
        OrderError::NotConfigured => Failure::refused(error)
            .hint("set acme_directory_url and what belongs to it; see docs/stir-certificates.md"),
        OrderError::Authority(ref why) if why.is_temporary() => Failure::environment(error),
        other => Failure::refused(other),
    })?;
    tell(&ordered, json, None)
}

/// `is_checked`: whether the chain was held against roots; nothing is said of it where the authority made the chain.
fn tell(imported: &Imported, json: Json, is_checked: Option<bool>) -> Outcome {
    let certificate = &imported.certificate;
    if json.json {
        return output::json(&ToldImport {
            sha256: &certificate.sha256,
            spc: &certificate.spc,
            not_after: certificate.not_after.to_rfc3339(),
            unchanged: imported.is_unchanged,
            chain_checked: is_checked.unwrap_or(false),
            findings: &imported.findings,
        });
    }
    let style = Style::of_standard_output();
    let done = if imported.is_unchanged { "It was there already" } else { "Taken in, its key sealed" };
    let until = certificate.not_after.to_date_in_words();
    output::line(format!("{}: {} until {until}.", style.good(done), named(&certificate.spc, style)));
    if is_checked == Some(false) {
        output::remark(
            "The chain was not checked: no roots are configured (stir_roots_file) or given (--trust-root).",
        );
    }
    for finding in &imported.findings {
        output::line(format!("  {}  {} ({})", style.attention(finding.code), finding.text, finding.clause));
    }
    Ok(())
}

pub(super) async fn list(hub: &Hub, json: Json) -> Outcome {
    let all = certificates::list(hub, &Actor::operator()).await?;
    if json.json {
        return output::json(&all.iter().map(told).collect::<Vec<_>>());
    }
    if all.is_empty() {
        output::line(
            "No certificates. Take one in with `trusthub stir cert import CHAIN.pem --key KEY.pem`.",
        );
        return Ok(());
    }
    let style = Style::of_standard_output();
    output::table(all.iter().map(|listed| row(listed, style)));
    Ok(())
}

fn row(listed: &Listed, style: Style) -> Vec<String> {
    let certificate = &listed.certificate;
    let remaining = match listed.remaining {
        Remaining::NotYet => style.dim("not yet"),
        Remaining::Enough => style.good("valid"),
        Remaining::Little => style.attention("ends soon"),
        Remaining::Over => style.bad("over"),
    };
    vec![
        style.name(certificate.sha256.chars().take(BRIEF).collect::<String>()),
        named(&certificate.spc, style),
        certificate.account.map_or_else(|| "the hub's".to_owned(), |account| account.to_string()),
        format!("until {}", certificate.not_after.to_date_in_words()),
        remaining,
        if listed.signs { style.bold("signs") } else { String::new() },
    ]
}

fn named(spc: &str, style: Style) -> String {
    if spc.is_empty() { "telephone numbers".to_owned() } else { style.bold(output::harmless(spc)) }
}

fn told(listed: &Listed) -> Told<'_> {
    let certificate = &listed.certificate;
    Told {
        sha256: &certificate.sha256,
        account_sid: certificate.account.map(|account| account.to_string()),
        spc: &certificate.spc,
        url: &listed.url,
        not_before: certificate.not_before.to_rfc3339(),
        not_after: certificate.not_after.to_rfc3339(),
        signs: listed.signs,
        remaining: match listed.remaining {
            Remaining::NotYet => "not-yet",
            Remaining::Enough => "enough",
            Remaining::Little => "little",
            Remaining::Over => "over",
        },
        imported_by: &certificate.imported_by,
        imported_at: certificate.imported_at.to_rfc3339(),
    }
}

fn refused(error: ImportError) -> Failure {
    match error {
        ImportError::Hub(error) => error.into(),
        ImportError::OtherKey => {
            Failure::refused(error).hint("give the key that the certificate was requested with")
        }
        ImportError::Key(NoKey::NoModule) => Failure::refused(error)
            .hint("set pkcs11_module, pkcs11_token and pkcs11_pin_file; see docs/stir-certificates.md"),
        other => Failure::refused(other),
    }
}
