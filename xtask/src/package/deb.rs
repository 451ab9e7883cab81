//! The Debian package: a tree of files, put together by Debian's own `dpkg-deb`.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{anew, read, sbom, source_date_epoch, version};
use crate::{shell, workspace};

/// Source in the checkout, place in the package, mode.
const FILES: [(&str, &str, u32); 11] = [
    ("packaging/trusthub.toml", "etc/trusthub/trusthub.toml", 0o640),
    ("packaging/systemd/trusthub.default", "etc/default/trusthub", 0o640),
    ("packaging/systemd/trusthub.service", "usr/lib/systemd/system/trusthub.service", 0o644),
    ("packaging/systemd/trusthub.sysusers", "usr/lib/sysusers.d/trusthub.conf", 0o644),
    ("packaging/systemd/trusthub.tmpfiles", "usr/lib/tmpfiles.d/trusthub.conf", 0o644),
    ("packaging/prometheus/alerts.yml", "usr/share/doc/trusthub/examples/prometheus-alerts.yml", 0o644),
    ("packaging/grafana/trusthub.json", "usr/share/doc/trusthub/examples/grafana-dashboard.json", 0o644),
    ("packaging/debian/copyright", "usr/share/doc/trusthub/copyright", 0o644),
    ("CHANGELOG.md", "usr/share/doc/trusthub/CHANGELOG.md", 0o644),
    ("docs/operations.md", "usr/share/doc/trusthub/operations.md", 0o644),
    ("docs/configuration.md", "usr/share/doc/trusthub/configuration.md", 0o644),
];

/// Kept as the operator left them when a new version comes.
const CONFIGURATION: &str = "/etc/trusthub/trusthub.toml\n/etc/default/trusthub\n";

const SCRIPTS: [&str; 3] = ["postinst", "prerm", "postrm"];

/// How hard to press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// For handing out.
    Best,
    /// For looking at right away.
    None,
}

/// Makes the package of that binary in `out`; its path.
///
/// # Errors
/// A file is missing, or `dpkg-deb` refuses.
pub fn build(binary: &Path, out: &Path, compression: Compression) -> Result<PathBuf> {
    let root = out.join("deb");
    anew(&root)?;
    install(binary, &root.join("usr/bin/trusthub"), 0o755)?;
    for (source, place, mode) in FILES {
        install(&workspace::root().join(source), &root.join(place), mode)?;
    }
    write(&root.join("usr/share/doc/trusthub/sbom.cdx.json"), &sbom::of_binary()?, 0o644)?;
    generated(binary, &root)?;
    for script in SCRIPTS {
        let source = workspace::root().join("packaging/debian").join(script);
        install(&source, &root.join("DEBIAN").join(script), 0o755)?;
    }
    write(&root.join("DEBIAN/conffiles"), CONFIGURATION, 0o644)?;
    let architecture = shell::capture(workspace::program("dpkg").arg("--print-architecture"))?;
    let architecture = architecture.trim();
    write(&root.join("DEBIAN/control"), &control(&root, architecture)?, 0o644)?;
    let package = out.join(format!("trusthub_{}_{architecture}.deb", version()?));
    let mut make = workspace::program("dpkg-deb");
    make.env("SOURCE_DATE_EPOCH", source_date_epoch()?).args(["--root-owner-group", "--build"]);
    make.args(if compression == Compression::Best { ["-Zxz", "-z6"] } else { ["-Znone", "-z0"] });
    shell::run(make.arg(&root).arg(&package))?;
    Ok(package)
}

/// Manual pages and completions, as the binary itself makes them.
fn generated(binary: &Path, root: &Path) -> Result<()> {
    let pages = root.join("usr/share/man/man1");
    fs::create_dir_all(&pages).with_context(|| format!("cannot make {}", pages.display()))?;
    shell::run(workspace::program(binary).arg("man").arg(&pages))?;
    let pages = fs::read_dir(&pages)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    for page in &pages {
        fs::set_permissions(page, Permissions::from_mode(0o644))?;
    }
    // Without the time and name of the uncompressed file, which differ from build to build.
    shell::run(workspace::program("gzip").args(["--best", "--no-name"]).args(&pages))?;
    for (shell_name, place) in [
        ("bash", "usr/share/bash-completion/completions/trusthub"),
        ("zsh", "usr/share/zsh/vendor-completions/_trusthub"),
        ("fish", "usr/share/fish/vendor_completions.d/trusthub.fish"),
    ] {
        let script = shell::capture(workspace::program(binary).args(["completions", shell_name]))?;
        write(&root.join(place), &script, 0o644)?;
    }
    Ok(())
}

fn control(root: &Path, architecture: &str) -> Result<String> {
    let size = shell::capture(workspace::program("du").args(["--summarize", "--block-size=1024"]).arg(root))?;
    let kilobytes = size.split_whitespace().next().unwrap_or_default();
    let version = version()?;
    // glibc of Debian 12, where the container is built too; adduser for machines without systemd.
    Ok(format!(
        "Package: trusthub\nVersion: {version}\nArchitecture: {architecture}\nSection: net\nPriority: optional\n\
         Maintainer: the authors of trusthub <trusthub@trusthub.example>\nInstalled-Size: {kilobytes}\n\
         Depends: libc6 (>= 2.36), libgcc-s1, passwd\nRecommends: ca-certificates, systemd\n\
         Suggests: tesseract-ocr, poppler-utils, clamav-daemon, chromium\n\
         Description: open, self-hosted Trust Hub\n \
         Business identity in telecoms: profiles, automatic vetting, review and trust products,\n \
         compatible with Twilio's Trust Hub API. One binary, on SQLite or PostgreSQL.\n"
    ))
}

fn install(source: &Path, place: &Path, mode: u32) -> Result<()> {
    make_folder_of(place)?;
    fs::copy(source, place)
        .with_context(|| format!("cannot copy {} to {}", source.display(), place.display()))?;
    fs::set_permissions(place, Permissions::from_mode(mode))?;
    Ok(())
}

fn write(place: &Path, text: &str, mode: u32) -> Result<()> {
    make_folder_of(place)?;
    fs::write(place, text).with_context(|| format!("cannot write {}", place.display()))?;
    fs::set_permissions(place, Permissions::from_mode(mode))?;
    Ok(())
}

fn make_folder_of(place: &Path) -> Result<()> {
    let folder = place.parent().unwrap_or(place);
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let root = folder.ancestors().take_while(|above| !above.ends_with("deb"));
    for above in root {
        fs::set_permissions(above, Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// What the file says at a maintainer script of that name; for the check.
pub fn scripts() -> Result<Vec<(PathBuf, String)>> {
    let folder = workspace::root().join("packaging/debian");
    SCRIPTS.iter().map(|name| folder.join(name)).map(|path| Ok((path.clone(), read(&path)?))).collect()
}
