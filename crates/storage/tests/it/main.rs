//! What storage promises, on both databases: `dual!` makes one test of each.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod assignments;
#[cfg(test)]
mod attestation;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod bundles;
#[cfg(test)]
mod case_looks;
#[cfg(test)]
mod case_queue;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod confirmations;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod desk_days;
#[cfg(test)]
mod distribution;
#[cfg(test)]
mod domains;
#[cfg(test)]
mod erasure;
#[cfg(test)]
mod events;
#[cfg(test)]
mod handlings;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod imported_customers;
#[cfg(test)]
mod isolation;
#[cfg(test)]
mod items;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod lookups;
#[cfg(test)]
mod messaging;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod overview;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod partner_registrations;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod people;
#[cfg(test)]
mod raw;
#[cfg(test)]
mod readings;
#[cfg(test)]
mod registrations;
#[cfg(test)]
mod registries;
#[cfg(test)]
mod reviewers;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod sealing;
#[cfg(test)]
mod servers;
#[cfg(test)]
mod site_pictures;
#[cfg(test)]
mod standing;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod stir_certificates;
#[cfg(test)]
mod stir_lists;
#[cfg(test)]
mod tickets;
#[cfg(test)]
mod tollfree;
#[cfg(test)]
mod transactions;
#[cfg(test)]
mod vault;
#[cfg(test)]
mod waking;
#[cfg(test)]
mod watchlists;
