//! What bundles are put together from.

pub mod addresses;
pub mod documents;
pub mod end_users;
pub mod numbers;

pub(crate) mod freeze;
