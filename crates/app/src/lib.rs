//! Use cases: who may do what, in which transaction, with which events.
//!
//! A use case is a free function that takes the [`Hub`], the [`Actor`] and its input: permission, load, decide (the
//! domain does), save, event, audit entry, commit. It knows neither HTTP nor SQL. Start at `bundles::submit`.

pub mod accounts;
pub mod attestation;
pub mod audit;
pub mod auth;
pub mod backup;
pub mod bundles;
pub mod calls;
pub mod certificates;
pub mod confirmations;
pub mod credentials;
pub mod customers;
pub mod domains;
pub mod idempotency;
pub mod inquiries;
pub mod items;
pub mod messaging;
pub mod operator;
pub mod partners;
pub mod people;
pub mod readiness;
pub mod registries;
pub mod requirements;
pub mod retention;
pub mod review;
pub mod start;
pub mod tollfree;
pub mod trust;
pub mod watchlists;
pub mod work;

mod actor;
mod contact;
mod erased;
mod error;
mod hub;
mod input;
mod page;
mod record;
mod retry;

pub use actor::{Actor, Permit, Who};
pub use error::{Error, InUse, Invalid, Result};
pub use hub::{Clock, Hub, HubParts, RandomSource, Settings, SystemClock, SystemRandom};
pub use page::{Cursor, Page, PageRequest, Pages, Position};
pub use trusthub_vetting::Scorecard;
