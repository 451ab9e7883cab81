//! The use cases from outside: through the crate's public functions, on the database of `TRUSTHUB_TEST_DB`.
//!
//! Each test has a hub of its own (`TestHub`), with a clock that it moves and mail that it reads. `support` holds what
//! several of them need.

#[cfg(test)]
mod support;

#[cfg(test)]
mod appeals;
#[cfg(test)]
mod assignments;
#[cfg(test)]
mod attestation;
#[cfg(test)]
mod automatic;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod business_credentials;
#[cfg(test)]
mod call_trust;
#[cfg(test)]
mod callbacks;
#[cfg(test)]
mod certificates;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod confirmations;
#[cfg(test)]
mod consequences;
#[cfg(test)]
mod contact;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod customer_brands;
#[cfg(test)]
mod customer_import;
#[cfg(test)]
mod deletion;
#[cfg(test)]
mod deliveries;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod domains;
#[cfg(test)]
mod expiry;
#[cfg(test)]
mod export;
#[cfg(test)]
mod filling;
#[cfg(test)]
mod freezing;
#[cfg(test)]
mod hanging;
#[cfg(test)]
mod life;
#[cfg(test)]
mod looks;
#[cfg(test)]
mod mails;
#[cfg(test)]
mod many_numbers;
#[cfg(test)]
mod message_claims;
#[cfg(test)]
mod messaging;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod overview;
#[cfg(test)]
mod owners;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod people;
#[cfg(test)]
mod products;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod registries;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod reverification;
#[cfg(test)]
mod review;
#[cfg(test)]
mod rings;
#[cfg(test)]
mod screening;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod site_pictures;
#[cfg(test)]
mod suspension;
#[cfg(test)]
mod tenancy;
#[cfg(test)]
mod test_mode;
#[cfg(test)]
mod timeline;
#[cfg(test)]
mod tollfree;
#[cfg(test)]
mod trust;
#[cfg(test)]
mod upgrade;
#[cfg(test)]
mod vet;
#[cfg(test)]
mod walks;
#[cfg(test)]
mod watchlists;
