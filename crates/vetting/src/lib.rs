//! Automatic vetting: evidence in, decision out.
//!
//! Pure: no I/O, no clock, no network, so that a decision replays to the same answer from its stored inputs. The seam is
//! one function: [`assess`] takes an [`Application`] and a [`Scorecard`] and returns an
//! [`Assessment`](trusthub_domain::review::Assessment). It rejects what is certainly wrong, approves what the scorecard
//! lets through, and refers the rest to a reviewer. Start at [`assess`], then one file per family of checks.

mod address;
mod application;
mod assess;
mod confirmation;
pub mod contact;
mod documents;
mod domain_name;
mod duplicate;
mod email;
mod finding;
pub mod identifiers;
mod mail_domains;
pub mod messaging;
mod models;
pub mod names;
mod owners;
mod phone;
mod registration;
pub mod registries;
mod registry_match;
mod representatives;
pub mod rings;
mod sanctions;
mod scorecard;
pub mod screening;
mod table;
mod texts;
pub mod tollfree;
pub mod unpacked;
pub mod watchlists;
pub mod website;

pub use address::{AddressForm, address_form};
pub use application::{
    Aligned, Application, Business, DuplicateHit, Hit, ListUsed, Listed, Owner, Person, PostalAddress,
    Representative, Screened, Seat, Subject, Text, business_identity,
};
pub use assess::{assess, ruleset};
pub use confirmation::{Confirmed, Said};
pub use documents::{DocumentFacts, ExpirySeen, MarkedPage, NameSeen, Quote, ReadFacts, Sought};
pub use domain_name::{holds_mail, registrable_domain, registrable_domain_in};
pub use finding::is_for_customers;
pub use models::check_models;
pub use registry_match::{FoundBy, RegistryHit, RegistrySearch};
pub use scorecard::{Scorecard, ScorecardError};
