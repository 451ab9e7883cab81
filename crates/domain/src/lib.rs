//! What a profile, trust product, policy, evaluation and review *is*.
//!
//! Pure: no I/O, no async, no clock, no randomness. Every decision takes the time as an argument and returns the next
//! value, or an error that names the broken rule. Start at [`bundle::Bundle`].

pub mod account;
pub mod attestation;
pub mod bundle;
pub mod confirmation;
pub mod contact;
pub mod credential;
pub mod customer_sheet;
pub mod error_code;
pub mod evaluation;
pub mod item;
pub mod messaging;
pub mod number_list;
pub mod partner;
pub mod people;
pub mod policy;
pub mod reading;
pub mod requirements;
pub mod retention;
pub mod review;
pub mod search;
pub mod sending;
pub mod shared;
pub mod sid;
pub mod test_mode;
pub mod time;
pub mod timeline;
pub mod tollfree;
pub mod trust;
