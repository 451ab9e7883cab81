//! The schema spread over a Citus cluster: tenant tables by `account_sid`, so that all rows of one account lie on one
//! node, and global tables on the coordinator.
//!
//! Every table stands in one of the two lists below; a test compares them with the migrated schema and holds it, and
//! every statement, to what Citus demands. Nothing here runs unless an operator asks for it, and nothing else in this
//! crate knows whether it did.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, PgPool};

use super::{Db, Pools};
use crate::error::Error;

/// Tables whose rows belong to one account each, with `account_sid` first in the primary key. The first one is what
/// the others are put beside.
#[doc(hidden)]
pub const TENANT_TABLES: &[&str] = &[
    "accounts",
    "account_family",
    "api_keys",
    "users",
    "bundles",
    "bundle_overview",
    "entity_assignments",
    "channel_assignments",
    "evaluations",
    "end_users",
    "end_user_bundles",
    "supporting_documents",
    "document_readings",
    "addresses",
    "document_addresses",
    "phone_numbers",
    "messaging_services",
    "messaging_senders",
    "brands",
    "brand_vettings",
    "campaigns",
    "message_handlings",
    "brand_registrations",
    "campaign_registrations",
    "bundle_events",
    "cases",
    "case_looks",
    "site_pictures",
    "confirmations",
    "message_days",
    "message_usage",
    "imported_customers",
    "credentials",
    "tollfree_verifications",
    "tollfree_overview",
    "tollfree_drafts",
    "domains",
    "attestation_decisions",
    "partner_consents",
    "registration_receipts",
    "remediation_tickets",
    "remediation_notes",
    "trust_standings",
    "legal_holds",
    "screening_dismissals",
    "idempotent_answers",
    "audit_entries",
    "audit_heads",
];

/// Tables that are asked without an account in hand, and why. Few, and their rows are small.
///
/// They are not copied to every node as reference tables: nothing is joined with them, all but `reviewers` are
/// written all the time, and each write would be one on every node.
#[doc(hidden)]
pub const GLOBAL_TABLES: &[(&str, &str)] = &[
    ("sid_owner", "tells the account of an object that is asked for without one"),
    ("number_owner", "keeps a phone number with one account at a time"),
    ("domain_owner", "a proven domain stands for one account only, and is looked up without one"),
    ("user_owner", "an e-mail signs in to one account only, and is given without one"),
    ("sessions", "a session is found by its token alone, and reviewers have some, too"),
    ("passkeys", "a passkey is found by its credential alone, and reviewers have some, too"),
    ("single_sign_on", "a person is found by their provider's name for them, and reviewers are, too"),
    ("spent_challenges", "a challenge is answered before it is known by whom"),
    ("password_links", "a link is found by its token alone, and reviewers get some, too"),
    ("jobs", "a worker takes what is due next, whoever it is for"),
    ("case_queue", "a reviewer takes what is due next, whoever it is of"),
    ("messaging_queue", "a reviewer takes what has waited longest, whoever it is of"),
    ("tollfree_queue", "a reviewer takes what is due next, whoever it is of"),
    ("desk_days", "counts decisions over all accounts"),
    ("desk_reasons", "counts reasons over all accounts"),
    ("lookup_hash", "tells which other accounts have the same business, phone, address … in use"),
    ("contact_quota", "an address gets so many messages a day, whichever accounts name it"),
    ("reviewers", "belong to the hub, not to an account"),
    ("reviewer_filters", "belong to reviewers, not to an account"),
    ("registry_versions", "belong to the hub, not to an account"),
    ("audit_pending", "entries of all chains wait in one line"),
    ("audit_tree", "one tree over all chains"),
    ("audit_tree_head", "one tree over all chains"),
    ("audit_checkpoints", "one tree over all chains"),
    ("file_holds", "no file of any account is deleted while a backup copies"),
    ("attestation_changes", "each node follows what changed, of whichever account"),
    ("attestation_head", "one sequence over all changes"),
    ("blocked_numbers", "belong to the hub, not to an account"),
    ("switches", "belong to the hub, not to an account"),
    ("partners", "belong to the hub, not to an account"),
    ("partner_webhooks", "belong to partners, not to an account"),
    ("partner_events", "one feed of what happened to all accounts"),
    ("partner_feed_head", "one sequence over the whole feed"),
    ("feed_streams", "belong to the hub, not to an account"),
    ("remediation_queue", "partners and reviewers ask for tickets of whichever account"),
    ("credential_statuses", "whoever checks a credential names a list and no account"),
    ("credential_keys", "belong to the hub, not to an account"),
    ("stir_certificates", "a switch signs for any account, and strangers fetch what it signed with"),
    ("stir_lists", "belong to the hub, not to an account"),
    ("acme_accounts", "belong to the hub, not to an account"),
    ("watchlist_versions", "belong to the hub, not to an account"),
    ("watchlist_parts", "belong to the hub, not to an account"),
];

const HAS_CITUS: &str = "SELECT to_regclass('pg_dist_partition') IS NOT NULL AS has_citus";
const HAS_COORDINATOR: &str =
    "SELECT EXISTS (SELECT 1 FROM pg_dist_node WHERE groupid = 0) AS has_coordinator";
/// Citus may know a tenant table and still not have distributed it: then its method is not `h`, by hash.
const KNOWN_TO_CITUS: &str = "SELECT logicalrelid::text AS table_name FROM pg_dist_partition";
const DISTRIBUTED: &str =
    "SELECT logicalrelid::text AS table_name FROM pg_dist_partition WHERE partmethod = 'h'";
/// What is left on the coordinator of a table that was distributed.
const LEFT_BEHIND: &str = "SELECT relname::text AS table_name FROM pg_class \
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND pg_relation_size(oid) > 0";
const FOREIGN_KEYS: &str = "SELECT t.relname::text AS table_name, c.conname::text AS name, \
    pg_get_constraintdef(c.oid) AS definition FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid \
    WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace ORDER BY c.conname";

/// Why a schema cannot be distributed.
#[derive(Debug, thiserror::Error)]
pub enum DistributeError {
    /// SQLite.
    #[error("an embedded database has one node")]
    Embedded,
    /// PostgreSQL without the extension.
    #[error("the database has no Citus extension")]
    NoCitus,
    /// Citus needs to know itself, or global tables cannot take part in a distributed commit.
    #[error("the cluster does not know its coordinator")]
    NoCoordinator,
    /// The database.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Statements that take effect together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistributionStep {
    /// In the order in which they run.
    pub statements: Vec<String>,
}

/// What the database says of itself.
struct Found {
    known: BTreeSet<String>,
    distributed: BTreeSet<String>,
    left_behind: BTreeSet<String>,
    foreign_keys: Vec<ForeignKey>,
}

struct ForeignKey {
    table: String,
    name: String,
    definition: String,
}

impl Db {
    /// What is left to do until the schema is distributed; empty if it is. Looks, changes nothing.
    ///
    /// When all steps have been run, asking again may give more: rows that were copied are removed from the
    /// coordinator only once the copy is committed.
    ///
    /// # Errors
    /// Why it cannot be distributed at all.
    pub async fn distribution_steps(&self) -> Result<Vec<DistributionStep>, DistributeError> {
        let pool = self.cluster()?;
        let has_citus: bool = sqlx::query_scalar(HAS_CITUS).fetch_one(pool).await.map_err(Error::from)?;
        if !has_citus {
            return Err(DistributeError::NoCitus);
        }
        let has_coordinator: bool =
            sqlx::query_scalar(HAS_COORDINATOR).fetch_one(pool).await.map_err(Error::from)?;
        if !has_coordinator {
            return Err(DistributeError::NoCoordinator);
        }
        let found = Found {
            known: names(pool, KNOWN_TO_CITUS).await?,
            distributed: names(pool, DISTRIBUTED).await?,
            left_behind: names(pool, LEFT_BEHIND).await?,
            foreign_keys: foreign_keys(pool).await?,
        };
        Ok(steps(&found))
    }

    /// Runs one of the steps.
    ///
    /// # Errors
    /// Why Citus refused; then nothing of the step happened.
    pub async fn distribute(&self, step: &DistributionStep) -> Result<(), DistributeError> {
        let mut transaction = self.cluster()?.begin().await.map_err(Error::from)?;
        for statement in &step.statements {
            // Made of the names above and of what the database itself says of its foreign keys.
            sqlx::query(AssertSqlSafe(statement.clone()))
                .execute(&mut *transaction)
                .await
                .map_err(Error::from)?;
        }
        transaction.commit().await.map_err(Error::from)?;
        Ok(())
    }

    fn cluster(&self) -> Result<&PgPool, DistributeError> {
        match &self.pools {
            Pools::Sqlite { .. } => Err(DistributeError::Embedded),
            Pools::Postgres(primary) => Ok(primary.pool()),
        }
    }
}

async fn names(pool: &PgPool, sql: &'static str) -> Result<BTreeSet<String>, DistributeError> {
    let names: Vec<String> = sqlx::query_scalar(sql).fetch_all(pool).await.map_err(Error::from)?;
    Ok(names.into_iter().collect())
}

async fn foreign_keys(pool: &PgPool) -> Result<Vec<ForeignKey>, DistributeError> {
    let rows: Vec<(String, String, String)> =
        sqlx::query_as(FOREIGN_KEYS).fetch_all(pool).await.map_err(Error::from)?;
    Ok(rows.into_iter().map(|(table, name, definition)| ForeignKey { table, name, definition }).collect())
}

fn steps(found: &Found) -> Vec<DistributionStep> {
    let global = GLOBAL_TABLES.iter().map(|(table, _)| *table).filter(|table| !found.known.contains(*table));
    let (distributed, local): (Vec<&str>, Vec<&str>) =
        TENANT_TABLES.iter().partition(|table| found.distributed.contains(**table));
    let moved = distributed
        .iter()
        .filter(|table| found.left_behind.contains(**table))
        .map(|table| format!("SELECT truncate_local_data_after_distributing_table('{table}')"))
        .collect();
    let mut steps: Vec<DistributionStep> = global.map(stay_on_coordinator).collect();
    steps.push(DistributionStep { statements: spread(&local, &found.foreign_keys) });
    steps.push(DistributionStep { statements: moved });
    steps.retain(|step| !step.statements.is_empty());
    steps
}

/// A plain table would work, but Citus would not see that a transaction writes to it: the rows of the account on
/// their node and the job on the coordinator would be committed one after the other, and a crash between the two
/// would lose the job. What Citus knows of takes part in its two-phase commit.
fn stay_on_coordinator(table: &str) -> DistributionStep {
    DistributionStep { statements: vec![format!("SELECT citus_add_local_table_to_metadata('{table}')")] }
}

/// All tenant tables in one transaction, so that no node ever sees some of them on the cluster and some not.
///
/// Citus advises to take foreign keys off while tables move, since it cannot enforce one between a distributed and a
/// local table; and within one transaction it must work shard by shard to see what it has just done itself.
fn spread(tables: &[&str], foreign_keys: &[ForeignKey]) -> Vec<String> {
    let mut statements = Vec::new();
    if tables.is_empty() {
        return statements;
    }
    let keys: Vec<&ForeignKey> =
        foreign_keys.iter().filter(|key| tables.contains(&key.table.as_str())).collect();
    statements.push("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'".to_owned());
    statements.extend(
        keys.iter()
            .map(|ForeignKey { table, name, .. }| format!("ALTER TABLE {table} DROP CONSTRAINT {name}")),
    );
    statements.extend(tables.iter().map(|table| distribute(table)));
    statements.extend(keys.iter().map(|ForeignKey { table, name, definition }| {
        format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    }));
    statements
}

fn distribute(table: &str) -> String {
    // The first of a group of its own: tables of others in the same database are not moved with ours.
    let beside = match TENANT_TABLES.first() {
        Some(first) if *first != table => first,
        _ => "none",
    };
    format!("SELECT create_distributed_table('{table}', 'account_sid', colocate_with => '{beside}')")
}
