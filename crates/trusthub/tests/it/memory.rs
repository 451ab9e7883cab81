//! The server's memory holds keys and clear values. What can be had of it from outside, short of being root.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::hub::{Hub, run};

/// A hub that crashes where the system permits core files as large as they like; what lies in its folder afterwards.
fn after_a_crash(setting: &str) -> (Hub, Vec<PathBuf>) {
    let mut hub = Hub::new().set("TRUSTHUB_CORE_DUMPS", setting);
    let serve = hub.serve();
    let place = hub.path("place");
    fs::create_dir(&place).unwrap();
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "ulimit -S -c $(ulimit -H -c); exec \"$@\"", "sh"])
        .arg(serve.get_program())
        .args(serve.get_args());
    for (name, value) in serve.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    hub.start_as(shell.current_dir(&place));
    hub.abort();
    let left = fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()).collect();
    (hub, left)
}

#[test]
fn a_crash_leaves_no_core_file_unless_the_operator_wants_one() {
    let (_, left) = after_a_crash("off");
    assert_eq!(left, Vec::<PathBuf>::new());

    let pattern = fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap_or_default();
    if pattern.starts_with(['|', '/']) {
        return eprintln!("SKIPPED (core files go elsewhere here): {pattern}");
    }
    let (hub, left) = after_a_crash("on");
    assert_eq!(left.len(), 1, "the hard limit permits core files");
    let token = hub.credentials()["TRUSTHUB_AUTH_TOKEN"].clone();
    let core = fs::read(&left[0]).unwrap();
    assert!(
        core.windows(token.len()).any(|window| window == token.as_bytes()),
        "a core file holds what the first start made, which is why there is none"
    );
}

#[test]
fn other_processes_of_the_same_user_can_read_neither_memory_nor_environment() {
    for (setting, expected) in [("off", false), ("on", true)] {
        let (user, hub) = (User::without_rights(), Hub::new());
        let folder = hub.path("");
        let program = user.owns(&folder);
        let mut hub = hub
            .set("TRUSTHUB_CORE_DUMPS", setting)
            .set("TRUSTHUB_MASTER_KEY", "5e7c0ffee5e7c0ffee5e7c0ffee5e7c0ffee5e7c0ffee5e7c0ffee5e7c0ffee1");
        let serve = hub.serve();
        let mut command = user.command(&program);
        command
            .args(serve.get_args())
            .envs(serve.get_envs().filter_map(|(name, value)| Some((name, value?))));
        hub.start_as(command.current_dir(&folder));

        let process = format!("/proc/{}", hub.process_id());
        let environment = run(user.command("cat").arg(format!("{process}/environ")));
        assert_eq!(
            environment.out.contains("5e7c0ffee5e7c0ffee"),
            expected,
            "{setting}: {}",
            environment.err
        );
        let memory =
            run(user.command("sh").args(["-c", "exec 3<\"$1\"", "sh"]).arg(format!("{process}/mem")));
        assert_eq!(memory.code == 0, expected, "{setting}: {}", memory.err);
    }
}

/// Whom the server runs as in this test: root may read everything, so root is given up.
struct User(Option<&'static str>);

impl User {
    const NOBODY: &str = "65534";

    fn without_rights() -> Self {
        let id = run(Command::new("id").arg("-u")).out;
        Self((id.trim() == "0").then_some(Self::NOBODY))
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let Some(user) = self.0 else { return Command::new(program) };
        let mut command = Command::new("setpriv");
        command.args(["--reuid", user, "--regid", user, "--clear-groups", "--"]).arg(program);
        command
    }

    /// Gives the folder to the user, with a copy of the binary that the user can reach.
    fn owns(&self, folder: &Path) -> PathBuf {
        let program = folder.join("trusthub");
        fs::copy(env!("CARGO_BIN_EXE_trusthub"), &program).unwrap();
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
        if let Some(user) = self.0 {
            assert_eq!(run(Command::new("chown").arg(format!("{user}:{user}")).arg(folder)).code, 0);
        }
        program
    }
}
