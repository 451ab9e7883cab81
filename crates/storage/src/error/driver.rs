//! Turns what the drivers say into what a caller can do about it, and drops the values that they quote.

use sqlx::error::{DatabaseError, ErrorKind};

use super::{Error, Key};

/// Which key a violated constraint stands for: PostgreSQL names the constraint, SQLite lists its columns.
/// The suite violates each of them on both.
const KEYS: &[(&str, &str, Key)] = &[
    (
        "entity_assignments_object",
        "entity_assignments.account_sid, entity_assignments.bundle_sid, entity_assignments.object_sid",
        Key::EntityAssignmentObject,
    ),
    (
        "channel_assignments_number",
        "channel_assignments.account_sid, channel_assignments.bundle_sid, channel_assignments.number_sid",
        Key::ChannelAssignmentNumber,
    ),
    ("bundles_undecided_copy", "bundles.account_sid, bundles.copy_of", Key::BundleCopy),
    ("number_owner_pkey", "number_owner.phone_number", Key::PhoneNumber),
    ("reviewers_email", "reviewers.email_hash", Key::ReviewerEmail),
    ("user_owner_pkey", "user_owner.email_hash", Key::UserEmail),
    ("passkeys_pkey", "passkeys.credential_hash", Key::Passkey),
    ("single_sign_on_pkey", "single_sign_on.subject_hash", Key::SingleSignOn),
    ("single_sign_on_person", "single_sign_on.person_sid", Key::SingleSignOn),
    ("domains_name", "domains.account_sid, domains.domain", Key::SendingDomain),
    ("domain_owner_pkey", "domain_owner.domain", Key::SendingDomain),
    ("jobs_dedupe", "jobs.dedupe_key", Key::JobDedupe),
    ("cases_open", "cases.account_sid, cases.bundle_sid", Key::OpenCase),
    ("switches_tls_name", "switches.tls_name", Key::SwitchTlsName),
    ("partners_tls_name", "partners.tls_name", Key::PartnerTlsName),
    (
        "tollfree_verifications_number",
        "tollfree_verifications.account_sid, tollfree_verifications.number_sid",
        Key::TollfreeNumber,
    ),
    ("cases_appeal", "cases.account_sid, cases.appeal_of", Key::Appeal),
];

/// What the database answered, without the values that PostgreSQL quotes in `DETAIL` and in data errors: they may be
/// somebody's personal data, and errors are logged.
#[derive(Debug, thiserror::Error)]
#[error("{message} (code {code}, constraint {constraint})")]
struct Refusal {
    code: String,
    constraint: String,
    message: String,
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => refused(&*error),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => Self::Unavailable(error.into()),
            other => Self::Driver(other.into()),
        }
    }
}

fn refused(error: &dyn DatabaseError) -> Error {
    let code = error.code().unwrap_or_default().into_owned();
    let refusal = || Box::new(Refusal::of(error, &code));
    match error.kind() {
        ErrorKind::UniqueViolation => Error::Duplicate(key(error)),
        // The row that this one belongs to was deleted meanwhile.
        ErrorKind::ForeignKeyViolation => Error::Conflict,
        _ if is_conflict(&code) => Error::Conflict,
        _ if is_transient(&code) => Error::Unavailable(refusal()),
        _ => Error::Driver(refusal()),
    }
}

fn key(error: &dyn DatabaseError) -> Key {
    let columns = error.message().strip_prefix("UNIQUE constraint failed: ");
    let constraint = error.constraint().or_else(|| quoted_constraint(error.message()));
    KEYS.iter()
        .find(|(name, listed, _)| {
            constraint.is_some_and(|found| names(found, name)) || columns == Some(*listed)
        })
        .map_or(Key::Other, |(_, _, key)| *key)
}

/// Citus passes on what a node of the cluster said, but not in which field it said it.
fn quoted_constraint(message: &str) -> Option<&str> {
    let (_, quoted) = message.split_once("unique constraint \"")?;
    quoted.split_once('"').map(|(name, _)| name)
}

/// Whether this is the constraint, or the one of that name on a shard of a distributed table: Citus puts the shard's
/// number behind it.
fn names(found: &str, constraint: &str) -> bool {
    found.strip_prefix(constraint).is_some_and(|rest| {
        rest.is_empty()
            || rest
                .strip_prefix('_')
                .is_some_and(|shard| !shard.is_empty() && shard.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// PostgreSQL: serialization failure and deadlock.
fn is_conflict(code: &str) -> bool {
    matches!(code, "40001" | "40P01")
}

/// What passes: PostgreSQL's connection (08), resource (53) and operator (57P) classes, cancelled statements and lock
/// timeouts; SQLite's BUSY (5), LOCKED (6), IOERR (10), FULL (13) and CANTOPEN (14) with all their variants in the
/// higher bits.
fn is_transient(code: &str) -> bool {
    let is_sqlite =
        code.parse::<u32>().is_ok_and(|code| code < 10_000 && matches!(code % 256, 5 | 6 | 10 | 13 | 14));
    let is_postgres = code.len() == 5
        && (["08", "53", "57P"].iter().any(|class| code.starts_with(class))
            || matches!(code, "57014" | "55P03"));
    if code.len() == 5 { is_postgres } else { is_sqlite }
}

impl Refusal {
    fn of(error: &dyn DatabaseError, code: &str) -> Self {
        // Class 22 quotes the value that could not be read.
        let message =
            if code.len() == 5 && code.starts_with("22") { "a value was refused" } else { error.message() };
        Self {
            code: code.to_owned(),
            constraint: error.constraint().unwrap_or("none").to_owned(),
            message: message.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_by_what_the_caller_can_do() {
        for transient in
            ["5", "517", "6", "10", "778", "13", "14", "08006", "53300", "57P01", "57014", "55P03"]
        {
            assert!(is_transient(transient), "{transient}");
        }
        for lasting in ["1", "11", "19", "2067", "42601", "23505", "22P02", ""] {
            assert!(!is_transient(lasting), "{lasting}");
        }
    }

    #[test]
    fn a_constraint_is_known_on_a_shard_of_its_table_too() {
        let said = "duplicate key value violates unique constraint \"cases_open_102044\"";
        assert_eq!(quoted_constraint(said), Some("cases_open_102044"));
        assert_eq!(quoted_constraint("deadlock detected"), None);
        for (found, is_it) in [
            ("cases_open", true),
            ("cases_open_102044", true),
            ("cases_open_", false),
            ("cases_open_again", false),
            ("cases", false),
        ] {
            assert_eq!(names(found, "cases_open"), is_it, "{found}");
        }
    }
}
