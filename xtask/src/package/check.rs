//! Whether what is in `packaging/` is sound: with the tools of those who will read it, and with the debug binary.
//!
//! What this machine cannot check (it is no Debian, has no systemd) is said and left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{anew, deb, folder, read};
use crate::{shell, tools, workspace};

const UNIT: &str = "packaging/systemd/trusthub.service";

/// Systemd's own figure for how much of the machine a service could harm, from 0 to 10; ours is at 1.2. Above 2 it says
/// that the unit lost a restriction.
const MOST_EXPOSED: &str = "20";

/// Checks everything; the debug binary must be built.
///
/// # Errors
/// Something is not sound.
pub fn check() -> Result<()> {
    let binary = workspace::target().join("debug/trusthub");
    alerts()?;
    dashboard()?;
    containers()?;
    unit()?;
    variables(&binary)?;
    scripts()?;
    debian(&binary)
}

fn alerts() -> Result<()> {
    let Some(promtool) = tools::promtool()? else {
        return skip("the alerts", "this is not Debian, where promtool comes from");
    };
    for arguments in [["check", "rules", "alerts.yml"], ["test", "rules", "alerts.test.yml"]] {
        let mut run = workspace::program(&promtool);
        shell::run(run.args(arguments).current_dir(workspace::root().join("packaging/prometheus")))?;
    }
    let (rules, tests) =
        (file("packaging/prometheus/alerts.yml")?, file("packaging/prometheus/alerts.test.yml")?);
    for alert in rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")) {
        let fires = tests.split("alertname: ").skip(1).any(|test| {
            test.starts_with(&format!("{alert}\n"))
                && test.lines().nth(1).is_some_and(|line| line.trim() == "exp_alerts:")
        });
        if !fires {
            bail!("alerts.test.yml never sees {alert} fire");
        }
    }
    Ok(())
}

fn dashboard() -> Result<()> {
    let dashboard: Value = serde_json::from_str(&file("packaging/grafana/trusthub.json")?)?;
    let panels = dashboard["panels"].as_array().context("the dashboard has no panels")?;
    let mut ids = BTreeSet::new();
    for panel in panels {
        let title = panel["title"].as_str().context("a panel has no title")?;
        if !ids.insert(panel["id"].as_u64()) {
            bail!("panel {title:?} has another one's id");
        }
        let asks = panel["targets"].as_array().is_some_and(|targets| !targets.is_empty());
        if panel["type"] != "row" && (!asks || panel["description"].as_str().is_none_or(str::is_empty)) {
            bail!("panel {title:?} asks for nothing, or does not say what it shows");
        }
    }
    println!("dashboard: {} panels", panels.len());
    Ok(())
}

fn containers() -> Result<()> {
    let python = tools::packaging_python()?;
    let hadolint = python.with_file_name("hadolint");
    shell::run(workspace::program(hadolint).args([
        "--failure-threshold",
        "info",
        "packaging/docker/Dockerfile",
    ]))?;
    println!("Dockerfile: hadolint has nothing to say");
    let script = "import sys, yaml\n\
                  services = yaml.safe_load(open(sys.argv[1]))['services']\n\
                  for name, service in services.items():\n\
                  \x20   for needed in service.get('depends_on', {}): assert needed in services, (name, needed)\n\
                  \x20   assert 'image' in service or 'build' in service, name\n\
                  print('compose file:', ', '.join(services))";
    shell::run(workspace::program(python).args(["-c", script, "packaging/docker/compose.yaml"]))
}

fn unit() -> Result<()> {
    if !shell::succeeds(Command::new("systemd-analyze").arg("--version")) {
        return skip("the unit", "there is no systemd-analyze here");
    }
    let done = workspace::program("systemd-analyze").args(["verify", "--man=no", UNIT]).output()?;
    let complaints = String::from_utf8_lossy(&done.stderr).into_owned();
    let ours = |line: &&str| line.contains("trusthub") && !line.contains("is not executable");
    if let Some(complaint) = complaints.lines().find(ours) {
        bail!("systemd-analyze: {complaint}");
    }
    let mut security = workspace::program("systemd-analyze");
    security.args(["security", "--offline=true", "--threshold", MOST_EXPOSED, "--no-pager", UNIT]);
    let done = security.output()?;
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    println!("unit: {}", told.lines().last().unwrap_or_default().trim());
    if done.status.success() { Ok(()) } else { bail!("the unit is exposed more than it was") }
}

/// Variables that the files here set must be keys of the configuration.
fn variables(binary: &Path) -> Result<()> {
    let mut config = workspace::program(binary);
    config.args(["config", "--json", "--data-dir"]).arg(folder()?.join("nowhere"));
    let keys: Value = serde_json::from_str(&shell::capture(&mut config)?)?;
    let mut known: BTreeSet<String> = BTreeSet::from(["TRUSTHUB_CONFIG".to_owned()]);
    for key in keys.as_array().context("`trusthub config --json` is no list")? {
        known.extend(key["variable"].as_str().map(str::to_owned));
    }
    for path in [
        UNIT,
        "packaging/docker/Dockerfile",
        "packaging/docker/compose.yaml",
        "packaging/systemd/trusthub.default",
    ] {
        let text = file(path)?;
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        for word in words.filter(|word| word.len() > "TRUSTHUB_".len() && word.starts_with("TRUSTHUB_")) {
            if !known.contains(word) && !known.contains(word.trim_end_matches("_FILE")) {
                bail!("{path}: there is no setting {word}");
            }
        }
    }
    Ok(())
}

fn scripts() -> Result<()> {
    for (path, text) in deb::scripts()? {
        shell::run(workspace::program("sh").arg("-n").arg(&path))?;
        if !text.contains("\nset -e\n") {
            bail!("{}: goes on after a failure", path.display());
        }
    }
    Ok(())
}

/// Makes the package, looks into it, unpacks it, and runs what was unpacked.
fn debian(binary: &Path) -> Result<()> {
    if !shell::succeeds(Command::new("dpkg-deb").arg("--version")) {
        return skip("the Debian package", "there is no dpkg-deb here");
    }
    let package = deb::build(binary, &folder()?, deb::Compression::None)?;
    let contents = shell::capture(workspace::program("dpkg-deb").arg("--contents").arg(&package))?;
    for (mode, path) in [
        ("-rwxr-xr-x root/root", "./usr/bin/trusthub"),
        ("-rw-r----- root/root", "./etc/trusthub/trusthub.toml"),
        ("-rw-r--r-- root/root", "./usr/lib/systemd/system/trusthub.service"),
        ("-rw-r--r-- root/root", "./usr/lib/sysusers.d/trusthub.conf"),
        ("-rw-r--r-- root/root", "./usr/lib/tmpfiles.d/trusthub.conf"),
        ("-rw-r--r-- root/root", "./usr/share/man/man1/trusthub.1.gz"),
        ("-rw-r--r-- root/root", "./usr/share/man/man1/trusthub-account-create.1.gz"),
        ("-rw-r--r-- root/root", "./usr/share/bash-completion/completions/trusthub"),
        ("-rw-r--r-- root/root", "./usr/share/doc/trusthub/sbom.cdx.json"),
    ] {
        if !contents.lines().any(|line| line.starts_with(mode) && line.ends_with(&format!(" {path}"))) {
            bail!("the package lacks {path} with {mode}:\n{contents}");
        }
    }
    let scratch = folder()?.join("scratch");
    anew(&scratch)?;
    shell::run(workspace::program("dpkg-deb").arg("--extract").arg(&package).arg(&scratch))?;
    let installed = scratch.join("usr/bin/trusthub");
    let mut config = workspace::program(&installed);
    config.args(["config", "--json", "--config"]).arg(scratch.join("etc/trusthub/trusthub.toml"));
    let shown: Value = serde_json::from_str(&shell::capture(&mut config)?)?;
    let is_in_place = |key: &Value| key["key"] == "data_dir" && key["value"] == "/var/lib/trusthub";
    if !shown.as_array().is_some_and(|keys| keys.iter().any(is_in_place)) {
        bail!("the installed configuration does not put data into /var/lib/trusthub");
    }
    let told = shell::capture(workspace::program(&installed).arg("--version"))?;
    println!("Debian package: {} files, runs as {}", contents.lines().count(), told.trim());
    for leftover in [scratch, folder()?.join("deb")] {
        fs::remove_dir_all(&leftover).with_context(|| format!("cannot remove {}", leftover.display()))?;
    }
    fs::remove_file(&package).with_context(|| format!("cannot remove {}", package.display()))
}

fn file(path: &str) -> Result<String> {
    read(&workspace::root().join(path))
}

fn skip(what: &str, why: &str) -> Result<()> {
    println!("NOT CHECKED: {what}: {why}");
    Ok(())
}
