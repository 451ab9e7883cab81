//! Partners of the provider: their credentials, what customers let them see, what they ask, and what they are told.
//!
//! Look-ups ([`lookup`]) are answered from the index that calls are attested by. The feed ([`feed`]) is written in the
//! transactions that change trust, and read by partners or sent to them ([`deliver`]), and to a stream of the operator's own
//! ([`stream`]). Start at `feed::note_account`.

pub mod accounts;
pub mod consents;
pub mod lookup;
pub mod registrations;
pub mod tickets;
pub mod webhook;

pub(crate) mod deliver;
pub(crate) mod feed;
pub(crate) mod seed;
pub(crate) mod stream;

mod reading;
mod told;
mod turn;

pub use deliver::{KEPT, deliver_due};
pub use reading::{Batch, MOST_EVENTS, StartAt, Waited, read, start, wait};
pub use stream::publish_due;
pub use told::{CloudEvent, IdentityView, Told};

pub(crate) use feed::Feed;
