//! The HTTP face against a whole hub: requests go through the router, answers are compared as they would leave.

#[cfg(test)]
mod access;
#[cfg(test)]
mod attestations;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod client;
#[cfg(test)]
mod confirm;
#[cfg(test)]
mod core_shapes;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod gb_numbers;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod many_numbers;
#[cfg(test)]
mod messaging;
#[cfg(test)]
mod overview;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod partner_registrations;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod registrations;
#[cfg(test)]
mod requirements;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod stir;
#[cfg(test)]
mod stir_brands;
#[cfg(test)]
mod stir_diversions;
#[cfg(test)]
mod tenancy;
#[cfg(test)]
mod timeline;
#[cfg(test)]
mod tollfree;
#[cfg(test)]
mod uploads;
