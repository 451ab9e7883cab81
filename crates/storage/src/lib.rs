//! The database: SQLite and PostgreSQL behind one `Db`, one SQL text for both.
//!
//! Ways in: [`Db::read`] and [`Db::write`], which give a [`Tx`]; every query on tenant data takes a [`Scope`].
//! Personal data is sealed and opened here, under the account's key from the [`Vault`]; callers see clear values.
//! It decides nothing: rules live in the domain, permissions in the use cases.

mod backup;
mod db;
mod error;
mod operations;
mod page;
mod postgres;
mod scope;
mod tenant;
mod vault;

pub use backup::{BackupPage, Column, ColumnKind, Restore, RestoreError, RowMark, Snapshot, Table};
pub use db::{Connections, Db, DbConfig, DistributeError, DistributionStep, Tx, schema_fingerprint};
#[doc(hidden)]
pub use db::{GLOBAL_TABLES, Statement, TENANT_TABLES, registry};
pub use error::{Error, Key, Result};
pub use operations::attestation::blocks::BlockedNumber;
pub use operations::attestation::changes::{AttestationChange, AttestationHead};
pub use operations::attestation::decisions::StoredDecision;
pub use operations::attestation::reading::{InventoryNumber, NumberAssignment, StandingBundle};
pub use operations::attestation::switches::SwitchCredentials;
pub use operations::audit::{AuditEntry, AuditFinding, AuditReport, Checkpoint, NewAuditEntry};
pub use operations::cases::counts::{BandCount, COUNTED, CaseBacklog, QueueCounts};
pub use operations::cases::filter::{CaseFilter, CaseOrder, CasePlace, Hold};
pub use operations::cases::queue::CaseSummary;
pub use operations::credential_keys::CredentialKey;
pub use operations::desk_days::{DeskDay, DeskEvent, desk_day_of};
pub use operations::events::StoredEvent;
pub use operations::holders::Holder;
pub use operations::idempotency::{IdempotencyKey, IdempotencyState, StoredAnswer};
pub use operations::jobs::{Job, JobBacklog, JobFilter, JobKind, JobState, Lane, NewJob};
pub use operations::lookups::{Lookup, LookupHit, Remembered, Sharing, Use};
pub use operations::messaging_queue::Waiting;
pub use operations::partners::accounts::PartnerCredentials;
pub use operations::partners::events::{FeedHead, Numbered, StoredFeedEvent};
pub use operations::partners::streams::FeedStream;
pub use operations::partners::webhooks::PartnerWebhook;
pub use operations::registries::RegistryVersion;
pub use operations::retention::{Stale, StaleRow};
pub use operations::reviewers::ReviewerCredentials;
pub use operations::saved_filters::SavedFilter;
pub use operations::screening::BundlePlace;
pub use operations::sessions::StoredSession;
pub use operations::stir_certificates::StirCertificate;
pub use operations::stir_lists::{FetchedStirList, StirList, StirListContent, StirListKind};
pub use operations::tollfree_queue::WaitingNumber;
pub use operations::watchlists::WatchlistVersion;
pub use page::{Cursor, Page, PageRequest, Position};
pub use scope::Scope;
pub use tenant::accounts::{AccountCredentials, AccountFilter, AuthTokens};
pub use tenant::addresses::AddressFilter;
pub use tenant::bundles::{BundleFilter, BundleReference};
pub use tenant::dismissals::{Compared, Dismissed};
pub use tenant::imported_customers::{ImportedBrand, ImportedCustomer};
pub use tenant::keys::KeyCredentials;
pub use tenant::messaging::usage::{DayUsage, NodeUsage, UsageKey};
pub use tenant::numbers::NumberFilter;
pub use tenant::overview::{BundleOverview, OverviewFilter};
pub use tenant::registrations::RegisteredNumber;
pub use tenant::tickets::TicketPlace;
pub use tenant::tollfree::TollfreeFilter;
pub use tenant::tollfree::drafts::TollfreeDraft;
pub use tenant::users::UserCredentials;
pub use vault::{KeyStoreUrl, MasterKey, MasterKeySource, Vault};
