//! The machine: room on its disks, and a clock that agrees with the database's.

use std::path::Path;
use std::time::Duration;

use trusthub_domain::time::Timestamp;
use trusthub_storage::Db;

use super::Finding;
use crate::config::Config;

/// Below this nothing can be written soon; below that somebody should make room. Ours: a day of a busy hub's documents
/// and write-ahead log is far less than a gigabyte.
const NO_ROOM: u64 = 100 * MEGABYTE;
const LITTLE_ROOM: u64 = 1024 * MEGABYTE;
const MEGABYTE: u64 = 1024 * 1024;

/// Signatures, leases and due times bear this much and no more.
const TOLERATED: Duration = Duration::from_secs(5);

/// Room where the hub writes.
pub(super) fn room(folder: &Path) -> Option<Finding> {
    let space = rustix::fs::statvfs(folder).ok()?;
    Some(judge_room(folder, space.f_bavail.saturating_mul(space.f_frsize)))
}

fn judge_room(folder: &Path, free: u64) -> Finding {
    let what = format!("{} MB free at {}", free / MEGABYTE, folder.display());
    let mend = "make room, or move the data directory to a larger disk";
    match free {
        0..NO_ROOM => Finding::fail("disk", what, mend),
        NO_ROOM..LITTLE_ROOM => Finding::warn("disk", what, mend),
        LITTLE_ROOM.. => Finding::ok("disk", what),
    }
}

/// This machine's clock, beside the database server's and the audit log's newest signature.
pub(super) async fn clock(config: &Config, db: &Db, now: Timestamp) -> Option<Finding> {
    let server = if config.database.is_embedded() { None } else { db.server_time().await.ok()? };
    let signed = db.audit_checkpoint().await.ok()?.map(|checkpoint| checkpoint.signed_at);
    Some(judge_clock(now, server, signed))
}

fn judge_clock(now: Timestamp, server: Option<Timestamp>, signed: Option<Timestamp>) -> Finding {
    const SUBJECT: &str = "clock";
    let mend = "let every node and the database keep time by NTP";
    if let Some(server) = server {
        let apart = now.since(server).max(server.since(now));
        if apart > TOLERATED {
            let what = format!("{} seconds apart from the database server's", apart.as_secs());
            return Finding::fail(SUBJECT, what, mend);
        }
    }
    match signed {
        Some(signed) if signed.since(now) > TOLERATED => Finding::fail(
            SUBJECT,
            format!("{} seconds behind the newest signature of the audit log", signed.since(now).as_secs()),
            mend,
        ),
        Some(_) | None if server.is_some() => Finding::ok(SUBJECT, "agrees with the database server's"),
        Some(_) | None => Finding::ok(SUBJECT, "not behind what was recorded"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Level;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    #[test]
    fn a_clock_may_be_seconds_off_and_no_more() {
        for (server, signed, level) in [
            (None, None, Level::Ok),
            (Some(1000), Some(990), Level::Ok),
            (Some(1004), Some(1004), Level::Ok),
            (Some(1006), None, Level::Fail),
            (Some(994), None, Level::Fail),
            (None, Some(1006), Level::Fail),
            (None, Some(10), Level::Ok),
        ] {
            let finding = judge_clock(at(1000), server.map(at), signed.map(at));
            assert_eq!(finding.level, level, "{server:?} {signed:?}");
        }
    }

    #[test]
    fn a_full_disk_fails_and_a_filling_one_is_told() {
        let seen = |free| judge_room(Path::new("data"), free).level;
        assert_eq!(
            [seen(0), seen(500 * MEGABYTE), seen(5000 * MEGABYTE)],
            [Level::Fail, Level::Warn, Level::Ok]
        );
        assert!(room(&std::env::temp_dir()).is_some());
    }
}
