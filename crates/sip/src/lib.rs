//! The SIP face of signing and verification: a redirect server that a provider's switch asks about its calls.
//!
//! Start at [`Server`]: it takes datagrams and connections, and keeps the transactions of RFC 3261. What an INVITE is
//! answered is said by a [`Service`]; the one that there is, is [`redirect`]. `message` and `transaction` have no sockets and no clock.
//!
//! Of RFC 3261 there is what a redirect server needs, and no more: no request is ever sent, no dialog is kept, and an answer
//! never goes anywhere but to where the request came from.

mod hub;
pub mod message;
pub mod redirect;
mod server;
pub mod transaction;
mod transport;

pub use hub::{Caller, HubCalls};
pub use server::{Alive, Ending, Limits, Listeners, Server, Service, Tasks};
pub use transport::framing;
