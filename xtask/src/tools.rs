//! Fetches what the steps need and is not there yet. Everything but PostgreSQL and cargo's own tools goes under
//! `target/`; nothing is written into the working tree.

mod browser;
mod package;
mod telephony;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

pub use self::browser::{chromium, playwright};
pub use self::package::{nats_server, promtool};
pub use self::telephony::telephony;
use crate::{shell, workspace};

/// Fetches all of it.
///
/// # Errors
/// Something is missing and cannot be fetched.
pub fn set_up() -> Result<()> {
    nextest()?;
    deny()?;
    println!("PostgreSQL programs: {}", postgres()?.display());
    println!("Python with the SDK: {}", python()?.display());
    println!("Node modules: {}", node_modules()?.display());
    println!(
        "Another time: {}",
        faketime().map_or_else(|| "missing".to_owned(), |it| it.display().to_string())
    );
    println!(
        "Text in pictures: {}",
        if recognition() { "recognised" } else { "missing; its tests are skipped" }
    );
    println!("A module for keys: {}", if softhsm() { "SoftHSM" } else { "missing; its tests are skipped" });
    println!("Another STIR: {}", if secsipidx() { "secsipidx" } else { "missing; its tests are skipped" });
    match nats_server() {
        Ok(Some(server)) => println!("A NATS server: {}", server.display()),
        Ok(None) => println!("A NATS server: missing; its tests are skipped"),
        Err(error) => println!("A NATS server: missing; its tests are skipped: {error:#}"),
    }
    match telephony() {
        Ok(telephony) => println!("Other SIP: {}", telephony.kamailio.display()),
        Err(error) => println!("Other SIP: missing; its tests are skipped: {error:#}"),
    }
    match chromium() {
        Ok(chromium) => {
            println!("A browser: {}, driven from {}", chromium.display(), playwright()?.display())
        }
        Err(error) => println!("A browser: missing; its tests are skipped: {error:#}"),
    }
    Ok(())
}

/// Whether text in pictures can be recognised; installs Debian's packages if they are missing and may be installed.
fn recognition() -> bool {
    let is_there = || on_path("tesseract").is_some() && on_path("pdftoppm").is_some();
    is_there()
        || install(&["tesseract-ocr", "poppler-utils"]).inspect_err(|error| eprintln!("{error:#}")).is_ok()
            && is_there()
}

/// Whether there is a PKCS#11 module; installs Debian's package if it is missing and may be installed.
fn softhsm() -> bool {
    let is_there = || on_path("softhsm2-util").is_some();
    is_there() || install(&["softhsm2"]).inspect_err(|error| eprintln!("{error:#}")).is_ok() && is_there()
}

/// Whether there is another implementation of STIR; installs Debian's package if it is missing and may be installed.
fn secsipidx() -> bool {
    let is_there = || on_path("secsipidx").is_some();
    is_there() || install(&["secsipidx"]).inspect_err(|error| eprintln!("{error:#}")).is_ok() && is_there()
}

/// Makes sure that `cargo nextest` works.
///
/// # Errors
/// It cannot be built.
pub fn nextest() -> Result<()> {
    cargo_tool("nextest", "cargo-nextest")
}

/// Makes sure that `cargo deny` works.
///
/// # Errors
/// It cannot be built.
pub fn deny() -> Result<()> {
    cargo_tool("deny", "cargo-deny")
}

fn cargo_tool(subcommand: &str, package: &str) -> Result<()> {
    if shell::succeeds(workspace::cargo().args([subcommand, "--version"])) {
        return Ok(());
    }
    println!("{package} is missing: building it once");
    // Unoptimised: it builds in a minute instead of ten, and waits for the compiler most of the time anyway.
    shell::run(workspace::cargo().args(["install", "--locked", "--debug", package]))
}

/// Makes sure that there is a C++ compiler, which libFuzzer is built with.
///
/// # Errors
/// There is none and it cannot be installed.
pub fn cxx() -> Result<()> {
    if shell::succeeds(Command::new("c++").arg("--version")) { Ok(()) } else { install(&["g++"]) }
}

/// The folder of PostgreSQL's server programs; installs Debian's package if there is none.
///
/// # Errors
/// There is none and it cannot be installed.
pub fn postgres() -> Result<PathBuf> {
    if let Some(found) = find_postgres() {
        return Ok(found);
    }
    install(&["postgresql"])?;
    find_postgres().context("PostgreSQL was installed, but its initdb is not in /usr/lib/postgresql/*/bin")
}

fn find_postgres() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort();
    let newest_first = versions.into_iter().rev().map(|(_, folder)| folder);
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    newest_first
        .chain(std::env::split_paths(&on_path))
        .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
}

/// The Python of a virtual environment that holds exactly `conformance/requirements.txt`.
///
/// # Errors
/// There is no Python, or the packages cannot be fetched.
pub fn python() -> Result<PathBuf> {
    environment("conformance/requirements.txt", &workspace::conformance_tools().join("python"))
}

/// The Python of a virtual environment that holds exactly `packaging/requirements.txt`, its programs beside it.
///
/// # Errors
/// There is no Python, or the packages cannot be fetched.
pub fn packaging_python() -> Result<PathBuf> {
    environment("packaging/requirements.txt", &workspace::target().join("tools/python"))
}

fn environment(requirements: &str, home: &Path) -> Result<PathBuf> {
    let requirements = workspace::root().join(requirements);
    let wanted = read(&requirements)?;
    let python = home.join("bin/python");
    if is_current(home, &wanted) {
        return Ok(python);
    }
    clear(home)?;
    let make =
        || Command::new("python3").args(["-m", "venv"]).arg(home).status().is_ok_and(|it| it.success());
    if !make() {
        // Debian splits the module off.
        install(&["python3", "python3-venv"])?;
        clear(home)?;
        if !make() {
            bail!("python3 -m venv does not work");
        }
    }
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    shell::run(workspace::program(&python).args(pip).arg(&requirements))?;
    mark_current(home, &wanted)?;
    Ok(python)
}

/// A folder with the `node_modules` of `conformance/package-lock.json`.
///
/// # Errors
/// There is no Node, or the packages cannot be fetched.
pub fn node_modules() -> Result<PathBuf> {
    node_modules_of("conformance", workspace::conformance_tools().join("node"))
}

/// Fills `home` with the `node_modules` of the lock file in the folder `project` of this repository, if they are not there
/// from an earlier time.
fn node_modules_of(project: &str, home: PathBuf) -> Result<PathBuf> {
    let source = workspace::root().join(project);
    let (package, lock) = (read(&source.join("package.json"))?, read(&source.join("package-lock.json"))?);
    let wanted = format!("{package}{lock}");
    if is_current(&home, &wanted) {
        return Ok(home);
    }
    clear(&home)?;
    fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
    write(&home.join("package.json"), &package)?;
    write(&home.join("package-lock.json"), &lock)?;
    npm_ci(&home)?;
    mark_current(&home, &wanted)?;
    Ok(home)
}

/// Fetches what a lock file names; installs Node if it is missing. No package's own scripts are run.
fn npm_ci(home: &Path) -> Result<()> {
    if !shell::succeeds(Command::new("npm").arg("--version")) {
        install(&["nodejs", "npm"])?;
    }
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    shell::run(workspace::program("npm").args(npm).current_dir(home))
}

/// The library that tells one program another time; `None` where it is missing and cannot be installed.
pub fn faketime() -> Option<PathBuf> {
    find_faketime().or_else(|| {
        install(&["libfaketime"]).map_err(|error| eprintln!("{error:#}")).ok()?;
        find_faketime()
    })
}

fn find_faketime() -> Option<PathBuf> {
    // /usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    folders.map(|entry| entry.path().join("faketime/libfaketime.so.1")).find(|library| library.is_file())
}

/// Patroni and etcd; installs Debian's packages if they are missing. The test starts its own, on ports of its own; an
/// etcd that Debian may start on the usual port is not asked.
///
/// # Errors
/// They are missing and cannot be installed.
pub fn patroni() -> Result<(PathBuf, PathBuf)> {
    let find = || Some((on_path("patroni")?, on_path("etcd")?));
    if let Some(found) = find() {
        return Ok(found);
    }
    install(&["patroni", "etcd-server"])?;
    find().context("patroni and etcd-server were installed, but their programs are not on the PATH")
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|place| place.is_file())
}

/// Whether we are root.
pub fn is_root() -> bool {
    shell::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if !shell::succeeds(Command::new("apt-get").arg("--version")) {
        bail!("{list} is missing and this is not Debian: install it, then try again");
    }
    println!("installing {list}");
    apt(&["update", "-qq"], &list)?;
    apt(&[&["install", "-y", "-qq", "--no-install-recommends"], packages].concat(), &list)
}

/// Runs apt-get as root, if we may; `list` is what somebody else can install if we may not.
fn apt(arguments: &[&str], list: &str) -> Result<()> {
    let mut words = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    if !is_root() {
        if !shell::succeeds(Command::new("sudo").args(["-n", "true"])) {
            bail!(
                "{list} is missing and installing it needs root: run `apt-get install {list}`, then try again"
            );
        }
        words.splice(0..0, ["sudo", "-n"]);
    }
    let (program, rest) = words.split_first().context("no program")?;
    shell::run(Command::new(program).args(rest).args(arguments))
}

fn stamp(home: &Path) -> PathBuf {
    home.join(".installed-from")
}

fn is_current(home: &Path, wanted: &str) -> bool {
    fs::read_to_string(stamp(home)).is_ok_and(|installed| installed == wanted)
}

fn mark_current(home: &Path, wanted: &str) -> Result<()> {
    write(&stamp(home), wanted)
}

fn clear(home: &Path) -> Result<()> {
    if home.exists() {
        fs::remove_dir_all(home).with_context(|| format!("cannot remove {}", home.display()))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
