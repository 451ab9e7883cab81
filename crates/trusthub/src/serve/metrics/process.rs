//! The process as Linux sees it, under the names that every Prometheus client uses. Elsewhere they are left out.

use std::fs;

use trusthub_domain::time::Timestamp;

/// Ticks of the kernel's accounting per second: 100 wherever Linux runs (`USER_HZ`, proc(5)).
const TICKS_PER_SECOND: f64 = 100.0;

/// When the process began to serve.
#[derive(Debug, Clone, Copy)]
pub(super) struct Started(f64);

impl Started {
    pub(super) fn now(now: Timestamp) -> Self {
        let seconds = u32::try_from(now.as_seconds()).unwrap_or_default();
        Self(f64::from(seconds))
    }
}

/// Sets every gauge that can be read.
pub(super) fn measure(started: Started) {
    metrics::gauge!("process_start_time_seconds").set(started.0);
    if let Some(kilobytes) = fs::read_to_string("/proc/self/status").ok().as_deref().and_then(resident) {
        metrics::gauge!("process_resident_memory_bytes").set(kilobytes * 1024.0);
    }
    if let Some(ticks) = fs::read_to_string("/proc/self/stat").ok().as_deref().and_then(cpu_ticks) {
        metrics::gauge!("process_cpu_seconds_total").set(ticks / TICKS_PER_SECOND);
    }
    // The folder that is being read is one of them.
    if let Ok(files) = fs::read_dir("/proc/self/fd") {
        let count = u32::try_from(files.count().saturating_sub(1)).unwrap_or(u32::MAX);
        metrics::gauge!("process_open_fds").set(count);
    }
    if let Some(most) = fs::read_to_string("/proc/self/limits").ok().as_deref().and_then(open_files_limit) {
        metrics::gauge!("process_max_fds").set(most);
    }
}

/// Kilobytes in memory.
fn resident(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Ticks in user and kernel mode: fields 14 and 15, counted behind the name, which may hold anything.
fn cpu_ticks(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<f64>().ok();
    Some(next()? + next()?)
}

fn open_files_limit(limits: &str) -> Option<f64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_says_is_read() {
        assert_eq!(resident("VmPeak:\t 9 kB\nVmRSS:\t   51234 kB\n"), Some(51234.0));
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 9 0 1 1 1";
        assert_eq!(cpu_ticks(stat), Some(300.0));
        assert_eq!(open_files_limit("Limit  Soft\nMax open files  1024  4096  files\n"), Some(1024.0));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_uses_memory_and_has_files_open() {
        let read = |path: &str| fs::read_to_string(path).unwrap();
        assert!(resident(&read("/proc/self/status")).is_some_and(|kilobytes| kilobytes > 100.0));
        assert!(cpu_ticks(&read("/proc/self/stat")).is_some());
        assert!(open_files_limit(&read("/proc/self/limits")).is_some());
    }
}
