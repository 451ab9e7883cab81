//! Runs another program on bytes, to bytes, in bounded time.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// What came of a program.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ran {
    /// What it wrote, up to so many bytes.
    Wrote(Vec<u8>),
    /// It took longer than it had, or its output broke off.
    TooLong,
    /// It cannot be started.
    NotStarted,
}

/// Runs `program` on `input` for as long as `time`, and takes no more than `most_bytes` of what it writes.
///
/// What it returns is not asked for: these programs complain of pictures that they then read all the same. Limits of the
/// process that calls hold for the program too.
pub(super) fn run<A: AsRef<OsStr>>(
    program: &Path,
    arguments: &[A],
    input: &[u8],
    most_bytes: u64,
    time: Duration,
) -> Ran {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return Ran::NotStarted };
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Ran::NotStarted;
    };
    let output = thread::scope(|scope| {
        // It may stop reading in the middle; that shows in what it wrote.
        scope.spawn(move || drop(stdin.write_all(input)));
        let (sender, receiver) = mpsc::channel();
        scope.spawn(move || {
            let mut output = Vec::new();
            let is_whole = stdout.take(most_bytes).read_to_end(&mut output).is_ok();
            drop(sender.send(is_whole.then_some(output)));
        });
        let output = receiver.recv_timeout(time).ok().flatten();
        // Both threads end with it, if it has not ended yet.
        drop(child.kill());
        output
    });
    drop(child.wait());
    output.map_or(Ran::TooLong, Ran::Wrote)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, input: &[u8], most_bytes: u64) -> Ran {
        run(Path::new("/bin/sh"), &["-c", script], input, most_bytes, Duration::from_secs(20))
    }

    #[test]
    fn input_goes_in_and_output_comes_out() {
        let input = vec![b'x'; 1024 * 1024];
        assert_eq!(shell("exec cat", &input, 1024 * 1024), Ran::Wrote(input));
    }

    #[test]
    fn a_program_without_end_or_without_interest_hinders_nobody() {
        assert_eq!(shell("exec yes", b"", 4), Ran::Wrote(b"y\ny\n".to_vec()));
        assert_eq!(shell("exec true", b"", 64), Ran::Wrote(Vec::new()));
        let hello = shell("exec echo hello", &vec![b'x'; 1024 * 1024], 64);
        assert_eq!(hello, Ran::Wrote(b"hello\n".to_vec()));
        let time = Duration::from_millis(50);
        assert_eq!(run(Path::new("/bin/sh"), &["-c", "exec sleep 600"], b"", 64, time), Ran::TooLong);
        assert_eq!(run::<&str>(Path::new("/nonexistent/program"), &[], b"", 64, time), Ran::NotStarted);
    }
}
