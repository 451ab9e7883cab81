//! The provider's partners: who they are, what they are told, and how far what is sent to them has come.

pub(crate) mod accounts;
pub(crate) mod events;
pub(crate) mod streams;
pub(crate) mod webhooks;
