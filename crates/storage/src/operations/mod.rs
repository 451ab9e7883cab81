//! What the hub runs on: what calls are attested by, jobs, events, cases, reviewers, who is signed in, look-ups, sanctions
//! lists, registers, partners, how often who is written to, the keys and public lists of credentials, stored answers, the
//! audit log.

pub(crate) mod acme_accounts;
pub(crate) mod attestation;
pub(crate) mod audit;
pub(crate) mod cases;
pub(crate) mod contact_quota;
pub(crate) mod credential_keys;
pub(crate) mod credential_statuses;
pub(crate) mod desk_days;
pub(crate) mod events;
pub(crate) mod holders;
pub(crate) mod idempotency;
pub(crate) mod jobs;
pub(crate) mod lookups;
pub(crate) mod messaging_queue;
pub(crate) mod partners;
pub(crate) mod passkeys;
pub(crate) mod password_links;
pub(crate) mod registries;
pub(crate) mod retention;
pub(crate) mod reviewers;
pub(crate) mod saved_filters;
pub(crate) mod screening;
pub(crate) mod sessions;
pub(crate) mod single_sign_on;
pub(crate) mod spent_challenges;
pub(crate) mod stir_certificates;
pub(crate) mod stir_lists;
pub(crate) mod tollfree_queue;
pub(crate) mod watchlists;

use crate::db::Statement;

/// For the registry.
pub(crate) const STATEMENTS: &[&[&Statement]] = &[
    acme_accounts::ALL,
    attestation::blocks::ALL,
    attestation::changes::ALL,
    attestation::decisions::ALL,
    attestation::reading::ALL,
    attestation::switches::ALL,
    audit::chain::ALL,
    audit::sequencer::ALL,
    audit::verify::chains::ALL,
    audit::verify::tree::ALL,
    cases::ALL,
    cases::counts::ALL,
    cases::queue::ALL,
    contact_quota::ALL,
    credential_keys::ALL,
    credential_statuses::ALL,
    desk_days::ALL,
    events::ALL,
    holders::ALL,
    idempotency::ALL,
    jobs::queue::ALL,
    lookups::ALL,
    messaging_queue::ALL,
    partners::accounts::ALL,
    partners::events::ALL,
    partners::streams::ALL,
    partners::webhooks::ALL,
    passkeys::ALL,
    password_links::ALL,
    registries::ALL,
    retention::ALL,
    reviewers::ALL,
    saved_filters::ALL,
    screening::ALL,
    sessions::ALL,
    single_sign_on::ALL,
    spent_challenges::ALL,
    stir_certificates::ALL,
    stir_lists::ALL,
    tollfree_queue::ALL,
    watchlists::ALL,
];
